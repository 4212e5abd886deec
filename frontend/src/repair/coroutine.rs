//! The beginning of generators and coroutines.
//!
//! Their code begins by making the generator object (`RETURN_GENERATOR`), and drops what the first `send` brings (`POP_TOP`).
//! The generator forgets both for asynchronous comprehensions.

use super::listing::{Instruction, Listing};
use super::opcode::{POP_TOP, RESUME, RETURN_GENERATOR};
use crate::code::{CodeUnit, code_flags};

/// Adds the two instructions where they are missing; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit) -> bool {
    let kinds = code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR;
    let opcode_at = |index: usize| listing.instructions.get(index).map(|i: &Instruction| i.opcode);
    let Some(resume) = listing.instructions.iter().position(|i| i.opcode == RESUME) else {
        return false;
    };
    let is_there = resume >= 2 && opcode_at(resume - 2) == Some(RETURN_GENERATOR);
    if code.flags & kinds == 0 || is_there {
        return false;
    }
    let location = listing.instructions[resume].location;
    for opcode in [POP_TOP, RETURN_GENERATOR] {
        let instruction = Instruction { opcode, argument: 0, target: None, location };
        listing.insert(resume, instruction);
    }
    true
}
