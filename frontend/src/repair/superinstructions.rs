//! Superinstructions taken apart: two locals in one instruction become two instructions.
//!
//! No correction: it shows what superinstructions bring.

use super::listing::Listing;
use super::opcode::*;
use crate::code::CodeUnit;

/// Takes the superinstructions of one code object apart; nested ones are left to the caller.
pub fn split_superinstructions(code: &mut CodeUnit) {
    let Some(mut listing) = Listing::decode(code) else { return };
    let mut at = 0;
    while let Some(instruction) = listing.instructions.get(at) {
        let parts = match instruction.opcode {
            LOAD_FAST_LOAD_FAST => Some((LOAD_FAST, LOAD_FAST)),
            LOAD_FAST_BORROW_LOAD_FAST_BORROW => Some((LOAD_FAST_BORROW, LOAD_FAST_BORROW)),
            STORE_FAST_LOAD_FAST => Some((STORE_FAST, LOAD_FAST)),
            STORE_FAST_STORE_FAST => Some((STORE_FAST, STORE_FAST)),
            _ => None,
        };
        if let Some((first, second)) = parts {
            let both = instruction.argument;
            listing.split(at, (first, both >> 4), (second, both & 15));
            at += 1;
        }
        at += 1;
    }
    listing.encode(code);
}
