//! `isinstance` and `issubclass`, with `__instancecheck__` and `__subclasscheck__` (PEP 3119).

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::module::ModuleObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    /// `isinstance(object, classes)`.
    pub fn isinstance(&mut self, object: Value, classes: Value) -> PyResult<bool> {
        if let Some(class) = classes.cast::<TypeObj>() {
            if self.type_of(object).ptr_eq(class) {
                return Ok(true);
            }
            if self.has_plain_checks(classes) {
                return self.is_instance_default(object, class);
            }
        }
        if let Some(any) = self.any_class(classes, |cx, c| cx.isinstance(object, c))? {
            return Ok(any);
        }
        let name = self.names.__instancecheck__;
        let meta = self.type_of(classes);
        match self.type_lookup(meta, name) {
            Some(check) => {
                let answer = self.call_bound(check, classes, &[object])?;
                self.truth(answer)
            }
            None => raise!(self, TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union"),
        }
    }

    /// `issubclass(class, classes)`.
    pub fn issubclass(&mut self, class: Value, classes: Value) -> PyResult<bool> {
        if let (Some(sub), Some(of)) = (class.cast::<TypeObj>(), classes.cast::<TypeObj>()) {
            if self.has_plain_checks(classes) {
                return Ok(sub.is_subtype(of));
            }
        }
        if let Some(any) = self.any_class(classes, |cx, c| cx.issubclass(class, c))? {
            return Ok(any);
        }
        let name = self.names.__subclasscheck__;
        let meta = self.type_of(classes);
        match self.type_lookup(meta, name) {
            Some(check) => {
                let answer = self.call_bound(check, classes, &[class])?;
                self.truth(answer)
            }
            None => raise!(self, TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union"),
        }
    }

    /// Whether the class's metaclass is `type` itself, whose checks need no call.
    fn has_plain_checks(&mut self, class: Value) -> bool {
        class.has_shape(TypeId::TYPE.shape())
    }

    /// For a tuple of classes: whether any passes.
    fn any_class(
        &mut self,
        classes: Value,
        mut check: impl FnMut(&mut Ctx, Value) -> PyResult<bool>,
    ) -> PyResult<Option<bool>> {
        let Some(tuple) = classes.cast::<TupleObj>() else { return Ok(None) };
        self.check_stack()?;
        for &c in tuple.items() {
            if check(self, c)? {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// A name of the `builtins` module.
    pub fn builtin(&mut self, name: &str) -> PyResult<Value> {
        let key = self.intern("builtins")?;
        let modules: Option<Gc<DictObj>> = self.modules.get();
        let module = modules.and_then(|m| m.get_str(key)).and_then(|m| m.cast::<ModuleObj>());
        let name = self.intern(name)?;
        match module.and_then(|m| m.dict.get().get_str(name)) {
            Some(found) => Ok(found),
            None => raise!(self, AttributeError, "module 'builtins' has no attribute '{name}'"),
        }
    }
}
