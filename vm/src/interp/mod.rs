//! The interpreter: registers, loop, micro-ops, and what the loop leaves to out-of-line code.

pub(crate) mod arith;
pub(crate) mod bind;
pub(crate) mod builtin_calls;
mod count;
pub mod dispatch;
pub(crate) mod global_stores;
pub(crate) mod intrinsics;
pub(crate) mod lookup;
pub(crate) mod observe;
pub(crate) mod pending;
pub(crate) mod place;
pub(crate) mod regs;
pub(crate) mod slow;
pub mod state;
pub(crate) mod super_methods;
pub(crate) mod unwind;
pub(crate) mod uops;

pub use state::Vm;

use crate::types::function::FunctionObj;
use taipan_runtime::heap::Gc;

/// The function at an address that an inline cache holds.
#[inline(always)]
pub(crate) fn pinned_function(address: usize) -> Gc<FunctionObj> {
    // SAFETY: the specializer wrote the address of a function that the code object's pins keep alive.
    unsafe { Gc::from_addr(address) }
}
