//! `OrderedDict`: a dict that can reorder its items. All our dicts keep their order.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::stdlib::types as ty;
use crate::this;
use crate::types::dict::{DictObj, pop_item};
use crate::types::str::build::TextBuf;
use crate::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Dictionary that remembers insertion order",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        richcompare: Some(richcompare),
        or: Some(or),
        ior: Some(ior),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("popitem", NativeCode::FastKw(popitem)).sig("($self, /, last=True)"),
        MethodDef::new("move_to_end", NativeCode::FastKw(move_to_end))
            .sig("($self, /, key, last=True)"),
        MethodDef::new("pop", NativeCode::FastKw(pop))
            .sig("($self, /, key, default=<unrepresentable>)"),
        MethodDef::new("setdefault", NativeCode::FastKw(set_default))
            .sig("($self, /, key, default=None)"),
        MethodDef::new(
            "update",
            NativeCode::FastKw(|cx, v, args| {
                init(cx, v, args)?;
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new("copy", NativeCode::NoArgs(copy)).sig("($self, /)"),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::class("fromkeys", NativeCode::FastKw(fromkeys))
            .sig("($type, /, iterable, value=None)"),
    ],
    finish: Some(crate::types::list::no_hash),
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, DictObj::empty)?.into())
}

/// Whether items may be set without asking the class's `__setitem__`.
fn sets_plainly(cx: &mut Ctx, v: Value) -> bool {
    let plain = cx.ty(TypeId::DICT).slots.setitem.get().map(|f| f as usize);
    cx.type_of(v).slots.setitem.get().map(|f| f as usize) == plain
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    check_positional(cx, "update", args.pos.len(), 0, 1)?;
    let dict = this!(v, DictObj);
    if sets_plainly(cx, v) {
        return cx.dict_update_args(dict, args);
    }
    let source = cx.dict()?;
    cx.dict_update_args(source, args)?;
    for i in 0..source.fill() {
        if let Some(e) = source.entry(i) {
            cx.setitem(v, e.key, e.value)?;
        }
    }
    Ok(())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.type_of(v).name_str();
    if this!(v, DictObj).is_empty() {
        return Ok(cx.str(&format!("{name}()"))?.into());
    }
    let text = cx.repr_guarded(v, "...", |cx| {
        let plain = cx.dict_copy(this!(v, DictObj))?;
        let inner = cx.repr(plain.into())?;
        let mut out = TextBuf::new();
        out.push_str(&name);
        out.push_str("(");
        out.push_obj(inner);
        out.push_str(")");
        out.finish(cx)
    })?;
    Ok(text.into())
}

/// Two ordered dicts are equal only in the same order.
fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<DictObj>(), b.cast::<DictObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut equal = cx.dict_eq(x, y)?;
    if equal && cx.is_instance_of(a, ty::ORDERED_DICT) && cx.is_instance_of(b, ty::ORDERED_DICT) {
        let (p, q) = (cx.to_list(a)?, cx.to_list(b)?);
        equal = cx.eq(p.into(), q.into())?;
    }
    Ok(Value::bool(equal == (op == CmpOp::Eq)))
}

fn or(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if a.cast::<DictObj>().is_none() || b.cast::<DictObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let model = if cx.is_instance_of(a, ty::ORDERED_DICT) { a } else { b };
    let class = cx.type_of(model);
    let out = cx.call(class.into(), &[a])?;
    cx.dict_update(this!(out, DictObj), b)?;
    Ok(out)
}

fn ior(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    init(cx, a, Args::positional(&[b]))?;
    Ok(a)
}

fn popitem(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [last] = args.bind(cx, &Signature::plain("popitem", &["last"], 0))?;
    let last = match last {
        Some(l) => cx.truth(l)?,
        None => true,
    };
    pop_item(cx, this!(v, DictObj), last, "dictionary is empty")
}

fn pop(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [key, default] = args.bind(cx, &Signature::plain("pop", &["key", "default"], 1))?;
    let (dict, key) = (this!(v, DictObj), key.unwrap_or(Value::NONE));
    let hash = cx.hash(key)?;
    if let Some(i) = cx.dict_find(dict, key, hash)?
        && let Some(e) = cx.dict_remove_at(dict, i)
    {
        return Ok(e.value);
    }
    default.ok_or_else(|| cx.raise_key_error(key))
}

fn set_default(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [key, default] = args.bind(cx, &Signature::plain("setdefault", &["key", "default"], 1))?;
    let (dict, key) = (this!(v, DictObj), key.unwrap_or(Value::NONE));
    let default = default.unwrap_or(Value::NONE);
    if cx.type_of(v).ptr_eq(cx.ty(ty::ORDERED_DICT)) {
        if let Some(found) = cx.dict_get(dict, key)? {
            return Ok(found);
        }
        cx.dict_set(dict, key, default)?;
    } else if cx.contains(v, key)? {
        return cx.getitem(v, key);
    } else {
        cx.setitem(v, key, default)?;
    }
    Ok(default)
}

fn move_to_end(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [key, last] = args.bind(cx, &Signature::plain("move_to_end", &["key", "last"], 1))?;
    let (dict, key) = (this!(v, DictObj), key.unwrap_or(Value::NONE));
    let last = match last {
        Some(l) => cx.truth(l)?,
        None => true,
    };
    let hash = cx.hash(key)?;
    let Some(i) = cx.dict_find(dict, key, hash)? else { return Err(cx.raise_key_error(key)) };
    let Some(e) = cx.dict_remove_at(dict, i) else { return Ok(Value::NONE) };
    if last {
        cx.dict_insert_new(dict, e.key, e.hash, e.value)?;
        return Ok(Value::NONE);
    }
    let rest = cx.dict_copy(dict)?;
    dict.clear();
    cx.dict_insert_new(dict, e.key, e.hash, e.value)?;
    cx.dict_merge(dict, rest)?;
    Ok(Value::NONE)
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    cx.call(class.into(), &[v])
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let args = cx.tuple(&[])?;
    let state = cx.names.__getstate__;
    let state = cx.call_method(v, state, &[])?;
    let items = cx.names.items;
    let items = cx.call_method(v, items, &[])?;
    let items = cx.iter(items)?;
    Ok(cx.tuple(&[class.into(), args.into(), state, Value::NONE, items])?.into())
}

fn fromkeys(cx: &mut Ctx, cls: Value, args: Args<'_>) -> PyResult<Value> {
    let [items, value] = args.bind(cx, &Signature::plain("fromkeys", &["iterable", "value"], 1))?;
    let value = value.unwrap_or(Value::NONE);
    let out = cx.call(cls, &[])?;
    cx.for_each(items.unwrap_or(Value::NONE), &mut |cx, key| cx.setitem(out, key, value))?;
    Ok(out)
}
