//! `GcVec`: a growable vector of values for Rust code. It must stay on the native stack (a local
//! or a parameter), where the collector sees its buffer; never in a `Box` or another `Vec`.

use super::Heap;
use super::array::ValueArray;
use super::gc::Gc;
use crate::value::Value;
use std::ops::Deref;

/// The heap has reached its limit.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct HeapFull;

/// What can allocate: the heap itself, or the context, which turns a full heap into MemoryError.
pub trait GcAlloc {
    /// What a full heap becomes.
    type Error;
    /// The heap.
    fn heap(&mut self) -> &mut Heap;
    /// Makes the error.
    fn heap_full(&mut self) -> Self::Error;
}

impl GcAlloc for Heap {
    type Error = HeapFull;
    fn heap(&mut self) -> &mut Heap {
        self
    }
    fn heap_full(&mut self) -> HeapFull {
        HeapFull
    }
}

/// A vector of values in a heap buffer.
#[derive(Default)]
pub struct GcVec {
    buffer: Option<Gc<ValueArray>>,
    len: usize,
}

impl GcVec {
    /// An empty vector; allocates nothing.
    pub const fn new() -> GcVec {
        GcVec { buffer: None, len: 0 }
    }

    /// An empty vector with room for `n` values.
    pub fn with_capacity<A: GcAlloc>(a: &mut A, n: usize) -> Result<GcVec, A::Error> {
        let mut vec = GcVec::new();
        vec.reserve(a, n)?;
        Ok(vec)
    }

    /// An empty vector in a buffer that nobody else uses.
    pub fn over(buffer: Gc<ValueArray>) -> GcVec {
        GcVec { buffer: Some(buffer), len: 0 }
    }

    /// A copy of these values.
    pub fn from_slice<A: GcAlloc>(a: &mut A, values: &[Value]) -> Result<GcVec, A::Error> {
        let mut vec = GcVec::new();
        vec.extend_from_slice(a, values)?;
        Ok(vec)
    }

    /// Room without a new buffer.
    pub fn capacity(&self) -> usize {
        self.buffer.map_or(0, |b| b.capacity())
    }

    /// Number of values.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Makes room for `more` further values.
    pub fn reserve<A: GcAlloc>(&mut self, a: &mut A, more: usize) -> Result<(), A::Error> {
        if more <= self.capacity() - self.len {
            return Ok(());
        }
        let grown = self.len.checked_add(more).map(|need| need.max(self.len * 2).max(6));
        if let (Some(buffer), Some(n)) = (self.buffer, grown)
            && buffer.try_grow(a.heap(), n)
        {
            return Ok(());
        }
        let fresh = grown.and_then(|n| ValueArray::new(a.heap(), n));
        match fresh.filter(|fresh| a.heap().touch(fresh.addr(), self.len * size_of::<Value>())) {
            Some(fresh) => {
                fresh.copy_from_slice(0, self.as_slice());
                self.buffer = Some(fresh);
                Ok(())
            }
            None => Err(a.heap_full()),
        }
    }

    /// Appends a value.
    #[inline(always)]
    pub fn push<A: GcAlloc>(&mut self, a: &mut A, value: Value) -> Result<(), A::Error> {
        if let Some(slot) = self.buffer.as_ref().and_then(|b| b.slots().get(self.len)) {
            slot.set(Some(value));
            self.len += 1;
            return Ok(());
        }
        self.push_slow(a, value)
    }

    #[cold]
    #[inline(never)]
    fn push_slow<A: GcAlloc>(&mut self, a: &mut A, value: Value) -> Result<(), A::Error> {
        self.reserve(a, 1)?;
        self.push_within_capacity(value);
        Ok(())
    }

    fn push_within_capacity(&mut self, value: Value) {
        self.buffer.expect("there is room").set(self.len, Some(value));
        self.len += 1;
    }

    /// Appends values.
    pub fn extend_from_slice<A: GcAlloc>(
        &mut self,
        a: &mut A,
        values: &[Value],
    ) -> Result<(), A::Error> {
        if values.is_empty() {
            return Ok(());
        }
        self.reserve(a, values.len())?;
        self.buffer.expect("there is room").copy_from_slice(self.len, values);
        self.len += values.len();
        Ok(())
    }

    /// Appends the first `n` slots of an array, which hold values.
    pub fn extend_from_array<A: GcAlloc>(
        &mut self,
        a: &mut A,
        array: &ValueArray,
        n: usize,
    ) -> Result<(), A::Error> {
        if n == 0 {
            return Ok(());
        }
        self.reserve(a, n)?;
        self.buffer.expect("there is room").copy_from(self.len, array, 0, n);
        self.len += n;
        Ok(())
    }

    /// Appends all values of an iterator, which may not run Python code.
    pub fn extend<A: GcAlloc>(
        &mut self,
        a: &mut A,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<(), A::Error> {
        values.into_iter().try_for_each(|v| self.push(a, v))
    }

    /// Removes and returns the last value.
    pub fn pop(&mut self) -> Option<Value> {
        self.len = self.len.checked_sub(1)?;
        let buffer = self.buffer?;
        let value = buffer.get(self.len);
        buffer.set(self.len, None);
        value
    }

    /// The value at `i`, if there is one.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        if i < self.len { self.buffer?.get(i) } else { None }
    }

    /// Replaces the value at `i`, which must exist.
    #[inline(always)]
    pub fn set(&mut self, i: usize, value: Value) {
        assert!(i < self.len, "index {i} of {}", self.len);
        self.buffer.expect("a value exists").set(i, Some(value));
    }

    /// Inserts before index `i`, at most the length.
    pub fn insert<A: GcAlloc>(
        &mut self,
        a: &mut A,
        i: usize,
        value: Value,
    ) -> Result<(), A::Error> {
        self.push(a, value)?;
        self.as_mut_slice()[i..].rotate_right(1);
        Ok(())
    }

    /// Removes and returns the value at `i`, which must exist.
    pub fn remove(&mut self, i: usize) -> Value {
        self.as_mut_slice()[i..].rotate_left(1);
        self.pop().expect("a value exists")
    }

    /// Shortens to `len` values.
    pub fn truncate(&mut self, len: usize) {
        if let Some(buffer) = self.buffer
            && len < self.len
        {
            buffer.clear_range(len, self.len);
            self.len = len;
        }
    }

    /// Removes all values.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// The values.
    #[inline(always)]
    pub fn as_slice(&self) -> &[Value] {
        match self.buffer {
            // SAFETY: the first `len` slots hold values, and only this vector writes them, through
            // `&mut self`.
            Some(buffer) => unsafe { std::slice::from_raw_parts(buffer.ptr().cast(), self.len) },
            None => &[],
        }
    }

    /// The values, to be reordered or replaced.
    #[inline(always)]
    pub fn as_mut_slice(&mut self) -> &mut [Value] {
        match self.buffer {
            // SAFETY: as in `as_slice`, with `&mut self`. A vector's buffer needs no barrier on
            // these writes: it is reached from the native stack, which every collection scans.
            Some(buffer) => unsafe {
                std::slice::from_raw_parts_mut(buffer.ptr().cast(), self.len)
            },
            None => &mut [],
        }
    }

    /// The buffer itself, for an object that takes it over (a list); `len` slots are values.
    pub fn into_buffer(self) -> (usize, Option<Gc<ValueArray>>) {
        (self.len, self.buffer)
    }
}

impl Deref for GcVec {
    type Target = [Value];
    #[inline(always)]
    fn deref(&self) -> &[Value] {
        self.as_slice()
    }
}

impl<'a> IntoIterator for &'a GcVec {
    type Item = Value;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, Value>>;
    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter().copied()
    }
}
