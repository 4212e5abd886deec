//! Making a VM: context, state, hooks, the modules that must be there.

use crate::interp::state::Vm;
use crate::tier::TierConfig;
use crate::types::{self, cell::CellObj};
use taipan_runtime::ctx::{Config, Ctx, PyResult};
use taipan_runtime::heap::Marker;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// A context that can run Python code; `None` when there is no memory for one.
pub fn start(config: &Config, tiers: TierConfig) -> Option<Box<Ctx>> {
    let mut cx = Ctx::new(config)?;
    Vm::attach(&mut cx, Vm::new(tiers)?);
    cx.heap.add_resting(taipan_stdlib::image());
    types::register_layouts(&mut cx);
    cx.register_types(types::table::VM_TYPES);
    cx.hooks.trace = trace;
    cx.hooks.forget_dead = |cx, args| {
        if let Some(frame) = Vm::of(cx).frame() {
            frame.forget_above(args.as_ptr_range().end.addr());
        }
    };
    cx.hooks.handled_exception = |cx| Vm::of(cx).handled_exception();
    cx.hooks.import = crate::import::import_for_native;
    cx.hooks.current_globals = |cx| Vm::of(cx).frame().map(|f| f.func().globals.get());
    cx.hooks.place = crate::traceback::place;
    cx.hooks.set_cell = |_, cell, v| match cell.cast::<CellObj>() {
        Some(cell) => {
            cell.content.set(Some(v));
            true
        }
        None => false,
    };
    cx.hooks.zero_arg_super = zero_arg_super;
    cx.hooks.new_thread = crate::threads::new_thread;
    cx.hooks.around_fork = |cx, fork| match Vm::of(cx).backend.get() {
        Some(backend) => backend.around_fork(fork),
        None => fork(),
    };
    cx.hooks.pending = crate::interp::pending::handle;
    modules(&mut cx).ok()?;
    Some(cx)
}

/// `super()` means `super(__class__, first argument)` of the running function.
fn zero_arg_super(cx: &mut Ctx) -> PyResult<(Value, Value)> {
    const CELL: u8 = 0x40;
    const FREE: u8 = 0x80;
    let Some(frame) = Vm::of(cx).frame() else {
        raise!(cx, RuntimeError, "super(): no current frame")
    };
    let code = frame.code();
    if code.argcount == 0 {
        raise!(cx, RuntimeError, "super(): no arguments");
    }
    let content =
        |v: Option<Value>| v.and_then(|v| v.cast::<CellObj>()).and_then(|cell| cell.content.get());
    let first = match frame.local(0) {
        v if code.local_kind(0) & CELL != 0 => content(v),
        v => v,
    };
    let Some(first) = first else { raise!(cx, RuntimeError, "super(): arg[0] deleted") };
    let class = (0..code.locals_len())
        .find(|&i| code.local_kind(i) & FREE != 0 && code.local_name(i).eq_str("__class__"));
    let Some(class) = class else { raise!(cx, RuntimeError, "super(): __class__ cell not found") };
    match content(frame.local(class)) {
        Some(class) => Ok((class, first)),
        None => raise!(cx, RuntimeError, "super(): empty __class__ cell"),
    }
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
