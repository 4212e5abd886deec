//! `_taipan_contexts`: how `_contextvars`, which is written in Python, tells native modules that another
//! context is current or that the current one changed.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::object::native::{MethodDef, NativeCode};
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_taipan_contexts",
    doc: "",
    functions: &[
        MethodDef::new(
            "changed",
            NativeCode::NoArgs(|cx, _| {
                cx.decimal_context = None;
                Ok(Value::NONE)
            }),
        ),
        // The current context in it is that of the running thread.
        MethodDef::new(
            "by_thread",
            NativeCode::O(|cx, _, namespace| {
                cx.keep(crate::threads::CONTEXTS, namespace);
                Ok(Value::NONE)
            }),
        ),
    ],
    init: None,
};
