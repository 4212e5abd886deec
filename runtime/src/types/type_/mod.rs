//! `type`: the class of classes.

mod attrs;
mod create;
mod mro;

pub use create::native_new_owner;
pub use mro::compute_mro;

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Marker, Trace};
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    slots: SlotTable {
        new: Some(create::new),
        init: Some(create::init),
        call: Some(call),
        repr: Some(repr),
        getattr: Some(getattr),
        setattr: Some(setattr),
        or: Some(crate::types::union_::type_or),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "mro",
            NativeCode::NoArgs(|cx, v| {
                let ty = this(cx, v)?;
                Ok(mro::default_mro(cx, ty)?.into())
            }),
        ),
        MethodDef::new(
            "__subclasses__",
            NativeCode::NoArgs(|cx, v| match this(cx, v)?.subclasses.get() {
                Some(list) => Ok(cx.to_list(list.into())?.into()),
                None => Ok(cx.list(&[])?.into()),
            }),
        ),
        MethodDef::new(
            "__instancecheck__",
            NativeCode::O(|cx, v, object| {
                let ty = this(cx, v)?;
                Ok(Value::bool(cx.is_instance_default(object, ty)?))
            }),
        ),
        MethodDef::new(
            "__subclasscheck__",
            NativeCode::O(|cx, v, sub| {
                let ty = this(cx, v)?;
                match sub.cast::<TypeObj>() {
                    Some(sub) => Ok(Value::bool(sub.is_subtype(ty))),
                    None => Ok(Value::bool(cx.subclass_by_bases(sub, ty.into())?)),
                }
            }),
        ),
        MethodDef::new(
            "__dir__",
            NativeCode::NoArgs(|cx, v| {
                let (ty, names) = (this(cx, v)?, cx.dict()?);
                crate::types::object::collect_class_names(cx, ty, names)?;
                Ok(cx.to_list(names.into())?.into())
            }),
        ),
        MethodDef::new(
            "__sizeof__",
            NativeCode::NoArgs(|_, _| Ok(Value::len(size_of::<TypeObj>()))),
        ),
        MethodDef::static_("__prepare__", NativeCode::FastKw(|cx, _, _| Ok(cx.dict()?.into()))),
    ],
    getset: attrs::ATTRS,
    ..TypeSpec::EMPTY
};

impl Trace for TypeObj {
    fn trace(&self, m: &mut Marker) {
        self.name.trace(m);
        self.qualname.trace(m);
        self.dict.trace(m);
        self.bases.trace(m);
        self.mro.trace(m);
        self.base.trace(m);
        self.subclasses.trace(m);
        self.module.trace(m);
    }
}

pub(crate) fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<TypeObj>> {
    match v.cast::<TypeObj>() {
        Some(ty) => Ok(ty),
        None => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "descriptor requires a 'type' object but received a '{got}'")
        }
    }
}

impl Ctx {
    /// `isinstance` by class, or by what `__class__` claims.
    pub fn is_instance_default(&mut self, object: Value, ty: Gc<TypeObj>) -> PyResult<bool> {
        if self.type_of(object).is_subtype(ty) {
            return Ok(true);
        }
        // Plain instances cannot claim another class.
        let name = self.names.__class__;
        let own = self.type_of(object);
        let (object_ty, getattribute) = (self.ty(TypeId::OBJECT), self.names.__getattribute__);
        let plain = self.type_lookup(own, name) == self.type_lookup(object_ty, name)
            && self.type_lookup(own, getattribute) == self.type_lookup(object_ty, getattribute);
        if plain {
            return Ok(false);
        }
        let claimed = self.getattr_opt(object, name)?;
        Ok(claimed.and_then(|c| c.cast::<TypeObj>()).is_some_and(|c| c.is_subtype(ty)))
    }
}

/// `cls(*args, **kwargs)`.
fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let class = this(cx, v)?;
    if class.has_id(cx, TypeId::TYPE) && args.pos.len() == 1 && args.kw_len() == 0 {
        return Ok(cx.type_of(args.pos[0]).into());
    }
    cx.instantiate(class, args)
}

impl TypeObj {
    fn has_id(&self, cx: &Ctx, id: TypeId) -> bool {
        cx.ty_if_made(id).is_some_and(|t| std::ptr::eq(&*t, self))
    }
}

impl Ctx {
    /// Makes and initializes an instance.
    pub fn instantiate(&mut self, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
        let new = match class.slots.new.get() {
            Some(new) if !class.has(TypeFlags::NO_INSTANTIATION) => new,
            _ => {
                let name = class.full_name();
                raise!(self, TypeError, "cannot create '{name}' instances")
            }
        };
        let object = new(self, class, args)?;
        let made = self.type_of(object);
        if !made.is_subtype(class) {
            return Ok(object);
        }
        if let Some(init) = made.slots.init.get() {
            init(self, object, args)?;
        }
        Ok(object)
    }
}

impl TypeObj {
    /// The name in messages, CPython's `tp_name`: that of classes which modules define in C has the module before it.
    pub fn shown_name(&self) -> String {
        if self.has(TypeFlags::OF_NATIVE_MODULE) {
            let is_module =
                |key: Value| key.cast::<StrObj>().is_some_and(|k| k.eq_str("__module__"));
            let module = self.dict.get().entries().find(|entry| is_module(entry.key));
            return self.name_in(module.map(|entry| entry.value));
        }
        if self.has(TypeFlags::HEAP) { self.name_str() } else { self.full_name() }
    }

    /// `module.name` for types outside `builtins`.
    pub fn full_name(&self) -> String {
        self.name_in(self.module.get())
    }

    fn name_in(&self, module: Option<Value>) -> String {
        match module.and_then(|m| m.cast::<StrObj>()) {
            Some(m) if !m.eq_str("builtins") => format!("{m}.{}", self.name),
            _ => self.name_str(),
        }
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = this(cx, v)?;
    let module = attrs::module(cx, v)?;
    let text = match module.cast::<StrObj>() {
        Some(m) if !m.eq_str("builtins") => format!("<class '{m}.{}'>", ty.qualname),
        _ => format!("<class '{}'>", ty.name),
    };
    Ok(cx.str(&text)?.into())
}

/// `type.__getattribute__`: data descriptors of the metaclass, then the class's MRO (bound to no
/// instance), then the rest of the metaclass.
fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let ty = this(cx, v)?;
    let meta = cx.type_of(v);
    let on_meta = cx.type_lookup(meta, name);
    if let Some(d) = on_meta {
        let slots = &cx.type_of(d).slots;
        if let (Some(get), Some(_)) = (slots.descr_get.get(), slots.descr_set.get()) {
            return get(cx, d, Some(v), Some(meta.into()));
        }
    }
    if let Some(found) = cx.type_lookup(ty, name) {
        return match cx.type_of(found).slots.descr_get.get() {
            Some(get) => get(cx, found, None, Some(v)),
            None => Ok(found),
        };
    }
    if let Some(d) = on_meta {
        return cx.bind(d, v, meta);
    }
    let raised = cx.raise(
        crate::exceptions::Exc::AttributeError,
        format!("type object '{}' has no attribute '{name}'", ty.shown_name()),
    );
    cx.note_attribute(v, name);
    Err(raised)
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    let ty = this(cx, v)?;
    if !ty.is_mutable() {
        let t = ty.full_name();
        raise!(cx, TypeError, "cannot set '{name}' attribute of immutable type '{t}'");
    }
    let meta = cx.type_of(v);
    if let Some(d) = cx.type_lookup(meta, name)
        && let Some(set) = cx.type_of(d).slots.descr_set.get()
    {
        return set(cx, d, v, to);
    }
    cx.set_class_attr(ty, name, to)
}
