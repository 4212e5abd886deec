//! Powers: with whole exponents by repeated multiplication, else by logarithm and exponential function;
//! and powers modulo a whole number.
//!
//! Whole powers are computed as libmpdec computes them, rounding each product to a few digits more than
//! the precision, so that coefficients, exponents and conditions are the same.

use super::compare::{is_one_magnitude, order, order_magnitude};
use super::divide::div;
use super::exp::{beyond, exp};
use super::log::ln;
use super::quantize::truncated;
use super::sum::{mul, sub};
use super::{Coeff, Made, NoRoom, Num, Settings, Status, flag};
use malachite_base::num::arithmetic::traits::{DivRem, ModPow};
use malachite_nz::natural::Natural;
use std::cmp::Ordering;

/// `a ** b`.
pub fn pow(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    let negative = a.negative && b.is_odd()?;
    let zero = Num::finite(negative, Coeff::ZERO, 0);
    let one = Num::finite(negative, Coeff::ONE, 0);
    if a.is_zero() {
        return Ok(match (b.is_zero(), b.negative) {
            (true, _) => Num::invalid(flag::INVALID_OPERATION, st),
            (_, true) => Num::infinity(negative),
            _ => zero,
        });
    }
    if a.negative && !b.is_whole() {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    if b.is_infinite() {
        return match order_magnitude(a, &one)? {
            Ordering::Equal => {
                *st |= flag::INEXACT | flag::ROUNDED;
                padded_one(negative, s.prec - 1)
            }
            by if by.is_lt() != b.negative => Ok(zero),
            _ => Ok(Num::infinity(negative)),
        };
    }
    if a.is_infinite() {
        return Ok(match (b.is_zero(), b.negative) {
            (true, _) => one,
            (_, true) => zero,
            _ => Num::infinity(negative),
        });
    }
    if b.is_zero() {
        return Ok(one);
    }
    if is_one_magnitude(a)? {
        return power_of_one(a, b, negative, s, st);
    }
    if let Some(tiny) = is_beyond(a, b, s)? {
        return beyond(negative, tiny, s, st);
    }
    if b.is_whole() { whole(a, b, negative, s, st) } else { real(a, b, s, st) }
}

fn padded_one(negative: bool, zeros: i64) -> Made {
    Ok(Num::finite(negative, Coeff::ONE.shifted_up(zeros)?, -zeros))
}

/// `1.000 ** 3 = 1.000000000`, as far as the precision goes.
fn power_of_one(a: &Num, b: &Num, negative: bool, s: &Settings, st: &mut Status) -> Made {
    if !b.is_whole() {
        *st |= flag::INEXACT | flag::ROUNDED;
        return padded_one(negative, s.prec - 1);
    }
    if b.negative {
        return Ok(Num::finite(negative, Coeff::ONE, 0));
    }
    let zeros = match b.to_i64() {
        Some(n) => i128::from(n) * i128::from(-a.exp),
        None if a.exp == 0 => 0,
        None => i128::from(i64::MAX),
    };
    if zeros > i128::from(s.prec - 1) {
        *st |= flag::ROUNDED;
        return padded_one(negative, s.prec - 1);
    }
    padded_one(negative, zeros as i64)
}

/// Whether the result certainly is beyond the exponents, and if so whether it is too small. Numbers that are
/// not certain run into the same by computing, but round what comes on the way to nearest.
fn is_beyond(a: &Num, b: &Num, s: &Settings) -> Result<Option<bool>, NoRoom> {
    let digits = |n: i64| i64::from(n.unsigned_abs().max(1).ilog10()) + 1;
    // |log10(a)| is at least 10 ** this.
    let low_exp = match a.adjusted() {
        n @ (-1 | 0) => {
            let off = sub(&a.with_sign(false), &Num::small(1), &Settings::WIDEST, &mut 0)?;
            // Generously: |log10(1 + d)| is above |d| / 10 for d up to 9. libmpdec has these bounds.
            off.adjusted() - (n + 2)
        }
        n if n > 0 => digits(n) - 1,
        n => digits(n + 1) - 1,
    };
    let tiny = (a.adjusted() < 0) != b.negative;
    let most = if tiny { digits(s.etiny()) } else { digits(s.emax) };
    Ok((low_exp + b.adjusted() > most).then_some(tiny))
}

fn whole(a: &Num, b: &Num, negative: bool, s: &Settings, st: &mut Status) -> Made {
    let prec = s.prec + b.coeff.digits() + b.exp + 2;
    let mut work = s.working(prec);
    let base = if b.negative {
        work.prec += 1;
        let mut met = 0;
        let inverse = div(&Num::small(1), a, &work, &mut met)?;
        *st |= met;
        if met & flag::ERRORS != 0 {
            return Ok(Num::nan());
        }
        inverse
    } else {
        a.clone()
    };
    // An exponent that is no machine number leads beyond every range, or it is a base near one, for which
    // the logarithm serves.
    let Some(n) = b.to_i64() else {
        return real(&a.with_sign(false), b, s, st).map(|made| made.with_sign(negative));
    };
    let n = n.unsigned_abs();
    let (mut met, mut power) = (0, base.clone());
    for bit in (0..63 - n.leading_zeros()).rev() {
        super::room::check_wanted()?;
        power = mul(&power, &power, &work, &mut met)?;
        if n >> bit & 1 != 0 {
            power = mul(&power, &base, &work, &mut met)?;
        }
        if !power.is_finite() || power.coeff.is_zero() && met & flag::CLAMPED != 0 {
            break;
        }
    }
    *st |= met;
    power.negative = negative;
    if power.is_infinite() {
        // So that the rounding of the context decides.
        return beyond(negative, false, s, st);
    }
    power.finish(s, st)
}

fn real(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    let work = Settings { prec: a.coeff.digits().max(s.prec) + 4 + 19, ..Settings::WIDEST };
    let mut met = 0;
    let log = ln(a, &work, &mut met)?;
    let product = mul(&log, b, &work, &mut met)?;
    let made = exp(&product, &work, st)?;
    if made.is_finite() && order(&made, &Num::small(1))?.is_eq() {
        return padded_one(false, s.prec - 1)?.finish(s, st);
    }
    if made.is_infinite() {
        return beyond(false, false, s, st);
    }
    made.finish(s, st)
}

/// `a ** b % m`, all whole, `b` not negative.
pub fn pow_mod(a: &Num, b: &Num, m: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b, m], s, st)? {
        return Ok(nan);
    }
    let all_whole = a.is_whole() && b.is_whole() && m.is_whole();
    let zeros = a.is_zero() && b.is_zero();
    if !all_whole || b.negative && !b.is_zero() || m.is_zero() || zeros || m.adjusted() >= s.prec {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    let negative = a.negative && b.is_odd()?;
    let modulus = truncated(m)?.into_natural();
    let reduced = |n: &Num| -> Result<Natural, NoRoom> {
        let coeff = if n.exp < 0 { truncated(n)? } else { n.coeff.clone() };
        let base = coeff.into_natural().div_rem(&modulus).1;
        if n.exp <= 0 {
            return Ok(base);
        }
        let ten = Natural::from(10u32).div_rem(&modulus).1;
        let tens = ten.mod_pow(Natural::from(n.exp.unsigned_abs()), &modulus);
        Ok((base * tens).div_rem(&modulus).1)
    };
    let base = reduced(a)?;
    let power = if b.is_zero() {
        Natural::from(1u32).div_rem(&modulus).1
    } else {
        base.mod_pow(truncated(b)?.into_natural(), &modulus)
    };
    Ok(Num::finite(negative, Coeff::from_natural(power), 0))
}
