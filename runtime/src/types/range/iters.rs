//! Iterators over ranges.

#![forbid(unsafe_code)]

use super::{RangeIterObj, RangeObj};
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::this;
use crate::value::Value;

const METHODS: &[MethodDef] = &[
    MethodDef::new("__length_hint__", NativeCode::NoArgs(left)),
    MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
    MethodDef::new("__setstate__", NativeCode::O(setstate)),
];

/// `range_iterator`.
pub static ITER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        iter: Some(|_, v| Ok(v)),
        next: Some(|_, v| Ok(this!(v, RangeIterObj).next_small())),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};
/// `longrange_iterator`.
pub static LONG_ITER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next_long), ..SlotTable::EMPTY },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let r = this!(v, RangeObj);
    of(cx, &r)
}

/// A new iterator of a range.
pub(super) fn of(cx: &mut Ctx, r: &RangeObj) -> PyResult<Value> {
    match r.small() {
        Some((start, step, length)) => Ok(cx.range_iter(start, step, length)?.into()),
        None => long_iter(cx, r.start.get(), r.step.get(), r.length.get(), Value::small(0)),
    }
}

fn long_iter(
    cx: &mut Ctx,
    start: Value,
    step: Value,
    length: Value,
    index: Value,
) -> PyResult<Value> {
    let shape = TypeId::LONGRANGE_ITER.shape();
    let it = RangeIterObj::new(shape, Some(start), Some(step), Some(length), Some(index), 0, 0, 0);
    Ok(cx.alloc(it)?.into())
}

pub(super) fn reversed(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let r = this!(v, RangeObj);
    if let Some((start, step, length)) = r.small() {
        let last = start + step * (length - 1).max(0);
        if start.checked_sub(step).and_then(Value::try_small).is_some() {
            return Ok(cx.range_iter(last, -step, length)?.into());
        }
    }
    let one = Value::small(1);
    let last = cx.sub(r.length.get(), one)?;
    let span = cx.mul(last, r.step.get())?;
    let start = cx.add(r.start.get(), span)?;
    let step = cx.neg(r.step.get())?;
    long_iter(cx, start, step, r.length.get(), Value::small(0))
}

/// Start, step, length and index of a `longrange_iterator`.
fn long_parts(it: &RangeIterObj) -> Option<[Value; 4]> {
    Some([it.long_start.get()?, it.long_step.get()?, it.long_length.get()?, it.long_index.get()?])
}

fn next_long(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RangeIterObj);
    let Some([start, step, length, index]) = long_parts(&it) else { return Ok(None) };
    if cx.compare_bool(index, length, CmpOp::Ge)? {
        return Ok(None);
    }
    let offset = cx.mul(index, step)?;
    let item = cx.add(start, offset)?;
    it.long_index.set(Some(cx.add(index, Value::small(1))?));
    Ok(Some(item))
}

fn left(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, RangeIterObj);
    match long_parts(&it) {
        Some([_, _, length, index]) => cx.sub(length, index),
        None => cx.int(it.left.get()),
    }
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, RangeIterObj);
    let iter = cx.builtin("iter")?;
    let (range, state) = match long_parts(&it) {
        Some([start, step, length, index]) => {
            let span = cx.mul(length, step)?;
            let stop = cx.add(start, span)?;
            (cx.range(start, stop, step)?, index)
        }
        None => {
            let (next, step) = (it.next.get(), it.step.get());
            let start = cx.int(next)?;
            let stop = cx.int(next.wrapping_add(step.wrapping_mul(it.left.get())))?;
            let step = cx.int(step)?;
            (cx.range(start, stop, step)?, Value::NONE)
        }
    };
    let args = cx.tuple(&[range])?;
    Ok(cx.tuple(&[iter, args.into(), state])?.into())
}

fn setstate(cx: &mut Ctx, v: Value, state: Value) -> PyResult<Value> {
    let it = this!(v, RangeIterObj);
    match long_parts(&it) {
        Some([_, _, length, _]) => {
            let index = cx.index(state)?;
            let zero = Value::small(0);
            let low = if cx.compare_bool(index, zero, CmpOp::Lt)? { zero } else { index };
            let clipped = if cx.compare_bool(low, length, CmpOp::Gt)? { length } else { low };
            it.long_index.set(Some(clipped));
        }
        None => {
            let n = cx.index_i64(state)?.clamp(0, it.left.get());
            it.next.set(it.next.get() + n * it.step.get());
            it.left.set(it.left.get() - n);
        }
    }
    Ok(Value::NONE)
}
