//! The attributes of classes.

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::build::best_base;
use crate::object::native::GetSetDef;
use crate::object::slot_defs::update_slots;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

pub(super) const ATTRS: &[GetSetDef] = &[
    GetSetDef::new("__name__", |cx, v| Ok(this(cx, v)?.name.get().into()), set_name),
    GetSetDef::new("__qualname__", |cx, v| Ok(this(cx, v)?.qualname.get().into()), set_qualname),
    GetSetDef::new("__module__", module, set_module),
    GetSetDef::readonly("__mro__", |cx, v| Ok(this(cx, v)?.mro.get().into())),
    GetSetDef::new("__bases__", |cx, v| Ok(this(cx, v)?.bases.get().into()), set_bases),
    GetSetDef::readonly("__base__", |cx, v| {
        Ok(this(cx, v)?.base.get().map_or(Value::NONE, Value::from))
    }),
    GetSetDef::readonly("__dict__", |cx, v| {
        let dict = this(cx, v)?.dict.get();
        cx.mapping_proxy(dict.into())
    }),
    GetSetDef::new("__doc__", doc, set_doc),
    GetSetDef::new("__abstractmethods__", abstract_methods, set_abstract_methods),
    GetSetDef::readonly("__text_signature__", |cx, v| {
        let Some(spec) = v.cast::<TypeObj>().and_then(|ty| cx.builtin_spec(ty)) else {
            return Ok(Value::NONE);
        };
        if spec.signature.is_empty() { Ok(Value::NONE) } else { Ok(cx.str(spec.signature)?.into()) }
    }),
    GetSetDef::new("__type_params__", type_params, |cx, v, to| {
        let name = cx.names.__type_params__;
        let ty = this(cx, v)?;
        cx.set_class_attr(ty, name, to)
    }),
    GetSetDef::new("__annotations__", annotations, set_annotations),
    GetSetDef::new("__annotate__", annotate, set_annotate),
    GetSetDef::readonly("__flags__", |cx, v| {
        let ty = this(cx, v)?;
        // The bits of CPython's `tp_flags` that Python code looks at.
        let heap = if ty.has(TypeFlags::HEAP) { 1 << 9 } else { 0 };
        let base = if ty.has(TypeFlags::BASETYPE) { 1 << 10 } else { 0 };
        let abstract_ = if ty.has(TypeFlags::ABSTRACT) { 1 << 20 } else { 0 };
        let immutable = if ty.is_mutable() { 0 } else { 1 << 8 };
        Ok(Value::small(heap | base | abstract_ | immutable))
    }),
    GetSetDef::readonly("__basicsize__", |cx, v| {
        Ok(Value::len(this(cx, v)?.basic_size.get() as usize))
    }),
    GetSetDef::readonly("__itemsize__", |cx, v| {
        Ok(Value::small(if this(cx, v)?.has(TypeFlags::VAR_SIZE) { 8 } else { 0 }))
    }),
    GetSetDef::readonly("__dictoffset__", |cx, v| {
        Ok(Value::small(if this(cx, v)?.has(TypeFlags::HAS_DICT) { -1 } else { 0 }))
    }),
    GetSetDef::readonly("__weakrefoffset__", |cx, v| {
        Ok(Value::small(if this(cx, v)?.has(TypeFlags::WEAKREF) { 8 } else { 0 }))
    }),
];

fn own(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Option<Value>> {
    Ok(this(cx, v)?.dict.get().get_str(name))
}

fn mutable(cx: &mut Ctx, v: Value, what: &str) -> PyResult<Gc<TypeObj>> {
    let ty = this(cx, v)?;
    if !ty.is_mutable() {
        let name = ty.full_name();
        raise!(cx, TypeError, "cannot set '{what}' attribute of immutable type '{name}'");
    }
    Ok(ty)
}

fn text(
    cx: &mut Ctx,
    v: Value,
    to: Option<Value>,
    what: &str,
) -> PyResult<(Gc<TypeObj>, Gc<StrObj>)> {
    let ty = mutable(cx, v, what)?;
    let Some(to) = to else {
        raise!(cx, TypeError, "cannot delete '{what}' attribute of type '{}'", ty.name)
    };
    match to.cast::<StrObj>() {
        Some(s) => Ok((ty, s)),
        None => {
            let got = cx.type_name(to);
            raise!(cx, TypeError, "can only assign string to {}.{what}, not '{got}'", ty.name)
        }
    }
}

fn set_name(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let (ty, s) = text(cx, v, to, "__name__")?;
    if s.code_points().any(|c| c == 0) {
        raise!(cx, ValueError, "type name must not contain null characters");
    }
    ty.name.set(s);
    Ok(())
}

fn set_qualname(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let (ty, s) = text(cx, v, to, "__qualname__")?;
    ty.qualname.set(s);
    Ok(())
}

pub(super) fn module(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (ty, name) = (this(cx, v)?, cx.names.__module__);
    if let Some(m) = ty.module.get() {
        return Ok(m);
    }
    match ty.dict.get().get_str(name) {
        Some(m) => Ok(m),
        None => Ok(cx.intern("builtins")?.into()),
    }
}

fn set_module(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let (ty, name) = (mutable(cx, v, "__module__")?, cx.names.__module__);
    cx.set_class_attr(ty, name, to)
}

/// Whether `base` is in the chain of bases, which is set before a new MRO is there.
fn has_base(class: Gc<TypeObj>, base: Gc<TypeObj>) -> bool {
    let mut at = Some(class);
    while let Some(class) = at {
        if class.ptr_eq(base) {
            return true;
        }
        at = class.base.get();
    }
    false
}

fn set_bases(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let ty = mutable(cx, v, "__bases__")?;
    let Some(bases) = to.and_then(|b| b.cast::<TupleObj>()) else {
        raise!(cx, TypeError, "can only assign tuple to {}.__bases__", ty.name);
    };
    if bases.is_empty() {
        raise!(cx, TypeError, "can only assign non-empty tuple to {}.__bases__, not ()", ty.name);
    }
    for &b in bases.items() {
        match b.cast::<TypeObj>() {
            Some(b) if b.is_subtype(ty) || has_base(b, ty) => {
                raise!(cx, TypeError, "a __bases__ item causes an inheritance cycle")
            }
            Some(_) => {}
            None => {
                let got = cx.type_name(b);
                raise!(
                    cx,
                    TypeError,
                    "{}.__bases__ must be tuple of classes, not '{got}'",
                    ty.name
                );
            }
        }
    }
    let base = best_base(cx, bases)?;
    let old_base = ty.base.get();
    let compatible = old_base.is_some_and(|old| {
        old.layout == base.layout
            && old.basic_size.get() == base.basic_size.get()
            && old.slot_words.get() == base.slot_words.get()
    });
    if !compatible {
        let old = old_base.map(|b| b.name_str()).unwrap_or_default();
        raise!(
            cx,
            TypeError,
            "__bases__ assignment: '{}' object layout differs from '{old}'",
            base.name
        );
    }
    let old_bases = ty.bases.get();
    ty.bases.set(bases);
    ty.base.set(Some(base));
    if let Err(e) = recompute(cx, ty) {
        ty.bases.set(old_bases);
        ty.base.set(old_base);
        return Err(e);
    }
    cx.descriptors_changed();
    for &b in old_bases.items() {
        if let Some(list) = b.cast::<TypeObj>().and_then(|b| b.subclasses.get())
            && let Some(i) = (0..list.len()).find(|&i| list.get(i) == Some(v))
        {
            list.remove_range(i, i + 1);
        }
    }
    for &b in bases.items() {
        if let Some(b) = b.cast::<TypeObj>() {
            crate::object::build::add_subclass(cx, b, ty)?;
        }
    }
    Ok(())
}

/// New MROs and slots for a class and all below it.
fn recompute(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<()> {
    cx.check_stack()?;
    let meta = cx.type_of(ty.into());
    let mro = super::compute_mro(cx, meta, ty)?;
    ty.mro.set(mro);
    cx.class_changed(ty);
    update_slots(cx, ty);
    let mut result = Ok(());
    cx.each_subclass(ty, &mut |cx, sub| {
        if result.is_ok() {
            result = recompute(cx, sub);
        }
    });
    result
}

fn doc(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.names.__doc__;
    match own(cx, v, name)? {
        None => Ok(Value::NONE),
        Some(found) => match cx.type_of(found).slots.descr_get.get() {
            Some(get) => get(cx, found, None, Some(v)),
            None => Ok(found),
        },
    }
}

fn set_doc(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let (ty, name) = (mutable(cx, v, "__doc__")?, cx.names.__doc__);
    if to.is_none() {
        raise!(cx, TypeError, "cannot delete '__doc__' attribute of type '{}'", ty.name);
    }
    cx.set_class_attr(ty, name, to)
}

fn missing(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> crate::ctx::Raised {
    let class = v.cast::<TypeObj>().map(|t| t.shown_name()).unwrap_or_default();
    cx.raise(Exc::AttributeError, format!("type object '{class}' has no attribute '{name}'"))
}

fn abstract_methods(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.names.__abstractmethods__;
    // `type` itself has this very attribute under the name.
    match own(cx, v, name)?.filter(|_| !v.is(cx.ty(TypeId::TYPE).into())) {
        Some(found) => Ok(found),
        None => Err(cx.raise_args(Exc::AttributeError, &[name.into()])),
    }
}

fn set_abstract_methods(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let (ty, name) = (mutable(cx, v, "__abstractmethods__")?, cx.names.__abstractmethods__);
    let is_abstract = match to {
        Some(methods) => cx.truth(methods)?,
        None => false,
    };
    cx.set_class_attr(ty, name, to)?;
    if is_abstract {
        ty.add_flags(TypeFlags::ABSTRACT)
    } else {
        ty.remove_flags(TypeFlags::ABSTRACT)
    }
    Ok(())
}

fn type_params(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.names.__type_params__;
    match own(cx, v, name)? {
        Some(found) => Ok(found),
        None => Ok(cx.tuple(&[])?.into()),
    }
}

/// PEP 649: annotations are computed by `__annotate__` when first asked for, and cached in the
/// class dictionary under a name of their own.
fn annotations(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = this(cx, v)?;
    if !ty.has(TypeFlags::HEAP) {
        let name = cx.names.__annotations__;
        return Err(missing(cx, v, name));
    }
    let (plain, cache) = (cx.names.__annotations__, cx.intern("__annotations_cache__")?);
    for name in [plain, cache] {
        if let Some(found) = ty.dict.get().get_str(name) {
            return match cx.type_of(found).slots.descr_get.get() {
                Some(get) => get(cx, found, None, Some(v)),
                None => Ok(found),
            };
        }
    }
    let annotate = annotate(cx, v)?;
    let made = if annotate.is_none() {
        cx.dict()?.into()
    } else {
        let made = cx.call(annotate, &[Value::small(1)])?;
        if made.cast::<crate::types::dict::DictObj>().is_none() {
            let got = cx.type_name(made);
            raise!(cx, TypeError, "__annotate__() must return a dict, not {got}");
        }
        made
    };
    cx.set_class_attr(ty, cache, Some(made))?;
    Ok(made)
}

fn set_annotations(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let ty = mutable(cx, v, "__annotations__")?;
    let (plain, cache) = (cx.names.__annotations__, cx.intern("__annotations_cache__")?);
    let name = if ty.dict.get().get_str(plain).is_some() { plain } else { cache };
    if to.is_none() && ty.dict.get().get_str(name).is_none() {
        return Err(missing(cx, v, plain));
    }
    cx.set_class_attr(ty, name, to)?;
    let func = cx.intern("__annotate_func__")?;
    if ty.dict.get().get_str(func).is_some() {
        cx.set_class_attr(ty, func, Some(Value::NONE))?;
    }
    Ok(())
}

fn annotate(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = this(cx, v)?;
    let (func, plain) = (cx.intern("__annotate_func__")?, cx.names.__annotate__);
    for name in [func, plain] {
        if let Some(found) = ty.dict.get().get_str(name) {
            return match cx.type_of(found).slots.descr_get.get() {
                Some(get) => get(cx, found, None, Some(v)),
                None => Ok(found),
            };
        }
    }
    Ok(Value::NONE)
}

fn set_annotate(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let ty = mutable(cx, v, "__annotate__")?;
    let Some(to) = to else { raise!(cx, TypeError, "cannot delete __annotate__ attribute") };
    if !to.is_none() && !cx.is_callable(to) {
        raise!(cx, TypeError, "__annotate__ must be callable or None");
    }
    let (func, cache) = (cx.intern("__annotate_func__")?, cx.intern("__annotations_cache__")?);
    if ty.dict.get().get_str(cache).is_some() {
        cx.set_class_attr(ty, cache, None)?;
    }
    cx.set_class_attr(ty, func, Some(to))
}
