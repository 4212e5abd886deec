//! Quoted-printable (RFC 2045).
#![forbid(unsafe_code)]

use super::ascii_buffer;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::value::Value;

const LINE: usize = 76;

fn flag(cx: &mut Ctx, v: Option<Value>, default: bool) -> PyResult<bool> {
    match v {
        Some(v) => cx.truth(v),
        None => Ok(default),
    }
}

pub(super) fn decode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "a2b_qp",
        params: &["data", "header"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [data, header] = args.bind::<2>(cx, &SIGNATURE)?;
    let data = ascii_buffer(cx, data.unwrap_or(Value::NONE))?;
    let header = flag(cx, header, false)?;
    let mut out = Vec::with_capacity(data.len());
    let hex = |i: usize| data.get(i).and_then(|&b| char::from(b).to_digit(16));
    let mut i = 0;
    while i < data.len() {
        match data[i] {
            b'=' => {
                i += 1;
                match data.get(i) {
                    None => break,
                    Some(b'\n' | b'\r') => {
                        // A soft line break.
                        while i < data.len() && data[i] != b'\n' {
                            i += 1;
                        }
                        i += 1;
                    }
                    Some(b'=') => {
                        out.push(b'=');
                        i += 1;
                    }
                    Some(_) => match (hex(i), hex(i + 1)) {
                        (Some(high), Some(low)) => {
                            out.push((high << 4 | low) as u8);
                            i += 2;
                        }
                        _ => out.push(b'='),
                    },
                }
            }
            b'_' if header => {
                out.push(b' ');
                i += 1;
            }
            b => {
                out.push(b);
                i += 1;
            }
        }
    }
    Ok(cx.bytes_small(&out)?.into())
}

pub(super) fn encode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "b2a_qp",
        params: &["data", "quotetabs", "istext", "header"],
        pos_only: 0,
        pos_max: 4,
        required: 1,
    };
    let [data, quote_tabs, is_text, header] = args.bind::<4>(cx, &SIGNATURE)?;
    let data = cx.expect_buffer(data.unwrap_or(Value::NONE))?;
    let (quote_tabs, is_text, header) =
        (flag(cx, quote_tabs, false)?, flag(cx, is_text, true)?, flag(cx, header, false)?);
    let crlf = memchr::memchr(b'\n', &data).is_some_and(|i| i > 0 && data[i - 1] == b'\r');
    let newline: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let mut out = Vec::with_capacity(data.len() + 16);
    let mut column = 0;
    let mut i = 0;
    while i < data.len() {
        let b = data[i];
        let at_end = i + 1 == data.len();
        let next = data.get(i + 1).copied();
        let quoted = b > 126
            || b == b'='
            || header && b == b'_'
            || b == b'.' && column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0))
            || !is_text && matches!(b, b'\r' | b'\n')
            || matches!(b, b'\t' | b' ') && at_end
            || b < 33 && !matches!(b, b'\r' | b'\n' | b'\t' | b' ')
            || b < 33 && !matches!(b, b'\r' | b'\n') && quote_tabs;
        if quoted {
            if column + 3 >= LINE {
                out.push(b'=');
                out.extend_from_slice(newline);
                column = 0;
            }
            out.extend_from_slice(format!("={b:02X}").as_bytes());
            column += 3;
            i += 1;
        } else if is_text && (b == b'\n' || b == b'\r' && next == Some(b'\n')) {
            // White space at the end of a line is quoted.
            if let Some(last @ (b' ' | b'\t')) = out.last().copied() {
                out.pop();
                out.extend_from_slice(format!("={last:02X}").as_bytes());
            }
            out.extend_from_slice(newline);
            column = 0;
            i += if b == b'\r' { 2 } else { 1 };
        } else {
            if !at_end && next != Some(b'\n') && column + 1 >= LINE {
                out.push(b'=');
                out.extend_from_slice(newline);
                column = 0;
            }
            out.push(if header && b == b' ' { b'_' } else { b });
            column += 1;
            i += 1;
        }
    }
    Ok(cx.bytes_small(&out)?.into())
}
