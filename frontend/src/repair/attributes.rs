//! The places of attribute loads, of delegation and of `return`.
//!
//! The generator gives a `LOAD_ATTR` the place of what its object was loaded by, and `await`, `yield from` and `return` that of their operand; CPython gives them that of the whole expression or statement.

use super::listing::Listing;
use super::locations::Location;
use super::opcode::{
    END_SEND, GET_AWAITABLE, GET_YIELD_FROM_ITER, LOAD_ATTR, RETURN_VALUE, SEND, YIELD_VALUE,
};
use super::places::Places;
use crate::code::CodeUnit;
use std::collections::HashMap;

/// Corrects the places; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit, known: &Places) -> bool {
    let (mut seen, mut changed) = (HashMap::new(), false);
    for instruction in &mut listing.instructions {
        let Location::Full { line, end_line, column, end_column } = instruction.location else {
            continue;
        };
        match instruction.opcode {
            LOAD_ATTR => {}
            SEND | END_SEND | YIELD_VALUE | GET_AWAITABLE | GET_YIELD_FROM_ITER | RETURN_VALUE => {
                let wholes = match instruction.opcode {
                    RETURN_VALUE => &known.returns,
                    _ => &known.delegations,
                };
                if let Some(&whole) = wholes.get(&[line, column, end_line, end_column]) {
                    instruction.location = Location::of(whole);
                    changed = true;
                }
                continue;
            }
            _ => continue,
        }
        let Some(name) = code.names.get(instruction.argument as usize >> 1) else { continue };
        let key = ([line, column, end_line, end_column], name.clone());
        let Some(places) = known.attributes.get(&key) else { continue };
        // A name that comes twice in a chain is loaded inside out.
        let turn: &mut usize = seen.entry(key).or_default();
        instruction.location = Location::of(places[*turn % places.len()]);
        *turn += 1;
        changed = true;
    }
    changed
}
