//! Corrections of generated code where it differs from what CPython 3.14 would execute.
//!
//! The generator is close to CPython 3.14 but takes some liberties that a VM built on CPython's rules cannot accept; each file here takes one of them back.

mod attributes;
mod classes;
mod cleanups;
mod common_constant;
mod compare;
mod comprehensions;
mod coroutine;
mod listing;
mod locations;
mod opcode;
pub mod places;
mod ranges;
mod reraise;
mod returns;
pub mod superinstructions;
mod type_params;
mod unbound;

#[cfg(test)]
mod tests;

use crate::code::CodeUnit;
use listing::Listing;
use places::Places;

/// Corrects one code object; nested ones are corrected on their own.
pub fn repair(code: &mut CodeUnit, known: &Places) {
    compare::repair(&mut code.code);
    let Some(mut listing) = Listing::decode(code) else { return };
    let edited = [
        common_constant::repair(&mut listing, code),
        type_params::repair(&mut listing, code),
        coroutine::repair(&mut listing, code),
        comprehensions::repair(&mut listing),
        reraise::repair(&mut listing),
        cleanups::repair(&mut listing),
        returns::repair(&mut listing, code, known),
        attributes::repair(&mut listing, code, known),
        classes::repair_first_line(&mut listing, code, known),
        classes::repair(&mut listing, code, known),
        unbound::repair(&mut listing, code),
    ];
    if edited.contains(&true) {
        listing.encode(code);
    }
}
