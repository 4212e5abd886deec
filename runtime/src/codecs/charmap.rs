//! Encodings given by a table: `_codecs.charmap_encode`, `charmap_decode`, `charmap_build`.
#![forbid(unsafe_code)]

use super::errors::{Encoded, Fault, Handler};
use super::narrow;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

const UNDEFINED: u32 = 0xfffe;

/// Looks a number up in a mapping; `None` where it has nothing.
fn look_up(cx: &mut Ctx, mapping: Value, key: u32) -> PyResult<Option<Value>> {
    match cx.getitem(mapping, Value::small(key as i32)) {
        Ok(v) => Ok(Some(v).filter(|v| !v.is_none())),
        Err(_) if cx.exception_is(Exc::LookupError) => {
            cx.clear_exception();
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

/// Decodes: the mapping is a string indexed by byte, or maps bytes to code points or text; none
/// means Latin-1.
pub fn decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    mapping: Value,
) -> PyResult<Gc<StrObj>> {
    if mapping.is_none() {
        return cx.latin1_str(data);
    }
    let table = mapping.cast::<StrObj>();
    let mut buf = TextBuf::with_capacity(data.len());
    let mut i = 0;
    while i < data.len() {
        let mapped = match table {
            Some(table) if (data[i] as usize) < table.len() => {
                let point = table.at(data[i] as usize);
                if point != UNDEFINED {
                    buf.push(point);
                }
                point != UNDEFINED
            }
            Some(_) => false,
            None => decode_one(cx, mapping, data[i], &mut buf)?,
        };
        if mapped {
            i += 1;
        } else {
            let reason = "character maps to <undefined>";
            let fault = Fault { encoding: "charmap", start: i, end: i + 1, reason };
            i = cx.handle_decode(handler, data, fault, &mut buf)?;
        }
    }
    buf.finish(cx)
}

fn decode_one(cx: &mut Ctx, mapping: Value, byte: u8, buf: &mut TextBuf) -> PyResult<bool> {
    let Some(found) = look_up(cx, mapping, byte.into())? else { return Ok(false) };
    if let Some(s) = found.cast::<StrObj>() {
        if s.len() == 1 && s.at(0) == UNDEFINED {
            return Ok(false);
        }
        buf.push_obj(s);
        return Ok(true);
    }
    if !found.is_int() {
        raise!(cx, TypeError, "character mapping must return integer, None or str");
    }
    match found.as_i64() {
        Some(0xfffe) => Ok(false),
        Some(n @ 0..=0x10_ffff) => {
            buf.push(n as u32);
            Ok(true)
        }
        _ => raise!(cx, TypeError, "character mapping must be in range(0x110000)"),
    }
}

/// Encodes: the mapping maps code points to bytes; none means Latin-1.
pub fn encode(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    handler: &Handler,
    mapping: Value,
) -> PyResult<Vec<u8>> {
    if mapping.is_none() {
        return narrow::encode(cx, text, handler, narrow::LATIN1);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut i = 0;
    while i < text.len() {
        if encode_one(cx, mapping, text.at(i), &mut out)? {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        let mut scratch = Vec::new();
        while end < text.len() && !encode_one(cx, mapping, text.at(end), &mut scratch)? {
            end += 1;
        }
        let fault =
            Fault { encoding: "charmap", start: i, end, reason: "character maps to <undefined>" };
        let (made, next) = cx.handle_encode(handler, text, fault)?;
        match made {
            Encoded::Bytes(raw) => out.extend_from_slice(&raw),
            Encoded::Text(s) => {
                for p in s.code_points() {
                    if !encode_one(cx, mapping, p, &mut out)? {
                        return Err(cx.raise_encode(text, fault));
                    }
                }
            }
        }
        i = next;
    }
    Ok(out)
}

fn encode_one(cx: &mut Ctx, mapping: Value, point: u32, out: &mut Vec<u8>) -> PyResult<bool> {
    let Some(found) = look_up(cx, mapping, point)? else { return Ok(false) };
    if let Some(b) = found.cast::<BytesObj>() {
        out.extend_from_slice(b.as_slice());
        return Ok(true);
    }
    if !found.is_int() {
        let ty = cx.type_name(found);
        raise!(cx, TypeError, "character mapping must return integer, bytes or None, not {ty}");
    }
    match found.as_i64() {
        Some(n @ 0..=255) => {
            out.push(n as u8);
            Ok(true)
        }
        _ => raise!(cx, TypeError, "character mapping must be in range(256)"),
    }
}

/// The encoding map for a decoding table.
pub fn build(cx: &mut Ctx, table: Gc<StrObj>) -> PyResult<Value> {
    let map = cx.dict()?;
    for (i, point) in table.code_points().enumerate().take(256) {
        if point != UNDEFINED {
            cx.dict_set(map, Value::small(point as i32), Value::len(i))?;
        }
    }
    Ok(map.into())
}
