//! Generators that go on in machine code, one after the other.
//!
//! Machine code that sends to another generator does not call it: it leaves behind the `SEND`, that generator
//! goes on in its stead, and when it has ended the first one is entered again where the result is expected. So
//! a chain of delegation takes no native stack, and each of its members can be suspended.

use super::backend::Outcome;
use super::deopt::{self, CodeAddress};
use crate::frame::Frame;
use crate::frame::layout::{Slot, flags, meta, return_offset_of};
use crate::interp::slow;
use crate::interp::state::Vm;
use crate::interp::unwind;
use crate::types::async_in_place;
use crate::types::generator::{self, GenState, GeneratorObj};
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::slots::Sent;
use taipan_runtime::value::Value;

/// How it came to an end.
pub(crate) enum Came {
    /// This generator suspended itself, with a value.
    Yielded(Gc<GeneratorObj>, Value),
    /// This frame has ended, with a result; it is still linked, and who is below is no matter of machine code.
    Returned(Frame, Value),
    /// The interpreter goes on in the running frame.
    Exit { sp: *mut Slot },
    /// An exception is in flight.
    Raised,
}

/// Continues a generator whose frame is linked and has the value that was sent on top. The native stack is
/// not short.
pub(crate) fn run(cx: &mut Ctx, vm: &Vm, mut g: Gc<GeneratorObj>) -> Came {
    loop {
        let frame = g.frame();
        vm.fp.set(frame.fp());
        let entry = g.code.get().resume.get();
        if entry == 0 || vm.monitor.is_active() {
            return Came::Exit { sp: generator::sent_sp(frame) };
        }
        let v = match deopt::visit(cx, vm, frame, CodeAddress(entry)) {
            Outcome::Returned(v) => v,
            Outcome::Exit { sp } => return Came::Exit { sp },
            Outcome::Raised => return Came::Raised,
            Outcome::Declined { .. } => return Came::Exit { sp: generator::sent_sp(frame) },
        };
        match g.state.get() {
            GenState::Suspended => {
                let Some(item) = async_in_place::item(frame, v) else {
                    return Came::Yielded(g, v);
                };
                match give_item(vm, frame, item) {
                    Ok(consumer) => g = consumer,
                    Err(sp) => return Came::Exit { sp },
                }
            }
            GenState::YieldedItem => {
                if !async_in_place::is_in_place(frame) {
                    return match async_in_place::wrap_yielded(cx, g, v) {
                        Some(v) => Came::Yielded(g, v),
                        None => Came::Raised,
                    };
                }
                g.state.set(GenState::Suspended);
                async_in_place::gave_item(frame);
                match give_item(vm, frame, v) {
                    Ok(consumer) => g = consumer,
                    Err(sp) => return Came::Exit { sp },
                }
            }
            GenState::Sending => match send(cx, vm, g) {
                Some(Next::GoesOn(next)) => g = next,
                Some(Next::Yielded(v)) => return Came::Yielded(g, v),
                None => return Came::Raised,
            },
            _ if async_in_place::is_in_place(frame) => {
                unwind::leave(cx, vm, frame);
                let Some(consumer) = vm.frame() else { return Came::Raised };
                if !async_in_place::end_loop(cx, vm, consumer) {
                    return Came::Raised;
                }
                return Came::Exit { sp: vm.parked_sp.get() };
            }
            _ => {
                let Some(outer) = delegator(frame) else { return Came::Returned(frame, v) };
                unwind::leave(cx, vm, frame);
                end_send(frame, v);
                g = outer;
            }
        }
    }
}

/// An async generator that is continued in place has suspended itself: its consumer, which goes on with the item,
/// or where the operand stack of that ends if it is no generator.
fn give_item(vm: &Vm, frame: Frame, item: Value) -> Result<Gc<GeneratorObj>, *mut Slot> {
    let g = generator::of_frame(frame);
    generator::leaf_ended(g);
    vm.handled.set(g.handled.prev.get());
    let consumer = frame.prev();
    vm.fp.set(consumer.map_or(std::ptr::null_mut(), Frame::fp));
    let sp = end_send(frame, item);
    frame.set_prev(None);
    match consumer.filter(|consumer| consumer.has(flags::GENERATOR)) {
        Some(consumer) => Ok(generator::of_frame(consumer)),
        None => Err(sp),
    }
}

/// What comes of a `SEND`.
enum Next {
    GoesOn(Gc<GeneratorObj>),
    Yielded(Value),
}

/// Does the `SEND` at which a generator left its machine code; `None` if that raised.
fn send(cx: &mut Ctx, vm: &Vm, g: Gc<GeneratorObj>) -> Option<Next> {
    g.state.set(GenState::Running);
    let frame = g.frame();
    let (receiver, value, offset) = generator::take_sent(g);
    if let Some(next) = resumable(cx, vm, receiver, value, frame.depth()) {
        return Some(Next::GoesOn(enter(cx, vm, g, next, value, offset)));
    }
    if let Some((next, value)) = async_in_place::continues(receiver, value)
        && vm.has_room(cx, next.code.get(), frame.depth())
    {
        async_in_place::begin(receiver);
        return Some(Next::GoesOn(enter(cx, vm, g, next, value, offset)));
    }
    match slow::send(cx, receiver, value).ok()? {
        Sent::Yielded(v) => {
            // Behind the `YIELD_VALUE`.
            frame.set_pc(frame.pc().wrapping_add(1));
            g.state.set(GenState::Suspended);
            Some(Next::Yielded(v))
        }
        Sent::Returned(v) => {
            frame.set_pc(frame.pc().wrapping_add(offset as usize));
            generator::push_sent(g.sp.get(), v);
            Some(Next::GoesOn(g))
        }
    }
}

/// Links the generator `next` on `g`, which sent to it; the one that goes on has the value on top.
fn enter(
    cx: &Ctx,
    vm: &Vm,
    g: Gc<GeneratorObj>,
    next: Gc<GeneratorObj>,
    value: Value,
    offset: u32,
) -> Gc<GeneratorObj> {
    let frame = g.frame();
    next.frame().set_return_sp(g.sp.get());
    let word = meta(flags::GENERATOR, offset, frame.depth() + 1);
    let next = generator::link(cx, vm, next, Some(frame), word);
    generator::push_sent(next.sp.get(), value);
    next
}

/// A generator or coroutine that can be sent this value on a frame of this depth.
fn resumable(
    cx: &Ctx,
    vm: &Vm,
    receiver: Value,
    value: Value,
    depth: u32,
) -> Option<Gc<GeneratorObj>> {
    let g = receiver.cast::<GeneratorObj>()?;
    let idle = match g.state.get() {
        GenState::Created => value.is_none(),
        GenState::Suspended | GenState::Delegating => true,
        _ => false,
    };
    (idle && !generator::is_async(g) && vm.has_room(cx, g.code.get(), depth)).then_some(g)
}

/// The generator to which the frame that has ended was delegated, if that goes on in machine code.
fn delegator(ended: Frame) -> Option<Gc<GeneratorObj>> {
    if ended.has(flags::ENTRY) {
        return None;
    }
    let prev = ended.prev().filter(|prev| prev.has(flags::GENERATOR))?;
    let outer = generator::of_frame(prev);
    (outer.code.get().resume.get() != 0 && prev.is_delegating()).then_some(outer)
}

/// The result of a frame that has ended and was left goes to the generator that delegated to it; where its
/// operand stack ends.
pub(crate) fn end_send(ended: Frame, v: Value) -> *mut Slot {
    let Some(prev) = ended.prev() else { return ended.return_sp() };
    prev.set_pc(prev.pc().wrapping_add(return_offset_of(ended.meta())));
    if prev.has(flags::GENERATOR) {
        generator::of_frame(prev).sp.set(ended.return_sp());
    }
    generator::push_sent(ended.return_sp(), v)
}
