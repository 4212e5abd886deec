//! `decode`, `hex`, `fromhex`, and the methods behind `bytes()`, `pickle` and `sys.getsizeof`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

pub(super) fn decode(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "decode",
        params: &["encoding", "errors"],
        pos_only: 0,
        pos_max: 2,
        required: 0,
    };
    let [encoding, errors] = args.bind::<2>(cx, &SIGNATURE)?;
    let encoding = match encoding {
        Some(v) => Some(cx.expect_str(v, "decode() argument 'encoding'")?),
        None => None,
    };
    let errors = match errors {
        Some(v) => Some(cx.expect_str(v, "decode() argument 'errors'")?),
        None => None,
    };
    Ok(cx.decode_object(self_, encoding, errors)?.into())
}

/// The arguments of the `hex` methods: a separator and the size of groups.
const HEX: Signature = Signature {
    name: "hex",
    params: &["sep", "bytes_per_sep"],
    pos_only: 0,
    pos_max: 2,
    required: 0,
};

/// `content.hex(sep, bytes_per_sep)` with the arguments of the call.
pub fn hex_text(cx: &mut Ctx, content: &[u8], args: Args<'_>) -> PyResult<Value> {
    let [sep, group] = args.bind::<2>(cx, &HEX)?;
    let group = match group {
        Some(v) => cx.index_i64(v)?,
        None => 1,
    };
    let sep = match sep {
        None => None,
        Some(v) => Some(separator(cx, v)?),
    };
    let Some(sep) = sep else {
        let mut out = vec![0; content.len() * 2];
        hex_digits(content, &mut out);
        return Ok(cx.str(std::str::from_utf8(&out).unwrap_or_default())?.into());
    };
    let mut out = String::with_capacity(content.len() * 2);
    let size = group.unsigned_abs() as usize;
    for (i, b) in content.iter().enumerate() {
        if i > 0 && size > 0 {
            // Groups are counted from the right, with a negative size from the left.
            let at = if group > 0 { content.len() - i } else { i };
            if at % size == 0 {
                out.push(sep);
            }
        }
        out.push(char::from_digit(u32::from(b >> 4), 16).expect("four bits"));
        out.push(char::from_digit(u32::from(b & 15), 16).expect("four bits"));
    }
    Ok(cx.str(&out)?.into())
}

/// Writes the two digits of each byte.
pub fn hex_digits(content: &[u8], out: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, b) in out.chunks_exact_mut(2).zip(content) {
        pair.copy_from_slice(&[DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]);
    }
}

fn separator(cx: &mut Ctx, v: Value) -> PyResult<char> {
    if let Some(s) = v.cast::<StrObj>() {
        return match s.len() {
            1 if s.is_ascii() => Ok(char::from(s.at(0) as u8)),
            1 => raise!(cx, ValueError, "sep must be ASCII."),
            _ => raise!(cx, ValueError, "sep must be length 1."),
        };
    }
    match v.cast::<BytesObj>() {
        Some(b) if b.len() == 1 && b.as_slice()[0] < 0x80 => Ok(char::from(b.as_slice()[0])),
        Some(b) if b.len() == 1 => raise!(cx, ValueError, "sep must be ASCII."),
        Some(_) => raise!(cx, ValueError, "sep must be length 1."),
        None => raise!(cx, TypeError, "sep must be str or bytes."),
    }
}

pub(super) fn hex(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let content = this(cx, self_)?;
    hex_text(cx, &content, args)
}

/// The bytes that a text of hexadecimal digits (white space between bytes allowed) stands for.
pub fn parse_hex(cx: &mut Ctx, text: Value) -> PyResult<Vec<u8>> {
    let points: Vec<u32> = match text.cast::<StrObj>() {
        Some(s) => s.code_points().collect(),
        None => match cx.buffer_bytes(text)? {
            Some(view) => view.iter().map(|&b| u32::from(b)).collect(),
            None => {
                let ty = cx.type_name(text);
                raise!(cx, TypeError, "fromhex() argument must be str or bytes-like, not {ty}");
            }
        },
    };
    let digit =
        |i: usize| points.get(i).and_then(|&p| char::from_u32(p)).and_then(|c| c.to_digit(16));
    let mut out = Vec::with_capacity(points.len() / 2);
    let mut i = 0;
    while i < points.len() {
        if matches!(points[i], 0x20 | 0x09..=0x0d) {
            i += 1;
            continue;
        }
        match (digit(i), digit(i + 1)) {
            (Some(high), Some(low)) => out.push((high << 4 | low) as u8),
            (Some(_), None) if i + 1 == points.len() => {
                raise!(
                    cx,
                    ValueError,
                    "fromhex() arg must contain an even number of hexadecimal digits"
                )
            }
            (high, _) => {
                let at = if high.is_none() { i } else { i + 1 };
                raise!(
                    cx,
                    ValueError,
                    "non-hexadecimal number found in fromhex() arg at position {at}"
                );
            }
        }
        i += 2;
    }
    Ok(out)
}

pub(super) fn fromhex(cx: &mut Ctx, class: Value, text: Value) -> PyResult<Value> {
    let content = parse_hex(cx, text)?;
    let Some(ty) = class.cast::<TypeObj>() else { return Ok(cx.bytes(&content)?.into()) };
    if ty.ptr_eq(cx.ty(TypeId::BYTES)) {
        return Ok(cx.bytes_small(&content)?.into());
    }
    if ty.ptr_eq(cx.ty(TypeId::BYTEARRAY)) {
        return Ok(cx.bytearray(&content)?.into());
    }
    let content = cx.bytes(&content)?;
    cx.call(class, &[content.into()])
}

pub(super) fn dunder_bytes(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let content = this(cx, self_)?;
    cx.same_bytes(self_, &content)
}

pub(super) fn getnewargs(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let content = this(cx, self_)?;
    let copy = cx.bytes_small(&content)?;
    Ok(cx.tuple(&[copy.into()])?.into())
}

/// What the object takes on Taipan's heap.
pub(super) fn sizeof(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    Ok(Value::len(size_of::<BytesObj>() + this(cx, self_)?.len()))
}
