//! Async generators (PEP 525): `__anext__`, `asend`, `athrow`, `aclose`, and the awaitables that
//! they return.
//!
//! A value that the generator yields is wrapped (by an intrinsic) to tell it from a value that an
//! `await` inside it lets through.

use super::generator::{self, GenState, GeneratorObj};
use super::{layouts, table};
use crate::interp::state::Vm;
use std::cell::Cell;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use taipan_runtime::object::args::check_positional;
use taipan_runtime::object::native::{MethodDef, NativeCode, TypeSpec};
use taipan_runtime::object::slots::Sent;
use taipan_runtime::object::slots::SlotTable;
use taipan_runtime::ops::send::Thrower;
use taipan_runtime::raise;
use taipan_runtime::types::generic_alias::class_getitem;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A value yielded by an async generator.
#[repr(C)]
pub struct WrappedObj {
    hdr: Header,
    pub(super) value: Field<Value>,
}

// SAFETY: `WrappedObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for WrappedObj {
    const LAYOUT: LayoutId = layouts::ASYNC_WRAPPED;
}

impl Trace for WrappedObj {
    fn trace(&self, m: &mut Marker) {
        self.value.trace(m);
    }
}

/// The intrinsic that wraps.
pub(crate) fn wrap(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let hdr = Header::new(table::ASYNC_GEN_WRAPPED.shape(), layouts::ASYNC_WRAPPED);
    Ok(cx.alloc(WrappedObj { hdr, value: Field::new(v) })?.into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Send,
    Throw,
    Close,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Fresh,
    Running,
    Done,
}

/// What `asend()`, `athrow()` and `aclose()` return.
#[repr(C)]
pub struct StepObj {
    hdr: Header,
    pub(super) generator: Field<Gc<GeneratorObj>>,
    /// The value to send, or a tuple of the arguments of `athrow`.
    pub(super) argument: Field<Value>,
    pub(super) kind: Cell<Kind>,
    pub(super) stage: Cell<Stage>,
}

// SAFETY: `StepObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for StepObj {
    const LAYOUT: LayoutId = layouts::ASYNC_STEP;
}

impl Trace for StepObj {
    fn trace(&self, m: &mut Marker) {
        self.generator.trace(m);
        self.argument.trace(m);
    }
}

/// Async generators.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(generator_repr),
        aiter: Some(|_, v| Ok(v)),
        anext: Some(|cx, v| step(cx, v, Kind::Send, Value::NONE)),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::class("__class_getitem__", NativeCode::O(class_getitem)),
        MethodDef::new("asend", NativeCode::O(|cx, v, x| step(cx, v, Kind::Send, x))),
        MethodDef::new(
            "athrow",
            NativeCode::Fast(|cx, v, args| {
                cx.warn_of_throw("athrow", args)?;
                let args = cx.tuple(args)?;
                step(cx, v, Kind::Throw, args.into())
            }),
        ),
        MethodDef::new("aclose", NativeCode::NoArgs(|cx, v| step(cx, v, Kind::Close, Value::NONE))),
    ],
    getset: generator::ASYNC_ATTRS,
    ..TypeSpec::EMPTY
};

/// The awaitables.
pub static STEP_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        iter: Some(|_, v| Ok(v)),
        await_: Some(|_, v| Ok(v)),
        next: Some(|cx, v| send(cx, v, Value::NONE).map(Some)),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("send", NativeCode::O(send)),
        MethodDef::new("throw", NativeCode::Fast(throw)),
        MethodDef::new("close", NativeCode::NoArgs(close)),
    ],
    ..TypeSpec::EMPTY
};

/// The wrapper has no behaviour.
pub static WRAPPED_SPEC: TypeSpec = TypeSpec::EMPTY;

fn generator_repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    generator::repr_of(cx, v)
}

fn this(v: Value) -> Gc<StepObj> {
    v.cast().expect("method of an async generator's awaitable")
}

fn step(cx: &mut Ctx, v: Value, kind: Kind, argument: Value) -> PyResult<Value> {
    let g: Gc<GeneratorObj> = v.cast().expect("method of `async_generator`");
    if !g.hooks_done.get() {
        g.hooks_done.set(true);
        let vm = Vm::of(cx);
        g.finalizer.set(vm.asyncgen_hooks[1].get());
        if let Some(first) = vm.asyncgen_hooks[0].get() {
            cx.call(first, &[v])?;
        }
    }
    let ty = if kind == Kind::Send { table::ASYNC_GEN_ASEND } else { table::ASYNC_GEN_ATHROW };
    let hdr = Header::new(ty.shape(), layouts::ASYNC_STEP);
    let object = StepObj {
        hdr,
        generator: Field::new(g),
        argument: Field::new(argument),
        kind: Cell::new(kind),
        stage: Cell::new(Stage::Fresh),
    };
    Ok(cx.alloc(object)?.into())
}

/// The words of messages about this kind of awaitable.
fn names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Send => ("__anext__()/asend()", "asend(): asynchronous generator is already running"),
        Kind::Throw => ("aclose()/athrow()", "athrow(): asynchronous generator is already running"),
        Kind::Close => ("aclose()/athrow()", "aclose(): asynchronous generator is already running"),
    }
}

fn send(cx: &mut Ctx, v: Value, sent: Value) -> PyResult<Value> {
    let s = this(v);
    let g = s.generator.get();
    let kind = s.kind.get();
    match s.stage.get() {
        Stage::Done => {
            raise!(cx, RuntimeError, "cannot reuse already awaited {}", names(kind).0)
        }
        Stage::Running => {
            let how = generator::resume(cx, g, sent);
            return settle(cx, s, how);
        }
        Stage::Fresh => {}
    }
    if g.running_async.get() {
        s.stage.set(Stage::Done);
        raise!(
            cx,
            RuntimeError,
            "{}",
            if kind == Kind::Send {
                "anext(): asynchronous generator is already running"
            } else {
                names(kind).1
            }
        )
    }
    if kind != Kind::Send && g.closed.get() {
        s.stage.set(Stage::Done);
        return Err(cx.raise_args(
            if kind == Kind::Close { Exc::StopIteration } else { Exc::StopAsyncIteration },
            &[],
        ));
    }
    s.stage.set(Stage::Running);
    g.running_async.set(true);
    let how = match kind {
        Kind::Send => {
            let sent = if sent.is_none() { s.argument.get() } else { sent };
            if g.is_finished() {
                g.running_async.set(false);
                s.stage.set(Stage::Done);
                return Err(cx.raise_args(Exc::StopAsyncIteration, &[]));
            }
            generator::resume(cx, g, sent)
        }
        Kind::Throw => {
            let args: Gc<TupleObj> = s.argument.get().cast().expect("made by `athrow`");
            let args = args.items();
            check_positional(cx, "athrow", args.len(), 1, 3)?;
            match cx.exception_of_throw(args, Thrower::Generator) {
                Ok(exc) => generator::throw(cx, g, exc),
                Err(raised) => Err(raised),
            }
        }
        Kind::Close => {
            g.closed.set(true);
            if matches!(g.state.get(), GenState::Created | GenState::Finished) {
                generator::close(cx, g)?;
                g.running_async.set(false);
                s.stage.set(Stage::Done);
                return Err(cx.raise_args(Exc::StopIteration, &[]));
            }
            let exc = cx.new_exception(Exc::GeneratorExit, &[])?;
            generator::throw(cx, g, exc)
        }
    };
    settle(cx, s, how)
}

/// What the generator did, in terms of the awaitable: a wrapped value is the result
/// (`StopIteration(value)`), a bare one belongs to an `await` inside and goes through.
fn settle(cx: &mut Ctx, s: Gc<StepObj>, how: PyResult<Sent>) -> PyResult<Value> {
    let g = s.generator.get();
    let kind = s.kind.get();
    let outcome = match how {
        Ok(Sent::Yielded(v)) => match v.cast::<WrappedObj>() {
            None => return Ok(v),
            Some(_) if kind == Kind::Close => {
                Err(cx.raise(Exc::RuntimeError, "async generator ignored GeneratorExit"))
            }
            Some(w) => Err(cx.raise_args(Exc::StopIteration, &[w.value.get()])),
        },
        Ok(Sent::Returned(_)) if kind == Kind::Close => Err(cx.raise_args(Exc::StopIteration, &[])),
        Ok(Sent::Returned(_)) => Err(cx.raise_args(Exc::StopAsyncIteration, &[])),
        Err(raised) => {
            let expected =
                cx.exception_is(Exc::StopAsyncIteration) || cx.exception_is(Exc::GeneratorExit);
            if kind == Kind::Close && expected {
                cx.clear_exception();
                Err(cx.raise_args(Exc::StopIteration, &[]))
            } else {
                Err(raised)
            }
        }
    };
    if g.is_finished() {
        g.closed.set(true);
    }
    g.running_async.set(false);
    s.stage.set(Stage::Done);
    outcome
}

fn throw(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let s = this(v);
    if s.stage.get() == Stage::Done {
        raise!(cx, RuntimeError, "cannot reuse already awaited {}", names(s.kind.get()).0)
    }
    let exc = cx.thrown(args, Thrower::Generator)?;
    s.stage.set(Stage::Running);
    s.generator.get().running_async.set(true);
    let how = generator::throw(cx, s.generator.get(), exc);
    settle(cx, s, how)
}

fn close(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let s = this(v);
    if s.stage.get() == Stage::Running {
        let exc = cx.new_exception(Exc::GeneratorExit, &[])?;
        match throw(cx, v, &[exc.into()]) {
            Ok(_) => raise!(cx, RuntimeError, "coroutine ignored GeneratorExit"),
            Err(raised) => {
                let expected = [Exc::StopIteration, Exc::StopAsyncIteration, Exc::GeneratorExit];
                if !expected.iter().any(|&e| cx.exception_is(e)) {
                    return Err(raised);
                }
                cx.clear_exception();
            }
        }
    }
    s.stage.set(Stage::Done);
    Ok(Value::NONE)
}
