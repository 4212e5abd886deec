//! Texts and bytes.
#![forbid(unsafe_code)]

use super::super::opcode;
use super::Saver;
use crate::codecs::utf8::push_surrogate;
use crate::ctx::{Ctx, PyResult};
use crate::object::type_id::TypeId;
use crate::this;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

/// UTF-8 in which surrogates are written like other code points.
fn utf8(text: &StrObj) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    for point in text.code_points() {
        match char::from_u32(point) {
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => push_surrogate(&mut out, point),
        }
    }
    out
}

/// The line of `UNICODE`: Latin-1 with escapes for the rest, and for what would end the line.
fn escaped(text: &StrObj) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 1);
    for point in text.code_points() {
        match point {
            0x1_0000.. => out.extend_from_slice(format!("\\U{point:08x}").as_bytes()),
            0x100.. | 0x5c | 0 | 0x0a | 0x0d | 0x1a => {
                out.extend_from_slice(format!("\\u{point:04x}").as_bytes());
            }
            _ => out.push(point as u8),
        }
    }
    out.push(b'\n');
    out
}

impl Saver {
    #[inline]
    /// Writes a short opcode for up to 255 bytes, a medium one for up to 4 GB, or a long one.
    fn save_counted(
        &mut self,
        cx: &mut Ctx,
        opcodes: (Option<u8>, Option<u8>, u8),
        data: &[u8],
        payload: Option<Value>,
    ) -> PyResult<()> {
        let (short, medium, long) = opcodes;
        if let (Some(short), Ok(len)) = (short, u8::try_from(data.len())) {
            self.out.op1(short, len);
            self.out.bytes(data);
            return Ok(());
        }
        let mut header = [0; 9];
        let header = match (medium, u32::try_from(data.len())) {
            (Some(medium), Ok(len)) => {
                header[0] = medium;
                header[1..5].copy_from_slice(&len.to_le_bytes());
                &header[..5]
            }
            _ => {
                header[0] = long;
                header[1..].copy_from_slice(&(data.len() as u64).to_le_bytes());
                &header[..]
            }
        };
        let write = self.pickler.write.get();
        self.out.with_payload(cx, write, header, data, payload)
    }

    pub(super) fn save_str(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let text = this!(v, StrObj);
        if !self.bin {
            self.out.op(opcode::UNICODE, &escaped(&text));
            return self.memoize(cx, v);
        }
        let short = (self.proto >= 4).then_some(opcode::SHORT_BINUNICODE);
        let opcodes = (short, Some(opcode::BINUNICODE), opcode::BINUNICODE8);
        match text.as_ascii_bytes() {
            Some(ascii) => self.save_counted(cx, opcodes, ascii, None)?,
            None => self.save_counted(cx, opcodes, &utf8(&text), None)?,
        }
        self.memoize(cx, v)
    }

    pub(super) fn save_bytes_data(
        &mut self,
        cx: &mut Ctx,
        data: &[u8],
        payload: Option<Value>,
    ) -> PyResult<()> {
        let opcodes = (Some(opcode::SHORT_BINBYTES), Some(opcode::BINBYTES), opcode::BINBYTES8);
        self.save_counted(cx, opcodes, data, payload)
    }

    pub(super) fn save_bytearray_data(
        &mut self,
        cx: &mut Ctx,
        data: &[u8],
        payload: Option<Value>,
    ) -> PyResult<()> {
        self.save_counted(cx, (None, None, opcode::BYTEARRAY8), data, payload)
    }

    pub(super) fn save_bytes(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let bytes = this!(v, BytesObj);
        if self.proto >= 3 {
            self.save_bytes_data(cx, bytes.as_slice(), Some(v))?;
            return self.memoize(cx, v);
        }
        let (function, args) = if bytes.is_empty() {
            let class = cx.ty(TypeId::BYTES);
            (class.into(), cx.tuple(&[])?)
        } else {
            let codecs = (cx.hooks.import)(cx, "_codecs")?;
            let name = cx.intern("encode")?;
            let encode = cx.getattr(codecs, name)?;
            let (text, encoding) = (cx.latin1_str(bytes.as_slice())?, cx.intern("latin1")?);
            (encode, cx.tuple(&[text.into(), encoding.into()])?)
        };
        let reduced = cx.tuple(&[function, args.into()])?;
        self.save_reduced(cx, reduced, Some(v))
    }

    pub(super) fn save_bytearray(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let content = this!(v, ByteArrayObj).to_vec();
        if self.proto >= 5 {
            self.save_bytearray_data(cx, &content, Some(v))?;
            return self.memoize(cx, v);
        }
        let class = cx.ty(TypeId::BYTEARRAY);
        let args = if content.is_empty() {
            cx.tuple(&[])?
        } else {
            let content = cx.bytes_small(&content)?;
            cx.tuple(&[content.into()])?
        };
        let reduced = cx.tuple(&[class.into(), args.into()])?;
        self.save_reduced(cx, reduced, Some(v))
    }
}
