//! What Python knows about single code points: classes and case mappings.
//!
//! Surrogates and other non-characters are in no class and map to themselves. Latin-1 is answered
//! without a table look-up where it matters for speed.
#![forbid(unsafe_code)]

use rustpython_unicode::{case, classify, identifier};

/// Answers `f` for a scalar value, false for surrogates.
#[inline]
fn on_char(point: u32, f: impl FnOnce(char) -> bool) -> bool {
    char::from_u32(point).is_some_and(f)
}

/// `str.isspace` for one code point.
#[inline]
pub fn is_space(point: u32) -> bool {
    match point {
        0x09..=0x0d | 0x1c..=0x20 | 0x85 | 0xa0 => true,
        0..=0xff => false,
        _ => on_char(point, classify::is_space),
    }
}

/// Whether `str.splitlines` breaks after this code point.
#[inline]
pub fn is_line_break(point: u32) -> bool {
    matches!(point, 0x0a..=0x0d | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

/// `str.isalpha` for one code point.
#[inline]
pub fn is_alpha(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_alphabetic()
    } else {
        on_char(point, classify::is_alpha)
    }
}

/// `str.isalnum` for one code point.
#[inline]
pub fn is_alnum(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_alphanumeric()
    } else {
        is_alpha(point) || is_numeric(point)
    }
}

/// `str.isdecimal` for one code point.
#[inline]
pub fn is_decimal(point: u32) -> bool {
    if point < 0x80 { (point as u8).is_ascii_digit() } else { on_char(point, classify::is_decimal) }
}

/// `str.isdigit` for one code point.
#[inline]
pub fn is_digit(point: u32) -> bool {
    if point < 0x80 { (point as u8).is_ascii_digit() } else { on_char(point, classify::is_digit) }
}

/// `str.isnumeric` for one code point.
#[inline]
pub fn is_numeric(point: u32) -> bool {
    if point < 0x80 { (point as u8).is_ascii_digit() } else { on_char(point, classify::is_numeric) }
}

/// Whether `repr` shows the code point as it is.
#[inline]
pub fn is_printable(point: u32) -> bool {
    if point < 0x7f { point >= 0x20 } else { on_char(point, classify::is_repr_printable) }
}

/// Whether the code point has the property `Lowercase`.
#[inline]
pub fn is_lower(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_lowercase()
    } else {
        on_char(point, case::is_lowercase)
    }
}

/// Whether the code point has the property `Uppercase`.
#[inline]
pub fn is_upper(point: u32) -> bool {
    if point < 0x80 {
        (point as u8).is_ascii_uppercase()
    } else {
        on_char(point, case::is_uppercase)
    }
}

/// Whether the code point is a titlecase letter.
#[inline]
pub fn is_title(point: u32) -> bool {
    point >= 0x80 && on_char(point, case::is_titlecase)
}

/// Whether the code point has case.
#[inline]
pub fn is_cased(point: u32) -> bool {
    if point < 0x80 { (point as u8).is_ascii_alphabetic() } else { on_char(point, case::is_cased) }
}

/// Whether the code point is passed over when the context of a sigma is judged.
pub fn is_case_ignorable(point: u32) -> bool {
    on_char(point, case::is_case_ignorable)
}

/// Whether an identifier can begin with this.
#[inline]
pub fn is_xid_start(point: u32) -> bool {
    match point {
        0x5f => true,
        0..=0x7f => (point as u8).is_ascii_alphabetic(),
        _ => on_char(point, identifier::is_xid_start),
    }
}

/// Whether an identifier can go on with this.
#[inline]
pub fn is_xid_continue(point: u32) -> bool {
    match point {
        0x5f => true,
        0..=0x7f => (point as u8).is_ascii_alphanumeric(),
        _ => on_char(point, identifier::is_xid_continue),
    }
}

/// The value of a decimal digit of any script.
pub fn decimal_value(point: u32) -> Option<u32> {
    if point < 0x80 {
        return char::from_u32(point)?.to_digit(10);
    }
    if !is_decimal(point) {
        return None;
    }
    // The digits of every script are ten consecutive code points in order; those of the
    // mathematical alphabets follow each other without a gap.
    if (0x1d7ce..=0x1d7ff).contains(&point) {
        return Some((point - 0x1d7ce) % 10);
    }
    let mut value = 0;
    while value < 9 && is_decimal(point - value - 1) {
        value += 1;
    }
    Some(value)
}

/// The one-to-one lower case of a code point.
pub fn simple_lower(point: u32) -> u32 {
    char::from_u32(point).map_or(point, |c| case::simple_lowercase(c) as u32)
}

/// The one-to-one upper case of a code point.
pub fn simple_upper(point: u32) -> u32 {
    char::from_u32(point).map_or(point, |c| case::simple_uppercase(c) as u32)
}

/// The full lower case, without the context of sigma.
pub fn full_lower(point: u32, mut out: impl FnMut(u32)) {
    match char::from_u32(point) {
        Some(c) => c.to_lowercase().for_each(|c| out(c as u32)),
        None => out(point),
    }
}

/// The full upper case.
pub fn full_upper(point: u32, mut out: impl FnMut(u32)) {
    match char::from_u32(point) {
        Some(c) => c.to_uppercase().for_each(|c| out(c as u32)),
        None => out(point),
    }
}

/// The full title case.
pub fn full_title(point: u32, mut out: impl FnMut(u32)) {
    match char::from_u32(point) {
        Some(c) if c.is_ascii() => out(c.to_ascii_uppercase() as u32),
        Some(c) => {
            let mut text = [0; 4];
            case::capitalize_str(c.encode_utf8(&mut text)).chars().for_each(|c| out(c as u32));
        }
        None => out(point),
    }
}

/// The full case fold.
pub fn full_fold(point: u32, mut out: impl FnMut(u32)) {
    match char::from_u32(point) {
        Some(c) if c.is_ascii() => out(c.to_ascii_lowercase() as u32),
        Some(c) => {
            let mut text = [0; 4];
            case::casefold_str(c.encode_utf8(&mut text)).chars().for_each(|c| out(c as u32));
        }
        None => out(point),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_digits_of_other_scripts_have_their_value() {
        assert_eq!(decimal_value('7' as u32), Some(7));
        assert_eq!(decimal_value('٣' as u32), Some(3));
        assert_eq!(decimal_value(0x1d7d9), Some(1));
        assert_eq!(decimal_value('²' as u32), None);
    }
}
