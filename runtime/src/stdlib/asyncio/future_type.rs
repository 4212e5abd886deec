//! The class `Future`.

use super::future::{self, FutureObj, Stage};
use super::library::Part;
use super::{awaited_by, future_iter};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::value::Value;
use crate::{raise, this};

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "This class is *almost* compatible with concurrent.futures.Future.\n\n    \
          Differences:\n\n    \
          - result() and exception() do not take a timeout argument and\n      \
          raise an exception when the future isn't done yet.\n\n    \
          - Callbacks registered with add_done_callback() are always called\n      \
          via the event loop's call_soon_threadsafe().\n\n    \
          - This class is not compatible with the wait() and as_completed()\n      \
          methods in the concurrent.futures package.",
    signature: "(*, loop=None)",
    slots: SlotTable {
        new: Some(|cx, class, _| make(cx, class, false)),
        init: Some(init),
        repr: Some(|cx, v| shown(cx, v, Part::FutureRepr)),
        iter: Some(future_iter::make),
        await_: Some(future_iter::make),
        del: Some(|cx, v| del(cx, v).map(|()| Value::NONE)),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    getset: ATTRIBUTES,
    ..TypeSpec::EMPTY
};

const METHODS: &[MethodDef] = &[
    MethodDef::new("result", NativeCode::NoArgs(result))
        .sig("($self, /)")
        .doc("Return the result this future represents."),
    MethodDef::new("exception", NativeCode::NoArgs(exception))
        .sig("($self, /)")
        .doc("Return the exception that was set on this future."),
    MethodDef::new("set_result", NativeCode::O(set_result))
        .sig("($self, result, /)")
        .doc("Mark the future done and set its result."),
    MethodDef::new("set_exception", NativeCode::O(set_exception))
        .sig("($self, exception, /)")
        .doc("Mark the future done and set an exception."),
    MethodDef::new("add_done_callback", NativeCode::FastKw(add_done_callback))
        .sig("($self, fn, /, *, context=<unrepresentable>)")
        .doc("Add a callback to be run when the future becomes done."),
    MethodDef::new(
        "remove_done_callback",
        NativeCode::O(|cx, v, callback| {
            let removed = future::remove_callback(cx, this!(v, FutureObj), callback)?;
            Ok(Value::small(removed))
        }),
    )
    .sig("($self, fn, /)")
    .doc("Remove all instances of a callback from the \"call when done\" list."),
    MethodDef::new("cancel", NativeCode::FastKw(cancel))
        .sig("($self, /, msg=None)")
        .doc("Cancel the future and schedule callbacks."),
    MethodDef::new(
        "cancelled",
        NativeCode::NoArgs(|_, v| {
            Ok(Value::bool(this!(v, FutureObj).stage.get() == Stage::Cancelled))
        }),
    )
    .sig("($self, /)")
    .doc("Return True if the future was cancelled."),
    MethodDef::new("done", NativeCode::NoArgs(done))
        .sig("($self, /)")
        .doc("Return True if the future is done."),
    MethodDef::new(
        "get_loop",
        NativeCode::NoArgs(|cx, v| future::event_loop(cx, this!(v, FutureObj))),
    )
    .sig("($self, /)")
    .doc("Return the event loop the Future is bound to."),
    MethodDef::new(
        "_make_cancelled_error",
        NativeCode::NoArgs(|cx, v| future::cancelled_error(cx, this!(v, FutureObj))),
    )
    .sig("($self, /)")
    .doc("Create the CancelledError to raise if the Future is cancelled."),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(crate::types::generic_alias::class_getitem),
    ),
];

const ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef::readonly("_state", state),
    GetSetDef::new(
        "_asyncio_future_blocking",
        |cx, v| {
            let f = this!(v, FutureObj);
            future::event_loop(cx, f)?;
            Ok(Value::bool(f.is_blocking.get()))
        },
        |cx, v, to| {
            let to = kept(cx, to)?;
            let to = cx.truth(to)?;
            let f = this!(v, FutureObj);
            future::event_loop(cx, f)?;
            f.is_blocking.set(to);
            Ok(())
        },
    ),
    GetSetDef::readonly("_loop", |_, v| {
        Ok(this!(v, FutureObj).event_loop.get().unwrap_or(Value::NONE))
    }),
    GetSetDef::readonly("_callbacks", |cx, v| {
        let f = this!(v, FutureObj);
        future::event_loop(cx, f)?;
        future::callbacks(cx, f)
    }),
    GetSetDef::readonly("_result", |cx, v| outcome(cx, v, Stage::Finished)),
    GetSetDef::readonly("_exception", |cx, v| outcome(cx, v, Stage::Failed)),
    GetSetDef::new(
        "_log_traceback",
        |cx, v| {
            let f = this!(v, FutureObj);
            future::event_loop(cx, f)?;
            Ok(Value::bool(f.logs_traceback.get()))
        },
        |cx, v, to| {
            let to = kept(cx, to)?;
            if cx.truth(to)? {
                raise!(cx, ValueError, "_log_traceback can only be set to False");
            }
            future::retrieved(cx, this!(v, FutureObj));
            Ok(())
        },
    ),
    GetSetDef::readonly("_source_traceback", |_, v| {
        Ok(this!(v, FutureObj).source_traceback.get().unwrap_or(Value::NONE))
    }),
    GetSetDef::new(
        "_cancel_message",
        |_, v| Ok(this!(v, FutureObj).cancel_message.get()),
        |cx, v, to| {
            let to = kept(cx, to)?;
            this!(v, FutureObj).cancel_message.set(to);
            Ok(())
        },
    ),
    GetSetDef::readonly("_asyncio_awaited_by", |cx, v| awaited_by::shown(cx, this!(v, FutureObj))),
];

/// What an attribute is set to; it cannot be deleted.
pub(super) fn kept(cx: &mut Ctx, to: Option<Value>) -> PyResult<Value> {
    match to {
        Some(to) => Ok(to),
        None => raise!(cx, AttributeError, "cannot delete attribute"),
    }
}

/// A new instance, which `__init__` has still to fill. Only what has something to tell at its end is registered
/// for that, when it has; a class with a `__del__` of its own is always.
pub(super) fn make(cx: &mut Ctx, class: Gc<TypeObj>, is_task: bool) -> PyResult<Value> {
    let f = cx.alloc_unregistered(class, |shape| future::blank(shape, is_task))?;
    if !future::is_finalized_natively(cx, f) {
        cx.heap.register_finalizable(f.into());
    }
    Ok(f.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if !args.pos.is_empty() {
        raise!(cx, TypeError, "Future() takes no positional arguments");
    }
    const SIGNATURE: Signature =
        Signature { name: "Future", params: &["loop"], pos_only: 0, pos_max: 0, required: 0 };
    let [event_loop] = args.bind(cx, &SIGNATURE)?;
    future::start(cx, this!(v, FutureObj), event_loop.filter(|v| !v.is_none()))
}

/// `repr`, as the library writes it.
pub(super) fn shown(cx: &mut Ctx, v: Value, by: Part) -> PyResult<Value> {
    future::event_loop(cx, this!(v, FutureObj))?;
    let function = cx.asyncio_part(by)?;
    cx.call(function, &[v])
}

/// `__del__`: an exception that nobody has seen is reported.
pub(super) fn del(cx: &mut Ctx, v: Value) -> PyResult<()> {
    let f = this!(v, FutureObj);
    if !f.logs_traceback.replace(false) {
        return Ok(());
    }
    let message = format!("{} exception was never retrieved", cx.type_of(v).name_str());
    let message = cx.str(&message)?.into();
    future::report(cx, f, &[("message", message), ("exception", f.outcome.get()), ("future", v)])
}

pub(super) fn result(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    initialized(cx, f)?;
    future::result(cx, f)
}

/// `result()` and `exception()` complain in their own way.
fn initialized(cx: &mut Ctx, f: Gc<FutureObj>) -> PyResult<()> {
    if f.event_loop.get().is_none() {
        return Err(cx.raise_invalid_state("Future object is not initialized."));
    }
    Ok(())
}

fn exception(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    initialized(cx, f)?;
    match f.stage.get() {
        Stage::Pending => Err(cx.raise_invalid_state("Exception is not set.")),
        Stage::Cancelled => future::result(cx, f),
        Stage::Finished => Ok(Value::NONE),
        Stage::Failed => {
            future::retrieved(cx, f);
            Ok(f.outcome.get())
        }
    }
}

fn set_result(cx: &mut Ctx, v: Value, result: Value) -> PyResult<Value> {
    future::set_result(cx, this!(v, FutureObj), result)?;
    Ok(Value::NONE)
}

fn set_exception(cx: &mut Ctx, v: Value, exception: Value) -> PyResult<Value> {
    future::set_exception(cx, this!(v, FutureObj), exception)?;
    Ok(Value::NONE)
}

fn add_done_callback(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "add_done_callback",
        params: &["fn", "context"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    if args.pos.len() != 1 {
        let n = args.pos.len();
        raise!(
            cx,
            TypeError,
            "add_done_callback() takes exactly 1 positional argument ({n} given)"
        );
    }
    let [callback, context] = args.bind(cx, &SIGNATURE)?;
    let context = match context {
        Some(context) => context,
        None => cx.copy_current_context()?.into(),
    };
    let f = this!(v, FutureObj);
    if f.event_loop.get().is_none() {
        raise!(cx, RuntimeError, "uninitialized Future object");
    }
    future::add_callback(cx, f, callback.unwrap_or(Value::NONE), context)?;
    Ok(Value::NONE)
}

fn cancel(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let [message] = args.bind(cx, &Signature::plain("cancel", &["msg"], 0))?;
    let f = this!(v, FutureObj);
    future::event_loop(cx, f)?;
    Ok(Value::bool(future::cancel(cx, f, message.unwrap_or(Value::NONE))?))
}

fn done(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    Ok(Value::bool(f.event_loop.get().is_some() && !f.is_pending()))
}

fn state(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    future::event_loop(cx, f)?;
    let name = match f.stage.get() {
        Stage::Pending => "PENDING",
        Stage::Cancelled => "CANCELLED",
        Stage::Finished | Stage::Failed => "FINISHED",
    };
    Ok(cx.intern(name)?.into())
}

/// The result or exception, if that is what there is.
fn outcome(cx: &mut Ctx, v: Value, when: Stage) -> PyResult<Value> {
    let f = this!(v, FutureObj);
    future::event_loop(cx, f)?;
    Ok(if f.stage.get() == when { f.outcome.get() } else { Value::NONE })
}
