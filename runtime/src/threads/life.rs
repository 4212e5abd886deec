//! The life of a thread: its start, what runs first and last on its stack, and the end of the program.

#![forbid(unsafe_code)]

use super::coroutine::{Native, NativeStack, Turn};
use super::{Entry, HUB, Saved, Thread, ThreadId, Woken};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{GcVec, stack};
use crate::object::native::Args;
use crate::raise;
use crate::stdlib::thread::{handle, local};
use crate::value::Value;
use std::rc::Rc;

/// The most threads at a time.
const MOST: usize = 8192;
/// With a heap limit, a thread is counted as so many bytes of it.
const BYTES: usize = 64 << 10;
/// Native stacks that are kept for the next threads.
const SPARE: usize = 16;

impl Ctx {
    /// The hub is a thread like others as soon as one waits or is started.
    pub(super) fn ensure_hub(&mut self) {
        if !self.threads.all.is_empty() {
            return;
        }
        let Some(state) = (self.hooks.new_thread)(self, false) else { return };
        self.threads.all.insert(HUB, Box::new(Thread::new(state, Saved::default(), None)));
    }

    /// Starts a thread, which runs when it has its turn.
    ///
    /// # Errors
    /// `RuntimeError` when there is no room for another one, or the program has ended.
    pub fn start_thread(
        &mut self,
        entry: Entry,
        handle: Option<Value>,
        is_daemon: bool,
    ) -> PyResult<ThreadId> {
        if self.threads.is_closed {
            let text = "can't create new thread at interpreter shutdown";
            raise!(self, PythonFinalizationError, "{text}");
        }
        self.ensure_hub();
        let most = MOST.min((self.heap.limit() / BYTES).max(4));
        let room = if self.threads.alive < most { self.room_for_thread() } else { None };
        let Some((stack, state)) = room else {
            raise!(self, RuntimeError, "can't start new thread");
        };
        let native = Native::new(stack, begin);
        let saved = Saved {
            native: (native.top, native.top),
            stack_limit: native.limit,
            ..Saved::default()
        };
        let mut thread = Thread::new(state, saved, Some(native));
        (thread.entry, thread.handle, thread.is_daemon) = (Some(entry), handle, is_daemon);
        self.threads.last += 1;
        let id = self.threads.last;
        self.threads.all.insert(id, Box::new(thread));
        self.threads.ready.push_back(id);
        self.threads.alive += 1;
        if self.threads.alive == 2 {
            self.start_slices();
        }
        Ok(id)
    }

    fn room_for_thread(&mut self) -> Option<(NativeStack, Rc<dyn super::ThreadState>)> {
        let size = match self.threads.stack_size {
            0 => self.threads.main_stack,
            size => size,
        };
        if let Some((stack, state)) = self.threads.spare.pop() {
            if stack.has(size) {
                return Some((stack, state));
            }
            return Some((NativeStack::new(size)?, state));
        }
        Some((NativeStack::new(size)?, (self.hooks.new_thread)(self, true)?))
    }

    /// The thread's function is to run.
    fn run_thread(&mut self) -> PyResult<()> {
        let entry = self.threads.running().and_then(|thread| thread.entry);
        let entry = entry.expect("a thread begins with what it was started for");
        let Entry { function, args, kwargs } = entry;
        let (mut names, mut values) = (GcVec::new(), GcVec::new());
        if let Some(kwargs) = kwargs {
            for item in kwargs.entries() {
                names.push(self, item.key)?;
                values.push(self, item.value)?;
            }
        }
        let kw_names = match names.is_empty() {
            true => None,
            false => Some(self.tuple(&names)?),
        };
        if let Some(thread) = self.threads.running() {
            thread.entry = None;
        }
        let call = Args { pos: args.items(), kw_names, kw_values: values.as_slice() };
        let ended = self.call_args(function, call);
        if ended.is_ok() {
            return Ok(());
        }
        if self.exception_is(Exc::SystemExit) {
            self.clear_exception();
            return Ok(());
        }
        let text = format!("Exception ignored in thread started by {}", self.repr_lossy(function));
        self.write_unraisable(&text, Value::NONE);
        Ok(())
    }

    /// The running thread has ended, and its stack is left.
    fn end_thread(&mut self) {
        let current = self.threads.current;
        local::forget(self, current);
        let handle = self.threads.running().and_then(|thread| thread.handle.take());
        if let Some(handle) = handle {
            handle::set_done(self, handle);
        }
        if current == self.threads.main {
            // A fork of a process in another thread than its main thread ends with that.
            (self.hooks.ending)(self);
            crate::stdlib::posix::exit(0);
        }
        self.threads.alive -= 1;
        if self.threads.alive == 1 {
            self.stop_slices();
        }
        let next = self.next_thread();
        self.load_thread(next);
    }

    /// A thread has left its stack for good.
    pub(super) fn dispose(&mut self, id: ThreadId, stack: Option<NativeStack>) {
        let Some(thread) = self.threads.all.remove(&id) else { return };
        thread.state.reset();
        if let Some(stack) = stack
            && self.threads.spare.len() < SPARE
        {
            self.threads.spare.push((stack, thread.state));
        }
    }

    /// Waits for the threads that a program waits for at its end.
    ///
    /// # Errors
    /// As [`Ctx::wait`].
    pub fn join_threads(&mut self) -> PyResult<()> {
        loop {
            let current = self.threads.current;
            let mut waited = self.threads.all.iter().filter(|(id, _)| **id != current);
            let handle = waited.find_map(|(_, thread)| thread.handle.filter(|_| !thread.is_daemon));
            let Some(handle) = handle else { return Ok(()) };
            handle::join(self, handle, None)?;
        }
    }

    /// The program has ended: other threads do not go on any more.
    pub fn close_threads(&mut self) {
        if !self.threads.is_alone() {
            self.stop_slices();
        }
        self.threads.is_closed = true;
        self.stop_others();
    }

    /// In the child of a fork: only the thread that forked is there.
    pub fn after_fork(&mut self) {
        crate::deadline::after_fork();
        if self.threads.is_alone() {
            return;
        }
        self.stop_slices();
        self.threads.main = self.threads.current;
        for id in self.threads.waiting() {
            let handle = self.threads.thread(id).and_then(|thread| thread.handle);
            if let Some(handle) = handle {
                handle::set_done(self, handle);
            }
        }
        self.stop_others();
    }

    /// Others stay, as objects refer to their stacks, but never go on.
    fn stop_others(&mut self) {
        let threads = &mut self.threads;
        threads.alive = 1;
        threads.ready.clear();
        threads.keyed.clear();
        threads.timed.clear();
        threads.polled.clear();
        let current = threads.current;
        threads.importing.retain(|import| import.1 == current);
        for (&id, thread) in &mut threads.all {
            if id != threads.current {
                thread.waiting = None;
                thread.handle = None;
            }
        }
    }

    /// Remembers a weak reference to an object of `_local` for the end of the running thread.
    pub(crate) fn note_local(&mut self, weak: Value) {
        if let Some(thread) = self.threads.running() {
            thread.locals.push(weak);
        }
    }

    /// The weak references that [`Ctx::note_local`] noted for the running thread, one after another.
    pub(crate) fn take_local(&mut self) -> Option<Value> {
        self.threads.running()?.locals.pop()
    }

    /// The innermost frame of a thread that is not the running one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn frame_of_thread(&mut self, id: ThreadId) -> PyResult<Option<Value>> {
        let state = self.threads.thread(id).map(|thread| thread.state.clone());
        match state {
            Some(state) => state.frame(self),
            None => Ok(None),
        }
    }
}

impl Thread {
    fn new(state: Rc<dyn super::ThreadState>, saved: Saved, native: Option<Native>) -> Thread {
        Thread {
            saved,
            state,
            native,
            turn: None,
            entry: None,
            handle: None,
            is_daemon: true,
            waiting: None,
            woken: Woken::default(),
            locals: Vec::new(),
        }
    }
}

/// What runs on the stack of a thread.
fn begin(cx: &mut Ctx, turn: Turn) {
    debug_assert!(stack::top() != 0);
    if let Some(thread) = cx.threads.running() {
        thread.turn = Some(turn);
    }
    cx.after_turn();
    if cx.run_thread().is_err() {
        cx.write_unraisable("Exception ignored in a thread", Value::NONE);
    }
    cx.end_thread();
}
