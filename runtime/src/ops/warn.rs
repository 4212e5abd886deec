//! Warnings that native code issues, through the library's `warnings`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::value::Value;

impl Ctx {
    /// `warnings.warn(message, category, stacklevel=1)`; an error when a filter says so.
    pub fn warn(&mut self, category: Exc, message: &str) -> PyResult<()> {
        let module = (self.hooks.import)(self, "warnings")?;
        let (name, text, class) = (self.intern("warn")?, self.str(message)?, self.exc_ty(category));
        let warn = self.getattr(module, name)?;
        self.call(warn, &[text.into(), class.into(), Value::small(1)])?;
        Ok(())
    }

    /// A `DeprecationWarning`.
    pub fn warn_deprecated(&mut self, message: &str) -> PyResult<()> {
        self.warn(Exc::DeprecationWarning, message)
    }
}
