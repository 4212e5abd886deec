//! `types.GeneratorType` and `types.CoroutineType`; async generators are in `async_gen`.
mod chain;
mod methods;
mod repr;
mod resume;

pub(crate) use chain::{is_delegated_to, leaf_ended, settle, state_of, suspend, wake};
pub(crate) use methods::{ASYNC_ATTRS, repr as repr_of};
pub use repr::{FP_OFFSET, GenState, GeneratorObj, SP_FROM_FRAME, STATE_FROM_FRAME};
pub(crate) use repr::{of_frame, push_sent, receiver_of, remember, sent_sp, take_sent};
pub use resume::{close, resume, throw};
pub(crate) use resume::{continue_compiled, link};

use super::code::CodeObj;
use super::function::FunctionObj;
use super::{layouts, table};
use crate::frame::Frame;
use crate::frame::layout::{Slot, flags, meta};
use taipan_frontend::code_flags;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use taipan_runtime::object::native::{MethodDef, NativeCode, TypeSpec};
use taipan_runtime::object::slots::SlotTable;
use taipan_runtime::value::Value;

/// The shape of every plain generator.
pub const GENERATOR_SHAPE: ShapeId = table::GENERATOR.shape();

/// Generators.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(methods::repr),
        iter: Some(|_, v| Ok(v)),
        next: Some(methods::next),
        send: Some(methods::send_slot),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    getset: methods::GENERATOR_ATTRS,
    ..TypeSpec::EMPTY
};

/// Coroutines.
pub static COROUTINE_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(methods::repr),
        await_: Some(methods::await_),
        send: Some(methods::send_slot),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    getset: methods::COROUTINE_ATTRS,
    ..TypeSpec::EMPTY
};

/// `coroutine.__await__()`.
pub static AWAIT_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        iter: Some(|_, v| Ok(v)),
        next: Some(|cx, v| methods::next(cx, wrapped(v))),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("send", NativeCode::O(|cx, v, x| methods::send(cx, wrapped(v), x))),
        MethodDef::new(
            "throw",
            NativeCode::Fast(|cx, v, args| methods::throw(cx, wrapped(v), args)),
        ),
        MethodDef::new("close", NativeCode::NoArgs(|cx, v| methods::close(cx, wrapped(v)))),
    ],
    ..TypeSpec::EMPTY
};

/// The iterator of `coroutine.__await__()`.
#[repr(C)]
pub struct AwaitObj {
    hdr: Header,
    /// The coroutine.
    pub coroutine: Field<Value>,
}

// SAFETY: `AwaitObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for AwaitObj {
    const LAYOUT: LayoutId = layouts::COROUTINE_WRAPPER;
}

impl Trace for AwaitObj {
    fn trace(&self, m: &mut Marker) {
        self.coroutine.trace(m);
    }
}

impl AwaitObj {
    fn new(coroutine: Value) -> AwaitObj {
        let hdr = Header::new(table::COROUTINE_WRAPPER.shape(), layouts::COROUTINE_WRAPPER);
        AwaitObj { hdr, coroutine: Field::new(coroutine) }
    }
}

fn wrapped(v: Value) -> Value {
    v.cast::<AwaitObj>().map_or(v, |w| w.coroutine.get())
}

/// Whether this is an async generator.
#[inline(always)]
pub fn is_async(g: Gc<GeneratorObj>) -> bool {
    g.hdr.shape.get() == table::ASYNC_GENERATOR.shape()
}

/// Whether this is a plain generator.
#[inline(always)]
pub fn is_plain(g: Gc<GeneratorObj>) -> bool {
    g.hdr.shape.get() == table::GENERATOR.shape()
}

/// Whether this is a coroutine.
#[inline(always)]
pub fn is_coroutine(g: Gc<GeneratorObj>) -> bool {
    g.hdr.shape.get() == table::COROUTINE.shape()
}

/// `RETURN_GENERATOR`: a generator that goes on where the frame is. The frame may then be dropped.
#[inline(never)]
pub(crate) fn make(cx: &mut Ctx, frame: Frame, sp: *mut Slot) -> PyResult<Value> {
    let g = repr::new_generator(cx, shape_for(frame.code()), frame, sp)?;
    let inside = g.frame();
    inside.set_prev(None);
    inside.set_meta(meta(flags::GENERATOR, 0, 0));
    if let Some(object) = frame.frame_obj() {
        object.moved_to(inside, g.into());
        frame.set_frame_obj(None);
    }
    Ok(g.into())
}

/// A coroutine that nobody awaited goes: a `RuntimeWarning`, as CPython's finalizer gives it. Raises nothing but what a
/// limit of the program raises meanwhile.
#[cold]
#[inline(never)]
pub(crate) fn never_awaited(cx: &mut Ctx, g: Gc<GeneratorObj>) -> PyResult<()> {
    let warned = (cx.hooks.import)(cx, "warnings").and_then(|warnings| {
        let warn = cx.intern("_warn_unawaited_coroutine")?;
        cx.call_method(warnings, warn, &[g.into()])
    });
    if let Err(raised) = warned {
        if cx.exception_is(Exc::LimitExceeded) {
            return Err(raised);
        }
        cx.write_unraisable("Exception ignored while finalizing coroutine", g.into());
    }
    // One that was not started cannot fail to close.
    let _ = close(cx, g);
    Ok(())
}

/// The generator that a call of a function with these arguments makes, which fit exactly: its code stands at
/// unit `start` then.
pub(crate) fn make_by_call(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    args: &[Value],
    start: usize,
) -> PyResult<Value> {
    let shape = shape_for(func.code.get());
    Ok(repr::new_of_call(cx, shape, func, args, start)?.into())
}

/// The shape of what calls of this code make.
fn shape_for(code: Gc<CodeObj>) -> ShapeId {
    let ty = if code.has(code_flags::COROUTINE) {
        table::COROUTINE
    } else if code.has(code_flags::ASYNC_GENERATOR) {
        table::ASYNC_GENERATOR
    } else {
        table::GENERATOR
    };
    ty.shape()
}

/// What a suspended generator delegates to (`gi_yieldfrom`, `cr_await`).
pub fn yield_from(g: Gc<GeneratorObj>) -> Option<Value> {
    if state_of(g) != GenState::Suspended {
        return None;
    }
    resume::delegate(g)
}
