//! The methods and attributes of generators and coroutines.

use super::resume::stop_iteration;
use super::{AwaitObj, GenState, GeneratorObj, is_coroutine, resume, settle, state_of, yield_from};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{GetSetDef, MethodDef, NativeCode};
use taipan_runtime::object::slots::Sent;
use taipan_runtime::ops::send::Thrower;
use taipan_runtime::raise;
use taipan_runtime::types::generic_alias::class_getitem;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

pub(super) static METHODS: &[MethodDef] = &[
    MethodDef::new("send", NativeCode::O(send)).doc("send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration."),
    MethodDef::new("throw", NativeCode::Fast(throw)),
    MethodDef::new("close", NativeCode::NoArgs(close)).doc("close() -> raise GeneratorExit inside generator."),
    MethodDef::class("__class_getitem__", NativeCode::O(class_getitem)),
];

macro_rules! attrs {
    ($frame:literal $code:literal $running:literal $suspended:literal $from:literal $($more:expr)*) => {
        &[
            GetSetDef::new("__name__", |_, v| Ok(this(v).name.get().into()), |cx, v, to| {
                this(v).name.set(expect_str(cx, to, "__name__")?);
                Ok(())
            }),
            GetSetDef::new("__qualname__", |_, v| Ok(this(v).qualname.get().into()), |cx, v, to| {
                this(v).qualname.set(expect_str(cx, to, "__qualname__")?);
                Ok(())
            }),
            GetSetDef::readonly($frame, frame),
            GetSetDef::readonly($code, |_, v| Ok(this(v).code.get().into())),
            GetSetDef::readonly($running, |_, v| Ok(Value::bool(state_of(this(v)) == GenState::Running))),
            GetSetDef::readonly($suspended, |_, v| Ok(Value::bool(state_of(this(v)) == GenState::Suspended))),
            GetSetDef::readonly($from, |_, v| Ok(yield_from(this(v)).unwrap_or(Value::NONE))),
            $($more,)*
        ]
    };
}

pub(super) static GENERATOR_ATTRS: &[GetSetDef] =
    attrs!("gi_frame" "gi_code" "gi_running" "gi_suspended" "gi_yieldfrom");

pub(super) static COROUTINE_ATTRS: &[GetSetDef] = attrs!(
    "cr_frame" "cr_code" "cr_running" "cr_suspended" "cr_await"
    GetSetDef::readonly("cr_origin", |_, _| Ok(Value::NONE))
);

/// Attributes of async generators; `ag_running` is about their `asend`.
pub(crate) static ASYNC_ATTRS: &[GetSetDef] = attrs!(
    "ag_frame" "ag_code" "_ag_executing" "ag_suspended" "ag_await"
    GetSetDef::readonly("ag_running", |_, v| Ok(Value::bool(this(v).running_async.get())))
);

fn this(v: Value) -> Gc<GeneratorObj> {
    v.cast().expect("method of a generator")
}

fn expect_str(cx: &mut Ctx, v: Option<Value>, what: &str) -> PyResult<Gc<StrObj>> {
    match v.and_then(|v| v.cast::<StrObj>()) {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "{what} must be set to a string object"),
    }
}

fn frame(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let g = this(v);
    if g.is_finished() {
        return Ok(Value::NONE);
    }
    settle(g);
    Ok(crate::types::frame::of(cx, g.frame())?.into())
}

pub(crate) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = cx.type_name(v);
    let text = format!("<{ty} object {} at {:#x}>", this(v).qualname.get(), v.bits());
    Ok(cx.str(&text)?.into())
}

/// `tp_iternext`: a plain return is exhaustion, a value comes as `StopIteration(value)`.
pub(super) fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    match resume(cx, this(v), Value::NONE)? {
        Sent::Yielded(v) => Ok(Some(v)),
        Sent::Returned(v) if v.is_none() => Ok(None),
        Sent::Returned(v) => Err(stop_iteration(cx, v)),
    }
}

fn yielded(cx: &mut Ctx, how: Sent) -> PyResult<Value> {
    match how {
        Sent::Yielded(v) => Ok(v),
        Sent::Returned(v) => Err(stop_iteration(cx, v)),
    }
}

pub(super) fn send_slot(cx: &mut Ctx, v: Value, sent: Value) -> PyResult<Sent> {
    resume(cx, this(v), sent)
}

pub(super) fn send(cx: &mut Ctx, v: Value, sent: Value) -> PyResult<Value> {
    let how = resume(cx, this(v), sent)?;
    yielded(cx, how)
}

pub(super) fn throw(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let exc = cx.thrown(args, Thrower::Generator)?;
    let how = super::throw(cx, this(v), exc)?;
    yielded(cx, how)
}

pub(super) fn close(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    super::close(cx, this(v))
}

pub(super) fn await_(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    debug_assert!(is_coroutine(this(v)));
    Ok(cx.alloc(AwaitObj::new(v))?.into())
}
