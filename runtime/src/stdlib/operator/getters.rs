//! `itemgetter`: a = tuple of keys.

use super::super::record::RecordObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{raise, this};

/// `itemgetter`.
pub static ITEM_SPEC: TypeSpec = TypeSpec {
    doc: "Return a callable object that fetches the given item(s) from its operand.",
    slots: SlotTable { new: Some(new), call: Some(call), repr: Some(repr), ..SlotTable::EMPTY },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    ..TypeSpec::EMPTY
};

fn keys(v: Value) -> Option<Gc<TupleObj>> {
    this!(v, RecordObj).a.get()?.cast()
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "itemgetter")?;
    if args.pos.is_empty() {
        raise!(cx, TypeError, "itemgetter expected at least 1 argument, got 0");
    }
    let keys = cx.tuple(args.pos)?;
    Ok(cx.record(cls, &[keys.into()], 0, 0)?.into())
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "itemgetter")?;
    check_positional(cx, "itemgetter", args.pos.len(), 1, 1)?;
    let Some(keys) = keys(v) else { return Ok(Value::NONE) };
    if let [key] = *keys.items() {
        return cx.getitem(args.pos[0], key);
    }
    let mut out = GcVec::with_capacity(cx, keys.len())?;
    for &key in keys.items() {
        let item = cx.getitem(args.pos[0], key)?;
        out.push(cx, item)?;
    }
    Ok(cx.tuple(&out)?.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let text = cx.repr_guarded(v, "operator.itemgetter(...)", |cx| {
        let keys = keys(v);
        cx.repr_items("operator.itemgetter(", ")", |i| keys?.get(i))
    })?;
    Ok(text.into())
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let args = match keys(v) {
        Some(keys) => keys,
        None => cx.tuple(&[])?,
    };
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
