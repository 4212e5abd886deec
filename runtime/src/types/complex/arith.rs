//! Complex arithmetic on pairs of floats, with the recovery of infinities of C's Annex G.

#![forbid(unsafe_code)]

use super::Pair;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::value::Value;

/// 1 or 0 with the sign of `x`: whether it is infinite.
fn boxed(x: f64) -> f64 {
    (if x.is_infinite() { 1.0f64 } else { 0.0 }).copysign(x)
}

/// `x`, or a zero of its sign for a nan.
fn nan_to_zero(x: f64) -> f64 {
    if x.is_nan() { 0f64.copysign(x) } else { x }
}

/// `z * w`.
pub fn mul((mut a, mut b): Pair, (mut c, mut d): Pair) -> Pair {
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let result = (ac - bd, ad + bc);
    if !result.0.is_nan() || !result.1.is_nan() {
        return result;
    }
    let mut again = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b, c, d) = (boxed(a), boxed(b), nan_to_zero(c), nan_to_zero(d));
        again = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d, a, b) = (boxed(c), boxed(d), nan_to_zero(a), nan_to_zero(b));
        again = true;
    }
    if !again && [ac, bd, ad, bc].iter().any(|x| x.is_infinite()) {
        (a, b, c, d) = (nan_to_zero(a), nan_to_zero(b), nan_to_zero(c), nan_to_zero(d));
        again = true;
    }
    if again { (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c)) } else { result }
}

/// `z / w`, or `None` for a zero divisor.
pub fn div(z: Pair, w: Pair) -> Option<Pair> {
    let (re, im) = (w.0.abs(), w.1.abs());
    let result = if re >= im {
        if re == 0.0 {
            return None;
        }
        let ratio = w.1 / w.0;
        let denom = w.0 + w.1 * ratio;
        ((z.0 + z.1 * ratio) / denom, (z.1 - z.0 * ratio) / denom)
    } else if im >= re {
        let ratio = w.0 / w.1;
        let denom = w.0 * ratio + w.1;
        ((z.0 * ratio + z.1) / denom, (z.1 * ratio - z.0) / denom)
    } else {
        (f64::NAN, f64::NAN)
    };
    if !result.0.is_nan() || !result.1.is_nan() {
        return Some(result);
    }
    let finite = |p: Pair| p.0.is_finite() && p.1.is_finite();
    let infinite = |p: Pair| p.0.is_infinite() || p.1.is_infinite();
    Some(if infinite(z) && finite(w) {
        let (x, y) = (boxed(z.0), boxed(z.1));
        (f64::INFINITY * (x * w.0 + y * w.1), f64::INFINITY * (y * w.0 - x * w.1))
    } else if infinite(w) && finite(z) {
        let (x, y) = (boxed(w.0), boxed(w.1));
        (0.0 * (z.0 * x + z.1 * y), 0.0 * (z.1 * x - z.0 * y))
    } else {
        result
    })
}

/// `x / w` for a real `x`, or `None` for a zero divisor.
pub fn div_real(x: f64, w: Pair) -> Option<Pair> {
    let (re, im) = (w.0.abs(), w.1.abs());
    let result = if re >= im {
        if re == 0.0 {
            return None;
        }
        let ratio = w.1 / w.0;
        let denom = w.0 + w.1 * ratio;
        (x / denom, (-x * ratio) / denom)
    } else if im >= re {
        let ratio = w.0 / w.1;
        let denom = w.0 * ratio + w.1;
        ((x * ratio) / denom, -x / denom)
    } else {
        (f64::NAN, f64::NAN)
    };
    let lost = result.0.is_nan() && result.1.is_nan();
    if lost && x.is_finite() && (w.0.is_infinite() || w.1.is_infinite()) {
        return Some((0.0 * (x * boxed(w.0)), 0.0 * (-x * boxed(w.1))));
    }
    Some(result)
}

/// `z ** w` as a Python value.
pub fn pow(cx: &mut Ctx, z: Pair, w: Pair) -> PyResult<Value> {
    let small = w.1 == 0.0 && w.0 == w.0.floor() && w.0.abs() <= 100.0;
    let result = if small { whole_pow(z, w.0 as i32) } else { general_pow(z, w) };
    match result {
        None => raise!(cx, ZeroDivisionError, "zero to a negative or complex power"),
        Some((re, im)) if re.is_infinite() || im.is_infinite() => {
            raise!(cx, OverflowError, "complex exponentiation")
        }
        Some(pair) => cx.complex(pair),
    }
}

fn whole_pow(z: Pair, n: i32) -> Option<Pair> {
    let (mut result, mut square, mut rest) = ((1.0, 0.0), z, n.unsigned_abs());
    while rest > 0 {
        if rest & 1 != 0 {
            result = mul(result, square);
        }
        square = mul(square, square);
        rest >>= 1;
    }
    if n < 0 { div((1.0, 0.0), result) } else { Some(result) }
}

fn general_pow(z: Pair, w: Pair) -> Option<Pair> {
    if w == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if z == (0.0, 0.0) {
        return if w.1 != 0.0 || w.0 < 0.0 { None } else { Some((0.0, 0.0)) };
    }
    let size = z.0.hypot(z.1);
    let mut len = size.powf(w.0);
    let angle = z.1.atan2(z.0);
    let mut phase = angle * w.0;
    if w.1 != 0.0 {
        len *= (-angle * w.1).exp();
        phase += w.1 * size.ln();
    }
    Some((len * phase.cos(), len * phase.sin()))
}
