//! How the owner of a heap tells it what is alive.

use super::header::Header;
use super::mark::Marker;
use crate::value::Value;

/// The context that owns a heap. All methods but `is_stopping` are called during a
/// collection only; none may allocate.
pub trait RootSet {
    /// Marks everything that is alive besides what the native stack points to: the value stack,
    /// types, modules, singletons, the current exception.
    fn trace_roots(&self, m: &mut Marker);

    /// Marks the instance part of an object that has the flag
    /// [`INSTANCE_PART`](super::INSTANCE_PART): its slots and attributes. The builtin part was
    /// traced through its layout. Classes are not marked through their instances; they are roots.
    fn trace_instance(&self, object: &Header, m: &mut Marker);

    /// Whether the program is about to be stopped, so that what takes long need not be ended.
    fn is_stopping(&self) -> bool {
        false
    }

    /// Marking is complete: tables that hold objects weakly (interned strings, caches) drop the
    /// dead ones.
    fn after_mark(&self, live: &Liveness<'_>) {
        let _ = live;
    }

    /// The collection is over; `has_pending` tells that weakref callbacks or `__del__` wait.
    fn after_collect(&self, has_pending: bool) {
        let _ = has_pending;
    }
}

/// Answers which objects survive the current collection.
pub struct Liveness<'a>(pub(super) &'a Marker);

impl Liveness<'_> {
    /// Whether the object at this address (which was an object before the collection) survives.
    pub fn is_alive(&self, addr: usize) -> bool {
        self.0.is_marked(addr)
    }

    /// Whether the value survives; immediates always do.
    pub fn is_value_alive(&self, value: Value) -> bool {
        !value.is_heap() || self.is_alive(value.bits() as usize)
    }
}
