//! `_ThreadHandle`: whether a thread has ended, and waiting for that.

#![deny(unsafe_code)]

use super::super::types as ty;
use super::lock::key;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::threads::{Entry, ThreadId, Wait, Woken};
use crate::value::Value;
use crate::{heap_object, raise, this};
use std::time::Duration;

/// How far a thread has come.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It is still to be started.
    New,
    /// It runs or waits.
    Started,
    /// It has ended.
    Done,
}

heap_object! {
    /// The handle of a thread.
    pub struct HandleObj: THREAD_HANDLE {
        plain ident: ThreadId,
        plain stage: Stage,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, _, args| {
            if !args.is_empty() {
                raise!(cx, TypeError, "_ThreadHandle() takes no arguments");
            }
            Ok(make(cx)?.into())
        }),
        repr: Some(|cx, v| {
            let ident = this!(v, HandleObj).ident.get();
            Ok(cx.str(&format!("<_ThreadHandle object: ident={ident}>"))?.into())
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "is_done",
            NativeCode::NoArgs(|_, v| {
                Ok(Value::bool(this!(v, HandleObj).stage.get() == Stage::Done))
            }),
        ),
        MethodDef::new(
            "_set_done",
            NativeCode::NoArgs(|cx, v| {
                if this!(v, HandleObj).stage.get() == Stage::New {
                    raise!(cx, RuntimeError, "thread not started");
                }
                set_done(cx, v);
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new("join", NativeCode::Fast(join_method)),
    ],
    getset: &[GetSetDef::readonly("ident", |cx, v| cx.int(this!(v, HandleObj).ident.get() as i64))],
    ..TypeSpec::EMPTY
};

/// A handle for a thread that is still to be started.
pub(super) fn make(cx: &mut Ctx) -> PyResult<Gc<HandleObj>> {
    let class = cx.ty(ty::THREAD_HANDLE);
    cx.alloc_instance(class, |shape| HandleObj::new(shape, 0, Stage::New))
}

/// A handle for a thread that runs: `_make_thread_handle(ident)`.
pub(super) fn of_running(cx: &mut Ctx, _: Value, ident: Value) -> PyResult<Value> {
    let ident = cx.index_i64(ident)?;
    let handle = make(cx)?;
    handle.ident.set(ident as ThreadId);
    handle.stage.set(Stage::Started);
    Ok(handle.into())
}

/// Starts the thread of a handle.
pub(super) fn start(
    cx: &mut Ctx,
    handle: Gc<HandleObj>,
    function: Value,
    is_daemon: bool,
) -> PyResult<()> {
    if handle.stage.get() != Stage::New {
        raise!(cx, RuntimeError, "thread already started");
    }
    let entry = Entry { function, args: cx.tuple(&[])?, kwargs: None };
    let id = cx.start_thread(entry, Some(handle.into()), is_daemon)?;
    handle.ident.set(id);
    handle.stage.set(Stage::Started);
    Ok(())
}

/// The thread has ended: whoever waits for that goes on.
pub(crate) fn set_done(cx: &mut Ctx, v: Value) {
    if let Some(handle) = v.cast::<HandleObj>() {
        handle.stage.set(Stage::Done);
        cx.wake_all(key(v));
    }
}

fn join_method(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("join", args.len(), 0, 1)?;
    let time = match args.first().filter(|timeout| !timeout.is_none()) {
        None => None,
        Some(&timeout) => {
            let seconds = cx.to_f64(timeout)?;
            match Duration::try_from_secs_f64(seconds) {
                Ok(time) => Some(time),
                Err(_) if seconds < 0.0 => None,
                Err(_) => raise!(cx, OverflowError, "timeout value is too large"),
            }
        }
    };
    join(cx, v, time)?;
    Ok(Value::NONE)
}

/// Waits until the thread has ended, or so long.
pub(crate) fn join(cx: &mut Ctx, v: Value, time: Option<Duration>) -> PyResult<()> {
    let handle = this!(v, HandleObj);
    if handle.stage.get() == Stage::New {
        raise!(cx, RuntimeError, "thread not started");
    }
    if handle.stage.get() == Stage::Started && handle.ident.get() == cx.threads.current() {
        raise!(cx, RuntimeError, "Cannot join current thread");
    }
    let until = time.and_then(|time| cx.time_after(time));
    while handle.stage.get() != Stage::Done {
        let woken = cx.wait(&Wait { key: key(v), until, ..Wait::default() })?;
        if woken == Woken::TimedOut {
            return Ok(());
        }
    }
    Ok(())
}
