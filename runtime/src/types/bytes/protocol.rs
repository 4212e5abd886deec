//! The slots of `bytes`, and what a constructor call of `bytes` or `bytearray` takes as content.
#![forbid(unsafe_code)]

use super::methods::METHODS;
use super::repr::BytesObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::percent;
use crate::ops::repr::repr_bytes;
use crate::raise;
use crate::types::slice::SliceObj;
use crate::types::str::StrObj;
use crate::types::str::Units;
use crate::types::str::search::Needle;
use crate::value::Value;

/// `bytes`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "bytes(iterable_of_ints) -> bytes\n\
bytes(string, encoding[, errors]) -> bytes\n\
bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n\
bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n\
bytes() -> empty bytes object\n\n\
Construct an immutable array of bytes from:\n  \
- an iterable yielding integers in range(256)\n  \
- a text string encoded using the specified encoding\n  \
- any object implementing the buffer API.\n  \
- an integer",
    slots: SlotTable {
        repr: Some(repr),
        str: Some(repr),
        hash: Some(hash),
        richcompare: Some(richcompare),
        iter: Some(iter),
        new: Some(new),
        rem: Some(rem),
        len: Some(len),
        getitem: Some(getitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<BytesObj>> {
    match v.cast::<BytesObj>() {
        Some(b) => Ok(b),
        None => raise!(cx, TypeError, "a 'bytes' object is required"),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let b = this(cx, v)?;
    Ok(cx.str(&repr_bytes(b.as_slice(), false))?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let b = this(cx, v)?;
    match b.hash.get() {
        0 => {
            let h = cx.hash_bytes(b.as_slice());
            b.hash.set(h);
            Ok(h)
        }
        h => Ok(h),
    }
}

/// The result of comparing two contents.
pub fn compare_bytes(a: &[u8], b: &[u8], op: CmpOp) -> Value {
    Value::bool(match op {
        CmpOp::Eq => a == b,
        CmpOp::Ne => a != b,
        _ => op.eval(a.cmp(b)),
    })
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    match (a.cast::<BytesObj>(), b.cast::<BytesObj>()) {
        (Some(a), Some(b)) => Ok(compare_bytes(a.as_slice(), b.as_slice(), op)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.seq_iter(TypeId::BYTES_ITER, v, 0)
}

fn len(cx: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this(cx, v)?.len())
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let b = this(cx, v)?;
    if let Some(slice) = key.cast::<SliceObj>() {
        let range = cx.slice_range(slice, b.len())?;
        if range.step == 1 {
            let from = range.start as usize;
            if range.len == b.len() && v.has_shape(TypeId::BYTES.shape()) {
                return Ok(v);
            }
            let to = from + range.len;
            return Ok(cx.bytes_small(b.as_slice().get(from..to).unwrap_or(&[]))?.into());
        }
        let at = |i: usize| b.as_slice()[(range.start + i as i64 * range.step) as usize];
        let picked: Vec<u8> = (0..range.len).map(at).collect();
        return Ok(cx.bytes_small(&picked)?.into());
    }
    if !key.is_small() && cx.type_of(key).slots.index.get().is_none() {
        let ty = cx.type_name(key);
        raise!(cx, TypeError, "byte indices must be integers or slices, not {ty}");
    }
    let at = cx.subscript_i64(key)?;
    let at = if at < 0 { at + b.len() as i64 } else { at };
    match usize::try_from(at).ok().and_then(|i| b.as_slice().get(i)) {
        Some(&byte) => Ok(Value::small(byte.into())),
        None => raise!(cx, IndexError, "index out of range"),
    }
}

/// `item in content`, for bytes and byte arrays.
pub(crate) fn contains_in(cx: &mut Ctx, content: &[u8], item: Value) -> PyResult<bool> {
    if cx.type_of(item).slots.index.get().is_some() {
        let n = cx.index(item)?;
        return match n.as_i64() {
            Some(n @ 0..=255) => Ok(memchr::memchr(n as u8, content).is_some()),
            _ => raise!(cx, ValueError, "byte must be in range(0, 256)"),
        };
    }
    let sub = cx.expect_buffer(item)?;
    Ok(Needle::bytes(&sub).find(Units::One(content)).is_some())
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    let b = this(cx, v)?;
    contains_in(cx, b.as_slice(), item)
}

fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let left = this(cx, a)?;
    let Some(right) = cx.buffer_bytes(b)? else {
        let ty = cx.type_name(b);
        raise!(cx, TypeError, "can't concat {ty} to bytes");
    };
    if left.is_empty() && b.has_shape(TypeId::BYTES.shape()) {
        return Ok(b);
    }
    if right.is_empty() && a.has_shape(TypeId::BYTES.shape()) {
        return Ok(a);
    }
    let n = left.len();
    let joined = cx.bytes_with(n + right.len(), |out| {
        out[..n].copy_from_slice(left.as_slice());
        out[n..].copy_from_slice(&right);
    })?;
    Ok(joined.into())
}

fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let b = this(cx, v)?;
    let n = usize::try_from(cx.index_i64(count)?).unwrap_or(0);
    if n == 1 && v.has_shape(TypeId::BYTES.shape()) {
        return Ok(v);
    }
    if n == 0 || b.is_empty() {
        return Ok(cx.bytes_small(&[])?.into());
    }
    let Some(len) = b.len().checked_mul(n).filter(|&n| n <= isize::MAX as usize) else {
        raise!(cx, OverflowError, "repeated bytes are too long");
    };
    let copy = cx.bytes_with(len, |out| match b.as_slice() {
        [byte] => out.fill(*byte),
        content => out.chunks_exact_mut(content.len()).for_each(|o| o.copy_from_slice(content)),
    })?;
    Ok(copy.into())
}

fn rem(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    match a.cast::<BytesObj>() {
        Some(format) => {
            let out = percent::format_bytes(cx, format.as_slice(), b)?;
            Ok(cx.bytes_small(&out)?.into())
        }
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "bytes",
        params: &["source", "encoding", "errors"],
        pos_only: 0,
        pos_max: 3,
        required: 0,
    };
    let mut given = args.bind::<3>(cx, &SIGNATURE)?;
    let exact = cls.ptr_eq(cx.ty(TypeId::BYTES));
    if let [Some(v), None, None] = given {
        if exact && v.has_shape(TypeId::BYTES.shape()) {
            return Ok(v);
        }
        if let Some(method) = cx.lookup_special(v, cx.names.__bytes__)? {
            let made = cx.call(method, &[])?;
            if made.cast::<BytesObj>().is_none() {
                let ty = cx.type_name(made);
                raise!(cx, TypeError, "__bytes__ returned non-bytes (type {ty})");
            }
            if exact {
                return Ok(made);
            }
            given[0] = Some(made);
        }
    }
    let content = content_of(cx, "bytes", given)?;
    if exact {
        return Ok(cx.bytes_small(&content)?.into());
    }
    let (shape, extra) = (cx.instance_shape(cls), cx.instance_extra(cls));
    let made =
        cx.bytes_of_shape(shape, extra, content.len(), |out| out.copy_from_slice(&content))?;
    cx.finish_instance(made.into(), cls);
    Ok(made.into())
}

/// The content that `bytes(source, encoding, errors)` or `bytearray(...)` asks for.
pub fn content_of(
    cx: &mut Ctx,
    kind: &str,
    [source, encoding, errors]: [Option<Value>; 3],
) -> PyResult<Vec<u8>> {
    let Some(source) = source else {
        if encoding.is_some() || errors.is_some() {
            let which = if encoding.is_some() { "encoding" } else { "errors" };
            raise!(cx, TypeError, "{which} without a string argument");
        }
        return Ok(Vec::new());
    };
    let mut names = [None, None];
    for (i, (given, name)) in [(encoding, "encoding"), (errors, "errors")].into_iter().enumerate() {
        if let Some(v) = given {
            names[i] = Some(cx.expect_str(v, &format!("{kind}() argument '{name}'"))?);
        }
    }
    let [encoding, errors] = names;
    if let Some(text) = source.cast::<StrObj>() {
        let Some(encoding) = encoding else {
            raise!(cx, TypeError, "string argument without an encoding")
        };
        let encoded = cx.encode_str(text, Some(encoding), errors)?;
        return Ok(cx.expect_buffer(encoded)?.to_vec());
    }
    if encoding.is_some() || errors.is_some() {
        let which = if encoding.is_some() { "encoding" } else { "errors" };
        raise!(cx, TypeError, "{which} without a string argument");
    }
    if cx.type_of(source).slots.index.get().is_some() && !cx.is_bytes_like(source) {
        let n = cx.index_i64(source)?;
        let Ok(n) = usize::try_from(n) else { raise!(cx, ValueError, "negative count") };
        let mut zeros = Vec::new();
        if zeros.try_reserve_exact(n).is_err() {
            return Err(cx.raise_memory());
        }
        zeros.resize(n, 0);
        return Ok(zeros);
    }
    if let Some(view) = cx.buffer_bytes(source)? {
        return Ok(view.to_vec());
    }
    if !cx.is_iterable(source) {
        let ty = cx.type_name(source);
        raise!(cx, TypeError, "cannot convert '{ty}' object to {kind}");
    }
    bytes_of_ints(cx, kind, source)
}

/// The bytes that an iterable of ints gives.
pub(crate) fn bytes_of_ints(cx: &mut Ctx, kind: &str, source: Value) -> PyResult<Vec<u8>> {
    let what = if kind == "bytes" { "bytes" } else { "byte" };
    let mut out = Vec::new();
    cx.for_each(source, &mut |cx, item| {
        let n = cx.index(item)?;
        match n.as_i64() {
            Some(n @ 0..=255) => out.push(n as u8),
            _ => raise!(cx, ValueError, "{what} must be in range(0, 256)"),
        }
        Ok(())
    })?;
    Ok(out)
}
