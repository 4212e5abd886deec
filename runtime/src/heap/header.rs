//! The eight bytes that every heap object begins with, and the numbers in them.
//!
//! ```text
//! | shape 4 | layout 1 | gc 1 | flags 2 |
//! ```

use std::cell::Cell;

/// Number of a shape (class and attribute order). 0 means that the cell holds no object.
#[repr(transparent)]
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct ShapeId(pub u32);

impl ShapeId {
    /// The shape of a cell that holds no object.
    pub const FREE: ShapeId = ShapeId(0);
    /// The shape of the collector's own buffers, which no Python code ever sees.
    pub const INTERNAL: ShapeId = ShapeId(1023);
}

/// Which Rust struct an object is; selects how it is traced and finalized.
#[repr(transparent)]
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct LayoutId(pub u8);

impl LayoutId {
    /// A buffer of values ([`ValueArray`](super::ValueArray)).
    pub const VALUE_ARRAY: LayoutId = LayoutId(1);
    /// A buffer of bytes ([`ByteArray`](super::ByteArray)).
    pub const BYTE_ARRAY: LayoutId = LayoutId(2);
}

/// Bits of `Header::gc`, the collector's own.
pub(super) mod gc_bits {
    /// `__del__` has run or is queued; it runs once (PEP 442).
    pub const FINALIZED: u8 = 1;
    /// Some weak reference to the object is registered.
    pub const HAS_WEAK: u8 = 1 << 1;
    /// The object is in the list of objects with `__del__`.
    pub const FINALIZABLE: u8 = 1 << 2;
}

/// Begins every heap object.
#[repr(C)]
pub struct Header {
    /// The object's shape; never 0 in a live object.
    pub shape: Cell<ShapeId>,
    /// The object's struct; fixed for life.
    pub layout: LayoutId,
    gc: Cell<u8>,
    /// Free for the object's own use, but for [`INSTANCE_PART`].
    pub flags: Cell<u16>,
}

const _: () = assert!(size_of::<Header>() == 8 && align_of::<Header>() <= 8);

/// `Header::flags`: the object has an instance part behind its builtin part, which
/// [`RootSet::trace_instance`](super::RootSet::trace_instance) marks.
pub const INSTANCE_PART: u16 = 1 << 15;

impl Header {
    /// The header of a new object.
    #[inline(always)]
    pub const fn new(shape: ShapeId, layout: LayoutId) -> Header {
        Header { shape: Cell::new(shape), layout, gc: Cell::new(0), flags: Cell::new(0) }
    }

    /// Whether all of these collector bits are set.
    #[inline(always)]
    pub(super) fn has_gc(&self, bits: u8) -> bool {
        self.gc.get() & bits == bits
    }

    pub(super) fn set_gc(&self, bits: u8) {
        self.gc.set(self.gc.get() | bits);
    }

    pub(super) fn clear_gc(&self, bits: u8) {
        self.gc.set(self.gc.get() & !bits);
    }
}
