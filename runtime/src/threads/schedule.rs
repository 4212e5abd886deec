//! Who goes on: turns, and what is saved and put back when they change.

#![forbid(unsafe_code)]

use super::{Saved, ThreadId, Woken};
use crate::ctx::{Ctx, breaker};
use crate::heap::stack;
use std::sync::atomic::Ordering;

impl Ctx {
    /// The slice of the running thread is over: the next one goes on, if one can.
    pub fn yield_thread(&mut self) {
        if self.threads.is_alone() || self.threads.is_closed {
            return;
        }
        self.call_main_for_signals();
        if self.threads.is_time_to_look() {
            self.threads.wake_expired();
            self.wake_readable(0);
        }
        let Some(next) = self.threads.ready.pop_front() else { return };
        let current = self.threads.current;
        if next == current {
            return;
        }
        self.threads.ready.push_back(current);
        self.go_to(next);
    }

    /// The main thread has to act on a signal or limit: it goes on at once.
    pub(crate) fn go_to_main(&mut self, bits: u32) {
        self.threads.for_main |= bits;
        self.threads.call_main();
        self.yield_thread();
    }

    /// Goes to another thread; comes back when the running one has its turn again.
    pub(super) fn go_to(&mut self, next: ThreadId) {
        if next == self.threads.current {
            return;
        }
        self.transfer(next);
        self.after_turn();
    }

    /// The running thread has its turn again.
    pub(super) fn after_turn(&mut self) {
        if self.threads.is_main() && self.threads.for_main != 0 {
            let bits = std::mem::take(&mut self.threads.for_main);
            self.eval_breaker.fetch_or(bits, Ordering::Relaxed);
        }
    }

    /// Takes what belongs to the running thread out of the context. `low` is the lowest word of its native stack.
    pub(super) fn save_thread(&mut self, low: usize) {
        let saved = Saved {
            native: (low, stack::top()),
            stack_limit: self.stack_limit,
            exception: self.exception.take(),
            dropped: self.dropped.take(),
            repr_stack: std::mem::take(&mut self.repr_stack),
            decimal_context: self.decimal_context.take(),
            context: self.context.take(),
            asyncio: std::mem::take(&mut self.asyncio.running),
        };
        let Some(thread) = self.threads.running() else { return };
        thread.saved = saved;
        let state = thread.state.clone();
        state.save(self);
    }

    /// Makes a thread the running one, but for the native stack.
    pub(super) fn load_thread(&mut self, id: ThreadId) {
        self.threads.current = id;
        let Some(thread) = self.threads.running() else { return };
        let (saved, state) = (std::mem::take(&mut thread.saved), thread.state.clone());
        state.load(self);
        stack::set_top(saved.native.1);
        self.set_stack_limit(saved.stack_limit);
        self.exception = saved.exception;
        self.dropped = saved.dropped;
        self.repr_stack = saved.repr_stack;
        self.decimal_context = saved.decimal_context;
        self.context = saved.context;
        self.asyncio.running = saved.asyncio;
        if self.dropped.is_some() {
            self.eval_breaker.fetch_or(breaker::DROPPED, Ordering::Relaxed);
        }
    }

    /// Signals that arrived while nobody ran, or somebody who does not handle them.
    pub(super) fn call_main_for_signals(&mut self) {
        const MAINS: u32 = breaker::SIGNAL | breaker::LIMIT;
        if self.eval_breaker.load(Ordering::Relaxed) & MAINS != 0 {
            let bits = self.eval_breaker.fetch_and(!MAINS, Ordering::AcqRel) & MAINS;
            self.threads.for_main |= bits;
        }
        if self.threads.for_main != 0 {
            self.threads.call_main();
        }
    }
}

impl super::Threads {
    /// The main thread is the next to go on.
    fn call_main(&mut self) {
        let main = self.main;
        if self.thread(main).is_some_and(|thread| thread.waiting.is_some()) {
            self.wake(main, Woken::Interrupted);
        }
        if let Some(at) = self.ready.iter().position(|&id| id == main) {
            self.ready.remove(at);
            self.ready.push_front(main);
        }
    }
}
