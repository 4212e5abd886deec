//! `_tuplegetter`: the field descriptors of named tuples. a = doc, x = index.

#![forbid(unsafe_code)]

use super::super::record::RecordObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{raise, this};

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(new),
        descr_get: Some(get),
        descr_set: Some(set),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    getset: &[GetSetDef::new(
        "__doc__",
        |_, v| Ok(this!(v, RecordObj).a.get().unwrap_or(Value::NONE)),
        |_, v, to| {
            this!(v, RecordObj).a.set(to);
            Ok(())
        },
    )],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    check_positional(cx, "_tuplegetter", args.pos.len(), 2, 2)?;
    let index = cx.index_i64(args.pos[0])?;
    Ok(cx.record(cls, &[args.pos[1]], index, 0)?.into())
}

fn get(cx: &mut Ctx, v: Value, object: Option<Value>, _: Option<Value>) -> PyResult<Value> {
    let index = this!(v, RecordObj).x.get();
    let Some(object) = object.filter(|o| !o.is_none()) else { return Ok(v) };
    let Some(tuple) = object.cast::<TupleObj>() else {
        let got = cx.type_name(object);
        raise!(
            cx,
            TypeError,
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{got}' object"
        )
    };
    match tuple.get(index as usize) {
        Some(item) => Ok(item),
        None => raise!(cx, IndexError, "tuple index out of range"),
    }
}

fn set(cx: &mut Ctx, _: Value, _: Value, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(_) => raise!(cx, AttributeError, "can't set attribute"),
        None => raise!(cx, AttributeError, "can't delete attribute"),
    }
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, RecordObj);
    let class = cx.type_of(v);
    let index = cx.int(it.x.get())?;
    let args = cx.tuple(&[index, it.a.get().unwrap_or(Value::NONE)])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
