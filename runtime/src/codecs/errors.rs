//! Error handlers: what happens at text that an encoding cannot express and at bytes that mean
//! nothing. The builtin ones are answered without making an exception object.
#![forbid(unsafe_code)]

use super::utf16::{Order, Width};
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::ops::repr::push_escape;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// A handler, looked up only when the first error occurs.
pub struct Handler {
    name: Option<Gc<StrObj>>,
    kind: Kind,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum Kind {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    SurrogateEscape,
    SurrogatePass,
    XmlCharRef,
    NameReplace,
    Registered,
}

impl Handler {
    /// The handler with this name; none means `strict`.
    pub fn new(name: Option<Gc<StrObj>>) -> Handler {
        let kind = match name.as_ref().map(|n| n.as_ascii().unwrap_or("")) {
            None | Some("strict") => Kind::Strict,
            Some("ignore") => Kind::Ignore,
            Some("replace") => Kind::Replace,
            Some("backslashreplace") => Kind::BackslashReplace,
            Some("surrogateescape") => Kind::SurrogateEscape,
            Some("surrogatepass") => Kind::SurrogatePass,
            Some("xmlcharrefreplace") => Kind::XmlCharRef,
            Some("namereplace") => Kind::NameReplace,
            Some(_) => Kind::Registered,
        };
        Handler { name, kind }
    }

    /// `strict`.
    pub fn strict() -> Handler {
        Handler::new(None)
    }
}

/// A stretch of the input that cannot be converted.
#[derive(Copy, Clone)]
pub struct Fault<'a> {
    /// Name of the encoding, for the exception and for `surrogatepass`.
    pub encoding: &'a str,
    /// First unit.
    pub start: usize,
    /// End.
    pub end: usize,
    /// Why.
    pub reason: &'a str,
}

/// What stands for the unencodable text.
pub enum Encoded {
    /// Bytes, to be taken as they are.
    Bytes(Vec<u8>),
    /// Text, to be encoded in turn; the handler does not help with it.
    Text(Gc<StrObj>),
}

/// The encoding and width that `surrogatepass` knows.
fn surrogate_width(encoding: &str) -> Option<(Option<Width>, Order)> {
    let name = encoding.to_ascii_lowercase().replace('_', "-");
    let native = if cfg!(target_endian = "little") { Order::Little } else { Order::Big };
    Some(match &*name {
        "utf-8" | "utf8" | "cp65001" => (None, native),
        "utf-16" | "utf16" => (Some(Width::Two), native),
        "utf-16-le" | "utf-16le" | "utf16-le" => (Some(Width::Two), Order::Little),
        "utf-16-be" | "utf-16be" | "utf16-be" => (Some(Width::Two), Order::Big),
        "utf-32" | "utf32" => (Some(Width::Four), native),
        "utf-32-le" | "utf-32le" | "utf32-le" => (Some(Width::Four), Order::Little),
        "utf-32-be" | "utf-32be" | "utf32-be" => (Some(Width::Four), Order::Big),
        _ => return None,
    })
}

impl Ctx {
    /// `UnicodeDecodeError` for a stretch of `data`.
    pub fn raise_decode(&mut self, data: &[u8], fault: Fault<'_>) -> Raised {
        match self.decode_error_args(data, fault) {
            Ok(args) => self.raise_args(Exc::UnicodeDecodeError, &args),
            Err(raised) => raised,
        }
    }

    fn decode_error_args(&mut self, data: &[u8], fault: Fault<'_>) -> PyResult<[Value; 5]> {
        let encoding = self.str(fault.encoding)?.into();
        let data = self.bytes(data)?.into();
        let reason = self.str(fault.reason)?.into();
        Ok([encoding, data, Value::len(fault.start), Value::len(fault.end), reason])
    }

    /// `UnicodeEncodeError` for a stretch of `text`.
    pub fn raise_encode(&mut self, text: Gc<StrObj>, fault: Fault<'_>) -> Raised {
        match self.encode_error_args(text, fault) {
            Ok(args) => self.raise_args(Exc::UnicodeEncodeError, &args),
            Err(raised) => raised,
        }
    }

    fn encode_error_args(&mut self, text: Gc<StrObj>, fault: Fault<'_>) -> PyResult<[Value; 5]> {
        let encoding = self.str(fault.encoding)?.into();
        let reason = self.str(fault.reason)?.into();
        Ok([encoding, text.into(), Value::len(fault.start), Value::len(fault.end), reason])
    }

    /// Handles undecodable bytes: appends what stands for them, gives where to go on.
    pub fn handle_decode(
        &mut self,
        handler: &Handler,
        data: &[u8],
        fault: Fault<'_>,
        out: &mut TextBuf,
    ) -> PyResult<usize> {
        match handler.kind {
            Kind::Strict => {}
            Kind::Ignore => return Ok(fault.end),
            Kind::Replace => {
                out.push(0xfffd);
                return Ok(fault.end);
            }
            Kind::BackslashReplace => {
                data[fault.start..fault.end].iter().for_each(|&b| push_escape(out, b.into()));
                return Ok(fault.end);
            }
            Kind::SurrogateEscape => {
                let bad = &data[fault.start..fault.end.min(fault.start + 4)];
                let n = bad.iter().take_while(|&&b| b >= 0x80).count();
                bad[..n].iter().for_each(|&b| out.push(0xdc00 + u32::from(b)));
                if n > 0 {
                    return Ok(fault.start + n);
                }
            }
            Kind::SurrogatePass => {
                if let Some((point, n)) = surrogate_at(fault.encoding, &data[fault.start..]) {
                    out.push(point);
                    return Ok(fault.start + n);
                }
            }
            Kind::XmlCharRef | Kind::NameReplace | Kind::Registered => {
                let args = self.decode_error_args(data, fault)?;
                let exception = self.new_exception(Exc::UnicodeDecodeError, &args)?;
                let (text, at) =
                    self.call_handler(handler, exception.into(), data.len(), "decoding")?;
                match text.cast::<StrObj>() {
                    Some(s) => out.push_obj(s),
                    None => raise!(
                        self,
                        TypeError,
                        "decoding error handler must return (str, int) tuple"
                    ),
                }
                return Ok(at);
            }
        }
        Err(self.raise_decode(data, fault))
    }

    /// Handles unencodable text: what stands for it, and where to go on.
    pub fn handle_encode(
        &mut self,
        handler: &Handler,
        text: Gc<StrObj>,
        fault: Fault<'_>,
    ) -> PyResult<(Encoded, usize)> {
        let bad = text.units().range(fault.start, fault.end);
        let mut buf = TextBuf::new();
        match handler.kind {
            Kind::Strict => return Err(self.raise_encode(text, fault)),
            Kind::Ignore => {}
            Kind::Replace => buf.push_repeat(u32::from('?'), bad.len()),
            Kind::BackslashReplace => bad.iter().for_each(|p| push_escape(&mut buf, p)),
            Kind::XmlCharRef => bad.iter().for_each(|p| buf.push_str(&format!("&#{p};"))),
            Kind::NameReplace => bad.iter().for_each(|p| push_name(&mut buf, p)),
            Kind::SurrogateEscape => {
                let low: Vec<u8> = bad
                    .iter()
                    .map_while(|p| (0xdc80..=0xdcff).contains(&p).then(|| (p - 0xdc00) as u8))
                    .collect();
                if low.len() < bad.len() {
                    return Err(self.raise_encode(text, fault));
                }
                return Ok((Encoded::Bytes(low), fault.end));
            }
            Kind::SurrogatePass => {
                let Some((width, order)) = surrogate_width(fault.encoding) else {
                    return Err(self.raise_encode(text, fault));
                };
                let mut raw = Vec::new();
                for p in bad.iter() {
                    if !(0xd800..=0xdfff).contains(&p) {
                        return Err(self.raise_encode(text, fault));
                    }
                    match width {
                        None => super::utf8::push_surrogate(&mut raw, p),
                        Some(width) => super::utf16::push_unit(&mut raw, p, width, order),
                    }
                }
                return Ok((Encoded::Bytes(raw), fault.end));
            }
            Kind::Registered => {
                let args = self.encode_error_args(text, fault)?;
                let exception = self.new_exception(Exc::UnicodeEncodeError, &args)?;
                let (made, at) =
                    self.call_handler(handler, exception.into(), text.len(), "encoding")?;
                if let Some(s) = made.cast::<StrObj>() {
                    return Ok((Encoded::Text(s), at));
                }
                return match made.cast::<BytesObj>() {
                    Some(b) => Ok((Encoded::Bytes(b.as_slice().to_vec()), at)),
                    None => raise!(
                        self,
                        TypeError,
                        "encoding error handler must return (str/bytes, int) tuple"
                    ),
                };
            }
        }
        Ok((Encoded::Text(buf.finish(self)?), fault.end))
    }

    fn call_handler(
        &mut self,
        handler: &Handler,
        exception: Value,
        len: usize,
        what: &str,
    ) -> PyResult<(Value, usize)> {
        let function = match handler.name {
            Some(name) => self.lookup_error(name)?,
            None => unreachable!("only named handlers are looked up"),
        };
        let made = self.call(function, &[exception])?;
        let kind = if what == "encoding" { "str/bytes" } else { "str" };
        let pair = made.cast::<TupleObj>().filter(|t| t.len() == 2);
        let (Some(text), Some(at)) = (pair.and_then(|t| t.get(0)), pair.and_then(|t| t.get(1)))
        else {
            raise!(self, TypeError, "{what} error handler must return ({kind}, int) tuple");
        };
        let given = self.index_i64(at)?;
        let at = if given < 0 { given + len as i64 } else { given };
        match usize::try_from(at) {
            Ok(at) if at <= len => Ok((text, at)),
            _ => raise!(self, IndexError, "position {given} from error handler out of bounds"),
        }
    }
}

/// The surrogate that `surrogatepass` finds at the beginning of undecodable bytes.
fn surrogate_at(encoding: &str, data: &[u8]) -> Option<(u32, usize)> {
    let (width, order) = surrogate_width(encoding)?;
    let (point, n) = match width {
        None => match *data {
            [0xed, b, c, ..] if b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => {
                (0xd000 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f), 3)
            }
            _ => return None,
        },
        Some(width) => (super::utf16::unit_at(data, 0, width, order)?, width.bytes()),
    };
    (0xd800..=0xdfff).contains(&point).then_some((point, n))
}

/// `\N{name}`, or a numeric escape for a code point without a name.
pub fn push_name(buf: &mut TextBuf, point: u32) {
    match char::from_u32(point).and_then(rustpython_unicode::data::character_name) {
        Some(name) => buf.push_str(&format!("\\N{{{name}}}")),
        None => push_escape(buf, point),
    }
}
