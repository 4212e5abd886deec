//! `getattr`, `setattr`, `delattr`, `hasattr`, `callable`, `id`, `hash`.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("getattr", NativeCode::Fast(getattr)),
    MethodDef::new("setattr", NativeCode::Fast(setattr)).sig("($module, obj, name, value, /)"),
    MethodDef::new("delattr", NativeCode::Fast(delattr)).sig("($module, obj, name, /)"),
    MethodDef::new("hasattr", NativeCode::Fast(hasattr)).sig("($module, obj, name, /)"),
    MethodDef::new("callable", NativeCode::O(|cx, _, v| Ok(Value::bool(cx.is_callable(v)))))
        .sig("($module, obj, /)"),
    MethodDef::new("id", NativeCode::O(|cx, _, v| cx.int_u64(v.bits()))).sig("($module, obj, /)"),
    MethodDef::new("hash", NativeCode::O(hash)).sig("($module, obj, /)"),
];

fn getattr(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "getattr", args.len(), 2, 3)?;
    let name = cx.expect_attr_name(args[1])?;
    match args.get(2) {
        None => cx.getattr(args[0], name),
        Some(&default) => Ok(cx.getattr_opt(args[0], name)?.unwrap_or(default)),
    }
}

fn setattr(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "setattr", args.len(), 3, 3)?;
    let name = cx.expect_attr_name(args[1])?;
    cx.setattr(args[0], name, args[2])?;
    Ok(Value::NONE)
}

fn delattr(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "delattr", args.len(), 2, 2)?;
    let name = cx.expect_attr_name(args[1])?;
    cx.delattr(args[0], name)?;
    Ok(Value::NONE)
}

fn hasattr(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "hasattr", args.len(), 2, 2)?;
    let name = cx.expect_attr_name(args[1])?;
    let found = cx.getattr_opt(args[0], name);
    let found = cx.catch(Exc::AttributeError, found)?;
    Ok(Value::bool(found.flatten().is_some()))
}

fn hash(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let h = cx.hash(v)?;
    cx.int(h)
}
