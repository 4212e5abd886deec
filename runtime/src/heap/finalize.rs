//! Objects with `__del__` (PEP 442): found dead, they live on and wait for the VM to call it once.
//! And objects that own something outside the heap, whose native finalizers run at once.

use super::header::{Header, gc_bits};
use super::layout_table::LayoutTable;
use super::mark::Marker;
use std::collections::VecDeque;
use std::ptr::NonNull;

/// Objects with `__del__`.
#[derive(Default)]
pub(super) struct Finalizers {
    registered: Vec<NonNull<Header>>,
    pending: VecDeque<NonNull<Header>>,
}

impl Finalizers {
    /// `__del__` of this object will be queued once, when it is found dead.
    pub fn register(&mut self, object: NonNull<Header>) {
        // SAFETY: the object is alive.
        let header = unsafe { object.as_ref() };
        if !header.has_gc(gc_bits::FINALIZABLE) && !header.has_gc(gc_bits::FINALIZED) {
            header.set_gc(gc_bits::FINALIZABLE);
            self.registered.push(object);
        }
    }

    /// `__del__` of this object has nothing to do any more: unless it is due already it is not called.
    pub fn forget(&mut self, object: NonNull<Header>) {
        // SAFETY: the object is alive. It leaves the list of its own kind in the next collection.
        unsafe { object.as_ref() }.clear_gc(gc_bits::FINALIZABLE);
    }

    /// The next object whose `__del__` is due.
    pub fn pop(&mut self) -> Option<NonNull<Header>> {
        self.pending.pop_front()
    }

    /// Whether any `__del__` waits.
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Marks the objects that wait.
    pub fn trace(&self, m: &mut Marker) {
        for object in &self.pending {
            m.mark_word(object.addr().get());
        }
    }

    /// All registered objects.
    pub fn registered(&self) -> impl Iterator<Item = NonNull<Header>> {
        self.registered.iter().copied().filter(is_registered)
    }

    /// Queues all registered objects, dead or alive (interpreter exit): first those that are not `inner`.
    pub fn queue_all(&mut self, is_inner: impl Fn(NonNull<Header>) -> bool) {
        let (inner, outer): (Vec<_>, Vec<_>) =
            self.registered.drain(..).filter(is_registered).partition(|&o| is_inner(o));
        outer.into_iter().chain(inner).for_each(|object| self.queue(object));
    }

    fn queue(&mut self, object: NonNull<Header>) {
        // SAFETY: the object is alive, or dead in this very cycle and about to be marked.
        let header = unsafe { object.as_ref() };
        // One that was forgotten and registered again is listed twice.
        if header.has_gc(gc_bits::FINALIZED) {
            return;
        }
        header.clear_gc(gc_bits::FINALIZABLE);
        header.set_gc(gc_bits::FINALIZED);
        self.pending.push_back(object);
    }

    /// After marking: queues dead objects and marks what they reach. Those that no other dead one
    /// refers to come first, as they would with reference counting. Returns how many; if marking is given up,
    /// none is queued.
    pub fn after_mark(&mut self, m: &mut Marker) -> usize {
        self.registered.retain(is_registered);
        let is_alive = |object: &NonNull<Header>, m: &Marker| m.is_marked(object.addr().get());
        let dead: Vec<_> =
            self.registered.iter().copied().filter(|object| !is_alive(object, m)).collect();
        if dead.is_empty() {
            return 0;
        }
        // Mark what they refer to, without the objects themselves.
        dead.iter().for_each(|&object| m.visit(object));
        m.drain();
        if m.is_given_up() {
            return 0;
        }
        // What is left to be marked is little: the objects themselves.
        m.insist();
        let (inner, outer): (Vec<_>, Vec<_>) = dead.iter().copied().partition(|o| is_alive(o, m));
        for object in outer.into_iter().chain(inner) {
            self.queue(object);
        }
        self.registered.retain(is_registered);
        self.trace(m);
        m.drain();
        dead.len()
    }
}

/// Whether an object's `__del__` is still wanted.
fn is_registered(object: &NonNull<Header>) -> bool {
    // SAFETY: objects of the list are not reclaimed before they leave it.
    unsafe { object.as_ref() }.has_gc(gc_bits::FINALIZABLE)
}

/// Runs the native finalizers of the dead among `objects` and drops these from the list.
pub(super) fn finalize_dead_natives(
    objects: &mut Vec<NonNull<Header>>,
    layouts: &LayoutTable,
    m: &Marker,
) {
    objects.retain(|&object| {
        let is_alive = m.is_marked(object.addr().get());
        if !is_alive {
            run_native(layouts, object);
        }
        is_alive
    });
}

/// Runs one native finalizer.
pub(super) fn run_native(layouts: &LayoutTable, object: NonNull<Header>) {
    // SAFETY: the object is not yet reclaimed; its layout's own finalizer runs, once.
    unsafe {
        if let Some(finalize) = layouts.get(object.as_ref().layout).finalize {
            finalize(object);
        }
    }
}
