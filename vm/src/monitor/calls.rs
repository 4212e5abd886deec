//! Calls of what is no Python function: told before (`CALL`), and when they come back (`C_RETURN`, `C_RAISE`),
//! which is when the next instruction of the same frame runs, or raises.

use super::send::{self, Told};
use super::{Event, Patched};
use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::interp::state::Vm;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Marker;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A call under way.
#[derive(Clone, Copy)]
pub(super) struct Call {
    caller: *mut Slot,
    unit: usize,
    callable: Value,
    /// The first argument, if there is one.
    first: Option<Value>,
}

impl Call {
    /// Marks what it names.
    pub fn trace(&self, m: &mut Marker) {
        m.mark_value(self.callable);
        m.mark_option(self.first);
    }
}

/// Callable and first argument of the call that is the next instruction, whose operands end before slot `top`.
fn operands(
    frame: Frame,
    op: Opcode,
    operand: usize,
    top: usize,
) -> Option<(Value, Option<Value>)> {
    let at = |depth: usize| frame.slot_at(top - 1 - depth);
    let (callable, mut first) = match op {
        Opcode::CALL | Opcode::CALL_KW => {
            let n = operand + usize::from(op == Opcode::CALL_KW);
            let first = if operand > 0 { at(n - 1) } else { None };
            (at(n + 1)?, at(n).or(first))
        }
        Opcode::CALL_FUNCTION_EX => {
            let args = at(1)?.cast::<TupleObj>();
            (at(3)?, args.and_then(|args| args.get(0)))
        }
        _ => return None,
    };
    match callable.cast::<BoundMethodObj>() {
        Some(method) if op != Opcode::CALL_FUNCTION_EX => {
            first = Some(method.receiver.get());
            Some((method.function.get(), first))
        }
        _ => Some((callable, first)),
    }
}

/// Whether a call of it gets a frame that is seen.
fn is_python(callable: Value) -> bool {
    let function = callable.cast::<BoundMethodObj>().map_or(callable, |m| m.function.get());
    function.cast::<FunctionObj>().is_some_and(|f| !f.code.get().is_native_module())
}

/// The next instruction is a call.
pub(super) fn begins(
    cx: &mut Ctx,
    vm: &Vm,
    (frame, patched): (Frame, &Patched),
    (unit, op): (usize, Opcode),
    top: usize,
) -> PyResult<()> {
    let found = operands(frame, op, patched.operand(unit), top);
    let Some((callable, first)) = found else { return Ok(()) };
    let is_native = !is_python(callable);
    let told = Told { frame, patched, unit };
    send::call(cx, vm, told, Event::Call, (callable, first))?;
    if is_native && vm.monitor.is_active() {
        let call = Call { caller: frame.fp(), unit, callable, first };
        vm.monitor.calls.borrow_mut().push(call);
    }
    Ok(())
}

/// A call of this frame came back, if one was under way.
pub(super) fn ends(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    patched: &Patched,
    event: Event,
) -> PyResult<()> {
    let call = {
        let mut calls = vm.monitor.calls.borrow_mut();
        let Some(at) = calls.iter().rposition(|call| call.caller == frame.fp()) else {
            return Ok(());
        };
        let call = calls[at];
        calls.truncate(at);
        call
    };
    let told = Told { frame, patched, unit: call.unit };
    send::call(cx, vm, told, event, (call.callable, call.first))
}
