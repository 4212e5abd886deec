//! What waits to be done between two instructions: signals, finalizers, and other threads.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, breaker};
use std::sync::atomic::Ordering;

/// Acts on the reasons of the eval breaker that are the runtime's.
pub fn run(cx: &mut Ctx, reasons: u32) -> PyResult<()> {
    if reasons & breaker::DROPPED != 0
        && let Some(exception) = cx.take_dropped()
    {
        cx.eval_breaker.fetch_or(reasons & !breaker::DROPPED, Ordering::Relaxed);
        return Err(cx.reraise(exception));
    }
    let mut reasons = reasons;
    if !cx.threads.is_main() {
        let mains = reasons & (breaker::SIGNAL | breaker::LIMIT);
        if mains != 0 {
            reasons &= !mains;
            cx.go_to_main(mains);
        }
    }
    if reasons & breaker::SIGNAL != 0 {
        crate::stdlib::posix::signals::handle(cx)?;
    }
    if reasons & breaker::FINALIZERS != 0 {
        cx.run_finalizers();
    }
    cx.check_limits(reasons)?;
    if reasons & breaker::SWITCH != 0 {
        cx.yield_thread();
    }
    Ok(())
}
