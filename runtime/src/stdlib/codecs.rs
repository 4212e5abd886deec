//! `_codecs`: the functions below the `codecs` module.
#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::codecs::errors::{Encoded, Fault, Handler};
use crate::codecs::utf16::{self, Order, Width};
use crate::codecs::{Native, charmap, escape, narrow, registry, utf7, utf8};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

use NativeCode::{Fast, FastKw, O};

/// The module.
pub static MODULE: ModuleSpec =
    ModuleSpec { name: "_codecs", doc: "", functions: FUNCTIONS, init: None };

/// `name_encode(text, errors=None)`.
macro_rules! encoder {
    ($name:literal, $encode:expr) => {
        MethodDef::new(
            $name,
            Fast(|cx, _, args| {
                cx.check_arity($name, args.len(), 1, 2)?;
                let text = cx.expect_str(args[0], concat!($name, "() argument 1"))?;
                let handler = handler_arg(cx, $name, args.get(1))?;
                let encode: fn(&mut Ctx, Gc<StrObj>, &Handler) -> PyResult<Vec<u8>> = $encode;
                let data = encode(cx, text, &handler)?;
                encoded(cx, &data, text.len())
            }),
        )
    };
}

/// `name_decode(data, errors=None, final=False)`.
macro_rules! decoder {
    ($name:literal, $final:literal, $decode:expr) => {
        MethodDef::new(
            $name,
            Fast(|cx, _, args| {
                cx.check_arity($name, args.len(), 1, 3)?;
                let data = data_arg(cx, args[0])?;
                let handler = handler_arg(cx, $name, args.get(1))?;
                let last = match args.get(2) {
                    Some(&v) => cx.truth(v)?,
                    None => $final,
                };
                let decode: fn(&mut Ctx, &[u8], &Handler, bool) -> PyResult<(Gc<StrObj>, usize)> =
                    $decode;
                let (text, used) = decode(cx, &data, &handler, last)?;
                Ok(cx.tuple(&[text.into(), Value::len(used)])?.into())
            }),
        )
    };
}

/// Decoding UTF-16 or UTF-32 in one byte order.
macro_rules! wide_decoder {
    ($name:literal, $width:ident, $order:ident) => {
        decoder!($name, false, |cx, data, handler, last| {
            let (text, used, _) =
                utf16::decode(cx, data, handler, Width::$width, Order::$order, last)?;
            Ok((text, used))
        })
    };
}

static FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("register", O(|cx, _, f| cx.codec_register(f).map(|()| Value::NONE))),
    MethodDef::new("unregister", O(|cx, _, f| cx.codec_unregister(f).map(|()| Value::NONE))),
    MethodDef::new("lookup", O(lookup)),
    MethodDef::new("encode", FastKw(encode)),
    MethodDef::new("decode", FastKw(decode)),
    MethodDef::new("register_error", Fast(register_error)),
    MethodDef::new("_unregister_error", O(unregister_error)),
    MethodDef::new("lookup_error", O(lookup_error)),
    MethodDef::new("_normalize_encoding", O(normalize_encoding)),
    encoder!("utf_8_encode", utf8::encode),
    decoder!("utf_8_decode", false, utf8::decode),
    encoder!("utf_7_encode", |_, text, _| Ok(utf7::encode(&text))),
    decoder!("utf_7_decode", false, utf7::decode),
    MethodDef::new(
        "utf_16_encode",
        Fast(|cx, _, args| encode_wide(cx, "utf_16_encode", args, Width::Two)),
    ),
    encoder!("utf_16_le_encode", |cx, t, h| Native::Wide(Width::Two, Order::Little)
        .encode(cx, t, h)),
    encoder!("utf_16_be_encode", |cx, t, h| Native::Wide(Width::Two, Order::Big).encode(cx, t, h)),
    wide_decoder!("utf_16_decode", Two, Mark),
    wide_decoder!("utf_16_le_decode", Two, Little),
    wide_decoder!("utf_16_be_decode", Two, Big),
    MethodDef::new(
        "utf_16_ex_decode",
        Fast(|cx, _, args| decode_ex(cx, "utf_16_ex_decode", args, Width::Two)),
    ),
    MethodDef::new(
        "utf_32_encode",
        Fast(|cx, _, args| encode_wide(cx, "utf_32_encode", args, Width::Four)),
    ),
    encoder!("utf_32_le_encode", |cx, t, h| Native::Wide(Width::Four, Order::Little)
        .encode(cx, t, h)),
    encoder!("utf_32_be_encode", |cx, t, h| Native::Wide(Width::Four, Order::Big).encode(cx, t, h)),
    wide_decoder!("utf_32_decode", Four, Mark),
    wide_decoder!("utf_32_le_decode", Four, Little),
    wide_decoder!("utf_32_be_decode", Four, Big),
    MethodDef::new(
        "utf_32_ex_decode",
        Fast(|cx, _, args| decode_ex(cx, "utf_32_ex_decode", args, Width::Four)),
    ),
    encoder!("latin_1_encode", |cx, text, h| narrow::encode(cx, text, h, narrow::LATIN1)),
    decoder!("latin_1_decode", true, |cx, data, _, _| Ok((cx.latin1_str(data)?, data.len()))),
    encoder!("ascii_encode", |cx, text, h| narrow::encode(cx, text, h, narrow::ASCII)),
    decoder!("ascii_decode", true, |cx, data, h, _| Ok((
        narrow::decode_ascii(cx, data, h)?,
        data.len()
    ))),
    encoder!("unicode_escape_encode", |_, text, _| Ok(escape::unicode_encode(&text))),
    decoder!("unicode_escape_decode", true, escape::unicode_decode),
    encoder!("raw_unicode_escape_encode", |_, text, _| Ok(escape::raw_unicode_encode(&text))),
    decoder!("raw_unicode_escape_decode", true, escape::raw_unicode_decode),
    MethodDef::new("escape_encode", Fast(escape_encode)),
    MethodDef::new("escape_decode", Fast(escape_decode)),
    MethodDef::new("charmap_encode", Fast(charmap_encode)),
    MethodDef::new("charmap_decode", Fast(charmap_decode)),
    MethodDef::new("charmap_build", O(charmap_build)),
    MethodDef::new("readbuffer_encode", Fast(readbuffer_encode)),
];

fn handler_arg(cx: &mut Ctx, name: &str, errors: Option<&Value>) -> PyResult<Handler> {
    match errors {
        Some(v) if !v.is_none() => match v.cast::<StrObj>() {
            Some(s) => Ok(Handler::new(Some(s))),
            None => {
                let ty = cx.type_name(*v);
                raise!(cx, TypeError, "{name}() argument 2 must be str or None, not {ty}")
            }
        },
        _ => Ok(Handler::strict()),
    }
}

/// Input of a decoder: bytes, or a text that the old interface takes for its UTF-8.
fn data_arg(cx: &mut Ctx, v: Value) -> PyResult<ByteView> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(ByteView::Copy(utf8::encode(cx, s, &Handler::strict())?)),
        None => cx.expect_buffer(v),
    }
}

fn encoded(cx: &mut Ctx, data: &[u8], used: usize) -> PyResult<Value> {
    let data = cx.bytes_small(data)?;
    Ok(cx.tuple(&[data.into(), Value::len(used)])?.into())
}

fn lookup(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = cx.expect_str(name, "lookup() argument")?;
    Ok(cx.codec_lookup(name)?.into())
}

/// The arguments of `encode` and `decode`: object, encoding (UTF-8 by default), errors.
fn codec_args(
    cx: &mut Ctx,
    name: &'static str,
    args: Args<'_>,
) -> PyResult<(Value, Gc<StrObj>, Option<Gc<StrObj>>)> {
    let signature = Signature {
        name,
        params: &["obj", "encoding", "errors"],
        pos_only: 0,
        pos_max: 3,
        required: 1,
    };
    let [object, encoding, errors] = args.bind::<3>(cx, &signature)?;
    let encoding = match encoding {
        Some(v) => cx.expect_str(v, &format!("{name}() argument 'encoding'"))?,
        None => cx.str("utf-8")?,
    };
    let errors = match errors {
        Some(v) => Some(cx.expect_str(v, &format!("{name}() argument 'errors'"))?),
        None => None,
    };
    Ok((object.unwrap_or(Value::NONE), encoding, errors))
}

fn encode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (object, encoding, errors) = codec_args(cx, "encode", args)?;
    let codec = cx.codec_lookup(encoding)?;
    cx.codec_call(codec, 0, object, errors, "encoder")
}

fn decode(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (object, encoding, errors) = codec_args(cx, "decode", args)?;
    let codec = cx.codec_lookup(encoding)?;
    cx.codec_call(codec, 1, object, errors, "decoder")
}

fn register_error(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("register_error", args.len(), 2, 2)?;
    let name = cx.expect_str(args[0], "register_error() argument 1")?;
    cx.register_error(name, args[1])?;
    Ok(Value::NONE)
}

fn unregister_error(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = cx.expect_str(name, "_unregister_error() argument")?;
    if builtin_handler(&name.to_string()).is_some() {
        raise!(cx, ValueError, "cannot un-register built-in error handler '{name}'");
    }
    Ok(Value::bool(cx.unregister_error(name)?))
}

fn lookup_error(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = cx.expect_str(name, "lookup_error() argument")?;
    cx.lookup_error(name)
}

fn normalize_encoding(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let name = cx.expect_str(name, "_normalize_encoding() argument")?;
    Ok(cx.str(&registry::normalized(&name.to_string()))?.into())
}

fn order_arg(cx: &mut Ctx, v: Option<&Value>) -> PyResult<Order> {
    Ok(match v {
        Some(&v) => match cx.index_i64(v)? {
            0 => Order::Mark,
            n if n < 0 => Order::Little,
            _ => Order::Big,
        },
        None => Order::Mark,
    })
}

fn encode_wide(cx: &mut Ctx, name: &str, args: &[Value], width: Width) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 1, 3)?;
    let text = cx.expect_str(args[0], &format!("{name}() argument 1"))?;
    let handler = handler_arg(cx, name, args.get(1))?;
    let order = order_arg(cx, args.get(2))?;
    let data = utf16::encode(cx, text, &handler, width, order)?;
    encoded(cx, &data, text.len())
}

fn decode_ex(cx: &mut Ctx, name: &str, args: &[Value], width: Width) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 1, 4)?;
    let data = data_arg(cx, args[0])?;
    let handler = handler_arg(cx, name, args.get(1))?;
    let order = order_arg(cx, args.get(2))?;
    let last = match args.get(3) {
        Some(&v) => cx.truth(v)?,
        None => false,
    };
    let (text, used, found) = utf16::decode(cx, &data, &handler, width, order, last)?;
    let found = match found {
        Order::Little => -1,
        Order::Mark => 0,
        Order::Big => 1,
    };
    Ok(cx.tuple(&[text.into(), Value::len(used), Value::small(found)])?.into())
}

fn escape_encode(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("escape_encode", args.len(), 1, 2)?;
    let Some(data) = args[0].cast::<BytesObj>() else {
        let ty = cx.type_name(args[0]);
        raise!(cx, TypeError, "escape_encode() argument 1 must be bytes, not {ty}");
    };
    encoded(cx, &escape::bytes_encode(data.as_slice()), data.len())
}

fn escape_decode(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("escape_decode", args.len(), 1, 2)?;
    let data = data_arg(cx, args[0])?;
    let errors = match args.get(1) {
        Some(&v) if !v.is_none() => cx.expect_str(v, "escape_decode() argument 2")?.to_string(),
        _ => "strict".to_owned(),
    };
    let out = escape::bytes_decode(cx, &data, &errors)?;
    encoded(cx, &out, data.len())
}

fn charmap_encode(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("charmap_encode", args.len(), 1, 3)?;
    let text = cx.expect_str(args[0], "charmap_encode() argument 1")?;
    let handler = handler_arg(cx, "charmap_encode", args.get(1))?;
    let data = charmap::encode(cx, text, &handler, args.get(2).copied().unwrap_or(Value::NONE))?;
    encoded(cx, &data, text.len())
}

fn charmap_decode(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("charmap_decode", args.len(), 1, 3)?;
    let data = data_arg(cx, args[0])?;
    let handler = handler_arg(cx, "charmap_decode", args.get(1))?;
    let text = charmap::decode(cx, &data, &handler, args.get(2).copied().unwrap_or(Value::NONE))?;
    Ok(cx.tuple(&[text.into(), Value::len(data.len())])?.into())
}

fn charmap_build(cx: &mut Ctx, _: Value, table: Value) -> PyResult<Value> {
    let table = cx.expect_str(table, "charmap_build() argument")?;
    charmap::build(cx, table)
}

fn readbuffer_encode(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("readbuffer_encode", args.len(), 1, 2)?;
    let data = data_arg(cx, args[0])?;
    encoded(cx, &data, data.len())
}

/// The builtin error handlers as functions, for programs that call them.
static HANDLERS: &[(&str, MethodDef)] = &[
    ("strict", MethodDef::new("strict_errors", O(strict_errors))),
    ("ignore", MethodDef::new("ignore_errors", O(|cx, _, e| handle(cx, e, "ignore")))),
    ("replace", MethodDef::new("replace_errors", O(|cx, _, e| handle(cx, e, "replace")))),
    (
        "xmlcharrefreplace",
        MethodDef::new(
            "xmlcharrefreplace_errors",
            O(|cx, _, e| handle(cx, e, "xmlcharrefreplace")),
        ),
    ),
    (
        "backslashreplace",
        MethodDef::new("backslashreplace_errors", O(|cx, _, e| handle(cx, e, "backslashreplace"))),
    ),
    (
        "namereplace",
        MethodDef::new("namereplace_errors", O(|cx, _, e| handle(cx, e, "namereplace"))),
    ),
    (
        "surrogatepass",
        MethodDef::new("surrogatepass", O(|cx, _, e| handle(cx, e, "surrogatepass"))),
    ),
    (
        "surrogateescape",
        MethodDef::new("surrogateescape", O(|cx, _, e| handle(cx, e, "surrogateescape"))),
    ),
];

/// The function of a builtin error handler.
pub fn builtin_handler(name: &str) -> Option<&'static MethodDef> {
    HANDLERS.iter().find(|h| h.0 == name).map(|h| &h.1)
}

fn strict_errors(cx: &mut Ctx, _: Value, exception: Value) -> PyResult<Value> {
    let base = cx.exc_ty(Exc::BaseException);
    if !cx.type_of(exception).is_subtype(base) {
        raise!(cx, TypeError, "codec must pass exception instance");
    }
    Err(cx.raise_value(exception))
}

/// Applies a builtin handler to a Unicode error: the replacement and where to go on.
fn handle(cx: &mut Ctx, exception: Value, name: &str) -> PyResult<Value> {
    let class = cx.type_of(exception);
    let is = |cx: &mut Ctx, exc: Exc| {
        let ty = cx.exc_ty(exc);
        class.is_subtype(ty)
    };
    let (encodes, decodes, translates) = (
        is(cx, Exc::UnicodeEncodeError),
        is(cx, Exc::UnicodeDecodeError),
        is(cx, Exc::UnicodeTranslateError),
    );
    if !encodes && !decodes && !translates
        || decodes && matches!(name, "xmlcharrefreplace" | "namereplace")
    {
        let ty = cx.type_name(exception);
        raise!(cx, TypeError, "don't know how to handle {ty} in error callback");
    }
    let mut field = |name: &str| {
        let name = cx.intern(name)?;
        cx.getattr(exception, name)
    };
    let (object, start, end) = (field("object")?, field("start")?, field("end")?);
    let encoding = if translates { None } else { field("encoding")?.cast::<StrObj>() };
    let encoding = encoding.map_or(String::new(), |e| e.to_string());
    let (start, end) = (cx.index_i64(start)?.max(0) as usize, cx.index_i64(end)?.max(0) as usize);
    let name = cx.str(name)?;
    let handler = Handler::new(Some(name));
    if decodes {
        let data = cx.expect_buffer(object)?;
        let end = end.min(data.len());
        let fault = Fault { encoding: &encoding, start: start.min(end), end, reason: "" };
        let mut buf = TextBuf::new();
        let at = match cx.handle_decode(&handler, &data, fault, &mut buf) {
            Ok(at) => at,
            Err(_) => {
                cx.clear_exception();
                return Err(cx.raise_value(exception));
            }
        };
        let text = buf.finish(cx)?;
        return Ok(cx.tuple(&[text.into(), Value::len(at)])?.into());
    }
    let text = cx.expect_str(object, "object attribute")?;
    let end = end.min(text.len());
    let fault = Fault { encoding: &encoding, start: start.min(end), end, reason: "" };
    if translates && name.eq_str("replace") {
        let mut buf = TextBuf::new();
        buf.push_repeat(0xfffd, end - fault.start);
        let text = buf.finish(cx)?;
        return Ok(cx.tuple(&[text.into(), Value::len(end)])?.into());
    }
    let (made, at) = match cx.handle_encode(&handler, text, fault) {
        Ok(made) => made,
        Err(_) => {
            cx.clear_exception();
            return Err(cx.raise_value(exception));
        }
    };
    let made = match made {
        Encoded::Bytes(raw) => cx.bytes(&raw)?.into(),
        Encoded::Text(s) => Value::from(s),
    };
    Ok(cx.tuple(&[made, Value::len(at)])?.into())
}
