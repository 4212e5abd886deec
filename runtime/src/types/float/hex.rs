//! `float.hex` and `float.fromhex`.

#![forbid(unsafe_code)]

use crate::types::int::parse::stripped;
use crate::types::int::to_float::{decompose, scaled};

/// `f.hex()`.
pub fn to_hex(f: f64) -> String {
    if !f.is_finite() {
        return super::text::repr(f);
    }
    let sign = if f.is_sign_negative() { "-" } else { "" };
    if f == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (mantissa, exp) = decompose(f.abs());
    let (lead, fraction) = (mantissa >> 52, mantissa & ((1 << 52) - 1));
    format!("{sign}0x{lead}.{fraction:013x}p{:+}", exp + 52)
}

/// Why a text is no hexadecimal float.
pub enum HexFault {
    /// It is malformed.
    Invalid,
    /// It is too large.
    Overflow,
}

/// `float.fromhex(text)` for ASCII text.
pub fn from_hex(text: &[u8]) -> Result<f64, HexFault> {
    let text = stripped(text);
    let (negative, rest) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let magnitude = match rest.to_ascii_lowercase().as_slice() {
        b"inf" | b"infinity" => f64::INFINITY,
        b"nan" => f64::NAN,
        lower => finite(lower)?,
    };
    Ok(if negative { -magnitude } else { magnitude })
}

fn finite(text: &[u8]) -> Result<f64, HexFault> {
    let text = text.strip_prefix(b"0x").unwrap_or(text);
    let (digits, exponent) = match text.iter().position(|&c| c == b'p') {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let exponent = exponent.map_or(Ok(0), exponent_value)?;
    let (mut mantissa, mut sticky, mut scale) = (0u128, false, 0i64);
    let (mut seen, mut point) = (false, false);
    for &c in digits {
        if c == b'.' && !point {
            point = true;
            continue;
        }
        let Some(d) = char::from(c).to_digit(16) else { return Err(HexFault::Invalid) };
        seen = true;
        if mantissa >> 120 == 0 {
            mantissa = mantissa << 4 | d as u128;
            scale -= if point { 4 } else { 0 };
        } else {
            sticky |= d != 0;
            scale += if point { 0 } else { 4 };
        }
    }
    if !seen {
        return Err(HexFault::Invalid);
    }
    let f = scaled(mantissa, exponent.saturating_add(scale).clamp(-1 << 40, 1 << 40), sticky);
    if f.is_infinite() { Err(HexFault::Overflow) } else { Ok(f) }
}

fn exponent_value(text: &[u8]) -> Result<i64, HexFault> {
    let digits = match text.split_first() {
        Some((b'+' | b'-', rest)) => rest,
        _ => text,
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(HexFault::Invalid);
    }
    let size =
        digits.iter().fold(0i64, |n, c| n.saturating_mul(10).saturating_add((c - b'0') as i64));
    Ok(if text[0] == b'-' { -size.min(1 << 40) } else { size.min(1 << 40) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_text_round_trips() {
        for f in [0.1, -1.5, 5e-324, 1e300, f64::MAX, f64::MIN_POSITIVE] {
            assert_eq!(from_hex(to_hex(f).as_bytes()).ok(), Some(f));
        }
        assert_eq!(to_hex(0.1), "0x1.999999999999ap-4");
        assert_eq!(to_hex(5e-324), "0x0.0000000000001p-1022");
        assert_eq!(from_hex(b"0x.1").ok(), Some(0.0625));
        assert_eq!(from_hex(b"0x0.8p-1074").ok(), Some(0.0));
        assert_eq!(from_hex(b"0x0.80001p-1074").ok(), Some(5e-324));
        assert!(matches!(from_hex(b"0x1.fffffffffffff8p1023"), Err(HexFault::Overflow)));
        assert!(matches!(from_hex(b"0x"), Err(HexFault::Invalid)));
        assert!(matches!(from_hex(b"1.p"), Err(HexFault::Invalid)));
    }
}
