//! The slots of `list`.

#![forbid(unsafe_code)]

use super::ListObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::Args;
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::subscript::{Subscript, resolve_index};
use crate::types::slice::SliceObj;
use crate::value::Value;
use crate::{raise, this};

/// Adds `__hash__ = None`.
pub fn finish(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<()> {
    let (dict, name) = (ty.dict.get(), cx.names.__hash__);
    cx.dict_set_str(dict, name, Value::NONE)
}

/// The `hash` slot of types whose instances have no hash.
pub fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let ty = cx.type_name(v);
    raise!(cx, TypeError, "unhashable type: '{ty}'")
}

pub(super) fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, ListObj::empty)?.into())
}

pub(super) fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let list = this!(v, ListObj);
    if args.kw_len() > 0 {
        let ty = cx.type_of(v);
        let list_init = cx.ty(TypeId::LIST).slots.new.get();
        // A subclass with its own `__new__` may take keywords for that.
        if ty.slots.new.get().map(|f| f as usize) == list_init.map(|f| f as usize) {
            args.no_keywords(cx, "list")?;
        }
    }
    check_positional(cx, "list", args.pos.len(), 0, 1)?;
    list.clear();
    match args.pos {
        [items, ..] => cx.list_extend(list, *items),
        [] => Ok(()),
    }
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    if list.is_empty() {
        return Ok(cx.str("[]")?.into());
    }
    Ok(cx.repr_guarded(v, "[...]", |cx| cx.repr_items("[", "]", |i| list.get(i)))?.into())
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<ListObj>(), b.cast::<ListObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    cx.compare_items(op, || (x.len(), y.len()), |i| Some((x.get(i)?, y.get(i)?)))
}

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.seq_iter(TypeId::LIST_ITER, v, 0)
}

pub(super) fn len(_: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this!(v, ListObj).len())
}

pub(super) fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    match cx.subscript(key, list.len(), "list")? {
        Subscript::Index(i) => match resolve_index(i, list.len()).and_then(|i| list.get(i)) {
            Some(item) => Ok(item),
            None => raise!(cx, IndexError, "list index out of range"),
        },
        Subscript::Slice(s) => Ok(cx.list_slice(list, s)?.into()),
    }
}

pub(super) fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let list = this!(v, ListObj);
    if let (Some(slice), Some(items)) = (key.cast::<SliceObj>(), to) {
        let bounds = cx.slice_bounds(slice)?;
        return cx.list_assign_slice(list, bounds, items);
    }
    match cx.subscript(key, list.len(), "list")? {
        Subscript::Index(i) => {
            let Some(i) = resolve_index(i, list.len()) else {
                raise!(cx, IndexError, "list assignment index out of range")
            };
            match to {
                Some(item) => {
                    list.set(i, item);
                }
                None => list.remove_range(i, i + 1),
            }
        }
        Subscript::Slice(s) => cx.list_delete_slice(list, s),
    }
    Ok(())
}

pub(super) fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    contains_item(cx, this!(v, ListObj), item)
}

/// `item in list`.
#[inline]
pub fn contains_item(cx: &mut Ctx, list: Gc<ListObj>, item: Value) -> PyResult<bool> {
    let mut i = 0;
    if item.is_small() {
        // Small ints are equal when their words are; nothing is asked that could change the list.
        while let Some(x) = list.get(i).filter(|x| x.is_small()) {
            if x.is(item) {
                return Ok(true);
            }
            i += 1;
            if i % 4096 == 0 {
                cx.poll()?;
            }
        }
    }
    while let Some(x) = list.get(i) {
        if cx.eq(x, item)? {
            return Ok(true);
        }
        i += 1;
        if i % 4096 == 0 {
            cx.poll()?;
        }
    }
    Ok(false)
}

pub(super) fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let x = this!(a, ListObj);
    let Some(y) = b.cast::<ListObj>() else {
        let got = cx.type_name(b);
        raise!(cx, TypeError, "can only concatenate list (not \"{got}\") to list")
    };
    let out = cx.list_with_capacity(x.len() + y.len())?;
    for part in [x, y] {
        cx.list_extend_from(out, part, 0, part.len())?;
    }
    Ok(out.into())
}

pub(super) fn iconcat(cx: &mut Ctx, v: Value, items: Value) -> PyResult<Value> {
    cx.list_extend(this!(v, ListObj), items)?;
    Ok(v)
}

pub(super) fn repeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    let n = cx.repeat_count(count)?;
    let out = cx.list(&[])?;
    cx.list_repeat_into(out, list, n)?;
    Ok(out.into())
}

pub(super) fn irepeat(cx: &mut Ctx, v: Value, count: Value) -> PyResult<Value> {
    let list = this!(v, ListObj);
    match cx.repeat_count(count)? {
        0 => list.clear(),
        n => cx.list_repeat_into(list, list, n - 1)?,
    }
    Ok(v)
}
