//! Functions of one, two or three floats.

#![forbid(unsafe_code)]

use super::{domain, hyperbolic, plain_domain, range};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::Args;
use crate::raise;
use crate::types::int::to_float::{decompose, scaled, truncate};
use crate::types::int::view::IntView;
use crate::value::Value;

macro_rules! total {
    ($($name:ident: $f:expr;)*) => {
        $(pub fn $name(_: &mut Ctx, x: f64) -> PyResult<f64> {
            let f: fn(f64) -> f64 = $f;
            Ok(f(x))
        })*
    };
}

total! {
    asinh: hyperbolic::asinh;
    atan: f64::atan;
    cbrt: f64::cbrt;
    degrees: |x| x * (180.0 / std::f64::consts::PI);
    fabs: f64::abs;
    radians: |x| x * (std::f64::consts::PI / 180.0);
    tanh: f64::tanh;
}

/// Functions that are not defined everywhere: a nan that was not there before is the error.
macro_rules! partial {
    ($($name:ident: $f:expr, $expected:literal;)*) => {
        $(pub fn $name(cx: &mut Ctx, x: f64) -> PyResult<f64> {
            let f: fn(f64) -> f64 = $f;
            let r = f(x);
            if (r.is_nan() && !x.is_nan()) || (r.is_infinite() && x.is_finite()) {
                return domain(cx, $expected, x);
            }
            Ok(r)
        })*
    };
}

partial! {
    acos: f64::acos, "a number in range from -1 up to 1";
    acosh: hyperbolic::acosh, "argument value not less than 1";
    asin: f64::asin, "a number in range from -1 up to 1";
    atanh: hyperbolic::atanh, "a number between -1 and 1";
    cos: f64::cos, "a finite input";
    log1p: f64::ln_1p, "argument value > -1";
    sin: f64::sin, "a finite input";
    sqrt: f64::sqrt, "a nonnegative input";
    tan: f64::tan, "a finite input";
}

/// Functions that overflow.
macro_rules! growing {
    ($($name:ident: $f:expr;)*) => {
        $(pub fn $name(cx: &mut Ctx, x: f64) -> PyResult<f64> {
            let f: fn(f64) -> f64 = $f;
            let r = f(x);
            if r.is_infinite() && x.is_finite() { range(cx) } else { Ok(r) }
        })*
    };
}

growing! {
    cosh: f64::cosh;
    exp: f64::exp;
    exp2: f64::exp2;
    expm1: f64::exp_m1;
    sinh: f64::sinh;
}

pub fn atan2(_: &mut Ctx, y: f64, x: f64) -> PyResult<f64> {
    Ok(y.atan2(x))
}

pub fn copysign(_: &mut Ctx, x: f64, y: f64) -> PyResult<f64> {
    Ok(x.copysign(y))
}

pub fn fmod(cx: &mut Ctx, x: f64, y: f64) -> PyResult<f64> {
    let r = x % y;
    if r.is_nan() && !x.is_nan() && !y.is_nan() { plain_domain(cx) } else { Ok(r) }
}

pub fn pow(cx: &mut Ctx, x: f64, y: f64) -> PyResult<f64> {
    let r = x.powf(y);
    if x.is_finite() && y.is_finite() {
        if r.is_nan() || (r.is_infinite() && x == 0.0) {
            return plain_domain(cx);
        }
        if r.is_infinite() {
            return range(cx);
        }
    }
    Ok(r)
}

/// IEEE 754 remainder: the quotient is rounded to nearest, halves to even.
pub fn remainder(cx: &mut Ctx, x: f64, y: f64) -> PyResult<f64> {
    if x.is_nan() {
        return Ok(x);
    }
    if y.is_nan() {
        return Ok(y);
    }
    if x.is_infinite() || y == 0.0 {
        return plain_domain(cx);
    }
    if y.is_infinite() {
        return Ok(x);
    }
    let (ax, ay) = (x.abs(), y.abs());
    let m = ax % ay;
    let c = ay - m;
    let r = if m < c {
        m
    } else if m > c {
        -c
    } else {
        m - 2.0 * ((0.5 * (ax - m)) % ay)
    };
    Ok(1f64.copysign(x) * r)
}

pub fn ulp(_: &mut Ctx, x: f64) -> PyResult<f64> {
    let x = x.abs();
    if !x.is_finite() {
        return Ok(x);
    }
    let next = f64::from_bits(x.to_bits() + 1);
    Ok(if next.is_infinite() { x - f64::from_bits(x.to_bits() - 1) } else { next - x })
}

/// `floor` and `ceil`: floats directly, other types by their method, else by `__float__`.
pub fn round_by(cx: &mut Ctx, v: Value, f: fn(f64) -> f64, method: &str) -> PyResult<Value> {
    if v.is_int_exact() {
        return Ok(v);
    }
    if let Some(x) = v.as_float_exact() {
        return truncate(cx, f(x));
    }
    let name = cx.intern(method)?;
    if let Some(method) = cx.lookup_special(v, name)? {
        return cx.call(method, &[]);
    }
    let x = cx.to_f64(v)?;
    truncate(cx, f(x))
}

pub fn trunc(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    if let Some(x) = v.as_float_exact() {
        return truncate(cx, x);
    }
    match cx.lookup_special(v, cx.names.__trunc__)? {
        Some(method) => cx.call(method, &[]),
        None => {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "type {name} doesn't define __trunc__ method")
        }
    }
}

/// Mantissa in `[0.5, 1)` and exponent.
pub fn split(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (mantissa, exp) = decompose(x.abs());
    let bits = 64 - mantissa.leading_zeros() as i64;
    (scaled(mantissa as u128, -bits, false).copysign(x), exp + bits)
}

pub fn frexp(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let x = cx.to_f64(v)?;
    let (m, e) = split(x);
    let (m, e) = (cx.float(m)?, cx.int(e)?);
    Ok(cx.tuple(&[m, e])?.into())
}

pub fn modf(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let x = cx.to_f64(v)?;
    let fraction = if x.is_infinite() { 0f64.copysign(x) } else { (x - x.trunc()).copysign(x) };
    let (f, w) = (cx.float(fraction)?, cx.float(x.trunc())?);
    Ok(cx.tuple(&[f, w])?.into())
}

pub fn ldexp(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "ldexp", args.len(), 2, 2)?;
    let x = cx.to_f64(args[0])?;
    let Some(exp) = IntView::of(args[1]) else {
        raise!(cx, TypeError, "Expected an int as second argument to ldexp.");
    };
    if x == 0.0 || !x.is_finite() {
        return cx.float(x);
    }
    let exp = match exp.to_i64() {
        Some(n) => n.clamp(-100_000, 100_000),
        None if exp.is_negative() => -100_000,
        None => 100_000,
    };
    let (mantissa, e) = decompose(x.abs());
    let r = scaled(mantissa as u128, e + exp, false).copysign(x);
    if r.is_infinite() { range(cx) } else { cx.float(r) }
}

pub fn fma(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "fma", args.len(), 3, 3)?;
    let (x, y, z) = (cx.to_f64(args[0])?, cx.to_f64(args[1])?, cx.to_f64(args[2])?);
    let r = x.mul_add(y, z);
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        raise!(cx, ValueError, "invalid operation in fma");
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        raise!(cx, OverflowError, "overflow in fma");
    }
    cx.float(r)
}

/// A logarithm of a float, or of an int of any size by its exponent and mantissa.
fn log_of(cx: &mut Ctx, v: Value, f: fn(f64) -> f64, of_two: f64) -> PyResult<f64> {
    if let Some(n) = IntView::of(v) {
        if n.is_negative() || n.is_zero() {
            raise!(cx, ValueError, "expected a positive input");
        }
        let x = crate::types::int::to_float::nearest(&n);
        if x.is_finite() {
            return Ok(f(x));
        }
        let bits = n.bit_length();
        let shift = bits - 64;
        let top = crate::types::int::bits::shr_bits(cx, &n, shift)?;
        let top = IntView::of(top).map_or(1.0, |t| crate::types::int::to_float::nearest(&t));
        // The mantissa is in [0.5, 1), as CPython has it.
        return Ok(f(top / 2f64.powi(64)) + of_two * bits as f64);
    }
    let x = cx.to_f64(v)?;
    if x <= 0.0 { domain(cx, "a positive input", x) } else { Ok(f(x)) }
}

pub fn log(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "log", args.len(), 1, 2)?;
    let num = log_of(cx, args[0], f64::ln, std::f64::consts::LN_2)?;
    let Some(&base) = args.get(1) else { return cx.float(num) };
    let den = log_of(cx, base, f64::ln, std::f64::consts::LN_2)?;
    crate::types::float::arith::check_divisor(cx, den)?;
    cx.float(num / den)
}

pub fn log2(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let r = log_of(cx, v, f64::log2, 1.0)?;
    cx.float(r)
}

pub fn log10(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let r = log_of(cx, v, f64::log10, std::f64::consts::LOG10_2)?;
    cx.float(r)
}

pub fn isclose(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "isclose",
        params: &["a", "b", "rel_tol", "abs_tol"],
        pos_only: 0,
        pos_max: 2,
        required: 2,
    };
    let [a, b, rel, abs] = args.bind(cx, &SIG)?;
    let mut number = |v: Option<Value>, default: f64| match v {
        Some(v) => cx.to_f64(v),
        None => Ok(default),
    };
    let (a, b) = (number(a, 0.0)?, number(b, 0.0)?);
    let (rel, abs) = (number(rel, 1e-9)?, number(abs, 0.0)?);
    if rel < 0.0 || abs < 0.0 {
        raise!(cx, ValueError, "tolerances must be non-negative");
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::FALSE);
    }
    let diff = (b - a).abs();
    Ok(Value::bool(diff <= (rel * b).abs() || diff <= (rel * a).abs() || diff <= abs))
}

pub fn nextafter(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "nextafter",
        params: &["x", "y", "steps"],
        pos_only: 2,
        pos_max: 2,
        required: 2,
    };
    let [x, y, steps] = args.bind(cx, &SIG)?;
    let x = cx.to_f64(x.unwrap_or(Value::NONE))?;
    let y = cx.to_f64(y.unwrap_or(Value::NONE))?;
    let steps = match steps {
        Some(n) if !n.is_none() => {
            let n = cx.index(n)?;
            let view = IntView::of(n).expect("an index is an int");
            if view.is_negative() {
                raise!(cx, ValueError, "steps must be a non-negative integer");
            }
            view.to_u64().unwrap_or(u64::MAX)
        }
        _ => 1,
    };
    if x.is_nan() || y.is_nan() {
        return cx.float(if x.is_nan() { x } else { y });
    }
    if steps == 0 {
        return cx.float(x);
    }
    if x == y {
        return cx.float(y);
    }
    // Floats in order are consecutive integers when negative ones count downwards.
    let rank = |f: f64| {
        let bits = f.to_bits() as i64;
        if bits < 0 { -((bits & i64::MAX) as i128) } else { bits as i128 }
    };
    let (from, to) = (rank(x), rank(y));
    let steps = steps as i128;
    let at = if from < to { (from + steps).min(to) } else { (from - steps).max(to) };
    let f = f64::from_bits(at.unsigned_abs() as u64);
    let negative =
        at < 0 || (at == 0 && (if from < to { x < 0.0 } else { y.is_sign_negative() && to == 0 }));
    cx.float(if negative { -f } else { f })
}
