//! `DictObj`: a compact, insertion-ordered hash table.
//!
//! ```text
//! | header 8 | used 8 | fill 8 | keys version 8 | entries 8 | index 8 |
//! entries: (hash as a small int, key, value) per entry, in insertion order; a deleted entry has no key
//! index:   open addressing, i8/i16/i32 entry numbers; -1 = free, -2 = deleted
//! ```
//! A dict of up to eight entries has no index: lookups scan the entries.
//!
//! `keys_version` changes whenever the set of keys or their places change (insert, delete, clear,
//! rebuild), never when the value of an existing key does; `LOAD_GLOBAL` caches rest on it.
//! Lookups compare keys by identity and hash first; only then do they run `__eq__`, which may run
//! any Python code: `lookup` starts over when the table changed meanwhile.

use crate::ctx::{Change, Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::{
    ByteArray, Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace, ValueArray,
};
use crate::object::layouts;
use crate::object::type_id::TypeId;
use crate::stopping::GIVE_WAY_EVERY;
use crate::types::str::StrObj;
use crate::value::Value;
use std::cell::Cell;

/// Python's `dict`.
#[repr(C)]
pub struct DictObj {
    pub(crate) hdr: Header,
    used: Cell<usize>,
    fill: Cell<usize>,
    keys_version: Cell<u64>,
    entries: Field<Option<Gc<ValueArray>>>,
    index: Field<Option<Gc<ByteArray>>>,
}

// SAFETY: `DictObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for DictObj {
    const LAYOUT: LayoutId = layouts::DICT;
}

/// `header.flags`: a factory word lies behind the dict.
const HAS_FACTORY: u16 = 1;

/// What instances of `defaultdict` look like; only its size is used outside this file.
#[repr(C)]
pub struct DefaultDictObj {
    dict: DictObj,
    factory: Field<Option<Value>>,
}

/// Byte offset of the keys version.
pub const KEYS_VERSION_OFFSET: usize = std::mem::offset_of!(DictObj, keys_version);
/// Byte offset of the entries pointer.
pub const ENTRIES_OFFSET: usize = std::mem::offset_of!(DictObj, entries);
/// Byte offset of the number of items.
pub const USED_OFFSET: usize = std::mem::offset_of!(DictObj, used);
/// Words per entry.
pub const ENTRY_WORDS: usize = 3;
/// Word of the key within an entry.
pub const ENTRY_KEY: usize = 1;
/// Word of the value within an entry.
pub const ENTRY_VALUE: usize = 2;

/// Up to this many entries are scanned without an index.
const SCAN_LIMIT: usize = 8;
const FREE: i32 = -1;
const DELETED: i32 = -2;

/// The entries of a dict, read while they are its entries and at numbers below its fill, for which
/// the buffer has room.
#[derive(Copy, Clone)]
struct EntryView(*const Option<Value>);

impl EntryView {
    #[inline(always)]
    fn word(self, i: usize, word: usize) -> Option<Value> {
        // SAFETY: `i` is below the fill (see the struct).
        unsafe { self.0.add(i * ENTRY_WORDS + word).read() }
    }
}

/// One item, with the hash of its key.
#[derive(Copy, Clone)]
pub struct Entry {
    /// `hash(key)`, 62 bits of it.
    pub hash: i64,
    /// The key.
    pub key: Value,
    /// The value.
    pub value: Value,
}

/// The part of a hash that tables keep (it is stored as a small int).
#[inline(always)]
pub fn stored_hash(hash: i64) -> i64 {
    (hash << 2) >> 2
}

/// Whether a key found in the table is the wanted one.
pub(crate) enum Match {
    Yes,
    No,
    /// Only `__eq__` can tell.
    Ask,
}

/// Compares by identity and, for two exact strings or two words, by content: no Python code runs.
#[inline(always)]
pub(crate) fn quick_match(key: Value, wanted: Value) -> Match {
    if key.is(wanted) {
        return Match::Yes;
    }
    if key.is_heap() && wanted.is_heap() {
        let str_shape = ShapeId::from(TypeId::STR);
        if wanted.has_shape(str_shape) && key.has_shape(str_shape) {
            return match (key.cast::<StrObj>(), wanted.cast::<StrObj>()) {
                (Some(a), Some(b)) if a.same_text(b) => Match::Yes,
                _ => Match::No,
            };
        }
        return Match::Ask;
    }
    if key.is_small() && wanted.is_small() { Match::No } else { Match::Ask }
}

impl DictObj {
    /// An empty dict struct with this shape, for `alloc`.
    pub fn empty(shape: ShapeId) -> DictObj {
        DictObj {
            hdr: Header::new(shape, layouts::DICT),
            used: Cell::new(0),
            fill: Cell::new(0),
            keys_version: Cell::new(0),
            entries: Field::new(None),
            index: Field::new(None),
        }
    }

    /// As `empty`, for a type whose instances have a factory word behind the dict.
    pub fn empty_with_factory(shape: ShapeId) -> DictObj {
        let dict = DictObj::empty(shape);
        dict.hdr.flags.set(HAS_FACTORY);
        dict
    }

    /// The `default_factory` of a `defaultdict`.
    pub fn factory_field(&self) -> Option<&Field<Option<Value>>> {
        if self.hdr.flags.get() & HAS_FACTORY == 0 {
            return None;
        }
        // SAFETY: the flag is set only by `empty_with_factory`, for types whose instances have the
        // size of `DefaultDictObj`; their memory was zeroed, which is an absent value.
        Some(unsafe { &(*std::ptr::from_ref(self).cast::<DefaultDictObj>()).factory })
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

    /// End of the entry numbers: iterate `0..fill()` and skip the `None`s.
    #[inline(always)]
    pub fn fill(&self) -> usize {
        self.fill.get()
    }

    /// The version of the key set; 0 = none was asked for since the last change.
    #[inline(always)]
    pub fn keys_version(&self) -> u64 {
        self.keys_version.get()
    }

    fn keys_changed(&self) {
        self.keys_version.set(0);
    }

    /// The entry with this number, if it is not deleted.
    #[inline]
    pub fn entry(&self, i: usize) -> Option<Entry> {
        if i >= self.fill.get() {
            return None;
        }
        let entries = EntryView(self.entries.get()?.ptr());
        Some(Entry {
            key: entries.word(i, ENTRY_KEY)?,
            hash: entries.word(i, 0)?.as_small()?,
            value: entries.word(i, ENTRY_VALUE)?,
        })
    }

    /// The value of an entry whose number came from a lookup under the same keys version.
    #[inline(always)]
    pub fn value_at(&self, i: usize) -> Option<Value> {
        self.entries.get()?.get(i * ENTRY_WORDS + ENTRY_VALUE)
    }

    /// Replaces the value of an existing entry; the key set does not change.
    #[inline(always)]
    pub fn set_value_at(&self, i: usize, v: Value) {
        if let Some(entries) = self.entries.get() {
            entries.set(i * ENTRY_WORDS + ENTRY_VALUE, Some(v));
        }
    }

    /// The items in order; the dict must not change meanwhile.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = Entry> + '_ {
        (0..self.fill.get()).filter_map(|i| self.entry(i))
    }

    /// Number of the first entry that is there. Where it had to skip deleted ones it leaves the
    /// number in the first's hash word, so that emptying a dict from either end is linear.
    pub fn first_entry(&self) -> Option<usize> {
        self.seek(0, 1)
    }

    /// Number of the last entry that is there; as `first_entry`.
    pub fn last_entry(&self) -> Option<usize> {
        self.seek(self.fill.get().checked_sub(1)?, -1)
    }

    fn seek(&self, from: usize, step: isize) -> Option<usize> {
        let entries = self.entries.get()?;
        let is_live = |i: usize| entries.get(i * ENTRY_WORDS + ENTRY_KEY).is_some();
        if self.used.get() == 0 || is_live(from) {
            return (self.used.get() > 0).then_some(from);
        }
        // A deleted entry's hash word is free; as a hint it holds an entry number.
        let hint =
            entries.get(from * ENTRY_WORDS).and_then(Value::as_small).map_or(from, |n| n as usize);
        let mut i = hint;
        while !is_live(i) {
            i = i.checked_add_signed(step).filter(|&i| i < self.fill.get())?;
        }
        entries.set(from * ENTRY_WORDS, Some(Value::len(i)));
        Some(i)
    }

    /// Removes everything.
    pub fn clear(&self) {
        self.used.set(0);
        self.fill.set(0);
        self.entries.set(None);
        self.index.set(None);
        self.keys_changed();
    }

    /// Walks the entries that may have this hash; `visit` returns true to stop. It runs no code that
    /// could change the dict.
    #[inline(always)]
    fn probe(&self, hash: i64, mut visit: impl FnMut(usize, Value) -> bool) {
        let Some(entries) = self.entries.get() else { return };
        let entries = EntryView(entries.ptr());
        let tagged = (hash << 1 | 1) as u64;
        let mut check = |i: usize| {
            entries.word(i, 0).map(Value::bits) == Some(tagged)
                && entries.word(i, ENTRY_KEY).is_some_and(|key| visit(i, key))
        };
        match self.index.get() {
            None => {
                for i in 0..self.fill.get() {
                    if check(i) {
                        return;
                    }
                }
            }
            Some(index) => {
                let table = Index(index);
                match table.width() {
                    1 => table.walk::<i8>(hash, check),
                    2 => table.walk::<i16>(hash, check),
                    _ => table.walk::<i32>(hash, check),
                }
            }
        }
    }

    /// The entry number of a key whose type is exactly `str`; runs no Python code, also if the dict
    /// holds other kinds of keys with the same hash, whose `__eq__` is not asked.
    #[inline]
    pub fn find_str(&self, key: Gc<StrObj>, hash: i64) -> Option<usize> {
        let (hash, wanted) = (stored_hash(hash), Value::from(key));
        let mut found = None;
        self.probe(hash, |i, k| {
            let hit = match quick_match(k, wanted) {
                Match::Yes => true,
                Match::No => false,
                // A key of a class derived from `str` is taken for its text.
                Match::Ask => k.cast::<StrObj>().is_some_and(|k| k.same_text(key)),
            };
            if hit {
                found = Some(i);
            }
            hit
        });
        found
    }

    /// The value of an interned or hashed name; absent if the hash was never computed (interned
    /// strings always have theirs).
    #[inline]
    pub fn get_str(&self, key: Gc<StrObj>) -> Option<Value> {
        self.find_str(key, key.cached_hash()?).and_then(|i| self.value_at(i))
    }

    fn delete_entry(&self, i: usize) {
        let Some(entries) = self.entries.get() else { return };
        let at = i * ENTRY_WORDS;
        if let Some(index) = self.index.get()
            && let Some(hash) = entries.get(at).and_then(Value::as_small)
        {
            Index(index).mark_deleted(hash, i);
        }
        for w in 0..ENTRY_WORDS {
            entries.set(at + w, None);
        }
        self.used.set(self.used.get() - 1);
        // Deleting the last entries gives their numbers back, so that a stack-like use stays small.
        if self.index.get().is_none() {
            let mut fill = self.fill.get();
            while fill > 0 && entries.get((fill - 1) * ENTRY_WORDS + ENTRY_KEY).is_none() {
                fill -= 1;
            }
            self.fill.set(fill);
        }
        if !crate::fault!("keys-version-kept") {
            self.keys_changed();
        }
    }
}

/// The index table of a dict or set: entry numbers in open addressing, in the least width.
#[derive(Copy, Clone)]
pub(crate) struct Index(pub(crate) Gc<ByteArray>);

/// Distributes hashes over the table: those of ints are the ints themselves, which programs like
/// to have in steps of powers of two.
#[inline(always)]
fn spread(hash: i64) -> usize {
    ((hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

impl Index {
    /// Slots; a power of two.
    #[inline(always)]
    fn slots(self) -> usize {
        self.0.used() / self.width()
    }

    /// Bytes per slot: the table's size (the buffer's bytes in use) tells.
    #[inline(always)]
    fn width(self) -> usize {
        match self.0.used() {
            0..=128 => 1,
            129..=65536 => 2,
            _ => 4,
        }
    }

    /// Byte size of a table for `entries` entries at a load of at most two thirds.
    pub(crate) fn bytes_for(entries: usize) -> Option<usize> {
        let slots = entries.checked_mul(3)?.div_ceil(2).max(16).checked_next_power_of_two()?;
        match slots {
            0..=128 => Some(slots),
            129..=32768 => Some(slots * 2),
            _ => slots.checked_mul(4),
        }
    }

    #[inline(always)]
    pub(crate) fn start(self, hash: i64) -> usize {
        spread(hash) & (self.slots() - 1)
    }

    /// Walks the chain of a hash; `check` gets entry numbers and returns true to stop.
    #[inline(always)]
    fn walk<N: Copy + Into<i32>>(self, hash: i64, mut check: impl FnMut(usize) -> bool) {
        let slots = self.0.data().cast::<N>();
        let mask = self.0.used() / size_of::<N>() - 1;
        let mut at = spread(hash) & mask;
        loop {
            // SAFETY: `at` is a slot of the table: its size is a power of two, and the mask keeps
            // the number below it.
            let i: i32 = unsafe { slots.add(at).read() }.into();
            if i >= 0 {
                if check(i as usize) {
                    return;
                }
            } else if i == FREE {
                return;
            }
            at = (at + 1) & mask;
        }
    }

    #[inline(always)]
    pub(crate) fn next(self, at: usize) -> usize {
        (at + 1) & (self.slots() - 1)
    }

    #[inline(always)]
    pub(crate) fn get(self, at: usize) -> i32 {
        match self.width() {
            1 => i8::from_le_bytes(self.0.read(at)) as i32,
            2 => i16::from_le_bytes(self.0.read(at * 2)) as i32,
            _ => i32::from_le_bytes(self.0.read(at * 4)),
        }
    }

    fn set(self, at: usize, to: i32) {
        match self.width() {
            1 => self.0.write(at, &(to as i8).to_le_bytes()),
            2 => self.0.write(at * 2, &(to as i16).to_le_bytes()),
            _ => self.0.write(at * 4, &to.to_le_bytes()),
        }
    }

    /// Enters an entry number at the first free slot of its chain.
    pub(crate) fn insert(self, hash: i64, entry: usize) {
        let mut at = self.start(hash);
        while self.get(at) >= 0 {
            at = self.next(at);
        }
        self.set(at, entry as i32);
    }

    pub(crate) fn mark_deleted(self, hash: i64, entry: usize) {
        let mut at = self.start(hash);
        loop {
            match self.get(at) {
                FREE => return,
                i if i == entry as i32 => return self.set(at, DELETED),
                _ => at = self.next(at),
            }
        }
    }

    /// A table of `bytes` bytes (see `bytes_for`) in a new buffer, every slot free.
    pub(crate) fn init(buffer: Gc<ByteArray>, bytes: usize) -> Index {
        buffer.set_used(bytes);
        buffer.fill(0xff);
        Index(buffer)
    }
}

impl Ctx {
    /// An empty dict of exact type `dict`.
    pub fn dict(&mut self) -> PyResult<Gc<DictObj>> {
        self.alloc(DictObj::empty(ShapeId::from(TypeId::DICT)))
    }

    /// The current version of a dict's key set, never 0; equal numbers mean equal keys at equal
    /// entry numbers.
    pub fn dict_keys_version(&mut self, dict: Gc<DictObj>) -> u64 {
        if dict.keys_version.get() == 0 {
            dict.keys_version.set(self.fresh_version());
        }
        dict.keys_version.get()
    }

    /// The entry number of `key`; may run `__eq__`.
    pub fn dict_find(
        &mut self,
        dict: Gc<DictObj>,
        key: Value,
        hash: i64,
    ) -> PyResult<Option<usize>> {
        let hash = stored_hash(hash);
        'restart: loop {
            let mut found = None;
            // Candidates that only `__eq__` can judge, first one first.
            let mut ask: Option<(usize, Value)> = None;
            let mut judged = 0;
            loop {
                let mut skip = judged;
                dict.probe(hash, |i, k| match quick_match(k, key) {
                    Match::Yes => {
                        found = Some(i);
                        true
                    }
                    Match::No => false,
                    Match::Ask if skip > 0 => {
                        skip -= 1;
                        false
                    }
                    Match::Ask => {
                        ask = Some((i, k));
                        true
                    }
                });
                let Some((i, candidate)) = ask.take() else { return Ok(found) };
                let before = (dict.entries.get().map(|e| e.addr()), dict.fill.get());
                let equal = self.eq(candidate, key)?;
                let after = (dict.entries.get().map(|e| e.addr()), dict.fill.get());
                if before != after || dict.entry(i).is_none_or(|e| !e.key.is(candidate)) {
                    continue 'restart;
                }
                if equal {
                    return Ok(Some(i));
                }
                judged += 1;
            }
        }
    }

    /// `hash(key)`; an unhashable key is refused as what it was meant to be.
    #[inline]
    pub fn hash_key(&mut self, key: Value, role: &str) -> PyResult<i64> {
        match self.hash(key) {
            Ok(hash) => Ok(hash),
            Err(raised) => Err(self.unhashable_key(raised, key, role)),
        }
    }

    #[cold]
    fn unhashable_key(&mut self, raised: Raised, key: Value, role: &str) -> Raised {
        let Some(exc) = self.exception_in_flight() else { return raised };
        if !self.type_of(exc.into()).ptr_eq(self.exc_ty(Exc::TypeError)) {
            return raised;
        }
        self.clear_exception();
        let text = match self.str_of(exc.into()) {
            Ok(text) => text.to_string(),
            Err(raised) => return raised,
        };
        let kind = self.type_name(key);
        self.raise(Exc::TypeError, format!("cannot use '{kind}' as a {role} ({text})"))
    }

    /// `dict.get(key)`; hashes the key.
    pub fn dict_get(&mut self, dict: Gc<DictObj>, key: Value) -> PyResult<Option<Value>> {
        let hash = self.hash_key(key, "dict key")?;
        Ok(self.dict_find(dict, key, hash)?.and_then(|i| dict.value_at(i)))
    }

    /// The value of a name; runs no Python code.
    pub fn dict_get_str(&mut self, dict: Gc<DictObj>, key: Gc<StrObj>) -> Option<Value> {
        let hash = self.hash_str(key);
        dict.find_str(key, hash).and_then(|i| dict.value_at(i))
    }

    /// `dict[key] = value`; hashes the key.
    pub fn dict_set(&mut self, dict: Gc<DictObj>, key: Value, value: Value) -> PyResult<()> {
        let hash = self.hash_key(key, "dict key")?;
        self.dict_set_hashed(dict, key, hash, value)
    }

    /// `dict[name] = value`.
    pub fn dict_set_str(
        &mut self,
        dict: Gc<DictObj>,
        key: Gc<StrObj>,
        value: Value,
    ) -> PyResult<()> {
        let hash = self.hash_str(key);
        match dict.find_str(key, hash) {
            Some(i) => {
                dict.set_value_at(i, value);
                Ok(())
            }
            None => self.dict_insert_new(dict, key.into(), hash, value),
        }
    }

    /// `dict[key] = value` with the key's hash known.
    pub fn dict_set_hashed(
        &mut self,
        dict: Gc<DictObj>,
        key: Value,
        hash: i64,
        value: Value,
    ) -> PyResult<()> {
        match self.dict_find(dict, key, hash)? {
            Some(i) => {
                dict.set_value_at(i, value);
                Ok(())
            }
            None => self.dict_insert_new(dict, key, hash, value),
        }
    }

    /// Appends an entry for a key that is not in the dict.
    pub fn dict_insert_new(
        &mut self,
        dict: Gc<DictObj>,
        key: Value,
        hash: i64,
        value: Value,
    ) -> PyResult<()> {
        let hash = stored_hash(hash);
        if dict.keys_version.get() != 0 {
            self.keys_changed(dict, Some(key), "add");
        }
        let fill = dict.fill.get();
        let room = dict.entries.get().map_or(0, |e| e.capacity() / ENTRY_WORDS);
        if fill == room {
            self.dict_resize(dict)?;
        }
        let Some(entries) = dict.entries.get() else { unreachable!("resize made the entries") };
        let i = dict.fill.get();
        let at = i * ENTRY_WORDS;
        entries.set(at, Value::try_small(hash));
        entries.set(at + ENTRY_KEY, Some(key));
        entries.set(at + ENTRY_VALUE, Some(value));
        if let Some(index) = dict.index.get() {
            Index(index).insert(hash, i);
        }
        dict.fill.set(i + 1);
        dict.used.set(dict.used.get() + 1);
        Ok(())
    }

    /// Makes room for at least one more entry: drops deleted entries, grows if that is not enough.
    fn dict_resize(&mut self, dict: Gc<DictObj>) -> PyResult<()> {
        let used = dict.used.get();
        let room = match used {
            0..4 => 4,
            4..8 => 8,
            _ => used + used / 2 + 2,
        };
        self.dict_rebuild(dict, room)
    }

    /// Makes room for `more` items beyond the present ones.
    pub fn dict_reserve(&mut self, dict: Gc<DictObj>, more: usize) -> PyResult<()> {
        let need = dict.used.get() + more;
        if dict.entries.get().is_some_and(|e| e.capacity() / ENTRY_WORDS >= need) {
            return Ok(());
        }
        self.dict_rebuild(dict, need)
    }

    fn dict_rebuild(&mut self, dict: Gc<DictObj>, room: usize) -> PyResult<()> {
        if room > i32::MAX as usize {
            return Err(self.raise_memory());
        }
        let entries = self.value_array(room * ENTRY_WORDS)?;
        let index = match Index::bytes_for(room) {
            _ if room <= SCAN_LIMIT => None,
            Some(bytes) => {
                let index = self.byte_array(bytes)?;
                Some(Index::init(index, bytes).0)
            }
            None => return Err(self.raise_memory()),
        };
        let mut n = 0usize;
        for e in dict.entries() {
            if (n + 1).is_multiple_of(GIVE_WAY_EVERY) {
                self.give_way()?;
            }
            let at = n * ENTRY_WORDS;
            entries.set(at, Value::try_small(e.hash));
            entries.set(at + ENTRY_KEY, Some(e.key));
            entries.set(at + ENTRY_VALUE, Some(e.value));
            if let Some(index) = index {
                Index(index).insert(e.hash, n);
            }
            n += 1;
        }
        dict.entries.set(Some(entries));
        dict.index.set(index);
        dict.fill.set(n);
        dict.keys_changed();
        Ok(())
    }

    /// Voids a version that caches may hold, just before the change.
    #[cold]
    pub(super) fn keys_changed(
        &mut self,
        dict: Gc<DictObj>,
        key: Option<Value>,
        how: &'static str,
    ) {
        dict.keys_changed();
        if let Some(changed) = self.hooks.changed {
            changed(self, Change::Keys { dict, key, how });
        }
    }

    /// Removes a key; its value, if it was there.
    pub fn dict_remove(&mut self, dict: Gc<DictObj>, key: Value) -> PyResult<Option<Value>> {
        let hash = self.hash_key(key, "dict key")?;
        let Some(i) = self.dict_find(dict, key, hash)? else { return Ok(None) };
        let value = dict.value_at(i);
        if dict.keys_version.get() != 0 && !crate::fault!("keys-version-kept") {
            self.keys_changed(dict, Some(key), "delete");
        }
        dict.delete_entry(i);
        Ok(value)
    }

    /// Removes the entry with this number.
    pub fn dict_remove_at(&mut self, dict: Gc<DictObj>, i: usize) -> Option<Entry> {
        let entry = dict.entry(i)?;
        if dict.keys_version.get() != 0 {
            self.keys_changed(dict, Some(entry.key), "delete");
        }
        dict.delete_entry(i);
        Some(entry)
    }

    /// A copy of exact type `dict`, in the same order, without deleted entries.
    pub fn dict_copy(&mut self, from: Gc<DictObj>) -> PyResult<Gc<DictObj>> {
        let to = self.dict()?;
        if self.copy_compact(from, to)? {
            return Ok(to);
        }
        if !from.is_empty() {
            self.dict_reserve(to, from.len())?;
            for i in 0..from.fill() {
                if let Some(e) = from.entry(i) {
                    self.dict_insert_new(to, e.key, e.hash, e.value)?;
                }
            }
        }
        Ok(to)
    }
}

impl Ctx {
    /// Fills an empty dict with the tables of another as they are; false if those have holes, or are larger
    /// than new ones would be.
    fn copy_compact(&mut self, from: Gc<DictObj>, to: Gc<DictObj>) -> PyResult<bool> {
        let Some(entries) = from.entries.get() else { return Ok(false) };
        let (fill, room) = (from.fill(), entries.capacity() / ENTRY_WORDS);
        if from.len() != fill || room > fill + fill / 2 + 2 {
            return Ok(false);
        }
        let copy = self.value_array(entries.capacity())?;
        self.touch(copy.addr(), fill * ENTRY_WORDS * size_of::<Value>())?;
        copy.copy_from(0, &entries, 0, fill * ENTRY_WORDS);
        let index = match from.index.get() {
            Some(index) => {
                let copy = self.byte_array(index.used())?;
                copy.set_used(index.used());
                for (to, from) in copy.bytes().iter().zip(&index.bytes()[..index.used()]) {
                    to.set(from.get());
                }
                Some(copy)
            }
            None => None,
        };
        to.entries.set(Some(copy));
        to.index.set(index);
        to.fill.set(fill);
        to.used.set(fill);
        Ok(true)
    }
}

impl Trace for DictObj {
    fn trace(&self, m: &mut Marker) {
        self.entries.trace(m);
        self.index.trace(m);
        if let Some(factory) = self.factory_field() {
            factory.trace(m);
        }
    }
}
