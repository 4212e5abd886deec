//! Making a VM: context, state, hooks, the modules that must be there.

use crate::interp::state::Vm;
use crate::tier::TierConfig;
use crate::types;
use std::ptr::NonNull;
use taipan_runtime::ctx::{Config, Ctx, PyResult};
use taipan_runtime::heap::Marker;

/// A context that can run Python code; `None` when there is no memory for one.
pub fn start(config: &Config, tiers: TierConfig) -> Option<Box<Ctx>> {
    let mut cx = Ctx::new(config)?;
    let vm: &'static Vm = Box::leak(Vm::new(tiers)?);
    cx.vm = Some(NonNull::from(vm).cast());
    types::register_layouts(&mut cx);
    cx.register_types(types::table::VM_TYPES);
    cx.hooks.trace = trace;
    cx.hooks.handled_exception = |cx| Vm::of(cx).handled_exception();
    cx.hooks.import = crate::import::import_for_native;
    cx.hooks.current_globals = |cx| Vm::of(cx).frame().map(|f| f.func().globals.get());
    cx.hooks.pending = crate::interp::pending::handle;
    modules(&mut cx).ok()?;
    Some(cx)
}

fn trace(cx: &Ctx, m: &mut Marker) {
    if cx.vm.is_some() {
        Vm::of(cx).trace(m);
    }
}

/// `builtins` and `sys` are there before any code runs.
fn modules(cx: &mut Ctx) -> PyResult<()> {
    for name in ["sys", "builtins"] {
        crate::import::import_module(cx, name)?;
    }
    Ok(())
}
