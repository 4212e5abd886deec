//! JSON strings: writing them with escapes, reading them.
#![forbid(unsafe_code)]

use super::decode_error;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Unit, Units};
use crate::value::Value;

/// Appends a text in double quotes; with `ascii` everything beyond ASCII as `\u` escapes.
pub(super) fn push_quoted(out: &mut TextBuf, text: Units<'_>, ascii: bool) {
    out.push_char('"');
    let plain = |p: u32| p >= 0x20 && p != 0x22 && p != 0x5c && (!ascii || p < 0x7f);
    let mut from = 0;
    for (i, point) in text.iter().enumerate() {
        if plain(point) {
            continue;
        }
        out.push_units(text.range(from, i));
        from = i + 1;
        match point {
            0x22 => out.push_str("\\\""),
            0x5c => out.push_str("\\\\"),
            0x0a => out.push_str("\\n"),
            0x0d => out.push_str("\\r"),
            0x09 => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            0x1_0000.. => {
                let rest = point - 0x1_0000;
                let (high, low) = (0xd800 | rest >> 10, 0xdc00 | rest & 0x3ff);
                out.push_str(&format!("\\u{high:04x}\\u{low:04x}"));
            }
            _ => out.push_str(&format!("\\u{point:04x}")),
        }
    }
    out.push_units(text.range(from, text.len()));
    out.push_char('"');
}

fn quoted(cx: &mut Ctx, v: Value, ascii: bool) -> PyResult<Value> {
    let Some(text) = v.cast::<StrObj>() else {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "first argument must be a string, not {ty}");
    };
    let mut out = TextBuf::with_capacity(text.len() + 2);
    push_quoted(&mut out, text.units(), ascii);
    Ok(out.finish(cx)?.into())
}

pub(super) fn encode_basestring(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    quoted(cx, v, false)
}

pub(super) fn encode_basestring_ascii(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    quoted(cx, v, true)
}

pub(super) fn scanstring(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("scanstring", args.len(), 2, 3)?;
    let Some(text) = args[0].cast::<StrObj>() else {
        let ty = cx.type_name(args[0]);
        raise!(cx, TypeError, "first argument must be a string, not {ty}");
    };
    let end = cx.index_i64(args[1])?;
    let strict = match args.get(2) {
        Some(&v) => cx.truth(v)?,
        None => true,
    };
    let Some(end) = usize::try_from(end).ok().filter(|&end| end <= text.len()) else {
        raise!(cx, ValueError, "end is out of bounds");
    };
    let (value, next) = match text.units() {
        Units::One(units) => scan(cx, text, units, end, strict)?,
        Units::Two(units) => scan(cx, text, units, end, strict)?,
        Units::Four(units) => scan(cx, text, units, end, strict)?,
    };
    Ok(cx.tuple(&[value.into(), Value::len(next)])?.into())
}

/// Four hexadecimal digits at `at`.
fn hex4<U: Unit>(units: &[U], at: usize) -> Option<u32> {
    units
        .get(at..at + 4)?
        .iter()
        .try_fold(0, |n, u| Some(n << 4 | char::from_u32(u.point())?.to_digit(16)?))
}

/// How many bytes there are before the first quote, backslash or control character.
fn plain_len(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    // The high bit of the first byte that is zero is set, and none before it.
    let zero = |x: u64| x.wrapping_sub(ONES) & !x & HIGH;
    let mut chunks = bytes.chunks_exact(8);
    for (i, chunk) in (&mut chunks).enumerate() {
        let x = u64::from_le_bytes(chunk.try_into().expect("chunks of eight"));
        let control = x.wrapping_sub(ONES * 0x20) & !x & HIGH;
        let found = zero(x ^ (ONES * 0x22)) | zero(x ^ (ONES * 0x5c)) | control;
        if found != 0 {
            return i * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let rest = chunks.remainder();
    let special = |&b: &u8| b < 0x20 || b == 0x22 || b == 0x5c;
    bytes.len() - rest.len() + rest.iter().position(special).unwrap_or(rest.len())
}

/// Reads a string whose opening quote is before `at`; the text and where it ends. `units` are
/// those of `text`.
pub(super) fn scan<U: Unit>(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    units: &[U],
    at: usize,
    strict: bool,
) -> PyResult<(Gc<StrObj>, usize)> {
    let (all, len, begin) = (text.units(), units.len(), at.saturating_sub(1));
    let point = |i: usize| units[i].point();
    let mut out: Option<TextBuf> = None;
    let mut from = at;
    loop {
        let mut next = from;
        if let Some(bytes) = U::bytes(units) {
            next += plain_len(bytes.get(next..).unwrap_or_default());
        }
        while next < len && !matches!(point(next), 0x22 | 0x5c) {
            if strict && point(next) < 0x20 {
                return Err(decode_error(cx, "Invalid control character at", text, next));
            }
            next += 1;
        }
        if next >= len {
            return Err(decode_error(cx, "Unterminated string starting at", text, begin));
        }
        if point(next) == 0x22 {
            let value = match out {
                // Most strings have no escape: they are a slice.
                None => cx.substr(text, from, next)?,
                Some(mut out) => {
                    out.push_units(all.range(from, next));
                    out.finish(cx)?
                }
            };
            return Ok((value, next + 1));
        }
        let buf = out.get_or_insert_default();
        buf.push_units(all.range(from, next));
        let escape = next + 1;
        if escape >= len {
            return Err(decode_error(cx, "Unterminated string starting at", text, begin));
        }
        from = escape + 1;
        let decoded = match char::from_u32(point(escape)) {
            Some(c @ ('"' | '\\' | '/')) => c as u32,
            Some('b') => 0x08,
            Some('f') => 0x0c,
            Some('n') => 0x0a,
            Some('r') => 0x0d,
            Some('t') => 0x09,
            Some('u') => {
                let invalid = "Invalid \\uXXXX escape";
                let digits = if escape + 5 < len { hex4(units, escape + 1) } else { None };
                let Some(unit) = digits else {
                    return Err(decode_error(cx, invalid, text, escape));
                };
                from = escape + 5;
                let pair = (0xd800..0xdc00).contains(&unit)
                    && from + 6 < len
                    && point(from) == 0x5c
                    && point(from + 1) == u32::from('u');
                match pair {
                    true => match hex4(units, from + 2) {
                        Some(low @ 0xdc00..=0xdfff) => {
                            from += 6;
                            0x1_0000 + ((unit & 0x3ff) << 10 | low & 0x3ff)
                        }
                        Some(_) => unit,
                        None => return Err(decode_error(cx, invalid, text, from + 1)),
                    },
                    false => unit,
                }
            }
            _ => return Err(decode_error(cx, "Invalid \\escape", text, next)),
        };
        buf.push(decoded);
    }
}
