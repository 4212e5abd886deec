//! The argument of `LOAD_COMMON_CONSTANT`.
//!
//! CPython 3.14 has five common constants; the generator also knows `list` and `set` (which came in 3.15), for `list(x for ...)` without a call.
//! It loads them only to ask whether the global of that name `is` the builtin.
//! Comparing with `None` instead makes the answer "no", and the call is made.

use super::listing::Listing;
use super::opcode::{LOAD_COMMON_CONSTANT, LOAD_CONST};
use crate::code::{CodeUnit, Constant};

/// How many common constants CPython 3.14 has.
const KNOWN: u32 = 5;

/// Takes unknown common constants out; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &mut CodeUnit) -> bool {
    let is_unknown = |opcode, argument| opcode == LOAD_COMMON_CONSTANT && argument >= KNOWN;
    if !listing.instructions.iter().any(|i| is_unknown(i.opcode, i.argument)) {
        return false;
    }
    let none = code.consts.iter().position(|constant| *constant == Constant::None);
    let none = none.unwrap_or_else(|| {
        code.consts.push(Constant::None);
        code.consts.len() - 1
    });
    for instruction in &mut listing.instructions {
        if is_unknown(instruction.opcode, instruction.argument) {
            instruction.opcode = LOAD_CONST;
            instruction.argument = none as u32;
        }
    }
    true
}
