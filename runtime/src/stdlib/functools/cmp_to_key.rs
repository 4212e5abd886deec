//! `cmp_to_key`. `KeyWrapper`: a = comparison function, b = the object, once called.

#![forbid(unsafe_code)]

use super::super::record::RecordObj;
use super::super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::value::Value;
use crate::{raise, this};

/// The function.
pub(super) const CMP_TO_KEY: MethodDef =
    MethodDef::new("cmp_to_key", NativeCode::FastKw(cmp_to_key)).sig("($module, /, mycmp)");

/// `KeyWrapper`.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        call: Some(call),
        richcompare: Some(richcompare),
        hash: Some(crate::types::list::unhashable),
        ..SlotTable::EMPTY
    },
    getset: &[GetSetDef::new(
        "obj",
        |cx, v| match this!(v, RecordObj).b.get() {
            Some(object) => Ok(object),
            None => raise!(cx, AttributeError, "object"),
        },
        |_, v, to| {
            this!(v, RecordObj).b.set(to);
            Ok(())
        },
    )],
    finish: Some(crate::types::list::no_hash),
    ..TypeSpec::EMPTY
};

fn cmp_to_key(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [function] = args.bind(cx, &Signature::plain("cmp_to_key", &["mycmp"], 1))?;
    let class = cx.ty(ty::KEY_WRAPPER);
    Ok(cx.record(class, &[function.unwrap_or(Value::NONE)], 0, 0)?.into())
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [object] = args.bind(cx, &Signature::plain("K", &["obj"], 1))?;
    let class = cx.ty(ty::KEY_WRAPPER);
    let function = this!(v, RecordObj).a.get().unwrap_or(Value::NONE);
    Ok(cx.record(class, &[function, object.unwrap_or(Value::NONE)], 0, 0)?.into())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (
        a.cast::<RecordObj>().filter(|_| a.has_shape(ty::KEY_WRAPPER.shape())),
        b.cast::<RecordObj>().filter(|_| b.has_shape(ty::KEY_WRAPPER.shape())),
    ) else {
        raise!(cx, TypeError, "other argument must be K instance")
    };
    let (Some(function), Some(p), Some(q)) = (x.a.get(), x.b.get(), y.b.get()) else {
        raise!(cx, AttributeError, "object")
    };
    let order = cx.call(function, &[p, q])?;
    cx.compare(order, Value::small(0), op)
}
