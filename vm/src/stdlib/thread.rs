//! `_thread`: locks and identities of a VM that runs one thread, written in Python (`thread.py`).

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::types::module::ModuleObj;

/// Runs the module's text.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    crate::import::exec_source(cx, module, include_bytes!("thread.py"), "<frozen _thread>")
        .map(|_| ())
}
