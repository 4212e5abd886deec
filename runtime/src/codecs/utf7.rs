//! UTF-7 (RFC 2152).
#![forbid(unsafe_code)]

use super::errors::{Fault, Handler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn sextet(b: u8) -> Option<u32> {
    ALPHABET.iter().position(|&a| a == b).map(|i| i as u32)
}

/// Characters that are written as themselves (sets D and O and white space).
fn is_direct(point: u32) -> bool {
    matches!(point, 0x09 | 0x0a | 0x0d | 0x20..=0x7d) && !matches!(point, 0x2b | 0x5c)
}

/// Encodes; every text can be.
pub fn encode(text: &StrObj) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut bits, mut count, mut shifted) = (0u32, 0u32, false);
    for point in text.code_points() {
        if is_direct(point) {
            if shifted {
                if count > 0 {
                    out.push(ALPHABET[(bits << (6 - count) & 63) as usize]);
                    (bits, count) = (0, 0);
                }
                let ambiguous = char::from_u32(point)
                    .is_some_and(|c| c.is_ascii() && sextet(c as u8).is_some());
                if ambiguous || point == u32::from('-') {
                    out.push(b'-');
                }
                shifted = false;
            }
            out.push(point as u8);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if point == u32::from('+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        let mut units = [0; 2];
        let units = match char::from_u32(point) {
            Some(c) => &*c.encode_utf16(&mut units),
            None => {
                units[0] = point as u16;
                &units[..1]
            }
        };
        for &unit in units {
            bits = bits << 16 | u32::from(unit);
            count += 16;
            while count >= 6 {
                count -= 6;
                out.push(ALPHABET[(bits >> count & 63) as usize]);
            }
            bits &= (1 << count) - 1;
        }
    }
    if shifted {
        if count > 0 {
            out.push(ALPHABET[(bits << (6 - count) & 63) as usize]);
        }
        out.push(b'-');
    }
    out
}

/// Decodes. With `last` false an open base-64 part is left over.
pub fn decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    last: bool,
) -> PyResult<(Gc<StrObj>, usize)> {
    let mut buf = TextBuf::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        let b = data[at];
        if b == b'+' {
            let end = (at + 1..data.len()).find(|&i| sextet(data[i]).is_none());
            if end.is_none() && !last {
                break;
            }
            let stop = end.unwrap_or(data.len());
            let fault = |reason| Fault { encoding: "utf7", start: at, end: stop, reason };
            if stop == at + 1 {
                if data.get(stop) == Some(&b'-') {
                    buf.push_char('+');
                    at += 2;
                } else {
                    let reason = if stop == data.len() {
                        "unterminated shift sequence"
                    } else {
                        "ill-formed sequence"
                    };
                    let end = (stop + usize::from(stop < data.len())).min(data.len());
                    let fault = Fault { encoding: "utf7", start: at, end, reason };
                    at = cx.handle_decode(handler, data, fault, &mut buf)?;
                }
                continue;
            }
            let problem = shifted_part(&data[at + 1..stop], &mut buf);
            let problem =
                problem.or((end.is_none() && last).then_some("unterminated shift sequence"));
            at = match problem {
                Some(reason) => cx.handle_decode(handler, data, fault(reason), &mut buf)?,
                None => stop + usize::from(data.get(stop) == Some(&b'-')),
            };
        } else if b < 0x80 {
            buf.push(b.into());
            at += 1;
        } else {
            let fault = Fault {
                encoding: "utf7",
                start: at,
                end: at + 1,
                reason: "unexpected special character",
            };
            at = cx.handle_decode(handler, data, fault, &mut buf)?;
        }
    }
    Ok((buf.finish(cx)?, at))
}

/// Decodes the inside of a base-64 part; what is wrong with its end, if anything.
fn shifted_part(part: &[u8], buf: &mut TextBuf) -> Option<&'static str> {
    let (mut bits, mut count, mut high) = (0u32, 0u32, None::<u32>);
    for &b in part {
        bits = bits << 6 | sextet(b)?;
        count += 6;
        if count < 16 {
            continue;
        }
        count -= 16;
        let unit = bits >> count & 0xffff;
        bits &= (1 << count) - 1;
        match (high.take(), unit) {
            (Some(h), 0xdc00..=0xdfff) => {
                buf.push(0x1_0000 + ((h & 0x3ff) << 10 | unit & 0x3ff));
                continue;
            }
            (Some(h), _) => buf.push(h),
            (None, _) => {}
        }
        if (0xd800..=0xdbff).contains(&unit) { high = Some(unit) } else { buf.push(unit) }
    }
    if let Some(h) = high {
        buf.push(h);
    }
    if count >= 6 {
        return Some("partial character in base64 sequence");
    }
    (bits != 0).then_some("non-zero padding bits in base64 sequence")
}
