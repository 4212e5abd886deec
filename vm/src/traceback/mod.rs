//! Tracebacks: recording the frames an exception passes, and printing uncaught exceptions as
//! CPython 3.14 does, natively, so that no import is needed for an error message.

mod anchors;
mod carets;
mod format;
mod source;

pub use format::format_exception;
pub use source::register_source;

use crate::frame::Frame;
use crate::types::frame::{self as frame_obj, FrameObj};
use taipan_runtime::ctx::Ctx;
use taipan_runtime::exceptions::Exc;
use taipan_runtime::value::Value;

/// The exception in flight passes this frame, at this code unit. Without memory for the entry a `MemoryError`
/// goes on in its place, with it as the context, as in CPython: handlers rely on tracebacks. Those that say that
/// the program is to end go on without an entry, and so does a `MemoryError`. Functions of native modules
/// written in Python leave no entry, as functions in C leave none in CPython.
pub(crate) fn add_entry(cx: &mut Ctx, frame: Frame, unit: usize) {
    let Some(exc) = cx.exception_in_flight() else { return };
    let code = frame.code();
    if code.is_native_module() {
        return;
    }
    let entry = match frame_obj::of(cx, frame) {
        Ok(object) => cx.traceback_at(exc.traceback.get(), object.into(), unit),
        Err(raised) => Err(raised),
    };
    match entry {
        Ok(entry) => exc.traceback.set(Some(entry)),
        Err(_) => {
            let goes_on = [Exc::MemoryError, Exc::KeyboardInterrupt, Exc::LimitExceeded];
            if goes_on.iter().any(|of| cx.is_instance_of(exc.into(), of.type_id())) {
                cx.clear_exception();
                let _ = cx.reraise(exc);
            } else if let Some(memory) = cx.exception_in_flight() {
                memory.link_context(exc.into());
            }
        }
    }
}

/// Byte offset and line of the instruction that a code unit of a frame belongs to.
pub(crate) fn place(frame: Value, unit: i64) -> (i64, i64) {
    let (Some(frame), Ok(at)) = (frame.cast::<FrameObj>(), usize::try_from(unit)) else {
        return (unit, -1);
    };
    let code = frame.code.get();
    let line = code.lines_at(at).map_or(-1, |l| l.line as i64);
    (code.instruction_start(at) as i64 * 2, line)
}
