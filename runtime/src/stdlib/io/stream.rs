//! `TextIOWrapper` over a standard descriptor.

use super::input;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{ByteArray, Gc};
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{heap_object, raise};
use std::io::Write;

/// Bytes held back before a write.
const BUFFER: usize = 8192;

heap_object! {
    /// A text stream.
    pub struct TextIoObj: TEXT_IO {
        /// Output not yet written.
        traced buffer: Option<Gc<ByteArray>>,
        /// `name`.
        traced name: Value,
        /// The descriptor, 0 to 2.
        plain fd: i32,
        /// After `close()`.
        plain closed: bool,
        /// Whether each line is written at once.
        plain line_buffering: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Character and line based layer over a standard stream.",
    slots: SlotTable {
        repr: Some(repr),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("write", NativeCode::O(write)),
        MethodDef::new(
            "writelines",
            NativeCode::O(|cx, v, lines| {
                cx.for_each(lines, &mut |cx, line| write(cx, v, line).map(|_| ()))?;
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new(
            "flush",
            NativeCode::NoArgs(|cx, v| {
                let s = open_stream(cx, v)?;
                flush(cx, s)?;
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new(
            "close",
            NativeCode::NoArgs(|cx, v| {
                let s = this(cx, v)?;
                if !s.closed.get() {
                    flush(cx, s)?;
                    s.closed.set(true);
                }
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new(
            "fileno",
            NativeCode::NoArgs(|cx, v| Ok(Value::small(open_stream(cx, v)?.fd.get()))),
        ),
        MethodDef::new(
            "isatty",
            NativeCode::NoArgs(|cx, v| {
                let s = open_stream(cx, v)?;
                Ok(Value::bool(s.fd.get() != 2 && s.line_buffering.get()))
            }),
        ),
        MethodDef::new(
            "readable",
            NativeCode::NoArgs(|cx, v| Ok(Value::bool(this(cx, v)?.fd.get() == 0))),
        ),
        MethodDef::new(
            "writable",
            NativeCode::NoArgs(|cx, v| Ok(Value::bool(this(cx, v)?.fd.get() != 0))),
        ),
        MethodDef::new("seekable", NativeCode::NoArgs(|_, _| Ok(Value::FALSE))),
        MethodDef::new("readline", NativeCode::Fast(|cx, v, _| Ok(read_line(cx, v)?.into()))),
        MethodDef::new("readlines", NativeCode::Fast(|cx, v, _| Ok(cx.to_list(v)?.into()))),
        MethodDef::new("read", NativeCode::Fast(read)),
        MethodDef::new("reconfigure", NativeCode::FastKw(reconfigure)),
        MethodDef::new("__enter__", NativeCode::NoArgs(|_, v| Ok(v))),
        MethodDef::new("__exit__", NativeCode::Fast(|_, _, _| Ok(Value::NONE))),
    ],
    getset: &[
        GetSetDef::readonly("name", |cx, v| Ok(this(cx, v)?.name.get())),
        GetSetDef::readonly("encoding", |cx, _| Ok(cx.intern("utf-8")?.into())),
        GetSetDef::readonly("errors", |cx, v| {
            let errors = if this(cx, v)?.fd.get() == 2 { "backslashreplace" } else { "strict" };
            Ok(cx.intern(errors)?.into())
        }),
        GetSetDef::readonly("mode", |cx, v| {
            let mode = if this(cx, v)?.fd.get() == 0 { "r" } else { "w" };
            Ok(cx.intern(mode)?.into())
        }),
        GetSetDef::readonly("closed", |cx, v| Ok(Value::bool(this(cx, v)?.closed.get()))),
        GetSetDef::readonly("buffer", buffer_of),
        GetSetDef::readonly("write_through", |_, _| Ok(Value::FALSE)),
        GetSetDef::readonly("newlines", |_, _| Ok(Value::NONE)),
        GetSetDef::readonly("line_buffering", |cx, v| {
            Ok(Value::bool(this(cx, v)?.line_buffering.get()))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<TextIoObj>> {
    match v.cast::<TextIoObj>() {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "descriptor requires a '_io.TextIOWrapper' object"),
    }
}

fn open_stream(cx: &mut Ctx, v: Value) -> PyResult<Gc<TextIoObj>> {
    let s = this(cx, v)?;
    if s.closed.get() {
        raise!(cx, ValueError, "I/O operation on closed file.");
    }
    Ok(s)
}

fn write(cx: &mut Ctx, v: Value, text: Value) -> PyResult<Value> {
    let s = open_stream(cx, v)?;
    let Some(text) = text.cast::<StrObj>() else {
        let got = cx.type_name(text);
        raise!(cx, TypeError, "write() argument must be str, not {got}");
    };
    if s.fd.get() == 0 {
        raise!(cx, OSError, "not writable");
    }
    match text.as_ascii() {
        Some(ascii) => append(cx, s, ascii.as_bytes())?,
        None => match text.to_utf8() {
            Ok(utf8) => append(cx, s, utf8.as_bytes())?,
            Err(_) if s.fd.get() == 2 => append(cx, s, backslashed(text).as_bytes())?,
            Err(at) => {
                let (codec, why) = (cx.str("utf-8")?, cx.str("surrogates not allowed")?);
                let (start, end) = (Value::len(at), Value::len(at + 1));
                let args = [codec.into(), text.into(), start, end, why.into()];
                return Err(cx.raise_args(Exc::UnicodeEncodeError, &args));
            }
        },
    }
    if s.line_buffering.get() && text.code_points().any(|c| c == u32::from('\n')) {
        flush(cx, s)?;
    }
    Ok(Value::len(text.len()))
}

/// Surrogates as `\udc80`, the rest as it is.
fn backslashed(text: Gc<StrObj>) -> String {
    let mut out = String::new();
    for c in text.code_points() {
        match char::from_u32(c) {
            Some(c) => out.push(c),
            None => out.push_str(&format!("\\u{c:04x}")),
        }
    }
    out
}

fn append(cx: &mut Ctx, s: Gc<TextIoObj>, bytes: &[u8]) -> PyResult<()> {
    let buffer = match s.buffer.get() {
        Some(buffer) => buffer,
        None => {
            let buffer = cx.byte_array(BUFFER)?;
            s.buffer.set(Some(buffer));
            buffer
        }
    };
    if buffer.used() + bytes.len() > buffer.capacity() {
        flush(cx, s)?;
    }
    if bytes.len() > buffer.capacity() {
        return write_all(cx, s.fd.get(), bytes);
    }
    buffer.write(buffer.used(), bytes);
    buffer.set_used(buffer.used() + bytes.len());
    Ok(())
}

/// Names under which the binary layers of the streams are kept.
const BUFFERS: [&str; 3] = ["io.stdin.buffer", "io.stdout.buffer", "io.stderr.buffer"];

/// The binary layer, made when first asked for.
fn buffer_of(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = open_stream(cx, v)?;
    let fd = s.fd.get();
    let key = BUFFERS[fd as usize % BUFFERS.len()];
    if let Some(buffer) = cx.kept(key) {
        return Ok(buffer);
    }
    let make = cx.module_attr("_io", "_standard_buffer")?;
    let buffer = cx.call(make, &[Value::small(fd), s.name.get()])?;
    cx.keep(key, buffer);
    Ok(buffer)
}

/// `reconfigure(*, encoding, errors, newline, line_buffering, write_through)`: buffering can be
/// changed, the encoding is UTF-8 for good.
fn reconfigure(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let s = open_stream(cx, v)?;
    flush(cx, s)?;
    for (name, value) in args.keywords() {
        if name.eq_str("line_buffering") && !value.is_none() {
            let on = cx.truth(value)?;
            s.line_buffering.set(on);
        } else if name.eq_str("encoding") && !value.is_none() {
            let text = cx.str_of(value)?.to_string().to_ascii_lowercase().replace('_', "-");
            if text != "utf-8" && text != "utf8" {
                raise!(cx, ValueError, "the encoding of a standard stream is utf-8");
            }
        }
    }
    Ok(Value::NONE)
}

fn flush(cx: &mut Ctx, s: Gc<TextIoObj>) -> PyResult<()> {
    // What was written to the binary layer stands before what the text layer holds.
    if let Some(buffer) =
        cx.kept(BUFFERS[s.fd.get() as usize % BUFFERS.len()]).filter(|_| s.fd.get() != 0)
    {
        let flush = cx.names.flush;
        cx.call_method(buffer, flush, &[])?;
    }
    let Some(buffer) = s.buffer.get() else { return Ok(()) };
    let bytes: Vec<u8> = buffer.bytes()[..buffer.used()].iter().map(|b| b.get()).collect();
    // What cannot be written is not tried again at exit.
    buffer.set_used(0);
    write_all(cx, s.fd.get(), &bytes)
}

fn write_all(cx: &mut Ctx, fd: i32, bytes: &[u8]) -> PyResult<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    if let Some(kept) = &mut cx.captured {
        let kept = &mut kept[usize::from(fd != 1)];
        if kept.try_reserve(bytes.len()).is_err() {
            return Err(cx.raise_memory());
        }
        kept.extend_from_slice(bytes);
        return Ok(());
    }
    let done = if fd == 1 {
        let mut out = std::io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    } else {
        std::io::stderr().lock().write_all(bytes)
    };
    done.map_err(|e| cx.raise_os(&e, None))
}

fn text_of(cx: &mut Ctx, bytes: &[u8]) -> PyResult<Gc<StrObj>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => cx.str(text),
        Err(e) => {
            let (codec, why) = (cx.str("utf-8")?, cx.str("invalid start byte")?);
            let data = cx.bytes(bytes)?;
            let (start, end) = (Value::len(e.valid_up_to()), Value::len(e.valid_up_to() + 1));
            let args = [codec.into(), data.into(), start, end, why.into()];
            Err(cx.raise_args(Exc::UnicodeDecodeError, &args))
        }
    }
}

fn readable(cx: &mut Ctx, v: Value) -> PyResult<()> {
    if open_stream(cx, v)?.fd.get() != 0 {
        raise!(cx, OSError, "not readable");
    }
    Ok(())
}

fn read_line(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    readable(cx, v)?;
    let mut line = input::line(cx)?;
    if line.ends_with(b"\r\n") {
        line.truncate(line.len() - 2);
        line.push(b'\n');
    }
    text_of(cx, &line)
}

fn read(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    readable(cx, v)?;
    let most = match args.first() {
        Some(&n) if !n.is_none() => cx.index_i64(n)?,
        _ => -1,
    };
    let bytes = match usize::try_from(most) {
        Ok(n) => input::characters(cx, n)?,
        Err(_) => input::rest(cx)?,
    };
    Ok(text_of(cx, &bytes)?.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let line = read_line(cx, v)?;
    Ok(if line.is_empty() { None } else { Some(line.into()) })
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    let name = cx.repr(s.name.get())?;
    let mode = if s.fd.get() == 0 { "r" } else { "w" };
    Ok(cx.str(&format!("<_io.TextIOWrapper name={name} mode='{mode}' encoding='utf-8'>"))?.into())
}
