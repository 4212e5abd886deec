//! `Token`: what undoes one `ContextVar.set`.

use super::super::types as ty;
use super::context::ContextObj;
use super::var;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::list::no_hash;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A token.
    pub struct TokenObj: TOKEN {
        /// Where the variable was set.
        traced context: Gc<ContextObj>,
        /// The variable.
        traced var: Value,
        /// What it was before, or `Token.MISSING`.
        traced old: Value,
        plain is_used: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, _, _| raise!(cx, RuntimeError, "Tokens can only be created by ContextVars")),
        repr: Some(repr),
        hash: Some(crate::types::list::unhashable),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
        MethodDef::new("__enter__", NativeCode::NoArgs(|_, v| Ok(v)))
            .sig("($self, /)")
            .doc("Enter into Token context manager."),
        MethodDef::new("__exit__", NativeCode::Fast(exit))
            .sig("($self, type, val, tb, /)")
            .doc("Exit from Token context manager, restore the linked ContextVar."),
    ],
    getset: &[
        GetSetDef::readonly("var", |_, v| Ok(this!(v, TokenObj).var.get())),
        GetSetDef::readonly("old_value", |_, v| Ok(this!(v, TokenObj).old.get())),
    ],
    finish: Some(finish),
    ..TypeSpec::EMPTY
};

/// The type of `Token.MISSING`.
pub static MISSING_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(|cx, _| Ok(cx.str("<Token.MISSING>")?.into())),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

fn finish(cx: &mut Ctx, class: Gc<TypeObj>) -> PyResult<()> {
    no_hash(cx, class)?;
    let (name, missing) = (cx.intern("MISSING")?, missing(cx)?);
    cx.dict_set_str(class.dict.get(), name, missing)
}

/// `Token.MISSING`.
pub(super) fn missing(cx: &mut Ctx) -> PyResult<Value> {
    const KEPT: &str = "_contextvars.Token.MISSING";
    if let Some(known) = cx.kept(KEPT) {
        return Ok(known);
    }
    let class = cx.ty(ty::TOKEN_MISSING);
    let made: Value = cx.record(class, &[], 0, 0)?.into();
    cx.keep(KEPT, made);
    Ok(made)
}

fn exit(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "__exit__", args.len(), 3, 3)?;
    var::reset(cx, this!(v, TokenObj).var.get(), v)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let token = this!(v, TokenObj);
    let used = if token.is_used.get() { " used" } else { "" };
    let var = cx.repr(token.var.get())?;
    let text = format!("<Token{used} var={var} at {:#x}>", v.bits());
    Ok(cx.str(&text)?.into())
}
