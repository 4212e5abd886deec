//! Frames of machine code that Python code touched: it took the frame of an inlined callee, or wrote a variable
//! through `f_locals`.
//!
//! Such a callee has a frame in memory only while it calls (`jit/src/lower/frames.rs`), and what machine code keeps
//! in registers sees no write. So machine code leaves behind that call (`check_frames`): the exit lays the frames
//! that last, which get their objects back, and writes what was written.
//!
//! Invariant: an object is parked only between the return of a call and the exit behind it.

use crate::frame::Frame;
use crate::frame::layout::{Slot, flags};
use crate::interp::state::Vm;
use crate::types::frame::FrameObj;
use taipan_runtime::heap::Gc;

/// Puts aside the objects of the frames from `fp` to the entered one, which was not inlined.
pub(crate) fn park(vm: &Vm, fp: *mut Slot, entered: *mut Slot) {
    // SAFETY: machine code passes the frame that a call returned to and the one it was entered with.
    let (innermost, entered) = unsafe { (Frame::from_fp(fp), Frame::from_fp(entered)) };
    let inlined =
        std::iter::successors(Some(innermost), |f| f.prev()).take_while(|&f| f != entered);
    for frame in inlined {
        if let Some(object) = frame.frame_obj() {
            object.park(frame, vm.parked.get());
            vm.parked.set(Some(object));
            frame.set_frame_obj(None);
        }
    }
    entered.set_meta(entered.meta() | flags::TOUCHED);
}

/// Whether an exit has something to give back to the frames of this unit, which is noted no more.
pub(super) fn take(entered: Frame) -> bool {
    let is_touched = entered.has(flags::TOUCHED);
    if is_touched {
        entered.set_meta(entered.meta() & !flags::TOUCHED);
    }
    is_touched
}

/// The interpreter, which sees what is written to frames, gives this one to machine code.
#[inline(always)]
pub(super) fn forget(frame: Frame) {
    if let Some(object) = frame.frame_obj() {
        object.written.set(None);
        take(frame);
    }
}

/// A frame that an exit has laid gets its object back, and what was written to it.
pub(super) fn give_back(vm: &Vm, frame: Frame) {
    if frame.frame_obj().is_none()
        && let Some(object) = unlink(vm, |at| at == frame.fp())
        && object.code.get().ptr_eq(frame.code())
    {
        object.unpark(frame);
        frame.set_frame_obj(Some(object));
        frame.code().framed.set(true);
    }
    let Some(object) = frame.frame_obj() else { return };
    let Some(written) = object.written.get() else { return };
    for i in 0..frame.code().locals_len() {
        if let Some(v) = written.get(i) {
            frame.set_local(i, Some(v));
        }
    }
    object.written.set(None);
}

/// No frame at `from` and above it is left that an object could go to.
pub(super) fn drop_parked(vm: &Vm, from: *mut Slot) {
    let limit = vm.limit.get();
    while unlink(vm, |at| from <= at && at < limit).is_some() {}
}

/// Takes an object out that was parked at such a place.
fn unlink(vm: &Vm, is_it: impl Fn(*mut Slot) -> bool) -> Option<Gc<FrameObj>> {
    let mut before: Option<Gc<FrameObj>> = None;
    let mut next = vm.parked.get();
    while let Some(object) = next {
        next = object.next_parked.get();
        if is_it(object.parked_at()) {
            match before {
                Some(before) => before.next_parked.set(next),
                None => vm.parked.set(next),
            }
            object.next_parked.set(None);
            return Some(object);
        }
        before = Some(object);
    }
    None
}
