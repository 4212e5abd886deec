//! `CellObj`: a variable shared between scopes.

use crate::types::layouts;
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use taipan_runtime::value::Value;

/// A cell.
#[repr(C)]
pub struct CellObj {
    pub(crate) hdr: Header,
    /// `cell_contents`, absent while unbound.
    pub content: Field<Option<Value>>,
}

// SAFETY: `CellObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for CellObj {
    const LAYOUT: LayoutId = layouts::CELL;
}

impl CellObj {
    /// A cell struct for `alloc`.
    pub fn new(content: Option<Value>) -> CellObj {
        CellObj { hdr: Header::new(super::CELL_SHAPE, layouts::CELL), content: Field::new(content) }
    }
}

/// The cell in a value that is known to be one (a cell variable of a running frame).
#[inline(always)]
pub fn cell_unchecked(v: Value) -> Gc<CellObj> {
    debug_assert!(v.cast::<CellObj>().is_some());
    // SAFETY: `MAKE_CELL` and `COPY_FREE_VARS` put a cell in each cell variable before any code
    // that uses it, and nothing else writes these slots.
    unsafe { Gc::from_addr(v.bits() as usize) }
}

impl Trace for CellObj {
    fn trace(&self, m: &mut Marker) {
        if !taipan_runtime::fault!("gc-cell-unmarked") {
            self.content.trace(m);
        }
    }
}
