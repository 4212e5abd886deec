//! Where a function returns (PEP 626).
//!
//! The return at the end of code that has none there belongs to no line: it counts to the line that leads to it.
//! The generator gives it the last statement's. Where several lines lead to it, each gets a return of its own.
//!
//! A short `return` that the generator writes again behind a jump to it keeps its own line; the generator gives it
//! the jump's.

use super::listing::{Instruction, Listing};
use super::locations::Location;
use super::opcode::{
    JUMP_BACKWARD, JUMP_BACKWARD_NO_INTERRUPT, JUMP_FORWARD, LOAD_CONST, LOAD_FAST,
    LOAD_FAST_BORROW, LOAD_FAST_CHECK, POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, RETURN_VALUE,
    never_falls_through,
};
use super::places::{Places, Span};
use crate::code::{CodeUnit, Constant};

/// Corrects the places of returns; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit, known: &Places) -> bool {
    if code.name.starts_with('<') && code.name != "<module>" {
        return false;
    }
    let mut changed = copies(listing, code, known);
    let mut at = 1;
    while at < listing.instructions.len() {
        if is_implicit(listing, code, known, at) {
            changed |= place(listing, at - 1);
        }
        at += 1;
    }
    changed
}

fn is_statement(location: Location, known: &Places) -> bool {
    span(location).is_some_and(|span| known.return_statements.contains(&span))
}

/// Whether this is the place of a statement without code, whose line the return stands for.
fn is_empty(location: Location, known: &Places) -> bool {
    span(location).is_some_and(|span| known.empty_statements.contains(&span))
}

fn span(location: Location) -> Option<Span> {
    match location {
        Location::Full { line, end_line, column, end_column } => {
            Some([line, column, end_line, end_column])
        }
        _ => None,
    }
}

fn is_none(listing: &Listing, code: &CodeUnit, at: usize) -> bool {
    let load = &listing.instructions[at];
    load.opcode == LOAD_CONST
        && matches!(code.consts.get(load.argument as usize), Some(Constant::None))
}

/// Whether the instruction is the return of code that has none there.
fn is_implicit(listing: &Listing, code: &CodeUnit, known: &Places, at: usize) -> bool {
    let returns = &listing.instructions[at];
    returns.opcode == RETURN_VALUE
        && is_none(listing, code, at - 1)
        && !is_statement(returns.location, known)
        && !is_empty(returns.location, known)
}

/// Gives copies of `return` statements their place; says whether there are some.
fn copies(listing: &mut Listing, code: &CodeUnit, known: &Places) -> bool {
    let mut changed = false;
    for at in 1..listing.instructions.len() {
        let returns = listing.instructions[at];
        let is_copy = returns.opcode == RETURN_VALUE && !is_statement(returns.location, known);
        if !is_copy || is_none(listing, code, at - 1) {
            continue;
        }
        let loaded = |at: usize| {
            let load = &listing.instructions[at - 1];
            let opcode = match load.opcode {
                LOAD_FAST_BORROW | LOAD_FAST_CHECK => LOAD_FAST,
                opcode => opcode,
            };
            (opcode, load.argument)
        };
        let line_of = |location| match location {
            Location::Full { line, .. } | Location::Line(line) => line,
            Location::None => 0,
        };
        let from = line_of(listing.instructions[at].location);
        let original = (1..listing.instructions.len())
            .filter(|&other| {
                let instruction = &listing.instructions[other];
                instruction.opcode == RETURN_VALUE
                    && is_statement(instruction.location, known)
                    && line_of(instruction.location) >= from
                    && loaded(other) == loaded(at)
            })
            .min_by_key(|&other| line_of(listing.instructions[other].location));
        let Some(original) = original else { continue };
        for back in 0..2 {
            let location = listing.instructions[original - back].location;
            listing.instructions[at - back].location = location;
        }
        changed = true;
    }
    changed
}

/// Gives each way to the return that begins at `load` the place where it comes from; says whether that changed
/// anything.
fn place(listing: &mut Listing, load: usize) -> bool {
    let original = listing.instructions[load];
    let returning = |location| {
        let load = Instruction { target: None, location, ..original };
        [load, Instruction { opcode: RETURN_VALUE, argument: 0, target: None, location }]
    };
    let jumps: Vec<usize> = (0..listing.instructions.len())
        .filter(|&at| listing.instructions[at].target == Some(load))
        .collect();
    let is_jump =
        |opcode: u8| matches!(opcode, JUMP_FORWARD | JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT);
    let may_move = |&at: &usize| {
        let opcode = listing.instructions[at].opcode;
        is_jump(opcode) || (POP_JUMP_IF_FALSE..=POP_JUMP_IF_TRUE).contains(&opcode)
    };
    if !jumps.iter().all(may_move) {
        return false;
    }
    let falls = load > 0 && !never_falls_through(listing.instructions[load - 1].opcode);
    // The place of the return itself, and the jumps that need one of their own.
    let mut own = falls.then(|| listing.instructions[load - 1].location);
    let mut changed = false;
    for &at in &jumps {
        let jump = listing.instructions[at];
        if own.is_none() || own == Some(jump.location) {
            own = Some(jump.location);
            continue;
        }
        // Behind the end nothing moves.
        let [first, second] = returning(jump.location);
        let end = listing.instructions.len();
        let moved = &mut listing.instructions[at];
        moved.target = Some(end);
        if is_jump(moved.opcode) {
            moved.opcode = JUMP_FORWARD;
        }
        listing.instructions.extend([first, second]);
        changed = true;
    }
    let Some(own) = own else { return changed };
    for instruction in &mut listing.instructions[load..load + 2] {
        changed |= instruction.location != own;
        instruction.location = own;
    }
    changed
}
