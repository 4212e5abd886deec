//! The operators of `Decimal`: arithmetic, comparison, hashing, conversion by protocol.

use super::context::DecimalContextObj;
use super::cost::{Cost, digits_for};
use super::current::current;
use super::num::compare::order;
use super::num::divide::{div, div_int, div_mod, rem};
use super::num::sum::{abs, add, mul, plus, sub};
use super::num::{Kind, Made, NoRoom, Num, Settings, Status, flag, hash, power};
use super::object::DecimalObj;
use super::operands::{compared_float, expect_operand, operand};
use super::quick::{self, Small};
use super::signals;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::slots::CmpOp;
use crate::ops::hash::hash_address;
use crate::types::complex::ComplexObj;
use crate::value::Value;
use crate::{raise, this};
use std::cmp::Ordering;

/// An operation of two numbers.
pub type Binary = fn(&Num, &Num, &Settings, &mut Status) -> Made;

#[inline(never)]
fn binary(cx: &mut Ctx, a: Value, b: Value, op: Binary, cost: Cost) -> PyResult<Value> {
    let (Some((x, size_x)), Some((y, size_y))) = (operand(a), operand(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let context = current(cx)?;
    let digits = digits_for(cost, size_x + size_y, &x, &y, context);
    cx.decimal_op(context, digits, move |s, st| op(&x, &y, s, st))
}

/// `a + b`.
pub fn add_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (Small::of(a), Small::of(b)) {
        let context = current(cx)?;
        if let Some(made) = quick::add(cx, context, x, y, false) {
            return made;
        }
    }
    binary(cx, a, b, add, Cost::Aligned)
}

/// `a - b`.
pub fn sub_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (Small::of(a), Small::of(b)) {
        let context = current(cx)?;
        if let Some(made) = quick::add(cx, context, x, y, true) {
            return made;
        }
    }
    binary(cx, a, b, sub, Cost::Aligned)
}

/// `a * b`.
pub fn mul_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (Small::of(a), Small::of(b)) {
        let context = current(cx)?;
        if let Some(made) = quick::mul(cx, context, x, y) {
            return made;
        }
    }
    binary(cx, a, b, mul, Cost::Operands)
}

/// `a / b`.
pub fn truediv_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (Small::of(a), Small::of(b)) {
        let context = current(cx)?;
        if let Some(made) = quick::div(cx, context, x, y) {
            return made;
        }
    }
    binary(cx, a, b, div, Cost::Precision)
}

/// `a // b`.
pub fn floordiv_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    binary(cx, a, b, div_int, Cost::Aligned)
}

/// `a % b`.
pub fn rem_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    binary(cx, a, b, rem, Cost::Aligned)
}

/// `divmod(a, b)`.
pub fn divmod_slot(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let (Some((x, size_x)), Some((y, size_y))) = (operand(a), operand(b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let context = current(cx)?;
    divided(cx, context, (x, size_x), (y, size_y))
}

/// Quotient and remainder as a tuple.
pub fn divided(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size_x): (Num, u64),
    (y, size_y): (Num, u64),
) -> PyResult<Value> {
    let s = context.settings();
    let digits = digits_for(Cost::Aligned, size_x + size_y, &x, &y, context);
    let ((q, r), st) = cx.decimal_work(digits, move || {
        let mut st = 0;
        Ok((div_mod(&x, &y, &s, &mut st)?, st))
    })?;
    signals::note(cx, context, st)?;
    let (q, r) = (cx.decimal(&q)?, cx.decimal(&r)?);
    Ok(cx.tuple(&[q, r])?.into())
}

/// `pow(a, b, m)`.
pub fn pow_slot(cx: &mut Ctx, a: Value, b: Value, m: Value) -> PyResult<Value> {
    let (Some(x), Some(y)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = current(cx)?;
    if m.is_none() {
        return powered(cx, context, x, y);
    }
    match operand(m) {
        Some(m) => powered_modulo(cx, context, x, y, m),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `a ** b`.
pub fn powered(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size_x): (Num, u64),
    (y, size_y): (Num, u64),
) -> PyResult<Value> {
    let cost = if y.is_whole() { Cost::Precision } else { Cost::Series };
    let digits = digits_for(cost, size_x + size_y, &x, &y, context);
    cx.decimal_op(context, digits, move |s, st| power::pow(&x, &y, s, st))
}

/// `a ** b % m`.
pub fn powered_modulo(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size_x): (Num, u64),
    (y, size_y): (Num, u64),
    (m, size_m): (Num, u64),
) -> PyResult<Value> {
    // As many products of the modulus' size as the exponent has bits.
    let rounds = size_y.saturating_add(y.exp.max(0) as u64).saturating_mul(4);
    let digits = rounds.saturating_mul(size_m).saturating_add(size_x) / 8;
    cx.decimal_op(context, digits, move |s, st| power::pow_mod(&x, &y, &m, s, st))
}

fn unary(cx: &mut Ctx, v: Value, op: fn(&Num, &Settings, &mut Status) -> Made) -> PyResult<Value> {
    let d = this!(v, DecimalObj);
    let (x, size) = (d.num(), d.size());
    let context = current(cx)?;
    cx.decimal_op(context, size, move |s, st| op(&x, s, st))
}

/// `-a`.
pub fn neg_slot(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    unary(cx, v, |x, s, st| plus(x, true, s, st))
}

/// `+a`.
pub fn pos_slot(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    unary(cx, v, |x, s, st| plus(x, false, s, st))
}

/// `abs(a)`.
pub fn abs_slot(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    unary(cx, v, abs)
}

/// `hash(a)`.
pub fn hash_slot(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    const INFINITE: i64 = 314_159;
    let d = this!(v, DecimalObj);
    match d.kind.get() {
        Kind::Finite => Ok(hash::hash(&d.num())),
        Kind::Infinite => Ok(if d.negative.get() { -INFINITE } else { INFINITE }),
        Kind::Quiet => Ok(hash_address(v)),
        Kind::Signaling => raise!(cx, TypeError, "Cannot hash a signaling NaN value"),
    }
}

/// `float(a)`.
pub fn float_value(cx: &mut Ctx, v: Value) -> PyResult<f64> {
    let d = this!(v, DecimalObj);
    let n = d.num();
    let magnitude = match n.kind {
        Kind::Signaling => raise!(cx, ValueError, "cannot convert signaling NaN to float"),
        Kind::Quiet => f64::NAN,
        Kind::Infinite => f64::INFINITY,
        Kind::Finite => {
            let size = d.size();
            let text =
                cx.decimal_work(size, move || Ok(format!("{}e{}", n.coeff.text(), n.exp)))?;
            text.parse().unwrap_or(f64::NAN)
        }
    };
    Ok(if d.negative.get() { -magnitude } else { magnitude })
}

/// The other side of a comparison; the own number may be multiplied by its denominator.
enum Other {
    Known(Num),
    Ratio { numerator: Num, denominator: Num },
}

/// `a == b`, `a < b` and so on.
pub fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let own = this!(a, DecimalObj);
    if let (Some(x), Some(y)) = (Small::of(a), Small::of(b))
        && let Some(order) = x.order(y)
    {
        return Ok(Value::bool(op.eval(order)));
    }
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    let context = current(cx)?;
    let mut x = own.num();
    let y = match other_side(cx, b, context, equality)? {
        None => return Ok(Value::NOT_IMPLEMENTED),
        Some(Other::Known(y)) => y,
        Some(Other::Ratio { numerator, denominator }) => {
            if x.is_finite() {
                let digits = own.size() + denominator.coeff.digits() as u64;
                let product = cx.decimal_work(digits, move || {
                    x.coeff.mul(&denominator.coeff).map(|c| (c, x))
                })?;
                let (coeff, own) = product;
                x = Num { coeff, ..own };
            }
            numerator
        }
    };
    if x.is_nan() || y.is_nan() {
        let signaling = x.kind == Kind::Signaling || y.kind == Kind::Signaling;
        if signaling || !equality {
            signals::note(cx, context, flag::INVALID_OPERATION)?;
        }
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    let order: Ordering = match order(&x, &y) {
        Ok(order) => order,
        Err(NoRoom) => return Err(cx.raise_memory()),
    };
    Ok(Value::bool(op.eval(order)))
}

fn other_side(
    cx: &mut Ctx,
    b: Value,
    context: Gc<DecimalContextObj>,
    equality: bool,
) -> PyResult<Option<Other>> {
    if let Some((n, _)) = operand(b) {
        return Ok(Some(Other::Known(n)));
    }
    if let Some(c) = b.cast::<ComplexObj>() {
        if !equality || c.imag != 0.0 {
            return Ok(None);
        }
        return compared_float(cx, c.real, context, true).map(|n| Some(Other::Known(n)));
    }
    if let Some(f) = b.as_float() {
        return compared_float(cx, f, context, equality).map(|n| Some(Other::Known(n)));
    }
    let Some(rational) = cx.kept(super::RATIONAL) else { return Ok(None) };
    if !cx.isinstance(b, rational)? {
        return Ok(None);
    }
    let (numerator, denominator) = (cx.intern("numerator")?, cx.intern("denominator")?);
    let numerator = cx.getattr(b, numerator)?;
    let denominator = cx.getattr(b, denominator)?;
    let mut side = [Num::nan(), Num::nan()];
    for (to, v) in side.iter_mut().zip([numerator, denominator]) {
        if !v.is_int() {
            raise!(cx, TypeError, "argument must be an integer");
        }
        *to = expect_operand(cx, v)?.0;
    }
    let [numerator, denominator] = side;
    Ok(Some(Other::Ratio { numerator, denominator }))
}
