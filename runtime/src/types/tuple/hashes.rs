//! Hashes of tuples that were hashed lately, by address. Tuples do not change, and programs hash the same
//! ones again and again: a lookup and then a store under one key, or keys that contain each other.
//!
//! CPython 3.14 keeps the hash in the tuple; here that word would cost more than it brings, as most tuples
//! are never hashed. Only hashes that no Python code takes part in are kept, so that what is forgotten
//! cannot be seen. A collection forgets all, since addresses are used again after it.
#![forbid(unsafe_code)]

use super::TupleObj;
use crate::heap::Gc;
use std::cell::Cell;

const ENTRIES: usize = 2048;

/// The table; empty until the first hash is kept.
#[derive(Default)]
pub struct TupleHashes {
    /// Address and hash; 0 is no address.
    table: Vec<Cell<(usize, i64)>>,
    is_dirty: Cell<bool>,
}

#[inline(always)]
fn place(tuple: Gc<TupleObj>) -> usize {
    let addr = tuple.addr();
    (addr >> 4 ^ addr >> 16) & (ENTRIES - 1)
}

impl TupleHashes {
    /// The hash of this tuple, if it is known.
    #[inline(always)]
    pub fn get(&self, tuple: Gc<TupleObj>) -> Option<i64> {
        let (addr, hash) = self.table.get(place(tuple))?.get();
        (addr == tuple.addr()).then_some(hash)
    }

    /// Keeps a hash, in the place of another.
    #[inline]
    pub(super) fn keep(&mut self, tuple: Gc<TupleObj>, hash: i64) {
        if self.table.is_empty() {
            self.table.resize(ENTRIES, Cell::default());
        }
        self.table[place(tuple)].set((tuple.addr(), hash));
        self.is_dirty.set(true);
    }

    /// Forgets all of them.
    pub(crate) fn clear(&self) {
        if self.is_dirty.replace(false) {
            self.table.iter().for_each(|entry| entry.set((0, 0)));
        }
    }
}
