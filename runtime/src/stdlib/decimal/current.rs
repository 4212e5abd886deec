//! The current context: a context variable (PEP 567), remembered until another context is entered or the
//! variable is set (`stdlib/contexts.rs` hears of both).

use super::context::{DEFAULT, DecimalContextObj, PARAMETERS, set_all};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::NativeCode::{Fast, NoArgs};
use crate::object::native::{Args, MethodDef, TypeSpec};
use crate::raise;
use crate::stdlib::record::RecordObj;
use crate::stdlib::types as ty;
use crate::value::Value;

/// Where the context variable is kept.
const VARIABLE: &str = "decimal.context_variable";
/// Where `DefaultContext` is kept: new threads and contexts start from it.
pub const DEFAULT_CONTEXT: &str = "decimal.DefaultContext";

/// Makes the context variable.
pub fn init(cx: &mut Ctx) -> PyResult<()> {
    if cx.kept(VARIABLE).is_some() {
        return Ok(());
    }
    let module = (cx.hooks.import)(cx, "_contextvars")?;
    let name = cx.intern("ContextVar")?;
    let class = cx.getattr(module, name)?;
    let name = cx.str("decimal_context")?;
    let variable = cx.call(class, &[name.into()])?;
    cx.keep(VARIABLE, variable);
    Ok(())
}

/// The current context.
#[inline]
pub fn current(cx: &mut Ctx) -> PyResult<Gc<DecimalContextObj>> {
    match cx.decimal_context {
        Some(context) => Ok(context),
        None => look_up(cx),
    }
}

#[cold]
fn look_up(cx: &mut Ctx) -> PyResult<Gc<DecimalContextObj>> {
    let Some(variable) = cx.kept(VARIABLE) else {
        // The module is being made: what it makes reads no settings that matter.
        return cx.new_decimal_context(&DEFAULT);
    };
    let get = cx.intern("get")?;
    let found = cx.call_method(variable, get, &[Value::NONE])?;
    if let Some(context) = found.cast::<DecimalContextObj>() {
        cx.decimal_context = Some(context);
        return Ok(context);
    }
    let default = cx.kept(DEFAULT_CONTEXT).and_then(|v| v.cast::<DecimalContextObj>());
    let fresh = match default {
        Some(default) => cx.copy_decimal_context(default)?,
        None => cx.new_decimal_context(&DEFAULT)?,
    };
    fresh.status.set(0);
    set(cx, fresh)?;
    Ok(fresh)
}

fn set(cx: &mut Ctx, context: Gc<DecimalContextObj>) -> PyResult<()> {
    let Some(variable) = cx.kept(VARIABLE) else { return Ok(()) };
    let set = cx.intern("set")?;
    cx.call_method(variable, set, &[context.into()])?;
    cx.decimal_context = Some(context);
    Ok(())
}

/// The context that an optional argument gives, else the current one.
#[inline]
pub fn chosen(cx: &mut Ctx, given: Option<Value>) -> PyResult<Gc<DecimalContextObj>> {
    match given {
        None => current(cx),
        Some(v) if v.is_none() => current(cx),
        Some(v) => match v.cast::<DecimalContextObj>() {
            Some(context) => Ok(context),
            None => raise!(cx, TypeError, "optional argument must be a context"),
        },
    }
}

/// `getcontext()`.
pub fn getcontext(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Ok(current(cx)?.into())
}

/// `setcontext(context)`: of the templates a copy is set.
pub fn setcontext(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let Some(mut context) = v.cast::<DecimalContextObj>() else {
        raise!(cx, TypeError, "argument must be a context")
    };
    let templates = [DEFAULT_CONTEXT, "decimal.BasicContext", "decimal.ExtendedContext"];
    if templates.into_iter().any(|key| cx.kept(key).is_some_and(|t| t.is(v))) {
        context = cx.copy_decimal_context(context)?;
        context.status.set(0);
    }
    set(cx, context)?;
    Ok(Value::NONE)
}

/// `localcontext(ctx=None, **kwargs)`.
pub fn localcontext(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const NAMES: [&str; 9] = {
        let mut names = ["ctx"; 9];
        let mut i = 0;
        while i < 8 {
            names[i + 1] = PARAMETERS[i];
            i += 1;
        }
        names
    };
    const SIGNATURE: Signature = Signature::plain("", &NAMES, 0);
    let [from, given @ ..] = args.bind::<9>(cx, &SIGNATURE)?;
    let outer = current(cx)?;
    let from = match from.filter(|v| !v.is_none()) {
        None => outer,
        Some(v) => match v.cast::<DecimalContextObj>() {
            Some(context) => context,
            None => raise!(cx, TypeError, "optional argument must be a context"),
        },
    };
    let local = cx.copy_decimal_context(from)?;
    set_all(cx, local.into(), &given)?;
    let class = cx.ty(ty::DECIMAL_CONTEXT_MANAGER);
    Ok(cx.record(class, &[local.into(), outer.into()], 0, 0)?.into())
}

/// What the context manager declares. Fields of the record: `a` is the local context, `b` the outer one.
pub static MANAGER: TypeSpec = TypeSpec {
    methods: &[
        MethodDef::new("__enter__", NoArgs(|cx, v| enter(cx, v, true))),
        MethodDef::new(
            "__exit__",
            Fast(|cx, v, _| {
                enter(cx, v, false)?;
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

fn enter(cx: &mut Ctx, v: Value, local: bool) -> PyResult<Value> {
    let record = v.cast::<RecordObj>();
    let context = record.and_then(|r| if local { r.a.get() } else { r.b.get() });
    let Some(context) = context.and_then(|c| c.cast::<DecimalContextObj>()) else {
        raise!(cx, TypeError, "no context manager of decimal")
    };
    set(cx, context)?;
    Ok(context.into())
}
