//! Addition, subtraction, multiplication and fused multiply-add.

use super::{Coeff, Made, Num, Rounding, Settings, Status, flag};
use std::cmp::Ordering;

/// `a + b`.
#[inline]
pub fn add(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    add_signed(a, b, b.negative, s, st)
}

/// `a - b`.
#[inline]
pub fn sub(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    add_signed(a, b, !b.negative, s, st)
}

/// `a + b`, where `b` has the sign given and not its own.
#[inline]
fn add_signed(a: &Num, b: &Num, b_negative: bool, s: &Settings, st: &mut Status) -> Made {
    if !a.is_finite() || !b.is_finite() {
        return add_special(a, b, b_negative, s, st);
    }
    if a.exp == b.exp {
        return add_aligned(&a.coeff, a.negative, &b.coeff, b_negative, a.exp, s).finish(s, st);
    }
    let high_is_a = a.exp > b.exp;
    let (high, low) = if high_is_a { (a, b) } else { (b, a) };
    let (mut low_coeff, mut exp) = (&low.coeff, low.exp);
    let tiny;
    if !high.coeff.is_zero() {
        // Below this exponent all that counts of the low operand is that it is there.
        let digits = high.coeff.digits();
        let far = high.exp - 1 + if digits > s.prec { 0 } else { digits - s.prec - 1 };
        if low.adjusted() < far {
            tiny = Coeff::Small(u128::from(!low.coeff.is_zero()));
            (low_coeff, exp) = (&tiny, far);
        }
    }
    let aligned = high.coeff.shifted_up(high.exp - exp)?;
    if high_is_a {
        add_aligned(&aligned, a.negative, low_coeff, b_negative, exp, s).finish(s, st)
    } else {
        add_aligned(low_coeff, a.negative, &aligned, b_negative, exp, s).finish(s, st)
    }
}

#[inline]
fn add_aligned(a: &Coeff, a_neg: bool, b: &Coeff, b_neg: bool, exp: i64, s: &Settings) -> Num {
    if a_neg == b_neg {
        return Num::finite(a_neg, a.add(b), exp);
    }
    match a.cmp(b) {
        Ordering::Greater => Num::finite(a_neg, a.sub(b), exp),
        Ordering::Less => Num::finite(b_neg, b.sub(a), exp),
        Ordering::Equal => Num::finite(s.rounding == Rounding::Floor, Coeff::ZERO, exp),
    }
}

#[cold]
fn add_special(a: &Num, b: &Num, b_negative: bool, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    Ok(match (a.is_infinite(), b.is_infinite()) {
        (true, true) if a.negative != b_negative => Num::invalid(flag::INVALID_OPERATION, st),
        (true, _) => a.clone(),
        _ => b.with_sign(b_negative),
    })
}

/// `a * b`.
#[inline]
pub fn mul(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    exact_product(a, b, s, st)?.finish(s, st)
}

#[inline]
fn exact_product(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    let negative = a.negative != b.negative;
    if a.is_finite() && b.is_finite() {
        return Ok(Num::finite(negative, a.coeff.mul(&b.coeff)?, a.exp + b.exp));
    }
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    if a.is_zero() || b.is_zero() {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    Ok(Num::infinity(negative))
}

/// `a * b + c`, rounded once.
pub fn fma(a: &Num, b: &Num, c: &Num, s: &Settings, st: &mut Status) -> Made {
    let mut met = 0;
    let product = exact_product(a, b, s, &mut met)?;
    *st |= met;
    if met & flag::INVALID != 0 { Ok(product) } else { add(&product, c, s, st) }
}

/// `+a` (rounded), or `-a`.
pub fn plus(a: &Num, negate: bool, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    let mut negative = a.negative != negate;
    if a.is_zero() {
        // As subtracting from (or adding to) zero.
        negative = negative && s.rounding == Rounding::Floor;
    }
    a.with_sign(negative).finish(s, st)
}

/// The magnitude, rounded.
pub fn abs(a: &Num, s: &Settings, st: &mut Status) -> Made {
    plus(a, a.negative, s, st)
}
