//! Which tasks wait for a future, for `asyncio.capture_call_graph`: none, one by itself, or a set of them.

use super::future::FutureObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::types::set::SetObj;
use crate::value::Value;

/// Notes that `waiter` waits for `future`.
pub(super) fn add(cx: &mut Ctx, future: Gc<FutureObj>, waiter: Value) -> PyResult<()> {
    let Some(known) = future.awaited_by.get() else {
        future.awaited_by.set(Some(waiter));
        return Ok(());
    };
    let set = match known.cast::<SetObj>() {
        Some(set) => set,
        None => {
            let set = cx.set()?;
            cx.set_add(set, known)?;
            future.awaited_by.set(Some(set.into()));
            set
        }
    };
    cx.set_add(set, waiter).map(|_| ())
}

/// `waiter` does not wait for `future` any more.
pub(super) fn discard(cx: &mut Ctx, future: Gc<FutureObj>, waiter: Value) -> PyResult<()> {
    match future.awaited_by.get() {
        Some(known) if known.is(waiter) => future.awaited_by.set(None),
        Some(known) => {
            if let Some(set) = known.cast::<SetObj>() {
                let hash = cx.hash(waiter)?;
                cx.set_remove_hashed(set, waiter, hash)?;
            }
        }
        None => {}
    }
    Ok(())
}

/// `_asyncio_awaited_by`.
pub(super) fn shown(cx: &mut Ctx, future: Gc<FutureObj>) -> PyResult<Value> {
    let Some(known) = future.awaited_by.get() else { return Ok(Value::NONE) };
    let all = match known.cast::<SetObj>() {
        Some(set) => set.into(),
        None => cx.tuple(&[known])?.into(),
    };
    let class = cx.ty(crate::object::type_id::TypeId::FROZENSET);
    cx.call(class.into(), &[all])
}

/// `future_add_to_awaited_by`: other kinds of futures have no place for it.
pub(super) fn add_given(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "future_add_to_awaited_by", args.len(), 2, 2)?;
    if let (Some(future), Some(_)) = (args[0].cast::<FutureObj>(), args[1].cast::<FutureObj>()) {
        add(cx, future, args[1])?;
    }
    Ok(Value::NONE)
}

/// `future_discard_from_awaited_by`.
pub(super) fn discard_given(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "future_discard_from_awaited_by", args.len(), 2, 2)?;
    if let (Some(future), Some(_)) = (args[0].cast::<FutureObj>(), args[1].cast::<FutureObj>()) {
        discard(cx, future, args[1])?;
    }
    Ok(Value::NONE)
}
