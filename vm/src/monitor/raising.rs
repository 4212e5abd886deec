//! Exceptions that are monitored, as they go from frame to frame.
//!
//! What a callback raises takes the place of the exception that it was told of.

use super::send::{self, Told};
use super::{Event, calls};
use crate::frame::Frame;
use crate::interp::state::Vm;
use taipan_runtime::ctx::Ctx;

/// Tells of the exception in flight at the frame's position.
#[cold]
#[inline(never)]
pub(crate) fn tell(cx: &mut Ctx, vm: &Vm, frame: Frame, event: Event) {
    let Some(unit) = frame.last_unit() else { return };
    tell_at(cx, vm, frame, unit, event);
}

/// As [`tell`], at a code unit.
pub(crate) fn tell_at(cx: &mut Ctx, vm: &Vm, frame: Frame, unit: usize, event: Event) {
    if !vm.monitor.tells() {
        return;
    }
    let exception = cx.take_exception();
    let patched = match vm.monitor.patch(cx, frame.code()) {
        Ok(Some(patched)) => patched,
        _ => {
            cx.clear_exception();
            let _ = cx.reraise(exception);
            return;
        }
    };
    let told = Told { frame, patched: &patched, unit: patched.begin_of(unit) };
    let ended = match event {
        Event::Raise => calls::ends(cx, vm, frame, &patched, Event::CRaise),
        _ => Ok(()),
    };
    if ended.and_then(|()| send::exception(cx, vm, told, event, exception)).is_ok() {
        let _ = cx.reraise(exception);
    }
}

/// A `StopIteration` in flight ends a loop or a delegation of the running frame, and nobody else sees it.
#[cold]
pub(crate) fn ends_iteration(cx: &mut Ctx) {
    let vm = Vm::of(cx);
    if let Some(frame) = vm.frame() {
        tell(cx, vm, frame, Event::Raise);
    }
}
