//! Uuencode, a line at a time.
#![forbid(unsafe_code)]

use super::{ascii_buffer, error};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::value::Value;

pub(super) fn encode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "b2a_uu",
        params: &["data", "backtick"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    let [data, backtick] = args.bind::<2>(cx, &SIGNATURE)?;
    let data = cx.expect_buffer(data.unwrap_or(Value::NONE))?;
    let backtick = match backtick {
        Some(v) => cx.truth(v)?,
        None => false,
    };
    if data.len() > 45 {
        return Err(error(cx, "At most 45 bytes at once"));
    }
    let shown = |n: u32| if n == 0 && backtick { b'`' } else { n as u8 + b' ' };
    let mut out = vec![shown(data.len() as u32)];
    for group in data.chunks(3) {
        let bits =
            group.iter().fold(0u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - group.len()));
        out.extend((0..4).map(|i| shown(bits >> (18 - 6 * i) & 63)));
    }
    out.push(b'\n');
    Ok(cx.bytes(&out)?.into())
}

pub(super) fn decode(cx: &mut Ctx, _: Value, line: Value) -> PyResult<Value> {
    let line = ascii_buffer(cx, line)?;
    let Some((&first, rest)) = line.split_first() else {
        return Ok(cx.bytes_small(&[0; 32])?.into());
    };
    let len = usize::from(first.wrapping_sub(b' ') & 63);
    let mut out = Vec::with_capacity(len);
    let (mut bits, mut count) = (0u32, 0);
    let mut chars = rest.iter().copied();
    while out.len() < len {
        // A line that is cut off counts as if it went on with spaces.
        let value = match chars.next() {
            None | Some(b'\n' | b'\r') => 0,
            Some(b) if (b' '..=b'`').contains(&b) => u32::from(b - b' ') & 63,
            Some(_) => return Err(error(cx, "Illegal char")),
        };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    if chars.any(|b| !matches!(b, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(cx, "Trailing garbage"));
    }
    Ok(cx.bytes_small(&out)?.into())
}
