//! Text to float.

#![forbid(unsafe_code)]

use crate::types::int::parse::stripped;

/// Reads ASCII text as `float()` does: white space around it, underscores between digits, `inf`,
/// `infinity` and `nan` in any case; nothing else that Rust would accept.
pub fn parse(text: &[u8]) -> Option<f64> {
    let text = stripped(text);
    let (first, _) = text.split_first()?;
    let digits = if matches!(first, b'+' | b'-') { &text[1..] } else { text };
    if let Some(f) = named(digits) {
        return Some(if *first == b'-' { -f } else { f });
    }
    if !digits
        .iter()
        .all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-' | b'_'))
    {
        return None;
    }
    let text = std::str::from_utf8(text).ok()?;
    if !text.contains('_') {
        return text.parse().ok();
    }
    without_underscores(text)?.parse().ok()
}

fn named(text: &[u8]) -> Option<f64> {
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        Some(f64::INFINITY)
    } else if text.eq_ignore_ascii_case(b"nan") {
        Some(f64::NAN)
    } else {
        None
    }
}

/// Removes underscores that stand between digits; any other is an error.
pub fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |i: Option<usize>| i.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    let fine = bytes
        .iter()
        .enumerate()
        .all(|(i, &c)| c != b'_' || digit(i.checked_sub(1)) && digit(i.checked_add(1)));
    if fine { Some(text.replace('_', "")) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_literals_are_read_and_nothing_else() {
        for (text, f) in [
            (" 1.5\n", 1.5),
            ("1_0.5", 10.5),
            ("-inf", f64::NEG_INFINITY),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e5_0", 1e50),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(f), "{text}");
        }
        assert!(parse(b"-NaN").is_some_and(f64::is_nan));
        for bad in ["", ".", "1__0", "_1", "1_", "1_.5", "e5", "1e", "0x1", "+ 1", "1 2", "infinit"]
        {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }
}
