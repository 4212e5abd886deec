//! The slots of `complex`.
//!
//! An operand that is real stays real: it is not widened to a complex number with a zero imaginary
//! part, which would change signs of zeros and infinities.

#![forbid(unsafe_code)]

use super::{Pair, arith, new};
use crate::ctx::{Ctx, PyResult};
use crate::object::slots::{CmpOp, SlotTable};
use crate::ops::hash::{IMAG_FACTOR, hash_address, hash_float};
use crate::raise;
use crate::types::float::text::shortest;
use crate::types::int::to_float;
use crate::types::int::view::IntView;
use crate::value::Value;

/// The table for the type.
pub const SLOTS: SlotTable = SlotTable {
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(richcompare),
    new: Some(new::new),
    add: Some(|cx, a, b| binary(cx, a, b, add)),
    sub: Some(|cx, a, b| binary(cx, a, b, sub)),
    mul: Some(|cx, a, b| binary(cx, a, b, mul)),
    truediv: Some(|cx, a, b| binary(cx, a, b, div)),
    pow: Some(power),
    neg: Some(|cx, v| cx.complex((-value(v).0, -value(v).1))),
    pos: Some(exact),
    abs: Some(abs),
    bool: Some(|_, v| Ok(value(v) != (0.0, 0.0))),
    ..SlotTable::EMPTY
};

/// The number of a receiver.
pub(super) fn value(v: Value) -> Pair {
    v.as_complex().unwrap_or((f64::NAN, f64::NAN))
}

/// The number as an exact `complex`.
pub(super) fn exact(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if v.has_shape(crate::object::type_id::TypeId::COMPLEX.shape()) {
        Ok(v)
    } else {
        cx.complex(value(v))
    }
}

#[derive(Copy, Clone)]
enum Operand {
    Real(f64),
    Complex(Pair),
}
use Operand::{Complex, Real};

impl Operand {
    fn of(cx: &mut Ctx, v: Value) -> PyResult<Option<Operand>> {
        if let Some(pair) = v.as_complex() {
            return Ok(Some(Complex(pair)));
        }
        if let Some(f) = v.as_float() {
            return Ok(Some(Real(f)));
        }
        match IntView::of(v) {
            Some(view) => Ok(Some(Real(to_float::checked(cx, &view)?))),
            None => Ok(None),
        }
    }

    fn pair(self) -> Pair {
        match self {
            Real(f) => (f, 0.0),
            Complex(pair) => pair,
        }
    }
}

fn binary(
    cx: &mut Ctx,
    a: Value,
    b: Value,
    f: fn(Operand, Operand) -> Option<Pair>,
) -> PyResult<Value> {
    let Some(x) = Operand::of(cx, a)? else { return Ok(Value::NOT_IMPLEMENTED) };
    let Some(y) = Operand::of(cx, b)? else { return Ok(Value::NOT_IMPLEMENTED) };
    match f(x, y) {
        Some(pair) => cx.complex(pair),
        None => raise!(cx, ZeroDivisionError, "division by zero"),
    }
}

fn add(x: Operand, y: Operand) -> Option<Pair> {
    Some(match (x, y) {
        (Complex(z), Complex(w)) => (z.0 + w.0, z.1 + w.1),
        (Complex(z), Real(f)) | (Real(f), Complex(z)) => (z.0 + f, z.1),
        (Real(f), Real(g)) => (f + g, 0.0),
    })
}

fn sub(x: Operand, y: Operand) -> Option<Pair> {
    Some(match (x, y) {
        (Complex(z), Complex(w)) => (z.0 - w.0, z.1 - w.1),
        (Complex(z), Real(f)) => (z.0 - f, z.1),
        (Real(f), Complex(w)) => (f - w.0, -w.1),
        (Real(f), Real(g)) => (f - g, 0.0),
    })
}

fn mul(x: Operand, y: Operand) -> Option<Pair> {
    Some(match (x, y) {
        (Complex(z), Complex(w)) => arith::mul(z, w),
        (Complex(z), Real(f)) | (Real(f), Complex(z)) => (z.0 * f, z.1 * f),
        (Real(f), Real(g)) => (f * g, 0.0),
    })
}

fn div(x: Operand, y: Operand) -> Option<Pair> {
    match (x, y) {
        (Complex(z), Complex(w)) => arith::div(z, w),
        (Real(f), Complex(w)) => arith::div_real(f, w),
        (_, Real(0.0)) => None,
        (Complex(z), Real(f)) => Some((z.0 / f, z.1 / f)),
        (Real(f), Real(g)) => Some((f / g, 0.0)),
    }
}

fn power(cx: &mut Ctx, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
    let Some(x) = Operand::of(cx, a)? else { return Ok(Value::NOT_IMPLEMENTED) };
    let Some(y) = Operand::of(cx, b)? else { return Ok(Value::NOT_IMPLEMENTED) };
    if !modulus.is_none() {
        raise!(cx, ValueError, "complex modulo");
    }
    arith::pow(cx, x.pair(), y.pair())
}

fn abs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (re, im) = value(v);
    let size = re.hypot(im);
    if size.is_infinite() && re.is_finite() && im.is_finite() {
        raise!(cx, OverflowError, "absolute value too large");
    }
    cx.float(size)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (re, im) = value(v);
    let imag = shortest(im, false);
    let text = if re == 0.0 && re.is_sign_positive() {
        format!("{imag}j")
    } else {
        let sign = if imag.starts_with('-') { "" } else { "+" };
        format!("({}{sign}{imag}j)", shortest(re, false))
    };
    Ok(cx.str(&text)?.into())
}

fn hash(_: &mut Ctx, v: Value) -> PyResult<i64> {
    let (re, im) = value(v);
    let part = |f: f64| if f.is_nan() { hash_address(v) } else { hash_float(f) };
    Ok(match part(re).wrapping_add(IMAG_FACTOR.wrapping_mul(part(im))) {
        -1 => -2,
        h => h,
    })
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some((re, im)), CmpOp::Eq | CmpOp::Ne) = (a.as_complex(), op) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let equal = match (b.as_complex(), b.as_float(), IntView::of(b)) {
        (Some(w), _, _) => (re, im) == w,
        (_, Some(f), _) => im == 0.0 && re == f,
        (_, _, Some(n)) => {
            im == 0.0 && to_float::compare(&n, re) == Some(std::cmp::Ordering::Equal)
        }
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}
