//! Raising, matching and handling exceptions.

use crate::interp::regs::Step;
use crate::interp::state::Vm;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::{Exc, ExceptionObj, group};
use taipan_runtime::object::native::Args;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::raise;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The eval breaker has a reason set.
#[cold]
#[inline(never)]
pub(crate) fn pending(cx: &mut Ctx) -> PyResult<()> {
    (cx.hooks.pending)(cx)
}

/// `raise` without operands.
#[cold]
#[inline(never)]
pub(crate) fn raise_again(cx: &mut Ctx, vm: &Vm) -> Step {
    match vm.handled_exception().and_then(|v| v.cast::<ExceptionObj>()) {
        Some(exc) => {
            let _ = cx.reraise(exc);
            Step::Reraise
        }
        None => {
            let _ = cx.raise(Exc::RuntimeError, "No active exception to reraise");
            Step::Raise
        }
    }
}

/// `raise v` and `raise v from cause`.
#[inline(never)]
pub(crate) fn raise_new(cx: &mut Ctx, v: Value, cause: Option<Value>) -> Step {
    let _ = raise_from(cx, v, cause);
    Step::Raise
}

fn raise_from(cx: &mut Ctx, v: Value, cause: Option<Value>) -> PyResult<()> {
    let exc = cx.exception_from(v)?;
    if let Some(cause) = cause {
        let cause = if cause.is_none() {
            None
        } else if cause.cast::<ExceptionObj>().is_some() || is_exception_class(cause) {
            Some(Value::from(cx.exception_from(cause)?))
        } else {
            raise!(cx, TypeError, "exception causes must derive from BaseException")
        };
        exc.cause.set(cause);
        exc.suppress_context.set(true);
    }
    Err(cx.raise_object(exc))
}

/// Raises an exception again, without a new traceback entry.
#[inline(never)]
pub(crate) fn reraise(cx: &mut Ctx, exc: Value) -> Step {
    match cx.exception_from(exc) {
        Ok(exc) => {
            let _ = cx.reraise(exc);
            Step::Reraise
        }
        Err(_) => Step::Raise,
    }
}

fn is_exception_class(v: Value) -> bool {
    v.cast::<TypeObj>().is_some_and(|t| t.has(TypeFlags::EXCEPTION))
}

/// Whether `class` of an `except` clause matches.
#[inline(never)]
pub(crate) fn exception_matches(cx: &mut Ctx, exc: Value, class: Value) -> PyResult<bool> {
    if let Some(class) = class.cast::<TypeObj>()
        && class.has(TypeFlags::EXCEPTION)
    {
        return Ok(cx.type_of(exc).is_subtype(class));
    }
    let ty = cx.type_of(exc);
    match class.cast::<TupleObj>() {
        Some(classes) if classes.items().iter().all(|&c| is_exception_class(c)) => Ok(classes
            .items()
            .iter()
            .any(|c| c.cast::<TypeObj>().is_some_and(|c| ty.is_subtype(c)))),
        _ => raise!(
            cx,
            TypeError,
            "catching classes that do not inherit from BaseException is not allowed"
        ),
    }
}

/// `except* class`: what is left and what matched (or `None`); the matched part is being handled.
#[inline(never)]
pub(crate) fn group_matches(
    cx: &mut Ctx,
    vm: &Vm,
    exc: Value,
    class: Value,
) -> PyResult<(Value, Value)> {
    if exc.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    check_star_classes(cx, class)?;
    let group_ty = cx.exc_ty(Exc::BaseExceptionGroup);
    if exception_matches(cx, exc, class)? {
        let matched = if cx.type_of(exc).is_subtype(group_ty) {
            exc
        } else {
            let wrapped = group::wrap(cx, exc)?;
            if let (Some(w), Some(e)) = (wrapped.cast::<ExceptionObj>(), exc.cast::<ExceptionObj>())
            {
                w.traceback.set(e.traceback.get());
            }
            wrapped
        };
        vm.handled_item().exc.set(Some(matched));
        return Ok((Value::NONE, matched));
    }
    if !cx.type_of(exc).is_subtype(group_ty) {
        return Ok((exc, Value::NONE));
    }
    let (matched, rest) = group::split(cx, exc, class)?;
    if let Some(m) = matched {
        vm.handled_item().exc.set(Some(m));
    }
    Ok((rest.unwrap_or(Value::NONE), matched.unwrap_or(Value::NONE)))
}

fn check_star_classes(cx: &mut Ctx, class: Value) -> PyResult<()> {
    let group_ty = cx.exc_ty(Exc::BaseExceptionGroup);
    let one = [class];
    let tuple = class.cast::<TupleObj>();
    let classes = tuple.as_ref().map_or(&one[..], |t| t.items());
    for c in classes {
        match c.cast::<TypeObj>() {
            Some(c) if c.is_subtype(group_ty) => raise!(
                cx,
                TypeError,
                "catching ExceptionGroup with except* is not allowed. Use except instead."
            ),
            Some(c) if c.has(TypeFlags::EXCEPTION) => {}
            _ => raise!(
                cx,
                TypeError,
                "catching classes that do not inherit from BaseException is not allowed"
            ),
        }
    }
    Ok(())
}

/// `exit(type(exc), exc, exc.__traceback__)`.
#[inline(never)]
pub(crate) fn call_exit(
    cx: &mut Ctx,
    exit: Value,
    receiver: Option<Value>,
    exc: Value,
) -> PyResult<Value> {
    let ty = Value::from(cx.type_of(exc));
    let tb =
        exc.cast::<ExceptionObj>().and_then(|e| e.traceback.get()).map_or(Value::NONE, Value::from);
    let args = [receiver.unwrap_or(Value::NONE), ty, exc, tb];
    let args = if receiver.is_some() { &args[..] } else { &args[1..] };
    cx.call_args(exit, Args::positional(args))
}

/// Raises the error of an `__init__` that returned something.
#[cold]
#[inline(never)]
pub(crate) fn init_check(cx: &mut Ctx, v: Value) -> PyResult<()> {
    let ty = cx.type_name(v);
    raise!(cx, TypeError, "__init__() should return None, not '{ty}'")
}

/// As [`init_check`], for the loop.
#[cold]
pub(crate) fn init_returned(cx: &mut Ctx, v: Value) -> Step {
    crate::interp::regs::IntoStep::step(init_check(cx, v))
}
