//! What a patched instruction tells before it runs.

use super::send::{self, Told};
use super::{Event, Patched, calls, jump};
use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::interp::state::Vm;
use crate::types::generator::{self, GeneratorObj};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::value::Value;

/// What the handler of a patched instruction does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// Runs the instruction with this opcode.
    Run(u8),
    /// Decodes again: the code is not patched any more.
    Again,
    /// Goes on at the frame's PC: a trace function set the line.
    Moved,
    /// Raises.
    Raise,
}

/// The instruction before the frame's next code unit `pc` is about to run, with operands up to the word `top` of
/// the frame.
pub(crate) fn before(cx: &mut Ctx, vm: &Vm, frame: Frame, pc: *mut u16, top: usize) -> Before {
    let code = frame.code();
    let Some(patched) = vm.monitor.patched(code) else { return Before::Again };
    let unit = (pc as usize - code.units() as usize) / 2 - 1;
    let last = match vm.monitor.moved_to.replace(std::ptr::null_mut()) {
        to if to == pc.wrapping_sub(1) => Some(unit),
        _ => frame.last_unit().map(|unit| patched.begin_of(unit)),
    };
    frame.set_pc(pc);
    let run = Before::Run(patched.runs(unit));
    if !vm.monitor.tells() || !patched.is_told(unit) {
        return run;
    }
    match tell(cx, vm, Told { frame, patched: &patched, unit }, last, top) {
        Ok(()) if frame.pc() != pc => {
            let top = jump::arrive(vm, frame, &patched, unit);
            vm.parked_sp.set(frame.fp().wrapping_add(top));
            Before::Moved
        }
        Ok(()) => run,
        Err(_) => Before::Raise,
    }
}

fn tell(cx: &mut Ctx, vm: &Vm, told: Told<'_>, last: Option<usize>, top: usize) -> PyResult<()> {
    let Told { frame, patched, unit } = told;
    let Some(op) = patched.head(unit) else { return Ok(()) };
    let pc = frame.pc();
    calls::ends(cx, vm, frame, patched, Event::CReturn)?;
    if let Some(last) = last {
        branched(cx, vm, told, last, op)?;
    }
    if patched.begins_line(unit) && is_new_line(patched, unit, last) {
        send::line(cx, vm, told, patched.lines[unit])?;
        if frame.pc() != pc {
            return Ok(());
        }
    }
    send::plain(cx, vm, told, Event::Instruction)?;
    let top_value = |depth: usize| frame.slot_at(top - 1 - depth).unwrap_or(Value::NONE);
    match op {
        Opcode::RESUME if patched.operand(unit) == 0 => send::plain(cx, vm, told, Event::Start),
        Opcode::RESUME => send::plain(cx, vm, told, Event::Resume),
        Opcode::RETURN_VALUE => send::value(cx, vm, told, Event::Return, top_value(0)),
        Opcode::YIELD_VALUE => send::value(cx, vm, told, Event::Yield, top_value(0)),
        Opcode::CALL | Opcode::CALL_KW | Opcode::CALL_FUNCTION_EX => {
            if send::wants(vm, patched, Event::Call.bit()) {
                calls::begins(cx, vm, (frame, patched), (unit, op), top)?;
            }
            Ok(())
        }
        Opcode::LOAD_SUPER_ATTR => {
            if !send::wants(vm, patched, Event::Call.bit()) {
                return Ok(());
            }
            let has_arguments = patched.operand(unit) & 2 != 0;
            let class = has_arguments.then(|| top_value(1));
            send::call(cx, vm, told, Event::Call, (top_value(2), class))?;
            send::call(cx, vm, told, Event::CReturn, (top_value(2), class))
        }
        Opcode::JUMP_FORWARD | Opcode::JUMP_BACKWARD => jumps(cx, vm, told, op),
        Opcode::POP_JUMP_IF_FALSE
        | Opcode::POP_JUMP_IF_TRUE
        | Opcode::POP_JUMP_IF_NONE
        | Opcode::POP_JUMP_IF_NOT_NONE => {
            let v = top_value(0);
            let jumps = match op {
                Opcode::POP_JUMP_IF_FALSE => v == Value::FALSE,
                Opcode::POP_JUMP_IF_TRUE => v == Value::TRUE,
                Opcode::POP_JUMP_IF_NONE => v.is_none(),
                _ => !v.is_none(),
            };
            if !jumps {
                return Ok(());
            }
            let to = patched.behind(unit) + patched.operand(unit);
            send::jump(cx, vm, told, Event::BranchRight, to)
        }
        Opcode::END_FOR => ended_loop(cx, vm, told, top_value(0)),
        Opcode::END_SEND => {
            let is_generator = top_value(1)
                .cast::<GeneratorObj>()
                .is_some_and(|g| generator::is_plain(g) || generator::is_coroutine(g));
            if !is_generator {
                return Ok(());
            }
            stop_iteration(cx, vm, told, Event::StopIteration, top_value(0))
        }
        _ => Ok(()),
    }
}

/// Whether the instruction that ran before belongs to another line.
fn is_new_line(patched: &Patched, unit: usize, last: Option<usize>) -> bool {
    let Some(last) = last else { return true };
    patched.lines[last] != patched.lines[unit] || patched.head(last) == Some(Opcode::RESUME)
}

/// The branch that ran before, if one did.
fn branched(cx: &mut Ctx, vm: &Vm, told: Told<'_>, last: usize, op: Opcode) -> PyResult<()> {
    let Told { patched, unit, .. } = told;
    let behind = patched.behind(unit);
    let (from, event, to) = match (patched.head(last), op) {
        (Some(Opcode::FOR_ITER), _) if unit == patched.behind(last) => {
            (last, Event::BranchLeft, unit)
        }
        (Some(Opcode::FOR_ITER | Opcode::END_FOR), Opcode::POP_ITER) => {
            let Some(from) = patched.loop_of(unit) else { return Ok(()) };
            (from, Event::BranchRight, behind)
        }
        (Some(_), Opcode::NOT_TAKEN) => (last, Event::BranchLeft, behind),
        _ => return Ok(()),
    };
    send::jump(cx, vm, Told { unit: from, ..told }, event, to)
}

/// A jump tells of itself; one back to the same line is that line again.
fn jumps(cx: &mut Ctx, vm: &Vm, told: Told<'_>, op: Opcode) -> PyResult<()> {
    let Told { frame, patched, unit } = told;
    let Some(to) = patched.jump_of(unit) else { return Ok(()) };
    send::jump(cx, vm, told, Event::Jump, to)?;
    if op == Opcode::JUMP_BACKWARD && patched.lines[to] == patched.lines[unit] {
        let pc = frame.pc();
        let there = patched.code.units().wrapping_add(to + 1);
        frame.set_pc(there);
        let result = send::trace_line(cx, vm, told, Event::Jump);
        if frame.pc() == there {
            frame.set_pc(pc);
        }
        result?;
    }
    Ok(())
}

/// A generator that a loop went through has returned `v`.
fn ended_loop(cx: &mut Ctx, vm: &Vm, told: Told<'_>, v: Value) -> PyResult<()> {
    // A `FOR_ITER` that tells of its branches asks the generator from outside in CPython, which raises what is
    // not None; another one continues it in place.
    let branches = Event::BranchLeft.bit() | Event::BranchRight.bit();
    let is_traced = vm.monitor.hooks.trace.get().is_some();
    if !is_traced && !send::wants(vm, told.patched, branches) {
        return stop_iteration(cx, vm, told, Event::StopIteration, v);
    }
    if v.is_none() {
        return Ok(());
    }
    stop_iteration(cx, vm, told, Event::Raise, v)
}

/// Tells of a `StopIteration` that nobody made.
fn stop_iteration(cx: &mut Ctx, vm: &Vm, told: Told<'_>, event: Event, v: Value) -> PyResult<()> {
    if !send::wants(vm, told.patched, event.bit()) {
        return Ok(());
    }
    let args = if v.is_none() { &[][..] } else { &[v] };
    let exception = cx.new_exception(Exc::StopIteration, args)?;
    send::exception(cx, vm, told, event, exception)
}
