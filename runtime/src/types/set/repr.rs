//! `SetObj`: an open-addressing hash table of keys.
//!
//! ```text
//! | header 8 | keys 8 | hashes 8 | used 8 | fill 8 | mask 8 | finger 8 | hash 8 |
//! ```
//! The probe sequence and the growth are CPython's (`Objects/setobject.c`), since the order in which
//! a set of ints iterates is something programs print. A slot that was never used has no key and
//! hash 0; a deleted one has no key and hash -1. Lookups compare by identity and hash first; only
//! then do they run `__eq__`, and start over if that changed the table.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{ByteArray, Gc, ShapeId, ValueArray};
use crate::heap_object;
use crate::object::type_id::TypeId;
use crate::stopping::GIVE_WAY_EVERY;
use crate::types::dict::{Match, quick_match};
use crate::value::Value;

heap_object! {
    /// Python's `set` and `frozenset`.
    pub struct SetObj: SET {
        traced keys: Option<Gc<ValueArray>>,
        traced hashes: Option<Gc<ByteArray>>,
        plain used: usize,
        plain fill: usize,
        plain mask: usize,
        /// Where `pop` looks next.
        plain finger: usize,
        /// The hash of a frozenset, 0 = not computed.
        plain hash: i64,
    }
}

const MIN_SLOTS: usize = 8;
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
const DELETED: i64 = -1;

/// What a probe found, and in which slot. Two words, so that it is returned in registers.
enum Slot {
    Key(usize),
    Free(usize),
    /// Only `__eq__` can tell whether the key there is the wanted one.
    Ask(usize),
}

/// The buffers of a set. Used only on slot numbers up to the set's `mask`, which both buffers have
/// room for, and not across anything that could exchange them.
#[derive(Clone, Copy)]
struct TableView {
    keys: *const Option<Value>,
    hashes: *const i64,
}

impl TableView {
    #[inline(always)]
    fn key(self, i: usize) -> Option<Value> {
        // SAFETY: `i` is at most the mask (see the struct).
        unsafe { self.keys.add(i).read() }
    }

    #[inline(always)]
    fn hash(self, i: usize) -> i64 {
        // SAFETY: as in `key`; bytes of the buffer are 16-aligned and written as little-endian words.
        i64::from_le(unsafe { self.hashes.add(i).read_unaligned() })
    }
}

impl SetObj {
    /// An empty set struct with this shape, for `alloc`.
    pub fn empty(shape: ShapeId) -> SetObj {
        SetObj::new(shape, None, None, 0, 0, MIN_SLOTS - 1, 0, 0)
    }

    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// End of the slot numbers; iterate `0..slots()` and skip those without a key.
    #[inline(always)]
    pub fn slots(&self) -> usize {
        if self.keys.get().is_some() { self.mask.get() + 1 } else { 0 }
    }

    /// The key in a slot and its hash.
    #[inline(always)]
    pub fn slot(&self, i: usize) -> Option<(Value, i64)> {
        if i > self.mask.get() {
            return None;
        }
        let table = self.table()?;
        Some((table.key(i)?, table.hash(i)))
    }

    /// The first key in slot `i` or later, with its hash, and the number of the slot behind it.
    #[inline(always)]
    pub fn next_item(&self, mut i: usize) -> Option<(Value, i64, usize)> {
        let table = self.table()?;
        while i <= self.mask.get() {
            if let Some(key) = table.key(i) {
                return Some((key, table.hash(i), i + 1));
            }
            i += 1;
        }
        None
    }

    /// The two buffers, for reading below `mask + 1` while they are not exchanged.
    #[inline(always)]
    fn table(&self) -> Option<TableView> {
        let (keys, hashes) = (self.keys.get()?, self.hashes.get()?);
        Some(TableView { keys: keys.ptr(), hashes: hashes.bytes().as_ptr().cast() })
    }

    /// The keys in table order; the set must not change meanwhile.
    pub fn items(&self) -> impl Iterator<Item = (Value, i64)> + '_ {
        (0..self.slots()).filter_map(|i| self.slot(i))
    }

    fn put(&self, i: usize, key: Option<Value>, hash: i64) {
        if let (Some(keys), Some(hashes)) = (self.keys.get(), self.hashes.get()) {
            keys.set(i, key);
            hashes.write(i * 8, &hash.to_le_bytes());
        }
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.keys.set(None);
        self.hashes.set(None);
        self.used.set(0);
        self.fill.set(0);
        self.mask.set(MIN_SLOTS - 1);
        self.finger.set(0);
    }

    /// Walks the probe sequence of a hash; `visit` gets slot numbers until it returns a result.
    #[inline(always)]
    fn probe<R>(&self, hash: i64, mut visit: impl FnMut(usize) -> Option<R>) -> R {
        let mask = self.mask.get();
        let mut perturb = hash as u64;
        let mut i = hash as usize & mask;
        loop {
            let last = if i + LINEAR_PROBES <= mask { i + LINEAR_PROBES } else { i };
            for at in i..=last {
                if let Some(r) = visit(at) {
                    return r;
                }
            }
            perturb >>= PERTURB_SHIFT;
            i = i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize) & mask;
        }
    }

    /// The slot of `key`, or where it goes; `skip` candidates have been judged different already.
    #[inline(never)]
    fn lookup(&self, key: Value, hash: i64, mut skip: usize) -> Slot {
        let Some(table) = self.table() else { return Slot::Free(0) };
        self.probe(hash, |at| match table.key(at) {
            Some(k) if k.is(key) => Some(Slot::Key(at)),
            None if table.hash(at) == 0 => Some(Slot::Free(at)),
            Some(k) if table.hash(at) == hash => match quick_match(k, key) {
                Match::Yes => Some(Slot::Key(at)),
                Match::No => None,
                Match::Ask if skip > 0 => {
                    skip -= 1;
                    None
                }
                Match::Ask => Some(Slot::Ask(at)),
            },
            _ => None,
        })
    }

    /// What the first slot of the probe sequence tells, which is all for most small ints.
    #[inline(always)]
    fn look_first(&self, key: Value, hash: i64) -> Option<Slot> {
        let table = self.table()?;
        let at = hash as usize & self.mask.get();
        match table.key(at) {
            Some(k) if k.is(key) => Some(Slot::Key(at)),
            None if table.hash(at) == 0 => Some(Slot::Free(at)),
            _ => None,
        }
    }

    /// Enters a key that is not in a table without deleted slots.
    fn insert_clean(&self, key: Value, hash: i64) {
        let Some(table) = self.table() else { return };
        let at = self.probe(hash, |at| table.key(at).is_none().then_some(at));
        self.put(at, Some(key), hash);
    }

    fn remove_at(&self, i: usize) {
        self.put(i, None, DELETED);
        self.used.set(self.used.get() - 1);
    }

    /// Removes and returns some item.
    pub fn pop(&self) -> Option<Value> {
        if self.is_empty() {
            return None;
        }
        let mask = self.mask.get();
        let mut i = self.finger.get() & mask;
        loop {
            if let Some((key, _)) = self.slot(i) {
                self.remove_at(i);
                self.finger.set(i + 1);
                return Some(key);
            }
            i = (i + 1) & mask;
        }
    }

    /// Exchanges the contents of two sets.
    pub fn swap(&self, other: &SetObj) {
        let keys = self.keys.replace(other.keys.get());
        other.keys.set(keys);
        let hashes = self.hashes.replace(other.hashes.get());
        other.hashes.set(hashes);
        for (a, b) in
            [(&self.used, &other.used), (&self.fill, &other.fill), (&self.mask, &other.mask)]
        {
            a.swap(b);
        }
    }
}

impl Ctx {
    /// An empty `set`.
    pub fn set(&mut self) -> PyResult<Gc<SetObj>> {
        self.alloc(SetObj::empty(TypeId::SET.shape()))
    }

    #[inline]
    fn set_lookup(&mut self, set: Gc<SetObj>, key: Value, hash: i64) -> PyResult<Slot> {
        if let Some(slot) = set.look_first(key, hash) {
            return Ok(slot);
        }
        match set.lookup(key, hash, 0) {
            Slot::Ask(_) => self.set_lookup_asking(set, key, hash),
            Slot::Key(at) => Ok(Slot::Key(at)),
            Slot::Free(at) => Ok(Slot::Free(at)),
        }
    }

    #[inline(never)]
    fn set_lookup_asking(&mut self, set: Gc<SetObj>, key: Value, hash: i64) -> PyResult<Slot> {
        let mut judged = 0;
        loop {
            let at = match set.lookup(key, hash, judged) {
                Slot::Ask(at) => at,
                Slot::Key(at) => return Ok(Slot::Key(at)),
                Slot::Free(at) => return Ok(Slot::Free(at)),
            };
            let Some((candidate, _)) = set.slot(at) else { continue };
            let before = set.keys.get().map(|k| k.addr());
            let equal = self.eq(candidate, key)?;
            if set.keys.get().map(|k| k.addr()) != before
                || set.slot(at).is_none_or(|(k, _)| !k.is(candidate))
            {
                judged = 0;
            } else if equal {
                return Ok(Slot::Key(at));
            } else {
                judged += 1;
            }
        }
    }

    /// Makes the table as large as CPython makes it for more than `min_used` items.
    fn set_resize(&mut self, set: Gc<SetObj>, min_used: usize) -> PyResult<()> {
        let Some(slots) = (min_used + 1).checked_next_power_of_two().filter(|&n| n < 1 << 40)
        else {
            return Err(self.raise_memory());
        };
        let slots = slots.max(MIN_SLOTS);
        let keys = self.value_array(slots)?;
        let hashes = self.byte_array(slots * 8)?;
        self.touch(keys.addr(), slots * size_of::<Value>())?;
        self.touch(hashes.addr(), slots * 8)?;
        let old_slots = set.slots();
        let (old_keys, old_hashes, old_fill) = (set.keys.get(), set.hashes.get(), set.fill.get());
        set.keys.set(Some(keys));
        set.hashes.set(Some(hashes));
        set.mask.set(slots - 1);
        set.fill.set(set.used.get());
        if let (Some(from), Some(hashes)) = (old_keys, old_hashes) {
            for i in 0..old_slots {
                if (i + 1).is_multiple_of(GIVE_WAY_EVERY)
                    && let Err(raised) = self.give_way()
                {
                    set.keys.set(old_keys);
                    set.hashes.set(old_hashes);
                    set.mask.set(old_slots - 1);
                    set.fill.set(old_fill);
                    return Err(raised);
                }
                if let Some(key) = from.get(i) {
                    set.insert_clean(key, i64::from_le_bytes(hashes.read(i * 8)));
                }
            }
        }
        Ok(())
    }

    /// Adds a key whose hash is known; whether it is new.
    pub fn set_add_hashed(&mut self, set: Gc<SetObj>, key: Value, hash: i64) -> PyResult<bool> {
        if set.keys.get().is_none() {
            self.set_resize(set, 0)?;
        }
        let Slot::Free(at) = self.set_lookup(set, key, hash)? else { return Ok(false) };
        set.put(at, Some(key), hash);
        set.used.set(set.used.get() + 1);
        set.fill.set(set.fill.get() + 1);
        if set.fill.get() * 5 >= set.mask.get() * 3 {
            let used = set.used.get();
            self.set_resize(set, if used > 50_000 { used * 2 } else { used * 4 })?;
        }
        Ok(true)
    }

    /// `set.add(key)`; whether it is new.
    #[inline]
    pub fn set_add(&mut self, set: Gc<SetObj>, key: Value) -> PyResult<bool> {
        let hash = self.hash_key(key, "set element")?;
        self.set_add_hashed(set, key, hash)
    }

    /// Whether a key whose hash is known is in the set.
    pub fn set_has_hashed(&mut self, set: Gc<SetObj>, key: Value, hash: i64) -> PyResult<bool> {
        Ok(matches!(self.set_lookup(set, key, hash)?, Slot::Key(_)))
    }

    /// `key in set`, for hashable keys.
    #[inline]
    pub fn set_has(&mut self, set: Gc<SetObj>, key: Value) -> PyResult<bool> {
        let hash = self.hash_key(key, "set element")?;
        self.set_has_hashed(set, key, hash)
    }

    /// Removes a key whose hash is known; whether it was there.
    pub fn set_remove_hashed(&mut self, set: Gc<SetObj>, key: Value, hash: i64) -> PyResult<bool> {
        match self.set_lookup(set, key, hash)? {
            Slot::Key(at) => {
                set.remove_at(at);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Adds all items of another set.
    pub fn set_merge(&mut self, set: Gc<SetObj>, other: Gc<SetObj>) -> PyResult<()> {
        if set.ptr_eq(other) || other.is_empty() {
            return Ok(());
        }
        self.set_presize(set, other.len())?;
        if set.fill.get() == 0 {
            // With equal tables each key keeps its slot, so that a copy iterates as the original.
            let same = set.mask.get() == other.mask.get() && other.fill.get() == other.used.get();
            for i in 0..other.slots() {
                match other.slot(i) {
                    Some((key, hash)) if same => set.put(i, Some(key), hash),
                    Some((key, hash)) => set.insert_clean(key, hash),
                    None => {}
                }
            }
            set.used.set(other.len());
            set.fill.set(other.len());
            return Ok(());
        }
        let mut i = 0;
        while let Some((key, hash, next)) = other.next_item(i) {
            self.set_add_hashed(set, key, hash)?;
            i = next;
        }
        Ok(())
    }

    /// Makes room for `more` items at once, as CPython does before it merges.
    pub fn set_presize(&mut self, set: Gc<SetObj>, more: usize) -> PyResult<()> {
        if (set.fill.get() + more) * 5 >= set.mask.get() * 3 {
            self.set_resize(set, (set.used.get() + more) * 2)?;
        } else if set.keys.get().is_none() {
            self.set_resize(set, 0)?;
        }
        Ok(())
    }

    /// Drops deleted slots when they are many.
    pub fn set_tidy(&mut self, set: Gc<SetObj>) -> PyResult<()> {
        if set.fill.get() - set.used.get() > set.mask.get() / 4 {
            let used = set.used.get();
            self.set_resize(set, if used > 50_000 { used * 2 } else { used * 4 })?;
        }
        Ok(())
    }
}
