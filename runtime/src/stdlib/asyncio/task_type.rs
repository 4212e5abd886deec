//! The class `Task`.

use super::future::FutureObj;
use super::future_type::{self, kept};
use super::library::Part;
use super::task;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "A coroutine wrapped in a Future.",
    signature: "(coro, *, loop=None, name=None, context=None, eager_start=False)",
    slots: SlotTable {
        new: Some(|cx, class, _| future_type::make(cx, class, true)),
        init: Some(init),
        repr: Some(|cx, v| future_type::shown(cx, v, Part::TaskRepr)),
        del: Some(|cx, v| task::del(cx, v).map(|()| Value::NONE)),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "set_result",
            NativeCode::O(|cx, _, _| {
                raise!(cx, RuntimeError, "Task does not support set_result operation")
            }),
        )
        .sig("($self, result, /)"),
        MethodDef::new(
            "set_exception",
            NativeCode::O(|cx, _, _| {
                raise!(cx, RuntimeError, "Task does not support set_exception operation")
            }),
        )
        .sig("($self, exception, /)"),
        MethodDef::new("cancel", NativeCode::FastKw(cancel))
            .sig("($self, /, msg=None)")
            .doc("Request that this task cancel itself."),
        MethodDef::new(
            "cancelling",
            NativeCode::NoArgs(|_, v| Ok(Value::small(this!(v, FutureObj).cancels.get()))),
        )
        .sig("($self, /)")
        .doc("Return the count of the task's cancellation requests."),
        MethodDef::new("uncancel", NativeCode::NoArgs(uncancel))
            .sig("($self, /)")
            .doc("Decrement the task's count of cancellation requests."),
        MethodDef::new("get_stack", NativeCode::FastKw(get_stack))
            .sig("($self, /, *, limit=None)")
            .doc("Return the list of stack frames for this task's coroutine."),
        MethodDef::new("print_stack", NativeCode::FastKw(print_stack))
            .sig("($self, /, *, limit=None, file=None)")
            .doc("Print the stack or traceback for this task's coroutine."),
        MethodDef::new("get_name", NativeCode::NoArgs(task::name)).sig("($self, /)"),
        MethodDef::new("set_name", NativeCode::O(set_name)).sig("($self, value, /)"),
        MethodDef::new("get_coro", NativeCode::NoArgs(coroutine)).sig("($self, /)"),
        MethodDef::new(
            "get_context",
            NativeCode::NoArgs(|_, v| Ok(this!(v, FutureObj).context.get())),
        )
        .sig("($self, /)"),
    ],
    getset: &[
        GetSetDef::new(
            "_log_destroy_pending",
            |_, v| Ok(Value::bool(this!(v, FutureObj).logs_pending.get())),
            |cx, v, to| {
                let to = kept(cx, to)?;
                let to = cx.truth(to)?;
                this!(v, FutureObj).logs_pending.set(to);
                Ok(())
            },
        ),
        GetSetDef::readonly("_must_cancel", |_, v| {
            Ok(Value::bool(this!(v, FutureObj).must_cancel.get()))
        }),
        GetSetDef::readonly("_coro", coroutine),
        GetSetDef::readonly("_fut_waiter", |_, v| {
            Ok(this!(v, FutureObj).waits_for.get().unwrap_or(Value::NONE))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature {
        name: "Task",
        params: &["coro", "loop", "name", "context", "eager_start"],
        pos_only: 0,
        pos_max: 1,
        required: 1,
    };
    let [coroutine, event_loop, name, context, eager] = args.bind(cx, &SIGNATURE)?;
    let some = |v: Option<Value>| v.filter(|v| !v.is_none());
    let eager = match eager {
        Some(eager) => cx.truth(eager)?,
        None => false,
    };
    let t = this!(v, FutureObj);
    task::start(
        cx,
        t,
        coroutine.unwrap_or(Value::NONE),
        some(event_loop),
        some(name),
        some(context),
        eager,
    )
}

fn cancel(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [message] = args.bind(cx, &Signature::plain("cancel", &["msg"], 0))?;
    Ok(Value::bool(task::cancel(cx, this!(v, FutureObj), message.unwrap_or(Value::NONE))?))
}

fn uncancel(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let t = this!(v, FutureObj);
    if t.cancels.get() > 0 {
        t.cancels.set(t.cancels.get() - 1);
        if t.cancels.get() == 0 {
            t.must_cancel.set(false);
        }
    }
    Ok(Value::small(t.cancels.get()))
}

fn coroutine(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(this!(v, FutureObj).coroutine.get().unwrap_or(Value::NONE))
}

fn set_name(cx: &mut Ctx, v: Value, name: Value) -> PyResult<Value> {
    let name = text(cx, name)?;
    this!(v, FutureObj).name.set(Some(name));
    Ok(Value::NONE)
}

/// A name as a string.
pub(super) fn text(cx: &mut Ctx, name: Value) -> PyResult<Value> {
    match name.cast::<StrObj>().filter(|s| s.is_exact()) {
        Some(_) => Ok(name),
        None => Ok(cx.str_of(name)?.into()),
    }
}

fn get_stack(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature { name: "get_stack", params: &["limit"], pos_only: 0, pos_max: 0, required: 0 };
    let [limit] = args.bind(cx, &SIGNATURE)?;
    let function = cx.asyncio_part(Part::TaskGetStack)?;
    cx.call(function, &[v, limit.unwrap_or(Value::NONE)])
}

fn print_stack(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "print_stack",
        params: &["limit", "file"],
        pos_only: 0,
        pos_max: 0,
        required: 0,
    };
    let [limit, file] = args.bind(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    let function = cx.asyncio_part(Part::TaskPrintStack)?;
    cx.call(function, &[v, limit, file])
}
