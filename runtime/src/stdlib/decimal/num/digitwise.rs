//! Operations on single digits: logical ones on numbers of zeros and ones, shifting and rotating.

use super::{Coeff, Made, NoRoom, Num, Settings, Status, flag};

/// A logical operation of two digits.
#[derive(Copy, Clone, Debug)]
pub enum Logic {
    /// Both are one.
    And,
    /// One of them is.
    Or,
    /// They differ.
    Xor,
}

/// The last digits of a logical operand, as many as the precision says, the very last one first; none if
/// it is not one.
fn logical_digits(a: &Num, s: &Settings) -> Option<Vec<u8>> {
    if !a.is_finite() || a.negative || a.exp != 0 {
        return None;
    }
    let mut digits: Vec<u8> = a.coeff.text().bytes().rev().map(|b| b - b'0').collect();
    let is_logical = digits.iter().all(|&d| d <= 1);
    digits.truncate(usize::try_from(s.prec).unwrap_or(usize::MAX));
    is_logical.then_some(digits)
}

fn from_digits(digits: &[u8]) -> Num {
    let text: String = digits.iter().rev().map(|&d| char::from(b'0' + d)).collect();
    Num::finite(false, super::parse::coeff(&text), 0)
}

/// `logical_and`, `logical_or`, `logical_xor`.
pub fn logical(a: &Num, b: &Num, how: Logic, s: &Settings, st: &mut Status) -> Made {
    let (Some(x), Some(y)) = (logical_digits(a, s), logical_digits(b, s)) else {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    };
    let at = |digits: &[u8], i: usize| digits.get(i).copied().unwrap_or(0);
    let digits: Vec<u8> = (0..x.len().max(y.len()))
        .map(|i| {
            let (x, y) = (at(&x, i), at(&y, i));
            match how {
                Logic::And => x & y,
                Logic::Or => x | y,
                Logic::Xor => x ^ y,
            }
        })
        .collect();
    Ok(from_digits(&digits))
}

/// `logical_invert`: of as many digits as the precision says.
pub fn invert(a: &Num, s: &Settings, st: &mut Status) -> Made {
    let Some(x) = logical_digits(a, s) else {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    };
    super::room::check_digits(s.prec as u64)?;
    let digits: Vec<u8> =
        (0..s.prec as usize).map(|i| 1 - x.get(i).copied().unwrap_or(0)).collect();
    Ok(from_digits(&digits))
}

/// By how many digits `b` says to shift or rotate.
fn distance(b: &Num, s: &Settings) -> Option<i64> {
    if !b.is_finite() || b.exp != 0 {
        return None;
    }
    b.to_i64().filter(|n| n.abs() <= s.prec)
}

/// `shift`: zeros come in.
pub fn shift(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    let Some(n) = distance(b, s) else {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    };
    if a.is_infinite() {
        return Ok(a.clone());
    }
    let coeff = if n >= 0 {
        // What would be shifted out need not be shifted.
        a.coeff.low_digits((s.prec - n).max(1))?.shifted_up(n)?.low_digits(s.prec)?
    } else {
        a.coeff.low_digits(s.prec)?.cut(-n)?.0
    };
    Ok(Num::finite(a.negative, coeff, a.exp))
}

/// `rotate`: digits that leave on one side come in on the other.
pub fn rotate(a: &Num, b: &Num, s: &Settings, st: &mut Status) -> Made {
    if let Some(nan) = Num::nan_of(&[a, b], s, st)? {
        return Ok(nan);
    }
    let Some(n) = distance(b, s) else {
        return Ok(Num::invalid(flag::INVALID_OPERATION, st));
    };
    if a.is_infinite() {
        return Ok(a.clone());
    }
    let digits = a.coeff.low_digits(s.prec)?;
    let n = if n < 0 { n + s.prec } else { n };
    // The last `prec - n` digits go up by `n`, the others down.
    let low = low_or_none(&digits, s.prec - n)?;
    let high = digits.cut(s.prec - n)?.0;
    Ok(Num::finite(a.negative, low.shifted_up(n)?.add(&high), a.exp))
}

fn low_or_none(digits: &Coeff, k: i64) -> Result<Coeff, NoRoom> {
    if k <= 0 { Ok(Coeff::ZERO) } else { digits.low_digits(k) }
}
