//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! All keep a = pool(s), b = list of indices, x = length of the results, y = [`FRESH`] and so on.

use super::super::record::RecordObj;
use super::spec;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::type_obj::TypeObj;
use crate::types::list::ListObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{raise, this};

/// Nothing was given yet.
const FRESH: i64 = 0;
const RUNNING: i64 = 1;
const OVER: i64 = 2;

/// `product`; a = tuple of pools.
pub static PRODUCT: TypeSpec = spec(new_product, next_product, &[]);
/// `permutations`; c = list of cycles.
pub static PERMUTATIONS: TypeSpec = spec(new_permutations, next_permutations, &[]);
/// `combinations`.
pub static COMBINATIONS: TypeSpec =
    spec(|cx, c, a| new_combinations(cx, c, a, false), next_combinations, &[]);
/// `combinations_with_replacement`.
pub static COMBINATIONS_WR: TypeSpec =
    spec(|cx, c, a| new_combinations(cx, c, a, true), next_with_replacement, &[]);

/// A list of numbers, as indices are kept.
fn numbers(cx: &mut Ctx, n: usize, at: impl Fn(usize) -> usize) -> PyResult<Value> {
    let list = cx.list_with_capacity(n)?;
    cx.list_extend_with(list, n, |i| Value::len(at(i)))?;
    Ok(list.into())
}

fn number(list: &ListObj, i: usize) -> usize {
    list.get(i).and_then(Value::as_small).unwrap_or(0) as usize
}

fn set_number(list: &ListObj, i: usize, n: usize) {
    list.set(i, Value::len(n));
}

fn state(it: &RecordObj) -> Option<(Gc<TupleObj>, Gc<ListObj>)> {
    if it.y.get() == OVER {
        return None;
    }
    Some((it.a.get()?.cast()?, it.b.get()?.cast()?))
}

/// The items of the pool that the first `x` indices choose.
fn chosen(
    cx: &mut Ctx,
    it: &RecordObj,
    pool: Gc<TupleObj>,
    indices: Gc<ListObj>,
) -> PyResult<Option<Value>> {
    let r = it.x.get() as usize;
    Ok(Some(cx.tuple_with(r, |i| pool.items()[number(&indices, i)])?.into()))
}

fn over(it: &RecordObj) -> PyResult<Option<Value>> {
    it.y.set(OVER);
    Ok(None)
}

fn new_product(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature { name: "product", params: &["repeat"], pos_only: 0, pos_max: 0, required: 0 };
    let [repeat] = Args { pos: &[], ..args }.bind(cx, &SIGNATURE)?;
    let repeat = match repeat {
        Some(n) => cx.index_i64(n)?,
        None => 1,
    };
    if repeat < 0 {
        raise!(cx, ValueError, "repeat argument cannot be negative");
    }
    if (args.pos.len() as i64).checked_mul(repeat).is_none_or(|n| n > 1 << 40) {
        raise!(cx, OverflowError, "repeat argument too large");
    }
    let mut pools = GcVec::new();
    for &v in if repeat == 0 { &[] } else { args.pos } {
        let pool = cx.to_tuple(v)?;
        pools.push(cx, pool.into())?;
    }
    let n = pools.len();
    for i in n..n * repeat as usize {
        let pool = pools[i % n];
        pools.push(cx, pool)?;
    }
    let pools = cx.tuple(&pools)?;
    let indices = numbers(cx, pools.len(), |_| 0)?;
    Ok(cx.record(cls, &[pools.into(), indices], pools.len() as i64, FRESH)?.into())
}

fn next_product(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((pools, indices)) = state(&it) else { return Ok(None) };
    let pool = |i: usize| pools.items()[i].cast::<TupleObj>();
    let size = |i: usize| pool(i).map_or(0, |p| p.len());
    let n = pools.len();
    if it.y.get() == FRESH {
        if (0..n).any(|i| size(i) == 0) {
            return over(&it);
        }
        it.y.set(RUNNING);
    } else {
        let Some(i) = (0..n).rev().find(|&i| number(&indices, i) + 1 < size(i)) else {
            return over(&it);
        };
        set_number(&indices, i, number(&indices, i) + 1);
        (i + 1..n).for_each(|j| set_number(&indices, j, 0));
    }
    let row = cx.tuple_with(n, |i| {
        pool(i).and_then(|p| p.get(number(&indices, i))).unwrap_or(Value::NONE)
    })?;
    Ok(Some(row.into()))
}

fn length(cx: &mut Ctx, r: Value) -> PyResult<usize> {
    let n = cx.index_i64(r)?;
    if n < 0 {
        raise!(cx, ValueError, "r must be non-negative");
    }
    Ok(n as usize)
}

fn new_combinations(
    cx: &mut Ctx,
    cls: Gc<TypeObj>,
    args: Args<'_>,
    replace: bool,
) -> PyResult<Value> {
    let name = if replace { "combinations_with_replacement" } else { "combinations" };
    let [iterable, r] = args.bind(cx, &Signature::plain(name, &["iterable", "r"], 2))?;
    let pool = cx.to_tuple(iterable.unwrap_or(Value::NONE))?;
    let r = length(cx, r.unwrap_or(Value::NONE))?;
    let none = if replace { pool.is_empty() && r > 0 } else { r > pool.len() };
    let indices = if none {
        numbers(cx, 0, |i| i)?
    } else {
        numbers(cx, r, |i| if replace { 0 } else { i })?
    };
    Ok(cx.record(cls, &[pool.into(), indices], r as i64, if none { OVER } else { FRESH })?.into())
}

fn next_combinations(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((pool, indices)) = state(&it) else { return Ok(None) };
    let (n, r) = (pool.len(), it.x.get() as usize);
    if it.y.get() == FRESH {
        it.y.set(RUNNING);
        return chosen(cx, &it, pool, indices);
    }
    let Some(i) = (0..r).rev().find(|&i| number(&indices, i) != i + n - r) else {
        return over(&it);
    };
    set_number(&indices, i, number(&indices, i) + 1);
    (i + 1..r).for_each(|j| set_number(&indices, j, number(&indices, j - 1) + 1));
    chosen(cx, &it, pool, indices)
}

fn next_with_replacement(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((pool, indices)) = state(&it) else { return Ok(None) };
    let (n, r) = (pool.len(), it.x.get() as usize);
    if it.y.get() == FRESH {
        it.y.set(RUNNING);
        return chosen(cx, &it, pool, indices);
    }
    let Some(i) = (0..r).rev().find(|&i| number(&indices, i) != n - 1) else { return over(&it) };
    let next = number(&indices, i) + 1;
    (i..r).for_each(|j| set_number(&indices, j, next));
    chosen(cx, &it, pool, indices)
}

fn new_permutations(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let [iterable, r] = args.bind(cx, &Signature::plain("permutations", &["iterable", "r"], 1))?;
    let pool = cx.to_tuple(iterable.unwrap_or(Value::NONE))?;
    let n = pool.len();
    let r = match r.filter(|r| !r.is_none()) {
        None => n,
        Some(r) if !r.is_int() => raise!(cx, TypeError, "Expected int as r"),
        Some(r) => length(cx, r)?,
    };
    let indices = numbers(cx, n, |i| i)?;
    let cycles = numbers(cx, r.min(n), |i| n - i)?;
    let y = if r > n { OVER } else { FRESH };
    Ok(cx.record(cls, &[pool.into(), indices, cycles], r as i64, y)?.into())
}

fn next_permutations(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((pool, indices)) = state(&it) else { return Ok(None) };
    let Some(cycles) = it.c.get().and_then(|c| c.cast::<ListObj>()) else { return Ok(None) };
    let (n, r) = (pool.len(), it.x.get() as usize);
    if it.y.get() == FRESH {
        it.y.set(RUNNING);
        return chosen(cx, &it, pool, indices);
    }
    for i in (0..r).rev() {
        let left = number(&cycles, i) - 1;
        set_number(&cycles, i, left);
        if left > 0 {
            let (a, b) = (number(&indices, i), number(&indices, n - left));
            set_number(&indices, i, b);
            set_number(&indices, n - left, a);
            return chosen(cx, &it, pool, indices);
        }
        // Rotate indices[i..] to the left and start the cycle over.
        let first = number(&indices, i);
        (i..n - 1).for_each(|j| set_number(&indices, j, number(&indices, j + 1)));
        set_number(&indices, n - 1, first);
        set_number(&cycles, i, n - i);
    }
    over(&it)
}
