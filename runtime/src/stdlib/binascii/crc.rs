//! Checksums: CRC-32 (as in zip and gzip) and CRC-CCITT (as in binhex).
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut n = i as u32;
        let mut bit = 0;
        while bit < 8 {
            n = if n & 1 != 0 { n >> 1 ^ 0xedb8_8320 } else { n >> 1 };
            bit += 1;
        }
        table[i] = n;
        i += 1;
    }
    table
};

/// The lowest 32 bits of an int argument.
fn start(cx: &mut Ctx, v: Option<&Value>) -> PyResult<u32> {
    match v {
        Some(&v) => {
            let n = cx.index(v)?;
            match n.as_i64() {
                Some(n) => Ok(n as u32),
                None => Ok(cx.index_clamped(n)? as u32),
            }
        }
        None => Ok(0),
    }
}

pub(super) fn crc32(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("crc32", args.len(), 1, 2)?;
    let data = cx.expect_buffer(args[0])?;
    let start = start(cx, args.get(1))?;
    let crc = data.iter().fold(!start, |crc, &b| TABLE[(crc as u8 ^ b) as usize] ^ crc >> 8);
    Ok(Value::len(!crc as usize))
}

pub(super) fn crc_hqx(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("crc_hqx", args.len(), 2, 2)?;
    let data = cx.expect_buffer(args[0])?;
    let mut crc = start(cx, args.get(1))? & 0xffff;
    for &b in data.iter() {
        crc ^= u32::from(b) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 } & 0xffff;
        }
    }
    Ok(Value::len(crc as usize))
}
