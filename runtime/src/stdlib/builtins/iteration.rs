//! `len`, `iter`, `next`, `aiter`, `anext`, `all`, `any`, `sorted`.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::callable_iter::CallableIterObj;
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("len", NativeCode::O(len))
        .sig("($module, obj, /)")
        .doc("Return the number of items in a container."),
    MethodDef::new("iter", NativeCode::Fast(iter)),
    MethodDef::new("next", NativeCode::Fast(next)),
    MethodDef::new("aiter", NativeCode::O(aiter)).sig("($module, async_iterable, /)"),
    MethodDef::new("anext", NativeCode::Fast(anext))
        .sig("($module, aiterator, default=<unrepresentable>, /)"),
    MethodDef::new("all", NativeCode::O(|cx, _, v| until(cx, v, false)))
        .sig("($module, iterable, /)"),
    MethodDef::new("any", NativeCode::O(|cx, _, v| until(cx, v, true)))
        .sig("($module, iterable, /)"),
    MethodDef::new("sorted", NativeCode::FastKw(sorted))
        .sig("($module, iterable, /, *, key=None, reverse=False)"),
];

fn len(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    cx.len_value(v)
}

fn iter(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "iter", args.len(), 1, 2)?;
    let Some(&sentinel) = args.get(1) else { return cx.iter(args[0]) };
    if !cx.is_callable(args[0]) {
        raise!(cx, TypeError, "iter(v, w): v must be callable");
    }
    Ok(cx
        .alloc(CallableIterObj::new(TypeId::CALLABLE_ITER.shape(), Some(args[0]), Some(sentinel)))?
        .into())
}

/// Calls the slot itself: a generator's return value comes as `StopIteration(value)`, which
/// `cx.next` would drop.
fn next(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "next", args.len(), 1, 2)?;
    let Some(slot) = cx.type_of(args[0]).slots.next.get() else {
        let ty = cx.type_name(args[0]);
        raise!(cx, TypeError, "'{ty}' object is not an iterator")
    };
    match (slot(cx, args[0]), args.get(1)) {
        (Ok(Some(item)), _) => Ok(item),
        (Ok(None), Some(&default)) => Ok(default),
        (Ok(None), None) => Err(cx.raise_args(Exc::StopIteration, &[])),
        (Err(_), Some(&default)) if cx.exception_is(Exc::StopIteration) => {
            cx.clear_exception();
            Ok(default)
        }
        (Err(e), _) => Err(e),
    }
}

fn aiter(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let ty = cx.type_of(v);
    let Some(slot) = ty.slots.aiter.get() else {
        raise!(cx, TypeError, "'{}' object is not an async iterable", ty.shown_name())
    };
    let it = slot(cx, v)?;
    let made = cx.type_of(it);
    if made.slots.anext.get().is_none() {
        raise!(
            cx,
            TypeError,
            "aiter() returned not an async iterator of type '{}'",
            made.shown_name()
        );
    }
    Ok(it)
}

/// With a default, the awaitable is that of a coroutine (`_taipan_async`, in Python).
fn anext(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "anext", args.len(), 1, 2)?;
    let ty = cx.type_of(args[0]);
    let Some(slot) = ty.slots.anext.get() else {
        raise!(cx, TypeError, "'{}' object is not an async iterator", ty.shown_name())
    };
    let awaitable = slot(cx, args[0])?;
    match args.get(1) {
        None => Ok(awaitable),
        Some(&default) => {
            let wrap = cx.module_attr("_taipan_async", "anext_default")?;
            cx.call(wrap, &[awaitable, default])
        }
    }
}

/// Whether some item's truth is `wanted`: `any`, or the negation of `all`.
fn until(cx: &mut Ctx, v: Value, wanted: bool) -> PyResult<Value> {
    let mut items = cx.iterate(v)?;
    let mut n = 0u32;
    while let Some(item) = items.next(cx)? {
        if cx.truth(item)? == wanted {
            return Ok(Value::bool(wanted));
        }
        n = n.wrapping_add(1);
        if n.is_multiple_of(4096) {
            cx.poll()?;
        }
    }
    Ok(Value::bool(!wanted))
}

fn sorted(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "sort",
        params: &["key", "reverse"],
        pos_only: 0,
        pos_max: 0,
        required: 0,
    };
    check_positional(cx, "sorted", args.pos.len(), 1, 1)?;
    let list = cx.to_list(args.pos[0])?;
    let [key, reverse] = Args { pos: &[], ..args }.bind(cx, &SIGNATURE)?;
    let reverse = match reverse {
        Some(r) => cx.truth(r)?,
        None => false,
    };
    cx.list_sort(list, key.filter(|k| !k.is_none()), reverse)?;
    Ok(list.into())
}
