//! `weakref.ref`.

#![forbid(unsafe_code)]

use super::WeakRefObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        call: Some(call),
        hash: Some(hash),
        repr: Some(repr),
        richcompare: Some(richcompare),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::class(
        "__class_getitem__",
        NativeCode::O(crate::types::generic_alias::class_getitem),
    )],
    getset: &[GetSetDef::readonly("__callback__", |cx, v| {
        let weak = this(cx, v)?;
        Ok(weak.callback().filter(|_| weak.target().is_some()).unwrap_or(Value::NONE))
    })],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<WeakRefObj>> {
    match v.cast::<WeakRefObj>() {
        Some(w) => Ok(w),
        None => raise!(cx, TypeError, "descriptor requires a 'weakref.ReferenceType' object"),
    }
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    cx.check_arity("__new__", args.pos.len(), 1, 2)?;
    let is_exact = class.ptr_eq(cx.ty(TypeId::WEAKREF));
    let weak = cx.weak_reference(class, args.pos[0], args.pos.get(1).copied(), is_exact)?;
    Ok(weak.into())
}

fn init(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<()> {
    args.check_positional(cx, "ref", 1, 2)
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    args.check_positional(cx, "weakref.ReferenceType", 0, 0)?;
    Ok(this(cx, v)?.target().unwrap_or(Value::NONE))
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let weak = this(cx, v)?;
    if let Some(hash) = weak.hash.get() {
        return Ok(hash);
    }
    let Some(target) = weak.target() else { raise!(cx, TypeError, "weak object has gone away") };
    let hash = cx.hash(target)?;
    weak.hash.set(Some(hash));
    Ok(hash)
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (as_reference(cx, a), as_reference(cx, b)) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match (x.target(), y.target()) {
        (Some(x), Some(y)) => cx.compare(x, y, op),
        _ => Ok(Value::bool(a.is(b) == (op == CmpOp::Eq))),
    }
}

/// The weak reference, if it is one and not a proxy.
fn as_reference(cx: &mut Ctx, v: Value) -> Option<Gc<WeakRefObj>> {
    let weak = v.cast::<WeakRefObj>()?;
    cx.is_instance_of(v, TypeId::WEAKREF).then_some(weak)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let weak = this(cx, v)?;
    let at = v.bits();
    let text = match weak.target() {
        None => format!("<weakref at {at:#x}; dead>"),
        Some(target) => {
            let class = cx.type_name(target);
            let name = cx.names.__name__;
            let named = cx.getattr_opt(target, name)?.and_then(|n| n.cast::<StrObj>());
            let named = named.map_or_else(String::new, |n| format!(" ({n})"));
            format!("<weakref at {at:#x}; to '{class}' at {:#x}{named}>", target.bits())
        }
    };
    Ok(cx.str(&text)?.into())
}
