//! Native stacks, and going from one to another: all that is unsafe about threads.
//!
//! The switch itself is the crate `corosensei`'s: a coroutine is entered from the hub's stack and suspends itself
//! to it. Going from one coroutine to another goes by way of the hub, which only passes on.

use super::{HUB, ThreadId};
use crate::ctx::Ctx;
use crate::heap::{Marker, stack};
use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Bytes below the limit that Python code may use up: for what is done without asking.
const MARGIN: usize = 2 << 20;
/// The least that a thread gets.
const LEAST: usize = 512 << 10;

/// A native stack that nobody runs on.
pub(super) struct NativeStack {
    memory: DefaultStack,
    usable: usize,
}

impl NativeStack {
    /// A stack of which Python code may use this many bytes; `None` when there is no room.
    pub(super) fn new(usable: usize) -> Option<NativeStack> {
        let usable = usable.max(LEAST);
        let memory = DefaultStack::new(usable.checked_add(MARGIN)?).ok()?;
        Some(NativeStack { memory, usable })
    }

    /// Whether it serves for that many bytes.
    pub(super) fn has(&self, usable: usize) -> bool {
        self.usable == usable.max(LEAST)
    }
}

/// A thread's native stack, entered or to be entered.
pub(super) struct Native {
    /// Boxed, so that the context may change its table of threads while this one runs.
    coroutine: ManuallyDrop<Box<Coroutine<*mut Ctx, (), ()>>>,
    /// The word behind the highest.
    pub(super) top: usize,
    /// The lowest address that Python code may reach.
    pub(super) limit: usize,
    usable: usize,
}

/// What a running thread suspends itself with.
#[derive(Copy, Clone)]
pub(super) struct Turn(*const Yielder<*mut Ctx, ()>);

impl Native {
    /// `body` runs on the stack when the thread is first entered.
    pub(super) fn new(stack: NativeStack, body: fn(&mut Ctx, Turn)) -> Native {
        let (top, usable) = (stack.memory.base().get(), stack.usable);
        let limit = top - usable;
        let coroutine = Coroutine::with_stack(stack.memory, move |yielder, cx: *mut Ctx| {
            // SAFETY: whoever enters a thread passes the context that owns it, whose `&mut` the hub has lent for
            // as long as it waits. `Ctx` is pinned, so nothing is concluded from there being two.
            let cx = unsafe { &mut *cx };
            let turn = Turn(yielder);
            // Unwinding ends with this stack; the hub goes on with it.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| body(cx, turn))) {
                cx.threads.panic = Some(panic);
                cx.threads.current = HUB;
            }
        });
        Native { coroutine: ManuallyDrop::new(Box::new(coroutine)), top, limit, usable }
    }

    /// The stack of a thread that has ended.
    fn into_stack(mut self) -> NativeStack {
        let usable = self.usable;
        // SAFETY: `self` is forgotten, so the coroutine is taken once.
        let coroutine = unsafe { ManuallyDrop::take(&mut self.coroutine) };
        std::mem::forget(self);
        NativeStack { memory: coroutine.into_stack(), usable }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        // SAFETY: a native that is dropped still has its coroutine. Frames of a thread that waits are given up
        // without unwinding: machine code among them cannot be unwound, and what they own is leaked.
        unsafe {
            self.coroutine.force_reset();
            ManuallyDrop::drop(&mut self.coroutine);
        }
    }
}

/// Marks what the native stack of a thread that does not run seems to point to.
pub(super) fn mark((low, top): (usize, usize), m: &mut Marker) {
    // SAFETY: the stack of a suspended thread stays as it is from where it was left to its top; both are 0 for
    // a thread that has not begun or has ended.
    unsafe { m.mark_words(low as *const usize, (top & !7) as *const usize) };
}

impl Ctx {
    /// The running thread waits until somebody goes to it, and this one goes on.
    pub(super) fn transfer(&mut self, to: ThreadId) {
        stack::with_spilled_registers(&mut |low| {
            let from = self.threads.current;
            self.save_thread(low as usize);
            self.load_thread(to);
            if from == HUB {
                self.run_others();
                return;
            }
            let turn = self.threads.thread(from).and_then(|thread| thread.turn);
            let Turn(yielder) = turn.expect("a thread that runs has begun");
            // SAFETY: the yielder lives on the stack that this is, as long as the thread has not ended.
            unsafe { (*yielder).suspend(()) };
        });
    }

    /// On the hub's stack: whoever is to go on goes on, until that is the hub.
    fn run_others(&mut self) {
        while self.threads.current != HUB {
            let id = self.threads.current;
            let native = self.threads.thread(id).and_then(|thread| thread.native.as_mut());
            let native = native.expect("only the hub runs on the system's stack");
            let coroutine: *mut Coroutine<*mut Ctx, (), ()> = &raw mut **native.coroutine;
            let cx: *mut Ctx = self;
            // SAFETY: the coroutine is boxed, and goes only when it has ended (below) or with the context, on
            // this stack: nobody else refers to it while it runs.
            let result = unsafe { (*coroutine).resume(cx) };
            if let CoroutineResult::Return(()) = result {
                let stack = self.threads.thread(id).and_then(|thread| thread.native.take());
                self.dispose(id, stack.map(Native::into_stack));
            }
        }
        if let Some(panic) = self.threads.panic.take() {
            resume_unwind(panic);
        }
    }
}
