//! What is specialized beyond CPython 3.14 and is no instruction of its own: the rows of
//! `BINARY_OP_EXTEND` and `CALL_BUILTIN_EXTEND`, and cases that an instruction of CPython serves too.
//! Each has a name, so that `-X families=-NAME` switches it off.

use crate::interp::{arith, builtin_calls};

/// The first row of `CALL_BUILTIN_EXTEND`.
pub(crate) const FIRST_CALL: usize = arith::EXTENSION_COUNT;
/// `x[-1]` of lists, tuples and strs.
pub(crate) const NEGATIVE_INDEX: usize = FIRST_CALL + builtin_calls::COUNT;
/// How many there are.
pub const COUNT: usize = NEGATIVE_INDEX + 1;

/// Their names, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    arith::extension_names().chain(builtin_calls::names()).chain(["NEGATIVE_INDEX"])
}
