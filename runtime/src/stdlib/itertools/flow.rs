//! Iterators that join and regroup: `chain`, `starmap`, `accumulate`, `pairwise`, `batched`,
//! `zip_longest`.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::{exactly, spec};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::type_obj::TypeObj;
use crate::types::list::ListObj;
use crate::value::Value;
use crate::{raise, this};

/// `chain`: a = iterator of iterables, b = the active iterator.
pub static CHAIN: TypeSpec = spec(
    new_chain,
    next_chain,
    &[
        MethodDef::class("from_iterable", NativeCode::O(from_iterable)),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
);
/// `starmap`: a = function, b = iterator of argument tuples.
pub static STARMAP: TypeSpec = spec(new_starmap, next_starmap, &[]);
/// `accumulate`: a = iterator, b = function, c = total so far, d = initial value not yet given.
pub static ACCUMULATE: TypeSpec = spec(new_accumulate, next_accumulate, &[]);
/// `pairwise`: a = iterator, b = the item before.
pub static PAIRWISE: TypeSpec = spec(new_pairwise, next_pairwise, &[]);
/// `batched`: a = iterator, x = size, y = 1 if strict.
pub static BATCHED: TypeSpec = spec(new_batched, next_batched, &[]);
/// `zip_longest`: a = list of iterators (`None` once exhausted), b = fill value, x = how many live.
pub static ZIP_LONGEST: TypeSpec = spec(new_zip_longest, next_zip_longest, &[]);

fn new_chain(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    if cls.ptr_eq(cx.ty(ty::CHAIN)) {
        args.no_keywords(cx, "chain")?;
    }
    let all = cx.tuple(args.pos)?;
    let sources = cx.iter(all.into())?;
    Ok(cx.record(cls, &[sources], 0, 0)?.into())
}

fn from_iterable(cx: &mut Ctx, cls: Value, items: Value) -> PyResult<Value> {
    let sources = cx.iter(items)?;
    Ok(cx.record(this!(cls, TypeObj), &[sources], 0, 0)?.into())
}

fn next_chain(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    loop {
        if let Some(active) = it.b.get() {
            if let Some(item) = cx.next(active)? {
                return Ok(Some(item));
            }
            it.b.set(None);
        }
        let Some(sources) = it.a.get() else { return Ok(None) };
        match cx.next(sources) {
            Ok(Some(source)) => match cx.iter(source) {
                Ok(active) => it.b.set(Some(active)),
                Err(e) => {
                    it.a.set(None);
                    return Err(e);
                }
            },
            ended => {
                it.a.set(None);
                return ended;
            }
        }
        cx.poll()?;
    }
}

fn new_starmap(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    exactly(cx, cls, ty::STARMAP, "starmap", args, 2)?;
    let it = cx.iter(args.pos[1])?;
    Ok(cx.record(cls, &[args.pos[0], it], 0, 0)?.into())
}

fn next_starmap(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let (Some(func), Some(items)) = (it.a.get(), it.b.get()) else { return Ok(None) };
    let Some(item) = cx.next(items)? else { return Ok(None) };
    let args = cx.to_tuple(item)?;
    cx.call(func, args.items()).map(Some)
}

fn new_accumulate(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "accumulate",
        params: &["iterable", "func", "initial"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [iterable, func, initial] = args.bind(cx, &SIGNATURE)?;
    let it = cx.iter(iterable.unwrap_or(Value::NONE))?;
    let made = cx.record(cls, &[it, func.unwrap_or(Value::NONE)], 0, 0)?;
    made.d.set(initial.filter(|i| !i.is_none()));
    Ok(made.into())
}

fn next_accumulate(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    if let Some(initial) = it.d.replace(None) {
        it.c.set(Some(initial));
        return Ok(Some(initial));
    }
    let (Some(items), Some(func)) = (it.a.get(), it.b.get()) else { return Ok(None) };
    let Some(item) = cx.next(items)? else { return Ok(None) };
    let total = match it.c.get() {
        None => item,
        Some(total) if func.is_none() => cx.add(total, item)?,
        Some(total) => cx.call(func, &[total, item])?,
    };
    it.c.set(Some(total));
    Ok(Some(total))
}

fn new_pairwise(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    exactly(cx, cls, ty::PAIRWISE, "pairwise", args, 1)?;
    let it = cx.iter(args.pos[0])?;
    Ok(cx.record(cls, &[it], 0, 0)?.into())
}

fn next_pairwise(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(items) = it.a.get() else { return Ok(None) };
    if it.b.get().is_none() {
        let first = cx.next(items)?;
        it.b.set(first);
        if first.is_none() {
            it.a.set(None);
            return Ok(None);
        }
    }
    let Some(new) = cx.next(items)? else {
        it.a.set(None);
        it.b.set(None);
        return Ok(None);
    };
    let old = it.b.replace(Some(new)).unwrap_or(Value::NONE);
    Ok(Some(cx.tuple(&[old, new])?.into()))
}

fn new_batched(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "batched",
        params: &["iterable", "n", "strict"],
        pos_only: 0,
        pos_max: 2,
        required: 2,
    };
    let [iterable, n, strict] = args.bind(cx, &SIGNATURE)?;
    let n = cx.index_i64(n.unwrap_or(Value::NONE))?;
    if n < 1 {
        raise!(cx, ValueError, "n must be at least one");
    }
    let strict = match strict {
        Some(s) => cx.truth(s)?,
        None => false,
    };
    let it = cx.iter(iterable.unwrap_or(Value::NONE))?;
    Ok(cx.record(cls, &[it], n, strict as i64)?.into())
}

fn next_batched(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(items) = it.a.get() else { return Ok(None) };
    let n = it.x.get() as usize;
    let mut batch = GcVec::new();
    while batch.len() < n {
        match cx.next(items)? {
            Some(item) => batch.push(cx, item)?,
            None => {
                it.a.set(None);
                break;
            }
        }
    }
    if batch.is_empty() {
        return Ok(None);
    }
    if batch.len() < n && it.y.get() == 1 {
        raise!(cx, ValueError, "batched(): incomplete batch");
    }
    Ok(Some(cx.tuple(&batch)?.into()))
}

fn new_zip_longest(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "zip_longest",
        params: &["fillvalue"],
        pos_only: 0,
        pos_max: 0,
        required: 0,
    };
    let [fill] = Args { pos: &[], ..args }.bind(cx, &SIGNATURE)?;
    let iters = cx.list(&[])?;
    for &v in args.pos {
        let it = cx.iter(v)?;
        cx.list_append(iters, it)?;
    }
    let n = args.pos.len() as i64;
    Ok(cx.record(cls, &[iters.into(), fill.unwrap_or(Value::NONE)], n, 0)?.into())
}

fn next_zip_longest(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(iters) = it.a.get().and_then(|l| l.cast::<ListObj>()) else { return Ok(None) };
    let fill = it.b.get().unwrap_or(Value::NONE);
    if it.x.get() == 0 {
        return Ok(None);
    }
    let mut row = GcVec::with_capacity(cx, iters.len())?;
    for i in 0..iters.len() {
        let mut item = None;
        if let Some(source) = iters.get(i).filter(|s| !s.is_none()) {
            item = cx.next(source)?;
            if item.is_none() {
                it.x.set(it.x.get() - 1);
                if it.x.get() == 0 {
                    return Ok(None);
                }
                iters.set(i, Value::NONE);
            }
        }
        row.push(cx, item.unwrap_or(fill))?;
    }
    Ok(Some(cx.tuple(&row)?.into()))
}
