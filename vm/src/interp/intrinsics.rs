//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use super::slow;
use crate::interp::state::Vm;
use crate::types::async_gen;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::{Exc, ExceptionObj, group};
use taipan_runtime::object::native::Args;
use taipan_runtime::raise;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::value::Value;

/// Numbers of the unary ones (`pycore_intrinsics.h`).
mod one {
    pub const PRINT: u32 = 1;
    pub const IMPORT_STAR: u32 = 2;
    pub const STOPITERATION_ERROR: u32 = 3;
    pub const ASYNC_GEN_WRAP: u32 = 4;
    pub const UNARY_POSITIVE: u32 = 5;
    pub const LIST_TO_TUPLE: u32 = 6;
    pub const TYPEVAR: u32 = 7;
    pub const PARAMSPEC: u32 = 8;
    pub const TYPEVARTUPLE: u32 = 9;
    pub const SUBSCRIPT_GENERIC: u32 = 10;
    pub const TYPEALIAS: u32 = 11;
}

/// Numbers of the binary ones.
mod two {
    pub const PREP_RERAISE_STAR: u32 = 1;
    pub const TYPEVAR_WITH_BOUND: u32 = 2;
    pub const TYPEVAR_WITH_CONSTRAINTS: u32 = 3;
    pub const SET_FUNCTION_TYPE_PARAMS: u32 = 4;
    pub const SET_TYPEPARAM_DEFAULT: u32 = 5;
}

/// Runs a unary intrinsic.
#[inline(never)]
pub(crate) fn unary(cx: &mut Ctx, which: u32, v: Value) -> PyResult<Value> {
    match which {
        one::PRINT => print_result(cx, v),
        one::IMPORT_STAR => {
            crate::import::import_star(cx, v)?;
            Ok(Value::NONE)
        }
        one::STOPITERATION_ERROR => stop_iteration_error(cx, v),
        one::ASYNC_GEN_WRAP => async_gen::wrap(cx, v),
        one::UNARY_POSITIVE => cx.pos(v),
        one::LIST_TO_TUPLE => {
            let list = v.cast::<ListObj>().expect("the compiler makes a list");
            Ok(cx.tuple_with(list.len(), |i| list.get(i).unwrap_or(Value::NONE))?.into())
        }
        one::TYPEVAR => typing(cx, "_typevar", &[v]),
        one::PARAMSPEC => typing(cx, "_paramspec", &[v]),
        one::TYPEVARTUPLE => typing(cx, "_typevartuple", &[v]),
        one::SUBSCRIPT_GENERIC => typing(cx, "_generic_of", &[v]),
        one::TYPEALIAS => typing(cx, "_typealias", &[v]),
        _ => raise!(cx, SystemError, "unknown intrinsic {which}"),
    }
}

/// Runs a binary intrinsic.
#[inline(never)]
pub(crate) fn binary(cx: &mut Ctx, which: u32, a: Value, b: Value) -> PyResult<Value> {
    match which {
        two::PREP_RERAISE_STAR => prepare_reraise_star(cx, a, b),
        two::TYPEVAR_WITH_BOUND => typing(cx, "_typevar_with_bound", &[a, b]),
        two::TYPEVAR_WITH_CONSTRAINTS => typing(cx, "_typevar_with_constraints", &[a, b]),
        two::SET_FUNCTION_TYPE_PARAMS => {
            if let Some(func) = a.cast::<FunctionObj>() {
                func.type_params.set(b.cast());
            }
            Ok(a)
        }
        two::SET_TYPEPARAM_DEFAULT => typing(cx, "_set_default", &[a, b]),
        _ => raise!(cx, SystemError, "unknown intrinsic {which}"),
    }
}

/// A function of the native `_typing` module.
fn typing(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<Value> {
    let module = (cx.hooks.import)(cx, "_typing")?;
    let name = cx.intern(name)?;
    let function = cx.getattr(module, name)?;
    cx.call(function, args)
}

/// `sys.displayhook(v)`, for statements of an interactive session.
fn print_result(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let sys = (cx.hooks.import)(cx, "sys")?;
    let name = cx.intern("displayhook")?;
    match cx.getattr_opt(sys, name)? {
        Some(hook) => cx.call(hook, &[v]),
        None => raise!(cx, RuntimeError, "lost sys.displayhook"),
    }
}

/// `StopIteration` that leaves a generator becomes `RuntimeError` (PEP 479).
fn stop_iteration_error(cx: &mut Ctx, exc: Value) -> PyResult<Value> {
    let kind = if exc_is(cx, exc, Exc::StopIteration) {
        "StopIteration"
    } else if exc_is(cx, exc, Exc::StopAsyncIteration) {
        "StopAsyncIteration"
    } else {
        return Ok(exc);
    };
    let what = match Vm::of(cx).frame() {
        Some(frame) if frame.code().has(taipan_frontend::code_flags::ASYNC_GENERATOR) => {
            "async generator"
        }
        Some(frame) if frame.code().has(taipan_frontend::code_flags::COROUTINE) => "coroutine",
        _ => "generator",
    };
    if kind == "StopAsyncIteration" && what != "async generator" {
        return Ok(exc);
    }
    let text = cx.str(&format!("{what} raised {kind}"))?;
    let error = cx.new_exception(Exc::RuntimeError, &[text.into()])?;
    error.cause.set(Some(exc));
    error.context.set(Some(exc));
    error.suppress_context.set(true);
    Ok(error.into())
}

fn exc_is(cx: &mut Ctx, v: Value, exc: Exc) -> bool {
    let ty = cx.exc_ty(exc);
    cx.type_of(v).is_subtype(ty)
}

/// What is raised behind the clauses of `try`/`except*`: parts of the original that nobody caught
/// come back together, new exceptions beside them in a group. None when nothing is left.
fn prepare_reraise_star(cx: &mut Ctx, original: Value, raised: Value) -> PyResult<Value> {
    let list = raised.cast::<ListObj>().expect("the compiler makes a list");
    let parts: usize =
        (0..list.len()).filter(|&i| list.get(i).is_some_and(|v| !v.is_none())).count();
    if parts == 0 {
        return Ok(Value::NONE);
    }
    if !exc_is(cx, original, Exc::BaseExceptionGroup) {
        return Ok(list.get(0).unwrap_or(Value::NONE));
    }
    let (fresh, again) = (cx.list(&[])?, cx.list(&[])?);
    for i in 0..list.len() {
        if let Some(v) = list.get(i).filter(|v| !v.is_none()) {
            let to = if is_part_of(v, original) { again } else { fresh };
            cx.list_append(to, v)?;
        }
    }
    let rest = match again.len() {
        0 => None,
        1 => again.get(0),
        _ => Some(group::derived(cx, original, again.into())?),
    };
    if fresh.is_empty() {
        return Ok(rest.unwrap_or(Value::NONE));
    }
    if let Some(rest) = rest {
        cx.list_append(fresh, rest)?;
    }
    if fresh.len() == 1 && rest.is_none() {
        let only = fresh.get(0).unwrap_or(Value::NONE);
        return wrap_group(cx, only);
    }
    let (class, message) = (cx.exc_ty(Exc::BaseExceptionGroup), cx.str("")?);
    slow::call_native_args(cx, class.into(), Args::positional(&[message.into(), fresh.into()]))
}

fn wrap_group(cx: &mut Ctx, exc: Value) -> PyResult<Value> {
    let class = cx.exc_ty(Exc::BaseExceptionGroup);
    let (message, list) = (cx.str("")?, cx.list(&[exc])?);
    cx.call(class.into(), &[message.into(), list.into()])
}

/// Whether an exception has the metadata of the original: it was split off, not raised anew.
fn is_part_of(exc: Value, original: Value) -> bool {
    match (exc.cast::<ExceptionObj>(), original.cast::<ExceptionObj>()) {
        (Some(a), Some(b)) => {
            let tb =
                |e: taipan_runtime::heap::Gc<ExceptionObj>| e.traceback.get().map(|t| t.addr());
            tb(a) == tb(b) && a.cause.get() == b.cause.get() && a.context.get() == b.context.get()
        }
        _ => false,
    }
}
