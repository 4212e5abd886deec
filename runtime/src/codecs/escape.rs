//! Backslash escapes: `unicode_escape`, `raw_unicode_escape`, and those of bytes literals.
#![forbid(unsafe_code)]

use super::errors::{Fault, Handler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::repr::push_escape;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;

/// Encodes as `unicode_escape`: ASCII, without the quotes of `repr`.
pub fn unicode_encode(text: &StrObj) -> Vec<u8> {
    let mut buf = TextBuf::with_capacity(text.len());
    for point in text.code_points() {
        match point {
            0x5c => buf.push_str("\\\\"),
            0x09 => buf.push_str("\\t"),
            0x0a => buf.push_str("\\n"),
            0x0d => buf.push_str("\\r"),
            0x20..=0x7e => buf.push(point),
            _ => push_escape(&mut buf, point),
        }
    }
    buf.units().iter().map(|p| p as u8).collect()
}

/// Encodes as `raw_unicode_escape`: Latin-1, the rest escaped.
pub fn raw_unicode_encode(text: &StrObj) -> Vec<u8> {
    let mut buf = TextBuf::with_capacity(text.len());
    for point in text.code_points() {
        if point < 0x100 { buf.push(point) } else { push_escape(&mut buf, point) }
    }
    buf.units().iter().map(|p| p as u8).collect()
}

/// Hexadecimal digits at `at`, at most `max`: their value and number.
fn hex_digits(data: &[u8], at: usize, max: usize) -> (u32, usize) {
    let mut value = 0;
    for n in 0..max {
        match data.get(at + n).and_then(|&b| char::from(b).to_digit(16)) {
            Some(digit) => value = value << 4 | digit,
            None => return (value, n),
        }
    }
    (value, max)
}

/// One to three octal digits at `at`.
fn octal_digits(data: &[u8], at: usize) -> (u32, usize) {
    let mut value = 0;
    for n in 0..3 {
        match data.get(at + n) {
            Some(&b @ b'0'..=b'7') => value = value << 3 | u32::from(b - b'0'),
            _ => return (value, n),
        }
    }
    (value, 3)
}

/// What a simple escape stands for.
fn simple_escape(b: u8) -> Option<u8> {
    Some(match b {
        b'\\' => b'\\',
        b'\'' => b'\'',
        b'"' => b'"',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        _ => return None,
    })
}

/// Decodes `unicode_escape`. With `last` false an unfinished escape is left over.
pub fn unicode_decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    last: bool,
) -> PyResult<(Gc<StrObj>, usize)> {
    let mut buf = TextBuf::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        if data[at] != b'\\' {
            buf.push(data[at].into());
            at += 1;
            continue;
        }
        let Some(&kind) = data.get(at + 1) else {
            if !last {
                break;
            }
            let fault = Fault {
                encoding: "unicodeescape",
                start: at,
                end: at + 1,
                reason: "\\ at end of string",
            };
            at = cx.handle_decode(handler, data, fault, &mut buf)?;
            continue;
        };
        if let Some(b) = simple_escape(kind) {
            buf.push(b.into());
            at += 2;
            continue;
        }
        let outcome = match kind {
            b'\n' => Ok((None, 2)),
            b'0'..=b'7' => {
                let (value, n) = octal_digits(data, at + 1);
                Ok((Some(value), 1 + n))
            }
            b'x' => hex_escape(data, at, 2, "truncated \\xXX escape"),
            b'u' => hex_escape(data, at, 4, "truncated \\uXXXX escape"),
            b'U' => hex_escape(data, at, 8, "truncated \\UXXXXXXXX escape"),
            b'N' => name_escape(data, at),
            _ => {
                buf.push(u32::from('\\'));
                Ok((Some(kind.into()), 2))
            }
        };
        match outcome {
            Ok((point, n)) => {
                if let Some(point) = point {
                    buf.push(point);
                }
                at += n;
            }
            Err((end, _)) if !last && end == data.len() => break,
            Err((end, reason)) => {
                let fault = Fault { encoding: "unicodeescape", start: at, end, reason };
                at = cx.handle_decode(handler, data, fault, &mut buf)?;
            }
        }
    }
    Ok((buf.finish(cx)?, at))
}

/// The code point and length of an escape, or where the fault ends and what it is.
type Escape = Result<(Option<u32>, usize), (usize, &'static str)>;

fn hex_escape(data: &[u8], at: usize, digits: usize, reason: &'static str) -> Escape {
    let (value, n) = hex_digits(data, at + 2, digits);
    if n < digits {
        return Err((at + 2 + n, reason));
    }
    if value > 0x10_ffff {
        return Err((at + 2 + n, "illegal Unicode character"));
    }
    Ok((Some(value), 2 + digits))
}

fn name_escape(data: &[u8], at: usize) -> Escape {
    let malformed = "malformed \\N character escape";
    if data.get(at + 2) != Some(&b'{') {
        return Err(((at + 2).min(data.len()), malformed));
    }
    let Some(len) = data[at + 3..].iter().position(|&b| b == b'}') else {
        return Err((data.len(), malformed));
    };
    if len == 0 {
        return Err((at + 4, malformed));
    }
    let name = String::from_utf8_lossy(&data[at + 3..at + 3 + len]).into_owned();
    match rustpython_unicode::data::lookup_character(&name) {
        Some(c) => Ok((Some(c as u32), len + 4)),
        None => Err((at + len + 4, "unknown Unicode character name")),
    }
}

/// Decodes `raw_unicode_escape`: only `\u` and `\U` after an odd number of backslashes count.
pub fn raw_unicode_decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    last: bool,
) -> PyResult<(Gc<StrObj>, usize)> {
    let mut buf = TextBuf::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        if data[at] != b'\\' {
            buf.push(data[at].into());
            at += 1;
            continue;
        }
        let digits = match data.get(at + 1) {
            Some(b'u') => 4,
            Some(b'U') => 8,
            None if !last => break,
            next => {
                // A backslash and what follows it stand for themselves, `\\` included.
                buf.push(u32::from('\\'));
                at += 1;
                if next == Some(&b'\\') {
                    buf.push(u32::from('\\'));
                    at += 1;
                }
                continue;
            }
        };
        let reason =
            if digits == 4 { "truncated \\uXXXX escape" } else { "truncated \\UXXXXXXXX escape" };
        match hex_escape(data, at, digits, reason) {
            Ok((point, n)) => {
                buf.push(point.unwrap_or(0));
                at += n;
            }
            Err((end, _)) if !last && end == data.len() => break,
            Err((end, reason)) => {
                let reason =
                    if reason.starts_with("illegal") { "\\Uxxxxxxxx out of range" } else { reason };
                let fault = Fault { encoding: "rawunicodeescape", start: at, end, reason };
                at = cx.handle_decode(handler, data, fault, &mut buf)?;
            }
        }
    }
    Ok((buf.finish(cx)?, at))
}

/// Decodes the escapes of bytes literals.
pub fn bytes_decode(cx: &mut Ctx, data: &[u8], errors: &str) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        if data[at] != b'\\' {
            out.push(data[at]);
            at += 1;
            continue;
        }
        let Some(&kind) = data.get(at + 1) else { raise!(cx, ValueError, "Trailing \\ in string") };
        if let Some(b) = simple_escape(kind) {
            out.push(b);
            at += 2;
            continue;
        }
        match kind {
            b'\n' => at += 2,
            b'0'..=b'7' => {
                let (value, n) = octal_digits(data, at + 1);
                out.push(value as u8);
                at += 1 + n;
            }
            b'x' => {
                let (value, n) = hex_digits(data, at + 2, 2);
                match (n, errors) {
                    (2, _) => out.push(value as u8),
                    (_, "strict") => raise!(cx, ValueError, "invalid \\x escape at position {at}"),
                    (_, "replace") => out.push(b'?'),
                    (_, "ignore") => {}
                    _ => raise!(
                        cx,
                        ValueError,
                        "decoding error; unknown error handling code: {errors}"
                    ),
                }
                at += 2 + n;
            }
            _ => {
                out.extend_from_slice(&[b'\\', kind]);
                at += 2;
            }
        }
    }
    Ok(out)
}

/// Encodes bytes as in a bytes literal.
pub fn bytes_encode(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    for &b in data {
        match b {
            b'\\' | b'\'' => out.extend_from_slice(&[b'\\', b]),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x20..=0x7e => out.push(b),
            _ => out.extend_from_slice(format!("\\x{b:02x}").as_bytes()),
        }
    }
    out
}
