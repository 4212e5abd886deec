//! Where lines begin in code, as `LINE` events see it.
//!
//! Source: `initialize_lines` of CPython 3.14's `instrumentation.c`: an instruction of another line than the one
//! before it, what jumps lead to, and what handlers begin with. Whether an event is sent is decided when the
//! instruction runs: not if the one that ran before it belongs to the same line.

use crate::bytecode::{Opcode, exception_table, line_table};
use crate::types::code::CodeObj;
use taipan_runtime::heap::Gc;

/// The line of each code unit; -1 where there is none.
pub(super) fn lines(code: Gc<CodeObj>) -> Box<[i32]> {
    let mut lines = vec![-1; code.units_len()];
    for location in line_table::entries(code.linetable.get().as_slice(), code.first_line) {
        let Some(of) = location.lines else { continue };
        for line in lines.iter_mut().take(location.end).skip(location.start) {
            *line = of.line;
        }
    }
    lines.into()
}

/// Whether no line event stands before such an instruction: it is skipped, or part of what `for` does.
fn never_begins(op: u8) -> bool {
    const NEVER: [Opcode; 5] = [
        Opcode::END_ASYNC_FOR,
        Opcode::END_FOR,
        Opcode::END_SEND,
        Opcode::RESUME,
        Opcode::POP_ITER,
    ];
    NEVER.iter().any(|&never| never as u8 == op)
}

/// Whether a line begins at a code unit. `heads` are the generic opcodes by unit, 0 at caches; `units` the units.
pub(super) fn starts(
    code: Gc<CodeObj>,
    heads: &[u8],
    units: &[u16],
    lines: &[i32],
    first: usize,
) -> Box<[bool]> {
    let mut starts = vec![false; heads.len()];
    let mut current = -1;
    for unit in first..heads.len() {
        if heads[unit] == 0 || never_begins(heads[unit]) {
            continue;
        }
        starts[unit] = lines[unit] != current && lines[unit] >= 0;
        current = lines[unit];
    }
    let mark = |starts: &mut Vec<bool>, at: usize| {
        if at >= first && at < heads.len() && lines[at] >= 0 && !never_begins(heads[at]) {
            starts[at] = true;
        }
    };
    for jump in jumps(heads, units, first) {
        mark(&mut starts, jump.to);
    }
    for range in exception_table::ranges(code.exceptiontable.get().as_slice()) {
        mark(&mut starts, range.handler.target);
    }
    starts.into()
}

/// A jump of the code: where it leads.
struct Jump {
    to: usize,
}

fn jumps<'a>(heads: &'a [u8], units: &'a [u16], first: usize) -> impl Iterator<Item = Jump> + 'a {
    let mut high = 0;
    (first..heads.len()).filter_map(move |unit| {
        if heads[unit] == 0 {
            return None;
        }
        let op = Opcode::from_u8(heads[unit])?;
        let oparg = high | (units[unit] >> 8) as usize;
        high = if op == Opcode::EXTENDED_ARG { oparg << 8 } else { 0 };
        let next = unit + 1 + op.caches();
        let to = match op {
            Opcode::POP_JUMP_IF_FALSE
            | Opcode::POP_JUMP_IF_TRUE
            | Opcode::POP_JUMP_IF_NONE
            | Opcode::POP_JUMP_IF_NOT_NONE
            | Opcode::JUMP_FORWARD => next + oparg,
            // Behind what ends the loop, which is no place of its own.
            Opcode::FOR_ITER => next + oparg + 2,
            Opcode::SEND => next + oparg + 1,
            Opcode::JUMP_BACKWARD | Opcode::JUMP_BACKWARD_NO_INTERRUPT => {
                next.checked_sub(oparg)?
            }
            _ => return None,
        };
        Some(Jump { to })
    })
}
