//! `Field<T>`: a traced, mutable word inside a heap object. `set` contains the write barrier.
//!
//! A `Field` must lie in a heap object: the barrier computes the card from the field's address.

use super::gc::{Gc, HeapObject};
use super::mark::Marker;
use super::region::write_barrier;
use crate::value::Value;
use std::cell::Cell;

/// What a [`Field`] can hold: `Value`, `Gc<T>`, or an `Option` of these.
pub trait FieldWord: Copy {
    /// Marks what the word points to.
    fn mark(self, m: &mut Marker);
}

impl FieldWord for Value {
    #[inline(always)]
    fn mark(self, m: &mut Marker) {
        m.mark_value(self);
    }
}

impl<T: HeapObject> FieldWord for Gc<T> {
    #[inline(always)]
    fn mark(self, m: &mut Marker) {
        m.mark_value(Value::from(self));
    }
}

impl<W: FieldWord> FieldWord for Option<W> {
    #[inline(always)]
    fn mark(self, m: &mut Marker) {
        if let Some(word) = self {
            word.mark(m);
        }
    }
}

/// A traced word inside a heap object.
#[repr(transparent)]
pub struct Field<T>(Cell<T>);

impl<T: FieldWord> Field<T> {
    const ONE_WORD: () = assert!(size_of::<T>() == 8);

    /// A field of a new object.
    #[inline(always)]
    pub const fn new(word: T) -> Field<T> {
        const { Self::ONE_WORD };
        Field(Cell::new(word))
    }

    /// The word.
    #[inline(always)]
    pub fn get(&self) -> T {
        self.0.get()
    }

    /// Replaces the word.
    #[inline(always)]
    pub fn set(&self, word: T) {
        self.0.set(word);
        write_barrier(std::ptr::from_ref(self) as usize);
    }

    /// Replaces the word and returns the old one.
    #[inline(always)]
    pub fn replace(&self, word: T) -> T {
        let old = self.get();
        self.set(word);
        old
    }

    /// Marks what the word points to.
    #[inline(always)]
    pub fn trace(&self, m: &mut Marker) {
        self.get().mark(m);
    }
}
