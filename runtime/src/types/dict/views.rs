//! `dict_keys`, `dict_values` and `dict_items`.

#![deny(unsafe_code)]

use super::DictObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::types::set::SetObj;
use crate::types::str::build::TextBuf;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A view of a dict; its type tells of what.
    pub struct DictViewObj: DICT_VIEW {
        /// The dict.
        traced dict: Gc<DictObj>,
    }
}

const BASE: SlotTable =
    SlotTable { repr: Some(repr), len: Some(len), iter: Some(iter), ..SlotTable::EMPTY };
const SET_LIKE: SlotTable = SlotTable {
    richcompare: Some(richcompare),
    hash: Some(crate::types::list::unhashable),
    contains: Some(contains),
    and: Some(and),
    or: Some(|cx, a, b| cx.set_from_operation(a, b, "update")),
    sub: Some(|cx, a, b| cx.set_from_operation(a, b, "difference_update")),
    xor: Some(|cx, a, b| cx.set_from_operation(a, b, "symmetric_difference_update")),
    ..BASE
};
const METHODS: &[MethodDef] = &[
    MethodDef::new("__reversed__", NativeCode::NoArgs(reversed)),
    MethodDef::new("isdisjoint", NativeCode::O(isdisjoint)),
];
const GETSET: &[GetSetDef] = &[GetSetDef::readonly("mapping", |cx, v| {
    let dict = this!(v, DictViewObj).dict.get();
    cx.mapping_proxy(dict.into())
})];

/// `dict_keys`.
pub static KEYS_SPEC: TypeSpec = TypeSpec {
    slots: SET_LIKE,
    methods: METHODS,
    getset: GETSET,
    finish: Some(crate::types::list::no_hash),
    ..TypeSpec::EMPTY
};
/// `dict_items`.
pub static ITEMS_SPEC: TypeSpec = TypeSpec {
    slots: SET_LIKE,
    methods: METHODS,
    getset: GETSET,
    finish: Some(crate::types::list::no_hash),
    ..TypeSpec::EMPTY
};
/// `dict_values`.
pub static VALUES_SPEC: TypeSpec = TypeSpec {
    slots: BASE,
    methods: &[MethodDef::new("__reversed__", NativeCode::NoArgs(reversed))],
    getset: GETSET,
    ..TypeSpec::EMPTY
};

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let text = cx.repr_guarded(v, "...", |cx| {
        let list = cx.to_list(v)?;
        let inner = cx.repr(list.into())?;
        let mut out = TextBuf::new();
        out.push_str(&cx.type_name(v));
        out.push_str("(");
        out.push_obj(inner);
        out.push_str(")");
        out.finish(cx)
    })?;
    Ok(text.into())
}

fn len(_: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this!(v, DictViewObj).dict.get().len())
}

fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    iter_as(cx, v, [TypeId::DICT_KEY_ITER, TypeId::DICT_VALUE_ITER, TypeId::DICT_ITEM_ITER])
}

fn reversed(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    iter_as(
        cx,
        v,
        [
            TypeId::DICT_REVERSE_KEY_ITER,
            TypeId::DICT_REVERSE_VALUE_ITER,
            TypeId::DICT_REVERSE_ITEM_ITER,
        ],
    )
}

fn iter_as(cx: &mut Ctx, v: Value, [keys, values, items]: [TypeId; 3]) -> PyResult<Value> {
    let dict = this!(v, DictViewObj).dict.get();
    let id = match v.heap_shape() {
        Some(s) if s == TypeId::DICT_KEYS.shape() => keys,
        Some(s) if s == TypeId::DICT_VALUES.shape() => values,
        _ => items,
    };
    cx.dict_iter(id, dict)
}

fn contains(cx: &mut Ctx, v: Value, item: Value) -> PyResult<bool> {
    let dict = this!(v, DictViewObj).dict.get();
    if v.has_shape(TypeId::DICT_KEYS.shape()) {
        return Ok(cx.dict_get(dict, item)?.is_some());
    }
    let Some(pair) = item.cast::<TupleObj>().filter(|t| t.len() == 2) else { return Ok(false) };
    match cx.dict_get(dict, pair.items()[0])? {
        Some(value) => cx.eq(value, pair.items()[1]),
        None => Ok(false),
    }
}

fn is_set_like(v: Value) -> bool {
    v.cast::<SetObj>().is_some()
        || v.cast::<DictViewObj>().is_some_and(|_| !v.has_shape(TypeId::DICT_VALUES.shape()))
}

fn all_in(cx: &mut Ctx, items: Value, container: Value) -> PyResult<bool> {
    let mut it = cx.iterate(items)?;
    while let Some(item) = it.next(cx)? {
        if !cx.contains(container, item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    if !is_set_like(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (cx.len(a)?, cx.len(b)?);
    let result = match op {
        CmpOp::Eq => x == y && all_in(cx, a, b)?,
        CmpOp::Ne => !(x == y && all_in(cx, a, b)?),
        CmpOp::Lt => x < y && all_in(cx, a, b)?,
        CmpOp::Le => x <= y && all_in(cx, a, b)?,
        CmpOp::Gt => x > y && all_in(cx, b, a)?,
        CmpOp::Ge => x >= y && all_in(cx, b, a)?,
    };
    Ok(Value::bool(result))
}

fn and(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    // Either operand may be the view; the smaller set-like one is iterated.
    let (mut view, mut other) = if is_set_like(a) { (a, b) } else { (b, a) };
    if is_set_like(other) && cx.len(other)? > cx.len(view)? {
        std::mem::swap(&mut view, &mut other);
    }
    let out = cx.set()?;
    cx.for_each(other, &mut |cx, item| {
        if cx.contains(view, item)? {
            cx.set_add(out, item)?;
        }
        Ok(())
    })?;
    Ok(out.into())
}

fn isdisjoint(cx: &mut Ctx, v: Value, other: Value) -> PyResult<Value> {
    if v.is(other) {
        return Ok(Value::bool(cx.len(v)? == 0));
    }
    let mut it = cx.iterate(other)?;
    while let Some(item) = it.next(cx)? {
        if cx.contains(v, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

impl Ctx {
    /// `set(a).method(b)`, as the operators of views do.
    fn set_from_operation(&mut self, a: Value, b: Value, method: &str) -> PyResult<Value> {
        for v in [a, b] {
            let ty = self.type_of(v);
            if ty.slots.iter.get().is_none() && !crate::ops::iter::is_sequence(ty) {
                raise!(self, TypeError, "'{}' object is not iterable", ty.shown_name());
            }
        }
        let out = self.set()?;
        self.set_update(out, a)?;
        match method {
            "update" => self.set_update(out, b)?,
            "difference_update" => self.set_difference_update(out, b)?,
            _ => self.set_symmetric_difference_update(out, b)?,
        }
        Ok(out.into())
    }
}
