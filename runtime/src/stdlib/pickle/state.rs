//! What `_pickle` keeps between calls: the tables of other modules, and memory to use again.
//!
//! A memo and a stack are a few kilobytes that nobody needs after the call: made anew each time, they
//! were most of what the collector had to do.
#![forbid(unsafe_code)]

use super::registry::TABLES;
use crate::ctx::Ctx;
use crate::heap::{Gc, GcVec, Marker, ValueArray};
use crate::types::dict::DictObj;
use crate::value::Value;

/// Larger memory is not kept.
const MOST_SLOTS: usize = 4096;
const MOST_BYTES: usize = 256 << 10;

/// One per context.
#[derive(Default)]
pub struct State {
    /// Found tables, by number (`registry.rs`).
    pub(super) tables: [Option<Gc<DictObj>>; TABLES],
    memo: Option<Gc<ValueArray>>,
    stack: Option<Gc<ValueArray>>,
    loaded: Option<Gc<ValueArray>>,
    bytes: Vec<u8>,
}

impl State {
    /// Marks what it holds.
    pub fn trace(&self, m: &mut Marker) {
        let arrays = [self.memo, self.stack, self.loaded];
        arrays.into_iter().flatten().for_each(|a| m.mark_value(Value::from(a)));
        self.tables.iter().flatten().for_each(|&t| m.mark_value(Value::from(t)));
    }

    /// An empty table for a pickler's memo, if there is one.
    pub(super) fn take_memo(&mut self) -> Option<Gc<ValueArray>> {
        self.memo.take()
    }

    /// Gives back the memo of a pickler that is done; `used` is how many values it holds.
    pub(super) fn give_memo(&mut self, memo: Option<Gc<ValueArray>>, used: usize) {
        let kept = |m: &Gc<ValueArray>| m.capacity() <= MOST_SLOTS;
        // Clearing a large table of which little was used costs more than making a small one.
        let worth = |m: &Gc<ValueArray>| used == 0 || m.capacity() <= used * 32;
        self.memo = memo.filter(kept).filter(worth);
        if let Some(memo) = self.memo.filter(|_| used > 0) {
            memo.clear_range(0, memo.capacity());
        }
    }

    /// An empty memo for an unpickler, if there is one.
    pub(super) fn take_loaded(&mut self) -> Option<Gc<ValueArray>> {
        self.loaded.take()
    }

    /// Gives back the memo of an unpickler that is done, of which `used` slots are in use.
    pub(super) fn give_loaded(&mut self, memo: Option<Gc<ValueArray>>, used: usize) {
        self.loaded = memo.filter(|m| m.capacity() <= MOST_SLOTS && used <= m.capacity());
        if let Some(memo) = self.loaded {
            memo.clear_range(0, used);
        }
    }

    /// An empty stack.
    pub(super) fn take_stack(&mut self) -> GcVec {
        self.stack.take().map_or(GcVec::new(), GcVec::over)
    }

    /// Gives back a stack that is empty again.
    pub(super) fn give_stack(&mut self, stack: GcVec) {
        if stack.is_empty() && stack.capacity() <= MOST_SLOTS {
            self.stack = stack.into_buffer().1;
        }
    }

    /// An empty buffer.
    pub(super) fn take_bytes(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// Gives back a buffer.
    pub(super) fn give_bytes(&mut self, mut bytes: Vec<u8>) {
        if bytes.capacity() <= MOST_BYTES {
            bytes.clear();
            self.bytes = bytes;
        }
    }
}

/// The state of a context.
pub(super) fn of(cx: &mut Ctx) -> &mut State {
    &mut cx.pickle
}
