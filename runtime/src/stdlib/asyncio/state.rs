//! What `_asyncio` knows between calls.

use super::library::PARTS;
use crate::ctx::{Ctx, PyResult};
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

/// A keyword that is passed on.
#[derive(Copy, Clone)]
pub(super) enum Keyword {
    Context,
    Msg,
}

/// The tuple of this keyword alone.
pub(super) fn keyword(cx: &mut Ctx, which: Keyword) -> PyResult<Gc<TupleObj>> {
    if let Some(keyword) = cx.asyncio.keywords[which as usize] {
        return Ok(keyword);
    }
    let name = match which {
        Keyword::Context => cx.intern("context")?,
        Keyword::Msg => cx.names.msg,
    };
    let made = cx.tuple(&[name.into()])?;
    cx.asyncio.keywords[which as usize] = Some(made);
    Ok(made)
}

/// One per context.
#[derive(Default)]
pub struct State {
    /// What the running thread runs.
    pub running: Running,
    /// Parts of the library that were asked for (`library.rs`).
    pub(super) parts: [Option<Value>; PARTS],
    /// Keywords that are passed on, as calls take them.
    keywords: [Option<Gc<TupleObj>>; 2],
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
        self.keywords.iter().for_each(|&keyword| m.mark_option(keyword.map(Value::from)));
        m.mark_option(self.eager.map(Value::from));
        m.mark_option(self.foreign);
    }
}
