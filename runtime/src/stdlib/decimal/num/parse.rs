//! Numbers from ASCII text: the numeric strings of the specification.

use super::{Coeff, Kind, Made, Num, Settings, Status, flag};
use malachite_base::num::conversion::traits::FromStringBase;
use malachite_nz::natural::Natural;

/// Beyond every exponent, with room to add.
const LARGE: i64 = 4_000_000_000_000_000_000;

/// The number that the text is, rounded to the settings; a NaN and `CONVERSION_SYNTAX` if it is none.
pub fn parse(text: &str, s: &Settings, st: &mut Status) -> Made {
    match read(text) {
        Some(n) if n.is_nan() && !fits_payload(&n, s) => {
            Ok(Num::invalid(flag::CONVERSION_SYNTAX, st))
        }
        Some(n) => n.finish(s, st),
        None => Ok(Num::invalid(flag::CONVERSION_SYNTAX, st)),
    }
}

fn fits_payload(n: &Num, s: &Settings) -> bool {
    n.coeff.is_zero() || n.coeff.digits() <= s.prec - i64::from(s.clamp)
}

fn read(text: &str) -> Option<Num> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    match rest.as_bytes().first()? {
        b'0'..=b'9' | b'.' => read_finite(rest, negative),
        _ => read_special(rest, negative),
    }
}

fn read_special(text: &str, negative: bool) -> Option<Num> {
    let lower = text.to_ascii_lowercase();
    if lower == "inf" || lower == "infinity" {
        return Some(Num::infinity(negative));
    }
    let (kind, payload) = match lower.strip_prefix('s') {
        Some(rest) => (Kind::Signaling, rest.strip_prefix("nan")?),
        None => (Kind::Quiet, lower.strip_prefix("nan")?),
    };
    if !payload.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(Num { negative, kind, exp: 0, coeff: coeff(payload) })
}

fn read_finite(text: &str, negative: bool) -> Option<Num> {
    let bytes = text.as_bytes();
    let is_digit = |b: &u8| b.is_ascii_digit();
    let whole = bytes.iter().take_while(|b| is_digit(b)).count();
    let mut at = whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        fraction = bytes[at..].iter().take_while(|b| is_digit(b)).count();
        at += fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    let exp = match bytes.get(at) {
        None => 0,
        Some(b'e' | b'E') => read_exponent(&text[at + 1..])?,
        Some(_) => return None,
    };
    let coeff = match fraction {
        0 => coeff(&text[..whole]),
        _ if whole + fraction <= 38 => digits(bytes[..at].iter().filter(|b| is_digit(b))),
        _ => coeff(&[&text[..whole], &text[whole + 1..whole + 1 + fraction]].concat()),
    };
    Some(Num::finite(negative, coeff, exp - fraction as i64))
}

fn read_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n = digits.bytes().fold(0i64, |n, b| {
        n.checked_mul(10)
            .and_then(|n| n.checked_add(i64::from(b - b'0')))
            .map_or(LARGE, |n| n.min(LARGE))
    });
    Some(if negative { -n } else { n })
}

fn digits<'a>(digits: impl Iterator<Item = &'a u8>) -> Coeff {
    Coeff::from_u128(digits.fold(0, |n, b| n * 10 + u128::from(b - b'0')))
}

/// A coefficient from its digits; none are zero.
pub fn coeff(text: &str) -> Coeff {
    let text = text.trim_start_matches('0');
    if text.len() <= 19 {
        return Coeff::Small(u128::from(
            text.bytes().fold(0u64, |n, b| n * 10 + u64::from(b - b'0')),
        ));
    }
    if text.len() <= 38 {
        return digits(text.as_bytes().iter());
    }
    Natural::from_string_base(10, text).map_or(Coeff::ZERO, Coeff::from_natural)
}
