//! Base 64 (RFC 4648).
#![forbid(unsafe_code)]

use super::{ascii_buffer, error};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::value::Value;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Values of the characters; 64 for others.
const VALUES: [u8; 256] = {
    let mut values = [64; 256];
    let mut i = 0;
    while i < 64 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

pub(super) fn encode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "b2a_base64",
        params: &["data", "newline"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    let [data, newline] = args.bind::<2>(cx, &SIGNATURE)?;
    let data = cx.expect_buffer(data.unwrap_or(Value::NONE))?;
    let newline = match newline {
        Some(v) => cx.truth(v)?,
        None => true,
    };
    let len = data.len().div_ceil(3) * 4;
    if len == 0 && !newline {
        return Ok(cx.bytes_small(b"")?.into());
    }
    Ok(cx.bytes_with(len + usize::from(newline), |out| encode_into(&data, out))?.into())
}

/// Encodes; what is left of `out` behind that is the line's end.
fn encode_into(data: &[u8], out: &mut [u8]) {
    let (text, end) = out.split_at_mut(data.len().div_ceil(3) * 4);
    end.fill(b'\n');
    for (quad, group) in text.chunks_exact_mut(4).zip(data.chunks_exact(3)) {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        let value = |shift: u32| ALPHABET[(bits >> shift & 63) as usize];
        quad.copy_from_slice(&[value(18), value(12), value(6), value(0)]);
    }
    let group = data.chunks_exact(3).remainder();
    if let (Some(quad), false) = (text.last_chunk_mut::<4>(), group.is_empty()) {
        let bits =
            group.iter().fold(0u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - group.len()));
        for (i, c) in quad.iter_mut().enumerate() {
            let value = bits >> (18 - 6 * i) & 63;
            *c = if i <= group.len() { ALPHABET[value as usize] } else { b'=' };
        }
    }
}

pub(super) fn decode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "a2b_base64",
        params: &["data", "strict_mode"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    let [data, strict] = args.bind::<2>(cx, &SIGNATURE)?;
    let data = ascii_buffer(cx, data.unwrap_or(Value::NONE))?;
    let strict = match strict {
        Some(v) => cx.truth(v)?,
        None => false,
    };
    match decoded(&data, strict) {
        Ok(out) => Ok(cx.bytes_small(&out)?.into()),
        Err(message) => Err(error(cx, &message)),
    }
}

/// Decodes; characters outside the alphabet are passed over unless `strict`.
fn decoded(data: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && data.first() == Some(&b'=') {
        return Err("Leading padding not allowed".into());
    }
    let mut out = Vec::with_capacity(data.len() / 4 * 3);
    let mut whole = 0;
    for quad in data.chunks_exact(4) {
        let [a, b, c, d] = [quad[0], quad[1], quad[2], quad[3]].map(|b| VALUES[b as usize]);
        if (a | b | c | d) & 64 != 0 {
            break;
        }
        out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
        whole += 4;
    }
    let (mut quad, mut left, mut pads, mut padding_started) = (0, 0u8, 0, false);
    for (i, &b) in data.iter().enumerate().skip(whole) {
        if b == b'=' {
            padding_started = true;
            if strict && quad == 0 {
                return Err(match i {
                    0 => "Leading padding not allowed".into(),
                    _ => "Excess padding not allowed".to_owned(),
                });
            }
            if quad >= 2 {
                pads += 1;
                if quad + pads >= 4 {
                    // A complete quad ends the data.
                    if strict && i + 1 < data.len() {
                        return Err("Excess data after padding".into());
                    }
                    return Ok(out);
                }
            }
            continue;
        }
        let value = VALUES[b as usize];
        if value == 64 {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        }
        if strict && padding_started {
            return Err("Discontinuous padding not allowed".into());
        }
        pads = 0;
        match quad {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 15;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => out.push(left << 6 | value),
        }
        quad = (quad + 1) % 4;
    }
    match quad {
        0 => Ok(out),
        1 => Err(format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            out.len() / 3 * 4 + 1
        )),
        _ => Err("Incorrect padding".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn padding_is_checked() {
        assert_eq!(decoded(b"YWJj", false), Ok(b"abc".to_vec()));
        assert_eq!(decoded(b"YW==", true), Ok(b"a".to_vec()));
        assert_eq!(decoded(b"YW=", false), Err("Incorrect padding".into()));
        assert_eq!(decoded(b"Y W J j\n", false), Ok(b"abc".to_vec()));
        assert!(decoded(b"Y W J j", true).is_err());
    }
}
