//! `sys.displayhook`, `sys.excepthook` and kin, and what runs when the program ends.

use super::add_functions;
use crate::traceback;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::ExceptionObj;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, MethodDef, NativeCode};
use taipan_runtime::raise;
use taipan_runtime::types::builtin_function::BuiltinFunctionObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::traceback::TracebackObj;
use taipan_runtime::value::Value;

static DISPLAYHOOK: MethodDef =
    MethodDef::new("displayhook", NativeCode::O(displayhook)).sig("($module, object, /)");
static EXCEPTHOOK: MethodDef = MethodDef::new("excepthook", NativeCode::Fast(excepthook))
    .sig("($module, exctype, value, traceback, /)");
static UNRAISABLEHOOK: MethodDef =
    MethodDef::new("unraisablehook", NativeCode::O(unraisablehook)).sig("($module, unraisable, /)");
static BREAKPOINTHOOK: MethodDef =
    MethodDef::new("breakpointhook", NativeCode::FastKw(breakpointhook));

/// Adds them to `sys`, each with the name that keeps the original.
pub(super) fn extend_sys(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    add_functions(cx, module, &[&DISPLAYHOOK, &EXCEPTHOOK, &UNRAISABLEHOOK, &BREAKPOINTHOOK])?;
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        let own = cx.intern(name)?;
        let hook = cx.dict_get_str(module.dict.get(), own).unwrap_or(Value::NONE);
        cx.module_set(module, &format!("__{name}__"), hook)?;
    }
    Ok(())
}

fn displayhook(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    if v.is_none() {
        return Ok(Value::NONE);
    }
    let builtins = crate::import::import_module(cx, "builtins")?;
    let last = cx.intern("_")?;
    cx.setattr(builtins, last, Value::NONE)?;
    let text = cx.repr(v)?;
    let print = cx.builtin("print")?;
    cx.call(print, &[text.into()])?;
    cx.setattr(builtins, last, v)?;
    Ok(Value::NONE)
}

fn write_error(cx: &mut Ctx, text: &str) -> PyResult<()> {
    let sys = crate::import::import_module(cx, "sys")?;
    let (stderr, write) = (cx.intern("stderr")?, cx.intern("write")?);
    match cx.getattr_opt(sys, stderr)?.filter(|s| !s.is_none()) {
        Some(stream) => {
            let text = cx.str(text)?;
            cx.call_method(stream, write, &[text.into()])?;
        }
        None => eprint!("{text}"),
    }
    Ok(())
}

fn excepthook(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("excepthook", args.len(), 3, 3)?;
    let Some(exc) = args[1].cast::<ExceptionObj>() else {
        let text = format!(
            "TypeError: print_exception(): Exception expected for value, {} found\n",
            cx.type_name(args[1])
        );
        write_error(cx, &text)?;
        return Ok(Value::NONE);
    };
    if exc.traceback.get().is_none() {
        exc.traceback.set(args[2].cast::<TracebackObj>());
    }
    let text = traceback::format_exception(cx, exc);
    write_error(cx, &text)?;
    Ok(Value::NONE)
}

fn unraisablehook(cx: &mut Ctx, _: Value, args: Value) -> PyResult<Value> {
    let field = |cx: &mut Ctx, name: &str| -> PyResult<Value> {
        let name = cx.intern(name)?;
        Ok(cx.getattr_opt(args, name)?.unwrap_or(Value::NONE))
    };
    let (message, object, exc) =
        (field(cx, "err_msg")?, field(cx, "object")?, field(cx, "exc_value")?);
    let message = if message.is_none() {
        "Exception ignored in".to_owned()
    } else {
        cx.str_of(message)?.to_string()
    };
    let mut text = message;
    if !object.is_none() {
        text.push_str(": ");
        text.push_str(&cx.repr_lossy(object));
    }
    text.push_str(if object.is_none() { ":\n" } else { "\n" });
    if let Some(exc) = exc.cast::<ExceptionObj>() {
        text.push_str(&traceback::format_exception(cx, exc));
    }
    write_error(cx, &text)?;
    Ok(Value::NONE)
}

fn breakpointhook(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let pdb = crate::import::import_module(cx, "pdb")?;
    let name = cx.intern("set_trace")?;
    let set_trace = cx.getattr(pdb, name)?;
    cx.call_args(set_trace, args)
}

/// The hook that a program put in the place of `sys.excepthook`, if it did.
pub fn custom_excepthook(cx: &mut Ctx) -> PyResult<Option<Value>> {
    let sys = crate::import::import_module(cx, "sys")?;
    let name = cx.intern("excepthook")?;
    let hook = cx.getattr_opt(sys, name)?;
    let is_own =
        |f: Value| f.cast::<BuiltinFunctionObj>().is_some_and(|f| std::ptr::eq(f.def, &EXCEPTHOOK));
    Ok(hook.filter(|&f| !is_own(f)))
}

/// At the end of the program: other threads are waited for, then what `atexit` holds is run.
pub fn run_exit_functions(cx: &mut Ctx) -> PyResult<()> {
    for (module, name) in [("threading", "_shutdown"), ("atexit", "_run_exitfuncs")] {
        let key = cx.intern(module)?;
        let Some(module) = crate::import::loaded(cx, key)? else { continue };
        let function = cx.intern(name)?;
        if let Some(function) = cx.getattr_opt(module, function)? {
            let Err(raised) = cx.call(function, &[]) else { continue };
            if name != "_shutdown" || cx.meter.is_reached() {
                return Err(raised);
            }
            cx.write_unraisable("Exception ignored on threading shutdown", Value::NONE);
        }
    }
    Ok(())
}

/// `breakpoint(*args, **kwargs)`.
pub(super) fn breakpoint(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let sys = crate::import::import_module(cx, "sys")?;
    let name = cx.intern("breakpointhook")?;
    match cx.getattr_opt(sys, name)? {
        Some(hook) => cx.call_args(hook, args),
        None => raise!(cx, RuntimeError, "lost sys.breakpointhook"),
    }
}
