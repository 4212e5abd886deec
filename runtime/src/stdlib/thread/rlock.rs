//! `RLock`: a lock that its owner may take again.

#![deny(unsafe_code)]

use super::lock::{Patience, key, patience, wait_for};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::threads::ThreadId;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A lock, by whom it is held and how often.
    pub struct RLockObj: RLOCK {
        plain owner: ThreadId,
        plain count: u64,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, class, _| {
            Ok(cx.alloc_instance(class, |shape| RLockObj::new(shape, 0, 0))?.into())
        }),
        repr: Some(repr),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("acquire", NativeCode::FastKw(acquire))
            .sig("($self, /, blocking=True, timeout=-1)"),
        MethodDef::new("release", NativeCode::NoArgs(release)).sig("($self, /)"),
        MethodDef::new(
            "locked",
            NativeCode::NoArgs(|_, v| Ok(Value::bool(this!(v, RLockObj).count.get() > 0))),
        )
        .sig("($self, /)"),
        MethodDef::new(
            "__enter__",
            NativeCode::NoArgs(|cx, v| take_patiently(cx, v, Patience::Endless)),
        )
        .sig("($self, /)"),
        MethodDef::new("__exit__", NativeCode::Fast(|cx, v, _| release(cx, v)))
            .sig("($self, exc_type, exc_value, exc_tb, /)"),
        MethodDef::new(
            "_is_owned",
            NativeCode::NoArgs(|cx, v| {
                Ok(Value::bool(this!(v, RLockObj).is_of(cx.threads.current())))
            }),
        ),
        MethodDef::new(
            "_recursion_count",
            NativeCode::NoArgs(|cx, v| {
                let lock = this!(v, RLockObj);
                let count = if lock.is_of(cx.threads.current()) { lock.count.get() } else { 0 };
                Ok(Value::len(count as usize))
            }),
        ),
        MethodDef::new("_release_save", NativeCode::NoArgs(release_save)),
        MethodDef::new("_acquire_restore", NativeCode::O(acquire_restore)),
        MethodDef::new(
            "_at_fork_reinit",
            NativeCode::NoArgs(|_, v| {
                this!(v, RLockObj).count.set(0);
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

impl RLockObj {
    fn is_of(&self, thread: ThreadId) -> bool {
        self.count.get() > 0 && self.owner.get() == thread
    }

    fn take(&self, thread: ThreadId) -> bool {
        if self.count.get() > 0 && self.owner.get() != thread {
            return false;
        }
        self.owner.set(thread);
        self.count.set(self.count.get() + 1);
        true
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let lock = this!(v, RLockObj);
    let count = lock.count.get();
    let (state, owner) = if count > 0 { ("locked", lock.owner.get()) } else { ("unlocked", 0) };
    let (class, at) = (cx.type_of(v), v.bits());
    let own = cx.ty(super::super::types::RLOCK);
    let module = if class.ptr_eq(own) { "_thread." } else { "" };
    let class = class.name.get();
    let text = format!("<{state} {module}{class} object owner={owner} count={count} at {at:#x}>");
    Ok(cx.str(&text)?.into())
}

fn acquire(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let patience = patience(cx, args)?;
    take_patiently(cx, v, patience)
}

fn take_patiently(cx: &mut Ctx, v: Value, patience: Patience) -> PyResult<Value> {
    let (lock, thread) = (this!(v, RLockObj), cx.threads.current());
    wait_for(cx, v, patience, || lock.take(thread)).map(Value::bool)
}

/// The lock, which the running thread must hold.
fn held(cx: &mut Ctx, v: Value) -> PyResult<Gc<RLockObj>> {
    let lock = this!(v, RLockObj);
    if !lock.is_of(cx.threads.current()) {
        raise!(cx, RuntimeError, "cannot release un-acquired lock");
    }
    Ok(lock)
}

fn release(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let lock = held(cx, v)?;
    lock.count.set(lock.count.get() - 1);
    if lock.count.get() == 0 {
        cx.wake_one(key(v));
    }
    Ok(Value::NONE)
}

fn release_save(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let lock = held(cx, v)?;
    let (count, owner) = (cx.int(lock.count.get() as i64)?, cx.int(lock.owner.get() as i64)?);
    let state = cx.tuple(&[count, owner])?;
    lock.count.set(0);
    cx.wake_one(key(v));
    Ok(state.into())
}

fn acquire_restore(cx: &mut Ctx, v: Value, state: Value) -> PyResult<Value> {
    let Some([count, owner]) =
        state.cast::<TupleObj>().and_then(|t| t.items().first_chunk().copied())
    else {
        raise!(cx, TypeError, "argument must be a tuple of two numbers")
    };
    let (count, owner) = (cx.index_i64(count)?, cx.index_i64(owner)?);
    take_patiently(cx, v, Patience::Endless)?;
    let lock = this!(v, RLockObj);
    lock.count.set(count.max(0) as u64);
    lock.owner.set(owner as ThreadId);
    Ok(Value::NONE)
}
