//! What waits to be done between two instructions: signals and finalizers.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, breaker};
use crate::exceptions::Exc;

/// Acts on the reasons of the eval breaker that are the runtime's.
pub fn run(cx: &mut Ctx, reasons: u32) -> PyResult<()> {
    if reasons & breaker::SIGNAL != 0 {
        return Err(cx.raise(Exc::KeyboardInterrupt, ""));
    }
    if reasons & breaker::FINALIZERS != 0 {
        finalizers(cx);
    }
    Ok(())
}

/// Runs `__del__` of the objects that the collector found dead; an exception in one is dropped.
pub fn finalizers(cx: &mut Ctx) {
    while let Some(object) = cx.heap.take_pending_finalizer() {
        if let Some(del) = cx.type_of(object).slots.del.get() {
            if del(cx, object).is_err() {
                cx.clear_exception();
            }
        }
    }
}
