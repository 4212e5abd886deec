//! The eval breaker's reasons, handled between two instructions.

use super::state::Vm;
use std::sync::atomic::Ordering;
use taipan_runtime::ctx::{Ctx, PyResult, breaker};

/// Clears the reasons and acts on them.
pub(crate) fn handle(cx: &mut Ctx) -> PyResult<()> {
    let reasons = cx.eval_breaker.fetch_and(breaker::FUEL | breaker::MONITOR, Ordering::AcqRel);
    if reasons & breaker::TIER != 0 {
        let vm = Vm::of(cx);
        if let Some(backend) = vm.backend.get() {
            backend.install(cx, vm);
        }
    }
    taipan_runtime::pending::run(cx, reasons)
}
