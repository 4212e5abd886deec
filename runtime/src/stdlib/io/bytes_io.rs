//! `BytesIO`: a binary stream in memory.
//!
//! The content is the `bytes` object that the stream was made of, until something is written or a
//! writable view is asked for; then it is a `bytearray` of the stream's own. Reading a stream of
//! bytes that was given so copies only what is read.
//! The class of the library (`_io.BytesIO`) is this one with the methods of `_BufferedIOBase` below.
#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::heap_object;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::value::Value;
use crate::{raise, this};
use std::cell::Cell;

heap_object! {
    /// A binary stream in memory.
    pub struct BytesIoObj: BYTES_IO {
        /// `bytes` or `bytearray`; absent after `close()`.
        traced content: Option<Value>,
        /// Where the next read or write begins; may lie beyond the end.
        plain pos: usize,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        iter: Some(|_, v| Ok(v)),
        next: Some(|cx, v| {
            let line = line(cx, v, -1)?;
            Ok((!line.is_empty()).then_some(line.into()))
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("read", NativeCode::Fast(|cx, v, args| read(cx, v, "read", args)))
            .sig("($self, size=-1, /)")
            .doc("Read at most size bytes, returned as a bytes object."),
        MethodDef::new("read1", NativeCode::Fast(|cx, v, args| read(cx, v, "read1", args)))
            .sig("($self, size=-1, /)")
            .doc("Read at most size bytes, returned as a bytes object."),
        MethodDef::new("readinto", NativeCode::O(readinto))
            .sig("($self, buffer, /)")
            .doc("Read bytes into buffer."),
        MethodDef::new("readline", NativeCode::Fast(readline))
            .sig("($self, size=-1, /)")
            .doc("Next line from the file, as a bytes object."),
        MethodDef::new("readlines", NativeCode::Fast(readlines))
            .sig("($self, size=None, /)")
            .doc("List of bytes objects, each a line from the file."),
        MethodDef::new("write", NativeCode::O(write))
            .sig("($self, b, /)")
            .doc("Write bytes to file."),
        MethodDef::new("writelines", NativeCode::O(writelines))
            .sig("($self, lines, /)")
            .doc("Write lines to the file."),
        MethodDef::new("seek", NativeCode::Fast(seek))
            .sig("($self, pos, whence=0, /)")
            .doc("Change stream position."),
        MethodDef::new("tell", NativeCode::NoArgs(tell))
            .sig("($self, /)")
            .doc("Current file position, an integer."),
        MethodDef::new("truncate", NativeCode::Fast(truncate))
            .sig("($self, size=None, /)")
            .doc("Truncate the file to at most size bytes."),
        MethodDef::new("getvalue", NativeCode::NoArgs(getvalue))
            .sig("($self, /)")
            .doc("Retrieve the entire contents of the BytesIO object."),
        MethodDef::new("getbuffer", NativeCode::NoArgs(getbuffer))
            .sig("($self, /)")
            .doc("Get a read-write view over the contents of the BytesIO object."),
        MethodDef::new("close", NativeCode::NoArgs(close))
            .sig("($self, /)")
            .doc("Disable all I/O operations."),
        MethodDef::new("flush", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::NONE)))
            .sig("($self, /)")
            .doc("Does nothing."),
        MethodDef::new("isatty", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::FALSE)))
            .sig("($self, /)")
            .doc("Always returns False."),
        MethodDef::new("readable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be read."),
        MethodDef::new("writable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be written."),
        MethodDef::new("seekable", NativeCode::NoArgs(|cx, v| answer(cx, v, Value::TRUE)))
            .sig("($self, /)")
            .doc("Returns True if the IO object can be seeked."),
    ],
    getset: &[GetSetDef::readonly("closed", |_, v| {
        Ok(Value::bool(this!(v, BytesIoObj).content.get().is_none()))
    })],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let empty = cx.bytes_small(&[])?;
    Ok(cx.alloc_instance(cls, |shape| BytesIoObj::new(shape, Some(empty.into()), 0))?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature::plain("BytesIO", &["initial_bytes"], 0);
    let [given] = args.bind::<1>(cx, &SIGNATURE)?;
    let content: Value = match given.filter(|g| !g.is_none()) {
        None => cx.bytes_small(&[])?.into(),
        Some(given) if given.cast::<BytesObj>().is_some() => given,
        Some(given) => {
            let data = cx.expect_buffer(given)?;
            cx.bytearray(&data)?.into()
        }
    };
    let s = this!(v, BytesIoObj);
    s.content.set(Some(content));
    s.pos.set(0);
    Ok(())
}

/// What an open stream holds.
enum Content {
    Given(Gc<BytesObj>),
    Own(Gc<ByteArrayObj>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Content::Given(b) => b.len(),
            Content::Own(b) => b.len(),
        }
    }

    /// How many bytes the line from `at` on has, its end included.
    fn line_len(&self, at: usize) -> usize {
        let found = match self {
            Content::Given(b) => memchr::memchr(b'\n', b.as_slice().get(at..).unwrap_or_default()),
            Content::Own(b) => b.with_cells(|cells| {
                cells.get(at..).unwrap_or_default().iter().position(|c| c.get() == b'\n')
            }),
        };
        found.map_or(self.len().saturating_sub(at), |n| n + 1)
    }

    /// The bytes `[from, to)`, which lie within the content.
    fn part(&self, cx: &mut Ctx, from: usize, to: usize) -> PyResult<Gc<BytesObj>> {
        match *self {
            Content::Given(b)
                if to - from == b.len() && Value::from(b).has_shape(TypeId::BYTES.shape()) =>
            {
                Ok(b)
            }
            Content::Given(b) => cx.bytes_small(&b.as_slice()[from..to]),
            Content::Own(b) => match to - from {
                0 => cx.bytes_small(&[]),
                1 => cx.bytes_small(&[b.get(from).unwrap_or_default()]),
                n => cx.bytes_with(n, |out| {
                    b.with_cells(|cells| copy_out(&cells[from..to], out));
                }),
            },
        }
    }
}

fn copy_out(from: &[Cell<u8>], to: &mut [u8]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = from.get());
}

fn content(cx: &mut Ctx, v: Value) -> PyResult<Content> {
    let Some(held) = this!(v, BytesIoObj).content.get() else {
        raise!(cx, ValueError, "I/O operation on closed file.");
    };
    match held.cast::<ByteArrayObj>() {
        Some(own) => Ok(Content::Own(own)),
        None => Ok(Content::Given(this!(held, BytesObj))),
    }
}

/// The content as something to write to.
fn own(cx: &mut Ctx, v: Value) -> PyResult<Gc<ByteArrayObj>> {
    match content(cx, v)? {
        Content::Own(own) => Ok(own),
        Content::Given(b) => {
            let own = cx.bytearray(b.as_slice())?;
            this!(v, BytesIoObj).content.set(Some(own.into()));
            Ok(own)
        }
    }
}

/// What a method without more to it returns while the stream is open.
fn answer(cx: &mut Ctx, v: Value, answer: Value) -> PyResult<Value> {
    content(cx, v)?;
    Ok(answer)
}

/// The only argument as a size; absent, None and what is negative mean -1.
pub(super) fn size_argument(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<i64> {
    cx.check_arity(name, args.len(), 0, 1)?;
    match args.first() {
        Some(&n) if !n.is_none() => optional_index(cx, n).map(|n| n.max(-1)),
        _ => Ok(-1),
    }
}

/// An integer where None would do too.
pub(super) fn optional_index(cx: &mut Ctx, n: Value) -> PyResult<i64> {
    if !cx.has_index(n) {
        let ty = cx.type_name(n);
        raise!(cx, TypeError, "argument should be integer or None, not '{ty}'");
    }
    cx.index_i64(n)
}

fn read(cx: &mut Ctx, v: Value, name: &str, args: &[Value]) -> PyResult<Value> {
    content(cx, v)?;
    let size = size_argument(cx, name, args)?;
    // `__index__` of the size may have written to the stream, or closed it.
    let content = content(cx, v)?;
    let s = this!(v, BytesIoObj);
    let from = s.pos.get().min(content.len());
    let to =
        usize::try_from(size).map_or(content.len(), |n| content.len().min(from.saturating_add(n)));
    let part = content.part(cx, from, to)?;
    if to > from {
        s.pos.set(to);
    }
    Ok(part.into())
}

fn readinto(cx: &mut Ctx, v: Value, buffer: Value) -> PyResult<Value> {
    content(cx, v)?;
    if buffer.cast::<BytesObj>().is_some() || !cx.is_bytes_like(buffer) {
        let ty = cx.type_name(buffer);
        raise!(cx, TypeError, "readinto() argument must be read-write bytes-like object, not {ty}");
    }
    let room = cx.buffer_len(buffer)?;
    let content = content(cx, v)?;
    let s = this!(v, BytesIoObj);
    let from = s.pos.get().min(content.len());
    let to = content.len().min(from.saturating_add(room));
    let part = content.part(cx, from, to)?;
    let n = cx.buffer_write(buffer, part.as_slice())?;
    if n > 0 {
        s.pos.set(from + n);
    }
    Ok(Value::len(n))
}

/// The next line, of at most `size` bytes if that is not negative; empty at the end.
fn line(cx: &mut Ctx, v: Value, size: i64) -> PyResult<Gc<BytesObj>> {
    let content = content(cx, v)?;
    let s = this!(v, BytesIoObj);
    let from = s.pos.get().min(content.len());
    let len = content.line_len(from);
    let len = usize::try_from(size).map_or(len, |n| n.min(len));
    let part = content.part(cx, from, from + len)?;
    if len > 0 {
        s.pos.set(from + len);
    }
    Ok(part)
}

fn readline(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    content(cx, v)?;
    let size = size_argument(cx, "readline", args)?;
    Ok(line(cx, v, size)?.into())
}

fn readlines(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    content(cx, v)?;
    cx.check_arity("readlines", args.len(), 0, 1)?;
    let limit = match args.first() {
        Some(&n) if !n.is_none() => {
            if !cx.has_index(n) {
                let ty = cx.type_name(n);
                raise!(cx, TypeError, "integer argument expected, got '{ty}'");
            }
            cx.index_i64(n)?
        }
        _ => 0,
    };
    let lines = cx.list(&[])?;
    let mut total = 0;
    loop {
        let next = line(cx, v, -1)?;
        if next.is_empty() {
            return Ok(lines.into());
        }
        cx.list_append(lines, next.into())?;
        total += next.len() as i64;
        if limit > 0 && total >= limit {
            return Ok(lines.into());
        }
    }
}

fn write(cx: &mut Ctx, v: Value, data: Value) -> PyResult<Value> {
    content(cx, v)?;
    let data = cx.expect_buffer(data)?;
    if data.is_empty() {
        return Ok(Value::small(0));
    }
    let to = own(cx, v)?;
    let s = this!(v, BytesIoObj);
    let at = s.pos.get();
    let Some(end) = at.checked_add(data.len()).filter(|&end| end <= isize::MAX as usize) else {
        raise!(cx, OverflowError, "new buffer size too large");
    };
    if at > to.len() {
        cx.bytearray_resize(to, at)?;
    }
    let replaced = to.len().min(end);
    cx.bytearray_splice(to, at, replaced, &data)?;
    s.pos.set(end);
    Ok(Value::len(data.len()))
}

fn writelines(cx: &mut Ctx, v: Value, lines: Value) -> PyResult<Value> {
    content(cx, v)?;
    cx.for_each(lines, &mut |cx, line| write(cx, v, line).map(|_| ()))?;
    Ok(Value::NONE)
}

fn seek(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("seek", args.len(), 1, 2)?;
    let to = cx.index_i64(args[0])?;
    let whence = args.get(1).map_or(Ok(0), |&w| cx.index_i64(w))?;
    let content = content(cx, v)?;
    let s = this!(v, BytesIoObj);
    let origin = match whence {
        0 if to < 0 => raise!(cx, ValueError, "negative seek value {to}"),
        0 => 0,
        1 => s.pos.get() as i64,
        2 => content.len() as i64,
        _ => raise!(cx, ValueError, "invalid whence ({whence}, should be 0, 1 or 2)"),
    };
    let Some(target) = origin.checked_add(to) else {
        raise!(cx, OverflowError, "new position too large");
    };
    s.pos.set(target.max(0) as usize);
    tell(cx, v)
}

fn tell(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    content(cx, v)?;
    Ok(Value::len(this!(v, BytesIoObj).pos.get()))
}

fn truncate(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    content(cx, v)?;
    cx.check_arity("truncate", args.len(), 0, 1)?;
    let size = match args.first() {
        Some(&n) if !n.is_none() => optional_index(cx, n)?,
        _ => this!(v, BytesIoObj).pos.get() as i64,
    };
    let Ok(len) = usize::try_from(size) else {
        raise!(cx, ValueError, "negative size value {size}")
    };
    // `__index__` may have closed the stream: then there is nothing to cut.
    let Some(_) = this!(v, BytesIoObj).content.get() else { return Ok(Value::len(len)) };
    if len < content(cx, v)?.len() {
        let own = own(cx, v)?;
        cx.bytearray_resize(own, len)?;
    }
    Ok(Value::len(len))
}

fn getvalue(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let content = content(cx, v)?;
    Ok(content.part(cx, 0, content.len())?.into())
}

fn getbuffer(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let own = own(cx, v)?;
    Ok(cx.view_of(own.into())?.into())
}

fn close(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, BytesIoObj).content.set(None);
    Ok(Value::NONE)
}
