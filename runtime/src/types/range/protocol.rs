//! The slots and methods of `range`.

#![forbid(unsafe_code)]

use super::{RangeObj, iters};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::Args;
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::resolve_index;
use crate::types::slice::{SliceObj, long_indices};
use crate::value::Value;
use crate::{raise, this};

impl Ctx {
    /// `range(start, stop, step)` of exact ints; the step is not zero.
    pub fn range(&mut self, start: Value, stop: Value, step: Value) -> PyResult<Value> {
        let length = self.range_length(start, stop, step)?;
        Ok(self.alloc(RangeObj::new(TypeId::RANGE.shape(), start, stop, step, length))?.into())
    }

    /// What `iter(range(start, stop, step))` of small ints is; the step is not zero.
    pub fn range_iter_between(
        &mut self,
        start: Value,
        stop: Value,
        step: Value,
    ) -> PyResult<Value> {
        if let (Some(a), Some(b), Some(1)) = (start.as_small(), stop.as_small(), step.as_small()) {
            return Ok(self.range_iter(a, 1, (b - a).max(0))?.into());
        }
        let length = self.range_length(start, stop, step)?;
        let range = RangeObj::new(TypeId::RANGE.shape(), start, stop, step, length);
        iters::of(self, &range)
    }

    fn range_length(&mut self, start: Value, stop: Value, step: Value) -> PyResult<Value> {
        if let (Some(a), Some(b), Some(s)) = (start.as_small(), stop.as_small(), step.as_small()) {
            // Small ints have 63 bits: their difference fits.
            let (low, high, s) = if s > 0 { (a, b, s) } else { (b, a, -s) };
            return match high - low {
                n if n <= 0 => Ok(Value::small(0)),
                n if s == 1 => self.int_u64(n as u64),
                n => self.int_u64(((n - 1) / s + 1) as u64),
            };
        }
        let zero = Value::small(0);
        let (low, high, step) = match self.compare_bool(step, zero, CmpOp::Gt)? {
            true => (start, stop, step),
            false => (stop, start, self.neg(step)?),
        };
        if self.compare_bool(low, high, CmpOp::Ge)? {
            return Ok(zero);
        }
        let one = Value::small(1);
        let span = self.sub(high, low)?;
        let span = self.sub(span, one)?;
        let n = self.floordiv(span, step)?;
        self.add(n, one)
    }
}

pub(super) fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "range")?;
    check_positional(cx, "range", args.pos.len(), 1, 3)?;
    let (start, stop, step) = match *args.pos {
        [stop] => (Value::small(0), cx.index(stop)?, Value::small(1)),
        [start, stop] => (cx.index(start)?, cx.index(stop)?, Value::small(1)),
        [start, stop, step, ..] => (cx.index(start)?, cx.index(stop)?, cx.index(step)?),
        [] => unreachable!("the count was checked"),
    };
    if step == Value::small(0) {
        raise!(cx, ValueError, "range() arg 3 must not be zero");
    }
    cx.range(start, stop, step)
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let r = this!(v, RangeObj);
    let start = cx.repr(r.start.get())?.to_string();
    let stop = cx.repr(r.stop.get())?.to_string();
    let text = if r.step.get() == Value::small(1) {
        format!("range({start}, {stop})")
    } else {
        format!("range({start}, {stop}, {})", cx.repr(r.step.get())?)
    };
    Ok(cx.str(&text)?.into())
}

/// Equal ranges are equal sequences: length, then first item, then step decide.
fn parts(cx: &mut Ctx, r: Gc<RangeObj>) -> PyResult<[Value; 3]> {
    let length = r.length.get();
    let none = Value::NONE;
    Ok(if length == Value::small(0) {
        [length, none, none]
    } else if cx.eq(length, Value::small(1))? {
        [length, r.start.get(), none]
    } else {
        [length, r.start.get(), r.step.get()]
    })
}

pub(super) fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let parts = parts(cx, this!(v, RangeObj))?;
    let tuple = cx.tuple(&parts)?;
    cx.hash(tuple.into())
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<RangeObj>(), b.cast::<RangeObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (parts(cx, x)?, parts(cx, y)?);
    let mut equal = true;
    for (p, q) in x.into_iter().zip(y) {
        equal = equal && cx.eq(p, q)?;
    }
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

pub(super) fn len(cx: &mut Ctx, v: Value) -> PyResult<usize> {
    match this!(v, RangeObj).length.get().as_i64() {
        Some(n) => Ok(n as usize),
        None => raise!(cx, OverflowError, "Python int too large to convert to C ssize_t"),
    }
}

pub(super) fn bool(_: &mut Ctx, v: Value) -> PyResult<bool> {
    Ok(this!(v, RangeObj).length.get() != Value::small(0))
}

/// `start + i * step`.
fn item(cx: &mut Ctx, r: Gc<RangeObj>, i: Value) -> PyResult<Value> {
    let offset = cx.mul(i, r.step.get())?;
    cx.add(r.start.get(), offset)
}

pub(super) fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let r = this!(v, RangeObj);
    if let Some(slice) = key.cast::<SliceObj>() {
        let [start, stop, step] = long_indices(cx, slice, r.length.get())?;
        let (start, stop) = (item(cx, r, start)?, item(cx, r, stop)?);
        let step = cx.mul(r.step.get(), step)?;
        return cx.range(start, stop, step);
    }
    if !cx.has_index(key) {
        let got = cx.type_name(key);
        raise!(cx, TypeError, "range indices must be integers or slices, not {got}");
    }
    let mut i = cx.index(key)?;
    if let (Some(i), Some(length), Some(_)) = (i.as_small(), r.length.get().as_small(), r.small()) {
        return match resolve_index(i, length as usize) {
            Some(i) => item(cx, r, Value::len(i)),
            None => raise!(cx, IndexError, "range object index out of range"),
        };
    }
    let zero = Value::small(0);
    if cx.compare_bool(i, zero, CmpOp::Lt)? {
        i = cx.add(i, r.length.get())?;
    }
    if cx.compare_bool(i, zero, CmpOp::Lt)? || cx.compare_bool(i, r.length.get(), CmpOp::Ge)? {
        raise!(cx, IndexError, "range object index out of range");
    }
    item(cx, r, i)
}

/// The index of an exact int (or bool) in the range.
fn position(cx: &mut Ctx, r: Gc<RangeObj>, n: Value) -> PyResult<Option<Value>> {
    let n = cx.index(n)?;
    let zero = Value::small(0);
    let (start, stop, step) = (r.start.get(), r.stop.get(), r.step.get());
    let inside = match cx.compare_bool(step, zero, CmpOp::Gt)? {
        true => cx.compare_bool(start, n, CmpOp::Le)? && cx.compare_bool(n, stop, CmpOp::Lt)?,
        false => cx.compare_bool(n, start, CmpOp::Le)? && cx.compare_bool(stop, n, CmpOp::Lt)?,
    };
    if !inside {
        return Ok(None);
    }
    let offset = cx.sub(n, start)?;
    if cx.rem(offset, step)? != zero {
        return Ok(None);
    }
    cx.floordiv(offset, step).map(Some)
}

fn is_plain_int(v: Value) -> bool {
    v.is_int_exact() || v.as_bool().is_some()
}

pub(super) fn contains(cx: &mut Ctx, v: Value, n: Value) -> PyResult<bool> {
    if is_plain_int(n) {
        return Ok(position(cx, this!(v, RangeObj), n)?.is_some());
    }
    cx.contains_by_iteration(v, n)
}

pub(super) fn index(cx: &mut Ctx, v: Value, n: Value) -> PyResult<Value> {
    if is_plain_int(n) {
        if let Some(i) = position(cx, this!(v, RangeObj), n)? {
            return Ok(i);
        }
        raise!(cx, ValueError, "range.index(x): x not in range");
    }
    let mut items = cx.iterate(v)?;
    let mut i = 0;
    while let Some(x) = items.next(cx)? {
        if cx.eq(x, n)? {
            return Ok(Value::len(i));
        }
        i += 1;
    }
    raise!(cx, ValueError, "sequence.index(x): x not in sequence")
}

pub(super) fn count(cx: &mut Ctx, v: Value, n: Value) -> PyResult<Value> {
    if is_plain_int(n) {
        return Ok(Value::small(position(cx, this!(v, RangeObj), n)?.is_some() as i32));
    }
    let (mut items, mut found) = (cx.iterate(v)?, 0);
    while let Some(x) = items.next(cx)? {
        found += cx.eq(x, n)? as usize;
    }
    Ok(Value::len(found))
}

pub(super) fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let r = this!(v, RangeObj);
    let class = cx.type_of(v);
    let args = cx.tuple(&[r.start.get(), r.stop.get(), r.step.get()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
