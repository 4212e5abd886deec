//! The attributes of frame objects.

use super::{FrameObj, proxy};
use crate::monitor;
use crate::types::generator::{self, GenState, GeneratorObj};
use std::cell::Cell;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::GetSetDef;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// The table.
pub(super) static ATTRS: &[GetSetDef] = &[
    GetSetDef::readonly("f_code", |_, v| Ok(this(v).code.get().into())),
    GetSetDef::readonly("f_globals", |_, v| Ok(this(v).func.get().globals.get().into())),
    GetSetDef::readonly("f_builtins", |_, v| Ok(this(v).func.get().builtins.get().into())),
    GetSetDef::readonly("f_locals", |cx, v| {
        let frame = this(v);
        match frame.namespace.get() {
            Some(namespace) => Ok(namespace),
            None => proxy::make(cx, frame),
        }
    }),
    GetSetDef::readonly("f_back", back),
    GetSetDef::readonly("f_lasti", |_, v| {
        let frame = this(v);
        Ok(Value::len(frame.code.get().instruction_start(frame.unit()) * 2))
    }),
    GetSetDef::new(
        "f_lineno",
        |_, v| Ok(this(v).line().map_or(Value::NONE, Value::small)),
        |cx, v, to| match to {
            Some(to) => monitor::jump::set_line(cx, this(v), to),
            None => raise!(cx, AttributeError, "cannot delete attribute"),
        },
    ),
    GetSetDef::readonly("f_generator", |_, v| Ok(this(v).generator.get().unwrap_or(Value::NONE))),
    GetSetDef::new(
        "f_trace",
        |_, v| Ok(this(v).trace.get().unwrap_or(Value::NONE)),
        |cx, v, to| {
            this(v).trace.set(to.filter(|t| !t.is_none()));
            monitor::traces_opcodes(cx, this(v));
            Ok(())
        },
    ),
    GetSetDef::new(
        "f_trace_lines",
        |_, v| Ok(Value::bool(this(v).trace_lines.get())),
        |cx, v, to| set_flag(cx, &this(v).trace_lines, to),
    ),
    GetSetDef::new(
        "f_trace_opcodes",
        |_, v| Ok(Value::bool(this(v).trace_opcodes.get())),
        |cx, v, to| {
            set_flag(cx, &this(v).trace_opcodes, to)?;
            monitor::traces_opcodes(cx, this(v));
            Ok(())
        },
    ),
];

fn set_flag(cx: &mut Ctx, flag: &Cell<bool>, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(to) if to == Value::TRUE || to == Value::FALSE => flag.set(to == Value::TRUE),
        Some(_) => raise!(cx, TypeError, "attribute value type must be bool"),
        None => raise!(cx, TypeError, "can't delete numeric/char attribute"),
    }
    Ok(())
}

pub(super) fn this(v: Value) -> Gc<FrameObj> {
    let frame: Gc<FrameObj> = v.cast().expect("attribute of `frame`");
    if let Some(g) = frame.generator.get().and_then(|g| g.cast::<GeneratorObj>()) {
        generator::settle(g);
    }
    frame
}

fn back(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let frame = this(v);
    let below = match frame.live() {
        Some(live) => match live.prev() {
            Some(prev) => Some(super::of(cx, prev)?),
            None => None,
        },
        None => frame.back.get(),
    };
    Ok(below.map_or(Value::NONE, Value::from))
}

pub(super) fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let frame = this(v);
    let code = frame.code.get();
    let text = format!(
        "<frame at {:#x}, file '{}', line {}, code {}>",
        v.bits(),
        code.filename.get(),
        frame.line().unwrap_or(code.first_line),
        code.name.get()
    );
    Ok(cx.str(&text)?.into())
}

/// `frame.clear()`: an ended frame drops its variables, a suspended generator is closed.
pub(super) fn clear(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let frame = this(v);
    if frame.live().is_some() {
        let owner = frame.generator.get().and_then(|g| g.cast::<GeneratorObj>());
        match owner {
            Some(g) if generator::state_of(g) != GenState::Running => {
                generator::close(cx, g)?;
            }
            Some(_) | None => raise!(cx, RuntimeError, "cannot clear an executing frame"),
        }
    }
    frame.saved.set(None);
    Ok(Value::NONE)
}
