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

/// The weak references to one object, oldest first; most have one.
type References = SmallVec<[NonNull<WeakHead>; 2]>;

/// All weak references of a heap.
#[derive(Default)]
pub(super) struct WeakTable {
    /// By the target's address; with a number that is higher the later the target came.
    of_target: FxHashMap<usize, (u64, References)>,
    /// The number that the last target got.
    last: u64,
    /// Cleared, with a callback that is still to be called.
    cleared: VecDeque<NonNull<WeakHead>>,
}

impl WeakTable {
    /// Records a weak reference.
    pub fn register(&mut self, target: NonNull<Header>, weak: NonNull<WeakHead>) {
        // SAFETY: the target is a live object.
        unsafe { target.as_ref() }.set_gc(gc_bits::HAS_WEAK);
        let (_, list) = self.of_target.entry(target.addr().get()).or_insert_with(|| {
            self.last += 1;
            (self.last, References::new())
        });
        list.push(weak);
    }

    /// The weak references to an object, oldest first.
    pub fn of(&self, target: &Header) -> &[NonNull<WeakHead>] {
        if !target.has_gc(gc_bits::HAS_WEAK) {
            return &[];
        }
        self.of_target.get(&(std::ptr::from_ref(target) as usize)).map_or(&[], |(_, list)| list)
    }

    /// Forgets all weak references to an object and makes them dead; callbacks are queued.
    pub fn clear_target(&mut self, target: &Header) {
        target.clear_gc(gc_bits::HAS_WEAK);
        if let Some((_, list)) = self.of_target.remove(&(std::ptr::from_ref(target) as usize)) {
            self.clear_all(&list);
        }
    }

    /// Callbacks of one object are called the newest first, as CPython does.
    fn clear_all(&mut self, list: &[NonNull<WeakHead>]) {
        list.iter().rev().for_each(|&weak| self.clear(weak));
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
        self.of_target.retain(|&target, (number, list)| {
            list.retain(|weak| m.is_marked(weak.addr().get()));
            if m.is_marked(target) {
                return !list.is_empty();
            }
            dead_targets.push((*number, std::mem::take(list)));
            false
        });
        // The map's order is arbitrary, and addresses differ where anything else was allocated.
        dead_targets.sort_unstable_by_key(|&(number, _)| number);
        for (_, list) in dead_targets {
            self.clear_all(&list);
        }
    }
}
