//! Float to text: the shortest repr, and the formats `e`, `f`, `g` with any precision, all exact.
//!
//! The digits come from `zmij` (shortest) or from Rust's formatter (which is exact); their placing
//! is Python's.

/// More digits than any float has after its last one that is not zero.
const MAX_DIGITS: usize = 1100;

/// How `format_double` shows a number.
#[derive(Copy, Clone, Default)]
pub struct Style {
    /// `#`: keep the point and trailing zeros.
    pub alternate: bool,
    /// Add `.0` to what looks like an int.
    pub add_dot_zero: bool,
    /// A result that is zero has no sign.
    pub no_neg_zero: bool,
    /// `E`, `INF` and `NAN`.
    pub upper: bool,
}

/// `repr(f)`.
pub fn repr(f: f64) -> String {
    shortest(f, true)
}

/// The shortest text that reads back as `f`; with or without `.0` for whole numbers.
pub fn shortest(f: f64, dot_zero: bool) -> String {
    if !f.is_finite() {
        return special(f, false).to_owned();
    }
    if f == 0.0 {
        let text = if dot_zero { "0.0" } else { "0" };
        return if f.is_sign_negative() { format!("-{text}") } else { text.to_owned() };
    }
    let mut buffer = zmij::Buffer::new();
    let (digits, exponent) = split_scientific(buffer.format_finite(f.abs()));
    let mut out = String::with_capacity(26);
    if f < 0.0 {
        out.push('-');
    }
    place_repr(&mut out, &digits, exponent, dot_zero);
    out
}

/// Significant digits without leading or trailing zeros, and the decimal exponent of the first, of
/// the text of a positive number in any of the usual notations.
fn split_scientific(text: &str) -> (String, i32) {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse().unwrap_or(0)),
        None => (text, 0),
    };
    let whole = mantissa.find('.').unwrap_or(mantissa.len());
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let leading = digits.bytes().take_while(|&c| c == b'0').count();
    let significant = digits[leading..].trim_end_matches('0').to_owned();
    (significant, exponent + whole as i32 - 1 - leading as i32)
}

/// Places digits as `repr` does: plain from 1e-4 up to 1e16, else with an exponent.
fn place_repr(out: &mut String, digits: &str, exponent: i32, dot_zero: bool) {
    if (-4..16).contains(&exponent) {
        if exponent < 0 {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', (-1 - exponent) as usize));
            out.push_str(digits);
        } else {
            let whole = exponent as usize + 1;
            if digits.len() > whole {
                out.push_str(&digits[..whole]);
                out.push('.');
                out.push_str(&digits[whole..]);
            } else {
                out.push_str(digits);
                out.extend(std::iter::repeat_n('0', whole - digits.len()));
                if dot_zero {
                    out.push_str(".0");
                }
            }
        }
    } else {
        out.push_str(&digits[..1]);
        if digits.len() > 1 {
            out.push('.');
            out.push_str(&digits[1..]);
        }
        push_exponent(out, exponent, 'e');
    }
}

fn push_exponent(out: &mut String, exponent: i32, letter: char) {
    out.push(letter);
    out.push(if exponent < 0 { '-' } else { '+' });
    let size = exponent.unsigned_abs();
    if size < 10 {
        out.push('0');
    }
    out.push_str(&size.to_string());
}

/// `nan`, `inf` and `-inf`.
fn special(f: f64, upper: bool) -> &'static str {
    match (f.is_nan(), f > 0.0, upper) {
        (true, _, false) => "nan",
        (true, _, true) => "NAN",
        (_, true, false) => "inf",
        (_, true, true) => "INF",
        (_, false, false) => "-inf",
        (_, false, true) => "-INF",
    }
}

/// `f` in format `kind` (`e`, `f` or `g`) with this precision.
pub fn format_double(f: f64, kind: char, precision: usize, style: Style) -> String {
    if !f.is_finite() {
        return special(f, style.upper).to_owned();
    }
    let mut text = String::new();
    let body = match kind {
        'f' => fixed(f.abs(), precision, style.alternate),
        'e' => scientific(f.abs(), precision, style),
        _ => general(f.abs(), precision.max(1), style),
    };
    let is_zero = || {
        body.bytes()
            .take_while(|c| !c.eq_ignore_ascii_case(&b'e'))
            .all(|c| matches!(c, b'0' | b'.'))
    };
    if f.is_sign_negative() && !(style.no_neg_zero && is_zero()) {
        text.push('-');
    }
    text.push_str(&body);
    text
}

fn fixed(f: f64, precision: usize, alternate: bool) -> String {
    let digits = precision.min(MAX_DIGITS);
    let mut out = format!("{f:.digits$}");
    out.extend(std::iter::repeat_n('0', precision - digits));
    if precision == 0 && alternate {
        out.push('.');
    }
    out
}

/// The digits of `f` rounded to `1 + precision` places, and the exponent of the first.
fn rounded_digits(f: f64, precision: usize) -> (String, i32) {
    let digits = precision.min(MAX_DIGITS);
    let text = format!("{f:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut out: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    out.extend(std::iter::repeat_n('0', precision - digits));
    (out, exponent.parse().unwrap_or(0))
}

fn scientific(f: f64, precision: usize, style: Style) -> String {
    let (digits, exponent) = rounded_digits(f, precision);
    let mut out = String::from(&digits[..1]);
    if precision > 0 || style.alternate {
        out.push('.');
    }
    out.push_str(&digits[1..]);
    push_exponent(&mut out, exponent, if style.upper { 'E' } else { 'e' });
    out
}

fn general(f: f64, precision: usize, style: Style) -> String {
    let (digits, exponent) = rounded_digits(f, precision - 1);
    let kept = if style.alternate { digits.as_str() } else { digits.trim_end_matches('0') };
    let kept = if kept.is_empty() { "0" } else { kept };
    // A trailing `.0` counts as a digit when it is asked for.
    let limit = if style.add_dot_zero { precision as i64 - 1 } else { precision as i64 };
    let mut out = String::new();
    if exponent < -4 || i64::from(exponent) >= limit {
        out.push_str(&kept[..1]);
        if kept.len() > 1 || style.alternate {
            out.push('.');
        }
        out.push_str(&kept[1..]);
        push_exponent(&mut out, exponent, if style.upper { 'E' } else { 'e' });
        return out;
    }
    if exponent < 0 {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', (-1 - exponent) as usize));
        out.push_str(kept);
        return out;
    }
    let whole = exponent as usize + 1;
    if kept.len() > whole {
        out.push_str(&kept[..whole]);
        out.push('.');
        out.push_str(&kept[whole..]);
    } else {
        out.push_str(kept);
        out.extend(std::iter::repeat_n('0', whole - kept.len()));
        if style.add_dot_zero {
            out.push_str(".0");
        } else if style.alternate {
            out.push('.');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repr_reads_back_and_is_placed_as_python_does() {
        let cases = [
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (-0.0, "-0.0"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (1e22, "1e+22"),
            (100.0, "100.0"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "nan"),
        ];
        for (f, text) in cases {
            assert_eq!(repr(f), text);
        }
        let mut state = 1u64;
        for _ in 0..20000 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let f = f64::from_bits(state ^ state >> 31);
            if f.is_finite() {
                assert_eq!(repr(f).parse::<f64>().map(f64::to_bits), Ok(f.to_bits()));
            }
        }
    }

    #[test]
    fn formats_match_c() {
        let plain = Style::default();
        let alternate = Style { alternate: true, ..plain };
        assert_eq!(format_double(2.5, 'f', 0, plain), "2");
        assert_eq!(format_double(2.5, 'f', 0, alternate), "2.");
        assert_eq!(format_double(1234.5678, 'e', 2, plain), "1.23e+03");
        assert_eq!(format_double(1e-5, 'g', 6, plain), "1e-05");
        assert_eq!(format_double(123456.0, 'g', 6, plain), "123456");
        assert_eq!(format_double(1234567.0, 'g', 6, plain), "1.23457e+06");
        assert_eq!(format_double(1.0, 'g', 6, alternate), "1.00000");
        assert_eq!(format_double(0.0, 'g', 6, plain), "0");
        assert_eq!(format_double(-0.001, 'f', 1, Style { no_neg_zero: true, ..plain }), "0.0");
        assert_eq!(format_double(-0.0, 'f', 1, plain), "-0.0");
        assert_eq!(format_double(0.5, 'f', 1200, plain).len(), 1202);
    }
}
