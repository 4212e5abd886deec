//! The slots of `bytearray`.
#![forbid(unsafe_code)]

use super::methods::{byte, this};
use super::repr::ByteArrayObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::percent;
use crate::ops::repr::repr_bytes;
use crate::ops::subscript::{SliceRange, Subscript, resolve_index};
use crate::raise;
use crate::types::bytes::methods::BYTEARRAY_METHODS;
use crate::types::bytes::{bytes_of_ints, compare_bytes, contains_in, content_of};
use crate::value::Value;

/// `bytearray`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "bytearray(iterable_of_ints) -> bytearray\n\
bytearray(string, encoding[, errors]) -> bytearray\n\
bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n\
bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n\
bytearray() -> empty bytes array\n\n\
Construct a mutable bytearray object from:\n  \
- an iterable yielding integers in range(256)\n  \
- a text string encoded using the specified encoding\n  \
- a bytes or a buffer object\n  \
- any object implementing the buffer API.\n  \
- an integer",
    slots: SlotTable {
        repr: Some(repr),
        str: Some(repr),
        richcompare: Some(richcompare),
        iter: Some(|cx, v| cx.seq_iter(TypeId::BYTEARRAY_ITER, v, 0)),
        new: Some(new),
        init: Some(init),
        rem: Some(rem),
        len: Some(|cx, v| Ok(this(cx, v)?.len())),
        getitem: Some(getitem),
        setitem: Some(setitem),
        contains: Some(contains),
        concat: Some(concat),
        repeat: Some(repeat),
        iconcat: Some(iconcat),
        irepeat: Some(irepeat),
        ..SlotTable::EMPTY
    },
    methods: BYTEARRAY_METHODS,
    ..TypeSpec::EMPTY
};

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let content = this(cx, v)?.to_vec();
    let name = cx.type_name(v);
    Ok(cx.str(&format!("{name}({})", repr_bytes(&content, true)))?.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    match (cx.buffer_bytes(a)?, cx.buffer_bytes(b)?) {
        (Some(a), Some(b)) => Ok(compare_bytes(&a, &b, op)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, ByteArrayObj::empty)?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature {
        name: "bytearray",
        params: &["source", "encoding", "errors"],
        pos_only: 0,
        pos_max: 3,
        required: 0,
    };
    let given = args.bind::<3>(cx, &SIGNATURE)?;
    let content = content_of(cx, "bytearray", given)?;
    let b = this(cx, v)?;
    cx.bytearray_splice(b, 0, b.len(), &content)
}

fn rem(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let Some(format) = a.cast::<ByteArrayObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
    let out = percent::format_bytes(cx, &format.to_vec(), b)?;
    Ok(cx.bytearray(&out)?.into())
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let b = this(cx, v)?;
    match cx.subscript(key, b.len(), "bytearray")? {
        Subscript::Index(i) => match resolve_index(i, b.len()).and_then(|i| b.get(i)) {
            Some(byte) => Ok(Value::small(byte.into())),
            None => raise!(cx, IndexError, "bytearray index out of range"),
        },
        Subscript::Slice(range) => {
            if range.step == 1 {
                let from = range.start as usize;
                let part: Vec<u8> = b.with_cells(|cells| {
                    let part = cells.get(from..from + range.len).unwrap_or_default();
                    part.iter().map(std::cell::Cell::get).collect()
                });
                return Ok(cx.bytearray(&part)?.into());
            }
            let picked: Vec<u8> = range.indices().filter_map(|i| b.get(i)).collect();
            Ok(cx.bytearray(&picked)?.into())
        }
    }
}

fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let b = this(cx, v)?;
    match (cx.subscript(key, b.len(), "bytearray")?, to) {
        (Subscript::Index(i), Some(to)) => {
            let item = byte(cx, to)?;
            match resolve_index(i, b.len()) {
                Some(i) => {
                    b.set(i, item);
                    Ok(())
                }
                None => raise!(cx, IndexError, "bytearray index out of range"),
            }
        }
        (Subscript::Index(i), None) => match resolve_index(i, b.len()) {
            Some(i) => cx.bytearray_splice(b, i, i + 1, &[]),
            None => raise!(cx, IndexError, "bytearray index out of range"),
        },
        (Subscript::Slice(range), Some(to)) => set_slice(cx, b, range, to),
        (Subscript::Slice(range), None) => del_slice(cx, b, range),
    }
}

fn set_slice(cx: &mut Ctx, b: Gc<ByteArrayObj>, range: SliceRange, to: Value) -> PyResult<()> {
    let data = match cx.buffer_bytes(to)? {
        Some(view) => view.to_vec(),
        None if to.is_int() || to.cast::<crate::types::str::StrObj>().is_some() => {
            raise!(
                cx,
                TypeError,
                "can assign only bytes, buffers, or iterables of ints in range(0, 256)"
            )
        }
        None => bytes_of_ints(cx, "bytearray", to)?,
    };
    if range.step == 1 {
        let from = (range.start as usize).min(b.len());
        let end = (from + range.len).min(b.len());
        return cx.bytearray_splice(b, from, end, &data);
    }
    if data.len() != range.len {
        raise!(
            cx,
            ValueError,
            "attempt to assign bytes of size {} to extended slice of size {}",
            data.len(),
            range.len
        );
    }
    range.indices().zip(data).for_each(|(i, byte)| {
        b.set(i, byte);
    });
    Ok(())
}

fn del_slice(cx: &mut Ctx, b: Gc<ByteArrayObj>, range: SliceRange) -> PyResult<()> {
    if range.step == 1 {
        let from = range.start as usize;
        return cx.bytearray_splice(b, from, from + range.len, &[]);
    }
    let mut drop: Vec<usize> = range.indices().collect();
    drop.sort_unstable();
    let mut gone = drop.into_iter().peekable();
    let kept: Vec<u8> = b
        .to_vec()
        .into_iter()
        .enumerate()
        .filter(|&(i, _)| gone.next_if_eq(&i).is_none())
        .map(|(_, byte)| byte)
        .collect();
    cx.bytearray_splice(b, 0, b.len(), &kept)
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    let content = this(cx, v)?.to_vec();
    contains_in(cx, &content, item)
}

fn other_operand(cx: &mut Ctx, v: Value) -> PyResult<crate::ops::buffer::ByteView> {
    match cx.buffer_bytes(v)? {
        Some(view) => Ok(view),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "can't concat {ty} to bytearray")
        }
    }
}

fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let mut joined = this(cx, a)?.to_vec();
    joined.extend_from_slice(&other_operand(cx, b)?);
    Ok(cx.bytearray(&joined)?.into())
}

fn iconcat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let target = this(cx, a)?;
    if let Some(other) = b.cast() {
        cx.bytearray_append(target, other)?;
        return Ok(a);
    }
    let more = other_operand(cx, b)?;
    cx.bytearray_splice(target, target.len(), target.len(), &more)?;
    Ok(a)
}

fn repeated(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Vec<u8>> {
    let content = this(cx, v)?.to_vec();
    let n = usize::try_from(cx.index_i64(count)?).unwrap_or(0);
    let mut out = Vec::new();
    match content.len().checked_mul(n) {
        Some(len) if out.try_reserve_exact(len).is_ok() => {}
        _ => return Err(cx.raise_memory()),
    }
    (0..n).for_each(|_| out.extend_from_slice(&content));
    Ok(out)
}

fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let out = repeated(cx, v, count)?;
    Ok(cx.bytearray(&out)?.into())
}

fn irepeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let (out, b) = (repeated(cx, v, count)?, this(cx, v)?);
    cx.bytearray_splice(b, 0, b.len(), &out)?;
    Ok(v)
}
