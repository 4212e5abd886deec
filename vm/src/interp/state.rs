//! `Vm`: what one VM instance owns above the runtime: the value stack, the running frame, the
//! handled exceptions and the tiers. Reached from `Ctx::vm`; all fields are cells.

use super::builtin_calls::Callables;
use super::global_stores::GlobalStores;
use super::lookup::Lookups;
use super::super_methods::SuperMethods;
use crate::abi::templates::Templates;
use crate::contexts::Contexts;
use crate::events::EventSink;
use crate::feedback::Feedback;
use crate::frame::layout::Slot;
use crate::frame::{Frame, ValueStack};
use crate::monitor::{Monitor, hooks};
use crate::stats::Stats;
use crate::threads::Registers;
use crate::tier::backend::Backend;
use crate::tier::{Settings, TierConfig};
use crate::types::frame::FrameObj;
use crate::windows::Windows;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, Marker};
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::value::Value;

/// One level of handled exceptions: the thread's, or a generator's own (`sys.exception()` sees the
/// innermost that is not empty).
pub struct HandledItem {
    /// The exception being handled.
    pub exc: Cell<Option<Value>>,
    /// The level of the caller; null at the bottom.
    pub prev: Cell<*const HandledItem>,
}

impl HandledItem {
    /// Nothing handled.
    pub const fn new() -> HandledItem {
        HandledItem { exc: Cell::new(None), prev: Cell::new(std::ptr::null()) }
    }

    /// Marks the exception.
    pub fn trace(&self, m: &mut Marker) {
        m.mark_option(self.exc.get());
    }
}

impl Default for HandledItem {
    fn default() -> Self {
        HandledItem::new()
    }
}

/// The VM's own state.
pub struct Vm {
    /// The main thread's value stack.
    #[allow(dead_code)]
    stack: ValueStack,
    /// Lowest word of the running thread's value stack.
    pub(crate) base: Cell<*mut Slot>,
    /// Local 0 of the running frame; null when no Python code runs.
    pub(crate) fp: Cell<*mut Slot>,
    /// First free word of the value stack.
    pub(crate) top: Cell<*mut Slot>,
    /// First word that no frame may use.
    pub(crate) limit: Cell<*mut Slot>,
    /// Next code unit of a handler that came back to the loop because handlers are not threaded.
    pub(crate) parked_pc: Cell<*mut u16>,
    /// Operand stack pointer of a handler that came back to the loop.
    pub(crate) parked_sp: Cell<*mut Slot>,
    /// Parts of the library image that were read since its pages were let go.
    pub(crate) parts_read: Cell<u32>,
    /// Whether the hook of the instruction that goes on in its far handler has run.
    pub(crate) counted_down: Cell<bool>,
    /// Behind the instruction that first raised what `RERAISE` raises again: where its frame ends if nothing
    /// handles it. Null when that is where it is.
    pub(crate) reraised_at: Cell<*mut u16>,
    /// Result of the entry frame that was just left.
    pub(crate) result: Cell<Option<Value>>,
    /// Native stack where the handlers of the innermost counting loop start.
    pub(crate) loop_depth: Cell<usize>,
    pub(crate) handled: Cell<*const HandledItem>,
    /// Owns the level that `handled` starts at.
    #[allow(dead_code)]
    root_handled: Box<HandledItem>,
    /// How the VM was set up.
    pub config: TierConfig,
    /// Thresholds and switches as they stand.
    pub settings: Settings,
    /// Decisions that the plan took in order.
    pub(crate) decided: Cell<u64>,
    /// Instructions that the counting handlers ran: the time of the event log.
    pub clock: Cell<u64>,
    /// The execution that the next handler runs was counted for its alternative already.
    pub(crate) counted_apart: Cell<bool>,
    /// Notes or compares the frames of exits.
    pub shadow: crate::tier::shadow::Shadow,
    /// The machine-code tier.
    pub(crate) backend: OnceCell<Box<dyn Backend>>,
    /// Whether `backend` is there (read in the loop).
    pub(crate) has_backend: Cell<bool>,
    /// The `builtins` module's dictionary.
    pub(crate) builtins: Cell<Option<Gc<DictObj>>>,
    /// Next function version; see `FunctionObj::version`.
    pub(crate) next_function_version: Cell<u32>,
    /// Constants of `LOAD_COMMON_CONSTANT`.
    pub(crate) common: [Cell<Option<Value>>; 5],
    /// Async generator hooks: first iteration, finalizer.
    pub(crate) asyncgen_hooks: [Cell<Option<Value>>; 2],
    /// Objects the loop compares callables with: `len`, `isinstance`, `list.append`, `super`.
    pub(crate) known: [Cell<Option<Value>>; Known::Max as usize + 1],
    /// The callables of `builtin_calls`.
    pub(crate) builtin_calls: Callables,
    /// Where globals lie that are stored to.
    pub(crate) global_stores: GlobalStores,
    /// What `super()` found.
    pub(crate) super_methods: SuperMethods,
    /// What sites saw.
    pub feedback: Feedback,
    /// What sites saw where their code was translated in place.
    pub contexts: Contexts,
    /// Which ways jumps go in turns of loops that begin in machine code.
    pub windows: Windows,
    /// Functions that stand for those of the same code.
    pub templates: Templates,
    /// Times that machine code was entered from the interpreter.
    pub machine_entries: Cell<u64>,
    /// How many visits of machine code are under way: at 0 no frame is inside it.
    pub inside_machine_code: Cell<u32>,
    /// Objects of inlined frames that the next exit gives back (`tier/touched.rs`).
    pub(crate) parked: Cell<Option<Gc<FrameObj>>>,
    /// Attribute lookups by shape.
    pub(crate) lookups: Lookups,
    /// What is traced, profiled and monitored.
    pub(crate) monitor: Monitor,
    /// Exact counters.
    pub stats: Stats,
    /// Takes the events; only when executions are counted.
    pub(crate) events: Cell<Option<&'static dyn EventSink>>,
    /// Names of the code objects that were made, while some are asked for by name.
    pub qualnames: RefCell<BTreeSet<String>>,
    /// Every code object, when executions are counted.
    pub(crate) counted: Cell<Option<Gc<ListObj>>>,
}

/// Index into [`Vm::known`].
#[derive(Clone, Copy)]
pub(crate) enum Known {
    Len,
    Isinstance,
    ListAppend,
    BuildClass,
    Sum,
    Ord,
    Chr,
    Getattr,
    Abs,
    Min,
    // The last: the length of `Vm::known` counts on it.
    Max,
}

thread_local! {
    /// Where a VM was. Machine code names addresses in a VM, and may serve the next one (`jit/src/kept.rs`).
    static SPARE: Cell<Option<Box<MaybeUninit<Vm>>>> = const { Cell::new(None) };
}

impl Vm {
    /// A VM without code; `None` when there is no address space for its stack.
    pub fn new(config: TierConfig) -> Option<Box<Vm>> {
        let stack = ValueStack::reserve()?;
        let root_handled = Box::new(HandledItem::new());
        Some(Box::new(Vm {
            fp: Cell::new(std::ptr::null_mut()),
            top: Cell::new(stack.base()),
            base: Cell::new(stack.base()),
            limit: Cell::new(stack.limit()),
            stack,
            parked_pc: Cell::new(std::ptr::null_mut()),
            parked_sp: Cell::new(std::ptr::null_mut()),
            parts_read: Cell::new(0),
            counted_down: Cell::new(false),
            reraised_at: Cell::new(std::ptr::null_mut()),
            result: Cell::new(None),
            loop_depth: Cell::new(0),
            handled: Cell::new(&raw const *root_handled),
            root_handled,
            settings: Settings::new(&config),
            decided: Cell::new(0),
            clock: Cell::new(0),
            counted_apart: Cell::new(false),
            config,
            shadow: Default::default(),
            backend: OnceCell::new(),
            has_backend: Cell::new(false),
            builtins: Cell::new(None),
            next_function_version: Cell::new(1),
            common: Default::default(),
            asyncgen_hooks: Default::default(),
            known: Default::default(),
            builtin_calls: Default::default(),
            global_stores: GlobalStores::new(),
            super_methods: SuperMethods::new(),
            feedback: Feedback::default(),
            contexts: Contexts::default(),
            windows: Windows::default(),
            templates: Templates::default(),
            machine_entries: Cell::new(0),
            inside_machine_code: Cell::new(0),
            parked: Cell::new(None),
            lookups: Lookups::new(),
            monitor: Monitor::default(),
            stats: Stats::new(),
            events: Cell::new(None),
            qualnames: RefCell::default(),
            counted: Cell::new(None),
        }))
    }

    /// Gives a context its VM, which ends with it, and lies where the last one of this thread lay.
    pub(crate) fn attach(cx: &mut Ctx, vm: Box<Vm>) {
        let vm = match SPARE.take() {
            Some(memory) => Box::write(memory, *vm),
            None => vm,
        };
        cx.vm = Some(NonNull::from(Box::leak(vm)).cast());
        cx.hooks.end = |cx| {
            let Some(vm) = cx.vm.take() else { return };
            let vm = vm.cast::<Vm>().as_ptr();
            // SAFETY: `attach` leaked a box of this type, and nothing finds it any more. References that
            // `of` gave ended with the frames that held them: the context is being dropped.
            unsafe { vm.drop_in_place() };
            // SAFETY: the memory is that box's, whose content is gone.
            let memory = unsafe { Box::from_raw(vm.cast::<MaybeUninit<Vm>>()) };
            // A thread that ends has no use for it.
            let _ = SPARE.try_with(|spare| spare.set(Some(memory)));
        };
    }

    /// The VM of a context; the context was made by [`crate::start`].
    #[inline(always)]
    pub fn of<'a>(cx: &Ctx) -> &'a Vm {
        let vm = cx.vm.expect("a context that runs Python code has a VM");
        // SAFETY: `attach` stored the address of a `Vm` that lives as long as the context;
        // it has only cells, so shared references to it may coexist.
        unsafe { vm.cast::<Vm>().as_ref() }
    }

    /// As [`Vm::of`], inside the handlers, where there is no doubt.
    #[inline(always)]
    pub(crate) fn running<'a>(cx: &Ctx) -> &'a Vm {
        // SAFETY: `run_loop`, which calls the handlers, got its VM from this context by `Vm::of`.
        unsafe { cx.vm.unwrap_unchecked().cast::<Vm>().as_ref() }
    }

    /// The running frame.
    #[inline(always)]
    pub fn frame(&self) -> Option<Frame> {
        let fp = self.fp.get();
        // SAFETY: `fp` is null or the local 0 of the running frame.
        (!fp.is_null()).then(|| unsafe { Frame::from_fp(fp) })
    }

    /// The innermost handled exception: `sys.exception()`.
    pub fn handled_exception(&self) -> Option<Value> {
        let mut item = self.handled.get();
        // SAFETY: the chain consists of the thread's own item and those of running generators.
        while let Some(level) = unsafe { item.as_ref() } {
            if let Some(exc) = level.exc.get() {
                return Some(exc);
            }
            item = level.prev.get();
        }
        None
    }

    /// The current level of handled exceptions.
    #[inline(always)]
    pub(crate) fn handled_item(&self) -> &HandledItem {
        // SAFETY: never null: it starts at the thread's own item, and generators restore it.
        unsafe { &*self.handled.get() }
    }

    /// The dictionary of the `builtins` module.
    #[inline]
    pub fn builtins(&self) -> Gc<DictObj> {
        self.builtins.get().expect("the builtins module is made at start-up")
    }

    /// One of the objects the loop knows by address.
    #[inline(always)]
    pub(crate) fn known(&self, which: Known) -> Option<Value> {
        self.known[which as usize].get()
    }

    /// What belongs to the running thread.
    pub(crate) fn registers(&self) -> Registers {
        Registers {
            base: self.base.get(),
            limit: self.limit.get(),
            top: self.top.get(),
            fp: self.fp.get(),
            handled: self.handled.get(),
            loop_depth: self.loop_depth.get(),
            asyncgen_hooks: self.asyncgen_hooks.each_ref().map(Cell::get),
            hooks: hooks::save(self),
        }
    }

    /// Another thread goes on.
    pub(crate) fn set_registers(&self, to: &Registers) {
        self.base.set(to.base);
        self.limit.set(to.limit);
        self.top.set(to.top);
        self.fp.set(to.fp);
        self.handled.set(to.handled);
        self.loop_depth.set(to.loop_depth);
        for (cell, &hook) in self.asyncgen_hooks.iter().zip(&to.asyncgen_hooks) {
            cell.set(hook);
        }
        hooks::load(self, &to.hooks);
    }

    /// Marks frames, handled exceptions and kept objects.
    pub(crate) fn trace(&self, m: &mut Marker) {
        self.registers().trace(m);
        hooks::goes_on(self);
        self.monitor.mark(m);
        self.feedback.trace(m);
        self.windows.trace(m);
        self.templates.trace(m);
        m.mark_option(self.builtins.get().map(Value::from));
        m.mark_option(self.parked.get().map(Value::from));
        m.mark_option(self.counted.get().map(Value::from));
        if let Some(backend) = self.backend.get() {
            backend.trace(m);
        }
        let kept = self.common.iter().chain(&self.known).chain(&self.builtin_calls);
        kept.for_each(|v| m.mark_option(v.get()));
    }
}
