//! `defaultdict`: a dict whose `__missing__` calls a factory.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::dict::DictObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;
use crate::{raise, this};

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        or: Some(or),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__missing__", NativeCode::O(missing)),
        MethodDef::new("copy", NativeCode::NoArgs(copy)),
        MethodDef::new("__copy__", NativeCode::NoArgs(copy)),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
    getset: &[GetSetDef::new(
        "default_factory",
        |_, v| Ok(factory(v).unwrap_or(Value::NONE)),
        |_, v, to| {
            set_factory(v, to.unwrap_or(Value::NONE));
            Ok(())
        },
    )],
    ..TypeSpec::EMPTY
};

fn factory(v: Value) -> Option<Value> {
    this!(v, DictObj).factory_field()?.get()
}

fn set_factory(v: Value, to: Value) {
    if let Some(field) = this!(v, DictObj).factory_field() {
        field.set(Some(to));
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, DictObj::empty_with_factory)?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if let Some(&first) = args.pos.first() {
        if !first.is_none() && !cx.is_callable(first) {
            raise!(cx, TypeError, "first argument must be callable or None");
        }
        set_factory(v, first);
    }
    let rest = args.skip_first();
    crate::object::args::check_positional(cx, "dict", rest.pos.len(), 0, 1)?;
    cx.dict_update_args(this!(v, DictObj), rest)
}

fn missing(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    match factory(v).filter(|f| !f.is_none()) {
        Some(factory) => {
            let value = cx.call(factory, &[])?;
            cx.setitem(v, key, value)?;
            Ok(value)
        }
        None => Err(cx.raise_key_error(key)),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.type_of(v).name_str();
    let shown = factory(v).unwrap_or(Value::NONE);
    let factory = cx.repr_guarded(v, "...", |cx| cx.repr(shown))?;
    let inner = crate::types::dict::repr_items(cx, v)?;
    let mut out = TextBuf::new();
    out.push_str(&name);
    out.push_str("(");
    out.push_obj(factory);
    out.push_str(", ");
    out.push_obj(inner);
    out.push_str(")");
    Ok(out.finish(cx)?.into())
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    cx.call(class.into(), &[factory(v).unwrap_or(Value::NONE), v])
}

fn or(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if a.cast::<DictObj>().is_none() || b.cast::<DictObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    // The result is of the type of whichever operand is a defaultdict, the left one first.
    let model = if this!(a, DictObj).factory_field().is_some() { a } else { b };
    let class = cx.type_of(model);
    let out = cx.call(class.into(), &[factory(model).unwrap_or(Value::NONE), a])?;
    cx.dict_update(this!(out, DictObj), b)?;
    Ok(out)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let args = match factory(v).filter(|f| !f.is_none()) {
        Some(f) => cx.tuple(&[f])?,
        None => cx.tuple(&[])?,
    };
    let items = cx.names.items;
    let items = cx.call_method(v, items, &[])?;
    let items = cx.iter(items)?;
    Ok(cx.tuple(&[class.into(), args.into(), Value::NONE, Value::NONE, items])?.into())
}
