//! Code that no line of the source stands for: what a handler does before the body of its `except`, and the
//! cleanups that pass an exception on (PEP 626). Without a location it makes no line event, and a traceback or
//! `f_lineno` names the line where the exception came from.
//!
//! The generator gives such code the location of whatever it wrote last.

use super::listing::Listing;
use super::locations::Location;
use super::opcode::{
    BUILD_LIST, CALL_INTRINSIC_1, CHECK_EG_MATCH, CHECK_EXC_MATCH, COPY, DELETE_DEREF, DELETE_FAST,
    DELETE_GLOBAL, DELETE_NAME, LOAD_CONST, NOT_TAKEN, POP_EXCEPT, POP_JUMP_IF_FALSE,
    PUSH_EXC_INFO, RERAISE, WITH_EXCEPT_START,
};

/// Takes locations away; says whether anything changed.
pub fn repair(listing: &mut Listing) -> bool {
    let mut changed = false;
    for index in 0..listing.instructions.len() {
        changed |= at(listing, index);
    }
    changed
}

fn at(listing: &mut Listing, index: usize) -> bool {
    let opcode = |at: usize| listing.instructions.get(at).map(|i| i.opcode);
    let op = opcode(index);
    if op == Some(PUSH_EXC_INFO) && opcode(index + 1) != Some(WITH_EXCEPT_START) {
        // `except*` goes on with a copy and a list of what was raised.
        let end = (index + 1..).find(|&at| !matches!(opcode(at), Some(COPY | BUILD_LIST)));
        return place(listing, index..end.unwrap_or(index + 1), Location::None);
    }
    if op != Some(RERAISE) || index < 2 {
        return false;
    }
    match (listing.instructions[index].argument, opcode(index - 1)) {
        (1, Some(POP_EXCEPT)) if opcode(index - 2) == Some(COPY) => {
            place(listing, index - 2..index + 1, Location::None)
        }
        (1, Some(CALL_INTRINSIC_1)) => place(listing, index - 1..index + 1, Location::None),
        (1, Some(DELETE_FAST | DELETE_NAME | DELETE_GLOBAL | DELETE_DEREF))
            if index >= 3 && opcode(index - 3) == Some(LOAD_CONST) =>
        {
            place(listing, index - 3..index + 1, Location::None)
        }
        (0, _) => match unmatched(listing, index) {
            Some(location) => place(listing, index..index + 1, location),
            None => false,
        },
        _ => false,
    }
}

/// The location of the last `except` clause, if the exception goes on since that did not match.
fn unmatched(listing: &Listing, reraise: usize) -> Option<Location> {
    let jump = (1..reraise).rev().find(|&at| {
        let i = &listing.instructions[at];
        i.opcode == POP_JUMP_IF_FALSE && i.target == Some(reraise)
    })?;
    let asks = listing.instructions[jump - 1].opcode;
    let is_clause = matches!(asks, CHECK_EXC_MATCH | CHECK_EG_MATCH | NOT_TAKEN);
    is_clause.then(|| listing.instructions[jump].location)
}

fn place(listing: &mut Listing, range: std::ops::Range<usize>, to: Location) -> bool {
    let mut changed = false;
    for instruction in &mut listing.instructions[range] {
        changed |= instruction.location != to;
        instruction.location = to;
    }
    changed
}
