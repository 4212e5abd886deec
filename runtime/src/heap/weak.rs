//! Weak references. The heap knows for each referenced object which weak references point to it,
//! and clears them when the object is found dead.
//!
//! An object with `__del__` is not dead before that has run, so its weak references are cleared one
//! collection later: the order that reference counting gives, too.

use super::field::Field;
use super::header::{Header, gc_bits};
use super::mark::Marker;
use crate::value::Value;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::cell::Cell;
use std::collections::VecDeque;
use std::ptr::NonNull;

/// What every weak reference object begins with.
#[repr(C)]
pub struct WeakHead {
    /// The object's header.
    pub hdr: Header,
    /// The object referred to, not traced; absent once it is dead.
    pub target: Cell<Option<Value>>,
    /// Called with the weak reference after its target died.
    pub callback: Field<Option<Value>>,
}

/// All weak references of a heap.
#[derive(Default)]
pub(super) struct WeakTable {
    /// By the target's address; most targets have one.
    of_target: FxHashMap<usize, SmallVec<[NonNull<WeakHead>; 2]>>,
    /// Cleared, with a callback that is still to be called.
    cleared: VecDeque<NonNull<WeakHead>>,
}

impl WeakTable {
    /// Records a weak reference.
    pub fn register(&mut self, target: NonNull<Header>, weak: NonNull<WeakHead>) {
        // SAFETY: the target is a live object.
        unsafe { target.as_ref() }.set_gc(gc_bits::HAS_WEAK);
        self.of_target.entry(target.addr().get()).or_default().push(weak);
    }

    /// The weak references to an object, oldest first.
    pub fn of(&self, target: &Header) -> &[NonNull<WeakHead>] {
        if !target.has_gc(gc_bits::HAS_WEAK) {
            return &[];
        }
        self.of_target.get(&(std::ptr::from_ref(target) as usize)).map_or(&[], SmallVec::as_slice)
    }

    /// Forgets all weak references to an object and makes them dead; callbacks are queued.
    pub fn clear_target(&mut self, target: &Header) {
        target.clear_gc(gc_bits::HAS_WEAK);
        let list =
            self.of_target.remove(&(std::ptr::from_ref(target) as usize)).unwrap_or_default();
        for weak in list {
            self.clear(weak);
        }
    }

    fn clear(&mut self, weak: NonNull<WeakHead>) {
        // SAFETY: weak references in the table are alive (dead ones are dropped in each cycle).
        let head = unsafe { weak.as_ref() };
        head.target.set(None);
        if head.callback.get().is_some() {
            self.cleared.push_back(weak);
        }
    }

    /// The next weak reference whose callback is due.
    pub fn pop_cleared(&mut self) -> Option<NonNull<WeakHead>> {
        self.cleared.pop_front()
    }

    /// Whether callbacks wait.
    pub fn has_cleared(&self) -> bool {
        !self.cleared.is_empty()
    }

    /// Marks the weak references whose callbacks wait.
    pub fn trace(&self, m: &mut Marker) {
        for weak in &self.cleared {
            m.mark_word(weak.addr().get());
        }
    }

    /// After marking: drops dead weak references, clears those to dead targets.
    pub fn after_mark(&mut self, m: &Marker) {
        let mut dead_targets = Vec::new();
        self.of_target.retain(|&target, list| {
            list.retain(|weak| m.is_marked(weak.addr().get()));
            if m.is_marked(target) {
                return !list.is_empty();
            }
            dead_targets.extend(list.drain(..));
            false
        });
        // The map's order is arbitrary; addresses make the order of callbacks repeatable.
        dead_targets.sort_unstable();
        for weak in dead_targets {
            self.clear(weak);
        }
    }
}
