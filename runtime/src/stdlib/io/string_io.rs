//! `StringIO`: a text stream in memory.
//!
//! The text lies in a `bytearray`, one, two or four bytes to a code point; it becomes wider when
//! something is written that needs it, and never narrower.
//! The class of the library (`_io.StringIO`) is this one with the methods of `_TextIOBase` below.
#![deny(unsafe_code)]

use super::bytes_io::{optional_index, size_argument};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::heap_object;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::bytearray::ByteArrayObj;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Units};
use crate::value::Value;
use crate::{raise, this};
use std::cell::Cell;

heap_object! {
    /// A text stream in memory.
    pub struct StringIoObj: STRING_IO {
        /// The code points; absent after `close()`.
        traced content: Option<Gc<ByteArrayObj>>,
        /// log2 of the bytes to a code point.
        plain width: u32,
        /// Where the next read or write begins; may lie beyond the end.
        plain pos: usize,
        /// What ends a line.
        plain newline: Newline,
        /// Line ends that were written, bits of [`seen`].
        plain seen: u32,
    }
}

/// The argument `newline`.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Newline {
    /// `None`: all kinds are written as `\n`.
    Translated,
    /// `''`: all kinds end a line, and stay as they are.
    Universal,
    /// `'\n'`
    Feed,
    /// `'\r'`
    Return,
    /// `'\r\n'`
    Both,
}

/// Kinds of line ends.
mod seen {
    pub const RETURN: u32 = 1;
    pub const FEED: u32 = 2;
    pub const BOTH: u32 = 4;
}

const FEED: u32 = 0x0a;
const RETURN: u32 = 0x0d;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        iter: Some(|cx, v| match this!(v, StringIoObj).content.get() {
            Some(_) => Ok(v),
            None => raise!(cx, ValueError, "I/O operation on closed file."),
        }),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("write", NativeCode::O(write))
            .sig("($self, s, /)")
            .doc("Write string to file."),
        MethodDef::new("getvalue", NativeCode::NoArgs(getvalue))
            .sig("($self, /)")
            .doc("Retrieve the entire contents of the object."),
        MethodDef::new("read", NativeCode::Fast(read))
            .sig("($self, size=-1, /)")
            .doc("Read at most size characters, returned as a string."),
        MethodDef::new("readline", NativeCode::Fast(readline))
            .sig("($self, size=-1, /)")
            .doc("Read until newline or EOF."),
        MethodDef::new("tell", NativeCode::NoArgs(tell))
            .sig("($self, /)")
            .doc("Tell the current file position."),
        MethodDef::new("seek", NativeCode::Fast(seek))
            .sig("($self, pos, whence=0, /)")
            .doc("Change stream position."),
        MethodDef::new("truncate", NativeCode::Fast(truncate))
            .sig("($self, pos=None, /)")
            .doc("Truncate size to pos."),
        MethodDef::new("close", NativeCode::NoArgs(close))
            .sig("($self, /)")
            .doc("Close the IO object."),
        MethodDef::new("flush", NativeCode::NoArgs(|_, _| Ok(Value::NONE)))
            .sig("($self, /)")
            .doc("Does nothing."),
        MethodDef::new("readable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be read."),
        MethodDef::new("writable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be written."),
        MethodDef::new("seekable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be seeked."),
        MethodDef::new("_newline_argument", NativeCode::NoArgs(newline_argument))
            .doc("What the constructor was given, for __getstate__."),
        MethodDef::new("_restore", NativeCode::Fast(restore))
            .doc("A text whose line ends were translated before, for __setstate__."),
    ],
    getset: &[
        GetSetDef::readonly("closed", |_, v| {
            Ok(Value::bool(this!(v, StringIoObj).content.get().is_none()))
        }),
        GetSetDef::readonly("line_buffering", |cx, v| answer(cx, v, Value::FALSE)),
        GetSetDef::readonly("newlines", newlines),
    ],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let content = cx.bytearray(&[])?;
    let stream = cx.alloc_instance(cls, |shape| {
        StringIoObj::new(shape, Some(content), 0, 0, Newline::Feed, 0)
    })?;
    Ok(stream.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature::plain("StringIO", &["initial_value", "newline"], 0);
    let [initial, newline] = args.bind::<2>(cx, &SIGNATURE)?;
    let newline = match newline {
        None => Newline::Feed,
        Some(n) if n.is_none() => Newline::Translated,
        Some(n) => {
            let Some(text) = n.cast::<StrObj>() else {
                let ty = cx.type_name(n);
                raise!(cx, TypeError, "newline must be str or None, not {ty}");
            };
            match () {
                () if text.is_empty() => Newline::Universal,
                () if text.eq_str("\n") => Newline::Feed,
                () if text.eq_str("\r") => Newline::Return,
                () if text.eq_str("\r\n") => Newline::Both,
                () => {
                    let shown = cx.repr(n)?.to_string();
                    raise!(cx, ValueError, "illegal newline value: {shown}");
                }
            }
        }
    };
    let initial = initial.filter(|i| !i.is_none());
    if let Some(given) = initial
        && given.cast::<StrObj>().is_none()
    {
        let ty = cx.type_name(given);
        raise!(cx, TypeError, "initial_value must be str or None, not {ty}");
    }
    let content = cx.bytearray(&[])?;
    let s = this!(v, StringIoObj);
    s.content.set(Some(content));
    s.width.set(0);
    s.pos.set(0);
    s.newline.set(newline);
    s.seen.set(0);
    if let Some(given) = initial {
        write(cx, v, given)?;
        s.pos.set(0);
    }
    Ok(())
}

fn content(cx: &mut Ctx, v: Value) -> PyResult<Gc<ByteArrayObj>> {
    match this!(v, StringIoObj).content.get() {
        Some(content) => Ok(content),
        None => raise!(cx, ValueError, "I/O operation on closed file"),
    }
}

/// What a method without more to it returns while the stream is open.
fn answer(cx: &mut Ctx, v: Value, answer: Value) -> PyResult<Value> {
    content(cx, v)?;
    Ok(answer)
}

/// Number of code points.
fn len(s: Gc<StringIoObj>, content: Gc<ByteArrayObj>) -> usize {
    content.len() >> s.width.get()
}

/// The code point at `i` of cells with `1 << width` bytes each.
#[inline]
fn point(cells: &[Cell<u8>], width: u32, i: usize) -> u32 {
    let byte = |i: usize| cells[i].get();
    match width {
        0 => byte(i).into(),
        1 => u16::from_ne_bytes([byte(i * 2), byte(i * 2 + 1)]).into(),
        _ => u32::from_ne_bytes([byte(i * 4), byte(i * 4 + 1), byte(i * 4 + 2), byte(i * 4 + 3)]),
    }
}

/// The text `[from, to)`, which lies within the content.
fn part(
    cx: &mut Ctx,
    s: Gc<StringIoObj>,
    content: Gc<ByteArrayObj>,
    from: usize,
    to: usize,
) -> PyResult<Value> {
    let width = s.width.get();
    if from >= to {
        return Ok(cx.empty_str()?.into());
    }
    if to - from == 1 {
        let point = content.with_cells(|cells| point(cells, width, from));
        return Ok(cx.char_str(point)?.into());
    }
    if width == 0 {
        let ascii = content.with_cells(|cells| cells[from..to].iter().all(|c| c.get() < 0x80));
        let text = cx.str_with(to - from, 0, ascii, |out| {
            content.with_cells(|cells| {
                out.iter_mut().zip(&cells[from..to]).for_each(|(to, from)| *to = from.get());
            });
        })?;
        return Ok(text.into());
    }
    let points: Vec<u32> =
        content.with_cells(|cells| (from..to).map(|i| point(cells, width, i)).collect());
    Ok(cx.str_from_points(&points)?.into())
}

/// The text with line ends as `newline` has them written; notes which kinds occur.
fn translated(s: Gc<StringIoObj>, text: Units<'_>) -> Option<TextBuf> {
    let newline = s.newline.get();
    let mut out = TextBuf::with_capacity(text.len());
    let mut kinds = s.seen.get();
    let mut i = 0;
    while i < text.len() {
        let point = text.at(i);
        i += 1;
        match (newline, point) {
            (Newline::Return, FEED) => out.push(RETURN),
            (Newline::Both, FEED) => {
                out.push(RETURN);
                out.push(FEED);
            }
            (Newline::Translated | Newline::Universal, FEED) => {
                kinds |= seen::FEED;
                out.push(FEED);
            }
            (Newline::Translated | Newline::Universal, RETURN) => {
                let both = i < text.len() && text.at(i) == FEED;
                kinds |= if both { seen::BOTH } else { seen::RETURN };
                if newline == Newline::Translated {
                    out.push(FEED);
                } else {
                    out.push(RETURN);
                    if both {
                        out.push(FEED);
                    }
                }
                i += usize::from(both);
            }
            _ => out.push(point),
        }
    }
    s.seen.set(kinds);
    // Line ends that stay as they are need no copy.
    (newline != Newline::Universal).then_some(out)
}

fn write(cx: &mut Ctx, v: Value, text: Value) -> PyResult<Value> {
    let Some(text) = text.cast::<StrObj>() else {
        let ty = cx.type_name(text);
        raise!(cx, TypeError, "string argument expected, got '{ty}'");
    };
    content(cx, v)?;
    let s = this!(v, StringIoObj);
    if !text.is_empty() {
        match s.newline.get() {
            Newline::Feed => put(cx, v, text.units())?,
            _ => match translated(s, text.units()) {
                Some(changed) => put(cx, v, changed.units())?,
                None => put(cx, v, text.units())?,
            },
        }
    }
    Ok(Value::len(text.len()))
}

/// Writes at the position, which moves behind the text.
fn put(cx: &mut Ctx, v: Value, text: Units<'_>) -> PyResult<()> {
    let s = this!(v, StringIoObj);
    if u32::from(text.width()) > s.width.get() {
        widen(cx, v, text.width().into())?;
    }
    let (content, width, at) = (content(cx, v)?, s.width.get(), s.pos.get());
    let end = at.checked_add(text.len()).filter(|&end| end <= isize::MAX as usize >> 2);
    let Some(end) = end else {
        raise!(cx, OverflowError, "new position too large");
    };
    if at << width > content.len() {
        cx.bytearray_resize(content, at << width)?;
    }
    let replaced = content.len().min(end << width);
    if u32::from(text.width()) == width {
        cx.bytearray_splice(content, at << width, replaced, text.raw())?;
    } else {
        let wide: Vec<u8> = match width {
            1 => text.iter().flat_map(|p| (p as u16).to_ne_bytes()).collect(),
            _ => text.iter().flat_map(u32::to_ne_bytes).collect(),
        };
        cx.bytearray_splice(content, at << width, replaced, &wide)?;
    }
    s.pos.set(end);
    Ok(())
}

/// Gives each code point `1 << width` bytes, more than before.
fn widen(cx: &mut Ctx, v: Value, width: u32) -> PyResult<()> {
    let (content, s) = (content(cx, v)?, this!(v, StringIoObj));
    let (old, n) = (s.width.get(), len(s, content));
    let wide: Vec<u8> = content.with_cells(|cells| {
        let points = (0..n).map(|i| point(cells, old, i));
        match width {
            1 => points.flat_map(|p| (p as u16).to_ne_bytes()).collect(),
            _ => points.flat_map(u32::to_ne_bytes).collect(),
        }
    });
    cx.bytearray_splice(content, 0, content.len(), &wide)?;
    s.width.set(width);
    Ok(())
}

fn getvalue(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (content, s) = (content(cx, v)?, this!(v, StringIoObj));
    part(cx, s, content, 0, len(s, content))
}

fn read(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let size = size_argument(cx, "read", args)?;
    let (content, s) = (content(cx, v)?, this!(v, StringIoObj));
    let n = len(s, content);
    let from = s.pos.get().min(n);
    let to = usize::try_from(size).map_or(n, |size| n.min(from.saturating_add(size)));
    let text = part(cx, s, content, from, to)?;
    if to > from {
        s.pos.set(to);
    }
    Ok(text)
}

/// Index behind the end of the line that begins at `from`, in cells of `n` code points.
fn line_end(newline: Newline, cells: &[Cell<u8>], width: u32, from: usize, n: usize) -> usize {
    let find = |wanted: u32| {
        let mut points = from..n;
        if width == 0 {
            let at = cells[from..n].iter().position(|c| u32::from(c.get()) == wanted);
            return at.map(|i| from + i);
        }
        points.find(|&i| point(cells, width, i) == wanted)
    };
    match newline {
        Newline::Translated | Newline::Feed => find(FEED).map_or(n, |i| i + 1),
        Newline::Return => find(RETURN).map_or(n, |i| i + 1),
        Newline::Both => {
            let is_end =
                |&i: &usize| point(cells, width, i) == RETURN && point(cells, width, i + 1) == FEED;
            (from..n.saturating_sub(1)).find(is_end).map_or(n, |i| i + 2)
        }
        Newline::Universal => match (find(FEED), find(RETURN)) {
            (feed, Some(turn)) if feed.is_none_or(|feed| turn < feed) => {
                turn + 1 + usize::from(feed == Some(turn + 1))
            }
            (feed, _) => feed.map_or(n, |i| i + 1),
        },
    }
}

/// The next line, of at most `size` code points if that is not negative; empty at the end.
fn line(cx: &mut Ctx, v: Value, size: i64) -> PyResult<Value> {
    let (content, s) = (content(cx, v)?, this!(v, StringIoObj));
    let n = len(s, content);
    let from = s.pos.get();
    if from >= n {
        return Ok(cx.empty_str()?.into());
    }
    let end = content.with_cells(|cells| line_end(s.newline.get(), cells, s.width.get(), from, n));
    let end = usize::try_from(size).map_or(end, |size| end.min(from.saturating_add(size)));
    let text = part(cx, s, content, from, end)?;
    s.pos.set(end);
    Ok(text)
}

fn readline(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let size = size_argument(cx, "readline", args)?;
    line(cx, v, size)
}

/// One step of iteration: a subclass's own `readline` is asked, as in CPython.
fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    content(cx, v)?;
    let name = cx.intern("readline")?;
    let own = {
        let class = cx.type_of(v);
        let native = cx.ty(crate::stdlib::types::STRING_IO);
        let (found, known) = (cx.type_lookup(class, name), cx.type_lookup(native, name));
        !matches!((found, known), (Some(a), Some(b)) if a.is(b))
    };
    let text = if own { cx.call_method(v, name, &[])? } else { line(cx, v, -1)? };
    let Some(text) = text.cast::<StrObj>() else {
        let ty = cx.type_name(text);
        raise!(cx, OSError, "readline() should have returned a str object, not '{ty}'");
    };
    Ok((!text.is_empty()).then_some(text.into()))
}

fn tell(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    content(cx, v)?;
    Ok(Value::len(this!(v, StringIoObj).pos.get()))
}

fn seek(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("seek", args.len(), 1, 2)?;
    let to = cx.index_i64(args[0])?;
    let whence = args.get(1).map_or(Ok(0), |&w| cx.index_i64(w))?;
    let (content, s) = (content(cx, v)?, this!(v, StringIoObj));
    let target = match whence {
        0 => match usize::try_from(to) {
            Ok(target) => target,
            Err(_) => raise!(cx, ValueError, "Negative seek position {to}"),
        },
        1 | 2 if to != 0 => raise!(cx, OSError, "Can't do nonzero cur-relative seeks"),
        1 => s.pos.get(),
        2 => len(s, content),
        _ => raise!(cx, ValueError, "Invalid whence ({whence}, should be 0, 1 or 2)"),
    };
    s.pos.set(target);
    Ok(Value::len(target))
}

fn truncate(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    content(cx, v)?;
    cx.check_arity("truncate", args.len(), 0, 1)?;
    let s = this!(v, StringIoObj);
    let size = match args.first() {
        Some(&n) if !n.is_none() => optional_index(cx, n)?,
        _ => s.pos.get() as i64,
    };
    let Ok(wanted) = usize::try_from(size) else {
        raise!(cx, ValueError, "Negative size value {size}")
    };
    let content = content(cx, v)?;
    if wanted < len(s, content) {
        cx.bytearray_resize(content, wanted << s.width.get())?;
    }
    Ok(Value::len(wanted))
}

fn close(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, StringIoObj).content.set(None);
    Ok(Value::NONE)
}

fn newline_argument(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let text = match this!(v, StringIoObj).newline.get() {
        Newline::Translated => return Ok(Value::NONE),
        Newline::Universal => "",
        Newline::Feed => "\n",
        Newline::Return => "\r",
        Newline::Both => "\r\n",
    };
    Ok(cx.str(text)?.into())
}

fn restore(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_restore", args.len(), 2, 2)?;
    init(cx, v, Args::positional(&[Value::NONE, args[1]]))?;
    match args[0].cast::<StrObj>() {
        Some(text) => put(cx, v, text.units())?,
        None if args[0].is_none() => {}
        None => {
            let ty = cx.type_name(args[0]);
            raise!(cx, TypeError, "first item of state must be str or None, not {ty}");
        }
    }
    this!(v, StringIoObj).pos.set(0);
    Ok(Value::NONE)
}

/// The kinds of line ends that were written: None, one, or a tuple of them.
fn newlines(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    content(cx, v)?;
    let seen = this!(v, StringIoObj).seen.get();
    let kinds = [(seen::RETURN, "\r"), (seen::FEED, "\n"), (seen::BOTH, "\r\n")];
    let (mut found, mut n) = ([Value::NONE; 3], 0);
    for (_, text) in kinds.iter().filter(|(bit, _)| seen & bit != 0) {
        found[n] = cx.intern(text)?.into();
        n += 1;
    }
    // None if there are none.
    if n < 2 { Ok(found[0]) } else { Ok(cx.tuple(&found[..n])?.into()) }
}
