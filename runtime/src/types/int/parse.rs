//! Text to int: `int(text, base)`, with underscores, prefixes, surrounding space and all of
//! Unicode's decimal digits.

use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;
use malachite_base::num::conversion::traits::FromStringBase;
use malachite_nz::natural::Natural;

use super::limbs;

/// The code point of digit zero of every script with decimal digits but ASCII (Unicode 16, `Nd`).
const ZEROS: [u32; 75] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script.
pub fn decimal_digit(c: u32) -> Option<u8> {
    if c < 128 {
        return if (48..58).contains(&c) { Some((c - 48) as u8) } else { None };
    }
    let at = ZEROS.partition_point(|&zero| zero <= c);
    let zero = *ZEROS.get(at.checked_sub(1)?)?;
    if c - zero < 10 { Some((c - zero) as u8) } else { None }
}

/// Whether a code point above ASCII is white space for `str.isspace`.
fn is_wide_space(c: u32) -> bool {
    matches!(c, 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// The text with digits and spaces of other scripts in ASCII, as the number parsers want it; other
/// characters above ASCII become one that no number has.
pub fn to_ascii(text: &StrObj) -> Vec<u8> {
    if let Some(ascii) = text.as_ascii() {
        return ascii.as_bytes().to_vec();
    }
    let translate = |c: u32| match c {
        0..128 => c as u8,
        _ if is_wide_space(c) => b' ',
        _ => decimal_digit(c).map_or(b'?', |d| b'0' + d),
    };
    text.code_points().map(translate).collect()
}

/// Without the white space of C's `isspace` around it.
pub fn stripped(text: &[u8]) -> &[u8] {
    let space = |c: &u8| matches!(c, b' ' | 9..=13);
    let start = text.iter().position(|c| !space(c)).unwrap_or(text.len());
    let end = text.iter().rposition(|c| !space(c)).map_or(start, |i| i + 1);
    &text[start..end]
}

/// Why a text is no int.
pub enum ParseFault {
    /// It is no literal in this base.
    Invalid,
    /// It has more digits than `sys.set_int_max_str_digits` allows.
    TooLong(usize),
}

/// Parses ASCII text; `base` is 0 or 2 to 36. `max_digits` 0 means no limit.
pub fn parse(text: &[u8], base: u32, max_digits: usize) -> Result<(bool, Natural), ParseFault> {
    let mut rest = stripped(text);
    let negative = match rest.first() {
        Some(b'-') => true,
        Some(b'+') => false,
        _ => return unsigned(rest, base, max_digits).map(|n| (false, n)),
    };
    rest = &rest[1..];
    unsigned(rest, base, max_digits).map(|n| (negative, n))
}

fn prefix_base(text: &[u8]) -> Option<u32> {
    match text {
        [b'0', b'x' | b'X', ..] => Some(16),
        [b'0', b'o' | b'O', ..] => Some(8),
        [b'0', b'b' | b'B', ..] => Some(2),
        _ => None,
    }
}

fn unsigned(mut text: &[u8], base: u32, max_digits: usize) -> Result<Natural, ParseFault> {
    let prefix = prefix_base(text);
    let mut zero_only = false;
    let base = match (base, prefix) {
        (0, Some(found)) => {
            text = &text[2..];
            found
        }
        (0, None) => {
            // `0`, `00` and `0_0` are numbers, `010` is not.
            zero_only = text.first() == Some(&b'0');
            10
        }
        (_, Some(found)) if found == base => {
            text = &text[2..];
            base
        }
        _ => base,
    };
    if prefix == Some(base) && text.first() == Some(&b'_') {
        text = &text[1..];
    }
    let digits = clean_digits(text, base)?;
    if zero_only && digits.iter().any(|&d| d != b'0') {
        return Err(ParseFault::Invalid);
    }
    if max_digits > 0 && !base.is_power_of_two() && digits.len() > max_digits {
        return Err(ParseFault::TooLong(digits.len()));
    }
    Ok(accumulate(&digits, base))
}

/// The digits without underscores, all valid in the base and at least one.
fn clean_digits(text: &[u8], base: u32) -> Result<Vec<u8>, ParseFault> {
    let mut digits = Vec::with_capacity(text.len());
    let mut after_digit = false;
    for &c in text {
        if c == b'_' && after_digit {
            after_digit = false;
        } else if char::from(c).is_digit(base) {
            digits.push(c);
            after_digit = true;
        } else {
            return Err(ParseFault::Invalid);
        }
    }
    if after_digit { Ok(digits) } else { Err(ParseFault::Invalid) }
}

/// Digit strings longer than this go to malachite, which divides and conquers.
const LONG: usize = 400;

/// Digit strings longer than this take a while.
const LONG_TEXT: usize = 1 << 16;

fn accumulate(digits: &[u8], base: u32) -> Natural {
    if digits.len() > LONG {
        let text = std::str::from_utf8(digits).expect("digits are ASCII");
        return Natural::from_string_base(base as u8, text).expect("the digits were checked");
    }
    // As many digits at a time as a limb surely holds.
    let chunk = if base <= 10 { 19 } else { 12 };
    let mut out: Vec<u64> = Vec::with_capacity(digits.len() / chunk + 2);
    for part in digits.chunks(chunk) {
        let (mut value, mut scale) = (0u64, 1u64);
        for &c in part {
            value = value * base as u64 + char::from(c).to_digit(base).unwrap_or(0) as u64;
            scale *= base as u64;
        }
        let carry = limbs::mul_small(&mut out, scale, value);
        if carry != 0 {
            out.push(carry);
        }
    }
    Natural::from_owned_limbs_asc(out)
}

/// `int(text, base)` for text whose repr (for the message) is `source`.
pub fn int_from_text(cx: &mut Ctx, text: &[u8], base: u32, source: Value) -> PyResult<Value> {
    let most = cx.int_max_str_digits;
    let parsed = if text.len() < LONG_TEXT {
        parse(text, base, most)
    } else {
        let text = text.to_vec();
        cx.patiently(true, move || parse(&text, base, most))?
    };
    match parsed {
        Ok((negative, n)) => cx.int_from_natural(negative, &n),
        Err(ParseFault::Invalid) => {
            let shown = cx.repr(source)?;
            raise!(cx, ValueError, "invalid literal for int() with base {base}: {shown}")
        }
        Err(ParseFault::TooLong(n)) => {
            let limit = cx.int_max_str_digits;
            raise!(
                cx,
                ValueError,
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {n} digits; \
                 use sys.set_int_max_str_digits() to increase the limit"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, base: u32) -> Option<String> {
        let (negative, n) = parse(text.as_bytes(), base, 0).ok()?;
        Some(format!("{}{n}", if negative { "-" } else { "" }))
    }

    #[test]
    fn literals_follow_the_base_and_its_prefix() {
        assert_eq!(parsed(" -12 ", 10).as_deref(), Some("-12"));
        assert_eq!(parsed("0xff", 16).as_deref(), Some("255"));
        assert_eq!(parsed("0x_ff", 0).as_deref(), Some("255"));
        assert_eq!(parsed("0b1", 16).as_deref(), Some("177"));
        assert_eq!(parsed("00_0", 0).as_deref(), Some("0"));
        assert_eq!(parsed("zz", 36).as_deref(), Some("1295"));
        for bad in ["", "_1", "1_", "1__2", "0x", "- 1", "1 2", "+-1"] {
            assert_eq!(parsed(bad, 10), None, "{bad}");
        }
        assert_eq!(parsed("010", 0), None);
        assert_eq!(parsed("9", 8), None);
    }

    #[test]
    fn long_and_short_digit_strings_agree() {
        let digits: String =
            (0..1000).map(|i| char::from(b'0' + (i * 7 % 10 + 1) as u8 % 10)).collect();
        let whole = parsed(&digits, 10).expect("digits");
        assert_eq!(whole, digits.trim_start_matches('0'));
        let short = &digits[..399];
        assert_eq!(parsed(short, 10).expect("digits"), short.trim_start_matches('0'));
    }

    #[test]
    fn digits_of_other_scripts_count() {
        assert_eq!(decimal_digit(0x663), Some(3));
        assert_eq!(decimal_digit(0x1d7ff), Some(9));
        assert_eq!(decimal_digit(0x66a), None);
        assert_eq!(decimal_digit('a' as u32), None);
    }
}
