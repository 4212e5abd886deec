//! Calls a native slot with the arguments of its dunder method.

use super::native::Args;
use super::slots::*;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

fn exact(cx: &mut Ctx, args: Args<'_>, n: usize) -> PyResult<()> {
    if args.kw_len() != 0 {
        raise!(cx, TypeError, "wrapper takes no keyword arguments");
    }
    if args.pos.len() != n {
        let plural = if n == 1 { "" } else { "s" };
        raise!(cx, TypeError, "expected {n} argument{plural}, got {}", args.pos.len());
    }
    Ok(())
}

fn present<T>(slot: Option<T>) -> T {
    slot.expect("a wrapper exists only for a filled slot of an immutable type")
}

pub(super) fn unary(
    cx: &mut Ctx,
    slot: Option<UnaryFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 0)?;
    present(slot)(cx, v)
}

pub(super) fn binary(
    cx: &mut Ctx,
    slot: Option<BinaryFn>,
    v: Value,
    args: Args<'_>,
    reflected: bool,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    if reflected { present(slot)(cx, args.pos[0], v) } else { present(slot)(cx, v, args.pos[0]) }
}

pub(super) fn compare(
    cx: &mut Ctx,
    slot: Option<CompareFn>,
    v: Value,
    args: Args<'_>,
    op: CmpOp,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    present(slot)(cx, v, args.pos[0], op)
}

pub(super) fn hash(
    cx: &mut Ctx,
    slot: Option<HashFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 0)?;
    let h = present(slot)(cx, v)?;
    cx.int(h)
}

pub(super) fn call(
    cx: &mut Ctx,
    slot: Option<CallFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    present(slot)(cx, v, args)
}

fn attr_name(cx: &mut Ctx, v: Value) -> PyResult<crate::heap::Gc<StrObj>> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(cx.intern_obj(s)),
        None => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "attribute name must be string, not '{got}'")
        }
    }
}

pub(super) fn getattr(
    cx: &mut Ctx,
    slot: Option<GetAttrFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    let name = attr_name(cx, args.pos[0])?;
    present(slot)(cx, v, name)
}

pub(super) fn setattr(
    cx: &mut Ctx,
    slot: Option<SetAttrFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 2)?;
    let name = attr_name(cx, args.pos[0])?;
    present(slot)(cx, v, name, Some(args.pos[1]))?;
    Ok(Value::NONE)
}

pub(super) fn delattr(
    cx: &mut Ctx,
    slot: Option<SetAttrFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    let name = attr_name(cx, args.pos[0])?;
    present(slot)(cx, v, name, None)?;
    Ok(Value::NONE)
}

pub(super) fn next(
    cx: &mut Ctx,
    slot: Option<NextFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 0)?;
    match present(slot)(cx, v)? {
        Some(item) => Ok(item),
        None => Err(cx.raise_args(crate::exceptions::Exc::StopIteration, &[])),
    }
}

pub(super) fn descr_get(
    cx: &mut Ctx,
    slot: Option<DescrGetFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    if args.pos.is_empty() || args.pos.len() > 2 || args.kw_len() != 0 {
        raise!(cx, TypeError, "__get__ expected at least 1 argument, got {}", args.pos.len());
    }
    let object = Some(args.pos[0]).filter(|o| !o.is_none());
    let class = args.pos.get(1).copied().filter(|c| !c.is_none());
    if object.is_none() && class.is_none() {
        raise!(cx, TypeError, "__get__(None, None) is invalid");
    }
    present(slot)(cx, v, object, class)
}

pub(super) fn descr_set(
    cx: &mut Ctx,
    slot: Option<DescrSetFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 2)?;
    present(slot)(cx, v, args.pos[0], Some(args.pos[1]))?;
    Ok(Value::NONE)
}

pub(super) fn descr_delete(
    cx: &mut Ctx,
    slot: Option<DescrSetFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    present(slot)(cx, v, args.pos[0], None)?;
    Ok(Value::NONE)
}

pub(super) fn init(
    cx: &mut Ctx,
    slot: Option<InitFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    present(slot)(cx, v, args)?;
    Ok(Value::NONE)
}

pub(super) fn pow(
    cx: &mut Ctx,
    slot: Option<TernaryFn>,
    v: Value,
    args: Args<'_>,
    reflected: bool,
) -> PyResult<Value> {
    if args.pos.is_empty() || args.pos.len() > 2 || args.kw_len() != 0 {
        raise!(cx, TypeError, "expected 1 to 2 arguments, got {}", args.pos.len());
    }
    let modulus = args.pos.get(1).copied().unwrap_or(Value::NONE);
    if reflected {
        present(slot)(cx, args.pos[0], v, modulus)
    } else {
        present(slot)(cx, v, args.pos[0], modulus)
    }
}

pub(super) fn bool(
    cx: &mut Ctx,
    slot: Option<BoolFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 0)?;
    Ok(Value::bool(present(slot)(cx, v)?))
}

pub(super) fn len(cx: &mut Ctx, slot: Option<LenFn>, v: Value, args: Args<'_>) -> PyResult<Value> {
    exact(cx, args, 0)?;
    Ok(Value::len(present(slot)(cx, v)?))
}

pub(super) fn setitem(
    cx: &mut Ctx,
    slot: Option<SetItemFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 2)?;
    present(slot)(cx, v, args.pos[0], Some(args.pos[1]))?;
    Ok(Value::NONE)
}

pub(super) fn delitem(
    cx: &mut Ctx,
    slot: Option<SetItemFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    present(slot)(cx, v, args.pos[0], None)?;
    Ok(Value::NONE)
}

pub(super) fn contains(
    cx: &mut Ctx,
    slot: Option<ContainsFn>,
    v: Value,
    args: Args<'_>,
) -> PyResult<Value> {
    exact(cx, args, 1)?;
    Ok(Value::bool(present(slot)(cx, v, args.pos[0])?))
}
