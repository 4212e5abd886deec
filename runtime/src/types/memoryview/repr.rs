//! `MemoryViewObj`: which object, which of its bytes, and how they form items.
//!
//! One dimension: `len` items of `item_size` bytes, `stride` bytes apart, the first at `offset`.
//! A view with a shape of more dimensions (made by `cast`) is contiguous and keeps the shape as a
//! tuple.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use std::cell::Cell;

/// Python's `memoryview`.
#[repr(C)]
pub struct MemoryViewObj {
    pub(crate) hdr: Header,
    /// The object that owns the bytes; absent once released.
    pub base: Field<Option<Value>>,
    /// The shape, when it is not one-dimensional.
    pub dims: Field<Option<Gc<TupleObj>>>,
    /// Cached hash; 0 = none.
    pub hash: Cell<i64>,
    /// Byte offset of the first item.
    pub offset: Cell<usize>,
    /// Number of items.
    pub len: Cell<usize>,
    /// Bytes from one item to the next.
    pub stride: Cell<isize>,
    /// What an item is.
    pub item: Cell<ItemFormat>,
    /// Whether writing is refused.
    pub readonly: Cell<bool>,
}

/// The format of an item: a letter of the `struct` module in native size.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct ItemFormat {
    /// The letter.
    pub code: u8,
    /// Whether it was written with a leading `@`.
    pub at_sign: bool,
    /// Bytes per item.
    pub size: u8,
}

impl ItemFormat {
    /// Unsigned bytes.
    pub const BYTE: ItemFormat = ItemFormat { code: b'B', at_sign: false, size: 1 };
}

// SAFETY: `MemoryViewObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for MemoryViewObj {
    const LAYOUT: LayoutId = layouts::MEMORYVIEW;
}

impl Trace for MemoryViewObj {
    fn trace(&self, m: &mut Marker) {
        self.base.trace(m);
        self.dims.trace(m);
    }
}

impl MemoryViewObj {
    /// Number of bytes in all items.
    pub fn byte_len(&self) -> usize {
        self.len.get() * self.item.get().size as usize
    }

    /// Whether the items follow each other without gaps.
    pub fn is_contiguous(&self) -> bool {
        self.stride.get() == self.item.get().size as isize || self.len.get() < 2
    }

    /// Byte offset in the base of item `i`.
    pub fn item_offset(&self, i: usize) -> usize {
        (self.offset.get() as isize + i as isize * self.stride.get()) as usize
    }
}

/// Which bytes of a base a new view shows.
#[derive(Copy, Clone)]
pub struct Window {
    /// Byte offset of the first item.
    pub offset: usize,
    /// Number of items.
    pub len: usize,
    /// Bytes from one item to the next.
    pub stride: isize,
    /// What an item is.
    pub item: ItemFormat,
}

impl Ctx {
    /// A view on `base`.
    pub fn memory_view(
        &mut self,
        base: Value,
        window: Window,
        readonly: bool,
        dims: Option<Gc<TupleObj>>,
    ) -> PyResult<Gc<MemoryViewObj>> {
        self.alloc(MemoryViewObj {
            hdr: Header::new(TypeId::MEMORYVIEW.shape(), layouts::MEMORYVIEW),
            base: Field::new(Some(base)),
            dims: Field::new(dims),
            hash: Cell::new(0),
            offset: Cell::new(window.offset),
            len: Cell::new(window.len),
            stride: Cell::new(window.stride),
            item: Cell::new(window.item),
            readonly: Cell::new(readonly),
        })
    }
}
