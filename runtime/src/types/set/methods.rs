//! The methods of `set` and `frozenset`.

#![forbid(unsafe_code)]

use super::SetObj;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::this;
use crate::value::Value;

macro_rules! shared {
    ($($own:expr,)*) => {
        &[
            MethodDef::new("copy", NativeCode::NoArgs(copy)),
            MethodDef::new("union", NativeCode::Fast(union)),
            MethodDef::new("intersection", NativeCode::Fast(intersection)),
            MethodDef::new("difference", NativeCode::Fast(difference)),
            MethodDef::new("symmetric_difference", NativeCode::O(|cx, v, other| {
                Ok(cx.set_symmetric_difference(this!(v, SetObj), other)?.into())
            })),
            MethodDef::new("isdisjoint", NativeCode::O(isdisjoint)),
            MethodDef::new("issubset", NativeCode::O(issubset)),
            MethodDef::new("issuperset", NativeCode::O(issuperset)),
            MethodDef::new("__contains__", NativeCode::O(|cx, v, k| Ok(Value::bool(super::protocol::contains(cx, v, k)?)))),
            MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
            MethodDef::new("__sizeof__", NativeCode::NoArgs(|_, v| Ok(Value::len(64 + 16 * this!(v, SetObj).slots())))),
            MethodDef::class("__class_getitem__", NativeCode::O(|cx, cls, item| cx.generic_alias(cls, item))),
            $($own,)*
        ]
    };
}

pub(super) const FROZEN: &[MethodDef] = shared! {};
pub(super) const SET: &[MethodDef] = shared! {
    MethodDef::new("add", NativeCode::O(add)),
    MethodDef::new("discard", NativeCode::O(discard)),
    MethodDef::new("remove", NativeCode::O(remove)),
    MethodDef::new("pop", NativeCode::NoArgs(pop)),
    MethodDef::new("clear", NativeCode::NoArgs(clear)),
    MethodDef::new("update", NativeCode::Fast(update)),
    MethodDef::new("intersection_update", NativeCode::Fast(intersection_update)),
    MethodDef::new("difference_update", NativeCode::Fast(difference_update)),
    MethodDef::new("symmetric_difference_update", NativeCode::O(|cx, v, other| {
        cx.set_symmetric_difference_update(this!(v, SetObj), other)?;
        Ok(Value::NONE)
    })),
};

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if v.has_shape(TypeId::FROZENSET.shape()) {
        return Ok(v);
    }
    Ok(cx.set_copy(this!(v, SetObj))?.into())
}

fn union(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let out = cx.set_copy(this!(v, SetObj))?;
    for &other in args {
        cx.set_update(out, other)?;
    }
    Ok(out.into())
}

fn intersection(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let mut out = this!(v, SetObj);
    if args.is_empty() {
        return copy(cx, v);
    }
    for &other in args {
        out = cx.set_intersection(out, other)?;
    }
    Ok(out.into())
}

fn difference(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let Some((&first, rest)) = args.split_first() else { return copy(cx, v) };
    let out = cx.set_difference(this!(v, SetObj), first)?;
    for &other in rest {
        cx.set_difference_update(out, other)?;
    }
    Ok(out.into())
}

fn as_set(cx: &mut Ctx, v: Value) -> PyResult<crate::heap::Gc<SetObj>> {
    match v.cast() {
        Some(set) => Ok(set),
        None => {
            let set = cx.set()?;
            cx.set_update(set, v)?;
            Ok(set)
        }
    }
}

fn isdisjoint(cx: &mut Ctx, v: Value, other: Value) -> PyResult<Value> {
    let set = this!(v, SetObj);
    let (walked, asked) = match other.cast::<SetObj>() {
        Some(o) if o.len() > set.len() => (v, o),
        _ => (other, set),
    };
    let mut items = cx.iterate(walked)?;
    while let Some(item) = items.next(cx)? {
        if cx.set_has(asked, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn issubset(cx: &mut Ctx, v: Value, other: Value) -> PyResult<Value> {
    let other = as_set(cx, other)?;
    Ok(Value::bool(cx.set_is_subset(this!(v, SetObj), other)?))
}

fn issuperset(cx: &mut Ctx, v: Value, other: Value) -> PyResult<Value> {
    let set = this!(v, SetObj);
    if let Some(other) = other.cast::<SetObj>() {
        return Ok(Value::bool(cx.set_is_subset(other, set)?));
    }
    let mut items = cx.iterate(other)?;
    while let Some(item) = items.next(cx)? {
        if !cx.set_has(set, item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let items = cx.to_list(v)?;
    let args = cx.tuple(&[items.into()])?;
    let getstate = cx.intern("__getstate__")?;
    let state = cx.call_method(v, getstate, &[])?;
    let class = cx.type_of(v);
    Ok(cx.tuple(&[class.into(), args.into(), state])?.into())
}

fn add(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    cx.set_add(this!(v, SetObj), key)?;
    Ok(Value::NONE)
}

fn discard(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let (key, hash) = cx.set_lookup_hash(key)?;
    cx.set_remove_hashed(this!(v, SetObj), key, hash)?;
    Ok(Value::NONE)
}

fn remove(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let (found, hash) = cx.set_lookup_hash(key)?;
    if !cx.set_remove_hashed(this!(v, SetObj), found, hash)? {
        return Err(cx.raise_key_error(key));
    }
    Ok(Value::NONE)
}

fn pop(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this!(v, SetObj).pop() {
        Some(key) => Ok(key),
        None => {
            let text = cx.str("pop from an empty set")?;
            Err(cx.raise_key_error(text.into()))
        }
    }
}

fn clear(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, SetObj).clear();
    Ok(Value::NONE)
}

fn update(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    for &other in args {
        cx.set_update(this!(v, SetObj), other)?;
    }
    Ok(Value::NONE)
}

fn intersection_update(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let set = this!(v, SetObj);
    for &other in args {
        cx.set_intersection_update(set, other)?;
    }
    Ok(Value::NONE)
}

fn difference_update(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    for &other in args {
        cx.set_difference_update(this!(v, SetObj), other)?;
    }
    Ok(Value::NONE)
}
