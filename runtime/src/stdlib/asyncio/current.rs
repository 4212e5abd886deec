//! Which event loop a thread runs, and which task of it.

use super::library::Part;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::value::Value;

/// `_get_running_loop`.
pub(super) fn running_loop_or_none(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Ok(cx.asyncio.running.event_loop.unwrap_or(Value::NONE))
}

/// `_set_running_loop`.
pub(super) fn set_running_loop(cx: &mut Ctx, _: Value, event_loop: Value) -> PyResult<Value> {
    cx.asyncio.running.event_loop = (!event_loop.is_none()).then_some(event_loop);
    Ok(Value::NONE)
}

/// `get_running_loop`.
pub(super) fn running_loop(cx: &mut Ctx) -> PyResult<Value> {
    match cx.asyncio.running.event_loop {
        Some(event_loop) => Ok(event_loop),
        None => raise!(cx, RuntimeError, "no running event loop"),
    }
}

/// `get_event_loop`: the one that runs, or the policy's.
pub(super) fn event_loop(cx: &mut Ctx) -> PyResult<Value> {
    if let Some(event_loop) = cx.asyncio.running.event_loop {
        return Ok(event_loop);
    }
    let policy = cx.asyncio_part(Part::EventLoopPolicy)?;
    let policy = cx.call(policy, &[])?;
    let name = cx.intern("get_event_loop")?;
    cx.call_method(policy, name, &[])
}

/// `current_task`.
pub(super) fn current_task(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("current_task", &["loop"], 0);
    let [given] = args.bind(cx, &SIGNATURE)?;
    let event_loop = match given.filter(|v| !v.is_none()) {
        Some(given) => given,
        None => running_loop(cx)?,
    };
    let here = cx.asyncio.running;
    let task = match here.event_loop {
        Some(running) if running.is(event_loop) => here.task,
        // Another thread's.
        _ => cx.threads.task_of_loop(event_loop),
    };
    Ok(task.unwrap_or(Value::NONE))
}

fn check_loop(cx: &mut Ctx, event_loop: Value) -> PyResult<()> {
    if cx.asyncio.running.event_loop.is_some_and(|running| running.is(event_loop)) {
        return Ok(());
    }
    let shown = cx.repr(event_loop)?;
    raise!(cx, RuntimeError, "loop {shown} is not the running loop")
}

/// A task begins to run.
pub(super) fn enter(cx: &mut Ctx, event_loop: Value, task: Value) -> PyResult<()> {
    check_loop(cx, event_loop)?;
    if let Some(other) = cx.asyncio.running.task {
        let (task, other) = (cx.repr(task)?, cx.repr(other)?);
        raise!(
            cx,
            RuntimeError,
            "Cannot enter into task {task} while another task {other} is being executed."
        );
    }
    cx.asyncio.running.task = Some(task);
    Ok(())
}

/// A task has run.
pub(super) fn leave(cx: &mut Ctx, event_loop: Value, task: Value) -> PyResult<()> {
    check_loop(cx, event_loop)?;
    let running = cx.asyncio.running.task;
    if !running.is_some_and(|running| running.is(task)) {
        let (task, running) = (cx.repr(task)?, cx.repr(running.unwrap_or(Value::NONE))?);
        raise!(
            cx,
            RuntimeError,
            "Invalid attempt to leave task {task} while task {running} is entered."
        );
    }
    cx.asyncio.running.task = None;
    Ok(())
}

/// Another task runs, or none; gives back the one that did.
pub(super) fn swap(
    cx: &mut Ctx,
    event_loop: Value,
    task: Option<Value>,
) -> PyResult<Option<Value>> {
    check_loop(cx, event_loop)?;
    Ok(std::mem::replace(&mut cx.asyncio.running.task, task))
}

fn loop_and_task(cx: &mut Ctx, args: Args<'_>, name: &'static str) -> PyResult<(Value, Value)> {
    let signature = Signature::plain(name, &["loop", "task"], 2);
    let [event_loop, task] = args.bind(cx, &signature)?.map(|v| v.unwrap_or(Value::NONE));
    Ok((event_loop, task))
}

/// `_enter_task`.
pub(super) fn enter_task(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (event_loop, task) = loop_and_task(cx, args, "_enter_task")?;
    enter(cx, event_loop, task).map(|()| Value::NONE)
}

/// `_leave_task`.
pub(super) fn leave_task(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (event_loop, task) = loop_and_task(cx, args, "_leave_task")?;
    leave(cx, event_loop, task).map(|()| Value::NONE)
}

/// `_swap_current_task`.
pub(super) fn swap_current_task(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (event_loop, task) = loop_and_task(cx, args, "_swap_current_task")?;
    let before = swap(cx, event_loop, (!task.is_none()).then_some(task))?;
    Ok(before.unwrap_or(Value::NONE))
}
