//! `types.SimpleNamespace`: attributes from keyword arguments.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::object::{dict_getset_get, dict_getset_set};
use crate::types::str::StrObj;
use crate::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A simple attribute-based namespace.",
    slots: SlotTable {
        new: Some(|cx, class: Gc<TypeObj>, _| cx.new_instance(class)),
        init: Some(init),
        repr: Some(repr),
        richcompare: Some(richcompare),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new("__replace__", NativeCode::FastKw(replace)),
    ],
    getset: &[GetSetDef::new("__dict__", dict_getset_get, dict_getset_set)],
    ..TypeSpec::EMPTY
};

fn attrs(cx: &mut Ctx, v: Value) -> PyResult<Gc<DictObj>> {
    match cx.instance_dict(v)? {
        Some(d) => Ok(d),
        None => raise!(cx, TypeError, "descriptor requires a 'types.SimpleNamespace' object"),
    }
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if args.pos.len() > 1 {
        raise!(
            cx,
            TypeError,
            "SimpleNamespace expected at most 1 argument, got {}",
            args.pos.len()
        );
    }
    let dict = attrs(cx, v)?;
    if let Some(&source) = args.pos.first() {
        let update = cx.names.update;
        cx.call_method(dict.into(), update, &[source])?;
        if dict.entries().any(|e| e.key.cast::<StrObj>().is_none()) {
            raise!(cx, TypeError, "keywords must be strings");
        }
    }
    for (name, value) in args.keywords() {
        cx.dict_set_str(dict, name, value)?;
    }
    Ok(())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let name = if v.has_shape(crate::object::type_id::TypeId::NAMESPACE.shape()) {
        "namespace".to_owned()
    } else {
        class.name_str()
    };
    let Some(guard) = cx.repr_enter(v) else { return Ok(cx.str(&format!("{name}(...)"))?.into()) };
    let result = repr_items(cx, v, &name);
    cx.repr_leave(guard);
    result
}

fn repr_items(cx: &mut Ctx, v: Value, name: &str) -> PyResult<Value> {
    let dict = attrs(cx, v)?;
    let mut parts = Vec::new();
    for i in 0..dict.fill() {
        if let Some(e) = dict.entry(i) {
            let key = e.key.cast::<StrObj>().map(|s| s.to_string()).unwrap_or_default();
            let value = cx.repr(e.value)?;
            parts.push(format!("{key}={value}"));
        }
    }
    Ok(cx.str(&format!("{name}({})", parts.join(", ")))?.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let ty = cx.ty(crate::object::type_id::TypeId::NAMESPACE);
    if !cx.type_of(a).is_subtype(ty) || !cx.type_of(b).is_subtype(ty) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, y) = (attrs(cx, a)?, attrs(cx, b)?);
    cx.compare(x.into(), y.into(), op)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (class, dict) = (cx.type_of(v), attrs(cx, v)?);
    let empty = cx.tuple(&[])?;
    Ok(cx.tuple(&[class.into(), empty.into(), dict.into()])?.into())
}

fn replace(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let class = cx.type_of(v);
    let fresh = cx.call(class.into(), &[])?;
    let (from, to) = (attrs(cx, v)?, attrs(cx, fresh)?);
    let update = cx.names.update;
    cx.call_method(to.into(), update, &[from.into()])?;
    for (name, value) in args.keywords() {
        cx.dict_set_str(to, name, value)?;
    }
    Ok(fresh)
}
