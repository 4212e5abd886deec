//! Tracebacks: recording the frames an exception passes, and printing uncaught exceptions as
//! CPython 3.14 does, natively, so that no import is needed for an error message.

mod anchors;
mod carets;
mod format;
mod source;

pub use format::format_exception;
pub use source::register_source;

use crate::frame::Frame;
use crate::types::frame as frame_obj;
use taipan_runtime::ctx::Ctx;

/// The exception in flight passes this frame, at this code unit. Without memory for the entry the
/// exception goes on without it. Functions of native modules written in Python leave no entry, as
/// functions in C leave none in CPython.
pub(crate) fn add_entry(cx: &mut Ctx, frame: Frame, unit: usize) {
    let Some(exc) = cx.exception_in_flight() else { return };
    let code = frame.code();
    if code.is_native_module() {
        return;
    }
    let line = code.lines_at(unit).map_or(-1, |l| l.line as i64);
    let lasti = code.instruction_start(unit) as i64 * 2;
    let entry = match frame_obj::of(cx, frame) {
        Ok(object) => cx.traceback(exc.traceback.get(), object.into(), lasti, line),
        Err(raised) => Err(raised),
    };
    match entry {
        Ok(entry) => exc.traceback.set(Some(entry)),
        Err(_) => {
            cx.clear_exception();
            let _ = cx.reraise(exc);
        }
    }
}
