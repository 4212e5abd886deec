//! Encoding text to bytes and back.
//!
//! The Unicode encodings, ASCII and Latin-1 are native here and need no import; every other codec
//! comes from the registry (`registry.rs`), which asks the search functions of `encodings`.
#![forbid(unsafe_code)]

pub mod charmap;
pub mod errors;
pub mod escape;
pub mod narrow;
pub mod registry;
pub mod utf16;
pub mod utf7;
pub mod utf8;

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;
use errors::Handler;
use utf16::{Order, Width};

/// An encoding that is native here.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Native {
    /// UTF-8.
    Utf8,
    /// ASCII.
    Ascii,
    /// ISO 8859-1.
    Latin1,
    /// UTF-16 or UTF-32 in a byte order.
    Wide(Width, Order),
}

impl Native {
    /// The encoding with this name, in any of its usual spellings.
    pub fn by_name(name: &str) -> Option<Native> {
        let mut buf = [0; 12];
        if name.len() > buf.len() {
            return None;
        }
        for (to, from) in buf.iter_mut().zip(name.bytes()) {
            *to = if from == b'_' { b'-' } else { from.to_ascii_lowercase() };
        }
        Some(match &buf[..name.len()] {
            b"utf-8" | b"utf8" => Native::Utf8,
            b"ascii" | b"us-ascii" => Native::Ascii,
            b"latin-1" | b"latin1" | b"iso-8859-1" | b"iso8859-1" => Native::Latin1,
            b"utf-16" | b"utf16" => Native::Wide(Width::Two, Order::Mark),
            b"utf-16-le" | b"utf-16le" => Native::Wide(Width::Two, Order::Little),
            b"utf-16-be" | b"utf-16be" => Native::Wide(Width::Two, Order::Big),
            b"utf-32" | b"utf32" => Native::Wide(Width::Four, Order::Mark),
            b"utf-32-le" | b"utf-32le" => Native::Wide(Width::Four, Order::Little),
            b"utf-32-be" | b"utf-32be" => Native::Wide(Width::Four, Order::Big),
            _ => return None,
        })
    }

    /// Encodes a text.
    pub fn encode(self, cx: &mut Ctx, text: Gc<StrObj>, handler: &Handler) -> PyResult<Vec<u8>> {
        match self {
            Native::Utf8 => utf8::encode(cx, text, handler),
            Native::Ascii => narrow::encode(cx, text, handler, narrow::ASCII),
            Native::Latin1 => narrow::encode(cx, text, handler, narrow::LATIN1),
            Native::Wide(width, order) => utf16::encode(cx, text, handler, width, order),
        }
    }

    /// Decodes bytes that are all there.
    pub fn decode(self, cx: &mut Ctx, data: &[u8], handler: &Handler) -> PyResult<Gc<StrObj>> {
        match self {
            Native::Utf8 => Ok(utf8::decode(cx, data, handler, true)?.0),
            Native::Ascii => narrow::decode_ascii(cx, data, handler),
            Native::Latin1 => cx.latin1_str(data),
            Native::Wide(width, order) => {
                Ok(utf16::decode(cx, data, handler, width, order, true)?.0)
            }
        }
    }
}

impl Ctx {
    /// The text whose code points are these bytes.
    pub fn latin1_str(&mut self, data: &[u8]) -> PyResult<Gc<StrObj>> {
        self.str_small(crate::types::str::Units::One(data))
    }

    /// `text.encode(encoding, errors)`.
    pub fn encode_str(
        &mut self,
        text: Gc<StrObj>,
        encoding: Option<Gc<StrObj>>,
        errors: Option<Gc<StrObj>>,
    ) -> PyResult<Value> {
        let native = match encoding {
            None => Some(Native::Utf8),
            Some(name) => name.as_ascii().and_then(Native::by_name),
        };
        if let Some(native) = native {
            if native == Native::Utf8 && text.is_ascii() {
                return Ok(self.bytes_small(text.raw_bytes())?.into());
            }
            let data = native.encode(self, text, &Handler::new(errors))?;
            return Ok(self.bytes_small(&data)?.into());
        }
        let name = encoding.expect("without a name the encoding is native");
        let codec = self.text_codec(name, "encode")?;
        let made = self.codec_call(codec, 0, text.into(), errors, "encoder")?;
        if made.cast::<BytesObj>().is_some() {
            return Ok(made);
        }
        if let Some(b) = made.cast::<ByteArrayObj>() {
            return Ok(self.bytes(&b.to_vec())?.into());
        }
        let ty = self.type_name(made);
        raise!(
            self,
            TypeError,
            "'{name}' encoder returned '{ty}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
        )
    }

    /// `str(v, encoding, errors)`, for anything bytes-like.
    pub fn decode_object(
        &mut self,
        v: Value,
        encoding: Option<Gc<StrObj>>,
        errors: Option<Gc<StrObj>>,
    ) -> PyResult<Gc<StrObj>> {
        if v.cast::<StrObj>().is_some() {
            raise!(self, TypeError, "decoding str is not supported");
        }
        let Some(data) = self.buffer_bytes(v)? else {
            let ty = self.type_name(v);
            raise!(self, TypeError, "decoding to str: need a bytes-like object, {ty} found");
        };
        let native = match encoding {
            None => Some(Native::Utf8),
            Some(name) => name.as_ascii().and_then(Native::by_name),
        };
        if let Some(native) = native {
            return native.decode(self, &data, &Handler::new(errors));
        }
        let name = encoding.expect("without a name the encoding is native");
        if data.is_empty() && v.cast::<BytesObj>().is_none() {
            return self.empty_str();
        }
        let codec = self.text_codec(name, "decode")?;
        let made = self.codec_call(codec, 1, v, errors, "decoder")?;
        match made.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => {
                let ty = self.type_name(made);
                raise!(
                    self,
                    TypeError,
                    "'{name}' decoder returned '{ty}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
                )
            }
        }
    }
}
