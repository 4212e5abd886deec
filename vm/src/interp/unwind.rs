//! Leaving frames, and finding who handles an exception.

use super::state::Vm;
use crate::bytecode::exception_table;
use crate::frame::Frame;
use crate::frame::layout::{self, Slot, flags};
use crate::monitor::{Event, raising};
use crate::tier::shadow;
use crate::types::async_in_place;
use crate::types::frame as frame_obj;
use crate::types::generator::{self, GenState};
use taipan_runtime::ctx::{Ctx, Raised};
use taipan_runtime::exceptions::{Exc, ExceptionObj};
use taipan_runtime::value::Value;

/// Frames deeper than this get no traceback entry: a program that asks for millions of frames shall not
/// need minutes to leave them.
const DEEPEST_ENTRY: u32 = 100_000;

/// Frames deeper than this get none from an interrupt, which nobody waits for longer than he has to.
const DEEPEST_INTERRUPTED: u32 = 25_000;

/// Whether a frame of this depth gets an entry of the exception in flight.
fn has_entry(cx: &mut Ctx, depth: u32) -> bool {
    let is_shallow = depth < DEEPEST_INTERRUPTED
        || depth < DEEPEST_ENTRY && !cx.exception_is(Exc::KeyboardInterrupt);
    is_shallow && cx.meter.wants_traceback()
}

/// Where an exception goes.
pub(crate) enum Unwound {
    /// To a handler: registers of the loop.
    Handler { fp: *mut Slot, pc: *mut u16, sp: *mut Slot },
    /// Out of the loop.
    Exit(Raised),
}

/// Finds the handler of the exception in flight, from the frame at `fp` outwards to the entry frame
/// of the loop. Each frame passed gets a traceback entry (the first not if it is raised `again`).
#[cold]
#[inline(never)]
pub(crate) fn unwind(cx: &mut Ctx, vm: &Vm, fp: *mut Slot, pc: *mut u16, again: bool) -> Unwound {
    // SAFETY: `fp` is the local 0 of the running frame.
    let mut frame = unsafe { Frame::from_fp(fp) };
    frame.set_pc(pc);
    let mut entry = !again;
    loop {
        let unit = frame.last_unit().unwrap_or(0);
        let code = frame.code();
        if entry && has_entry(cx, frame.depth()) {
            crate::traceback::add_entry(cx, frame, unit);
        }
        if vm.monitor.is_active() {
            let event = if entry { Event::Raise } else { Event::Reraise };
            raising::tell(cx, vm, frame, event);
        }
        entry = true;
        let table = code.exceptiontable.get();
        let handler = exception_table::lookup(table.as_slice(), unit);
        // A program that goes on after its limit and the grace is not asked any more.
        if let Some(handler) = handler.filter(|_| !cx.meter.is_over()) {
            let raised_at = match vm.reraised_at.replace(std::ptr::null_mut()) {
                at if at.is_null() => unit,
                at => ((at as usize - code.units() as usize) / 2).saturating_sub(1),
            };
            let exc = Value::from(cx.take_exception());
            let mut sp = frame.stack_base().wrapping_add(handler.depth);
            if vm.shadow.is_on() {
                shadow::handled(cx, vm, frame, handler.target, sp);
            }
            // SAFETY: the compiler's stack size covers the words that a handler starts with.
            unsafe {
                if handler.push_lasti {
                    sp.write(Value::len(raised_at).bits());
                    sp = sp.add(1);
                }
                sp.write(exc.bits());
                sp = sp.add(1);
            }
            let pc = code.units().wrapping_add(handler.target);
            if vm.monitor.is_active() && vm.monitor.thrown_into.get() == frame.fp() {
                // The `RESUME` counts as what ran before the handler.
                frame.set_pc(frame.pc().wrapping_add(1));
            }
            vm.monitor.thrown_into.set(std::ptr::null_mut());
            if vm.monitor.is_active() && !handled(cx, vm, frame, handler.target, exc) {
                frame.set_pc(pc.wrapping_add(1));
                entry = false;
                continue;
            }
            return Unwound::Handler { fp: frame.fp(), pc, sp };
        }
        let reraised_at = vm.reraised_at.replace(std::ptr::null_mut());
        if !reraised_at.is_null() {
            frame.set_pc(reraised_at);
        }
        if vm.monitor.is_active() {
            raising::tell(cx, vm, frame, Event::Unwind);
        }
        let is_entry = frame.has(flags::ENTRY);
        leave(cx, vm, frame);
        match frame.prev() {
            Some(prev) if frame.has(flags::MAPPED) && cx.exception_is(Exc::StopIteration) => {
                cx.clear_exception();
                let end = layout::return_offset_of(frame.meta());
                let pc = prev.pc().wrapping_add(end);
                return Unwound::Handler { fp: prev.fp(), pc, sp: frame.return_sp() };
            }
            Some(prev) if !is_entry => frame = prev,
            _ => {
                let exc = cx.take_exception();
                return Unwound::Exit(cx.reraise(exc));
            }
        }
    }
}

/// Tells that an exception is handled at this unit; false if that raised.
#[cold]
fn handled(cx: &mut Ctx, vm: &Vm, frame: Frame, target: usize, exception: Value) -> bool {
    if let Some(exception) = exception.cast::<ExceptionObj>() {
        let _ = cx.reraise(exception);
        raising::tell_at(cx, vm, frame, target, Event::ExceptionHandled);
        let now = cx.take_exception();
        if now.ptr_eq(exception) {
            return true;
        }
        let _ = cx.reraise(now);
        return false;
    }
    true
}

/// Takes a frame that ends off the chain: its frame object gets what it needs to stand alone, a
/// generator is finished, the frame below becomes the running one.
pub(crate) fn leave(cx: &mut Ctx, vm: &Vm, frame: Frame) {
    if frame.frame_obj().is_some() {
        frame_obj::detach(cx, frame);
    }
    if frame.has(flags::GENERATOR) {
        let generator = generator::of_frame(frame);
        generator.state.set(GenState::Finished);
        generator::leaf_ended(generator);
        if async_in_place::is_in_place(frame) {
            async_in_place::ended(frame);
        }
        vm.handled.set(generator.handled.prev.get());
    } else {
        vm.unlay(frame);
    }
    vm.fp.set(frame.prev().map_or(std::ptr::null_mut(), Frame::fp));
}
