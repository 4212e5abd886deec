//! `_asyncio`: futures and tasks (<https://docs.python.org/3.14/library/asyncio-task.html>).
//!
//! What an event loop does thousands of times a second is here: a step of a task sends to its coroutine, looks at
//! the future that comes back and asks the loop to call the task again when that is done. The loop itself is
//! Python, and is called as any other loop would be: `call_soon`, `get_debug`, `call_exception_handler`.
//!
//! `future.rs` is the object and what happens to it, `future_type.rs` its class; `task.rs` is the class of tasks,
//! `step.rs` how they go on; `current.rs` knows which loop and task run, `registry.rs` which tasks there are.

#![deny(unsafe_code)]

mod awaited_by;
mod current;
mod future;
mod future_iter;
mod future_type;
mod library;
mod registry;
mod state;
mod step;
mod task;
mod task_type;

pub use future::FutureObj;
pub use future_iter::{FutureIterObj, SPEC as FUTURE_ITER_SPEC};
pub use future_type::SPEC as FUTURE_SPEC;
pub use state::{Running, State};
pub use step::{SPEC as STEP_SPEC, StepObj};
pub use task_type::SPEC as TASK_SPEC;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::types::module::ModuleObj;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_asyncio",
    doc: "Accelerator module for asyncio",
    functions: &[
        MethodDef::new("_get_running_loop", NativeCode::NoArgs(current::running_loop_or_none))
            .sig("($module, /)"),
        MethodDef::new("_set_running_loop", NativeCode::O(current::set_running_loop))
            .sig("($module, loop, /)"),
        MethodDef::new("get_running_loop", NativeCode::NoArgs(|cx, _| current::running_loop(cx)))
            .sig("($module, /)"),
        MethodDef::new("get_event_loop", NativeCode::NoArgs(|cx, _| current::event_loop(cx)))
            .sig("($module, /)"),
        MethodDef::new("current_task", NativeCode::FastKw(current::current_task))
            .sig("($module, /, loop=None)"),
        MethodDef::new("_enter_task", NativeCode::FastKw(current::enter_task))
            .sig("($module, /, loop, task)"),
        MethodDef::new("_leave_task", NativeCode::FastKw(current::leave_task))
            .sig("($module, /, loop, task)"),
        MethodDef::new("_swap_current_task", NativeCode::FastKw(current::swap_current_task))
            .sig("($module, /, loop, task)"),
        MethodDef::new("all_tasks", NativeCode::FastKw(registry::all_tasks))
            .sig("($module, /, loop=None)"),
        MethodDef::new("_register_task", NativeCode::FastKw(registry::register))
            .sig("($module, /, task)"),
        MethodDef::new("_unregister_task", NativeCode::FastKw(registry::unregister))
            .sig("($module, /, task)"),
        MethodDef::new("_register_eager_task", NativeCode::FastKw(registry::register_eager))
            .sig("($module, /, task)"),
        MethodDef::new("_unregister_eager_task", NativeCode::FastKw(registry::unregister_eager))
            .sig("($module, /, task)"),
        MethodDef::new("future_add_to_awaited_by", NativeCode::Fast(awaited_by::add_given))
            .sig("($module, fut, waiter, /)"),
        MethodDef::new(
            "future_discard_from_awaited_by",
            NativeCode::Fast(awaited_by::discard_given),
        )
        .sig("($module, fut, waiter, /)"),
    ],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in [("Future", ty::FUTURE), ("Task", ty::TASK)] {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    Ok(())
}
