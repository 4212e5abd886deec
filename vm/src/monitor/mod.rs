//! Tracing, profiling and monitoring: `sys.settrace`, `sys.setprofile`, `sys.monitoring` (PEP 669).
//!
//! A program that is not monitored pays nothing. While something is, the bit `MONITOR` of the eval breaker is
//! set: machine code leaves at its next poll, or behind the call that it is in (`flags::TOUCHED`), and every
//! function that begins is patched. So is all code of running frames, at once.
//!
//! Patched code (`patch.rs`) has one opcode in the place of each of its instructions, whose handler tells what
//! happens (`before.rs`) and then runs the instruction that was there, in its generic form. What raises and
//! unwinds tells from `interp/unwind.rs` (`raising.rs`). When nothing is monitored any more, all code gets its
//! units back.
//!
//! Code of modules that CPython has in C is not patched: nobody sees it run there either.

#![forbid(unsafe_code)]

pub(crate) mod before;
mod calls;
mod event;
pub(crate) mod hooks;
pub(crate) mod jump;
mod patch;
pub(crate) mod raising;
mod send;
mod stacks;
mod starts;
pub(crate) mod tools;

pub(crate) use event::Event;
pub(crate) use patch::{INSTRUMENTED, Patched};

use crate::frame::Frame;
use crate::frame::layout::{Slot, flags};
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use crate::types::frame::FrameObj;
use hooks::{ForAll, Hooks};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use taipan_runtime::ctx::{Ctx, PyResult, breaker};
use taipan_runtime::heap::{Gc, Marker};
use tools::Tools;

/// What is monitored.
pub struct Monitor {
    /// Whether anything is.
    active: Cell<bool>,
    /// Functions of the running thread.
    pub(crate) hooks: Hooks,
    /// How many threads have such a function.
    hooked: Cell<u32>,
    /// What all threads shall have (`_settraceallthreads`).
    for_all: [ForAll; 2],
    tools: Tools,
    codes: RefCell<HashMap<usize, Rc<Patched>>>,
    /// The frame that an exception is thrown into.
    pub(crate) thrown_into: Cell<*mut Slot>,
    /// Where a frame that was moved to another line goes on: that line is not told of.
    moved_to: Cell<*mut u16>,
    /// Calls under way that are no Python functions.
    calls: RefCell<Vec<calls::Call>>,
}

impl Default for Monitor {
    fn default() -> Self {
        Monitor {
            active: Cell::new(false),
            hooks: Hooks::default(),
            hooked: Cell::new(0),
            for_all: Default::default(),
            tools: Tools::default(),
            codes: RefCell::default(),
            thrown_into: Cell::new(std::ptr::null_mut()),
            moved_to: Cell::new(std::ptr::null_mut()),
            calls: RefCell::default(),
        }
    }
}

impl Monitor {
    /// Whether anything is monitored.
    #[inline(always)]
    pub(crate) fn is_active(&self) -> bool {
        self.active.get()
    }

    /// Whether events are told: no callback is running.
    fn tells(&self) -> bool {
        self.active.get() && self.hooks.inside.get() == 0
    }

    /// What a code object is patched with.
    fn patched(&self, code: Gc<CodeObj>) -> Option<Rc<Patched>> {
        self.codes.borrow().get(&code.addr()).cloned()
    }

    /// Patches a code object, unless it is, or is one that nobody sees.
    fn patch(&self, cx: &mut Ctx, code: Gc<CodeObj>) -> PyResult<Option<Rc<Patched>>> {
        if let Some(patched) = self.patched(code) {
            return Ok(Some(patched));
        }
        if code.is_native_module() {
            return Ok(None);
        }
        code.read(cx)?;
        let patched = Rc::new(Patched::new(code));
        patched.install();
        self.codes.borrow_mut().insert(code.addr(), patched.clone());
        Ok(Some(patched))
    }

    /// Marks what is kept.
    pub(crate) fn mark(&self, m: &mut Marker) {
        self.hooks.mark(m);
        self.tools.trace(m);
        self.for_all.iter().for_each(|all| m.mark_option(all.function.get()));
        self.codes.borrow().values().for_each(|p| m.mark_value(p.code.into()));
        self.calls.borrow().iter().for_each(|call| call.trace(m));
    }
}

/// A frame begins or goes round a loop while something is monitored; whether its code was patched just now, so
/// that its instruction is to be decoded again.
#[cold]
pub(crate) fn enters(cx: &mut Ctx, vm: &Vm, frame: Frame) -> PyResult<bool> {
    let code = frame.code();
    if !vm.monitor.is_active() || code.is_patched() {
        return Ok(false);
    }
    Ok(vm.monitor.patch(cx, code)?.is_some())
}

/// A program has set `f_trace` or `f_trace_opcodes`: with both, the code tells the trace function of instructions.
/// As in CPython, what a trace function returns for a `call` does not count as setting `f_trace`.
pub(crate) fn traces_opcodes(cx: &Ctx, object: Gc<FrameObj>) {
    let tells = object.trace.get().is_some() && object.trace_opcodes.get();
    if tells != object.tells_opcodes.replace(tells)
        && let Some(patched) = Vm::of(cx).monitor.patched(object.code.get())
    {
        patched.tells_opcodes.set(tells);
    }
}

/// Something is monitored from now on or no more.
fn changed(cx: &mut Ctx, vm: &Vm) -> PyResult<()> {
    let monitor = &vm.monitor;
    let has_local = || monitor.codes.borrow().values().any(|p| p.has_local_events());
    let for_all = monitor.for_all.iter().any(|all| all.function.get().is_some());
    let hooked = monitor.hooked.get() > 0 || for_all;
    let wanted = hooked || monitor.tools.has_global_events() || has_local();
    if wanted == monitor.active.get() {
        return Ok(());
    }
    monitor.active.set(wanted);
    if wanted { begin(cx, vm) } else { end(cx, vm) }
}

fn begin(cx: &mut Ctx, vm: &Vm) -> PyResult<()> {
    cx.eval_breaker.fetch_or(breaker::MONITOR, Ordering::Relaxed);
    vm.has_backend.set(false);
    patch_frames(cx, vm, vm.frame())?;
    for thread in cx.threads.waiting() {
        let object = cx.frame_of_thread(thread)?;
        let frame = object.and_then(|v| v.cast::<FrameObj>());
        patch_frames(cx, vm, frame.and_then(|object| object.live()))?;
    }
    Ok(())
}

/// Patches the code of a frame and of those below it; machine code that runs them leaves.
fn patch_frames(cx: &mut Ctx, vm: &Vm, innermost: Option<Frame>) -> PyResult<()> {
    for frame in std::iter::successors(innermost, |f| f.prev()) {
        let patched = vm.monitor.patch(cx, frame.code())?;
        if let (Some(patched), Some(object)) = (patched, frame.frame_obj())
            && object.tells_opcodes.get()
        {
            patched.tells_opcodes.set(true);
        }
        frame.set_meta(frame.meta() | flags::TOUCHED);
    }
    Ok(())
}

fn end(cx: &mut Ctx, vm: &Vm) -> PyResult<()> {
    cx.eval_breaker.fetch_and(!breaker::MONITOR, Ordering::Relaxed);
    vm.has_backend.set(vm.backend.get().is_some());
    vm.monitor.calls.borrow_mut().clear();
    for (_, patched) in vm.monitor.codes.take() {
        patched.restore();
    }
    Ok(())
}
