//! Continuing a generator from native code: `send`, `throw` and `close`.

use super::{
    GenState, GeneratorObj, is_async, is_coroutine, is_delegated_to, repr, settle, state_of,
    suspend, wake, yield_from,
};
use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::frame::layout::{depth_of, flags, meta};
use crate::frame::push::too_deep;
use crate::interp::dispatch::run_frame;
use crate::interp::state::Vm;
use crate::interp::unwind;
use crate::monitor::{Event, raising};
use crate::tier::continued::{self, Came};
use crate::tier::entry::is_stack_short;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::{Exc, ExceptionObj};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::slots::Sent;
use taipan_runtime::ops::send::stop_iteration_value;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

fn kind(g: Gc<GeneratorObj>) -> &'static str {
    if is_coroutine(g) {
        "coroutine"
    } else if is_async(g) {
        "async generator"
    } else {
        "generator"
    }
}

/// Sends a value.
pub fn resume(cx: &mut Ctx, g: Gc<GeneratorObj>, sent: Value) -> PyResult<Sent> {
    if g.state.get() == GenState::Linked {
        settle(g);
    }
    match g.state.get() {
        GenState::Running | GenState::Linked => {
            raise!(cx, ValueError, "{} already executing", kind(g))
        }
        GenState::Finished if is_coroutine(g) => {
            raise!(cx, RuntimeError, "cannot reuse already awaited coroutine")
        }
        GenState::Finished => Ok(Sent::Returned(Value::NONE)),
        GenState::Created if !sent.is_none() => {
            raise!(cx, TypeError, "can't send non-None value to a just-started {}", kind(g))
        }
        _ => enter(cx, g, Some(sent)),
    }
}

/// Runs the generator in a nested loop; without a value it starts with the exception in flight.
fn enter(cx: &mut Ctx, g: Gc<GeneratorObj>, sent: Option<Value>) -> PyResult<Sent> {
    let vm = Vm::of(cx);
    let depth = vm.frame().map_or(0, Frame::depth);
    if !vm.has_room(cx, g.code.get(), depth) {
        return Err(too_deep(cx));
    }
    cx.check_stack()?;
    let inner = link(cx, vm, g, vm.frame(), meta(flags::GENERATOR | flags::ENTRY, 0, depth + 1));
    let mut sp = inner.sp.get();
    if let Some(v) = sent {
        sp = repr::push_sent(sp, v);
        if inner.code.get().resume.get() != 0 && !is_stack_short(cx) {
            return run_compiled(cx, vm, g, inner);
        }
    } else if let Some(thrown) = cx.exception_in_flight()
        && let Some(handled) = inner.handled.exc.get()
    {
        // What the caller handles is not its context.
        thrown.link_context(handled);
    }
    if sent.is_none() && vm.monitor.is_active() {
        vm.fp.set(inner.frame().fp());
        let next = inner.frame().last_unit().map_or(0, |unit| unit + 1);
        vm.monitor.thrown_into.set(inner.frame().fp());
        raising::tell_at(cx, vm, inner.frame(), next, Event::Throw);
    }
    let v = run_frame(cx, vm, inner.frame(), sp, sent.is_none())?;
    Ok(if g.is_finished() { Sent::Returned(v) } else { Sent::Yielded(v) })
}

/// Links a generator's frame on `below`, with these flags. What goes on is the generator that it gives back,
/// the last that this one delegates to.
#[inline]
pub(crate) fn link(
    cx: &Ctx,
    vm: &Vm,
    g: Gc<GeneratorObj>,
    below: Option<Frame>,
    meta: u64,
) -> Gc<GeneratorObj> {
    let leaf = match g.state.get() {
        GenState::Delegating => wake(cx, vm, g, depth_of(meta) - 1),
        _ => None,
    };
    let frame = g.frame();
    frame.set_meta(meta);
    frame.set_prev(below);
    g.state.set(GenState::Running);
    g.handled.prev.set(vm.handled.get());
    let inner = leaf.unwrap_or(g);
    vm.handled.set(&raw const inner.handled);
    inner
}

/// Continues a suspended generator with None, in machine code if there is some, on the running frame `below`;
/// there is room.
#[inline]
pub(crate) fn continue_compiled(
    cx: &mut Ctx,
    vm: &Vm,
    g: Gc<GeneratorObj>,
    below: Frame,
) -> PyResult<Sent> {
    let entry = meta(flags::GENERATOR | flags::ENTRY, 0, below.depth() + 1);
    let inner = link(cx, vm, g, Some(below), entry);
    repr::push_sent(inner.sp.get(), Value::NONE);
    run_compiled(cx, vm, g, inner)
}

/// Continues `inner`, which is the generator `g` or the last that it delegates to, in machine code; what that
/// leaves the interpreter does. The frames are linked, and the value that was sent is on top.
#[inline]
fn run_compiled(
    cx: &mut Ctx,
    vm: &Vm,
    g: Gc<GeneratorObj>,
    inner: Gc<GeneratorObj>,
) -> PyResult<Sent> {
    let (sp, raising) = match continued::run(cx, vm, inner) {
        Came::Yielded(leaf, v) => {
            if is_delegated_to(leaf) {
                suspend(cx, vm, leaf);
            }
            vm.handled.set(g.handled.prev.get());
            let frame = g.frame();
            vm.fp.set(frame.prev().map_or(std::ptr::null_mut(), Frame::fp));
            frame.set_prev(None);
            return Ok(Sent::Yielded(v));
        }
        Came::Returned(frame, v) => {
            unwind::leave(cx, vm, frame);
            if frame == g.frame() {
                return Ok(Sent::Returned(v));
            }
            (continued::end_send(frame, v), false)
        }
        Came::Exit { sp } => (sp, false),
        Came::Raised => (std::ptr::null_mut(), true),
    };
    let inner = vm.frame().unwrap_or(g.frame());
    let v = run_frame(cx, vm, inner, sp, raising)?;
    Ok(if g.is_finished() { Sent::Returned(v) } else { Sent::Yielded(v) })
}

/// The receiver of a delegation: a generator suspended in one stands before a `RESUME` that says so.
pub(super) fn delegate(g: Gc<GeneratorObj>) -> Option<Value> {
    let code = g.code.get();
    let next = g.frame().last_unit()? + 1;
    let unit = code.unit(next);
    let op = Opcode::from_u8(unit as u8)?;
    // RESUME 2 is behind `yield from`, 3 behind `await`.
    (op.head() == Opcode::RESUME && unit >> 8 & 3 >= 2).then(|| repr::top_of(g)).flatten()
}

/// Raises an exception in the generator.
pub fn throw(cx: &mut Ctx, g: Gc<GeneratorObj>, exc: Gc<ExceptionObj>) -> PyResult<Sent> {
    if state_of(g) == GenState::Running {
        raise!(cx, ValueError, "{} already executing", kind(g))
    }
    if let Some(sub) = yield_from(g) {
        if let Some(through) = throw_into(cx, g, sub, exc)? {
            return Ok(through);
        }
        return match cx.exception_in_flight() {
            Some(_) => enter(cx, g, None),
            None => throw_here(cx, g, exc),
        };
    }
    throw_here(cx, g, exc)
}

fn throw_here(cx: &mut Ctx, g: Gc<GeneratorObj>, exc: Gc<ExceptionObj>) -> PyResult<Sent> {
    match g.state.get() {
        GenState::Finished if is_coroutine(g) => {
            raise!(cx, RuntimeError, "cannot reuse already awaited coroutine")
        }
        GenState::Finished => Err(cx.reraise(exc)),
        _ => {
            let _ = cx.reraise(exc);
            enter(cx, g, None)
        }
    }
}

/// Throws into what `g` delegates to. A yield goes through. `None` with an exception in flight: that
/// one goes on in `g`. `None` without: the sub-iterator cannot take it, `g` gets the original.
fn throw_into(
    cx: &mut Ctx,
    g: Gc<GeneratorObj>,
    sub: Value,
    exc: Gc<ExceptionObj>,
) -> PyResult<Option<Sent>> {
    let exit = cx.exc_ty(Exc::GeneratorExit);
    g.state.set(GenState::Running);
    let outcome = if cx.type_of(exc.into()).is_subtype(exit) {
        close_value(cx, sub).map(|()| None)
    } else {
        throw_value(cx, sub, exc)
    };
    g.state.set(GenState::Suspended);
    match outcome {
        Ok(Some(Sent::Yielded(v))) => Ok(Some(Sent::Yielded(v))),
        Ok(Some(Sent::Returned(v))) => {
            // `CLEANUP_THROW` of `g` takes the value out of the exception again.
            let _ = stop_iteration(cx, v);
            Ok(None)
        }
        Ok(None) | Err(_) => Ok(None),
    }
}

/// `StopIteration(v)` in flight.
pub(super) fn stop_iteration(cx: &mut Ctx, v: Value) -> taipan_runtime::ctx::Raised {
    if v.is_none() {
        cx.raise_args(Exc::StopIteration, &[])
    } else {
        cx.raise_args(Exc::StopIteration, &[v])
    }
}

fn throw_value(cx: &mut Ctx, sub: Value, exc: Gc<ExceptionObj>) -> PyResult<Option<Sent>> {
    if let Some(inner) = sub.cast::<GeneratorObj>() {
        return throw(cx, inner, exc).map(Some);
    }
    let name = cx.intern("throw")?;
    match cx.getattr_opt(sub, name)? {
        Some(method) => {
            let v = cx.call(method, &[exc.into()])?;
            Ok(Some(Sent::Yielded(v)))
        }
        None => Ok(None),
    }
}

fn close_value(cx: &mut Ctx, sub: Value) -> PyResult<()> {
    if let Some(inner) = sub.cast::<GeneratorObj>() {
        return close(cx, inner).map(|_| ());
    }
    let name = cx.intern("close")?;
    if let Some(method) = cx.getattr_opt(sub, name)? {
        cx.call(method, &[])?;
    }
    Ok(())
}

/// `g.close()`: the return value, if it returned one.
pub fn close(cx: &mut Ctx, g: Gc<GeneratorObj>) -> PyResult<Value> {
    match state_of(g) {
        GenState::Running => raise!(cx, ValueError, "{} already executing", kind(g)),
        GenState::Finished => return Ok(Value::NONE),
        GenState::Created => {
            finish_unstarted(cx, g);
            return Ok(Value::NONE);
        }
        _ => {}
    }
    let exc = cx.new_exception(Exc::GeneratorExit, &[])?;
    match throw(cx, g, exc) {
        Ok(Sent::Yielded(_)) => raise!(cx, RuntimeError, "{} ignored GeneratorExit", kind(g)),
        Ok(Sent::Returned(v)) => Ok(v),
        Err(raised) => {
            if cx.exception_is(Exc::StopIteration) {
                let exc = cx.take_exception();
                return Ok(stop_iteration_value(exc.into()));
            }
            if cx.exception_is(Exc::GeneratorExit) {
                cx.clear_exception();
                return Ok(Value::NONE);
            }
            Err(raised)
        }
    }
}

fn finish_unstarted(cx: &mut Ctx, g: Gc<GeneratorObj>) {
    crate::types::frame::detach(cx, g.frame());
    g.state.set(GenState::Finished);
}
