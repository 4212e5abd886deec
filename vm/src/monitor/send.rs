//! Telling: the trace function, then the profile function, then tools from the highest number down.

use super::event::{LOCAL, OF_PROFILE, OF_TRACE};
use super::hooks::{self, Hook};
use super::tools::ToolId;
use super::{Event, Patched};
use crate::frame::Frame;
use crate::interp::state::Vm;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::ExceptionObj;
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// Where something happens.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub frame: Frame,
    pub patched: &'a Patched,
    /// First code unit of the instruction.
    pub unit: usize,
}

impl Told<'_> {
    fn offset(&self) -> Value {
        Value::len(self.unit * 2)
    }
}

/// Whether someone wants to hear of any of these events in this code.
pub(super) fn wants(vm: &Vm, patched: &Patched, events: u32) -> bool {
    let monitor = &vm.monitor;
    let tools = ToolId::all()
        .any(|tool| (monitor.tools.events(tool) | patched.local_events(tool)) & events != 0);
    tools
        || events & OF_TRACE != 0 && monitor.hooks.trace.get().is_some()
        || events & OF_PROFILE != 0 && monitor.hooks.profile.get().is_some()
}

/// Tells the tools that want it. `args` are the callback's, behind the code object.
pub(super) fn tools(
    cx: &mut Ctx,
    vm: &Vm,
    told: Told<'_>,
    event: Event,
    args: &[Value],
) -> PyResult<()> {
    let mut all = [Value::NONE; 4];
    all[0] = told.patched.code.into();
    all[1..=args.len()].copy_from_slice(args);
    let all = &all[..=args.len()];
    let is_local = LOCAL & event.bit() != 0;
    for tool in ToolId::all().rev() {
        let monitor = &vm.monitor;
        let wanted = monitor.tools.events(tool) | told.patched.local_events(tool);
        if wanted & event.wanted() == 0
            || is_local && told.patched.is_disabled(tool, event, told.unit)
        {
            continue;
        }
        let Some(callback) = monitor.tools.callback(tool, event).get() else { continue };
        let hooks = &monitor.hooks;
        hooks.inside.set(hooks.inside.get() + 1);
        let before = hooks.told.replace(Some((event, told.frame)));
        let result = cx.call(callback, all);
        hooks.told.set(before);
        hooks.inside.set(hooks.inside.get().saturating_sub(1));
        if monitor.tools.disable.get() != Some(result?) {
            continue;
        }
        if !is_local {
            monitor.tools.callback(tool, event).set(None);
            let name = event.name();
            raise!(cx, ValueError, "Cannot disable {name} events. Callback removed.");
        }
        told.patched.disable(tool, event, told.unit);
    }
    Ok(())
}

/// Something without more to it: a start, a line of an instruction.
pub(super) fn plain(cx: &mut Ctx, vm: &Vm, told: Told<'_>, event: Event) -> PyResult<()> {
    match event {
        Event::Start | Event::Resume => both(cx, vm, told, "call", event, Value::NONE)?,
        Event::Instruction
            if told.patched.tells_opcodes.get()
                && told.frame.frame_obj().is_some_and(|object| object.trace_opcodes.get()) =>
        {
            hook(cx, vm, told, Hook::Trace, ("opcode", event), Value::NONE)?;
        }
        _ => {}
    }
    tools(cx, vm, told, event, &[told.offset()])
}

/// A value comes out of a frame.
pub(super) fn value(cx: &mut Ctx, vm: &Vm, told: Told<'_>, event: Event, v: Value) -> PyResult<()> {
    both(cx, vm, told, "return", event, v)?;
    tools(cx, vm, told, event, &[told.offset(), v])
}

/// A line begins.
pub(super) fn line(cx: &mut Ctx, vm: &Vm, told: Told<'_>, line: i32) -> PyResult<()> {
    trace_line(cx, vm, told, Event::Line)?;
    tools(cx, vm, told, Event::Line, &[Value::small(line)])
}

/// Tells the trace function of a line.
pub(super) fn trace_line(cx: &mut Ctx, vm: &Vm, told: Told<'_>, event: Event) -> PyResult<()> {
    let lines = told.frame.frame_obj().is_none_or(|object| object.trace_lines.get());
    if !lines {
        return Ok(());
    }
    hook(cx, vm, told, Hook::Trace, ("line", event), Value::NONE)
}

/// A jump or branch to a unit.
pub(super) fn jump(cx: &mut Ctx, vm: &Vm, told: Told<'_>, event: Event, to: usize) -> PyResult<()> {
    tools(cx, vm, told, event, &[told.offset(), Value::len(to * 2)])
}

/// A call begins or ends.
pub(super) fn call(
    cx: &mut Ctx,
    vm: &Vm,
    told: Told<'_>,
    event: Event,
    (callable, first): (Value, Option<Value>),
) -> PyResult<()> {
    if vm.monitor.hooks.profile.get().is_some()
        && let Some(function) = profiled(cx, callable, first)?
    {
        let what = match event {
            Event::Call => "c_call",
            Event::CReturn => "c_return",
            _ => "c_exception",
        };
        hook(cx, vm, told, Hook::Profile, (what, event), function)?;
    }
    let missing = vm.monitor.tools.missing.get().unwrap_or(Value::NONE);
    tools(cx, vm, told, event, &[told.offset(), callable, first.unwrap_or(missing)])
}

/// What a profile function gets for a call: builtin functions, and methods of builtin types bound to their receiver.
fn profiled(cx: &mut Ctx, callable: Value, first: Option<Value>) -> PyResult<Option<Value>> {
    if let Some(function) = callable.cast::<FunctionObj>() {
        // What CPython has in C.
        return Ok(function.code.get().is_native_module().then_some(callable));
    }
    let ty = cx.type_of(callable);
    match cx.type_name(callable).as_str() {
        "builtin_function_or_method" => Ok(Some(callable)),
        "method_descriptor" => {
            let Some(first) = first else { return Ok(None) };
            match ty.slots.descr_get.get() {
                Some(get) => {
                    let class = cx.type_of(first).into();
                    get(cx, callable, Some(first), Some(class)).map(Some)
                }
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// An exception is raised, handled or leaves a frame.
pub(super) fn exception(
    cx: &mut Ctx,
    vm: &Vm,
    told: Told<'_>,
    event: Event,
    exception: Gc<ExceptionObj>,
) -> PyResult<()> {
    match event {
        Event::Raise | Event::StopIteration if vm.monitor.hooks.trace.get().is_some() => {
            let class = cx.type_of(exception.into());
            let traceback = exception.traceback.get().map_or(Value::NONE, Value::from);
            let arg = cx.tuple(&[class.into(), exception.into(), traceback])?;
            hook(cx, vm, told, Hook::Trace, ("exception", event), arg.into())?;
        }
        Event::Unwind => both(cx, vm, told, "return", event, Value::NONE)?,
        Event::Throw => both(cx, vm, told, "call", event, Value::NONE)?,
        _ => {}
    }
    tools(cx, vm, told, event, &[told.offset(), exception.into()])
}

fn both(
    cx: &mut Ctx,
    vm: &Vm,
    told: Told<'_>,
    what: &str,
    event: Event,
    arg: Value,
) -> PyResult<()> {
    hook(cx, vm, told, Hook::Trace, (what, event), arg)?;
    hook(cx, vm, told, Hook::Profile, (what, event), arg)
}

fn hook(
    cx: &mut Ctx,
    vm: &Vm,
    told: Told<'_>,
    hook: Hook,
    what: (&str, Event),
    arg: Value,
) -> PyResult<()> {
    if hook.of(vm).is_none() {
        return Ok(());
    }
    hooks::call(cx, vm, told.frame, hook, what, arg)
}
