//! `_contextvars`: context variables (PEP 567).
//!
//! Each thread has a current context, made when somebody first asks for it; [`Ctx::context`] is that of the
//! running thread. The values of a context are a dict that copies of the context share until one of them changes.

#![deny(unsafe_code)]

mod context;
mod token;
mod var;

pub use context::{ContextObj, ITEMS_SPEC, KEYS_SPEC, SPEC as CONTEXT_SPEC, VALUES_SPEC};
pub use token::{MISSING_SPEC, SPEC as TOKEN_SPEC, TokenObj};
pub use var::{ContextVarObj, SPEC as CONTEXT_VAR_SPEC};

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::types::module::ModuleObj;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[MethodDef::new(
        "copy_context",
        NativeCode::NoArgs(|cx, _| Ok(cx.copy_current_context()?.into())),
    )
    .sig("($module, /)")],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in
        [("Context", ty::CONTEXT), ("ContextVar", ty::CONTEXT_VAR), ("Token", ty::TOKEN)]
    {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    Ok(())
}
