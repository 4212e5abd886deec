//! `BytesObj`: immutable bytes behind the header.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Header, HeapObject, LayoutId, ShapeId};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use std::cell::Cell;

/// Python's `bytes`.
///
/// ```text
/// | header 8 | hash 8 | len 8 | bytes ... |
/// ```
#[repr(C)]
pub struct BytesObj {
    pub(crate) hdr: Header,
    /// 0 = not computed.
    pub(crate) hash: Cell<i64>,
    len: usize,
}

// SAFETY: `BytesObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for BytesObj {
    const LAYOUT: LayoutId = layouts::BYTES;
}

impl BytesObj {
    /// Byte size of struct and content; the `attrs` word of a subclass instance lies there.
    pub(crate) fn payload_size(&self) -> usize {
        size_of::<BytesObj>() + self.len.next_multiple_of(8)
    }

    /// Number of bytes.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it is `b''`.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes; they do not change while the object lives.
    #[inline(always)]
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` bytes lie behind the struct, written before the object was published.
        unsafe {
            let first = std::ptr::from_ref(self).cast::<u8>().add(size_of::<BytesObj>());
            std::slice::from_raw_parts(first, self.len)
        }
    }
}

impl Ctx {
    /// A `bytes` object with this content.
    pub fn bytes(&mut self, content: &[u8]) -> PyResult<Gc<BytesObj>> {
        self.bytes_with(content.len(), |out| out.copy_from_slice(content))
    }

    /// A `bytes` object of `len` bytes that `fill` writes (it gets zeroed bytes).
    pub fn bytes_with(
        &mut self,
        len: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> PyResult<Gc<BytesObj>> {
        self.bytes_of_shape(ShapeId::from(TypeId::BYTES), 0, len, fill)
    }

    /// A `bytes` object with the shape of a subclass, `extra` bytes (a multiple of 8) behind the
    /// content, which is padded to a multiple of 8.
    pub fn bytes_of_shape(
        &mut self,
        shape: ShapeId,
        extra: usize,
        len: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> PyResult<Gc<BytesObj>> {
        if len > isize::MAX as usize / 2 {
            return Err(self.raise_memory());
        }
        let size = size_of::<BytesObj>() + len.next_multiple_of(8) + extra;
        let at = match shape == ShapeId::from(TypeId::BYTES) {
            true => self.alloc_raw_leaf(size)?,
            false => self.alloc_raw(size)?,
        };
        self.touch(at.addr().get(), size)?;
        // SAFETY: `alloc_raw` gave that many zeroed bytes that nothing else uses.
        unsafe {
            at.cast::<BytesObj>().write(BytesObj {
                hdr: Header::new(shape, layouts::BYTES),
                hash: Cell::new(0),
                len,
            });
            let first = at.as_ptr().add(size_of::<BytesObj>());
            fill(std::slice::from_raw_parts_mut(first, len));
            Ok(Gc::from_addr(at.as_ptr() as usize))
        }
    }
}

impl Ctx {
    /// `a + b`, both exactly `bytes`.
    pub fn bytes_concat(&mut self, a: Gc<BytesObj>, b: Gc<BytesObj>) -> PyResult<Gc<BytesObj>> {
        match (a.len(), b.len()) {
            (0, _) => Ok(b),
            (_, 0) => Ok(a),
            (n, m) => self.bytes_with(n + m, |out| {
                let (left, right) = out.split_at_mut(n);
                left.copy_from_slice(a.as_slice());
                right.copy_from_slice(b.as_slice());
            }),
        }
    }

    /// A `bytes` object with this content; those of length 0 and 1 exist once.
    pub fn bytes_small(&mut self, content: &[u8]) -> PyResult<Gc<BytesObj>> {
        let cell = match *content {
            [] => &self.singletons.empty_bytes,
            [b] => &self.singletons.one_byte[b as usize],
            _ => return self.bytes(content),
        };
        if let Some(known) = cell.get().and_then(|v| v.cast::<BytesObj>()) {
            return Ok(known);
        }
        let made = self.bytes(content)?;
        match *content {
            [b] => self.singletons.one_byte[b as usize].set(Some(made.into())),
            _ => self.singletons.empty_bytes.set(Some(made.into())),
        }
        Ok(made)
    }
}
