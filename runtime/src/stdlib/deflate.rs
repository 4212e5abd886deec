//! `_taipan_zlib`: compressing and decompressing whole texts, and checksums; `zlib`, in Python, makes
//! streams of them.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::value::Value;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_taipan_zlib",
    doc: "",
    functions: &[
        MethodDef::new("deflate", NativeCode::Fast(deflate)),
        MethodDef::new("inflate", NativeCode::Fast(inflate)),
        MethodDef::new("adler32", NativeCode::Fast(adler32)),
    ],
    init: None,
};

/// `deflate(data, level, with_header)`: one whole stream.
fn deflate(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("deflate", args.len(), 3, 3)?;
    let data = cx.expect_buffer(args[0])?;
    let level = match cx.index_i64(args[1])? {
        -1 => 6,
        n => n.clamp(0, 9) as u32,
    };
    let header = cx.truth(args[2])?;
    let mut stream = Compress::new(Compression::new(level), header);
    let mut out = Vec::with_capacity(data.len() / 2 + 64);
    loop {
        let at = stream.total_in() as usize;
        match stream.compress_vec(&data[at..], &mut out, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return Ok(cx.bytes(&out)?.into()),
            Ok(_) => out.reserve(out.len().max(1024)),
            Err(error) => raise!(cx, ValueError, "{error}"),
        }
    }
}

/// `inflate(data, with_header)`: the output, how much was read, and whether the stream has ended; None for bad data.
fn inflate(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("inflate", args.len(), 2, 2)?;
    let data = cx.expect_buffer(args[0])?;
    let header = cx.truth(args[1])?;
    let mut stream = Decompress::new(header);
    let mut out = Vec::with_capacity(data.len() * 3 + 64);
    let ended = loop {
        let (read, written) = (stream.total_in(), stream.total_out());
        match stream.decompress_vec(&data[read as usize..], &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => break true,
            Ok(_) if out.len() == out.capacity() => {
                if out.try_reserve(out.len().max(1024)).is_err() {
                    return Err(cx.raise_memory());
                }
            }
            Ok(_) if stream.total_in() == read && stream.total_out() == written => break false,
            Ok(_) => {}
            Err(_) => return Ok(Value::NONE),
        }
        cx.poll()?;
    };
    let read = Value::len(stream.total_in() as usize);
    let out = cx.bytes(&out)?;
    Ok(cx.tuple(&[out.into(), read, Value::bool(ended)])?.into())
}

/// `adler32(data, start)`.
fn adler32(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("adler32", args.len(), 2, 2)?;
    let data = cx.expect_buffer(args[0])?;
    let start = cx.index_i64(args[1])? as u32;
    let (mut a, mut b) = (start & 0xffff, start >> 16);
    // The sums of 5552 bytes fit 32 bits.
    for part in data.chunks(5552) {
        for &byte in part {
            a += u32::from(byte);
            b += a;
        }
        a %= 65521;
        b %= 65521;
    }
    cx.int(i64::from(b << 16 | a))
}
