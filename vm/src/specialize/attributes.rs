//! `LOAD_ATTR`, `STORE_ATTR`, `LOAD_SUPER_ATTR`. The caches are described in
//! `interp/uops/attributes.rs`.

use super::{Choice, Decline, fresh_shape, pin, version32};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::{place, slow};
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::shape::ShapeKind;
use taipan_runtime::object::slots::{GetAttrFn, SetAttrFn};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::ops::attr::{object_getattr, object_setattr};
use taipan_runtime::types::descriptor::MemberObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::property::PropertyObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// Chooses for `owner.name`.
pub(crate) fn load_attr(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    at: Site,
    owner: Value,
    name: Gc<StrObj>,
) -> Choice {
    if let Some(module) = owner.cast::<ModuleObj>()
        && owner.has_shape(TypeId::MODULE.shape())
    {
        return module_attr(cx, at, module, name);
    }
    if let Some(class) = owner.cast::<TypeObj>() {
        return class_attr(cx, code, at, class, name);
    }
    let Some(shape) = fresh_shape(cx, owner) else { return Err(Decline::NotHeapType) };
    let ty = cx.type_of(owner);
    if ty.is_volatile() || cx.shapes.get(shape).is_stale() {
        return Err(Decline::MutableClass);
    }
    let Some(get) = ty.slots.getattr.get() else { return Err(Decline::Overridden) };
    at.set_pair(1, shape.0);
    if !std::ptr::fn_addr_eq(get, object_getattr as GetAttrFn) {
        return overridden(cx, code, at, ty);
    }
    instance_attr(cx, code, at, owner, ty, shape, name)
}

fn module_attr(cx: &mut Ctx, at: Site, module: Gc<ModuleObj>, name: Gc<StrObj>) -> Choice {
    let dict = module.dict.get();
    let hash = cx.hash_str(name);
    let Some(i) = dict.find_str(name, hash) else { return Err(Decline::NotInKeys) };
    let version = version32(cx.dict_keys_version(dict))?;
    at.set_pair(1, version);
    at.set_pair(3, u32::try_from(i).map_err(|_| Decline::OutOfRange)?);
    Ok(Op::LOAD_ATTR_MODULE)
}

fn class_attr(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    at: Site,
    class: Gc<TypeObj>,
    name: Gc<StrObj>,
) -> Choice {
    if class.is_volatile() {
        return Err(Decline::MutableClass);
    }
    let meta = cx.type_of(class.into());
    let type_ty = cx.ty(TypeId::TYPE);
    let usual = match (meta.slots.getattr.get(), type_ty.slots.getattr.get()) {
        (Some(a), Some(b)) => std::ptr::fn_addr_eq(a, b),
        _ => false,
    };
    if !usual || meta.is_volatile() {
        return Err(Decline::Overridden);
    }
    if cx.type_lookup(meta, name).is_some() {
        return Err(Decline::MetaclassAttribute);
    }
    let Some(found) = cx.type_lookup(class, name) else { return Err(Decline::ExpectedError) };
    let binds = cx.type_of(found).slots.descr_get.get().is_some();
    // A function that is asked for through its class is itself.
    if binds && found.cast::<FunctionObj>().is_none() {
        return Err(Decline::NonOverridingDescriptor);
    }
    at.set_pair(1, version32(cx.type_version(class))?);
    set_descr(cx, code, at, found)?;
    if meta.ptr_eq(type_ty) {
        return Ok(Op::LOAD_ATTR_CLASS);
    }
    let Some(shape) = fresh_shape(cx, class.into()) else { return Err(Decline::Other) };
    if cx.shapes.get(shape).is_stale() {
        return Err(Decline::MutableClass);
    }
    at.set_pair(3, shape.0);
    Ok(Op::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK)
}

fn set_descr(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, v: Value) -> Result<(), Decline> {
    if v.is_heap() {
        pin(cx, code, v)?;
    }
    at.set_word(5, v.bits());
    Ok(())
}

fn overridden(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, ty: Gc<TypeObj>) -> Choice {
    let (get, fallback) = (cx.names.__getattribute__, cx.names.__getattr__);
    if cx.type_lookup(ty, fallback).is_some() || at.oparg & 1 != 0 {
        return Err(Decline::Overridden);
    }
    match cx.type_lookup(ty, get).and_then(|v| v.cast::<FunctionObj>()) {
        Some(func) => {
            set_descr(cx, code, at, func.into())?;
            Ok(Op::LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN)
        }
        None => Err(Decline::Overridden),
    }
}

fn instance_attr(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    at: Site,
    owner: Value,
    ty: Gc<TypeObj>,
    shape: ShapeId,
    name: Gc<StrObj>,
) -> Choice {
    let descr = cx.type_lookup(ty, name);
    if let Some(d) = descr
        && cx.type_of(d).slots.descr_set.get().is_some()
    {
        return data_descriptor(cx, code, at, d);
    }
    let kind = cx.shapes.get(shape).kind();
    match kind {
        ShapeKind::Attrs => {
            if let Some(i) = cx.shapes.find(shape, name) {
                let Some(p) = place::of_attr(cx, shape, i) else { return Err(Decline::OutOfRange) };
                at.set_pair(3, p as u32);
                return Ok(Op::LOAD_ATTR_INSTANCE_VALUE);
            }
        }
        ShapeKind::Dict => {
            let Some(dict) = place::dict_of(cx, owner) else { return Err(Decline::NotInKeys) };
            let hash = cx.hash_str(name);
            let Some(i) = dict.find_str(name, hash) else { return Err(Decline::NotInKeys) };
            at.set_pair(3, u32::try_from(i).map_err(|_| Decline::OutOfRange)?);
            return Ok(Op::LOAD_ATTR_WITH_HINT);
        }
        ShapeKind::Fixed => {}
    }
    let Some(found) = descr else { return Err(Decline::ExpectedError) };
    class_value(cx, code, at, kind, found)
}

fn data_descriptor(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, d: Value) -> Choice {
    if let Some(member) = d.cast::<MemberObj>() {
        at.set_pair(3, member.offset as u32);
        return Ok(Op::LOAD_ATTR_SLOT);
    }
    if d.has_shape(TypeId::PROPERTY.shape()) {
        let getter =
            d.cast::<PropertyObj>().and_then(|p| p.get.get()).and_then(|g| g.cast::<FunctionObj>());
        return match getter {
            Some(_) if at.oparg & 1 == 0 => {
                // The property itself: `property.__init__` can replace its getter later.
                set_descr(cx, code, at, d)?;
                Ok(Op::LOAD_ATTR_PROPERTY)
            }
            _ => Err(Decline::Property),
        };
    }
    Err(Decline::OverridingDescriptor)
}

fn class_value(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, kind: ShapeKind, found: Value) -> Choice {
    let ty = cx.type_of(found);
    let is_attrs = kind == ShapeKind::Attrs;
    if ty.has(TypeFlags::METHOD_DESCRIPTOR) {
        if at.oparg & 1 == 0 {
            // What binds otherwise than a Python function is asked itself.
            if found.cast::<FunctionObj>().is_none() || kind == ShapeKind::Dict {
                return Err(Decline::Method);
            }
            set_descr(cx, code, at, found)?;
            return Ok(Op::LOAD_ATTR_BOUND_METHOD);
        }
        set_descr(cx, code, at, found)?;
        return Ok(if is_attrs {
            Op::LOAD_ATTR_METHOD_WITH_VALUES
        } else {
            Op::LOAD_ATTR_METHOD_NO_DICT
        });
    }
    if ty.slots.descr_get.get().is_some() {
        return Err(Decline::NonOverridingDescriptor);
    }
    set_descr(cx, code, at, found)?;
    Ok(if is_attrs {
        Op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES
    } else {
        Op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT
    })
}

/// Chooses for `owner.name = value`.
pub(crate) fn store_attr(cx: &mut Ctx, at: Site, owner: Value, name: Gc<StrObj>) -> Choice {
    let Some(shape) = fresh_shape(cx, owner) else { return Err(Decline::NotHeapType) };
    let ty = cx.type_of(owner);
    if ty.is_volatile() || cx.shapes.get(shape).is_stale() {
        return Err(Decline::MutableClass);
    }
    match ty.slots.setattr.get() {
        Some(set) if std::ptr::fn_addr_eq(set, object_setattr as SetAttrFn) => {}
        _ => return Err(Decline::Overridden),
    }
    at.set_pair(1, shape.0);
    if let Some(d) = cx.type_lookup(ty, name) {
        if let Some(member) = d.cast::<MemberObj>() {
            let Some(offset) = u16::try_from(member.offset).ok().filter(|o| *o < place::OVERFLOW)
            else {
                return Err(Decline::OutOfRange);
            };
            at.set_unit(3, offset);
            return Ok(Op::STORE_ATTR_SLOT);
        }
        if cx.type_of(d).slots.descr_set.get().is_some() {
            return Err(Decline::OverridingDescriptor);
        }
    }
    match cx.shapes.get(shape).kind() {
        ShapeKind::Fixed => Err(Decline::NotInKeys),
        ShapeKind::Dict => {
            let Some(dict) = place::dict_of(cx, owner) else { return Err(Decline::NotInKeys) };
            let hash = cx.hash_str(name);
            let Some(i) = dict.find_str(name, hash) else { return Err(Decline::NotInKeys) };
            at.set_unit(
                3,
                u16::try_from(i)
                    .ok()
                    .filter(|i| i & place::ADDS == 0)
                    .ok_or(Decline::OutOfRange)?,
            );
            Ok(Op::STORE_ATTR_WITH_HINT)
        }
        ShapeKind::Attrs => store_shaped(cx, at, shape, name),
    }
}

fn store_shaped(cx: &mut Ctx, at: Site, shape: ShapeId, name: Gc<StrObj>) -> Choice {
    if let Some(i) = cx.shapes.find(shape, name) {
        let Some(p) = place::of_attr(cx, shape, i) else { return Err(Decline::OutOfRange) };
        at.set_unit(3, p);
        return Ok(Op::STORE_ATTR_INSTANCE_VALUE);
    }
    let index = cx.shapes.get(shape).count.get();
    let Some(to) = cx.shapes.with_attr(shape, name) else { return Err(Decline::OutOfRange) };
    match place::of_attr(cx, shape, index) {
        Some(p) if p & place::OVERFLOW == 0 => {
            at.set_pair(1, to.0);
            at.set_unit(3, p | place::ADDS);
            Ok(Op::STORE_ATTR_INSTANCE_VALUE)
        }
        _ => Err(Decline::OutOfRange),
    }
}

/// Chooses for `super().name`.
pub(crate) fn load_super_attr(cx: &Ctx, at: Site, global_super: Value, class: Value) -> Choice {
    if !slow::is_super_type(cx, global_super) || class.cast::<TypeObj>().is_none() {
        return Err(Decline::Shadowed);
    }
    Ok(if at.oparg & 1 != 0 { Op::LOAD_SUPER_ATTR_METHOD } else { Op::LOAD_SUPER_ATTR_ATTR })
}
