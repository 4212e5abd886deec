//! Between ints and floats, always correctly rounded: int to float, float to int, true division,
//! and comparison of the two.

use super::limbs;
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::value::Value;
use malachite_base::num::arithmetic::traits::DivRem;
use std::cmp::Ordering;

/// The float nearest to `m * 2 ** exp` (plus a bit more if `sticky`), halves to even; infinite when
/// too large. `m` must have more than 54 bits if `sticky`.
pub fn scaled(m: u128, exp: i64, sticky: bool) -> f64 {
    if m == 0 {
        return 0.0;
    }
    let bits = 128 - m.leading_zeros() as i64;
    // The exponent of the lowest bit that the result can have.
    let low = (exp + bits - 53).max(-1074);
    let drop = low - exp;
    let (kept, round_up) = if drop <= 0 {
        (m << (-drop).min(127), false)
    } else if drop > 128 {
        (0, false)
    } else {
        let kept = if drop == 128 { 0 } else { m >> drop };
        let half = 1u128 << (drop - 1);
        let rest = m & (half | (half - 1));
        (kept, rest > half || (rest == half && (sticky || kept & 1 != 0)))
    };
    let mantissa = kept as u64 + round_up as u64;
    if low + (64 - mantissa.leading_zeros() as i64) > 1024 {
        return f64::INFINITY;
    }
    // Exact: the mantissa has at most 53 bits (or is 2 ** 53) and its lowest bit is representable.
    mantissa as f64 * power_of_two(low)
}

/// `2 ** n` for `n` from -1074 to 1023.
fn power_of_two(n: i64) -> f64 {
    if n >= -1022 {
        f64::from_bits(((n + 1023) as u64) << 52)
    } else {
        f64::from_bits(1 << (n + 1074))
    }
}

/// The nearest float; infinite when too large.
pub fn nearest(a: &IntView) -> f64 {
    let magnitude = match *a.limbs() {
        [] => 0.0,
        [m] => m as f64,
        ref all => {
            let (top, exp, sticky) = leading(all);
            scaled(top, exp, sticky)
        }
    };
    if a.is_negative() { -magnitude } else { magnitude }
}

/// The two top limbs, shifted so that the highest bit is set, the exponent that gives them back
/// their weight, and whether bits below were dropped.
fn leading(all: &[u64]) -> (u128, i64, bool) {
    let n = all.len();
    let top = (all[n - 1] as u128) << 64 | all[n - 2] as u128;
    let sticky = all[..n - 2].iter().any(|&l| l != 0);
    (top, (n as i64 - 2) * 64, sticky)
}

/// The nearest float, or `OverflowError`.
pub fn checked(cx: &mut Ctx, a: &IntView) -> PyResult<f64> {
    let f = nearest(a);
    if f.is_infinite() {
        raise!(cx, OverflowError, "int too large to convert to float");
    }
    Ok(f)
}

/// `a / b`, correctly rounded.
pub fn true_div(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    if b.is_zero() {
        raise!(cx, ZeroDivisionError, "division by zero");
    }
    let magnitude = match (a.limbs(), b.limbs()) {
        ([], _) => 0.0,
        (&[x], &[y]) if x <= 1 << 53 && y <= 1 << 53 => x as f64 / y as f64,
        (x, y) => quotient(a, b, limbs::bit_length(x) as i64 - limbs::bit_length(y) as i64),
    };
    if magnitude.is_infinite() {
        raise!(cx, OverflowError, "integer division result too large for a float");
    }
    cx.float(if a.is_negative() != b.is_negative() { -magnitude } else { magnitude })
}

/// The quotient of the magnitudes, whose bit lengths differ by `excess`.
fn quotient(a: &IntView, b: &IntView, excess: i64) -> f64 {
    if excess > 1025 {
        return f64::INFINITY;
    }
    if excess < -1080 {
        return 0.0;
    }
    // 66 or 67 bits of quotient, and whether a remainder is left, decide the rounding.
    let shift = excess - 66;
    let (num, den) = (a.to_natural(), b.to_natural());
    let (q, r) = if shift < 0 {
        (num << shift.unsigned_abs()).div_rem(den)
    } else {
        num.div_rem(den << shift.unsigned_abs())
    };
    let q = match *q.as_limbs_asc() {
        [] => 0,
        [low] => low as u128,
        [low, high, ..] => (high as u128) << 64 | low as u128,
    };
    scaled(q, shift, r != 0)
}

/// The integral part of a finite float, as an int.
pub fn truncate(cx: &mut Ctx, f: f64) -> PyResult<Value> {
    if f.abs() < 9e18 {
        return cx.int(f as i64);
    }
    if f.is_nan() {
        raise!(cx, ValueError, "cannot convert float NaN to integer");
    }
    if f.is_infinite() {
        raise!(cx, OverflowError, "cannot convert float infinity to integer");
    }
    let (mantissa, exp) = decompose(f.abs());
    let mut out = [0; 17];
    limbs::shl(&mut out, &[mantissa], exp.unsigned_abs());
    cx.int_from_limbs(f < 0.0, &out)
}

/// A finite positive float as `mantissa * 2 ** exp`, both integers.
pub fn decompose(f: f64) -> (u64, i64) {
    let bits = f.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// Compares an int with a float exactly; `None` for a nan.
pub fn compare(a: &IntView, f: f64) -> Option<Ordering> {
    if f.is_nan() {
        return None;
    }
    if f.is_infinite() {
        return Some(if f > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    if let Some(n) = a.to_i64() {
        return Some(compare_i64(n, f));
    }
    if a.is_negative() != (f < 0.0) {
        return Some(if a.is_negative() { Ordering::Less } else { Ordering::Greater });
    }
    let (whole, exp) = decompose(f.abs());
    // |a| is at least 2**63: a float with a fraction is smaller.
    let order = if exp < 0 {
        Ordering::Greater
    } else {
        let mut out = [0; 17];
        limbs::shl(&mut out, &[whole], exp.unsigned_abs());
        limbs::compare(a.limbs(), limbs::trimmed(&out))
    };
    Some(if a.is_negative() { order.reverse() } else { order })
}

/// Compares a machine int with a finite float exactly.
pub fn compare_i64(n: i64, f: f64) -> Ordering {
    if f >= 9_223_372_036_854_775_808.0 {
        return Ordering::Less;
    }
    if f < -9_223_372_036_854_775_808.0 {
        return Ordering::Greater;
    }
    let whole = f as i64;
    n.cmp(&whole).then_with(|| {
        let fraction = f - f.trunc();
        if fraction > 0.0 {
            Ordering::Less
        } else if fraction < 0.0 {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_rounds_half_to_even_at_every_edge() {
        assert_eq!(scaled((1 << 53) + 1, 0, false), 9007199254740992.0);
        assert_eq!(scaled((1 << 53) + 3, 0, false), 9007199254740996.0);
        assert_eq!(scaled(((1 << 53) + 1) << 10, -10, true), 9007199254740994.0);
        assert_eq!(scaled(1, -1074, false), 5e-324);
        assert_eq!(scaled(1, -1075, false), 0.0);
        assert_eq!(scaled(3, -1075, false), 1e-323);
        assert_eq!(scaled(3, -1076, false), 5e-324);
        assert_eq!(scaled(u128::MAX, 896, false), f64::INFINITY);
        assert_eq!(scaled((1 << 53) - 1, 971, false), f64::MAX);
        assert_eq!(scaled(1, -2000, false), 0.0);
        assert_eq!(scaled(1, 1023, false), 2f64.powi(1023));
    }

    #[test]
    fn ints_and_floats_compare_exactly() {
        assert_eq!(compare_i64((1 << 53) + 1, 9007199254740992.0), Ordering::Greater);
        assert_eq!(compare_i64(5, 5.5), Ordering::Less);
        assert_eq!(compare_i64(-5, -5.5), Ordering::Greater);
        assert_eq!(compare_i64(i64::MAX, 9_223_372_036_854_775_808.0), Ordering::Less);
        assert_eq!(compare_i64(i64::MIN, -9_223_372_036_854_775_808.0), Ordering::Equal);
        assert_eq!(compare_i64(0, -0.0), Ordering::Equal);
    }
}
