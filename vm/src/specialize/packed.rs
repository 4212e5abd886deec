//! A shape and a Python function in one cache word: 20 bits of shape, 44 bits of address / 16.

use crate::types::function::FunctionObj;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::shape::MAX_SHAPES;

const ADDRESS_BITS: u32 = 44;
const _: () = assert!(MAX_SHAPES as u64 <= 1 << (64 - ADDRESS_BITS));

/// Packs; `None` when the address has more than 48 bits.
pub(crate) fn pack(shape: ShapeId, func: Gc<FunctionObj>) -> Option<u64> {
    let address = func.addr() as u64 >> 4;
    (address >> ADDRESS_BITS == 0).then_some((shape.0 as u64) << ADDRESS_BITS | address)
}

/// The shape.
#[inline(always)]
pub(crate) fn shape(word: u64) -> u32 {
    (word >> ADDRESS_BITS) as u32
}

/// The function; the code object's pins keep it alive.
#[inline(always)]
pub(crate) fn function(word: u64) -> Gc<FunctionObj> {
    crate::interp::pinned_function(
        (word << (64 - ADDRESS_BITS) >> (64 - ADDRESS_BITS) << 4) as usize,
    )
}
