//! The slots of `int`; `bool` and subclasses use them too.

use super::view::IntView;
use super::{arith, bits, new, pow, text, to_float};
use crate::ctx::{Ctx, PyResult};
use crate::object::slots::{CmpOp, SlotTable};
use crate::ops::hash::hash_int;
use crate::value::Value;

/// The table for the type.
pub const SLOTS: SlotTable = SlotTable {
    repr: Some(repr),
    hash: Some(|cx, v| with(v, cx, |_, a| Ok(hash_int(a)), 0)),
    richcompare: Some(richcompare),
    new: Some(new::new),
    add: Some(|cx, a, b| both(cx, a, b, arith::add)),
    sub: Some(|cx, a, b| both(cx, a, b, arith::sub)),
    mul: Some(|cx, a, b| both(cx, a, b, arith::mul)),
    truediv: Some(|cx, a, b| both(cx, a, b, to_float::true_div)),
    floordiv: Some(|cx, a, b| both(cx, a, b, arith::floordiv)),
    rem: Some(|cx, a, b| both(cx, a, b, arith::rem)),
    divmod: Some(|cx, a, b| both(cx, a, b, divmod)),
    pow: Some(power),
    lshift: Some(|cx, a, b| both(cx, a, b, bits::shl)),
    rshift: Some(|cx, a, b| both(cx, a, b, bits::shr)),
    and: Some(|cx, a, b| both(cx, a, b, bits::and)),
    xor: Some(|cx, a, b| both(cx, a, b, bits::xor)),
    or: Some(|cx, a, b| both(cx, a, b, bits::or)),
    neg: Some(|cx, v| one(cx, v, arith::neg)),
    pos: Some(arith::exact),
    abs: Some(abs),
    invert: Some(|cx, v| one(cx, v, bits::invert)),
    bool: Some(|cx, v| with(v, cx, |_, a| Ok(!a.is_zero()), false)),
    int: Some(arith::exact),
    float: Some(|cx, v| one(cx, v, float)),
    index: Some(arith::exact),
    ..SlotTable::EMPTY
};

/// Runs `f` on the int; `default` for another type, which slots of `int` never see.
fn with<T>(
    v: Value,
    cx: &mut Ctx,
    f: impl FnOnce(&mut Ctx, &IntView) -> PyResult<T>,
    default: T,
) -> PyResult<T> {
    match IntView::of(v) {
        Some(view) => f(cx, &view),
        None => Ok(default),
    }
}

fn one(cx: &mut Ctx, v: Value, f: fn(&mut Ctx, &IntView) -> PyResult<Value>) -> PyResult<Value> {
    with(v, cx, f, Value::NOT_IMPLEMENTED)
}

#[inline]
fn both(
    cx: &mut Ctx,
    a: Value,
    b: Value,
    f: fn(&mut Ctx, &IntView, &IntView) -> PyResult<Value>,
) -> PyResult<Value> {
    match (IntView::of(a), IntView::of(b)) {
        (Some(x), Some(y)) => f(cx, &x, &y),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if let Some(n) = v.as_i64() {
        let text = text::Decimal::new(n);
        let bytes = text.as_bytes();
        return Ok(cx.str_with(bytes.len(), 0, true, |out| out.copy_from_slice(bytes))?.into());
    }
    with(
        v,
        cx,
        |cx, a| {
            let text = text::decimal(cx, a)?;
            Ok(cx.str(&text)?.into())
        },
        Value::NOT_IMPLEMENTED,
    )
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    Ok(match (IntView::of(a), IntView::of(b)) {
        (Some(x), Some(y)) => Value::bool(op.eval(x.compare(&y))),
        _ => Value::NOT_IMPLEMENTED,
    })
}

fn divmod(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    let (q, r) = arith::divmod(cx, a, b)?;
    Ok(cx.tuple(&[q, r])?.into())
}

fn power(cx: &mut Ctx, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
    let (Some(x), Some(y)) = (IntView::of(a), IntView::of(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match IntView::of(modulus) {
        Some(m) => pow::pow_mod(cx, &x, &y, &m),
        None if modulus.is_none() => pow::pow(cx, &x, &y),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn abs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match IntView::of(v) {
        Some(a) if a.is_negative() => arith::neg(cx, &a),
        _ => arith::exact(cx, v),
    }
}

fn float(cx: &mut Ctx, a: &IntView) -> PyResult<Value> {
    let f = to_float::checked(cx, a)?;
    cx.float(f)
}
