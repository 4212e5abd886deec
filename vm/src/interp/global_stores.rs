//! Where globals lie that are stored to: `STORE_GLOBAL` has no inline cache, so its specialized form
//! finds the entry of the dict here, by name.

use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;

const ENTRIES: usize = 256;

#[derive(Clone, Default)]
struct Entry {
    name: Cell<usize>,
    /// Versions are never reused and belong to one dict; 0 is none.
    keys_version: Cell<u64>,
    index: Cell<usize>,
}

/// The entries, by name.
pub(crate) struct GlobalStores(Box<[Entry; ENTRIES]>);

impl GlobalStores {
    pub fn new() -> GlobalStores {
        GlobalStores(Box::new(std::array::from_fn(|_| Entry::default())))
    }

    fn entry(&self, name: Gc<StrObj>) -> &Entry {
        &self.0[(name.addr() >> 4) % ENTRIES]
    }

    /// The number of the entry of `name` in `dict`, if it is known.
    #[inline(always)]
    pub fn find(&self, dict: Gc<DictObj>, name: Gc<StrObj>) -> Option<usize> {
        let entry = self.entry(name);
        let version = entry.keys_version.get();
        let known =
            entry.name.get() == name.addr() && version != 0 && dict.keys_version() == version;
        known.then(|| entry.index.get())
    }

    /// Finds the entry of an interned name that exists; false if it does not.
    pub fn learn(&self, cx: &mut Ctx, dict: Gc<DictObj>, name: Gc<StrObj>) -> bool {
        let hash = cx.hash_str(name);
        let Some(i) = dict.find_str(name, hash) else { return false };
        let entry = self.entry(name);
        entry.name.set(name.addr());
        entry.index.set(i);
        entry.keys_version.set(cx.dict_keys_version(dict));
        true
    }
}
