//! Attribute lookups that push two words, and `super`.

use crate::interp::lookup::{Found, method_function};
use crate::interp::place;
use crate::interp::state::Vm;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::ops::attr::object_getattr;
use taipan_runtime::raise;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// `owner.name` for a call: a function of the class unbound with `owner` as self, anything else
/// bound with an absent self.
#[inline(never)]
pub(crate) fn load_method(
    cx: &mut Ctx,
    owner: Value,
    name: Gc<StrObj>,
) -> PyResult<(Value, Option<Value>)> {
    let ty = cx.type_of(owner);
    let generic = ty.slots.getattr.get().is_some_and(|get| {
        std::ptr::fn_addr_eq(get, object_getattr as taipan_runtime::object::slots::GetAttrFn)
    });
    if generic
        && let Some(found) = cx.type_lookup(ty, name)
        && cx.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR)
        && cx.instance_get(owner, name).is_none()
    {
        return Ok((found, Some(owner)));
    }
    Ok((cx.getattr(owner, name)?, None))
}

/// As [`load_method`], by the cache of lookups if it knows the attribute.
#[inline(never)]
pub(crate) fn load_known_method(
    cx: &mut Ctx,
    vm: &Vm,
    owner: Value,
    name: Gc<StrObj>,
) -> PyResult<(Value, Option<Value>)> {
    match vm.lookups.any_load(cx, owner, name) {
        Some(Found::Plain(v)) => Ok((v, None)),
        Some(Found::Bound(d)) => Ok((bound(cx, d, owner)?, None)),
        Some(Found::ClassMethod(m)) if let Some(function) = method_function(m) => {
            let class = owner.cast::<TypeObj>().unwrap_or_else(|| cx.type_of(owner));
            Ok((function, Some(class.into())))
        }
        _ => load_method(cx, owner, name),
    }
}

/// `owner.name`, by the cache of lookups if it knows the attribute.
#[inline(never)]
pub(crate) fn load_known_attr(
    cx: &mut Ctx,
    vm: &Vm,
    owner: Value,
    name: Gc<StrObj>,
) -> PyResult<Value> {
    match vm.lookups.any_load(cx, owner, name) {
        Some(Found::Plain(v)) => Ok(v),
        Some(Found::Bound(d)) => bound(cx, d, owner),
        Some(Found::Method(d)) if owner.cast::<TypeObj>().is_none() => bound(cx, d, owner),
        _ => cx.getattr(owner, name),
    }
}

/// `owner.name` from machine code whose site sees many shapes.
pub(crate) fn attr(cx: &mut Ctx, owner: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let vm = Vm::of(cx);
    if let Some(Found::Slot(place)) = vm.lookups.load(cx, owner, name)
        && let Some(v) = place::load(cx, owner, place)
    {
        return Ok(v);
    }
    load_known_attr(cx, vm, owner, name)
}

/// `owner.name` for a call, from such a site: the callable and self, if it is a method of the class.
pub(crate) fn method(
    cx: &mut Ctx,
    owner: Value,
    name: Gc<StrObj>,
) -> PyResult<(Value, Option<Value>)> {
    let vm = Vm::of(cx);
    match vm.lookups.load(cx, owner, name) {
        Some(Found::Method(function)) => return Ok((function, Some(owner))),
        Some(Found::Slot(place)) => {
            if let Some(v) = place::load(cx, owner, place) {
                return Ok((v, None));
            }
        }
        _ => {}
    }
    load_known_method(cx, vm, owner, name)
}

/// `owner.name = v` from such a site.
pub(crate) fn set_attr(cx: &mut Ctx, owner: Value, name: Gc<StrObj>, v: Value) -> PyResult<()> {
    let vm = Vm::of(cx);
    match vm.lookups.store(cx, owner, name) {
        Some(Found::Slot(place)) => place::store(cx, owner, place, v),
        Some(Found::Add(place, to)) => place::add(owner, to, place, v),
        found => {
            if found.is_none() {
                vm.lookups.learn_store(cx, owner, name);
            }
            return cx.setattr(owner, name, v);
        }
    }
    Ok(())
}

/// What a descriptor of the owner's class makes of the owner.
#[inline(always)]
fn bound(cx: &mut Ctx, descr: Value, owner: Value) -> PyResult<Value> {
    let class = cx.type_of(owner);
    cx.bind(descr, owner, class)
}

/// Whether this is the builtin `super`.
#[inline(always)]
pub(crate) fn is_super_type(cx: &Ctx, v: Value) -> bool {
    cx.ty_if_made(TypeId::SUPER).is_some_and(|t| v.is(t.into()))
}

/// `LOAD_SUPER_ATTR`: attribute and, for a method load, self.
#[inline(never)]
pub(crate) fn super_attr(
    cx: &mut Ctx,
    global_super: Value,
    class: Value,
    object: Value,
    name: Gc<StrObj>,
    oparg: u32,
) -> PyResult<(Value, Option<Value>)> {
    let builtin = cx.ty(TypeId::SUPER);
    let class_obj = match class.cast::<TypeObj>() {
        Some(c) if global_super.is(builtin.into()) => c,
        _ => {
            let proxy = if oparg & 2 != 0 {
                cx.call(global_super, &[class, object])?
            } else {
                cx.call(global_super, &[])?
            };
            return Ok((cx.getattr(proxy, name)?, None));
        }
    };
    let start = cx.super_check(class_obj, object)?;
    if oparg & 1 != 0
        && Value::from(start) != object
        && let Some(found) = cx.super_lookup(class_obj, start, name)
        && cx.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR)
    {
        return Ok((found, Some(object)));
    }
    match cx.super_getattr(class_obj, object, start, name)? {
        Some(v) => Ok((v, None)),
        None => {
            let proxy = cx.call(global_super, &[class, object])?;
            Ok((cx.getattr(proxy, name)?, None))
        }
    }
}

/// `LOAD_SPECIAL`: a special method of the class and self, or the bound attribute.
#[inline(never)]
pub(crate) fn load_special(
    cx: &mut Ctx,
    owner: Value,
    which: u32,
) -> PyResult<(Value, Option<Value>)> {
    let n = &cx.names;
    let name = [n.__enter__, n.__exit__, n.__aenter__, n.__aexit__][which as usize & 3];
    let ty = cx.type_of(owner);
    match cx.type_lookup(ty, name) {
        Some(found) if cx.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR) => {
            Ok((found, Some(owner)))
        }
        Some(found) => Ok((cx.bind(found, owner, ty)?, None)),
        None => no_context_manager(cx, owner, which),
    }
}

#[cold]
fn no_context_manager<T>(cx: &mut Ctx, owner: Value, which: u32) -> PyResult<T> {
    let ty = cx.type_of(owner).shown_name();
    let n = cx.names;
    let class = cx.type_of(owner);
    let mut has = |a, b| cx.type_lookup(class, a).is_some() && cx.type_lookup(class, b).is_some();
    let (asynchronous, synchronous) =
        (has(n.__aenter__, n.__aexit__), has(n.__enter__, n.__exit__));
    let missed = ["__enter__", "__exit__", "__aenter__", "__aexit__"][which as usize & 3];
    let (kind, hint) = match which {
        0 | 1 if asynchronous => (
            "",
            " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?",
        ),
        0 | 1 => ("", ""),
        _ if synchronous => (
            "asynchronous ",
            " but it supports the context manager protocol. Did you mean to use 'with'?",
        ),
        _ => ("asynchronous ", ""),
    };
    raise!(
        cx,
        TypeError,
        "'{ty}' object does not support the {kind}context manager protocol (missed {missed} method){hint}"
    )
}

/// `function` bound to `receiver`.
#[inline(never)]
pub(crate) fn bound_method(cx: &mut Ctx, function: Value, receiver: Value) -> PyResult<Value> {
    cx.bound_method(function, receiver)
}
