//! Comparison: by value, by representation, and what is chosen by it.

use super::{Coeff, Kind, Made, NoRoom, Num, Settings, Status, flag};
use std::cmp::Ordering;

/// Order of two numbers that are not NaNs.
pub fn order(a: &Num, b: &Num) -> Result<Ordering, NoRoom> {
    let (zero_a, zero_b) = (a.is_zero(), b.is_zero());
    if zero_a && zero_b {
        return Ok(Ordering::Equal);
    }
    let sign = |n: &Num, zero: bool| {
        if zero {
            0
        } else if n.negative {
            -1
        } else {
            1
        }
    };
    let (x, y) = (sign(a, zero_a), sign(b, zero_b));
    if x != y {
        return Ok(x.cmp(&y));
    }
    let magnitude = order_magnitude(a, b)?;
    Ok(if a.negative { magnitude.reverse() } else { magnitude })
}

/// Order of the magnitudes of two numbers that are not NaNs.
pub fn order_magnitude(a: &Num, b: &Num) -> Result<Ordering, NoRoom> {
    match (a.is_infinite(), b.is_infinite()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Greater),
        (false, true) => return Ok(Ordering::Less),
        (false, false) => {}
    }
    if a.exp == b.exp {
        return Ok(a.coeff.cmp(&b.coeff));
    }
    match (a.coeff.is_zero(), b.coeff.is_zero()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Less),
        (false, true) => return Ok(Ordering::Greater),
        (false, false) => {}
    }
    let adjusted = a.adjusted().cmp(&b.adjusted());
    if adjusted.is_ne() {
        return Ok(adjusted);
    }
    Ok(if a.exp > b.exp {
        a.coeff.shifted_up(a.exp - b.exp)?.cmp(&b.coeff)
    } else {
        a.coeff.cmp(&b.coeff.shifted_up(b.exp - a.exp)?)
    })
}

fn from_order(order: Ordering) -> Num {
    Num::small(order as i64)
}

/// `compare`, and `compare_signal` where every NaN signals.
pub fn compare(a: &Num, b: &Num, signal: bool, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        if signal {
            *st |= flag::INVALID_OPERATION;
        }
        return Ok(nan);
    }
    Ok(from_order(order(a, b)?))
}

/// Order of representations: signs, kinds, values, and at equal values exponents.
pub fn order_total(a: &Num, b: &Num) -> Result<Ordering, NoRoom> {
    if a.negative != b.negative {
        return Ok(if a.negative { Ordering::Less } else { Ordering::Greater });
    }
    let magnitude = order_total_magnitude(a, b)?;
    Ok(if a.negative { magnitude.reverse() } else { magnitude })
}

fn order_total_magnitude(a: &Num, b: &Num) -> Result<Ordering, NoRoom> {
    // Infinity, then signaling, then quiet NaNs.
    let rank = |n: &Num| match n.kind {
        Kind::Finite => 0,
        Kind::Infinite => 1,
        Kind::Signaling => 2,
        Kind::Quiet => 3,
    };
    let by_rank = rank(a).cmp(&rank(b));
    if by_rank.is_ne() {
        return Ok(by_rank);
    }
    match a.kind {
        Kind::Infinite => Ok(Ordering::Equal),
        Kind::Quiet | Kind::Signaling => Ok(a.coeff.cmp(&b.coeff)),
        Kind::Finite => Ok(order_magnitude(a, b)?.then(a.exp.cmp(&b.exp))),
    }
}

/// `compare_total`, and `compare_total_mag` of the magnitudes.
pub fn compare_total(a: &Num, b: &Num, magnitude: bool) -> Made {
    let order = if magnitude { order_total_magnitude(a, b)? } else { order_total(a, b)? };
    Ok(from_order(order))
}

/// Which of two numbers `max`, `min` and their likes choose.
#[derive(Copy, Clone, Debug)]
pub struct Choice {
    /// The larger one.
    pub larger: bool,
    /// By magnitude first.
    pub magnitude: bool,
}

/// `max`, `min`, `max_mag`, `min_mag`: a quiet NaN loses against a number.
pub fn choose(a: &Num, b: &Num, how: Choice, s: &Settings, st: &mut Status) -> Made {
    match (a.kind, b.kind) {
        (Kind::Quiet, Kind::Finite | Kind::Infinite) => return b.clone().finish(s, st),
        (Kind::Finite | Kind::Infinite, Kind::Quiet) => return a.clone().finish(s, st),
        _ => {}
    }
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    let mut by = if how.magnitude { order_magnitude(a, b)? } else { order(a, b)? };
    if by.is_eq() {
        by = order_equal(a, b, how)?;
    }
    let first = if how.larger { by.is_ge() } else { by.is_lt() };
    let chosen = if first { a } else { b };
    chosen.clone().finish(s, st)
}

/// Order of numbers that compare equal.
fn order_equal(a: &Num, b: &Num, how: Choice) -> Result<Ordering, NoRoom> {
    let by_value = if how.magnitude { order(a, b)? } else { Ordering::Equal };
    if by_value.is_ne() {
        return Ok(by_value);
    }
    if a.negative != b.negative {
        return Ok(if a.negative { Ordering::Less } else { Ordering::Greater });
    }
    let by_exp = a.exp.cmp(&b.exp);
    Ok(if a.negative { by_exp.reverse() } else { by_exp })
}

/// The class of a number, as `number_class` names it.
pub fn class_name(a: &Num, s: &Settings) -> &'static str {
    let pick = |minus, plus| if a.negative { minus } else { plus };
    match a.kind {
        Kind::Quiet => "NaN",
        Kind::Signaling => "sNaN",
        Kind::Infinite => pick("-Infinity", "+Infinity"),
        Kind::Finite if a.coeff.is_zero() => pick("-Zero", "+Zero"),
        Kind::Finite if a.adjusted() < s.emin => pick("-Subnormal", "+Subnormal"),
        Kind::Finite => pick("-Normal", "+Normal"),
    }
}

/// Whether it is one.
pub fn is_one_magnitude(a: &Num) -> Result<bool, NoRoom> {
    let one = Num::finite(a.negative, Coeff::ONE, 0);
    Ok(a.is_finite() && order_magnitude(a, &one)?.is_eq())
}
