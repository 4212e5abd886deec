//! The methods and sequence operators of `deque`.

#![forbid(unsafe_code)]

use super::super::types as ty;
use super::deque::{DequeObj, iter_of};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::value::Value;
use crate::{raise, this};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::new("append", NativeCode::O(append)),
    MethodDef::new("appendleft", NativeCode::O(appendleft)),
    MethodDef::new("extend", NativeCode::O(extend)),
    MethodDef::new("extendleft", NativeCode::O(extendleft)),
    MethodDef::new("pop", NativeCode::NoArgs(pop)),
    MethodDef::new("popleft", NativeCode::NoArgs(popleft)),
    MethodDef::new("clear", NativeCode::NoArgs(clear)),
    MethodDef::new("copy", NativeCode::NoArgs(copy)),
    MethodDef::new("__copy__", NativeCode::NoArgs(copy)),
    MethodDef::new("count", NativeCode::O(count)),
    MethodDef::new("index", NativeCode::Fast(index)),
    MethodDef::new("insert", NativeCode::Fast(insert)),
    MethodDef::new("remove", NativeCode::O(remove)),
    MethodDef::new("reverse", NativeCode::NoArgs(reverse)),
    MethodDef::new("rotate", NativeCode::Fast(rotate)),
    MethodDef::new(
        "__reversed__",
        NativeCode::NoArgs(|cx, v| iter_of(cx, v, ty::DEQUE_REVERSE_ITER)),
    ),
    MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(crate::types::generic_alias::class_getitem),
    ),
];

fn append(cx: &mut Ctx, v: Value, item: Value) -> PyResult<Value> {
    cx.deque_push_back(this!(v, DequeObj), item)?;
    Ok(Value::NONE)
}

fn appendleft(cx: &mut Ctx, v: Value, item: Value) -> PyResult<Value> {
    cx.deque_push_front(this!(v, DequeObj), item)?;
    Ok(Value::NONE)
}

/// The items to add: a deque that is extended by itself is copied first.
fn source(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    if v.is(items) { Ok(cx.to_list(items)?.into()) } else { Ok(items) }
}

fn extend(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    let (d, items) = (this!(v, DequeObj), source(cx, v, items)?);
    cx.for_each(items, &mut |cx, item| cx.deque_push_back(d, item))?;
    Ok(Value::NONE)
}

fn extendleft(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    let (d, items) = (this!(v, DequeObj), source(cx, v, items)?);
    cx.for_each(items, &mut |cx, item| cx.deque_push_front(d, item))?;
    Ok(Value::NONE)
}

fn pop(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this!(v, DequeObj).pop_back() {
        Some(item) => Ok(item),
        None => raise!(cx, IndexError, "pop from an empty deque"),
    }
}

fn popleft(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this!(v, DequeObj).pop_front() {
        Some(item) => Ok(item),
        None => raise!(cx, IndexError, "pop from an empty deque"),
    }
}

fn clear(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, DequeObj).clear();
    Ok(Value::NONE)
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let maxlen = match this!(v, DequeObj).maxlen.get() {
        n if n < 0 => Value::NONE,
        n => cx.int(n)?,
    };
    cx.call(class.into(), &[v, maxlen])
}

/// The first index in `from..to` of an item equal to `wanted`.
pub(super) fn find(
    cx: &mut Ctx,
    d: Gc<DequeObj>,
    wanted: Value,
    from: usize,
    to: usize,
) -> PyResult<Option<usize>> {
    let state = d.state.get();
    for i in from..to.min(d.len.get()) {
        let Some(item) = d.get(i) else { break };
        if cx.eq(item, wanted)? {
            return Ok(Some(i));
        }
        if d.state.get() != state {
            raise!(cx, RuntimeError, "deque mutated during iteration");
        }
    }
    Ok(None)
}

fn count(cx: &mut Ctx, v: Value, wanted: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let (mut n, state) = (0, d.state.get());
    for i in 0..d.len.get() {
        let Some(item) = d.get(i) else { break };
        n += cx.eq(item, wanted)? as usize;
        if d.state.get() != state {
            raise!(cx, RuntimeError, "deque mutated during iteration");
        }
    }
    Ok(Value::len(n))
}

fn index(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "index", args.len(), 1, 3)?;
    let d = this!(v, DequeObj);
    let (start, stop) = cx.search_bounds(args, d.len.get())?;
    match find(cx, d, args[0], start, stop)? {
        Some(i) => Ok(Value::len(i)),
        None => {
            let text = cx.repr(args[0])?.to_string();
            raise!(cx, ValueError, "{text} is not in deque")
        }
    }
}

fn insert(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "insert", args.len(), 2, 2)?;
    let d = this!(v, DequeObj);
    let (i, len) = (cx.index_i64(args[0])?, d.len.get() as i64);
    if d.maxlen.get() == len {
        raise!(cx, IndexError, "deque already at its maximum size");
    }
    let at = if i < 0 { (i + len).max(0) } else { i.min(len) } as usize;
    cx.deque_push_back(d, args[1])?;
    for j in (at..len as usize).rev() {
        if let Some(item) = d.get(j) {
            d.set(j + 1, item);
        }
    }
    d.set(at, args[1]);
    Ok(Value::NONE)
}

/// Removes the item at an index that exists.
pub(super) fn remove_at(d: Gc<DequeObj>, i: usize) {
    for j in i..d.len.get() - 1 {
        if let Some(item) = d.get(j + 1) {
            d.set(j, item);
        }
    }
    d.pop_back();
}

fn remove(cx: &mut Ctx, v: Value, wanted: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let state = d.state.get();
    for i in 0..d.len.get() {
        let Some(item) = d.get(i) else { break };
        let equal = cx.eq(item, wanted)?;
        if d.state.get() != state {
            raise!(cx, IndexError, "deque mutated during remove().");
        }
        if equal {
            remove_at(d, i);
            return Ok(Value::NONE);
        }
    }
    raise!(cx, ValueError, "deque.remove(x): x not in deque")
}

fn reverse(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let len = d.len.get();
    for i in 0..len / 2 {
        if let (Some(a), Some(b)) = (d.get(i), d.get(len - 1 - i)) {
            d.set(i, b);
            d.set(len - 1 - i, a);
        }
    }
    Ok(Value::NONE)
}

fn rotate(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "rotate", args.len(), 0, 1)?;
    let d = this!(v, DequeObj);
    let n = match args.first() {
        Some(&n) => cx.index_i64(n)?,
        None => 1,
    };
    let len = d.len.get() as i64;
    if len < 2 {
        return Ok(Value::NONE);
    }
    let steps = n.rem_euclid(len);
    // The shorter way around; the length does not change, so `maxlen` does not matter.
    if steps <= len / 2 {
        for _ in 0..steps {
            if let Some(item) = d.pop_back() {
                cx.deque_push_front(d, item)?;
            }
        }
    } else {
        for _ in steps..len {
            if let Some(item) = d.pop_front() {
                cx.deque_push_back(d, item)?;
            }
        }
    }
    Ok(Value::NONE)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let class = cx.type_of(v);
    let args = match d.maxlen.get() {
        n if n < 0 => cx.tuple(&[])?,
        n => {
            let (empty, n) = (cx.tuple(&[])?, cx.int(n)?);
            cx.tuple(&[empty.into(), n])?
        }
    };
    let state = cx.names.__getstate__;
    let state = cx.call_method(v, state, &[])?;
    let items = cx.iter(v)?;
    Ok(cx.tuple(&[class.into(), args.into(), state, items])?.into())
}

pub(super) fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if b.cast::<DequeObj>().is_none() {
        let got = cx.type_name(b);
        raise!(cx, TypeError, "can only concatenate deque (not \"{got}\") to deque");
    }
    let out = copy(cx, a)?;
    extend(cx, out, b)?;
    Ok(out)
}

pub(super) fn iconcat(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    extend(cx, v, items)?;
    Ok(v)
}

pub(super) fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let out = copy(cx, v)?;
    irepeat(cx, out, count)
}

pub(super) fn irepeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let d = this!(v, DequeObj);
    let n = cx.repeat_count(count)?;
    if n == 0 {
        d.clear();
        return Ok(v);
    }
    let items = cx.collect(v)?;
    if items.len().checked_mul(n).is_none_or(|t| t > 1 << 40) {
        return Err(cx.raise_memory());
    }
    for _ in 1..n {
        for &item in items.as_slice() {
            cx.deque_push_back(d, item)?;
        }
        cx.poll()?;
    }
    Ok(v)
}
