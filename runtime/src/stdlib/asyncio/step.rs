//! How a task goes on: sends to its coroutine, and waits for the future that comes back.

use super::super::types as ty;
use super::future::{self, FutureObj, Outcome};
use super::library::Part;
use super::state::{Keyword, keyword};
use super::{awaited_by, current, task};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::{Exc, ExceptionObj};
use crate::heap::Gc;
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{Sent, SlotTable};
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// What the loop calls for the next step of a task.
    pub struct StepObj: TASK_STEP {
        /// The task.
        traced task: Gc<FutureObj>,
        /// What is thrown into its coroutine.
        traced exception: Option<Gc<ExceptionObj>>,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        call: Some(|cx, v, args| {
            if args.kw_len() != 0 {
                raise!(cx, TypeError, "function takes no keyword arguments");
            }
            if !args.pos.is_empty() {
                raise!(cx, TypeError, "function takes no positional arguments");
            }
            let it = this!(v, StepObj);
            step(cx, it.task.get(), it.exception.get())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[GetSetDef::readonly("__self__", |_, v| Ok(this!(v, StepObj).task.get().into()))],
    ..TypeSpec::EMPTY
};

/// What a future that is done has called: the task goes on.
static WAKEUP: MethodDef = MethodDef::new("task_wakeup", NativeCode::O(wakeup));

/// Asks the loop for the next step.
pub(super) fn call_soon(
    cx: &mut Ctx,
    t: Gc<FutureObj>,
    exception: Option<Gc<ExceptionObj>>,
) -> PyResult<()> {
    let event_loop = future::event_loop(cx, t)?;
    let step = match t.step.get().filter(|_| exception.is_none()) {
        Some(step) => step,
        None => {
            let made = cx.alloc(StepObj::new(ty::TASK_STEP.shape(), t, exception))?.into();
            if exception.is_none() {
                t.step.set(Some(made));
            }
            made
        }
    };
    future::call_soon(cx, event_loop, step, None, t.context.get())
}

/// A step in the loop: the task is the current one meanwhile.
fn step(cx: &mut Ctx, t: Gc<FutureObj>, exception: Option<Gc<ExceptionObj>>) -> PyResult<Value> {
    let event_loop = future::event_loop(cx, t)?;
    current::enter(cx, event_loop, t.into())?;
    match run(cx, t, exception) {
        Ok(()) => current::leave(cx, event_loop, t.into())?,
        Err(_) => {
            let raised = cx.take_exception();
            if current::leave(cx, event_loop, t.into()).is_err() {
                let later = cx.take_exception();
                later.link_context(raised.into());
                return Err(cx.reraise(later));
            }
            return Err(cx.reraise(raised));
        }
    }
    Ok(Value::NONE)
}

fn is_cancelled_error(cx: &mut Ctx, e: Value) -> PyResult<bool> {
    let class = cx.asyncio_part(Part::CancelledError)?;
    cx.isinstance(e, class)
}

/// A step: what comes of it is the task's, but for what ends programs.
pub(super) fn run(
    cx: &mut Ctx,
    t: Gc<FutureObj>,
    mut exception: Option<Gc<ExceptionObj>>,
) -> PyResult<()> {
    if !t.is_pending() {
        let task = cx.repr(t.into())?;
        let shown = match exception {
            Some(e) => cx.repr(e.into())?.to_string(),
            None => "None".to_string(),
        };
        let message = format!("__step(): already done: {task} {shown}");
        return Err(cx.raise_invalid_state(&message));
    }
    if t.must_cancel.get() {
        let is_told = match exception {
            Some(e) => is_cancelled_error(cx, e.into())?,
            None => false,
        };
        if !is_told {
            let e = future::cancelled_error(cx, t)?;
            exception = Some(cx.exception_from(e)?);
        }
        t.must_cancel.set(false);
    }
    t.waits_for.set(None);
    let Some(coroutine) = t.coroutine.get() else {
        raise!(cx, RuntimeError, "uninitialized Task object")
    };
    let sent = match exception {
        None => cx.send(coroutine, Value::NONE),
        Some(e) => {
            let name = cx.names.throw;
            match cx.call_method(coroutine, name, &[e.into()]) {
                Ok(v) => Ok(Sent::Yielded(v)),
                Err(raised) => cx.stop_value(raised).map(Sent::Returned),
            }
        }
    };
    match sent {
        Ok(Sent::Yielded(awaited)) => wait_for(cx, t, awaited),
        Ok(Sent::Returned(result)) => {
            if t.must_cancel.replace(false) {
                // It was cancelled just before it ended.
                let message = t.cancel_message.get();
                future::cancel(cx, t, message).map(|_| ())
            } else {
                future::set_result(cx, t, result)
            }
        }
        Err(_) => fail(cx, t),
    }
}

/// The coroutine raised what is in flight.
fn fail(cx: &mut Ctx, t: Gc<FutureObj>) -> PyResult<()> {
    let e = cx.take_exception();
    if is_cancelled_error(cx, e.into())? {
        t.cancelled_exc.set(Some(e.into()));
        return future::cancel(cx, t, Value::NONE).map(|_| ());
    }
    future::set_exception(cx, t, e.into())?;
    let class = cx.type_of(e.into());
    for ends in [Exc::KeyboardInterrupt, Exc::SystemExit] {
        let ends = cx.exc_ty(ends);
        if class.is_subtype(ends) {
            return Err(cx.reraise(e));
        }
    }
    Ok(())
}

/// The coroutine yielded this: the task waits for it, or is told what was wrong.
fn wait_for(cx: &mut Ctx, t: Gc<FutureObj>, awaited: Value) -> PyResult<()> {
    if awaited.is_none() {
        return call_soon(cx, t, None);
    }
    if awaited.is(t.into()) {
        return complain(cx, t, "Task cannot await on itself: ", &[t.into()], "");
    }
    let event_loop = future::event_loop(cx, t)?;
    if let Some(f) = future::native(awaited) {
        if !f.event_loop.get().is_some_and(|l| l.is(event_loop)) {
            return of_another_loop(cx, t, awaited);
        }
        if !f.is_blocking.replace(false) {
            return not_awaited(cx, t, awaited);
        }
        awaited_by::add(cx, f, t.into())?;
        let wakeup = wakeup_of(cx, t)?;
        future::add_callback(cx, f, wakeup, t.context.get())?;
        return now_waits(cx, t, awaited);
    }
    let name = cx.intern("_asyncio_future_blocking")?;
    let blocking = cx.getattr_opt(awaited, name)?.filter(|v| !v.is_none());
    let Some(blocking) = blocking else { return of_no_future(cx, t, awaited) };
    if !future::loop_of(cx, awaited)?.is(event_loop) {
        return of_another_loop(cx, t, awaited);
    }
    if !cx.truth(blocking)? {
        return not_awaited(cx, t, awaited);
    }
    if let Some(f) = awaited.cast::<FutureObj>() {
        awaited_by::add(cx, f, t.into())?;
    }
    cx.setattr(awaited, name, Value::FALSE)?;
    let wakeup = wakeup_of(cx, t)?;
    let add = cx.intern("add_done_callback")?;
    let keyword = keyword(cx, Keyword::Context)?;
    let (pos, kw_values) = ([wakeup], [t.context.get()]);
    let args =
        crate::object::native::Args { pos: &pos, kw_names: Some(keyword), kw_values: &kw_values };
    cx.call_method_args(awaited, add, args)?;
    now_waits(cx, t, awaited)
}

fn now_waits(cx: &mut Ctx, t: Gc<FutureObj>, awaited: Value) -> PyResult<()> {
    t.waits_for.set(Some(awaited));
    if t.must_cancel.get() && task::cancel_any(cx, awaited, t.cancel_message.get())? {
        t.must_cancel.set(false);
    }
    Ok(())
}

fn wakeup_of(cx: &mut Ctx, t: Gc<FutureObj>) -> PyResult<Value> {
    if let Some(known) = t.wakeup.get() {
        return Ok(known);
    }
    let made: Value = cx.builtin_function(&WAKEUP, Some(t.into()), None)?.into();
    t.wakeup.set(Some(made));
    Ok(made)
}

fn of_another_loop(cx: &mut Ctx, t: Gc<FutureObj>, awaited: Value) -> PyResult<()> {
    complain(cx, t, "Task ", &[t.into(), awaited], " attached to a different loop")
}

fn not_awaited(cx: &mut Ctx, t: Gc<FutureObj>, awaited: Value) -> PyResult<()> {
    let (task, awaited) = (cx.repr(t.into())?, cx.repr(awaited)?);
    throw_soon(
        cx,
        t,
        &format!("yield was used instead of yield from in task {task} with {awaited}"),
    )
}

fn of_no_future(cx: &mut Ctx, t: Gc<FutureObj>, awaited: Value) -> PyResult<()> {
    let shown = cx.repr(awaited)?.to_string();
    let class = cx.type_of(awaited);
    // A generator: it can be sent to, and iterated.
    if class.slots.send.get().is_some() && class.slots.next.get().is_some() {
        let task = cx.repr(t.into())?;
        return throw_soon(
            cx,
            t,
            &format!(
                "yield was used instead of yield from for generator in task {task} with {shown}"
            ),
        );
    }
    throw_soon(cx, t, &format!("Task got bad yield: {shown}"))
}

/// What is thrown into the task in its next step: `before`, objects with ` got Future ` between them, `after`.
fn complain(
    cx: &mut Ctx,
    t: Gc<FutureObj>,
    before: &str,
    objects: &[Value],
    after: &str,
) -> PyResult<()> {
    let mut shown = Vec::new();
    for &object in objects {
        shown.push(cx.repr(object)?.to_string());
    }
    throw_soon(cx, t, &format!("{before}{}{after}", shown.join(" got Future ")))
}

fn throw_soon(cx: &mut Ctx, t: Gc<FutureObj>, message: &str) -> PyResult<()> {
    let message = cx.str(message)?;
    let e = cx.new_exception(Exc::RuntimeError, &[message.into()])?;
    call_soon(cx, t, Some(e))
}

/// The future that a task waits for is done.
fn wakeup(cx: &mut Ctx, v: Value, awaited: Value) -> PyResult<Value> {
    let t = this!(v, FutureObj);
    if let Some(f) = awaited.cast::<FutureObj>() {
        awaited_by::discard(cx, f, v)?;
    }
    let outcome = match future::native(awaited) {
        Some(f) => future::outcome(cx, f),
        None => {
            let name = cx.intern("result")?;
            cx.call_method(awaited, name, &[]).map(Outcome::Result)
        }
    };
    let exception = match outcome {
        Ok(Outcome::Result(_)) => None,
        Ok(Outcome::Exception(e)) => Some(e),
        Err(_) => Some(cx.take_exception()),
    };
    step(cx, t, exception)
}
