//! `ContextVar`: a variable whose value belongs to the current context.

use super::super::types as ty;
use super::token::{TokenObj, missing};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A context variable.
    pub struct ContextVarObj: CONTEXT_VAR {
        /// `name`.
        traced name: Gc<StrObj>,
        /// What it is where no context says otherwise.
        traced default: Option<Value>,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { new: Some(new), repr: Some(repr), ..SlotTable::EMPTY },
    methods: &[
        MethodDef::new("get", NativeCode::Fast(get))
            .sig("($self, default=<unrepresentable>, /)")
            .doc("Return a value for the context variable for the current context."),
        MethodDef::new("set", NativeCode::O(set))
            .sig("($self, value, /)")
            .doc("Call to set a new value for the context variable in the current context."),
        MethodDef::new("reset", NativeCode::O(reset))
            .sig("($self, token, /)")
            .doc("Reset the context variable."),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(crate::types::generic_alias::class_getitem),
        ),
    ],
    getset: &[GetSetDef::readonly("name", |_, v| Ok(this!(v, ContextVarObj).name.get().into()))],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let (given, named) = (args.pos.len(), args.kw_len());
    if given + named > 2 {
        raise!(cx, TypeError, "ContextVar() takes at most 2 arguments ({} given)", given + named);
    }
    if given != 1 {
        let how = if given == 0 { "exactly" } else { "at most" };
        raise!(cx, TypeError, "ContextVar() takes {how} 1 positional argument ({given} given)");
    }
    let mut default = None;
    for (name, value) in args.keywords() {
        if !name.eq_str("default") {
            let name = name.to_string();
            raise!(cx, TypeError, "ContextVar() got an unexpected keyword argument '{name}'");
        }
        default = Some(value);
    }
    let Some(name) = args.pos[0].cast::<StrObj>() else {
        raise!(cx, TypeError, "context variable name must be a str")
    };
    Ok(cx.alloc(ContextVarObj::new(ty::CONTEXT_VAR.shape(), name, default))?.into())
}

fn get(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "get", args.len(), 0, 1)?;
    let found = match cx.context {
        Some(context) => cx.dict_get(context.values.get(), v)?,
        None => None,
    };
    match found.or(args.first().copied()).or(this!(v, ContextVarObj).default.get()) {
        Some(value) => Ok(value),
        None => Err(cx.raise_args(Exc::LookupError, &[v])),
    }
}

fn set(cx: &mut Ctx, v: Value, value: Value) -> PyResult<Value> {
    let context = cx.current_context()?;
    let old = match cx.dict_get(context.values.get(), v)? {
        Some(old) => old,
        None => missing(cx)?,
    };
    let token = cx.alloc(TokenObj::new(ty::TOKEN.shape(), context, v, old, false))?;
    let values = context.own_values(cx)?;
    cx.dict_set(values, v, value)?;
    cx.decimal_context = None;
    Ok(token.into())
}

/// Undoes a `set`.
pub(super) fn reset(cx: &mut Ctx, v: Value, token: Value) -> PyResult<Value> {
    let Some(t) = token.cast::<TokenObj>() else {
        let shown = cx.repr(token)?;
        raise!(cx, TypeError, "expected an instance of Token, got {shown}")
    };
    let shown = |cx: &mut Ctx| Ok(cx.repr(token)?.to_string());
    if t.is_used.get() {
        let shown = shown(cx)?;
        raise!(cx, RuntimeError, "{shown} has already been used once");
    }
    if !t.var.get().is(v) {
        let shown = shown(cx)?;
        raise!(cx, ValueError, "{shown} was created by a different ContextVar");
    }
    let context = cx.current_context()?;
    if !t.context.get().ptr_eq(context) {
        let shown = shown(cx)?;
        raise!(cx, ValueError, "{shown} was created in a different Context");
    }
    t.is_used.set(true);
    let (values, old) = (context.own_values(cx)?, t.old.get());
    if old.is(missing(cx)?) {
        cx.dict_remove(values, v)?;
    } else {
        cx.dict_set(values, v, old)?;
    }
    cx.decimal_context = None;
    Ok(Value::NONE)
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let var = this!(v, ContextVarObj);
    let name = cx.repr(var.name.get().into())?;
    let default = match var.default.get() {
        Some(default) => format!(" default={}", cx.repr(default)?),
        None => String::new(),
    };
    let text = format!("<ContextVar name={name}{default} at {:#x}>", v.bits());
    Ok(cx.str(&text)?.into())
}
