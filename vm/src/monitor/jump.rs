//! A trace function sets `f_lineno`: the frame goes on at another line.
//!
//! Source: `frame_lineno_set_impl` of CPython 3.14's `frameobject.c`. Only the frame that the function is told of
//! can be moved: others are in the middle of a call, where CPython crashes.

use super::stacks::{Kind, Stack, are_same, makers, stacks};
use super::{Event, Patched};
use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::interp::state::Vm;
use crate::types::frame::FrameObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// Sets the place where the frame goes on; [`arrive`] does the rest when the callback is done.
pub(crate) fn set_line(cx: &mut Ctx, object: Gc<FrameObj>, to: Value) -> PyResult<()> {
    if !to.is_int_exact() {
        raise!(cx, ValueError, "lineno must be an integer");
    }
    let vm = Vm::running(cx);
    let Some((event, told)) = vm.monitor.hooks.told.get() else {
        raise!(cx, ValueError, "f_lineno can only be set in a trace function");
    };
    let is_told = object.live() == Some(told);
    match event {
        Event::Start => {
            raise!(cx, ValueError, "can't jump from the 'call' trace event of a new frame")
        }
        Event::Call | Event::CReturn => raise!(cx, ValueError, "can't jump during a call"),
        Event::Resume
        | Event::Yield
        | Event::Line
        | Event::Instruction
        | Event::Jump
        | Event::BranchLeft
        | Event::BranchRight => {}
        _ => raise!(cx, ValueError, "can only jump from a 'line' trace event"),
    }
    if object.trace.get().is_none() {
        raise!(cx, ValueError, "f_lineno can only be set by a trace function");
    }
    let Some(line) = to.as_small().and_then(|n| i32::try_from(n).ok()) else {
        raise!(cx, ValueError, "lineno out of range");
    };
    let code = object.code.get();
    if line < code.first_line {
        raise!(cx, ValueError, "line {line} comes before the current code block");
    }
    let (true, Some(patched)) = (is_told, vm.monitor.patched(code)) else {
        raise!(cx, ValueError, "can't jump during a call");
    };
    let Some(line) = patched.lines.iter().copied().filter(|&l| l >= line).min() else {
        raise!(cx, ValueError, "line {line} comes after the current code block");
    };
    let from = told.last_unit().map_or(0, |unit| patched.begin_of(unit));
    match place(&patched, from, line) {
        Ok(unit) => {
            bind_all(cx, told)?;
            // As if it stood there: then it is at that line, also for whoever sets the line again.
            told.set_pc(code.units().wrapping_add(unit + 1));
            Ok(())
        }
        Err(why) => raise!(cx, ValueError, "{why}"),
    }
}

/// The instruction to go on with, or why there is none.
fn place(patched: &Patched, from: usize, line: i32) -> Result<usize, &'static str> {
    let stacks = stacks(patched);
    let makers = makers(patched, &stacks);
    // What comes before makes cells and the generator, once.
    let first = (0..patched.len()).find(|&unit| patched.head(unit) == Some(Opcode::RESUME));
    let first = first.unwrap_or(0);
    let mut best: Option<(Stack, usize)> = None;
    let mut why = None;
    for unit in first..patched.len() {
        let begins = patched.lines[unit] == line
            && (unit == first || patched.lines[unit - 1] != line)
            && patched.begin_of(unit) == unit;
        if !begins {
            continue;
        }
        let there = stacks[unit];
        if stacks[from].leads_to(there) && are_same(patched, &stacks, &makers, (from, unit)) {
            if best.is_none_or(|(stack, _)| there > stack) {
                best = Some((there, unit));
            }
        } else if why.is_none() {
            why = Some(explain(stacks[from], there));
        }
    }
    match best {
        Some((_, unit)) => Ok(unit),
        None => Err(why.unwrap_or("cannot find bytecode for specified line")),
    }
}

fn explain(from: Stack, to: Stack) -> &'static str {
    match (from, to, to.top()) {
        (Stack::TOO_DEEP, ..) => "stack to deep to analyze",
        (Stack::UNKNOWN, ..) => "can't jump from unreachable code",
        (_, Stack::TOO_DEEP, _) => "stack is too deep to analyze",
        (_, Stack::UNKNOWN, _) => {
            "can't jump into an exception handler, or code may be unreachable"
        }
        (.., Some(Kind::Exception)) => "can't jump into an 'except' block as there's no exception",
        (.., Some(Kind::LastInstruction)) => {
            "can't jump into a re-raising block as there's no location"
        }
        (.., Some(Kind::Iterator)) => "can't jump into the body of a for loop",
        _ => "incompatible stacks",
    }
}

/// Gives variables that are unbound the value None: code at the other line may count on them.
fn bind_all(cx: &mut Ctx, frame: Frame) -> PyResult<()> {
    let unbound = || (0..frame.code().locals_len()).filter(|&i| frame.local(i).is_none());
    let count = unbound().count();
    if count > 0 {
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("assigning None to {count} unbound local{plural}");
        cx.warn(Exc::RuntimeWarning, &message)?;
    }
    for i in unbound() {
        frame.set_local(i, Some(Value::NONE));
    }
    Ok(())
}

/// The frame goes on where it stands by its PC instead of at the instruction `from`: drops what lies on the operand stack for
/// that one only, exceptions that it handles too. Returns the slot above what is left.
pub(super) fn arrive(vm: &Vm, frame: Frame, patched: &Patched, from: usize) -> usize {
    frame.set_pc(frame.pc().wrapping_sub(1));
    vm.monitor.moved_to.set(frame.pc());
    let to = (frame.pc() as usize - patched.code.units() as usize) / 2;
    let stacks = stacks(patched);
    let (mut stack, there) = (stacks[from], stacks[to]);
    let base = patched.code.locals_len();
    while stack > there {
        if stack.top() == Some(Kind::Exception) {
            let handled = frame.slot_at(base + stack.depth() - 1).filter(|v| !v.is_none());
            vm.handled_item().exc.set(handled);
        }
        stack = stack.pop();
    }
    base + stack.depth()
}
