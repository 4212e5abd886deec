//! Text to complex.

#![forbid(unsafe_code)]

use super::Pair;
use crate::types::float::parse::{parse as parse_float, without_underscores};
use crate::types::int::parse::stripped;

/// Reads ASCII text as `complex()` does: `real`, `imagj`, `real±imagj`, in parentheses or not.
pub fn parse(text: &[u8]) -> Option<Pair> {
    let mut text = stripped(text);
    if let [b'(', inner @ .., b')'] = text {
        text = stripped(inner);
    }
    let clean = without_underscores(std::str::from_utf8(text).ok()?)?;
    let text = clean.as_bytes();
    let first = float_end(text);
    let (head, rest) = text.split_at(first);
    match rest {
        [] if first > 0 => Some((parse_float(head)?, 0.0)),
        [b'j' | b'J'] => Some((0.0, imaginary(head)?)),
        [b'+' | b'-', ..] => {
            let (tail, [b'j' | b'J']) = rest.split_at(rest.len() - 1) else { return None };
            // `+j` at the very beginning has no real part.
            let real = if head.is_empty() { 0.0 } else { parse_float(head)? };
            if tail.len() > 1 && float_end(tail) != tail.len() {
                return None;
            }
            Some((real, imaginary(tail)?))
        }
        _ => None,
    }
}

/// The number before `j`, where a mere sign (or nothing) means one.
fn imaginary(text: &[u8]) -> Option<f64> {
    match text {
        [] | b"+" => Some(1.0),
        b"-" => Some(-1.0),
        _ => parse_float(text),
    }
}

/// Where the float that `text` begins with ends; 0 if it begins with none.
fn float_end(text: &[u8]) -> usize {
    let signed = matches!(text.first(), Some(b'+' | b'-')) as usize;
    let body = &text[signed..];
    for name in [&b"infinity"[..], b"inf", b"nan"] {
        if body.len() >= name.len() && body[..name.len()].eq_ignore_ascii_case(name) {
            return signed + name.len();
        }
    }
    let digits = |from: usize| body[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    if body.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if whole + fraction == 0 {
            return 0;
        }
        end += 1 + fraction;
    } else if whole == 0 {
        return 0;
    }
    if matches!(body.get(end), Some(b'e' | b'E')) {
        let sign = matches!(body.get(end + 1), Some(b'+' | b'-')) as usize;
        let exponent = if end + 1 + sign <= body.len() { digits(end + 1 + sign) } else { 0 };
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    signed + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complex_literals_are_read() {
        let cases = [
            ("1+2j", (1.0, 2.0)),
            (" ( 1e5-infj ) ", (1e5, f64::NEG_INFINITY)),
            ("j", (0.0, 1.0)),
            ("-j", (0.0, -1.0)),
            ("3", (3.0, 0.0)),
            ("1-J", (1.0, -1.0)),
            ("1_0j", (0.0, 10.0)),
            ("-1e-3-.5j", (-1e-3, -0.5)),
        ];
        for (text, pair) in cases {
            assert_eq!(parse(text.as_bytes()), Some(pair), "{text}");
        }
        for bad in ["", "1+", "1 + 2j", "1j+1", "1+2", "+", "1+2jj", "1++2j", "(1", "1__0j"] {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }
}
