//! What the collector knows about each layout: how to trace it, and what to do when it dies.

use super::gc::{Gc, HeapObject};
use super::header::{Header, LayoutId};
use super::mark::Marker;
use std::ptr::NonNull;

/// A struct whose outgoing pointers can be marked.
pub trait Trace {
    /// Marks everything the builtin part of the object points to.
    /// It may not allocate, and sees objects whose other fields may be half built only if they
    /// were published so.
    fn trace(&self, m: &mut Marker);
}

/// The operations of one layout.
#[derive(Copy, Clone)]
pub struct LayoutOps {
    /// Name of the struct, for statistics and the verifier.
    pub name: &'static str,
    /// Marks the object's builtin part; `None` when it holds no pointers.
    pub trace: Option<unsafe fn(NonNull<Header>, &mut Marker)>,
    /// Frees what the object owns outside the heap. It runs during a collection, so it may touch
    /// nothing but this object, for objects registered by `Heap::track_native`.
    pub finalize: Option<unsafe fn(NonNull<Header>)>,
}

impl LayoutOps {
    /// Of a layout number that nothing uses.
    pub(super) const UNUSED: LayoutOps = LayoutOps { name: "", trace: None, finalize: None };

    /// For a struct that implements [`Trace`].
    pub const fn of<T: HeapObject + Trace>(name: &'static str) -> LayoutOps {
        unsafe fn trace<T: Trace>(object: NonNull<Header>, m: &mut Marker) {
            // SAFETY: the table is indexed by the object's layout, which is `T`'s.
            unsafe { object.cast::<T>().as_ref() }.trace(m);
        }
        LayoutOps { name, trace: Some(trace::<T>), finalize: None }
    }

    /// For a struct without pointers to other objects.
    pub const fn leaf<T: HeapObject>(name: &'static str) -> LayoutOps {
        LayoutOps { name, trace: None, finalize: None }
    }

    /// With a native finalizer; see [`Finalize`].
    pub const fn finalized<T: HeapObject + Finalize>(self) -> LayoutOps {
        unsafe fn finalize<T: Finalize>(object: NonNull<Header>) {
            // SAFETY: the table is indexed by the object's layout, which is `T`'s.
            unsafe { object.cast::<T>().as_ref() }.finalize();
        }
        LayoutOps { finalize: Some(finalize::<T>), ..self }
    }
}

/// A struct that owns something outside the heap (a descriptor, Rust memory).
pub trait Finalize {
    /// Gives it up. Called once, when the object was found dead or the heap goes away.
    /// Other objects must not be touched: they may be gone.
    fn finalize(&self);
}

/// Layout operations by number.
pub struct LayoutTable([LayoutOps; 256]);

impl LayoutTable {
    /// With nothing registered.
    pub const fn new() -> LayoutTable {
        LayoutTable([LayoutOps::UNUSED; 256])
    }

    /// Sets the operations of a layout, once.
    pub fn register(&mut self, id: LayoutId, ops: LayoutOps) {
        let slot = &mut self.0[id.0 as usize];
        assert!(slot.name.is_empty(), "layout {} is both {} and {}", id.0, slot.name, ops.name);
        *slot = ops;
    }

    /// The operations of a layout.
    #[inline(always)]
    pub fn get(&self, id: LayoutId) -> &LayoutOps {
        &self.0[id.0 as usize]
    }

    /// Whether the number is in use.
    pub fn is_registered(&self, id: LayoutId) -> bool {
        !self.get(id).name.is_empty()
    }
}

/// The header of any object.
pub(super) fn header_of<T: HeapObject>(object: Gc<T>) -> NonNull<Header> {
    NonNull::from(object.header())
}
