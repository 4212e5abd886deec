//! Iteration, delegation and awaiting.

use crate::abi::facts;
use crate::interp::state::Vm;
use crate::monitor::raising;
use crate::tier::generators::call_generator_function;
use crate::types::function::FunctionObj;
use crate::types::generator::{self, GeneratorObj};
use taipan_frontend::code_flags::{COROUTINE, ITERABLE_COROUTINE};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::object::slots::Sent;
use taipan_runtime::ops::send::stop_iteration_value;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// `next(v)`; `None` when exhausted.
#[inline(never)]
pub(crate) fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    cx.next(v)
}

/// What a `map` gives for an item; `None` if the function raises `StopIteration`, which ends the loop.
#[inline(never)]
pub(crate) fn call_mapped(cx: &mut Ctx, func: Value, item: Value) -> PyResult<Option<Value>> {
    match super::call_builtin(cx, func, &[item]) {
        Err(_) if cx.exception_is(Exc::StopIteration) => {
            cx.clear_exception();
            Ok(None)
        }
        result => result.map(Some),
    }
}

/// `receiver.send(value)`, or `next(receiver)` for None.
#[inline(never)]
pub(crate) fn send(cx: &mut Ctx, receiver: Value, value: Value) -> PyResult<Sent> {
    if let Some(send) = cx.type_of(receiver).slots.send.get() {
        return send(cx, receiver, value);
    }
    match cx.send_by_name(receiver, value) {
        Err(raised) => {
            if Vm::of(cx).monitor.is_active() && cx.exception_is(Exc::StopIteration) {
                raising::ends_iteration(cx);
            }
            cx.stop_value(raised).map(Sent::Returned)
        }
        sent => sent,
    }
}

/// As [`next`], which also tells of the `StopIteration` of a Python `__next__`.
#[cold]
#[inline(never)]
pub(crate) fn next_monitored(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    if !cx.type_of(v).is_mutable() {
        return next(cx, v);
    }
    let name = cx.names.__next__;
    match cx.call_special(v, name, &[]) {
        Ok(v) => Ok(Some(v)),
        Err(raised) if !cx.exception_is(Exc::StopIteration) => Err(raised),
        Err(_) => {
            raising::ends_iteration(cx);
            if !cx.exception_is(Exc::StopIteration) {
                let raised = cx.take_exception();
                return Err(cx.reraise(raised));
            }
            cx.clear_exception();
            Ok(None)
        }
    }
}

/// `iter(v)`; a Python `__iter__` that makes a generator is not run.
#[inline(never)]
pub(crate) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (ty, name) = (cx.type_of(v), cx.names.__iter__);
    if ty.is_mutable()
        && let Some(func) = cx.type_lookup(ty, name).and_then(|f| f.cast::<FunctionObj>())
        && facts::makes_plain_generators(func.code.get())
        && !Vm::of(cx).config.count
        && func.code.get().takes_exactly(1)
        && let Some(made) = call_generator_function(cx, func, &[v])?
    {
        return Ok(made);
    }
    cx.iter(v)
}

/// The iterator of `yield from v`.
#[inline(never)]
pub(crate) fn yield_from_iter(cx: &mut Ctx, flags: u32, v: Value) -> PyResult<Value> {
    if let Some(g) = v.cast::<GeneratorObj>() {
        if generator::is_coroutine(g) {
            if flags & (COROUTINE | ITERABLE_COROUTINE) == 0 {
                raise!(
                    cx,
                    TypeError,
                    "cannot 'yield from' a coroutine object in a non-coroutine generator"
                )
            }
            return Ok(v);
        }
        if generator::is_plain(g) {
            return Ok(v);
        }
    }
    iter(cx, v)
}

/// The end of `throw()` into a delegation: a `StopIteration`'s value, or the exception again.
#[inline(never)]
pub(crate) fn cleanup_throw(cx: &mut Ctx, exc: Value) -> PyResult<Value> {
    let stop = cx.exc_ty(Exc::StopIteration);
    if cx.type_of(exc).is_subtype(stop) {
        return Ok(stop_iteration_value(exc));
    }
    let exc = cx.exception_from(exc)?;
    Err(cx.reraise(exc))
}

/// The iterator of `await v`; `oparg` tells where (1 `__aenter__`, 2 `__aexit__`).
#[inline(never)]
pub(crate) fn awaitable(cx: &mut Ctx, v: Value, oparg: u32) -> PyResult<Value> {
    if let Some(g) = v.cast::<GeneratorObj>()
        && g.state.get() == generator::GenState::Created
        && generator::is_coroutine(g)
    {
        return Ok(v);
    }
    let iter = match awaitable_iter(cx, v)? {
        Some(iter) => iter,
        None => {
            let ty = cx.type_name(v);
            match oparg {
                1 => raise!(
                    cx,
                    TypeError,
                    "'async with' received an object from __aenter__ that does not implement __await__: {ty}"
                ),
                2 => raise!(
                    cx,
                    TypeError,
                    "'async with' received an object from __aexit__ that does not implement __await__: {ty}"
                ),
                _ => raise!(cx, TypeError, "'{ty}' object can't be awaited"),
            }
        }
    };
    if let Some(g) = iter.cast::<GeneratorObj>()
        && generator::is_coroutine(g)
        && generator::yield_from(g).is_some()
    {
        raise!(cx, RuntimeError, "coroutine is being awaited already")
    }
    Ok(iter)
}

/// The iterator to await `v` with; `None` if it is no awaitable.
pub(crate) fn awaitable_iter(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    if let Some(g) = v.cast::<GeneratorObj>()
        && (generator::is_coroutine(g) || g.code.get().has(ITERABLE_COROUTINE))
    {
        return Ok(Some(v));
    }
    let Some(get) = cx.type_of(v).slots.await_.get() else { return Ok(None) };
    let iter = get(cx, v)?;
    if iter.cast::<GeneratorObj>().is_some_and(generator::is_coroutine) {
        raise!(cx, TypeError, "__await__() returned a coroutine")
    }
    if cx.type_of(iter).slots.next.get().is_none() {
        let ty = cx.type_name(iter);
        raise!(cx, TypeError, "__await__() returned non-iterator of type '{ty}'")
    }
    Ok(Some(iter))
}

/// `aiter(v)`.
#[inline(never)]
pub(crate) fn aiter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let Some(get) = cx.type_of(v).slots.aiter.get() else {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "'async for' requires an object with __aiter__ method, got {ty}")
    };
    let iter = get(cx, v)?;
    if cx.type_of(iter).slots.anext.get().is_none() {
        let ty = cx.type_name(iter);
        raise!(
            cx,
            TypeError,
            "'async for' received an object from __aiter__ that does not implement __anext__: {ty}"
        )
    }
    Ok(iter)
}

/// The awaitable of `anext(v)`.
#[inline(never)]
pub(crate) fn anext(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let Some(get) = cx.type_of(v).slots.anext.get() else {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "'async for' requires an iterator with __anext__ method, got {ty}")
    };
    let step = get(cx, v)?;
    if v.cast::<GeneratorObj>().is_some_and(generator::is_async) {
        return Ok(step);
    }
    match awaitable_iter(cx, step)? {
        Some(iter) => Ok(iter),
        None => {
            let ty = cx.type_name(step);
            raise!(cx, TypeError, "'async for' received an invalid object from __anext__: {ty}")
        }
    }
}

/// `StopAsyncIteration` ends the loop, anything else is raised again.
#[inline(never)]
pub(crate) fn end_async_for(cx: &mut Ctx, exc: Value) -> PyResult<()> {
    let stop = cx.exc_ty(Exc::StopAsyncIteration);
    if cx.type_of(exc).is_subtype(stop) {
        return Ok(());
    }
    let exc = cx.exception_from(exc)?;
    Err(cx.reraise(exc))
}
