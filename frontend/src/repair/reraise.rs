//! The handler of an exception that a handler passes on.
//!
//! A handler runs between `PUSH_EXC_INFO` and `POP_EXCEPT`; when it passes its exception on, a cleanup (`COPY 3`, `POP_EXCEPT`, `RERAISE 1`) must take the handled exception off first.
//! For a `with` block that lets its exception pass, the generator sends the `RERAISE` past the cleanup, and the exception would count as handled for ever after.

use super::listing::Listing;
use super::opcode::{COPY, POP_EXCEPT, RERAISE, never_falls_through};
use super::ranges::Range;

/// What handles an exception at an instruction: index of the handler, stack depth and flag.
type Handler = Option<(usize, usize)>;

/// Sends passed-on exceptions through their cleanup; says whether anything changed.
pub fn repair(listing: &mut Listing) -> bool {
    let mut handlers: Vec<Handler> = vec![None; listing.instructions.len()];
    for range in &listing.ranges {
        handlers[range.start..range.end].fill(Some((range.target, range.depth_and_lasti)));
    }
    let opcode = |index: usize| listing.instructions.get(index).map(|i| i.opcode);
    let is_cleanup = |handler: Handler| {
        handler
            .is_some_and(|(at, _)| opcode(at) == Some(COPY) && opcode(at + 1) == Some(POP_EXCEPT))
    };
    let mut changed = false;
    for index in 1..listing.instructions.len() {
        let passes_on = opcode(index) == Some(RERAISE) && opcode(index - 1) != Some(POP_EXCEPT);
        if passes_on && !is_cleanup(handlers[index]) && is_cleanup(handlers[index - 1]) {
            handlers[index] = handlers[index - 1];
            changed = true;
        }
    }
    changed |= leave_after_pop(listing, &mut handlers);
    if changed {
        listing.ranges = to_ranges(&handlers);
    }
    changed
}

/// Behind the `POP_EXCEPT` of a handler the exception is off, and the cleanup's stack is gone: what follows belongs to the handler around.
/// One behind a `COPY` takes an exception off to pass another one on, in a cleanup or at the end of `finally`: all of that belongs to the handler around.
fn leave_after_pop(listing: &Listing, handlers: &mut [Handler]) -> bool {
    let instructions = &listing.instructions;
    let mut changed = false;
    for pop in 0..instructions.len() {
        let handler = handlers[pop];
        let is_behind_copy = pop.checked_sub(1).is_some_and(|i| instructions[i].opcode == COPY);
        let ends_handler = instructions[pop].opcode == POP_EXCEPT && !is_behind_copy;
        let Some((cleanup, _)) = handler.filter(|_| ends_handler) else {
            continue;
        };
        let is_cleanup = instructions[cleanup].opcode == COPY;
        let around = handlers[cleanup];
        let mut at = pop;
        while is_cleanup && !never_falls_through(instructions[at].opcode) {
            at += 1;
            if at >= instructions.len() || handlers[at] != handler || around == handler {
                break;
            }
            handlers[at] = around;
            changed = true;
        }
    }
    changed
}

/// Runs of instructions with one handler.
fn to_ranges(handlers: &[Handler]) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    for (index, handler) in handlers.iter().enumerate() {
        let Some((target, depth_and_lasti)) = *handler else { continue };
        match ranges.last_mut() {
            Some(last)
                if last.end == index
                    && (last.target, last.depth_and_lasti) == (target, depth_and_lasti) =>
            {
                last.end = index + 1;
            }
            _ => ranges.push(Range { start: index, end: index + 1, target, depth_and_lasti }),
        }
    }
    ranges
}
