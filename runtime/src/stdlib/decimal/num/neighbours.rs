//! The numbers next to a number.

use super::compare::order;
use super::sum::{add, sub};
use super::{Coeff, Made, Num, Rounding, Settings, Status, flag};

/// The largest number below.
pub fn next_minus(a: &Num, s: &Settings, st: &mut Status) -> Made {
    next(a, true, s, st)
}

/// The smallest number above.
pub fn next_plus(a: &Num, s: &Settings, st: &mut Status) -> Made {
    next(a, false, s, st)
}

fn next(a: &Num, down: bool, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a], s, st)? {
        return Ok(nan);
    }
    if a.is_infinite() {
        // The next number from the far side is the largest one.
        return if a.negative == down { Ok(a.clone()) } else { Num::largest(a.negative, s) };
    }
    let rounding = if down { Rounding::Floor } else { Rounding::Ceiling };
    let work = Settings { rounding, ..*s };
    let mut met = 0;
    let near = a.clone().finish(&work, &mut met)?;
    if met & (flag::INEXACT | flag::ERRORS) != 0 {
        *st |= met & flag::ERRORS;
        return Ok(near);
    }
    let tiny = Num::finite(false, Coeff::ONE, s.etiny() - 1);
    let made = if down { sub(a, &tiny, &work, &mut met)? } else { add(a, &tiny, &work, &mut met)? };
    *st |= met & flag::ERRORS;
    Ok(made)
}

/// The next number from `a` in the direction of `b`.
pub fn next_toward(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    let by = order(a, b)?;
    if by.is_eq() {
        return Ok(a.with_sign(b.negative));
    }
    let made = next(a, by.is_gt(), s, st)?;
    if made.is_infinite() {
        *st |= flag::OVERFLOW | flag::ROUNDED | flag::INEXACT;
    } else if made.adjusted() < s.emin {
        *st |= flag::UNDERFLOW | flag::SUBNORMAL | flag::ROUNDED | flag::INEXACT;
        if made.is_zero() {
            *st |= flag::CLAMPED;
        }
    }
    Ok(made)
}
