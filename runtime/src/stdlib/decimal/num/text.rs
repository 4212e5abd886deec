//! Numbers as text: scientific and engineering notation, and the notations of `format()`.

use super::{Coeff, Kind, Num};

/// Where the decimal point goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Notation {
    /// As `to-scientific-string`: with an exponent only where it is needed.
    Scientific,
    /// The same with exponents that are multiples of three.
    Engineering,
    /// Always with an exponent, this many digits before the point.
    Exponent(i64),
    /// Never with an exponent.
    Fixed,
}

/// The parts of a number as text, without its sign.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Digits before the point, or the word of a special value.
    pub whole: String,
    /// Digits after the point; there is a point exactly if there are some.
    pub fraction: String,
    /// The exponent with its letter, or nothing.
    pub exponent: String,
}

/// The word of a special value.
fn word(n: &Num) -> String {
    let payload = if n.coeff.is_zero() { String::new() } else { n.coeff.text() };
    match n.kind {
        Kind::Infinite => "Infinity".to_owned(),
        Kind::Signaling => format!("sNaN{payload}"),
        _ => format!("NaN{payload}"),
    }
}

/// Zeros of `text` that would be written in this notation beyond the digits there are.
pub fn zeros_needed(n: &Num, notation: Notation) -> u64 {
    if notation == Notation::Fixed { n.exp.unsigned_abs() } else { 6 }
}

/// The parts of the text of a number.
pub fn parts(n: &Num, notation: Notation, capitals: bool) -> Parts {
    if !n.is_finite() {
        return Parts { whole: word(n), ..Parts::default() };
    }
    let digits = n.coeff.text();
    let length = digits.len() as i64;
    let left = n.exp + length;
    let place = match notation {
        Notation::Fixed => left,
        Notation::Exponent(place) => place,
        _ if n.exp <= 0 && left > -6 => left,
        Notation::Scientific => 1,
        Notation::Engineering if n.coeff == Coeff::ZERO => (left + 1).rem_euclid(3) - 1,
        Notation::Engineering => (left - 1).rem_euclid(3) + 1,
    };
    let (whole, fraction) = if place <= 0 {
        ("0".to_owned(), "0".repeat(place.unsigned_abs() as usize) + &digits)
    } else if place >= length {
        (digits + &"0".repeat((place - length) as usize), String::new())
    } else {
        let (whole, fraction) = digits.split_at(place as usize);
        (whole.to_owned(), fraction.to_owned())
    };
    let always = matches!(notation, Notation::Exponent(_));
    let exponent = match (left - place, if capitals { 'E' } else { 'e' }) {
        (0, _) if !always => String::new(),
        (n, letter) => format!("{letter}{n:+}"),
    };
    Parts { whole, fraction, exponent }
}

impl Parts {
    /// All of it, behind a sign.
    pub fn join(&self, negative: bool) -> String {
        let sign = if negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        [sign, &self.whole, point, &self.fraction, &self.exponent].concat()
    }
}

/// `to-scientific-string` or `to-engineering-string`.
pub fn to_text(n: &Num, engineering: bool, capitals: bool) -> String {
    let notation = if engineering { Notation::Engineering } else { Notation::Scientific };
    parts(n, notation, capitals).join(n.negative)
}

/// The text of a number of few digits that needs no exponent, in a buffer of the caller's: what most
/// numbers of programs are.
pub fn plain_short<'a>(n: &Num, buffer: &'a mut [u8; 32]) -> Option<&'a [u8]> {
    let Coeff::Small(coeff) = n.coeff else { return None };
    let mut rest = u64::try_from(coeff).ok()?;
    if !n.is_finite() || n.exp > 0 || n.exp < -20 {
        return None;
    }
    let places = n.exp.unsigned_abs() as usize;
    let mut at = buffer.len();
    let mut written = 0;
    while rest > 0 || written == 0 {
        if written == places && places > 0 {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    // Numbers with their first digit more than six places behind the point get an exponent.
    if places as i64 - written as i64 > 5 {
        return None;
    }
    while written <= places {
        if written == places {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0';
        written += 1;
    }
    if n.negative {
        at -= 1;
        buffer[at] = b'-';
    }
    Some(&buffer[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_agree_with_long_ones() {
        for coeff in [0u128, 1, 9, 10, 12, 123, 1000, 123_456_789_012, u128::from(u64::MAX)] {
            for exp in -21..2 {
                for negative in [false, true] {
                    let n = Num::finite(negative, Coeff::Small(coeff), exp);
                    let long = to_text(&n, false, true);
                    let mut buffer = [0; 32];
                    if let Some(short) = plain_short(&n, &mut buffer) {
                        assert_eq!(String::from_utf8_lossy(short), long, "{coeff} {exp}");
                    } else {
                        assert!(!(-6..=0).contains(&exp), "{coeff} {exp}");
                    }
                }
            }
        }
    }
}
