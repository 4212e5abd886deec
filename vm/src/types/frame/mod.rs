//! `types.FrameType`.
mod attrs;
pub mod proxy;
mod repr;

pub use repr::{FrameObj, ProxyObj};

use super::table;
use crate::frame::Frame;
use crate::frame::layout::flags;
use crate::types::cell::CellObj;
use crate::types::code::CodeObj;
use crate::types::generator;
use taipan_frontend::local_kind;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::native::{MethodDef, NativeCode, TypeSpec};
use taipan_runtime::object::slots::SlotTable;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::value::Value;

/// The shape of every frame object.
pub const FRAME_SHAPE: ShapeId = table::FRAME.shape();

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Frame object.",
    slots: SlotTable { repr: Some(attrs::repr), ..SlotTable::EMPTY },
    methods: &[MethodDef::new("clear", NativeCode::NoArgs(attrs::clear))],
    getset: attrs::ATTRS,
    ..TypeSpec::EMPTY
};

/// The frame object of a live frame, made if there is none.
pub fn of(cx: &mut Ctx, frame: Frame) -> PyResult<Gc<FrameObj>> {
    if let Some(object) = frame.frame_obj() {
        return Ok(object);
    }
    let generator = frame.has(flags::GENERATOR).then(|| generator::of_frame(frame).into());
    let object = cx.alloc(FrameObj::of(frame, generator))?;
    frame.set_frame_obj(Some(object));
    if let Some(generator) = generator
        && let Some(generator) = generator.cast()
    {
        generator::remember(generator);
    }
    Ok(object)
}

/// The frame ends: its object keeps locals, position and the frame below. Without memory for that
/// it keeps less; the exception in flight stays as it is.
pub(crate) fn detach(cx: &mut Ctx, frame: Frame) {
    let Some(object) = frame.frame_obj() else { return };
    // Taken, not copied: what is dropped below is what went wrong here.
    let in_flight = cx.exception_in_flight().map(|_| cx.take_exception());
    let n = frame.code().locals_len();
    if let Ok(saved) = cx.value_array(n) {
        for i in 0..n {
            saved.set(i, frame.local(i));
        }
        object.saved.set(Some(saved));
    }
    object.last_unit.set(frame.last_unit().unwrap_or(0));
    if let Some(prev) = frame.prev()
        && cx.meter.keeps_frames()
    {
        object.back.set(of(cx, prev).ok());
    }
    cx.clear_exception();
    if let Some(exception) = in_flight {
        let _ = cx.reraise(exception);
    }
    object.detach();
    frame.set_frame_obj(None);
}

/// What variable `i` is, whose word this is: the content of its cell, if it has one.
fn content(code: Gc<CodeObj>, i: usize, raw: Option<Value>) -> Option<Value> {
    let is_shared = code.local_kind(i) & (local_kind::CELL | local_kind::FREE) != 0;
    match raw?.cast::<CellObj>() {
        Some(cell) if is_shared => cell.content.get(),
        _ => raw,
    }
}

impl FrameObj {
    /// The value of variable `i`, through its cell.
    pub(crate) fn variable(&self, i: usize) -> Option<Value> {
        let raw = match self.live() {
            Some(frame) => frame.local(i),
            None => self.saved.get().and_then(|s| s.get(i)),
        };
        content(self.code.get(), i, raw)
    }

    /// A code unit of the instruction that last ran.
    pub(crate) fn unit(&self) -> usize {
        match self.live() {
            Some(frame) => frame.last_unit().unwrap_or(0),
            None => self.last_unit.get(),
        }
    }

    /// The line that runs.
    pub(crate) fn line(&self) -> Option<i32> {
        self.code.get().lines_at(self.unit()).map(|l| l.line)
    }
}

/// `locals()` of a frame: its namespace, or a new dict of the bound variables.
pub fn locals(cx: &mut Ctx, object: Gc<FrameObj>) -> PyResult<Value> {
    if let Some(namespace) = object.namespace.get() {
        return Ok(namespace);
    }
    Ok(snapshot(cx, object)?.into())
}

fn snapshot(cx: &mut Ctx, object: Gc<FrameObj>) -> PyResult<Gc<DictObj>> {
    let dict = bound(cx, object.code.get(), |i| object.variable(i))?;
    if let Some(extra) = object.extra.get().and_then(|v| v.cast::<DictObj>()) {
        for e in extra.entries() {
            cx.dict_set(dict, e.key, e.value)?;
        }
    }
    Ok(dict)
}

/// A new dict of the bound variables of a running frame that has no object.
pub fn variables(cx: &mut Ctx, frame: Frame) -> PyResult<Gc<DictObj>> {
    bound(cx, frame.code(), |i| content(frame.code(), i, frame.local(i)))
}

fn bound(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    variable: impl Fn(usize) -> Option<Value>,
) -> PyResult<Gc<DictObj>> {
    let dict = cx.dict()?;
    for i in 0..code.locals_len() {
        if code.local_kind(i) & local_kind::HIDDEN != 0 {
            continue;
        }
        if let Some(v) = variable(i) {
            cx.dict_set_str(dict, code.local_name(i), v)?;
        }
    }
    Ok(dict)
}
