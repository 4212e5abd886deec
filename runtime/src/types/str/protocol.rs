//! The slots of `str`.
#![forbid(unsafe_code)]

use super::methods::METHODS;
use super::repr::{StrObj, Units};
use super::search::Needle;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::{percent, repr};
use crate::raise;
use crate::types::slice::SliceObj;
use crate::value::Value;
use std::cmp::Ordering;

/// `str`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "str(object='') -> str\n\
str(bytes_or_buffer[, encoding[, errors]]) -> str\n\n\
Create a new string object from the given object. If encoding or\n\
errors is specified, then the object must expose a data buffer\n\
that will be decoded using the given encoding and error handler.\n\
Otherwise, returns the result of object.__str__() (if defined)\n\
or repr(object).\n\
encoding defaults to 'utf-8'.\n\
errors defaults to 'strict'.",
    slots: SlotTable {
        repr: Some(str_repr),
        str: Some(str_str),
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

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    cx.expect_str(v, "the receiver")
}

fn str_repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    Ok(repr::repr_text(cx, s)?.into())
}

fn str_str(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    Ok(cx.exact_str(s)?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let s = this(cx, v)?;
    Ok(cx.hash_str(s))
}

/// The order of two texts by code point.
pub fn compare_text(a: &StrObj, b: &StrObj) -> Ordering {
    match (a.units(), b.units()) {
        (Units::One(a), Units::One(b)) => a.cmp(b),
        (Units::Two(a), Units::Two(b)) => a.cmp(b),
        (Units::Four(a), Units::Four(b)) => a.cmp(b),
        (a, b) => a.iter().cmp(b.iter()),
    }
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(a), Some(b)) = (a.cast::<StrObj>(), b.cast::<StrObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(match op {
        CmpOp::Eq => a.same_text(b),
        CmpOp::Ne => !a.same_text(b),
        _ => op.eval(compare_text(&a, &b)),
    }))
}

fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.seq_iter(TypeId::STR_ITER, v, 0)
}

fn len(cx: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this(cx, v)?.len())
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    let at = match key.as_small() {
        Some(n) => n,
        None => {
            if let Some(slice) = key.cast::<SliceObj>() {
                return slice_of(cx, s, slice);
            }
            if cx.type_of(key).slots.index.get().is_none() {
                let ty = cx.type_name(key);
                raise!(cx, TypeError, "string indices must be integers, not '{ty}'");
            }
            cx.subscript_i64(key)?
        }
    };
    let index = if at < 0 { at + s.len() as i64 } else { at };
    match usize::try_from(index) {
        Ok(i) if i < s.len() => Ok(cx.char_str(s.at(i))?.into()),
        _ => raise!(cx, IndexError, "string index out of range"),
    }
}

fn slice_of(cx: &mut Ctx, s: Gc<StrObj>, slice: Gc<SliceObj>) -> PyResult<Value> {
    let range = cx.slice_range(slice, s.len())?;
    if range.step == 1 {
        let from = range.start as usize;
        return Ok(cx.substr(s, from, from + range.len)?.into());
    }
    let units = s.units();
    let at = |i: usize| units.at((range.start + i as i64 * range.step) as usize);
    match range.len {
        0 => Ok(cx.empty_str()?.into()),
        1 => Ok(cx.char_str(at(0))?.into()),
        n => {
            let bits = (0..n).fold(0, |bits, i| bits | at(i));
            Ok(cx.str_from_iter(n, bits, (0..n).map(at))?.into())
        }
    }
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    let s = this(cx, v)?;
    let Some(sub) = item.cast::<StrObj>() else {
        let ty = cx.type_name(item);
        raise!(cx, TypeError, "'in <string>' requires string as left operand, not {ty}");
    };
    Ok(contains_text(&s, &sub))
}

/// Whether a text contains another.
pub fn contains_text(text: &StrObj, part: &StrObj) -> bool {
    // A searcher takes longer to prepare than a short text to be searched.
    if let (Units::One(text), Units::One(part)) = (text.units(), part.units()) {
        if let [byte] = *part {
            return memchr::memchr(byte, text).is_some();
        }
        if text.len() <= 32 {
            return part.is_empty() || text.windows(part.len()).any(|w| w == part);
        }
    }
    Needle::new(part.units(), text.width()).find(text.units()).is_some()
}

fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let a = this(cx, a)?;
    match b.cast::<StrObj>() {
        Some(b) => Ok(cx.str_concat(a, b)?.into()),
        None => {
            let ty = cx.type_name(b);
            raise!(cx, TypeError, "can only concatenate str (not \"{ty}\") to str")
        }
    }
}

fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let s = this(cx, v)?;
    let n = usize::try_from(cx.index_i64(count)?).unwrap_or(0);
    if n == 0 || s.is_empty() {
        return Ok(cx.empty_str()?.into());
    }
    if n == 1 {
        return Ok(cx.exact_str(s)?.into());
    }
    let Some(len) = s.len().checked_mul(n).filter(|&len| len <= isize::MAX as usize) else {
        raise!(cx, OverflowError, "repeated string is too long");
    };
    let raw = s.raw_bytes();
    let copy = cx.str_with(len, s.width(), s.is_ascii(), |out| match raw {
        [b] => out.fill(*b),
        _ => out.chunks_exact_mut(raw.len()).for_each(|o| o.copy_from_slice(raw)),
    })?;
    Ok(copy.into())
}

fn rem(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    match a.cast::<StrObj>() {
        Some(format) => percent::format_str(cx, format, b),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "str",
        params: &["object", "encoding", "errors"],
        pos_only: 0,
        pos_max: 3,
        required: 0,
    };
    let [object, encoding, errors] = args.bind::<3>(cx, &SIGNATURE)?;
    let text = match (object, encoding, errors) {
        (None, None, None) => cx.empty_str()?,
        (Some(v), None, None) => cx.str_of(v)?,
        (object, encoding, errors) => {
            let encoding = match encoding {
                Some(v) => Some(cx.expect_str(v, "str() argument 'encoding'")?),
                None => None,
            };
            let errors = match errors {
                Some(v) => Some(cx.expect_str(v, "str() argument 'errors'")?),
                None => None,
            };
            match object {
                Some(v) => cx.decode_object(v, encoding, errors)?,
                None => cx.empty_str()?,
            }
        }
    };
    if cls.ptr_eq(cx.ty(TypeId::STR)) {
        return Ok(text.into());
    }
    let (shape, extra) = (cx.instance_shape(cls), cx.instance_extra(cls));
    let raw = text.raw_bytes();
    let copy = cx.str_of_shape(shape, extra, text.len(), text.width(), text.is_ascii(), |out| {
        out.copy_from_slice(raw)
    })?;
    cx.finish_instance(copy.into(), cls);
    Ok(copy.into())
}
