//! The slots of `dict`.

#![forbid(unsafe_code)]

use super::DictObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::Args;
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::this;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

pub(super) fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, DictObj::empty)?.into())
}

pub(super) fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    check_positional(cx, "dict", args.pos.len(), 0, 1)?;
    cx.dict_update_args(this!(v, DictObj), args)
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(repr_items(cx, v)?.into())
}

/// `{key: value, ...}` for a dict of any class.
pub fn repr_items(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    let dict = this!(v, DictObj);
    if dict.is_empty() {
        return cx.str("{}");
    }
    cx.repr_guarded(v, "{...}", |cx| repr_open(cx, dict))
}

fn repr_open(cx: &mut Ctx, dict: Gc<DictObj>) -> PyResult<Gc<StrObj>> {
    let mut out = TextBuf::new();
    out.push_str("{");
    let (mut i, mut first) = (0, true);
    while i < dict.fill() {
        if let Some(e) = dict.entry(i) {
            if !first {
                out.push_str(", ");
            }
            first = false;
            let key = cx.repr(e.key)?;
            out.push_obj(key);
            out.push_str(": ");
            let value = cx.repr(e.value)?;
            out.push_obj(value);
        }
        i += 1;
    }
    out.push_str("}");
    out.finish(cx)
}

pub(super) fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<DictObj>(), b.cast::<DictObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    match op {
        CmpOp::Eq => Ok(Value::bool(cx.dict_eq(x, y)?)),
        CmpOp::Ne => Ok(Value::bool(!cx.dict_eq(x, y)?)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

pub(super) fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.dict_iter(TypeId::DICT_KEY_ITER, this!(v, DictObj))
}

pub(super) fn len(_: &mut Ctx, v: Value) -> PyResult<usize> {
    Ok(this!(v, DictObj).len())
}

/// `dict[key]`, of a subclass too: the slot itself.
pub fn subscript(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let dict = this!(v, DictObj);
    if let Some(value) = cx.dict_get(dict, key)? {
        return Ok(value);
    }
    if !v.has_shape(TypeId::DICT.shape()) {
        let name = cx.names.__missing__;
        let ty = cx.type_of(v);
        if cx.type_lookup(ty, name).is_some() {
            return cx.call_special(v, name, &[key]);
        }
    }
    Err(cx.raise_key_error(key))
}

pub(super) fn setitem(cx: &mut Ctx, v: Value, key: Value, to: Option<Value>) -> PyResult<()> {
    let dict = this!(v, DictObj);
    match to {
        Some(value) => cx.dict_set(dict, key, value),
        None => match cx.dict_remove(dict, key)? {
            Some(_) => Ok(()),
            None => Err(cx.raise_key_error(key)),
        },
    }
}

pub(super) fn contains(cx: &mut Ctx, v: Value, key: Value) -> PyResult<bool> {
    Ok(cx.dict_get(this!(v, DictObj), key)?.is_some())
}

pub(super) fn or(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    let (Some(x), Some(_)) = (a.cast::<DictObj>(), b.cast::<DictObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let out = cx.dict_copy(x)?;
    cx.dict_update(out, b)?;
    Ok(out.into())
}

pub(super) fn ior(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    cx.dict_update(this!(a, DictObj), b)?;
    Ok(a)
}

impl Ctx {
    /// Equal keys with equal values, in any order.
    pub fn dict_eq(&mut self, x: Gc<DictObj>, y: Gc<DictObj>) -> PyResult<bool> {
        if x.len() != y.len() {
            return Ok(false);
        }
        self.descend()?;
        let mut i = 0;
        while i < x.fill() {
            if let Some(e) = x.entry(i) {
                let other = self.dict_find(y, e.key, e.hash)?.and_then(|j| y.value_at(j));
                match other {
                    Some(value) if self.eq(e.value, value)? => {}
                    _ => return Ok(false),
                }
            }
            i += 1;
        }
        Ok(true)
    }
}
