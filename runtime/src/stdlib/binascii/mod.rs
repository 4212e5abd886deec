//! `binascii`: conversions between binary data and ASCII encodings of it.
#![forbid(unsafe_code)]

mod base64;
mod crc;
mod qp;
mod uu;

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::bytes::methods::{hex_digits, hex_text};
use crate::types::str::StrObj;
use crate::value::Value;

use NativeCode::{Fast, FastKw, O};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[
        MethodDef::new("a2b_base64", FastKw(base64::decode)),
        MethodDef::new("b2a_base64", FastKw(base64::encode)),
        MethodDef::new("a2b_uu", O(uu::decode)),
        MethodDef::new("b2a_uu", FastKw(uu::encode)),
        MethodDef::new("a2b_qp", FastKw(qp::decode)),
        MethodDef::new("b2a_qp", FastKw(qp::encode)),
        MethodDef::new("crc32", Fast(crc::crc32)),
        MethodDef::new("crc_hqx", Fast(crc::crc_hqx)),
        MethodDef::new("hexlify", FastKw(hexlify)),
        MethodDef::new("b2a_hex", FastKw(hexlify)),
        MethodDef::new("unhexlify", O(unhexlify)),
        MethodDef::new("a2b_hex", O(unhexlify)),
    ],
    init: Some(|cx, module| {
        let error = error_class(cx)?;
        cx.module_set(module, "Error", error)?;
        let incomplete =
            cx.module_exception("binascii.Incomplete", "binascii", "Incomplete", Exc::Exception)?;
        cx.module_set(module, "Incomplete", incomplete)
    }),
};

fn error_class(cx: &mut Ctx) -> PyResult<Value> {
    cx.module_exception("binascii.Error", "binascii", "Error", Exc::ValueError)
}

/// Raises `binascii.Error`.
fn error(cx: &mut Ctx, message: &str) -> Raised {
    match error_class(cx) {
        Ok(class) => cx.raise_class(class, message),
        Err(raised) => raised,
    }
}

/// Input of the decoders: bytes, or text of ASCII characters.
fn ascii_buffer(cx: &mut Ctx, v: Value) -> PyResult<ByteView> {
    if let Some(s) = v.cast::<StrObj>() {
        return match s.as_ascii() {
            Some(text) => Ok(ByteView::Copy(text.as_bytes().to_vec())),
            None => raise!(cx, ValueError, "string argument should contain only ASCII characters"),
        };
    }
    match cx.buffer_bytes(v)? {
        Some(view) => Ok(view),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "argument should be bytes, buffer or ASCII string, not '{ty}'")
        }
    }
}

fn hexlify(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(&data) = args.pos.first() else {
        raise!(cx, TypeError, "hexlify() missing required argument 'data' (pos 1)");
    };
    let data = cx.expect_buffer(data)?;
    if args.pos.len() == 1 && args.kw_len() == 0 && !data.is_empty() {
        return Ok(cx.bytes_with(data.len() * 2, |out| hex_digits(&data, out))?.into());
    }
    let text = hex_text(cx, &data, args.skip_first())?;
    let text = cx.expect_str(text, "hex")?;
    Ok(cx.bytes_small(text.raw_bytes())?.into())
}

fn unhexlify(cx: &mut Ctx, _: Value, text: Value) -> PyResult<Value> {
    let text = ascii_buffer(cx, text)?;
    if text.len() % 2 != 0 {
        return Err(error(cx, "Odd-length string"));
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks_exact(2) {
        match (char::from(pair[0]).to_digit(16), char::from(pair[1]).to_digit(16)) {
            (Some(high), Some(low)) => out.push((high << 4 | low) as u8),
            _ => return Err(error(cx, "Non-hexadecimal digit found")),
        }
    }
    Ok(cx.bytes_small(&out)?.into())
}
