//! The slots of `tuple`.

#![forbid(unsafe_code)]

use super::TupleObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::check_positional;
use crate::object::native::Args;
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::{Subscript, resolve_index};
use crate::value::Value;
use crate::{raise, this};

pub(super) fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let exact = cls.ptr_eq(cx.ty(TypeId::TUPLE));
    args.no_keywords_to_new(cx, cls, TypeId::TUPLE, "tuple")?;
    check_positional(cx, "tuple", args.pos.len(), 0, 1)?;
    let tuple = match args.pos {
        [] => cx.tuple(&[])?,
        [items, ..] => cx.to_tuple(*items)?,
    };
    if exact { Ok(tuple.into()) } else { cx.tuple_subclass(cls, tuple.items()) }
}

impl Ctx {
    /// An instance of a subclass of `tuple` with these items.
    pub fn tuple_subclass(&mut self, cls: Gc<TypeObj>, items: &[Value]) -> PyResult<Value> {
        let (shape, extra) = (self.instance_shape(cls), self.instance_extra(cls));
        let tuple: Value = self.tuple_of_shape(shape, extra, items)?.into();
        self.finish_instance(tuple, cls);
        Ok(tuple)
    }
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let tuple = this!(v, TupleObj);
    if tuple.is_empty() {
        return Ok(cx.str("()")?.into());
    }
    let close = if tuple.len() == 1 { ",)" } else { ")" };
    let text = cx.repr_guarded(v, "(...)", |cx| cx.repr_items("(", close, |i| tuple.get(i)))?;
    Ok(text.into())
}

/// xxHash over the items' hashes, as CPython's, so that equal programs order sets alike.
pub(super) fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    const P1: u64 = 11_400_714_785_074_694_791;
    const P2: u64 = 14_029_467_366_897_019_727;
    const P5: u64 = 2_870_177_450_012_600_261;
    let tuple = this!(v, TupleObj);
    let has_fuel = cx.meter.has_fuel();
    if let Some(known) = cx.tuple_hashes.get(tuple).filter(|_| !has_fuel) {
        return Ok(known);
    }
    cx.descend()?;
    let (mut acc, mut is_lasting) = (P5, true);
    for &item in tuple.items() {
        let lane = cx.hash(item)? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
        is_lasting = is_lasting && has_lasting_hash(cx, item);
    }
    acc = acc.wrapping_add(tuple.len() as u64 ^ (P5 ^ 3_527_539));
    let hash = if acc == u64::MAX { 1_546_275_796 } else { acc as i64 };
    if is_lasting {
        cx.tuple_hashes.keep(tuple, hash);
    }
    Ok(hash)
}

/// Whether no Python code took part in the hash of an item that was hashed just now.
#[inline]
fn has_lasting_hash(cx: &mut Ctx, item: Value) -> bool {
    const NATIVE: [TypeId; 4] = [TypeId::STR, TypeId::INT, TypeId::FLOAT, TypeId::BYTES];
    if !item.is_heap() || NATIVE.iter().any(|id| item.has_shape(id.shape())) {
        return true;
    }
    item.cast::<TupleObj>().is_some_and(|inner| {
        cx.tuple_hashes.get(inner).is_some()
            && (item.has_shape(TypeId::TUPLE.shape())
                || cx
                    .type_of(item)
                    .slots
                    .hash
                    .get()
                    .is_some_and(|f| std::ptr::fn_addr_eq(f, hash as crate::object::slots::HashFn)))
    })
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<TupleObj>(), b.cast::<TupleObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    cx.compare_items(op, || (x.len(), y.len()), |i| Some((x.get(i)?, y.get(i)?)))
}

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.seq_iter(TypeId::TUPLE_ITER, v, 0)
}

pub(super) fn len(_: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this!(v, TupleObj).len())
}

pub(super) fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let tuple = this!(v, TupleObj);
    match cx.subscript(key, tuple.len(), "tuple")? {
        Subscript::Index(i) => match resolve_index(i, tuple.len()) {
            Some(i) => Ok(tuple.items()[i]),
            None => raise!(cx, IndexError, "tuple index out of range"),
        },
        Subscript::Slice(s)
            if s.len == tuple.len() && s.step == 1 && v.has_shape(TypeId::TUPLE.shape()) =>
        {
            Ok(v)
        }
        Subscript::Slice(s) => Ok(cx.tuple_with(s.len, |i| tuple.items()[s.at(i)])?.into()),
    }
}

pub(super) fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    contains_item(cx, this!(v, TupleObj), item)
}

/// `item in tuple`.
#[inline]
pub fn contains_item(cx: &mut Ctx, tuple: Gc<TupleObj>, item: Value) -> PyResult<bool> {
    let items = tuple.items();
    if item.is_small() && items.iter().all(|x| x.is_small()) {
        return Ok(items.contains(&item));
    }
    for &x in items {
        if cx.eq(x, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let x = this!(a, TupleObj);
    let Some(y) = b.cast::<TupleObj>() else {
        let got = cx.type_name(b);
        raise!(cx, TypeError, "can only concatenate tuple (not \"{got}\") to tuple")
    };
    let exact = TypeId::TUPLE.shape();
    if x.is_empty() && b.has_shape(exact) {
        return Ok(b);
    }
    if y.is_empty() && a.has_shape(exact) {
        return Ok(a);
    }
    let n = x.len();
    Ok(cx.tuple_with(n + y.len(), |i| if i < n { x.items()[i] } else { y.items()[i - n] })?.into())
}

pub(super) fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let tuple = this!(v, TupleObj);
    let n = cx.repeat_count(count)?;
    if (n == 1 || tuple.is_empty()) && v.has_shape(TypeId::TUPLE.shape()) {
        return Ok(v);
    }
    let Some(total) = tuple.len().checked_mul(n).filter(|&t| t < 1 << 48) else {
        return Err(cx.raise_memory());
    };
    let len = tuple.len().max(1);
    let items = GcVec::from_slice(cx, tuple.items())?;
    Ok(cx.tuple_with(total, |i| items[i % len])?.into())
}
