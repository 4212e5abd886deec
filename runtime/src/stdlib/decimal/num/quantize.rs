//! Changing the exponent: quantize, rounding to whole numbers, dropping zeros, scaling.

use super::round::rounds_up;
use super::{Coeff, Kind, Made, NoRoom, Num, Rest, Settings, Status, flag};

/// `a` with the exponent of `b`.
pub fn quantize(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if !a.is_finite() || !b.is_finite() {
        if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
            return Ok(nan);
        }
        return Ok(match a.is_infinite() && b.is_infinite() {
            true => a.clone(),
            false => Num::invalid(flag::INVALID_OPERATION, st),
        });
    }
    if b.exp > s.emax || b.exp < s.etiny() {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    if a.coeff.is_zero() {
        return Num::finite(a.negative, Coeff::ZERO, b.exp).finish(s, st);
    }
    let shift = a.exp - b.exp;
    if a.coeff.digits() + shift > s.prec {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    let mut met = 0;
    let made = rescaled(a, b.exp, s, &mut met)?;
    if made.coeff.digits() > s.prec || made.adjusted() > s.emax {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    }
    *st |= met;
    made.finish(s, st)
}

/// A finite number with another exponent, rounded but of any length.
pub fn rescaled(a: &Num, exp: i64, s: &Settings, st: &mut Status) -> Made {
    if exp <= a.exp {
        return Ok(Num::finite(a.negative, a.coeff.shifted_up(a.exp - exp)?, exp));
    }
    let (mut kept, rest) = a.coeff.cut(exp - a.exp)?;
    if rounds_up(s.rounding, a.negative, &kept, rest) {
        kept = kept.plus(1);
    }
    *st |= flag::ROUNDED;
    if rest != Rest::Zero {
        *st |= flag::INEXACT;
    }
    Ok(Num::finite(a.negative, kept, exp))
}

/// `a` rounded to a whole number; `exact` notes that it was.
pub fn to_integral(a: &Num, exact: bool, s: &Settings, st: &mut Status) -> Made {
    if !a.is_finite() {
        return Ok(match Num::nan_of(&[a], s, st)? {
            Some(nan) => nan,
            None => a.clone(),
        });
    }
    if a.exp >= 0 {
        return Ok(a.clone());
    }
    if a.coeff.is_zero() {
        return Ok(Num::finite(a.negative, Coeff::ZERO, 0));
    }
    let mut met = 0;
    let made = rescaled(a, 0, s, &mut met)?;
    if exact {
        *st |= met;
    }
    Ok(made)
}

/// The whole part, towards zero, as sign and magnitude.
pub fn truncated(a: &Num) -> Result<Coeff, NoRoom> {
    if a.exp >= 0 { a.coeff.shifted_up(a.exp) } else { Ok(a.coeff.cut(-a.exp)?.0) }
}

/// The shortest form of the rounded number.
pub fn reduce(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    let made = a.clone().finish(s, st)?;
    if !made.is_finite() {
        return Ok(made);
    }
    if made.coeff.is_zero() {
        return Ok(Num::finite(made.negative, Coeff::ZERO, 0));
    }
    let highest = if s.clamp { s.etop() } else { s.emax };
    let drop = made.coeff.trailing_zeros().min(highest - made.exp).max(0);
    Ok(Num::finite(made.negative, made.coeff.cut(drop)?.0, made.exp + drop))
}

/// `a * 10 ** b`.
pub fn scaleb(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    // No precision and exponent are so large that the limit overflows.
    let limit = 2 * (s.emax as i128 + s.prec as i128);
    let n = match b.to_i64() {
        Some(n) if b.exp == 0 && i128::from(n).abs() <= limit => n,
        _ => return Ok(Num::invalid(flag::INVALID_OPERATION, st)),
    };
    if a.is_infinite() {
        return Ok(a.clone());
    }
    let exp = (i128::from(a.exp) + i128::from(n)).clamp(-LARGE, LARGE);
    Num::finite(a.negative, a.coeff.clone(), exp as i64).finish(s, st)
}

/// Beyond every exponent that fits, with room to add.
const LARGE: i128 = 4_000_000_000_000_000_000;

/// The exponent of the first digit, as a number.
pub fn logb(a: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    if a.is_infinite() {
        return Ok(Num::infinity(false));
    }
    if a.is_zero() {
        *st |= flag::DIVISION_BY_ZERO;
        return Ok(Num::infinity(true));
    }
    Num::small(a.adjusted()).finish(s, st)
}

/// Whether both have the same exponent, or are the same kind of special value.
pub fn same_quantum(a: &Num, b: &Num) -> bool {
    match (a.kind, b.kind) {
        (Kind::Finite, Kind::Finite) => a.exp == b.exp,
        (Kind::Infinite, Kind::Infinite) => true,
        _ => a.is_nan() && b.is_nan(),
    }
}
