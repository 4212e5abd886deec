//! `lock`, and how locks are waited for.

#![deny(unsafe_code)]

use super::super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::threads::{Wait, Woken};
use crate::value::Value;
use crate::{heap_object, raise, this};
use std::time::Duration;

heap_object! {
    /// A lock.
    pub struct LockObj: LOCK {
        plain is_locked: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A lock object is a synchronization primitive.",
    slots: SlotTable {
        new: Some(|cx, _, args| {
            if !args.is_empty() {
                raise!(cx, TypeError, "lock() takes no arguments");
            }
            make(cx)
        }),
        repr: Some(|cx, v| {
            let state = if this!(v, LockObj).is_locked.get() { "locked" } else { "unlocked" };
            let at = v.bits();
            Ok(cx.str(&format!("<{state} _thread.lock object at {at:#x}>"))?.into())
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("acquire", NativeCode::FastKw(acquire))
            .sig("($self, /, blocking=True, timeout=-1)"),
        MethodDef::new("acquire_lock", NativeCode::FastKw(acquire)),
        MethodDef::new("release", NativeCode::NoArgs(release)).sig("($self, /)"),
        MethodDef::new("release_lock", NativeCode::NoArgs(release)),
        MethodDef::new("locked", NativeCode::NoArgs(locked)).sig("($self, /)"),
        MethodDef::new("locked_lock", NativeCode::NoArgs(locked)),
        MethodDef::new("__enter__", NativeCode::NoArgs(enter)).sig("($self, /)"),
        MethodDef::new("__exit__", NativeCode::Fast(|cx, v, _| release(cx, v)))
            .sig("($self, exc_type, exc_value, exc_tb, /)"),
        MethodDef::new(
            "_at_fork_reinit",
            NativeCode::NoArgs(|_, v| {
                this!(v, LockObj).is_locked.set(false);
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

/// A lock that nobody has.
pub(super) fn make(cx: &mut Ctx) -> PyResult<Value> {
    let class = cx.ty(ty::LOCK);
    Ok(cx.alloc_instance(class, |shape| LockObj::new(shape, false))?.into())
}

impl LockObj {
    fn take(&self) -> bool {
        !self.is_locked.replace(true)
    }
}

fn acquire(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let lock = this!(v, LockObj);
    if args.is_empty() && lock.take() {
        return Ok(Value::TRUE);
    }
    let patience = patience(cx, args)?;
    wait_for(cx, v, patience, || lock.take()).map(Value::bool)
}

fn enter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let lock = this!(v, LockObj);
    wait_for(cx, v, Patience::Endless, || lock.take()).map(Value::bool)
}

fn release(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if !this!(v, LockObj).is_locked.replace(false) {
        raise!(cx, RuntimeError, "release unlocked lock");
    }
    cx.wake_one(key(v));
    Ok(Value::NONE)
}

fn locked(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(Value::bool(this!(v, LockObj).is_locked.get()))
}

/// How long to wait.
#[derive(Copy, Clone)]
pub(crate) enum Patience {
    /// Not at all.
    None,
    /// So long.
    For(Duration),
    /// As long as it takes.
    Endless,
}

/// The number by which threads wait for an object.
pub(crate) fn key(v: Value) -> usize {
    v.bits() as usize
}

/// The arguments of `acquire(blocking=True, timeout=-1)`.
pub(super) fn patience(cx: &mut Ctx, args: Args<'_>) -> PyResult<Patience> {
    let [blocking, timeout] =
        args.bind(cx, &Signature::plain("acquire", &["blocking", "timeout"], 0))?;
    let blocking = match blocking {
        Some(blocking) => cx.truth(blocking)?,
        None => true,
    };
    let timeout = match timeout {
        Some(timeout) => cx.to_f64(timeout)?,
        None => -1.0,
    };
    if timeout.is_nan() {
        raise!(cx, ValueError, "Invalid value NaN (not a number)");
    }
    if !blocking {
        if timeout != -1.0 {
            raise!(cx, ValueError, "can't specify a timeout for a non-blocking call");
        }
        return Ok(Patience::None);
    }
    if timeout == -1.0 {
        return Ok(Patience::Endless);
    }
    if timeout < 0.0 {
        raise!(cx, ValueError, "timeout value must be a non-negative number");
    }
    if timeout > super::TIMEOUT_MAX {
        raise!(cx, OverflowError, "timeout value is too large");
    }
    Ok(Patience::For(Duration::from_secs_f64(timeout)))
}

/// Waits until `take` succeeds; false when the time is up. Whoever makes it possible calls [`Ctx::wake_one`] with the
/// object's number.
pub(crate) fn wait_for(
    cx: &mut Ctx,
    object: Value,
    patience: Patience,
    mut take: impl FnMut() -> bool,
) -> PyResult<bool> {
    if take() {
        return Ok(true);
    }
    let until = match patience {
        Patience::None => return Ok(false),
        Patience::For(time) if time.is_zero() => return Ok(false),
        Patience::For(time) => cx.time_after(time),
        Patience::Endless => None,
    };
    loop {
        let woken = cx.wait(&Wait { key: key(object), until, ..Wait::default() })?;
        if take() {
            return Ok(true);
        }
        if woken == Woken::TimedOut {
            return Ok(false);
        }
    }
}
