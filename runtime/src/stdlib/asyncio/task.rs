//! How a task begins, is cancelled, and ends unheard.

use super::future::{self, FutureObj};
use super::library::Part;
use super::state::{Keyword, keyword};
use super::{current, future_type, registry, step, task_type};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::Args;
use crate::stdlib::contexts::ContextObj;
use crate::value::Value;
use crate::{raise, this};

/// `Task.__init__`.
pub(super) fn start(
    cx: &mut Ctx,
    t: Gc<FutureObj>,
    coroutine: Value,
    event_loop: Option<Value>,
    name: Option<Value>,
    context: Option<Value>,
    eager: bool,
) -> PyResult<()> {
    future::start(cx, t, event_loop)?;
    if !is_coroutine(cx, coroutine)? {
        t.logs_pending.set(false);
        let shown = cx.repr(coroutine)?;
        raise!(cx, TypeError, "a coroutine was expected, got {shown}");
    }
    let context = match context {
        Some(given) => given,
        None => cx.copy_current_context()?.into(),
    };
    t.context.set(context);
    t.waits_for.set(None);
    t.must_cancel.set(false);
    t.logs_pending.set(true);
    t.cancels.set(0);
    t.coroutine.set(Some(coroutine));
    cx.asyncio.tasks += 1;
    t.number.set(cx.asyncio.tasks);
    let name = match name {
        Some(name) => Some(task_type::text(cx, name)?),
        None => None,
    };
    t.name.set(name);
    cx.heap.register_finalizable(t.into());
    let event_loop = future::event_loop(cx, t)?;
    if eager {
        let name = cx.intern("is_running")?;
        let is_running = cx.call_method(event_loop, name, &[])?;
        if cx.truth(is_running)? {
            return start_now(cx, t, event_loop);
        }
    }
    step::call_soon(cx, t, None)?;
    t.is_listed.set(true);
    Ok(())
}

fn is_coroutine(cx: &mut Ctx, v: Value) -> PyResult<bool> {
    let class = cx.type_of(v);
    if class.slots.send.get().is_some() && class.slots.await_.get().is_some() {
        return Ok(true);
    }
    let function = cx.asyncio_part(Part::IsCoroutine)?;
    let is_one = cx.call(function, &[v])?;
    cx.truth(is_one)
}

/// Runs the first step at once, within whatever task is running. As in CPython, a task whose context cannot be
/// entered stays the current one.
fn start_now(cx: &mut Ctx, t: Gc<FutureObj>, event_loop: Value) -> PyResult<()> {
    let before = current::swap(cx, event_loop, Some(t.into()))?;
    registry::add_eager(cx, t.into())?;
    let Some(context) = t.context.get().cast::<ContextObj>() else {
        raise!(cx, TypeError, "an instance of Context was expected")
    };
    cx.enter_context(context)?;
    let result = step::run(cx, t, None);
    cx.leave_context(context);
    let raised = result.is_err().then(|| cx.take_exception());
    let ended = registry::discard_eager(cx, t.into());
    let ended = current::swap(cx, event_loop, before).and(ended);
    if t.is_pending() {
        t.is_listed.set(true);
    } else {
        t.coroutine.set(None);
    }
    match raised {
        Some(e) if ended.is_ok() => Err(cx.reraise(e)),
        _ => ended,
    }
}

/// `Task.cancel`.
pub(super) fn cancel(cx: &mut Ctx, t: Gc<FutureObj>, message: Value) -> PyResult<bool> {
    future::retrieved(cx, t);
    if !t.is_pending() {
        return Ok(false);
    }
    t.cancels.set(t.cancels.get().saturating_add(1));
    if let Some(waits_for) = t.waits_for.get()
        && cancel_any(cx, waits_for, message)?
    {
        return Ok(true);
    }
    t.must_cancel.set(true);
    t.cancel_message.set(message);
    Ok(true)
}

/// `future.cancel(msg=message)`.
pub(super) fn cancel_any(cx: &mut Ctx, awaited: Value, message: Value) -> PyResult<bool> {
    let (name, keyword) = (cx.intern("cancel")?, keyword(cx, Keyword::Msg)?);
    let args = Args { pos: &[], kw_names: Some(keyword), kw_values: &[message] };
    let cancelled = cx.call_method_args(awaited, name, args)?;
    cx.truth(cancelled)
}

/// `Task.get_name`.
pub(super) fn name(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let t = this!(v, FutureObj);
    if let Some(name) = t.name.get() {
        return Ok(name);
    }
    let name: Value = cx.str(&format!("Task-{}", t.number.get()))?.into();
    t.name.set(Some(name));
    Ok(name)
}

/// `__del__`: the end of a task that is pending is reported.
pub(super) fn del(cx: &mut Ctx, v: Value) -> PyResult<()> {
    let t = this!(v, FutureObj);
    if t.event_loop.get().is_some() && t.is_pending() && t.logs_pending.get() {
        let message = cx.str("Task was destroyed but it is pending!")?.into();
        future::report(cx, t, &[("task", v), ("message", message)])?;
    }
    future_type::del(cx, v)
}
