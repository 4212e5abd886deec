//! Async generators that are continued where they are awaited: `async for` gives the generator's frame the
//! consumer as the frame below, instead of a nested loop that ends in a `StopIteration` per item.
//!
//! The awaitable of `__anext__` or `asend` is still there: it lies on the consumer's operand stack, on top
//! while the generator runs, and its state is what it would be.

use super::async_gen::{Kind, Stage, StepObj, WrappedObj};
use super::generator::{self, GenState, GeneratorObj};
use crate::bytecode::{Opcode, exception_table};
use crate::frame::Frame;
use crate::frame::layout::{Slot, flags};
use crate::interp::state::Vm;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

/// The async generator that sending to an awaitable continues, and the value that it gets.
pub(crate) fn continues(receiver: Value, sent: Value) -> Option<(Gc<GeneratorObj>, Value)> {
    let step = receiver.cast::<StepObj>()?;
    if step.kind.get() != Kind::Send {
        return None;
    }
    let g = step.generator.get();
    let value = match step.stage.get() {
        Stage::Running => sent,
        Stage::Fresh if g.running_async.get() => return None,
        Stage::Fresh if sent.is_none() => step.argument.get(),
        Stage::Fresh => sent,
        Stage::Done => return None,
    };
    let idle = match g.state.get() {
        GenState::Created => value.is_none(),
        GenState::Suspended | GenState::Delegating => true,
        _ => false,
    };
    idle.then_some((g, value))
}

/// Its generator is continued.
pub(crate) fn begin(receiver: Value) {
    if let Some(step) = receiver.cast::<StepObj>() {
        step.stage.set(Stage::Running);
        step.generator.get().running_async.set(true);
    }
}

/// Whether this is the frame of an async generator that is continued in place.
#[inline(always)]
pub(crate) fn is_in_place(frame: Frame) -> bool {
    frame.meta() & (flags::GENERATOR | flags::ENTRY) == flags::GENERATOR
        && generator::is_async(generator::of_frame(frame))
}

/// What a frame that suspended itself with this value gives to the `async for` (or `await`) that continued
/// it; `None` if the value is for whoever runs the consumer.
#[inline(always)]
pub(crate) fn item(frame: Frame, v: Value) -> Option<Value> {
    if is_in_place(frame) { item_of(frame, v) } else { None }
}

#[inline(never)]
fn item_of(frame: Frame, v: Value) -> Option<Value> {
    let item = v.cast::<WrappedObj>()?.value.get();
    done(frame, false);
    Some(item)
}

/// Machine code has left an async generator at a `yield`, with this value: wrapped. Without memory for that it
/// goes on with the exception.
pub(crate) fn wrap_yielded(cx: &mut Ctx, g: Gc<GeneratorObj>, v: Value) -> Option<Value> {
    match super::async_gen::wrap(cx, v) {
        Ok(v) => {
            g.state.set(GenState::Suspended);
            Some(v)
        }
        Err(_) => {
            g.state.set(GenState::Running);
            None
        }
    }
}

/// A frame that is continued in place gave an item to its consumer.
pub(crate) fn gave_item(frame: Frame) {
    done(frame, false);
}

/// The frame of an async generator that is continued in place has ended, by a return or an exception.
#[cold]
pub(crate) fn ended(frame: Frame) {
    done(frame, true);
}

fn done(frame: Frame, closed: bool) {
    let g = generator::of_frame(frame);
    g.running_async.set(false);
    g.closed.set(g.closed.get() || closed);
    if let Some(step) = generator::receiver_of(frame).and_then(|v| v.cast::<StepObj>()) {
        step.stage.set(Stage::Done);
    }
}

/// The consumer of an async generator that returned goes on behind its `async for`, with its operand stack at
/// `parked_sp`: the exception that ends such a loop need not be made. Elsewhere it is, and the result is false.
#[inline(never)]
pub(crate) fn end_loop(cx: &mut Ctx, vm: &Vm, consumer: Frame) -> bool {
    let handler = end_of_loop(consumer).filter(|_| !vm.config.count);
    let Some((pc, sp)) = handler else {
        let _ = cx.raise_args(Exc::StopAsyncIteration, &[]);
        return false;
    };
    consumer.set_pc(pc);
    vm.parked_sp.set(sp);
    true
}

fn end_of_loop(consumer: Frame) -> Option<(*mut u16, *mut Slot)> {
    let code = consumer.code();
    let table = code.exceptiontable.get();
    let handler = exception_table::lookup(table.as_slice(), consumer.last_unit()?)?;
    let mut at = handler.target;
    while code.unit(at) as u8 == Opcode::EXTENDED_ARG as u8 {
        at += 1;
    }
    if code.unit(at) as u8 != Opcode::END_ASYNC_FOR as u8 {
        return None;
    }
    // It takes the exception and the iterator below.
    let depth = handler.depth + handler.push_lasti as usize;
    let sp = consumer.stack_base().wrapping_add(depth).wrapping_sub(1);
    Some((code.units().wrapping_add(at + 1), sp))
}
