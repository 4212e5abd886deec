//! The hidden names of generic classes.
//!
//! The function around a generic class keeps its type parameters and its generic base under the names `.type_params` and `.generic_base`.
//! CPython has them as local variables; the generator stores them as names, for which the function has no namespace.
//! Here they become locals. The class body still loads `.type_params` by name, which the VM answers from the function object.

use super::listing::Listing;
use super::opcode::{
    DELETE_DEREF, DELETE_FAST, LOAD_DEREF, LOAD_FAST, LOAD_FAST_AND_CLEAR, LOAD_FAST_BORROW,
    LOAD_FAST_CHECK, LOAD_FROM_DICT_OR_DEREF, LOAD_NAME, MAKE_CELL, STORE_DEREF, STORE_FAST,
    STORE_NAME,
};
use crate::code::{CodeUnit, code_flags, local_kind};

const HIDDEN: [&str; 2] = [".type_params", ".generic_base"];

/// Turns the hidden names to locals; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &mut CodeUnit) -> bool {
    let is_hidden = |name: &String| HIDDEN.contains(&name.as_str());
    if code.flags & code_flags::OPTIMIZED == 0 || !code.names.iter().any(is_hidden) {
        return false;
    }
    // New locals stand before the cells and free variables, which move up.
    let first =
        code.localspluskinds.iter().take_while(|&&kind| kind & local_kind::LOCAL != 0).count();
    let shift = HIDDEN.len() as u32;
    for instruction in &mut listing.instructions {
        match instruction.opcode {
            MAKE_CELL
            | LOAD_DEREF
            | STORE_DEREF
            | DELETE_DEREF
            | LOAD_FROM_DICT_OR_DEREF
            | LOAD_FAST
            | LOAD_FAST_BORROW
            | LOAD_FAST_CHECK
            | LOAD_FAST_AND_CLEAR
            | STORE_FAST
            | DELETE_FAST
                if instruction.argument as usize >= first =>
            {
                instruction.argument += shift;
            }
            LOAD_NAME | STORE_NAME => {
                let name = code.names.get(instruction.argument as usize);
                let Some(place) = HIDDEN.iter().position(|h| name.is_some_and(|n| n == h)) else {
                    continue;
                };
                instruction.opcode =
                    if instruction.opcode == LOAD_NAME { LOAD_FAST } else { STORE_FAST };
                instruction.argument = (first + place) as u32;
            }
            _ => {}
        }
    }
    for (i, name) in HIDDEN.iter().enumerate() {
        code.localsplusnames.insert(first + i, (*name).to_owned());
        code.localspluskinds.insert(first + i, local_kind::LOCAL);
    }
    true
}
