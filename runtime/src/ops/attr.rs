//! Attribute access: `object.__getattribute__`, `__setattr__`, and the dispatch above them.
//!
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#invoking-descriptors>.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::slots::GetAttrFn;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::descriptor::no_attribute;
use crate::types::str::StrObj;
use crate::value::Value;

impl Ctx {
    /// `v.name`.
    #[inline]
    pub fn getattr(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
        match self.type_of(v).slots.getattr.get() {
            Some(get) => get(self, v, name),
            None => Err(no_attribute(self, v, name)),
        }
    }

    /// `v.name`, or `None` where that is an `AttributeError`.
    pub fn getattr_opt(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<Option<Value>> {
        match self.type_of(v).slots.getattr.get() {
            // The usual case makes no exception that is only thrown away.
            Some(get) if std::ptr::fn_addr_eq(get, object_getattr as GetAttrFn) => {
                match self.generic_getattr_opt(v, name) {
                    Ok(found) => Ok(found),
                    failed => Ok(self.catch(Exc::AttributeError, failed)?.flatten()),
                }
            }
            Some(get) => {
                let found = get(self, v, name);
                self.catch(Exc::AttributeError, found)
            }
            None => Ok(None),
        }
    }

    /// `v.name = to`.
    pub fn setattr(&mut self, v: Value, name: Gc<StrObj>, to: Value) -> PyResult<()> {
        self.setattr_or_del(v, name, Some(to))
    }

    /// `del v.name`.
    pub fn delattr(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<()> {
        self.setattr_or_del(v, name, None)
    }

    /// `v.name = to`, or `del v.name` without a value.
    pub fn setattr_or_del(
        &mut self,
        v: Value,
        name: Gc<StrObj>,
        to: Option<Value>,
    ) -> PyResult<()> {
        match self.type_of(v).slots.setattr.get() {
            Some(set) => set(self, v, name, to),
            None => Err(no_attribute(self, v, name)),
        }
    }

    /// `object.__getattribute__(v, name)`.
    pub fn generic_getattr(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
        match self.generic_getattr_opt(v, name)? {
            Some(found) => Ok(found),
            None => Err(no_attribute(self, v, name)),
        }
    }

    /// As `generic_getattr`, without an exception for a missing attribute.
    pub fn generic_getattr_opt(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<Option<Value>> {
        let ty = self.type_of(v);
        let descr = self.type_lookup(ty, name);
        if let Some(d) = descr {
            let slots = &self.type_of(d).slots;
            if let (Some(get), Some(_)) = (slots.descr_get.get(), slots.descr_set.get()) {
                let found = get(self, d, Some(v), Some(ty.into()));
                return found.map(Some);
            }
        }
        if let Some(found) = self.instance_get(v, name) {
            return Ok(Some(found));
        }
        match descr {
            Some(d) => self.bind(d, v, ty).map(Some),
            None => Ok(None),
        }
    }

    /// Binds what a class lookup found to an instance: `descr.__get__(v, ty)`.
    #[inline]
    pub fn bind(&mut self, found: Value, v: Value, ty: Gc<TypeObj>) -> PyResult<Value> {
        match self.type_of(found).slots.descr_get.get() {
            Some(get) => get(self, found, Some(v), Some(ty.into())),
            None => Ok(found),
        }
    }

    /// `object.__setattr__(v, name, to)`, or `__delattr__` without a value.
    pub fn generic_setattr(
        &mut self,
        v: Value,
        name: Gc<StrObj>,
        to: Option<Value>,
    ) -> PyResult<()> {
        let ty = self.type_of(v);
        let descr = self.type_lookup(ty, name);
        if let Some(d) = descr
            && let Some(set) = self.type_of(d).slots.descr_set.get()
        {
            return set(self, d, v, to);
        }
        let done = match to {
            Some(to) => self.instance_set(v, name, to)?,
            None => self.instance_del(v, name)?,
        };
        if done {
            return Ok(());
        }
        if to.is_none() && self.has_instance_dict(ty) {
            return Err(no_attribute(self, v, name));
        }
        let t = ty.shown_name();
        let text = match descr {
            Some(_) => format!("'{t}' object attribute '{name}' is read-only"),
            None if self.has_instance_dict(ty) => format!("'{t}' object has no attribute '{name}'"),
            None => format!(
                "'{t}' object has no attribute '{name}' and no __dict__ for setting new attributes"
            ),
        };
        let raised = self.raise(Exc::AttributeError, text);
        self.note_attribute(v, name);
        Err(raised)
    }

    /// The special method of `type(v)`, bound to `v`.
    pub fn lookup_special(&mut self, v: Value, name: Gc<StrObj>) -> PyResult<Option<Value>> {
        let ty = self.type_of(v);
        match self.type_lookup(ty, name) {
            Some(found) => self.bind(found, v, ty).map(Some),
            None => Ok(None),
        }
    }

    /// Whether this is `object.__getattribute__` itself.
    pub fn is_object_getattribute(&mut self, method: Value) -> bool {
        let (object, name) = (self.ty(TypeId::OBJECT), self.names.__getattribute__);
        object.dict.get().get_str(name) == Some(method)
    }

    /// Records name and object on the `AttributeError` in flight, for "did you mean".
    pub fn note_attribute(&mut self, object: Value, name: Gc<StrObj>) {
        if let Some(e) = self.exception_in_flight() {
            e.set_extra(0, Some(name.into()));
            e.set_extra(1, Some(object));
        }
    }

    /// The name of `v`'s class, for messages.
    pub fn type_name(&mut self, v: Value) -> String {
        self.type_of(v).shown_name()
    }

    /// Whether `v` is an instance of the builtin type or of a class derived from it (by its class,
    /// not by what `__class__` claims).
    pub fn is_instance_of(&mut self, v: Value, id: TypeId) -> bool {
        let ty = self.ty(id);
        self.type_of(v).is_subtype(ty)
    }

    /// The attribute name as a string, or `TypeError`.
    pub fn expect_attr_name(&mut self, name: Value) -> PyResult<Gc<StrObj>> {
        match name.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => {
                let got = self.type_name(name);
                raise!(self, TypeError, "attribute name must be string, not '{got}'")
            }
        }
    }
}

/// The `getattr` slot of `object`.
pub fn object_getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    cx.generic_getattr(v, name)
}

/// `object.__setattr__` and `object.__delattr__` as a slot.
pub fn object_setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    cx.generic_setattr(v, name, to)
}
