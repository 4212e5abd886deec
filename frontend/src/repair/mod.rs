//! Corrections of generated code where it differs from what CPython 3.14 would execute.
//!
//! The generator is close to CPython 3.14 but takes some liberties that a VM built on CPython's rules cannot accept; each file here takes one of them back.

pub mod attributes;
mod common_constant;
mod compare;
mod coroutine;
mod listing;
mod locations;
mod opcode;
mod ranges;
mod reraise;
pub mod superinstructions;
mod type_params;
mod unbound;

#[cfg(test)]
mod tests;

use crate::code::CodeUnit;
use attributes::Attributes;
use listing::Listing;

/// Corrects one code object; nested ones are corrected on their own.
pub fn repair(code: &mut CodeUnit, attributes: &Attributes) {
    compare::repair(&mut code.code);
    let Some(mut listing) = Listing::decode(code) else { return };
    let edited = [
        common_constant::repair(&mut listing, code),
        type_params::repair(&mut listing, code),
        coroutine::repair(&mut listing, code),
        reraise::repair(&mut listing),
        attributes::repair(&mut listing, code, attributes),
        unbound::repair(&mut listing, code),
    ];
    if edited.contains(&true) {
        listing.encode(code);
    }
}
