//! `FutureIter`: what `await` iterates over. It gives the future once, for the task to wait on, then the result.

use super::super::types as ty;
use super::future::{self, FutureObj};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{Sent, SlotTable};
use crate::ops::send::Thrower;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// The iterator.
    pub struct FutureIterObj: FUTURE_ITER {
        /// Absent once it is closed.
        traced future: Option<Gc<FutureObj>>,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        send: Some(send),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("send", NativeCode::O(send_method)).sig("($self, value, /)"),
        MethodDef::new("throw", NativeCode::Fast(throw)),
        MethodDef::new(
            "close",
            NativeCode::NoArgs(|_, v| {
                this!(v, FutureIterObj).future.set(None);
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

/// `iter(future)`, `future.__await__()`.
pub(super) fn make(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    future::event_loop(cx, f)?;
    Ok(cx.alloc(FutureIterObj::new(ty::FUTURE_ITER.shape(), Some(f)))?.into())
}

fn send(cx: &mut Ctx, v: Value, _: Value) -> PyResult<Sent> {
    let Some(f) = this!(v, FutureIterObj).future.get() else {
        return Ok(Sent::Returned(Value::NONE));
    };
    if f.is_pending() {
        if f.is_blocking.get() {
            raise!(cx, RuntimeError, "await wasn't used with future");
        }
        f.is_blocking.set(true);
        return Ok(Sent::Yielded(f.into()));
    }
    future::result(cx, f).map(Sent::Returned)
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    match send(cx, v, Value::NONE)? {
        Sent::Yielded(v) => Ok(Some(v)),
        Sent::Returned(v) if v.is_none() => Ok(None),
        Sent::Returned(v) => Err(cx.raise_args(Exc::StopIteration, &[v])),
    }
}

fn send_method(cx: &mut Ctx, v: Value, sent: Value) -> PyResult<Value> {
    match send(cx, v, sent)? {
        Sent::Yielded(v) => Ok(v),
        Sent::Returned(v) if v.is_none() => Err(cx.raise_args(Exc::StopIteration, &[])),
        Sent::Returned(v) => Err(cx.raise_args(Exc::StopIteration, &[v])),
    }
}

/// `throw(value)`, or the deprecated `throw(type, value, traceback)`.
fn throw(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let exception = cx.thrown(args, Thrower::Future)?;
    this!(v, FutureIterObj).future.set(None);
    Err(cx.raise_object(exception))
}
