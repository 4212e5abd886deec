//! UTF-8.
#![forbid(unsafe_code)]

use super::errors::{Encoded, Fault, Handler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;

/// Decodes. With `last` false an unfinished character at the end is left over. Gives the text and
/// how many bytes were used.
pub fn decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    last: bool,
) -> PyResult<(Gc<StrObj>, usize)> {
    if data.len() < 2 && data.is_ascii() {
        return Ok((cx.latin1_str(data)?, data.len()));
    }
    let mut fault = match std::str::from_utf8(data) {
        Ok(text) => return Ok((cx.str(text)?, data.len())),
        Err(e) => e,
    };
    let mut buf = TextBuf::with_capacity(data.len());
    let mut at = 0;
    loop {
        let good = fault.valid_up_to();
        if let Ok(text) = std::str::from_utf8(&data[at..at + good]) {
            buf.push_str(text);
        }
        at += good;
        if fault.error_len().is_none() && !last {
            break;
        }
        at = cx.handle_decode(handler, data, describe(data, at, fault.error_len()), &mut buf)?;
        match std::str::from_utf8(&data[at..]) {
            Ok(text) => {
                buf.push_str(text);
                at = data.len();
                break;
            }
            Err(e) => fault = e,
        }
    }
    Ok((buf.finish(cx)?, at))
}

fn describe(data: &[u8], start: usize, len: Option<usize>) -> Fault<'static> {
    let (end, reason) = match (len, data[start]) {
        (None, _) => (data.len(), "unexpected end of data"),
        (Some(_), 0x80..=0xc1 | 0xf5..=0xff) => (start + 1, "invalid start byte"),
        (Some(n), _) => (start + n, "invalid continuation byte"),
    };
    Fault { encoding: "utf-8", start, end, reason }
}

/// Encodes; only surrogates need the handler.
pub fn encode(cx: &mut Ctx, text: Gc<StrObj>, handler: &Handler) -> PyResult<Vec<u8>> {
    if text.is_ascii() {
        return Ok(text.raw_bytes().to_vec());
    }
    let units = text.units();
    let mut out = Vec::with_capacity(units.len() * 2);
    let mut i = 0;
    while i < units.len() {
        if let Some(c) = char::from_u32(units.at(i)) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            i += 1;
            continue;
        }
        let end = (i..units.len())
            .find(|&j| char::from_u32(units.at(j)).is_some())
            .unwrap_or(units.len());
        let fault = Fault { encoding: "utf-8", start: i, end, reason: "surrogates not allowed" };
        let (made, next) = cx.handle_encode(handler, text, fault)?;
        match made {
            Encoded::Bytes(raw) => out.extend_from_slice(&raw),
            Encoded::Text(s) => match s.to_utf8() {
                Ok(s) => out.extend_from_slice(s.as_bytes()),
                Err(_) => return Err(cx.raise_encode(text, fault)),
            },
        }
        i = next;
    }
    Ok(out)
}

/// The three bytes that a surrogate would have.
pub fn push_surrogate(out: &mut Vec<u8>, point: u32) {
    out.extend_from_slice(&[
        0xe0 | (point >> 12) as u8,
        0x80 | (point >> 6 & 0x3f) as u8,
        0x80 | (point & 0x3f) as u8,
    ]);
}
