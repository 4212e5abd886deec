//! What belongs to a thread in the VM: its value stack, its frames, its handled exceptions.

use crate::frame::layout::{Slot, flags};
use crate::frame::{Frame, ValueStack};
use crate::interp::state::{HandledItem, Vm};
use crate::monitor::hooks::SavedHooks;
use crate::types::frame as frame_obj;
use std::cell::Cell;
use std::rc::Rc;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Marker;
use taipan_runtime::threads::ThreadState;
use taipan_runtime::value::Value;

/// The VM's registers of one thread.
#[derive(Clone)]
pub(crate) struct Registers {
    /// Lowest word of the value stack.
    pub base: *mut Slot,
    /// First word that no frame may use.
    pub limit: *mut Slot,
    /// First free word.
    pub top: *mut Slot,
    /// Local 0 of the running frame; null when no Python code runs.
    pub fp: *mut Slot,
    /// The innermost level of handled exceptions.
    pub handled: *const HandledItem,
    /// Native stack where the handlers of the innermost counting loop start.
    pub loop_depth: usize,
    /// Async generator hooks.
    pub asyncgen_hooks: [Option<Value>; 2],
    /// Functions of `sys.settrace` and `sys.setprofile`.
    pub hooks: SavedHooks,
}

/// A thread that is not running, or the place for what the running one will leave.
struct VmThread {
    saved: Cell<Option<Registers>>,
    /// Owns the stack; the first thread's belongs to the VM.
    stack: Option<ValueStack>,
    /// The lowest level of handled exceptions; the first thread's belongs to the VM.
    handled: Box<HandledItem>,
}

impl VmThread {
    fn begin(&self) {
        if let Some(stack) = &self.stack {
            self.handled.exc.set(None);
            self.saved.set(Some(Registers {
                base: stack.base(),
                limit: stack.limit(),
                top: stack.base(),
                fp: std::ptr::null_mut(),
                handled: &raw const *self.handled,
                loop_depth: 0,
                asyncgen_hooks: [None; 2],
                hooks: SavedHooks::default(),
            }));
        }
    }
}

/// What a new thread needs, or the place for the running one; `None` without address space.
pub(crate) fn new_thread(_: &mut Ctx, is_new: bool) -> Option<Rc<dyn ThreadState>> {
    let stack = if is_new { Some(ValueStack::reserve_for_thread()?) } else { None };
    let thread = VmThread { saved: Cell::new(None), stack, handled: Box::new(HandledItem::new()) };
    thread.begin();
    Some(Rc::new(thread))
}

impl ThreadState for VmThread {
    fn save(&self, cx: &Ctx) {
        self.saved.set(Some(Vm::of(cx).registers()));
    }

    fn load(&self, cx: &Ctx) {
        if let Some(registers) = self.saved.take() {
            Vm::of(cx).set_registers(&registers);
        }
    }

    fn trace(&self, m: &mut Marker) {
        // Taken and put back: the cell's content cannot be looked at in place.
        if let Some(registers) = self.saved.take() {
            registers.trace(m);
            self.saved.set(Some(registers));
        }
    }

    fn reset(&self) {
        self.begin();
    }

    fn frame(&self, cx: &mut Ctx) -> PyResult<Option<Value>> {
        let saved = self.saved.take();
        let fp = saved.as_ref().map_or(std::ptr::null_mut(), |saved| saved.fp);
        self.saved.set(saved);
        if fp.is_null() {
            return Ok(None);
        }
        // SAFETY: the running frame of a thread that waits stays as it is.
        let frame = unsafe { Frame::from_fp(fp) };
        Ok(Some(frame_obj::of(cx, frame)?.into()))
    }
}

impl Registers {
    /// Marks the words of the value stack up to `end`, but for what an interpreted call took from the operand
    /// stack of its caller: nothing clears that, and for as long as the caller runs it would live.
    fn trace_stack(&self, m: &mut Marker, end: *mut Slot) {
        let mut end = end;
        // SAFETY: `fp` is null or the local 0 of the thread's innermost frame.
        let mut frame = (!self.fp.is_null()).then(|| unsafe { Frame::from_fp(self.fp) });
        while let Some(f) = frame {
            frame = f.prev();
            let Some(caller) = frame else { break };
            // Only frames on this stack whose result goes to an operand stack of an interpreted caller.
            let is_plain = f.meta() & flags::MASK == 0 && !caller.has(flags::GENERATOR);
            let (taken, base) = (f.return_sp(), f.base());
            if is_plain && caller.fp() <= taken && taken < base && base < end && self.base <= taken
            {
                // SAFETY: words of the stack below `top`, as below.
                unsafe { m.mark_words(base as *const usize, end as *const usize) };
                end = taken;
            }
        }
        // SAFETY: the words from the base to `top` are initialized (or zero pages) and ours.
        unsafe { m.mark_words(self.base as *const usize, end as *const usize) };
    }

    /// Marks the frames, what they handle, and what else the thread holds.
    pub(crate) fn trace(&self, m: &mut Marker) {
        let lost = if taipan_runtime::fault!("gc-stack-short") { 12 } else { 0 };
        let end = self.top.wrapping_sub(lost);
        self.trace_stack(m, end);
        // SAFETY: `fp` is null or the local 0 of the thread's innermost frame.
        let mut frame = (!self.fp.is_null()).then(|| unsafe { Frame::from_fp(self.fp) });
        while let Some(f) = frame {
            if f.has(flags::GENERATOR) {
                let words = f.code().frame_words as usize;
                // SAFETY: the frame of a generator is `frame_words` long.
                unsafe {
                    m.mark_words(f.base() as *const usize, f.base().add(words) as *const usize)
                };
                m.mark_value(crate::types::generator::of_frame(f).into());
            }
            frame = f.prev();
        }
        let mut item = self.handled;
        // SAFETY: the chain consists of the thread's own item and those of its running generators.
        while let Some(level) = unsafe { item.as_ref() } {
            level.trace(m);
            item = level.prev.get();
        }
        self.asyncgen_hooks.iter().for_each(|&hook| m.mark_option(hook));
        self.hooks.mark(m);
    }
}
