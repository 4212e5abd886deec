//! What `_asyncio` knows between calls.

use super::library::PARTS;
use crate::heap::{Gc, Marker};
use crate::types::set::SetObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// What a thread runs.
#[derive(Copy, Clone, Default)]
pub struct Running {
    /// The event loop.
    pub event_loop: Option<Value>,
    /// The task of that loop.
    pub task: Option<Value>,
}

impl Running {
    /// Marks both.
    pub fn trace(&self, m: &mut Marker) {
        m.mark_option(self.event_loop);
        m.mark_option(self.task);
    }
}

/// One per context.
#[derive(Default)]
pub struct State {
    /// What the running thread runs.
    pub running: Running,
    /// Parts of the library that were asked for (`library.rs`).
    pub(super) parts: [Option<Value>; PARTS],
    /// `("context",)`.
    pub(super) context_keyword: Option<Gc<TupleObj>>,
    /// Tasks in their first step, which began when they were made.
    pub(super) eager: Option<Gc<SetObj>>,
    /// A `WeakSet` of registered tasks that are none of ours.
    pub(super) foreign: Option<Value>,
    /// How many tasks have got a number.
    pub(super) tasks: u64,
}

impl State {
    /// Marks what it holds.
    pub fn trace(&self, m: &mut Marker) {
        self.running.trace(m);
        self.parts.iter().for_each(|&part| m.mark_option(part));
        m.mark_option(self.context_keyword.map(Value::from));
        m.mark_option(self.eager.map(Value::from));
        m.mark_option(self.foreign);
    }
}
