//! Division: rounded, to a whole quotient, and the remainders.

use super::{Coeff, Made, NoRoom, Num, Settings, Status, flag};
use std::cmp::Ordering;

/// `a / b`.
pub fn div(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    let mut met = 0;
    match quotient(a, b, s, &mut met) {
        Err(NoRoom) => {
            // No room for a quotient that fills the precision; an exact one has at most this many digits.
            let prec = a.coeff.digits() + 4 * b.coeff.digits() + 4;
            let narrow = Settings { prec: prec.min(s.prec), ..*s };
            met = 0;
            let made = quotient(a, b, &narrow, &mut met)?;
            *st |= met;
            if met & (flag::INEXACT | flag::ROUNDED) != 0 {
                Err(NoRoom)
            } else {
                made.finish(s, st)
            }
        }
        made => {
            *st |= met;
            made
        }
    }
}

fn quotient(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    let negative = a.negative != b.negative;
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
            return Ok(nan);
        }
        return Ok(match (a.is_infinite(), b.is_infinite()) {
            (true, true) => Num::invalid(flag::INVALID_OPERATION, st),
            (true, _) => Num::infinity(negative),
            _ => {
                *st |= flag::CLAMPED;
                Num::finite(negative, Coeff::ZERO, s.etiny())
            }
        });
    }
    if b.coeff.is_zero() {
        return Ok(by_zero(a, negative, st));
    }
    let ideal = a.exp - b.exp;
    if a.coeff.is_zero() {
        return Num::finite(negative, Coeff::ZERO, ideal).finish(s, st);
    }
    // Enough digits that one more than the precision remain.
    let shift = b.coeff.digits() - a.coeff.digits() + s.prec + 1;
    let (q, r) = if shift >= 0 {
        if let Some(made) = short_division(a, b, ideal, negative) {
            return made.finish(s, st);
        }
        a.coeff.shifted_up(shift)?.div_rem(&b.coeff)
    } else {
        a.coeff.div_rem(&b.coeff.shifted_up(-shift)?)
    };
    let exp = ideal - shift;
    if r.is_zero() {
        return without_zeros(negative, q, exp, ideal)?.finish(s, st);
    }
    // A last digit that is neither 0 nor 5 stands for all that follows.
    let q = if q.last_digit() % 5 == 0 { q.plus(1) } else { q };
    Num::finite(negative, q, exp).finish(s, st)
}

/// Exact quotients of few digits, which are common, without a long shift: found when the division comes
/// out even at once.
fn short_division(a: &Num, b: &Num, ideal: i64, negative: bool) -> Option<Num> {
    let (Coeff::Small(x), Coeff::Small(y)) = (&a.coeff, &b.coeff) else { return None };
    let (x, y) = (u64::try_from(*x).ok()?, u64::try_from(*y).ok()?);
    (x % y == 0).then(|| Num::finite(negative, Coeff::Small(u128::from(x / y)), ideal))
}

/// An exact result as close to the ideal exponent as its zeros allow.
fn without_zeros(negative: bool, coeff: Coeff, exp: i64, ideal: i64) -> Made {
    let excess = coeff.trailing_zeros().min(ideal - exp);
    if excess <= 0 {
        return Ok(Num::finite(negative, coeff, exp));
    }
    Ok(Num::finite(negative, coeff.cut(excess)?.0, exp + excess))
}

fn by_zero(a: &Num, negative: bool, st: &mut Status) -> Num {
    if a.is_zero() {
        return Num::invalid(flag::DIVISION_UNDEFINED, st);
    }
    *st |= flag::DIVISION_BY_ZERO;
    Num::infinity(negative)
}

/// Quotient towards zero and remainder of finite numbers, the divisor not zero; none when the quotient has
/// too many digits.
fn whole(a: &Num, b: &Num, s: &Settings) -> Result<Option<(Num, Num)>, NoRoom> {
    let ideal = a.exp.min(b.exp);
    let negative = a.negative != b.negative;
    let zero = Num::finite(negative, Coeff::ZERO, 0);
    if a.coeff.is_zero() {
        return Ok(Some((zero, Num::finite(a.negative, Coeff::ZERO, ideal))));
    }
    let difference = a.adjusted() - b.adjusted();
    if difference < 0 {
        let rest = a.coeff.shifted_up(a.exp - ideal)?;
        return Ok(Some((zero, Num::finite(a.negative, rest, ideal))));
    }
    if difference > s.prec {
        return Ok(None);
    }
    let (q, r) = match a.exp.cmp(&b.exp) {
        Ordering::Greater => a.coeff.shifted_up(a.exp - b.exp)?.div_rem(&b.coeff),
        Ordering::Less => a.coeff.div_rem(&b.coeff.shifted_up(b.exp - a.exp)?),
        Ordering::Equal => a.coeff.div_rem(&b.coeff),
    };
    if q.digits() > s.prec {
        return Ok(None);
    }
    Ok(Some((Num::finite(negative, q, 0), Num::finite(a.negative, r, ideal))))
}

/// `a // b`.
pub fn div_int(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    let negative = a.negative != b.negative;
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
            return Ok(nan);
        }
        return Ok(match (a.is_infinite(), b.is_infinite()) {
            (true, true) => Num::invalid(flag::INVALID_OPERATION, st),
            (true, _) => Num::infinity(negative),
            _ => Num::finite(negative, Coeff::ZERO, 0),
        });
    }
    if b.coeff.is_zero() {
        return Ok(by_zero(a, negative, st));
    }
    match whole(a, b, s)? {
        Some((q, _)) => q.finish(s, st),
        None => Ok(Num::invalid(flag::DIVISION_IMPOSSIBLE, st)),
    }
}

/// `a % b`, with the sign of `a`.
pub fn rem(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(made) = rem_special(a, b, s, st)? {
        return Ok(made);
    }
    match whole(a, b, s)? {
        Some((_, r)) => r.finish(s, st),
        None => Ok(Num::invalid(flag::DIVISION_IMPOSSIBLE, st)),
    }
}

fn rem_special(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Result<Option<Num>, NoRoom> {
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
            return Ok(Some(nan));
        }
        if a.is_infinite() {
            return Ok(Some(Num::invalid(flag::INVALID_OPERATION, st)));
        }
        return Ok(Some(a.clone().finish(s, st)?));
    }
    if b.coeff.is_zero() {
        let undefined = a.coeff.is_zero();
        let why = if undefined { flag::DIVISION_UNDEFINED } else { flag::INVALID_OPERATION };
        return Ok(Some(Num::invalid(why, st)));
    }
    Ok(None)
}

/// `divmod(a, b)`.
pub fn div_mod(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Result<(Num, Num), NoRoom> {
    let negative = a.negative != b.negative;
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok((nan.clone(), nan));
    }
    if a.is_infinite() {
        let q = if b.is_infinite() { Num::nan() } else { Num::infinity(negative) };
        return Ok((q, Num::invalid(flag::INVALID_OPERATION, st)));
    }
    if b.is_infinite() {
        return Ok((Num::finite(negative, Coeff::ZERO, 0), a.clone().finish(s, st)?));
    }
    if b.coeff.is_zero() {
        if a.coeff.is_zero() {
            return Ok((Num::nan(), Num::invalid(flag::DIVISION_UNDEFINED, st)));
        }
        *st |= flag::DIVISION_BY_ZERO | flag::INVALID_OPERATION;
        return Ok((Num::infinity(negative), Num::nan()));
    }
    match whole(a, b, s)? {
        Some((q, r)) => Ok((q.finish(s, st)?, r.finish(s, st)?)),
        None => Ok((Num::nan(), Num::invalid(flag::DIVISION_IMPOSSIBLE, st))),
    }
}

/// The remainder of the quotient rounded to the nearest whole number.
pub fn rem_near(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(made) = rem_special(a, b, s, st)? {
        return Ok(made);
    }
    let ideal = a.exp.min(b.exp);
    if a.coeff.is_zero() {
        return Num::finite(a.negative, Coeff::ZERO, ideal).finish(s, st);
    }
    let difference = a.adjusted() - b.adjusted();
    if difference < -1 {
        // Less than half of the divisor.
        let rest = a.coeff.shifted_up(a.exp - ideal)?;
        return Num::finite(a.negative, rest, ideal).finish(s, st);
    }
    if difference > s.prec {
        return Ok(Num::invalid(flag::DIVISION_IMPOSSIBLE, st));
    }
    let x = a.coeff.shifted_up(a.exp - ideal)?;
    let y = b.coeff.shifted_up(b.exp - ideal)?;
    let (q, r) = x.div_rem(&y);
    let up = match r.add(&r).cmp(&y) {
        Ordering::Greater => true,
        Ordering::Equal => q.is_odd(),
        Ordering::Less => false,
    };
    let q = if up { q.plus(1) } else { q };
    if q.digits() > s.prec {
        return Ok(Num::invalid(flag::DIVISION_IMPOSSIBLE, st));
    }
    let (negative, r) = if up { (!a.negative, y.sub(&r)) } else { (a.negative, r) };
    Num::finite(negative, r, ideal).finish(s, st)
}
