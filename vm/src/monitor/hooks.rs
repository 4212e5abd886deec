//! `sys.settrace` and `sys.setprofile`: one function each per thread.
//!
//! A trace function gets `call` for each frame that begins or goes on; what it returns is the frame's own
//! function (`f_trace`), which gets the rest. A profile function gets all. If one raises, it is taken away.

use super::Event;
use crate::frame::Frame;
use crate::interp::state::Vm;
use crate::types::frame as frame_obj;
use std::cell::Cell;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Marker;
use taipan_runtime::value::Value;

/// Functions of a thread.
#[derive(Default)]
pub(crate) struct Hooks {
    pub trace: Cell<Option<Value>>,
    pub profile: Cell<Option<Value>>,
    /// How many callbacks are running: they are not told of.
    pub inside: Cell<u32>,
    /// What a callback that runs was told of: whether the frame may be moved to another line.
    pub told: Cell<Option<(Event, Frame)>>,
    /// The last change for all threads that this one has seen.
    seen: [Cell<u32>; 2],
    /// Whether the thread has kept them: it will go on.
    is_saved: Cell<bool>,
}

/// What a thread that does not run has.
#[derive(Clone, Copy, Default)]
pub(crate) struct SavedHooks {
    trace: Option<Value>,
    profile: Option<Value>,
    inside: u32,
    told: Option<(Event, Frame)>,
    seen: [u32; 2],
}

impl Hooks {
    /// Marks the functions.
    pub fn mark(&self, m: &mut Marker) {
        m.mark_option(self.trace.get());
        m.mark_option(self.profile.get());
    }

    fn is_set(&self) -> bool {
        self.trace.get().is_some() || self.profile.get().is_some()
    }
}

impl SavedHooks {
    /// Marks the functions.
    pub fn mark(&self, m: &mut Marker) {
        m.mark_option(self.trace);
        m.mark_option(self.profile);
    }
}

/// Which function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hook {
    Trace,
    Profile,
}

impl Hook {
    /// The running thread's.
    pub fn of(self, vm: &Vm) -> Option<Value> {
        self.cell(vm).get()
    }

    fn cell(self, vm: &Vm) -> &Cell<Option<Value>> {
        match self {
            Hook::Trace => &vm.monitor.hooks.trace,
            Hook::Profile => &vm.monitor.hooks.profile,
        }
    }

    /// Sets the running thread's.
    pub fn set(self, cx: &mut Ctx, vm: &Vm, to: Option<Value>) -> PyResult<()> {
        self.put(vm, to);
        super::changed(cx, vm)
    }

    fn put(self, vm: &Vm, to: Option<Value>) {
        let before = vm.monitor.hooks.is_set();
        self.cell(vm).set(to);
        let hooked = vm.monitor.hooked.get();
        match (before, vm.monitor.hooks.is_set()) {
            (false, true) => vm.monitor.hooked.set(hooked + 1),
            (true, false) => vm.monitor.hooked.set(hooked.saturating_sub(1)),
            _ => {}
        }
    }

    /// Sets every thread's; the others get it when they go on.
    pub fn set_for_all(self, cx: &mut Ctx, vm: &Vm, to: Option<Value>) -> PyResult<()> {
        let for_all = &vm.monitor.for_all[self as usize];
        let change = for_all.change.get() + 1;
        for_all.change.set(change);
        for_all.function.set(to);
        vm.monitor.hooks.seen[self as usize].set(change);
        self.set(cx, vm, to)
    }
}

/// What all threads were given last.
#[derive(Default)]
pub(crate) struct ForAll {
    /// The number of the change.
    change: Cell<u32>,
    pub function: Cell<Option<Value>>,
}

/// The functions of the running thread, which does not go on, to keep for it.
pub(crate) fn save(vm: &Vm) -> SavedHooks {
    let hooks = &vm.monitor.hooks;
    hooks.is_saved.set(true);
    SavedHooks {
        trace: hooks.trace.get(),
        profile: hooks.profile.get(),
        inside: hooks.inside.get(),
        told: hooks.told.get(),
        seen: hooks.seen.each_ref().map(Cell::get),
    }
}

/// [`save`] was for a look only.
pub(crate) fn goes_on(vm: &Vm) {
    vm.monitor.hooks.is_saved.set(false);
}

/// A thread goes on that has these.
pub(crate) fn load(vm: &Vm, saved: &SavedHooks) {
    let hooks = &vm.monitor.hooks;
    if !hooks.is_saved.replace(false) && hooks.is_set() {
        // The thread before has ended.
        vm.monitor.hooked.set(vm.monitor.hooked.get().saturating_sub(1));
    }
    hooks.trace.set(saved.trace);
    hooks.profile.set(saved.profile);
    hooks.inside.set(saved.inside);
    hooks.told.set(saved.told);
    for hook in [Hook::Trace, Hook::Profile] {
        let for_all = &vm.monitor.for_all[hook as usize];
        let change = for_all.change.get();
        hooks.seen[hook as usize].set(change);
        if saved.seen[hook as usize] != change {
            hook.put(vm, for_all.function.get());
        }
    }
}

/// Calls the functions for an event that concerns them.
pub(super) fn call(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    hook: Hook,
    (what, event): (&str, Event),
    arg: Value,
) -> PyResult<()> {
    let object = frame_obj::of(cx, frame)?;
    let is_own = hook == Hook::Trace && what != "call";
    let function = if is_own { object.trace.get() } else { hook.of(vm) };
    let Some(function) = function else { return Ok(()) };
    let what = cx.intern(what)?;
    let hooks = &vm.monitor.hooks;
    hooks.inside.set(hooks.inside.get() + 1);
    let before = hooks.told.replace(Some((event, frame)));
    let result = cx.call(function, &[object.into(), what.into(), arg]);
    hooks.told.set(before);
    hooks.inside.set(hooks.inside.get().saturating_sub(1));
    match result {
        Ok(v) if hook == Hook::Trace && !v.is_none() => object.trace.set(Some(v)),
        Ok(_) => {}
        Err(_) => {
            let raised = cx.take_exception();
            hook.set(cx, vm, None)?;
            if hook == Hook::Trace {
                object.trace.set(None);
            }
            return Err(cx.reraise(raised));
        }
    }
    Ok(())
}
