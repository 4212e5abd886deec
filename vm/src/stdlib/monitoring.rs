//! `sys.settrace`, `sys.setprofile` and their kin; what `_taipan_monitoring.py` builds `sys.monitoring` on.

use super::add_functions;
use crate::interp::state::Vm;
use crate::monitor::hooks::Hook;
use crate::monitor::tools::{self, ToolId, USER_TOOLS};
use crate::types::code::CodeObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{MethodDef, NativeCode};
use taipan_runtime::raise;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;

static OF_SYS: [MethodDef; 6] = [
    MethodDef::new("settrace", NativeCode::O(|cx, _, f| set(cx, Hook::Trace, f)))
        .sig("($module, function, /)"),
    MethodDef::new("gettrace", NativeCode::NoArgs(|cx, _| Ok(get(cx, Hook::Trace)))),
    MethodDef::new("setprofile", NativeCode::O(|cx, _, f| set(cx, Hook::Profile, f)))
        .sig("($module, function, /)"),
    MethodDef::new("getprofile", NativeCode::NoArgs(|cx, _| Ok(get(cx, Hook::Profile)))),
    MethodDef::new("_settraceallthreads", NativeCode::O(|cx, _, f| set_all(cx, Hook::Trace, f))),
    MethodDef::new(
        "_setprofileallthreads",
        NativeCode::O(|cx, _, f| set_all(cx, Hook::Profile, f)),
    ),
];

static OF_TOOLS: [MethodDef; 7] = [
    MethodDef::new("monitor_events", NativeCode::Fast(set_events)),
    MethodDef::new("monitor_local_events", NativeCode::Fast(set_local_events)),
    MethodDef::new("monitored_local_events", NativeCode::Fast(local_events)),
    MethodDef::new("monitor_callback", NativeCode::Fast(set_callback)),
    MethodDef::new("monitor_clear", NativeCode::O(clear)),
    MethodDef::new(
        "monitor_restart",
        NativeCode::NoArgs(|cx, _| {
            tools::restart(cx);
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new("monitor_markers", NativeCode::Fast(set_markers)),
];

/// Adds the functions of `sys`.
pub(super) fn extend_sys(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let all: Vec<&'static MethodDef> = OF_SYS.iter().collect();
    add_functions(cx, module, &all)
}

/// Adds what tools need to `_taipan`.
pub(super) fn extend_tools(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let all: Vec<&'static MethodDef> = OF_TOOLS.iter().collect();
    add_functions(cx, module, &all)
}

fn some(v: Value) -> Option<Value> {
    (!v.is_none()).then_some(v)
}

fn set(cx: &mut Ctx, hook: Hook, f: Value) -> PyResult<Value> {
    let vm = Vm::of(cx);
    hook.set(cx, vm, some(f))?;
    Ok(Value::NONE)
}

fn set_all(cx: &mut Ctx, hook: Hook, f: Value) -> PyResult<Value> {
    let vm = Vm::of(cx);
    hook.set_for_all(cx, vm, some(f))?;
    Ok(Value::NONE)
}

fn get(cx: &Ctx, hook: Hook) -> Value {
    hook.of(Vm::of(cx)).unwrap_or(Value::NONE)
}

/// Tool and number among the arguments.
fn tool_and_number(cx: &mut Ctx, args: &[Value], at: usize) -> PyResult<(ToolId, u32)> {
    let number = |i: usize| args.get(i).copied().and_then(Value::as_small);
    match (number(0), number(at)) {
        (Some(tool), Some(n)) if (0..USER_TOOLS as i64).contains(&tool) => {
            Ok((ToolId(tool as usize), n as u32))
        }
        _ => raise!(cx, ValueError, "a tool and a number are required"),
    }
}

fn code_at(cx: &mut Ctx, args: &[Value]) -> PyResult<Gc<CodeObj>> {
    match args.get(1).and_then(|v| v.cast::<CodeObj>()) {
        Some(code) => Ok(code),
        None => raise!(cx, TypeError, "code must be a code object"),
    }
}

fn set_events(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (tool, events) = tool_and_number(cx, args, 1)?;
    tools::set_events(cx, tool, events)?;
    Ok(Value::NONE)
}

fn set_local_events(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (tool, events) = tool_and_number(cx, args, 2)?;
    let code = code_at(cx, args)?;
    tools::set_local_events(cx, tool, code, events)?;
    Ok(Value::NONE)
}

fn local_events(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (tool, _) = tool_and_number(cx, args, 0)?;
    let code = code_at(cx, args)?;
    Ok(Value::len(tools::local_events(cx, tool, code) as usize))
}

fn set_callback(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let (tool, event) = tool_and_number(cx, args, 1)?;
    let to = args.get(2).copied().and_then(some);
    Ok(tools::set_callback(cx, tool, event as usize, to).unwrap_or(Value::NONE))
}

fn clear(cx: &mut Ctx, _: Value, tool: Value) -> PyResult<Value> {
    let (tool, _) = tool_and_number(cx, &[tool], 0)?;
    tools::clear(cx, tool)?;
    Ok(Value::NONE)
}

fn set_markers(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    if let &[disable, missing] = args {
        tools::set_markers(cx, disable, missing);
    }
    Ok(Value::NONE)
}
