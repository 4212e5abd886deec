//! `isinstance` and `issubclass`, with the hooks of metaclasses and objects that act as classes.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    /// `isinstance(v, class)`.
    pub fn isinstance(&mut self, v: Value, class: Value) -> PyResult<bool> {
        if Value::from(self.type_of(v)).is(class) {
            return Ok(true);
        }
        let check = self.names.__instancecheck__;
        if let Some(ty) = class.cast::<TypeObj>()
            && !self.overrides_check(class, check)
        {
            return self.is_instance_default(v, ty);
        }
        if let Some(tuple) = class.cast::<TupleObj>() {
            self.check_stack()?;
            for &c in tuple.items() {
                if self.isinstance(v, c)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if let Some(method) = self.lookup_special(class, check)? {
            self.check_stack()?;
            let verdict = self.call(method, &[v])?;
            return self.truth(verdict);
        }
        if !self.looks_like_class(class)? {
            raise!(
                self,
                TypeError,
                "isinstance() arg 2 must be a type, a tuple of types, or a union"
            );
        }
        let name = self.names.__class__;
        match self.getattr_opt(v, name)? {
            Some(own) => self.abstract_subclass(own, class),
            None => Ok(false),
        }
    }

    /// `issubclass(class, of)`.
    pub fn issubclass(&mut self, class: Value, of: Value) -> PyResult<bool> {
        let check = self.names.__subclasscheck__;
        if let (Some(c), Some(o)) = (class.cast::<TypeObj>(), of.cast::<TypeObj>())
            && !self.overrides_check(of, check)
        {
            return Ok(c.is_subtype(o));
        }
        if let Some(tuple) = of.cast::<TupleObj>() {
            self.check_stack()?;
            for &c in tuple.items() {
                if self.issubclass(class, c)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        if let Some(method) = self.lookup_special(of, check)? {
            self.check_stack()?;
            let verdict = self.call(method, &[class])?;
            return self.truth(verdict);
        }
        self.subclass_by_bases(class, of)
    }

    /// `issubclass` by `__bases__`, for objects that are no types but look like classes.
    pub fn subclass_by_bases(&mut self, class: Value, of: Value) -> PyResult<bool> {
        if !self.looks_like_class(class)? {
            raise!(self, TypeError, "issubclass() arg 1 must be a class");
        }
        if !self.looks_like_class(of)? {
            raise!(
                self,
                TypeError,
                "issubclass() arg 2 must be a class, a tuple of classes, or a union"
            );
        }
        self.abstract_subclass(class, of)
    }

    /// Whether the metaclass checks in its own way.
    fn overrides_check(&mut self, class: Value, name: Gc<StrObj>) -> bool {
        let (meta, ty) = (self.type_of(class), self.ty(TypeId::TYPE));
        !meta.ptr_eq(ty) && self.type_lookup(meta, name) != self.type_lookup(ty, name)
    }

    fn bases_of(&mut self, class: Value) -> PyResult<Option<Gc<TupleObj>>> {
        let name = self.names.__bases__;
        Ok(self.getattr_opt(class, name)?.and_then(|b| b.cast::<TupleObj>()))
    }

    fn looks_like_class(&mut self, class: Value) -> PyResult<bool> {
        Ok(class.cast::<TypeObj>().is_some() || self.bases_of(class)?.is_some())
    }

    fn abstract_subclass(&mut self, class: Value, of: Value) -> PyResult<bool> {
        if class.is(of) {
            return Ok(true);
        }
        if let (Some(c), Some(o)) = (class.cast::<TypeObj>(), of.cast::<TypeObj>()) {
            return Ok(c.is_subtype(o));
        }
        self.check_stack()?;
        let Some(bases) = self.bases_of(class)? else { return Ok(false) };
        for &base in bases.items() {
            if self.abstract_subclass(base, of)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
