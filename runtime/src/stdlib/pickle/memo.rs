//! Which objects a pickler has written, by identity, and under which number.
//!
//! ```text
//! | object 0 | number 0 | object 1 | number 1 | ... a power of two of pairs
//! ```
//!
//! The table is open-addressed and lies in the collector's memory: it keeps what it holds alive, and
//! addresses never change.
#![forbid(unsafe_code)]

use super::pickler::PicklerObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, ValueArray};
use crate::value::Value;

/// Pairs in the first table.
const FIRST: usize = 32;

/// Where the search for a value begins in a table of `pairs` places.
#[inline(always)]
fn start(v: Value, pairs: usize) -> usize {
    let mixed = (v.bits() >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize & (pairs - 1)
}

/// How many pairs there is room for.
#[inline(always)]
fn pairs_of(table: &ValueArray) -> usize {
    // The memory may hold more than was asked for.
    let most = table.capacity() / 2;
    1 << (usize::BITS - 1 - most.leading_zeros())
}

impl PicklerObj {
    /// The number of an object that was written before.
    #[inline]
    pub(super) fn memo_get(&self, v: Value) -> Option<usize> {
        let table = self.memo.get()?;
        let (slots, pairs) = (table.slots(), pairs_of(&table));
        let mut at = start(v, pairs);
        loop {
            let known = slots[at * 2].get()?;
            if known.is(v) {
                return Some(slots[at * 2 + 1].get()?.as_small()? as usize);
            }
            at = (at + 1) & (pairs - 1);
        }
    }

    /// Every object with its number, in no order.
    pub(super) fn memo_entries(&self) -> impl Iterator<Item = (Value, usize)> + use<> {
        let table = self.memo.get();
        let pairs = table.map_or(0, |t| pairs_of(&t));
        (0..pairs).filter_map(move |i| {
            let table = table?;
            Some((table.get(i * 2)?, table.get(i * 2 + 1)?.as_small()? as usize))
        })
    }

    /// Forgets all objects.
    pub(super) fn memo_clear(&self) {
        self.memo.set(None);
        self.memo_len.set(0);
    }
}

fn insert(table: &ValueArray, v: Value, number: usize) -> bool {
    let pairs = pairs_of(table);
    let mut at = start(v, pairs);
    loop {
        match table.get(at * 2) {
            Some(known) if !known.is(v) => at = (at + 1) & (pairs - 1),
            known => {
                table.set(at * 2, Some(v));
                table.set(at * 2 + 1, Some(Value::len(number)));
                return known.is_none();
            }
        }
    }
}

/// Enters an object under a number.
pub(super) fn put(cx: &mut Ctx, p: Gc<PicklerObj>, v: Value, number: usize) -> PyResult<()> {
    let (old, len) = (p.memo.get(), p.memo_len.get());
    let room = old.map_or(0, |t| pairs_of(&t));
    let table = match old {
        Some(table) if len * 3 < room * 2 => table,
        _ => {
            let fresh = cx.value_array((room * 4).max(FIRST) * 2)?;
            for (known, number) in p.memo_entries() {
                insert(&fresh, known, number);
            }
            p.memo.set(Some(fresh));
            fresh
        }
    };
    if insert(&table, v, number) {
        p.memo_len.set(len + 1);
    }
    Ok(())
}
