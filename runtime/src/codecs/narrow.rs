//! ASCII and Latin-1: one byte per code point, for the first code points.
#![forbid(unsafe_code)]

use super::errors::{Encoded, Fault, Handler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Units};

/// An encoding of the first `limit` code points.
#[derive(Copy, Clone)]
pub struct Narrow {
    name: &'static str,
    limit: u32,
    reason: &'static str,
}

/// ASCII.
pub const ASCII: Narrow =
    Narrow { name: "ascii", limit: 0x80, reason: "ordinal not in range(128)" };
/// ISO 8859-1.
pub const LATIN1: Narrow =
    Narrow { name: "latin-1", limit: 0x100, reason: "ordinal not in range(256)" };

/// Encodes.
pub fn encode(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    handler: &Handler,
    narrow: Narrow,
) -> PyResult<Vec<u8>> {
    let units = text.units();
    if let Units::One(raw) = units
        && (narrow.limit == 0x100 || text.is_ascii())
    {
        return Ok(raw.to_vec());
    }
    let mut out = Vec::with_capacity(units.len());
    let mut i = 0;
    while i < units.len() {
        let point = units.at(i);
        if point < narrow.limit {
            out.push(point as u8);
            i += 1;
            continue;
        }
        let end = (i..units.len()).find(|&j| units.at(j) < narrow.limit).unwrap_or(units.len());
        let fault = Fault { encoding: narrow.name, start: i, end, reason: narrow.reason };
        let (made, next) = cx.handle_encode(handler, text, fault)?;
        match made {
            Encoded::Bytes(raw) => out.extend_from_slice(&raw),
            Encoded::Text(s) => {
                for p in s.code_points() {
                    if p >= narrow.limit {
                        return Err(cx.raise_encode(text, fault));
                    }
                    out.push(p as u8);
                }
            }
        }
        i = next;
    }
    Ok(out)
}

/// Decodes ASCII. (Latin-1 cannot fail: `Ctx::latin1_str`.)
pub fn decode_ascii(cx: &mut Ctx, data: &[u8], handler: &Handler) -> PyResult<Gc<StrObj>> {
    if data.is_ascii() {
        return cx.latin1_str(data);
    }
    let mut buf = TextBuf::with_capacity(data.len());
    let mut i = 0;
    while i < data.len() {
        if data[i] < 0x80 {
            buf.push(data[i].into());
            i += 1;
        } else {
            let fault = Fault { encoding: "ascii", start: i, end: i + 1, reason: ASCII.reason };
            i = cx.handle_decode(handler, data, fault, &mut buf)?;
        }
    }
    buf.finish(cx)
}
