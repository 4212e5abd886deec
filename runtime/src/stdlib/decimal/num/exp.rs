//! `e ** x`, correctly rounded to nearest and even.

use super::compare::order_magnitude;
use super::fixed::{self, bits_for};
use super::{Coeff, Made, NoRoom, Num, Rounding, Settings, Status, flag};
use malachite_base::num::arithmetic::traits::DivRem;
use malachite_nz::natural::Natural;

/// How far the last digit of an approximation may be off.
const OFF: u32 = 1000;

/// `e ** a`.
pub fn exp(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    if a.is_infinite() {
        return Ok(if a.negative { Num::finite(false, Coeff::ZERO, 0) } else { a.clone() });
    }
    if a.coeff.is_zero() {
        return Ok(Num::finite(false, Coeff::ONE, 0));
    }
    let s = Settings { rounding: Rounding::HalfEven, ..*s };
    if a.adjusted() > 19 {
        return beyond(false, a.negative, &s, st);
    }
    // As near to one that also three digits more than the precision do not tell; libmpdec's limit.
    let nothing = Num::finite(false, Coeff::Small(9), -(s.prec + 4));
    if order_magnitude(a, &nothing)?.is_le() {
        *st |= flag::INEXACT | flag::ROUNDED;
        return Num::finite(false, Coeff::ONE.shifted_up(s.prec - 1)?, 1 - s.prec).finish(&s, st);
    }
    rounded(false, &s, st, |digits| approximate(a, digits))
}

/// A result beyond every exponent.
pub fn beyond(negative: bool, tiny: bool, s: &Settings, st: &mut Status) -> Made {
    let exp = if tiny { s.etiny() - 1 } else { s.emax + 1 };
    Num::finite(negative, Coeff::ONE, exp).finish(s, st)
}

/// Rounds a number that is not a decimal fraction, given by approximations: `approximate(digits)` gives a
/// coefficient of at least that many digits, off by less than `OFF`, and its exponent (Ziv's strategy).
pub fn rounded(
    negative: bool,
    s: &Settings,
    st: &mut Status,
    mut approximate: impl FnMut(i64) -> Result<(Natural, i64), NoRoom>,
) -> Made {
    let mut more = 10;
    loop {
        super::room::check_wanted()?;
        super::room::check_digits((s.prec + more).unsigned_abs())?;
        let (coeff, exp) = approximate(s.prec + more)?;
        let coeff = Coeff::from_natural(coeff);
        let excess = coeff.digits() - s.prec;
        if is_clear(&coeff, excess)? {
            *st |= flag::INEXACT | flag::ROUNDED;
            return Num::finite(negative, coeff, exp).finish(s, st);
        }
        more *= 2;
    }
}

/// Whether the last digits decide how to round although the very last ones may be off.
fn is_clear(coeff: &Coeff, excess: i64) -> Result<bool, NoRoom> {
    if excess < 5 {
        return Ok(false);
    }
    let unit = super::coeff::power_of_ten(excess as u64)?;
    let (_, rest) = coeff.to_natural().div_rem(&unit);
    let half = &unit >> 1u64;
    let from_half = if rest > half { &rest - &half } else { &half - &rest };
    let off = Natural::from(OFF);
    Ok(rest > off && &unit - &rest > off && from_half > off)
}

/// The magnitude of a finite number, in fixed point.
pub fn to_fixed(coeff: &Coeff, exp: i64, bits: u64) -> Result<Natural, NoRoom> {
    let n = coeff.to_natural() << bits;
    Ok(if exp >= 0 {
        n * super::coeff::power_of_ten(exp as u64)?
    } else {
        n / super::coeff::power_of_ten(exp.unsigned_abs())?
    })
}

fn approximate(a: &Num, digits: i64) -> Result<(Natural, i64), NoRoom> {
    // As many bits more as the whole part has, and some for errors.
    let whole = a.adjusted().max(0) + 1;
    let bits = bits_for(digits + whole) + 64;
    let x = magnitude(a, bits)?;
    let ln10 = fixed::ln10(bits)?;
    let (tens, rest) = (&x).div_rem(&ln10);
    let tens = i64::try_from(&tens).map_err(|_| NoRoom)?;
    let (tens, rest) = if a.negative { (-tens - 1, &ln10 - rest) } else { (tens, rest) };
    let y = fixed::exp(&rest, bits)?;
    let coeff = (y * super::coeff::power_of_ten(digits as u64)?) >> bits;
    Ok((coeff, tens - digits))
}

/// In fixed point, but of no more digits than count: a number of a million digits may have to be
/// understood to thirty.
fn magnitude(a: &Num, bits: u64) -> Result<Natural, NoRoom> {
    let least = -(bits as i64) / 3;
    if a.exp < least {
        let kept = a.coeff.cut(least - a.exp)?.0;
        return to_fixed(&kept, least, bits);
    }
    to_fixed(&a.coeff, a.exp, bits)
}
