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
use std::cell::Cell;

/// Pairs in the first table.
const FIRST: usize = 64;

/// An object and its number.
type Pair = [Cell<Option<Value>>; 2];

/// The pairs of a table: as many as the largest power of two that fits.
#[inline(always)]
fn pairs(table: &ValueArray) -> &[Pair] {
    // The memory may hold more than was asked for.
    let (pairs, _) = table.slots().as_chunks::<2>();
    let most = 1 << (usize::BITS - 1 - (pairs.len() | 1).leading_zeros());
    &pairs[..most.min(pairs.len())]
}

/// Where the search for a value begins.
#[inline(always)]
fn start(v: Value, pairs: &[Pair]) -> usize {
    let mixed = (v.bits() >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize & (pairs.len() - 1)
}

impl PicklerObj {
    /// The number of an object that was written before.
    #[inline(always)]
    pub(super) fn memo_get(&self, v: Value) -> Option<usize> {
        let table = self.memo.get()?;
        let pairs = pairs(&table);
        let mut at = start(v, pairs);
        loop {
            let [known, number] = &pairs[at];
            if known.get()?.is(v) {
                return Some(number.get()?.as_small()? as usize);
            }
            at = (at + 1) & (pairs.len() - 1);
        }
    }

    /// Every object with its number, in no order.
    pub(super) fn memo_entries(&self) -> impl Iterator<Item = (Value, usize)> + use<> {
        let table = self.memo.get();
        let len = table.map_or(0, |t| pairs(&t).len());
        (0..len).filter_map(move |i| {
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

#[inline(always)]
fn insert(table: &ValueArray, v: Value, number: usize) -> bool {
    let pairs = pairs(table);
    let mut at = start(v, pairs);
    loop {
        match pairs[at][0].get() {
            Some(known) if !known.is(v) => at = (at + 1) & (pairs.len() - 1),
            known => {
                table.set(at * 2, Some(v));
                table.set(at * 2 + 1, Some(Value::len(number)));
                return known.is_none();
            }
        }
    }
}

/// Enters an object under a number.
#[inline]
pub(super) fn put(cx: &mut Ctx, p: Gc<PicklerObj>, v: Value, number: usize) -> PyResult<()> {
    let len = p.memo_len.get();
    let table = match p.memo.get() {
        Some(table) if len * 3 < pairs(&table).len() * 2 => table,
        _ => grow(cx, p)?,
    };
    if insert(&table, v, number) {
        p.memo_len.set(len + 1);
    }
    Ok(())
}

#[cold]
#[inline(never)]
fn grow(cx: &mut Ctx, p: Gc<PicklerObj>) -> PyResult<Gc<ValueArray>> {
    let room = p.memo.get().map_or(0, |t| pairs(&t).len());
    let fresh = cx.value_array((room * 4).max(FIRST) * 2)?;
    for (known, number) in p.memo_entries() {
        insert(&fresh, known, number);
    }
    p.memo.set(Some(fresh));
    Ok(fresh)
}
