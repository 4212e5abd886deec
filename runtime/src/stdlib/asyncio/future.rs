//! `FutureObj`: the state of a future or task, and what happens to it.

use super::super::types as ty;
use super::library::Part;
use super::state::{Keyword, keyword};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::{Exc, ExceptionObj};
use crate::heap::Gc;
use crate::object::native::Args;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::types::list::ListObj;
use crate::types::traceback::TracebackObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise};

/// How far a future is.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    Pending,
    Cancelled,
    /// With a result.
    Finished,
    /// With an exception.
    Failed,
}

heap_object! {
    /// A future. A task is one with a coroutine.
    pub struct FutureObj: FUTURE {
        /// Absent until `__init__` has run.
        traced event_loop: Option<Value>,
        /// The first callback: most futures have one.
        traced callback: Option<Value>,
        /// Its context, or None for that of the loop.
        traced callback_context: Value,
        /// More callbacks, as tuples of function and context.
        traced callbacks: Option<Gc<ListObj>>,
        /// The result or exception, once there is one.
        traced outcome: Value,
        /// What the exception's traceback was when it was set.
        traced exception_tb: Option<Gc<TracebackObj>>,
        /// Where it was made, in debug mode.
        traced source_traceback: Option<Value>,
        traced cancel_message: Value,
        /// The CancelledError that ended a task.
        traced cancelled_exc: Option<Value>,
        /// The task that waits for it, or a set of them.
        traced awaited_by: Option<Value>,
        /// Of a task: its coroutine, until it is done.
        traced coroutine: Option<Value>,
        /// Of a task: the context that its steps run in.
        traced context: Value,
        /// Of a task: its name, absent while that is `Task-` and its number.
        traced name: Option<Value>,
        /// Of a task: the future that it waits for.
        traced waits_for: Option<Value>,
        /// Of a task: what the loop calls for its next step, once made.
        traced step: Option<Value>,
        /// Of a task: what a future that is done has called, once made.
        traced wakeup: Option<Value>,
        plain number: u64,
        /// How often its cancellation was asked for.
        plain cancels: i32,
        plain stage: Stage,
        plain is_task: bool,
        /// Set by whoever yields the future to its task, so that the task sees that it was awaited.
        plain is_blocking: bool,
        /// Whether nobody has seen its exception.
        plain logs_traceback: bool,
        /// Of a task: to be cancelled in its next step.
        plain must_cancel: bool,
        /// Of a task: whether its end while it is pending is told.
        plain logs_pending: bool,
        /// Of a task: whether `all_tasks` shows it.
        plain is_listed: bool,
    }
}

impl FutureObj {
    /// Whether it is not done.
    pub(super) fn is_pending(&self) -> bool {
        self.stage.get() == Stage::Pending
    }
}

/// What a future that is done gives.
pub(super) enum Outcome {
    Result(Value),
    Exception(Gc<ExceptionObj>),
}

/// The loop of an object that behaves like a future: what `get_loop()` gives, or else `_loop`.
pub(super) fn loop_of(cx: &mut Ctx, future: Value) -> PyResult<Value> {
    if let Some(native) = native(future)
        && let Some(event_loop) = native.event_loop.get()
    {
        return Ok(event_loop);
    }
    let name = cx.intern("get_loop")?;
    if let Some(get) = cx.getattr_opt(future, name)? {
        return cx.call(get, &[]);
    }
    let name = cx.intern("_loop")?;
    cx.getattr(future, name)
}

/// A future or task whose class changes nothing of what is native.
#[inline]
pub(super) fn native(v: Value) -> Option<Gc<FutureObj>> {
    (v.has_shape(ty::FUTURE.shape()) || v.has_shape(ty::TASK.shape())).then(|| v.cast()).flatten()
}

/// `event_loop.call_soon(callback, argument, context=context)`.
pub(super) fn call_soon(
    cx: &mut Ctx,
    event_loop: Value,
    callback: Value,
    argument: Option<Value>,
    context: Value,
) -> PyResult<()> {
    let keyword = keyword(cx, Keyword::Context)?;
    let both = [callback, argument.unwrap_or(Value::NONE)];
    let pos = &both[..1 + usize::from(argument.is_some())];
    let args = Args { pos, kw_names: Some(keyword), kw_values: &[context] };
    let name = cx.names.call_soon;
    cx.call_method_args(event_loop, name, args).map(|_| ())
}

/// The loop of a future that was initialized.
pub(super) fn event_loop(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<Value> {
    match f.event_loop.get() {
        Some(event_loop) => Ok(event_loop),
        None => raise!(cx, RuntimeError, "Future object is not initialized."),
    }
}

/// Asks the loop to call all callbacks.
fn schedule_callbacks(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<()> {
    let event_loop = event_loop(cx, f)?;
    if let Some(first) = f.callback.replace(None) {
        call_soon(cx, event_loop, first, Some(f.into()), f.callback_context.get())?;
    }
    let Some(more) = f.callbacks.replace(None) else { return Ok(()) };
    for i in 0..more.len() {
        let entry = more.get(i).and_then(|v| v.cast::<TupleObj>());
        if let Some((callback, context)) = entry.and_then(|e| Some((e.get(0)?, e.get(1)?))) {
            call_soon(cx, event_loop, callback, Some(f.into()), context)?;
        }
    }
    Ok(())
}

/// Adds a callback, which is called at once (by the loop) if the future is done.
pub(super) fn add_callback(
    cx: &mut Ctx,
    f: Gc<FutureObj>,
    callback: Value,
    context: Value,
) -> PyResult<()> {
    let event_loop = event_loop(cx, f)?;
    if !f.is_pending() {
        return call_soon(cx, event_loop, callback, Some(f.into()), context);
    }
    if f.callback.get().is_none() && f.callbacks.get().is_none() {
        f.callback.set(Some(callback));
        f.callback_context.set(context);
        return Ok(());
    }
    let entry = cx.tuple(&[callback, context])?;
    match f.callbacks.get() {
        Some(list) => cx.list_append(list, entry.into()),
        None => {
            let list = cx.list(&[entry.into()])?;
            f.callbacks.set(Some(list));
            Ok(())
        }
    }
}

/// The future is done.
pub(super) fn set_result(cx: &mut Ctx, f: Gc<FutureObj>, result: Value) -> PyResult<()> {
    event_loop(cx, f)?;
    if !f.is_pending() {
        return Err(cx.raise_invalid_state("invalid state"));
    }
    f.outcome.set(result);
    f.stage.set(Stage::Finished);
    told(cx, f);
    schedule_callbacks(cx, f)
}

/// The future has failed.
pub(super) fn set_exception(cx: &mut Ctx, f: Gc<FutureObj>, exception: Value) -> PyResult<()> {
    event_loop(cx, f)?;
    if !f.is_pending() {
        return Err(cx.raise_invalid_state("invalid state"));
    }
    let is_class = exception.cast().is_some_and(|t: Gc<TypeObj>| t.has(TypeFlags::EXCEPTION));
    let exception = if is_class { cx.call(exception, &[])? } else { exception };
    let Some(mut e) = exception.cast::<ExceptionObj>() else {
        raise!(cx, TypeError, "invalid exception object")
    };
    let stop = cx.exc_ty(Exc::StopIteration);
    if cx.type_of(exception).is_subtype(stop) {
        let message = cx.str(
            "StopIteration interacts badly with generators and cannot be raised into a Future",
        )?;
        e = cx.new_exception(Exc::RuntimeError, &[message.into()])?;
        e.cause.set(Some(exception));
        e.context.set(Some(exception));
        e.suppress_context.set(true);
    }
    f.outcome.set(e.into());
    f.exception_tb.set(e.traceback.get());
    f.stage.set(Stage::Failed);
    schedule_callbacks(cx, f)?;
    f.logs_traceback.set(true);
    cx.heap.register_finalizable(f.into());
    Ok(())
}

/// The future is cancelled, unless it was done.
pub(super) fn cancel(cx: &mut Ctx, f: Gc<FutureObj>, message: Value) -> PyResult<bool> {
    retrieved(cx, f);
    if !f.is_pending() {
        return Ok(false);
    }
    f.stage.set(Stage::Cancelled);
    f.cancel_message.set(message);
    told(cx, f);
    schedule_callbacks(cx, f)?;
    Ok(true)
}

/// Nothing is to be said of its exception any more.
pub(super) fn retrieved(cx: &mut Ctx, f: Gc<FutureObj>) {
    if f.logs_traceback.replace(false) {
        told(cx, f);
    }
}

/// `__del__` has nothing to say, unless the class has one of its own.
fn told(cx: &mut Ctx, f: Gc<FutureObj>) {
    if is_finalized_natively(cx, f) {
        cx.heap.forget_finalizable(f.into());
    }
}

/// Whether `__del__` of its class is that of futures or tasks.
pub(super) fn is_finalized_natively(cx: &mut Ctx, f: Gc<FutureObj>) -> bool {
    if native(f.into()).is_some() {
        return true;
    }
    let own = cx.type_of(f.into()).slots.del.get();
    let id = if f.is_task.get() { ty::TASK } else { ty::FUTURE };
    let plain = cx.ty(id).slots.del.get();
    own.zip(plain).is_some_and(|(own, plain)| std::ptr::fn_addr_eq(own, plain))
}

/// What a future gives: an error while there is nothing, or if it is cancelled.
pub(super) fn outcome(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<Outcome> {
    match f.stage.get() {
        Stage::Pending => Err(cx.raise_invalid_state("Result is not set.")),
        Stage::Cancelled => {
            let e = cancelled_error(cx, f)?;
            Err(cx.raise_value(e))
        }
        Stage::Finished => Ok(Outcome::Result(f.outcome.get())),
        Stage::Failed => {
            retrieved(cx, f);
            match f.outcome.get().cast::<ExceptionObj>() {
                Some(e) => {
                    e.traceback.set(f.exception_tb.replace(None));
                    Ok(Outcome::Exception(e))
                }
                None => Ok(Outcome::Result(Value::NONE)),
            }
        }
    }
}

/// `future.result()`.
pub(super) fn result(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<Value> {
    match outcome(cx, f)? {
        Outcome::Result(v) => Ok(v),
        Outcome::Exception(e) => Err(cx.raise_object(e)),
    }
}

/// The exception that tells of the cancellation.
pub(super) fn cancelled_error(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<Value> {
    if let Some(known) = f.cancelled_exc.replace(None) {
        return Ok(known);
    }
    let class = cx.asyncio_part(Part::CancelledError)?;
    match f.cancel_message.get() {
        message if message.is_none() => cx.call(class, &[]),
        message => cx.call(class, &[message]),
    }
}

/// `__init__` of futures and tasks: forgets what was before.
pub(super) fn start(cx: &mut Ctx, f: Gc<FutureObj>, event_loop: Option<Value>) -> PyResult<()> {
    f.callback.set(None);
    f.callbacks.set(None);
    f.outcome.set(Value::NONE);
    f.exception_tb.set(None);
    f.source_traceback.set(None);
    f.cancel_message.set(Value::NONE);
    f.cancelled_exc.set(None);
    f.awaited_by.set(None);
    f.stage.set(Stage::Pending);
    f.is_blocking.set(false);
    f.logs_traceback.set(false);
    let event_loop = match event_loop {
        Some(given) => given,
        None => super::current::event_loop(cx)?,
    };
    f.event_loop.set(Some(event_loop));
    let name = cx.names.get_debug;
    let debug = cx.call_method_args(event_loop, name, Args::EMPTY)?;
    if cx.truth(debug)? {
        let extract = cx.asyncio_part(Part::ExtractStack)?;
        let stack = cx.call(extract, &[])?;
        f.source_traceback.set(Some(stack));
    }
    Ok(())
}

/// All callbacks as `_callbacks` shows them.
pub(super) fn callbacks(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<Value> {
    let (first, more) = (f.callback.get(), f.callbacks.get());
    if first.is_none() && more.is_none() {
        return Ok(Value::NONE);
    }
    let all = cx.list(&[])?;
    if let Some(first) = first {
        let entry = cx.tuple(&[first, f.callback_context.get()])?;
        cx.list_append(all, entry.into())?;
    }
    if let Some(more) = more {
        cx.list_extend_from(all, more, 0, more.len())?;
    }
    Ok(all.into())
}

/// Drops callbacks that equal a function; returns how many.
pub(super) fn remove_callback(cx: &mut Ctx, f: Gc<FutureObj>, callback: Value) -> PyResult<i32> {
    event_loop(cx, f)?;
    let mut removed = 0;
    if let Some(first) = f.callback.get()
        && cx.eq(first, callback)?
    {
        f.callback.set(None);
        removed += 1;
    }
    // What `__eq__` adds meanwhile goes to the same list, and is kept.
    let Some(more) = f.callbacks.get() else { return Ok(removed) };
    let kept = cx.list(&[])?;
    let mut i = 0;
    while let Some(entry) = more.get(i) {
        i += 1;
        let other = entry.cast::<TupleObj>().and_then(|e| e.get(0)).unwrap_or(Value::NONE);
        if cx.eq(other, callback)? {
            removed += 1;
        } else {
            cx.list_append(kept, entry)?;
        }
    }
    f.callbacks.set((!kept.is_empty()).then_some(kept));
    Ok(removed)
}

/// Tells the loop's exception handler of a future.
pub(super) fn report(cx: &mut Ctx, f: Gc<FutureObj>, details: &[(&str, Value)]) -> PyResult<()> {
    let Some(event_loop) = f.event_loop.get() else { return Ok(()) };
    let context = cx.dict()?;
    let made = f.source_traceback.get().map(|stack| ("source_traceback", stack));
    for (name, value) in details.iter().copied().chain(made) {
        let name = cx.intern(name)?;
        cx.dict_set(context, name.into(), value)?;
    }
    let name = cx.intern("call_exception_handler")?;
    cx.call_method(event_loop, name, &[context.into()]).map(|_| ())
}

/// What an instance is before `__init__`.
pub(super) fn blank(shape: crate::heap::ShapeId, is_task: bool) -> FutureObj {
    FutureObj::new(
        shape,
        None,
        None,
        Value::NONE,
        None,
        Value::NONE,
        None,
        None,
        Value::NONE,
        None,
        None,
        None,
        Value::NONE,
        None,
        None,
        None,
        None,
        0,
        0,
        Stage::Pending,
        is_task,
        false,
        false,
        false,
        false,
        false,
    )
}
