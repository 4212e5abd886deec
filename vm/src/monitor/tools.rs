//! The tools of `sys.monitoring`: what each wants to hear, and whom it has called.
//!
//! Names of tools and the checks of arguments are Python (`stdlib-image/native/_taipan_monitoring.py`).

use super::Event;
use super::event::EVENTS;
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use std::cell::Cell;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, Marker};
use taipan_runtime::value::Value;

/// Tools that programs can use.
pub(crate) const USER_TOOLS: usize = 6;

/// The number of a tool.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToolId(pub usize);

impl ToolId {
    /// All of them.
    pub fn all() -> impl DoubleEndedIterator<Item = ToolId> {
        (0..USER_TOOLS).map(ToolId)
    }
}

/// What tools want.
#[derive(Default)]
pub(super) struct Tools {
    /// Events in all code.
    global: [Cell<u32>; USER_TOOLS],
    callbacks: [[Cell<Option<Value>>; EVENTS]; USER_TOOLS],
    /// `sys.monitoring.DISABLE` and `MISSING`.
    pub disable: Cell<Option<Value>>,
    pub missing: Cell<Option<Value>>,
}

impl Tools {
    /// Whether any tool wants something of all code.
    pub fn has_global_events(&self) -> bool {
        self.global.iter().any(|events| events.get() != 0)
    }

    /// The events that a tool wants of all code.
    pub fn events(&self, tool: ToolId) -> u32 {
        self.global[tool.0].get()
    }

    /// Whom a tool has called.
    pub fn callback(&self, tool: ToolId, event: Event) -> &Cell<Option<Value>> {
        &self.callbacks[tool.0][event as usize]
    }

    /// Marks callbacks and markers.
    pub fn trace(&self, m: &mut Marker) {
        self.callbacks.iter().flatten().for_each(|callback| m.mark_option(callback.get()));
        m.mark_option(self.disable.get());
        m.mark_option(self.missing.get());
    }
}

/// Sets the events that a tool wants of all code.
pub(crate) fn set_events(cx: &mut Ctx, tool: ToolId, events: u32) -> PyResult<()> {
    let vm = Vm::of(cx);
    vm.monitor.tools.global[tool.0].set(events);
    super::changed(cx, vm)
}

/// Sets the events that a tool wants of this code, beyond those that it wants of all.
pub(crate) fn set_local_events(
    cx: &mut Ctx,
    tool: ToolId,
    code: Gc<CodeObj>,
    events: u32,
) -> PyResult<()> {
    let vm = Vm::of(cx);
    let patched =
        if events == 0 { vm.monitor.patched(code) } else { vm.monitor.patch(cx, code)? };
    if let Some(patched) = patched {
        patched.set_local_events(tool, events);
    }
    super::changed(cx, vm)
}

/// The events that a tool wants of this code, beyond those that it wants of all.
pub(crate) fn local_events(cx: &Ctx, tool: ToolId, code: Gc<CodeObj>) -> u32 {
    Vm::of(cx).monitor.patched(code).map_or(0, |patched| patched.local_events(tool))
}

/// Sets whom a tool has called for the event of this number; who was before.
pub(crate) fn set_callback(
    cx: &Ctx,
    tool: ToolId,
    event: usize,
    to: Option<Value>,
) -> Option<Value> {
    Vm::of(cx).monitor.tools.callbacks.get(tool.0)?.get(event)?.replace(to)
}

/// A tool wants nothing any more.
pub(crate) fn clear(cx: &mut Ctx, tool: ToolId) -> PyResult<()> {
    let vm = Vm::of(cx);
    vm.monitor.tools.callbacks[tool.0].iter().for_each(|callback| callback.set(None));
    vm.monitor.tools.global[tool.0].set(0);
    for patched in vm.monitor.codes.borrow().values() {
        patched.set_local_events(tool, 0);
    }
    super::changed(cx, vm)
}

/// What was switched off at single instructions is on again.
pub(crate) fn restart(cx: &Ctx) {
    Vm::of(cx).monitor.codes.borrow().values().for_each(|patched| patched.enable_all());
}

/// The objects that stand for "no more of this" and "no argument".
pub(crate) fn set_markers(cx: &Ctx, disable: Value, missing: Value) {
    let tools = &Vm::of(cx).monitor.tools;
    tools.disable.set(Some(disable));
    tools.missing.set(Some(missing));
}
