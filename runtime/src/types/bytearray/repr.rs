//! `ByteArrayObj`: bytes that change, in a buffer that grows geometrically.
//!
//! ```text
//! | header 8 | start 8 | len 8 | buffer 8 |     content: buffer[start .. start + len]
//! ```
//! Bytes removed at the front only move `start`, so a queue of bytes is linear.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{ByteArray, Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use std::cell::Cell;

/// Python's `bytearray`.
#[repr(C)]
pub struct ByteArrayObj {
    pub(crate) hdr: Header,
    start: Cell<usize>,
    len: Cell<usize>,
    buffer: Field<Option<Gc<ByteArray>>>,
}

// SAFETY: `ByteArrayObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ByteArrayObj {
    const LAYOUT: LayoutId = layouts::BYTEARRAY;
}

impl Trace for ByteArrayObj {
    fn trace(&self, m: &mut Marker) {
        self.buffer.trace(m);
    }
}

impl ByteArrayObj {
    /// An empty struct with this shape, for `alloc`.
    pub fn empty(shape: ShapeId) -> ByteArrayObj {
        ByteArrayObj {
            hdr: Header::new(shape, layouts::BYTEARRAY),
            start: Cell::new(0),
            len: Cell::new(0),
            buffer: Field::new(None),
        }
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `f` with the content as cells; `f` cannot reach the context, so nothing is resized.
    #[inline]
    pub fn with_cells<R>(&self, f: impl FnOnce(&[Cell<u8>]) -> R) -> R {
        match self.buffer.get() {
            Some(buffer) => f(&buffer.bytes()[self.start.get()..self.start.get() + self.len.get()]),
            None => f(&[]),
        }
    }

    /// The byte at `i`, if there is one.
    #[inline]
    pub fn get(&self, i: usize) -> Option<u8> {
        self.with_cells(|cells| cells.get(i).map(Cell::get))
    }

    /// Replaces the byte at `i`; false when there is none.
    #[inline]
    pub fn set(&self, i: usize, byte: u8) -> bool {
        self.with_cells(|cells| cells.get(i).map(|cell| cell.set(byte)).is_some())
    }

    /// A copy of the content.
    pub fn to_vec(&self) -> Vec<u8> {
        self.with_cells(|cells| cells.iter().map(Cell::get).collect())
    }

    /// Overwrites bytes from `at`; they must lie within the content.
    pub fn write(&self, at: usize, data: &[u8]) {
        self.with_cells(|cells| {
            cells[at..at + data.len()].iter().zip(data).for_each(|(c, &b)| c.set(b))
        });
    }

    /// Reverses the content.
    pub fn reverse(&self) {
        self.with_cells(|cells| {
            let n = cells.len();
            (0..n / 2).for_each(|i| cells[i].swap(&cells[n - 1 - i]));
        });
    }

    /// Room without a new buffer, behind the content.
    fn room(&self) -> usize {
        self.buffer.get().map_or(0, |b| b.capacity() - self.start.get() - self.len.get())
    }
}

impl Ctx {
    /// A `bytearray` of exact type with this content.
    pub fn bytearray(&mut self, content: &[u8]) -> PyResult<Gc<ByteArrayObj>> {
        let object = self.alloc(ByteArrayObj::empty(TypeId::BYTEARRAY.shape()))?;
        self.bytearray_splice(object, 0, 0, content)?;
        Ok(object)
    }

    /// Replaces `[from, to)`, which must lie within the content, by `data`.
    pub fn bytearray_splice(
        &mut self,
        object: Gc<ByteArrayObj>,
        from: usize,
        to: usize,
        data: &[u8],
    ) -> PyResult<()> {
        let (len, removed) = (object.len.get(), to - from);
        if from == 0 && data.is_empty() {
            object.start.set(object.start.get() + removed);
            object.len.set(len - removed);
            return Ok(());
        }
        if data.len() > removed && data.len() - removed > object.room() {
            self.bytearray_grow(object, data.len() - removed)?;
        }
        let Some(buffer) = object.buffer.get() else { return Ok(()) };
        let at = object.start.get() + from;
        self.touch(buffer.data().addr() + at, data.len())?;
        buffer.copy_within(at + removed, at + data.len(), len - to);
        buffer.write(at, data);
        object.len.set(len - removed + data.len());
        Ok(())
    }

    /// Appends the content of a bytearray as it is now, which may be the same one.
    pub fn bytearray_append(
        &mut self,
        object: Gc<ByteArrayObj>,
        other: Gc<ByteArrayObj>,
    ) -> PyResult<()> {
        let (len, more) = (object.len.get(), other.len.get());
        if more > object.room() {
            self.bytearray_grow(object, more)?;
        }
        if let (Some(buffer), Some(from)) = (object.buffer.get(), other.buffer.get()) {
            let at = object.start.get() + len;
            self.touch(buffer.data().addr() + at, more)?;
            buffer.copy_from(at, &from, other.start.get(), more);
            object.len.set(len + more);
        }
        Ok(())
    }

    /// Makes room for `more` bytes behind the content.
    fn bytearray_grow(&mut self, object: Gc<ByteArrayObj>, more: usize) -> PyResult<()> {
        let len = object.len.get();
        let Some(need) = len.checked_add(more).and_then(|n| n.checked_add(n / 8 + 8)) else {
            return Err(self.raise_memory());
        };
        let fresh = self.byte_array(need)?;
        self.touch(fresh.addr(), len)?;
        if let Some(old) = object.buffer.get() {
            fresh.copy_from(0, &old, object.start.get(), len);
        }
        object.buffer.set(Some(fresh));
        object.start.set(0);
        Ok(())
    }

    /// Sets the length; new bytes are zero.
    pub fn bytearray_resize(&mut self, object: Gc<ByteArrayObj>, len: usize) -> PyResult<()> {
        let old = object.len();
        if len <= old {
            return self.bytearray_splice(object, len, old, &[]);
        }
        if len - old > object.room() {
            self.bytearray_grow(object, len - old)?;
        }
        object.len.set(len);
        object.with_cells(|cells| cells[old..].iter().for_each(|c| c.set(0)));
        Ok(())
    }
}
