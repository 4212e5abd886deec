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
    functions: &[MethodDef::new(
        "changed",
        NativeCode::NoArgs(|cx, _| {
            cx.decimal_context = None;
            Ok(Value::NONE)
        }),
    )],
    init: None,
};
