//! `slice`.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// Python's `slice`.
    pub struct SliceObj: SLICE {
        /// `start`, as given.
        traced start: Value,
        /// `stop`, as given.
        traced stop: Value,
        /// `step`, as given.
        traced step: Value,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(richcompare),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("indices", NativeCode::O(indices)),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
    ],
    getset: &[
        GetSetDef::readonly("start", |_, v| Ok(this!(v, SliceObj).start.get())),
        GetSetDef::readonly("stop", |_, v| Ok(this!(v, SliceObj).stop.get())),
        GetSetDef::readonly("step", |_, v| Ok(this!(v, SliceObj).step.get())),
    ],
    ..TypeSpec::EMPTY
};

impl Ctx {
    /// `slice(start, stop, step)`.
    pub fn slice(&mut self, start: Value, stop: Value, step: Value) -> PyResult<Gc<SliceObj>> {
        self.alloc(SliceObj::new(TypeId::SLICE.shape(), start, stop, step))
    }

    fn slice_parts(&mut self, v: Value) -> PyResult<Value> {
        let s = this!(v, SliceObj);
        Ok(self.tuple(&[s.start.get(), s.stop.get(), s.step.get()])?.into())
    }
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "slice")?;
    check_positional(cx, "slice", args.pos.len(), 1, 3)?;
    let none = Value::NONE;
    let slice = match *args.pos {
        [stop] => cx.slice(none, stop, none)?,
        [start, stop] => cx.slice(start, stop, none)?,
        [start, stop, step, ..] => cx.slice(start, stop, step)?,
        [] => unreachable!("the count was checked"),
    };
    Ok(slice.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this!(v, SliceObj);
    let start = cx.repr(s.start.get())?;
    let stop = cx.repr(s.stop.get())?;
    let step = cx.repr(s.step.get())?;
    let mut out = TextBuf::new();
    out.push_str("slice(");
    out.push_obj(start);
    out.push_str(", ");
    out.push_obj(stop);
    out.push_str(", ");
    out.push_obj(step);
    out.push_str(")");
    Ok(out.finish(cx)?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let parts = cx.slice_parts(v)?;
    cx.hash(parts)
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    if a.cast::<SliceObj>().is_none() || b.cast::<SliceObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if a.is(b) {
        return Ok(Value::bool(matches!(op, CmpOp::Eq | CmpOp::Le | CmpOp::Ge)));
    }
    let (a, b) = (cx.slice_parts(a)?, cx.slice_parts(b)?);
    cx.compare(a, b, op)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let parts = cx.slice_parts(v)?;
    Ok(cx.tuple(&[class.into(), parts])?.into())
}

/// `slice.indices(length)`; works with ints of any size.
fn indices(cx: &mut Ctx, v: Value, length: Value) -> PyResult<Value> {
    let s = this!(v, SliceObj);
    let length = cx.index(length)?;
    let zero = Value::small(0);
    if cx.compare_bool(length, zero, CmpOp::Lt)? {
        raise!(cx, ValueError, "length should not be negative");
    }
    let [start, stop, step] = long_indices(cx, s, length)?;
    Ok(cx.tuple(&[start, stop, step])?.into())
}

/// The bounds of a slice of a sequence whose length is any int (CPython's `_PySlice_GetLongIndices`).
pub fn long_indices(cx: &mut Ctx, s: Gc<SliceObj>, length: Value) -> PyResult<[Value; 3]> {
    let (zero, one) = (Value::small(0), Value::small(1));
    let step = match s.step.get() {
        v if v.is_none() => one,
        v => bound(cx, v)?,
    };
    if cx.eq(step, zero)? {
        raise!(cx, ValueError, "slice step cannot be zero");
    }
    let negative = cx.compare_bool(step, zero, CmpOp::Lt)?;
    let (low, high) =
        if negative { (Value::small(-1), cx.sub(length, one)?) } else { (zero, length) };
    let clip = |cx: &mut Ctx, v: Value, default: Value| -> PyResult<Value> {
        if v.is_none() {
            return Ok(default);
        }
        let mut i = bound(cx, v)?;
        if cx.compare_bool(i, zero, CmpOp::Lt)? {
            i = cx.add(i, length)?;
            return Ok(if cx.compare_bool(i, low, CmpOp::Lt)? { low } else { i });
        }
        Ok(if cx.compare_bool(i, high, CmpOp::Gt)? { high } else { i })
    };
    let (first, last) = if negative { (high, low) } else { (low, high) };
    let start = clip(cx, s.start.get(), first)?;
    let stop = clip(cx, s.stop.get(), last)?;
    Ok([start, stop, step])
}

fn bound(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if !cx.has_index(v) {
        return Err(cx.raise(
            Exc::TypeError,
            "slice indices must be integers or None or have an __index__ method",
        ));
    }
    cx.index(v)
}
