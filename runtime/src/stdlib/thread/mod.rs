//! `_thread`: threads, locks, and attributes that each thread has for itself. Who runs when is `crate::threads`'.

#![deny(unsafe_code)]

pub mod handle;
pub mod local;
pub mod lock;
pub mod rlock;

use super::ModuleSpec;
use super::posix::signals;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::threads::Entry;
use crate::types::dict::DictObj;
use crate::types::module::ModuleObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use handle::HandleObj;

/// The most seconds to wait.
pub(super) const TIMEOUT_MAX: f64 = 9_223_372_036.0;
/// The least `stack_size` that CPython takes.
const LEAST_STACK: i64 = 0x8000;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\n\
          The 'threading' module provides a more convenient interface.",
    functions: &[
        MethodDef::new("start_new_thread", NativeCode::Fast(start_new_thread)),
        MethodDef::new("start_new", NativeCode::Fast(start_new_thread)),
        MethodDef::new("start_joinable_thread", NativeCode::FastKw(start_joinable_thread)),
        MethodDef::new("daemon_threads_allowed", NativeCode::NoArgs(|_, _| Ok(Value::TRUE))),
        MethodDef::new("allocate_lock", NativeCode::NoArgs(|cx, _| lock::make(cx))),
        MethodDef::new("allocate", NativeCode::NoArgs(|cx, _| lock::make(cx))),
        MethodDef::new("exit", NativeCode::NoArgs(exit)),
        MethodDef::new("exit_thread", NativeCode::NoArgs(exit)),
        MethodDef::new("interrupt_main", NativeCode::Fast(interrupt_main)),
        MethodDef::new(
            "get_ident",
            NativeCode::NoArgs(|cx, _| cx.int(cx.threads.current() as i64)),
        ),
        MethodDef::new("get_native_id", NativeCode::NoArgs(native_id)),
        MethodDef::new(
            "_get_main_thread_ident",
            NativeCode::NoArgs(|cx, _| cx.int(cx.threads.main() as i64)),
        ),
        MethodDef::new("_is_main_interpreter", NativeCode::NoArgs(|_, _| Ok(Value::TRUE))),
        MethodDef::new("_count", NativeCode::NoArgs(|cx, _| Ok(Value::len(cx.threads.others())))),
        MethodDef::new("stack_size", NativeCode::Fast(stack_size)),
        MethodDef::new("set_name", NativeCode::FastKw(set_name)),
        MethodDef::new("_make_thread_handle", NativeCode::O(handle::of_running)),
        MethodDef::new(
            "_shutdown",
            NativeCode::NoArgs(|cx, _| cx.join_threads().map(|()| Value::NONE)),
        ),
    ],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in [
        ("lock", ty::LOCK),
        ("LockType", ty::LOCK),
        ("RLock", ty::RLOCK),
        ("_local", ty::LOCAL),
        ("_ThreadHandle", ty::THREAD_HANDLE),
    ] {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    let error = cx.exc_ty(Exc::RuntimeError);
    cx.module_set(module, "error", error.into())?;
    let most = cx.float(TIMEOUT_MAX)?;
    cx.module_set(module, "TIMEOUT_MAX", most)
}

fn start_new_thread(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("start_new_thread", args.len(), 2, 3)?;
    if !cx.is_callable(args[0]) {
        raise!(cx, TypeError, "first arg must be callable");
    }
    let Some(positional) = args[1].cast::<TupleObj>() else {
        raise!(cx, TypeError, "2nd arg must be a tuple")
    };
    let kwargs = match args.get(2).map(|kwargs| kwargs.cast::<DictObj>()) {
        Some(None) => raise!(cx, TypeError, "optional 3rd arg must be a dictionary"),
        given => given.flatten(),
    };
    let entry = Entry { function: args[0], args: positional, kwargs };
    let id = cx.start_thread(entry, None, true)?;
    cx.int(id as i64)
}

fn start_joinable_thread(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const ARGS: Signature = Signature {
        name: "start_joinable_thread",
        params: &["function", "handle", "daemon"],
        pos_only: 0,
        pos_max: 1,
        required: 1,
    };
    let [function, handle, daemon] = args.bind(cx, &ARGS)?;
    let function = function.expect("a required argument is bound");
    if !cx.is_callable(function) {
        raise!(cx, TypeError, "thread function must be callable");
    }
    let handle = match handle.filter(|handle| !handle.is_none()) {
        None => handle::make(cx)?,
        Some(handle) => match handle.cast::<HandleObj>() {
            Some(handle) => handle,
            None => raise!(cx, TypeError, "'handle' must be a _ThreadHandle"),
        },
    };
    let is_daemon = daemon.is_none_or(|daemon| daemon != Value::FALSE)
        && match daemon {
            Some(daemon) => cx.truth(daemon)?,
            None => true,
        };
    handle::start(cx, handle, function, is_daemon)?;
    Ok(handle.into())
}

fn exit(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    Err(cx.raise_args(Exc::SystemExit, &[]))
}

/// `interrupt_main(signum=SIGINT)`: as if the signal had arrived.
fn interrupt_main(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("interrupt_main", args.len(), 0, 1)?;
    let number = match args.first() {
        Some(&number) => cx.index_i64(number)?,
        None => i64::from(libc::SIGINT),
    };
    signals::simulate(cx, number)?;
    if cx.threads.is_main() {
        // CPython looks for signals behind each call of native code.
        cx.look_up()?;
    }
    Ok(Value::NONE)
}

/// Threads are the VM's own: the number of the process and of the thread in it.
fn native_id(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let id = cx.threads.current() as i64 - cx.threads.main() as i64;
    cx.int(i64::from(std::process::id()) + id)
}

fn stack_size(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("stack_size", args.len(), 0, 1)?;
    let old = cx.threads.stack_size;
    if let Some(&size) = args.first() {
        let size = cx.index_i64(size)?;
        if size < 0 {
            raise!(cx, ValueError, "size must be 0 or a positive value");
        }
        if size != 0 && !(LEAST_STACK..1 << 40).contains(&size) {
            raise!(cx, ValueError, "size not valid: {size} bytes");
        }
        cx.threads.stack_size = size as usize;
    }
    Ok(Value::len(old))
}

/// The system has no name for what is no thread of its own.
fn set_name(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let [_] = args.bind(cx, &Signature::plain("set_name", &["name"], 1))?;
    Ok(Value::NONE)
}
