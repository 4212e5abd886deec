//! Which tasks there are.
//!
//! A task that is not done is registered for finalization, so that its end can be reported; the heap's list of such
//! objects is also the list of tasks. Objects of other classes that were registered are in a `WeakSet`, tasks that
//! are still in the step with which they were made in a set.

use super::current;
use super::future::{FutureObj, loop_of};
use super::library::Part;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::types::set::SetObj;
use crate::value::Value;

/// `all_tasks`.
pub(super) fn all_tasks(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [given] = args.bind(cx, &Signature::plain("all_tasks", &["loop"], 0))?;
    let event_loop = match given.filter(|v| !v.is_none()) {
        Some(given) => given,
        None => current::running_loop(cx)?,
    };
    let found = cx.set()?;
    if let Some(eager) = cx.asyncio.eager {
        add_foreign(cx, found, eager.into(), event_loop)?;
    }
    for object in cx.heap.finalizable() {
        if let Some(task) = object.cast::<FutureObj>()
            && task.is_listed.get()
            && task.is_pending()
            && task.event_loop.get().is_some_and(|l| l.is(event_loop))
        {
            cx.set_add(found, object)?;
        }
    }
    if let Some(foreign) = cx.asyncio.foreign {
        add_foreign(cx, found, foreign, event_loop)?;
    }
    Ok(found.into())
}

/// Adds tasks of any class, asking them.
fn add_foreign(cx: &mut Ctx, to: Gc<SetObj>, from: Value, event_loop: Value) -> PyResult<()> {
    let done = cx.intern("done")?;
    for task in cx.collect(from)?.iter().copied() {
        let is_done = cx.call_method(task, done, &[])?;
        if !cx.truth(is_done)? && loop_of(cx, task)?.is(event_loop) {
            cx.set_add(to, task)?;
        }
    }
    Ok(())
}

/// `_register_task`.
pub(super) fn register(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let task = one(cx, args, "_register_task")?;
    match task.cast::<FutureObj>().filter(|t| t.is_task.get()) {
        Some(task) => task.is_listed.set(true),
        None => {
            let name = cx.names.add;
            let set = foreign(cx)?;
            cx.call_method(set, name, &[task])?;
        }
    }
    Ok(Value::NONE)
}

/// `_unregister_task`.
pub(super) fn unregister(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let task = one(cx, args, "_unregister_task")?;
    match task.cast::<FutureObj>().filter(|t| t.is_task.get()) {
        Some(task) => task.is_listed.set(false),
        None => {
            let name = cx.intern("discard")?;
            let set = foreign(cx)?;
            cx.call_method(set, name, &[task])?;
        }
    }
    Ok(Value::NONE)
}

/// `_register_eager_task`.
pub(super) fn register_eager(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let task = one(cx, args, "_register_eager_task")?;
    add_eager(cx, task).map(|()| Value::NONE)
}

/// `_unregister_eager_task`.
pub(super) fn unregister_eager(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let task = one(cx, args, "_unregister_eager_task")?;
    discard_eager(cx, task).map(|()| Value::NONE)
}

/// A task is in the step with which it was made.
pub(super) fn add_eager(cx: &mut Ctx, task: Value) -> PyResult<()> {
    let set = match cx.asyncio.eager {
        Some(set) => set,
        None => {
            let made = cx.set()?;
            *cx.asyncio.eager.insert(made)
        }
    };
    cx.set_add(set, task).map(|_| ())
}

/// That step is over.
pub(super) fn discard_eager(cx: &mut Ctx, task: Value) -> PyResult<()> {
    if let Some(set) = cx.asyncio.eager {
        let hash = cx.hash(task)?;
        cx.set_remove_hashed(set, task, hash)?;
    }
    Ok(())
}

fn foreign(cx: &mut Ctx) -> PyResult<Value> {
    if let Some(known) = cx.asyncio.foreign {
        return Ok(known);
    }
    let class = cx.asyncio_part(Part::WeakSet)?;
    let made = cx.call(class, &[])?;
    cx.asyncio.foreign = Some(made);
    Ok(made)
}

fn one(cx: &mut Ctx, args: Args<'_>, name: &'static str) -> PyResult<Value> {
    let [task] = args.bind(cx, &Signature::plain(name, &["task"], 1))?;
    Ok(task.unwrap_or(Value::NONE))
}
