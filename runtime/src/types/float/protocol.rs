//! The slots of `float`.

#![forbid(unsafe_code)]

use super::{FloatObj, arith, pow, text};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::Args;
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::hash::{hash_address, hash_float};
use crate::raise;
use crate::types::int::to_float;
use crate::types::int::view::IntView;
use crate::value::Value;

/// The table for the type.
pub const SLOTS: SlotTable = SlotTable {
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(richcompare),
    new: Some(new),
    add: Some(|cx, a, b| both(cx, a, b, |cx, x, y| cx.float(x + y))),
    sub: Some(|cx, a, b| both(cx, a, b, |cx, x, y| cx.float(x - y))),
    mul: Some(|cx, a, b| both(cx, a, b, |cx, x, y| cx.float(x * y))),
    truediv: Some(|cx, a, b| both(cx, a, b, true_div)),
    floordiv: Some(|cx, a, b| both(cx, a, b, floor_div)),
    rem: Some(|cx, a, b| both(cx, a, b, rem)),
    divmod: Some(|cx, a, b| both(cx, a, b, divmod)),
    pow: Some(power),
    neg: Some(|cx, v| cx.float(-value(v))),
    pos: Some(exact),
    abs: Some(|cx, v| cx.float(value(v).abs())),
    bool: Some(|_, v| Ok(value(v) != 0.0)),
    int: Some(|cx, v| to_float::truncate(cx, value(v))),
    float: Some(exact),
    ..SlotTable::EMPTY
};

/// The number of a receiver.
pub(super) fn value(v: Value) -> f64 {
    v.as_float().unwrap_or(f64::NAN)
}

/// The float as an exact `float`.
pub(super) fn exact(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if v.as_float_exact().is_some() { Ok(v) } else { cx.float(value(v)) }
}

/// An operand as a float: floats and ints, nothing else.
#[inline]
fn operand(cx: &mut Ctx, v: Value) -> PyResult<Option<f64>> {
    if let Some(f) = v.as_float() {
        return Ok(Some(f));
    }
    if let Some(n) = v.as_small() {
        return Ok(Some(n as f64));
    }
    match IntView::of(v) {
        Some(view) => to_float::checked(cx, &view).map(Some),
        None => Ok(None),
    }
}

#[inline]
fn both(
    cx: &mut Ctx,
    a: Value,
    b: Value,
    f: fn(&mut Ctx, f64, f64) -> PyResult<Value>,
) -> PyResult<Value> {
    let Some(x) = operand(cx, a)? else { return Ok(Value::NOT_IMPLEMENTED) };
    let Some(y) = operand(cx, b)? else { return Ok(Value::NOT_IMPLEMENTED) };
    f(cx, x, y)
}

fn true_div(cx: &mut Ctx, x: f64, y: f64) -> PyResult<Value> {
    arith::check_divisor(cx, y)?;
    cx.float(x / y)
}

fn floor_div(cx: &mut Ctx, x: f64, y: f64) -> PyResult<Value> {
    arith::check_divisor(cx, y)?;
    cx.float(arith::divmod(x, y).0)
}

fn rem(cx: &mut Ctx, x: f64, y: f64) -> PyResult<Value> {
    arith::check_divisor(cx, y)?;
    cx.float(arith::rem(x, y))
}

fn divmod(cx: &mut Ctx, x: f64, y: f64) -> PyResult<Value> {
    arith::check_divisor(cx, y)?;
    let (q, r) = arith::divmod(x, y);
    let (q, r) = (cx.float(q)?, cx.float(r)?);
    Ok(cx.tuple(&[q, r])?.into())
}

fn power(cx: &mut Ctx, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
    if !modulus.is_none() {
        raise!(cx, TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
    }
    both(cx, a, b, pow::pow)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.str(&text::repr(value(v)))?.into())
}

fn hash(_: &mut Ctx, v: Value) -> PyResult<i64> {
    let f = value(v);
    Ok(if f.is_nan() { hash_address(v) } else { hash_float(f) })
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let Some(x) = a.as_float() else { return Ok(Value::NOT_IMPLEMENTED) };
    let order = match (b.as_float(), IntView::of(b)) {
        (Some(y), _) => x.partial_cmp(&y),
        (None, Some(n)) => to_float::compare(&n, x).map(std::cmp::Ordering::reverse),
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(match order {
        Some(order) => op.eval(order),
        None => op == CmpOp::Ne,
    }))
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let is_exact = cls.ptr_eq(cx.ty(TypeId::FLOAT));
    args.no_keywords_to_new(cx, cls, TypeId::FLOAT, "float")?;
    crate::object::args::check_positional(cx, "float", args.pos.len(), 0, 1)?;
    let f = match args.pos.first() {
        Some(&x) if is_exact && x.as_float_exact().is_some() => return Ok(x),
        Some(&x) => cx.float_of(x)?,
        None => 0.0,
    };
    if is_exact {
        return cx.float(f);
    }
    Ok(cx.alloc_instance(cls, |shape| FloatObj::new(shape, f))?.into())
}
