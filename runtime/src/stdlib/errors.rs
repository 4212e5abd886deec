//! Exception classes that native modules define.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::value::Value;

impl Ctx {
    /// The exception class kept under `key`, made when first asked for.
    pub fn module_exception(
        &mut self,
        key: &'static str,
        module: &str,
        name: &str,
        base: Exc,
    ) -> PyResult<Value> {
        if let Some(class) = self.kept(key) {
            return Ok(class);
        }
        let base = self.exc_ty(base);
        let bases = self.tuple(&[base.into()])?;
        let dict = self.dict()?;
        let module = self.str(module)?;
        let attr = self.names.__module__;
        self.dict_set_str(dict, attr, module.into())?;
        let name = self.intern(name)?;
        let metaclass = self.ty(crate::object::type_id::TypeId::TYPE);
        let class = self.call(metaclass.into(), &[name.into(), bases.into(), dict.into()])?;
        self.keep(key, class);
        Ok(class)
    }

    /// Raises an instance of an exception class with a message.
    pub fn raise_class(&mut self, class: Value, message: &str) -> Raised {
        let made = match self.str(message) {
            Ok(text) => self.call(class, &[text.into()]),
            Err(raised) => return raised,
        };
        match made {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }
}
