//! The collector's own buffers: `ValueArray` (traced words) and `ByteArray` (bytes it never reads).
//! They are the memory behind lists, dicts, `GcVec`, growable strings and the like.

use super::Heap;
use super::gc::{Gc, HeapObject};
use super::header::{Header, LayoutId, ShapeId};
use super::layout_table::Trace;
use super::mark::Marker;
use super::region::write_barrier;
use super::size_class::rounded;
use crate::value::Value;
use std::cell::Cell;

/// A fixed number of slots for values.
///
/// ```text
/// | header 8 | capacity 8 | slots 8 * capacity ... |
/// ```
#[repr(C)]
pub struct ValueArray {
    hdr: Header,
    capacity: Cell<usize>,
}

/// Byte offset of the first slot of a `ValueArray`, and of the first byte of a `ByteArray`'s data.
pub const SLOTS_OFFSET: usize = size_of::<ValueArray>();
const _: () = assert!(SLOTS_OFFSET == 16);

// SAFETY: `repr(C)`, begins with a header, the layout is its own.
unsafe impl HeapObject for ValueArray {
    const LAYOUT: LayoutId = LayoutId::VALUE_ARRAY;
}

impl Trace for ValueArray {
    fn trace(&self, m: &mut Marker) {
        let lost = usize::from(crate::fault!("gc-array-short") && self.capacity() > 0);
        // SAFETY: slots are words in place; nothing writes them during a collection.
        m.mark_slots(unsafe {
            std::slice::from_raw_parts(self.slots().as_ptr().cast(), self.capacity() - lost)
        });
    }
}

impl ValueArray {
    /// An array of at least `capacity` slots (as many as the memory taken anyway holds), all
    /// absent. `None` when the heap is full.
    pub fn new(heap: &mut Heap, capacity: usize) -> Option<Gc<ValueArray>> {
        let bytes = rounded(capacity.checked_mul(8)?.checked_add(SLOTS_OFFSET)?)?;
        let at = heap.alloc_growable(bytes)?.cast::<ValueArray>();
        let hdr = Header::new(ShapeId::INTERNAL, LayoutId::VALUE_ARRAY);
        // SAFETY: `alloc` gave `bytes` zeroed bytes; zero words are absent slots.
        unsafe {
            at.write(ValueArray { hdr, capacity: Cell::new((bytes - SLOTS_OFFSET) / 8) });
            Some(Gc::from_ptr(at))
        }
    }

    /// Extends the array to at least `capacity` slots without moving it; false when it cannot be.
    pub fn try_grow(&self, heap: &mut Heap, capacity: usize) -> bool {
        let wanted =
            capacity.checked_mul(8).and_then(|b| b.checked_add(SLOTS_OFFSET)).and_then(rounded);
        match wanted {
            Some(bytes) if heap.grow_in_place(std::ptr::from_ref(self).addr(), bytes) => {
                self.capacity.set((bytes - SLOTS_OFFSET) / 8);
                true
            }
            _ => false,
        }
    }

    /// Number of slots.
    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// All slots.
    #[inline(always)]
    pub fn slots(&self) -> &[Cell<Option<Value>>] {
        // SAFETY: `capacity` initialized words lie behind the struct, and are only accessed through
        // cells (or through `GcVec`, which alone knows its buffer).
        unsafe { std::slice::from_raw_parts(self.ptr().cast(), self.capacity()) }
    }

    /// The first slot.
    #[inline(always)]
    pub fn ptr(&self) -> *mut Option<Value> {
        std::ptr::from_ref(self).cast_mut().cast::<u8>().wrapping_add(SLOTS_OFFSET).cast()
    }

    /// The value at `i`; absent beyond the end.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.slots().get(i)?.get()
    }

    /// The value at `i`.
    ///
    /// # Safety
    /// `i` is below the capacity.
    #[inline(always)]
    pub unsafe fn get_unchecked(&self, i: usize) -> Option<Value> {
        // SAFETY: the caller vouches for `i`.
        unsafe { self.ptr().add(i).read() }
    }

    /// Replaces the value at `i`.
    ///
    /// # Safety
    /// `i` is below the capacity.
    #[inline(always)]
    pub unsafe fn set_unchecked(&self, i: usize, value: Option<Value>) {
        // SAFETY: the caller vouches for `i`.
        let slot = unsafe { self.ptr().add(i) };
        // SAFETY: as above; slots are only accessed through cells and such words.
        unsafe { slot.write(value) };
        write_barrier(slot as usize);
    }

    /// Replaces the value at `i`, which must be below the capacity.
    #[inline(always)]
    pub fn set(&self, i: usize, value: Option<Value>) {
        let slot = &self.slots()[i];
        slot.set(value);
        write_barrier(std::ptr::from_ref(slot) as usize);
    }

    /// Moves `n` values within the array, as `memmove`.
    pub fn copy_within(&self, from: usize, to: usize, n: usize) {
        let (source, target) = (&self.slots()[from..from + n], &self.slots()[to..to + n]);
        // SAFETY: both ranges were just checked to lie within the array; cells may be overwritten.
        unsafe { std::ptr::copy(source.as_ptr(), target.as_ptr().cast_mut(), n) };
        self.wrote(to, n);
    }

    /// Copies `n` values from another array.
    pub fn copy_from(&self, to: usize, other: &ValueArray, from: usize, n: usize) {
        let (source, target) = (&other.slots()[from..from + n], &self.slots()[to..to + n]);
        // SAFETY: both ranges were just checked; `copy` allows that the arrays are the same.
        unsafe { std::ptr::copy(source.as_ptr(), target.as_ptr().cast_mut(), n) };
        self.wrote(to, n);
    }

    /// Reverses `n` values in place.
    #[inline]
    pub fn reverse_range(&self, from: usize, n: usize) {
        let (low, high) = self.slots()[from..from + n].split_at(n / 2);
        low.iter().zip(high.iter().rev()).for_each(|(a, b)| a.swap(b));
        self.wrote(from, n);
    }

    /// Copies values in.
    pub fn copy_from_slice(&self, to: usize, values: &[Value]) {
        let target = &self.slots()[to..to + values.len()];
        // SAFETY: the target was just checked; `Option<Value>` has the representation of `Value`.
        unsafe {
            std::ptr::copy(values.as_ptr(), target.as_ptr().cast_mut().cast(), values.len());
        }
        self.wrote(to, values.len());
    }

    /// Makes slots absent.
    pub fn clear_range(&self, from: usize, to: usize) {
        self.slots()[from..to].iter().for_each(|slot| slot.set(None));
    }

    fn wrote(&self, at: usize, n: usize) {
        if super::region::GENERATIONAL {
            for slot in &self.slots()[at..at + n] {
                write_barrier(std::ptr::from_ref(slot) as usize);
            }
        }
    }
}

/// A buffer of bytes that the collector does not scan, with a count of bytes in use that is the
/// owner's business.
///
/// ```text
/// | header 8 | capacity 8 | used 8 | unused 8 | bytes ... |
/// ```
#[repr(C, align(16))]
pub struct ByteArray {
    hdr: Header,
    capacity: usize,
    used: Cell<usize>,
}

/// Byte offset of the first byte of a [`ByteArray`].
pub const BYTES_OFFSET: usize = size_of::<ByteArray>();
const _: () = assert!(BYTES_OFFSET == 32);

// SAFETY: `repr(C)`, begins with a header, the layout is its own.
unsafe impl HeapObject for ByteArray {
    const LAYOUT: LayoutId = LayoutId::BYTE_ARRAY;
}

impl ByteArray {
    /// A zeroed buffer of at least `capacity` bytes. `None` when the heap is full.
    pub fn new(heap: &mut Heap, capacity: usize) -> Option<Gc<ByteArray>> {
        let bytes = rounded(capacity.checked_add(BYTES_OFFSET)?)?;
        let at = heap.alloc(bytes)?.cast::<ByteArray>();
        let hdr = Header::new(ShapeId::INTERNAL, LayoutId::BYTE_ARRAY);
        // SAFETY: `alloc` gave `bytes` zeroed bytes, aligned to 16.
        unsafe {
            at.write(ByteArray { hdr, capacity: bytes - BYTES_OFFSET, used: Cell::new(0) });
            Some(Gc::from_ptr(at))
        }
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Bytes in use.
    #[inline(always)]
    pub fn used(&self) -> usize {
        self.used.get()
    }

    /// Sets the number of bytes in use, at most the capacity.
    pub fn set_used(&self, used: usize) {
        debug_assert!(used <= self.capacity);
        self.used.set(used);
    }

    /// The first byte.
    #[inline(always)]
    pub fn data(&self) -> *mut u8 {
        std::ptr::from_ref(self).cast_mut().cast::<u8>().wrapping_add(BYTES_OFFSET)
    }

    /// All bytes.
    #[inline(always)]
    pub fn bytes(&self) -> &[Cell<u8>] {
        // SAFETY: `capacity` bytes lie behind the struct.
        unsafe { std::slice::from_raw_parts(self.data().cast(), self.capacity) }
    }

    /// Copies bytes in at an offset; they must fit.
    pub fn write(&self, at: usize, bytes: &[u8]) {
        let target = &self.bytes()[at..at + bytes.len()];
        // SAFETY: the target was just checked to lie within the buffer.
        unsafe {
            std::ptr::copy(bytes.as_ptr(), target.as_ptr().cast_mut().cast(), bytes.len());
        }
    }

    /// Sets all bytes.
    pub fn fill(&self, byte: u8) {
        self.bytes().iter().for_each(|b| b.set(byte));
    }

    /// The little-endian number in the bytes `[at, at + N)`, which must lie within the buffer.
    #[inline(always)]
    pub fn read<const N: usize>(&self, at: usize) -> [u8; N] {
        let cells = &self.bytes()[at..at + N];
        std::array::from_fn(|i| cells[i].get())
    }

    /// Copies `n` bytes from another buffer, which may be the same.
    pub fn copy_from(&self, to: usize, other: &ByteArray, from: usize, n: usize) {
        let (source, target) = (&other.bytes()[from..from + n], &self.bytes()[to..to + n]);
        // SAFETY: both ranges were just checked; `copy` allows that the buffers are the same.
        unsafe { std::ptr::copy(source.as_ptr(), target.as_ptr().cast_mut(), n) };
    }

    /// Copies bytes within the buffer, as `memmove`.
    pub fn copy_within(&self, from: usize, to: usize, n: usize) {
        self.copy_from(to, self, from, n);
    }

    /// The bytes `[from, to)`, which nobody writes while the slice is in use.
    ///
    /// # Safety
    /// Nothing writes to these bytes while the slice lives.
    pub unsafe fn slice(&self, from: usize, to: usize) -> &[u8] {
        let cells = &self.bytes()[from..to];
        // SAFETY: in bounds as just checked; the caller vouches that nobody writes.
        unsafe { std::slice::from_raw_parts(cells.as_ptr().cast(), cells.len()) }
    }
}
