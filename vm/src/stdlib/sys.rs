//! The part of `sys` that sees frames and exceptions.

use super::add_functions;
use crate::interp::state::Vm;
use crate::types::frame as frame_obj;
use std::sync::OnceLock;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::ExceptionObj;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, MethodDef, NativeCode};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::raise;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

static GETFRAME: MethodDef =
    MethodDef::new("_getframe", NativeCode::Fast(getframe)).sig("($module, depth=0, /)");
static GETFRAMEMODULENAME: MethodDef =
    MethodDef::new("_getframemodulename", NativeCode::FastKw(getframemodulename));
static GETATTR: MethodDef = MethodDef::new("__getattr__", NativeCode::O(lazy_attribute));
static CLEAR_DESCRIPTORS: MethodDef =
    MethodDef::new("_clear_type_descriptors", NativeCode::O(clear_descriptors))
        .sig("($module, type, /)");
static CURRENT_FRAMES: MethodDef =
    MethodDef::new("_current_frames", NativeCode::NoArgs(current_frames)).sig("($module, /)");
static CALL_TRACING: MethodDef =
    MethodDef::new("call_tracing", NativeCode::Fast(call_tracing)).sig("($module, func, args, /)");
static EXCEPTION: MethodDef =
    MethodDef::new("exception", NativeCode::NoArgs(exception)).sig("($module, /)");
static EXC_INFO: MethodDef =
    MethodDef::new("exc_info", NativeCode::NoArgs(exc_info)).sig("($module, /)");
static GET_ASYNCGEN_HOOKS: MethodDef =
    MethodDef::new("get_asyncgen_hooks", NativeCode::NoArgs(get_asyncgen_hooks));
static SET_ASYNCGEN_HOOKS: MethodDef =
    MethodDef::new("set_asyncgen_hooks", NativeCode::FastKw(set_asyncgen_hooks));

/// What [`module_names`] found.
static MODULE_NAMES: OnceLock<[Vec<&'static str>; 2]> = OnceLock::new();

/// Names of native modules, and of all of the library that are not in packages.
fn module_names() -> [Vec<&'static str>; 2] {
    let runtime = taipan_runtime::stdlib::MODULES.iter().map(|module| module.name);
    let image = taipan_stdlib::modules().filter(|m| m.is_native()).map(|m| m.name());
    let mut builtin: Vec<&str> =
        runtime.chain(image).chain(["_imp", "_opcode", "_taipan"]).collect();
    builtin.sort_unstable();
    let others = ["sys", "builtins", "math", "time", "array", "itertools"];
    let all = taipan_stdlib::names().chain(others).filter(|name| !name.contains('.'));
    [builtin, all.collect()]
}

fn tuple_of(cx: &mut Ctx, names: &[&str]) -> PyResult<Gc<TupleObj>> {
    let mut items = cx.gc_vec();
    for name in names {
        let name = cx.intern(name)?;
        items.push(cx, name.into())?;
    }
    cx.tuple(items.as_slice())
}

/// Adds it.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let [builtin, all] = MODULE_NAMES.get_or_init(module_names);
    let names = tuple_of(cx, builtin)?;
    cx.module_set(module, "builtin_module_names", names.into())?;
    let class = cx.ty(TypeId::FROZENSET);
    let known = tuple_of(cx, all)?;
    let known = cx.call(class.into(), &[known.into()])?;
    cx.module_set(module, "stdlib_module_names", known)?;
    add_functions(
        cx,
        module,
        &[
            &GETFRAME,
            &GETFRAMEMODULENAME,
            &GETATTR,
            &CALL_TRACING,
            &CLEAR_DESCRIPTORS,
            &EXCEPTION,
            &EXC_INFO,
            &GET_ASYNCGEN_HOOKS,
            &SET_ASYNCGEN_HOOKS,
            &CURRENT_FRAMES,
        ],
    )
}

/// `sys.monitoring` is a module that few programs ask for.
fn lazy_attribute(cx: &mut Ctx, _: Value, name: Value) -> PyResult<Value> {
    let text = cx.str_of(name)?;
    if !text.eq_str("monitoring") {
        raise!(cx, AttributeError, "module 'sys' has no attribute '{text}'");
    }
    let module = crate::import::import_module(cx, "_taipan_monitoring")?;
    let sys = crate::import::import_module(cx, "sys")?;
    cx.setattr(sys, text, module)?;
    Ok(module)
}

/// Takes `__dict__` and `__weakref__` out of a class, of which a twin with slots was made.
fn clear_descriptors(cx: &mut Ctx, _: Value, class: Value) -> PyResult<Value> {
    let Some(class) = class.cast::<TypeObj>() else {
        raise!(cx, TypeError, "argument must be a type")
    };
    if class.has(TypeFlags::IMMUTABLE) {
        raise!(cx, TypeError, "argument is immutable");
    }
    for name in ["__dict__", "__weakref__"] {
        let name = cx.intern(name)?;
        cx.dict_remove(class.dict.get(), name.into())?;
    }
    Ok(Value::NONE)
}

fn getframe(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let depth = args.first().copied().and_then(Value::as_small).unwrap_or(0);
    let mut frame = Vm::of(cx).frame();
    for _ in 0..depth {
        frame = frame.and_then(|f| f.prev());
    }
    match frame {
        Some(frame) => Ok(frame_obj::of(cx, frame)?.into()),
        None => raise!(cx, ValueError, "call stack is not deep enough"),
    }
}

fn getframemodulename(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let depth =
        args.pos.first().or(args.kw_values.first()).copied().and_then(Value::as_small).unwrap_or(0);
    let mut frame = Vm::of(cx).frame();
    for _ in 0..depth {
        frame = frame.and_then(|f| f.prev());
    }
    Ok(frame.map_or(Value::NONE, |f| f.func().module.get()))
}

/// Calls a function from a trace function so that it is traced itself.
fn call_tracing(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("call_tracing", args.len(), 2, 2)?;
    let Some(of_call) = args[1].cast::<TupleObj>() else {
        let got = cx.type_name(args[1]);
        raise!(cx, TypeError, "call_tracing() argument 2 must be tuple, not {got}");
    };
    let hooks = &Vm::running(cx).monitor.hooks;
    let (inside, told) = (hooks.inside.replace(0), hooks.told.replace(None));
    let result = cx.call(args[0], of_call.items());
    hooks.inside.set(inside);
    hooks.told.set(told);
    result
}

/// The innermost frame of each thread, by its number.
fn current_frames(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let frames = cx.dict()?;
    if let Some(frame) = Vm::of(cx).frame() {
        let (key, frame) = (cx.int(cx.threads.current() as i64)?, frame_obj::of(cx, frame)?);
        cx.dict_set(frames, key, frame.into())?;
    }
    for thread in cx.threads.waiting() {
        if let Some(frame) = cx.frame_of_thread(thread)? {
            let key = cx.int(thread as i64)?;
            cx.dict_set(frames, key, frame)?;
        }
    }
    Ok(frames.into())
}

fn exception(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Ok(Vm::of(cx).handled_exception().unwrap_or(Value::NONE))
}

fn exc_info(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let exc = Vm::of(cx).handled_exception();
    let items = match exc {
        Some(v) => {
            let tb = v.cast::<ExceptionObj>().and_then(|e| e.traceback.get());
            [cx.type_of(v).into(), v, tb.map_or(Value::NONE, Value::from)]
        }
        None => [Value::NONE; 3],
    };
    Ok(cx.tuple(&items)?.into())
}

fn get_asyncgen_hooks(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let hooks = Vm::of(cx).asyncgen_hooks.each_ref().map(|h| h.get().unwrap_or(Value::NONE));
    Ok(cx.tuple(&hooks)?.into())
}

fn set_asyncgen_hooks(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let vm = Vm::of(cx);
    let set = |i: usize, v: Value| vm.asyncgen_hooks[i].set((!v.is_none()).then_some(v));
    for (i, &v) in args.pos.iter().enumerate().take(2) {
        set(i, v);
    }
    for (name, v) in args.keywords() {
        match name.to_string().as_str() {
            "firstiter" => set(0, v),
            "finalizer" => set(1, v),
            other => raise!(
                cx,
                TypeError,
                "set_asyncgen_hooks() got an unexpected keyword argument '{other}'"
            ),
        }
    }
    Ok(Value::NONE)
}
