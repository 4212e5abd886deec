//! Powers of ints: plain, negative (a float), and modular.

use super::arith::{self, check_bits};
use super::to_float;
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::patience::LONG;
use crate::raise;
use crate::value::Value;
use malachite_base::num::arithmetic::traits::{ModInverse, ModPow, Pow};
use malachite_nz::natural::Natural;

/// `a ** b`; a float for negative `b`.
pub fn pow(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    if b.is_negative() {
        let (x, y) = (to_float::checked(cx, a)?, to_float::checked(cx, b)?);
        return crate::types::float::pow::pow(cx, x, y);
    }
    let negative = a.is_negative() && b.is_odd();
    match a.limbs() {
        [] => return Ok(Value::small(b.is_zero() as i32)),
        [1] => return Ok(Value::small(if negative { -1 } else { 1 })),
        _ => {}
    }
    let Some(exponent) = b.to_u64().filter(|&e| e < 1 << 40) else { return Err(cx.raise_memory()) };
    if let Some(n) = small_pow(a, exponent) {
        return cx.int_i128(n);
    }
    check_bits(cx, (a.bit_length() - 1).saturating_mul(exponent))?;
    if let [2] = *a.limbs() {
        return super::bits::shl_bits(cx, &IntView::small(if negative { -1 } else { 1 }), exponent);
    }
    let is_long = a.bit_length().saturating_mul(exponent) >= (LONG * 64) as u64;
    let base = a.to_natural();
    let power = cx.patiently(is_long, move || base.pow(exponent))?;
    cx.int_from_natural(negative, &power)
}

fn small_pow(a: &IntView, exponent: u64) -> Option<i128> {
    i128::from(a.to_i64()?).checked_pow(u32::try_from(exponent).ok()?)
}

/// `pow(a, b, m)`.
pub fn pow_mod(cx: &mut Ctx, a: &IntView, b: &IntView, m: &IntView) -> PyResult<Value> {
    if m.is_zero() {
        raise!(cx, ValueError, "pow() 3rd argument cannot be 0");
    }
    let modulus = m.to_natural();
    if modulus == 1 {
        return Ok(Value::small(0));
    }
    let is_long = a.limbs().len().max(m.limbs().len()) >= LONG;
    let (negative, magnitude, divisor) = (a.is_negative(), a.to_natural(), modulus.clone());
    let mut base = cx.patiently(is_long, move || reduced(negative, magnitude, divisor))?;
    if b.is_negative() {
        base = match if base == 0 { None } else { base.mod_inverse(&modulus) } {
            Some(inverse) => inverse,
            None => raise!(cx, ValueError, "base is not invertible for the given modulus"),
        };
    }
    let mut result = match (modulus_word(&modulus), b.to_u64()) {
        (Some(word), Some(exponent)) => {
            let base = base.as_limbs_asc().first().copied().unwrap_or(0);
            Natural::from(word_pow_mod(base, exponent, word))
        }
        _ => {
            // One multiplication per bit of the exponent.
            let limbs = modulus.as_limbs_asc().len() as u64;
            let is_long = limbs.saturating_mul(limbs).saturating_mul(b.bit_length()) > 1 << 22;
            let (exponent, modulus) = (b.to_natural(), modulus.clone());
            cx.patiently(is_long, move || base.mod_pow(exponent, modulus))?
        }
    };
    if m.is_negative() && result != 0 {
        // The result has the sign of the modulus.
        result = modulus - result;
        return cx.int_from_natural(true, &result);
    }
    cx.int_from_natural(false, &result)
}

/// A number modulo a positive modulus, in `0..modulus`.
fn reduced(negative: bool, magnitude: Natural, modulus: Natural) -> Natural {
    let rest = magnitude % &modulus;
    if negative && rest != 0 { modulus - rest } else { rest }
}

fn modulus_word(modulus: &Natural) -> Option<u64> {
    match *modulus.as_limbs_asc() {
        [word] => Some(word),
        _ => None,
    }
}

/// Square and multiply in 128 bits.
fn word_pow_mod(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let m = modulus as u128;
    let (mut square, mut result) = (base as u128 % m, 1 % m);
    while exponent > 0 {
        if exponent & 1 != 0 {
            result = result * square % m;
        }
        square = square * square % m;
        exponent >>= 1;
    }
    result as u64
}

/// `10 ** n` as an int.
pub fn ten_to(cx: &mut Ctx, n: u64) -> PyResult<Value> {
    pow(cx, &IntView::small(10), &IntView::small(i64::try_from(n).unwrap_or(i64::MAX)))
}

/// `a` rounded to a multiple of `10 ** digits`, halves to even.
pub fn round_to_ten(cx: &mut Ctx, v: Value, digits: &IntView) -> PyResult<Value> {
    let a = match IntView::of(v) {
        Some(a) if digits.is_negative() => a,
        _ => return arith::exact(cx, v),
    };
    let places = match digits.to_i64() {
        // Every number is below half of such a power.
        Some(n) if n.unsigned_abs() <= a.bit_length() => n.unsigned_abs(),
        _ => return Ok(Value::small(0)),
    };
    let unit = ten_to(cx, places)?;
    let unit_view = IntView::of(unit).expect("a power of an int is an int");
    let (q, r) = arith::divmod(cx, &a, &unit_view)?;
    let (quotient, rest) = (IntView::of(q), IntView::of(r));
    let (Some(quotient), Some(rest)) = (quotient, rest) else { return Ok(v) };
    let twice = super::bits::shl_bits(cx, &rest, 1)?;
    let order = IntView::of(twice).map(|t| t.compare(&unit_view));
    let up = match order {
        Some(std::cmp::Ordering::Greater) => true,
        Some(std::cmp::Ordering::Equal) => quotient.is_odd(),
        _ => false,
    };
    let q = if up { arith::add(cx, &quotient, &IntView::small(1))? } else { q };
    let q = IntView::of(q).expect("a quotient is an int");
    arith::mul(cx, &q, &unit_view)
}
