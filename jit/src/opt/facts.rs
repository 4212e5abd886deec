//! Sets of facts about memory: which read would give which value.
//!
//! Every fact of a function has a number, and a set is a row of bits: what a block knows is copied,
//! compared and met with what others know once for each block, and a large function has thousands of each.

use crate::ir::function::Args;
use crate::ir::insts::region;
use crate::ir::{Function, InstId, Op, Region};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A reading instruction, without what makes it one of several.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub op: Op,
    pub args: Args,
    pub imm: i64,
    pub region: Region,
}

/// Whether a store to one field surely leaves what another read: fields at different offsets of objects (not
/// items, nor what lies in frames, whose addresses are computed) do not overlap.
pub(super) fn disjoint(func: &Function, read: Op, offset: i64, store: InstId) -> bool {
    let inst = func.inst(store);
    matches!(inst.op, Op::StoreSlot | Op::StoreI64)
        && matches!(read, Op::LoadSlot | Op::LoadI64 | Op::LoadPtr)
        && region(inst.imm2) != Region::Frame
        && offset != inst.imm
}

/// All facts that were met so far, by number.
#[derive(Default)]
pub(super) struct Universe {
    numbers: FxHashMap<Key, usize>,
    keys: Vec<Key>,
    /// Facts by the number of their key.
    of_key: Vec<SmallVec<[usize; 2]>>,
    /// The number of the key, and the value that answers.
    facts: Vec<(usize, InstId)>,
    of_region: FxHashMap<Region, Facts>,
}

/// What is known at one place.
#[derive(Clone, Default)]
pub(super) struct Facts(Vec<u64>);

impl Facts {
    fn has(&self, n: usize) -> bool {
        self.0.get(n / 64).is_some_and(|word| word >> (n % 64) & 1 != 0)
    }

    fn add(&mut self, n: usize) {
        if n / 64 >= self.0.len() {
            self.0.resize(n / 64 + 1, 0);
        }
        self.0[n / 64] |= 1 << (n % 64);
    }

    fn remove(&mut self, n: usize) {
        if let Some(word) = self.0.get_mut(n / 64) {
            *word &= !(1 << (n % 64));
        }
    }

    /// Leaves what is in both.
    pub fn meet(&mut self, other: &Facts) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn subtract(&mut self, other: &Facts) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }
}

impl PartialEq for Facts {
    fn eq(&self, other: &Facts) -> bool {
        let (short, long) =
            if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        let (same, rest) = long.0.split_at(short.0.len());
        same == short.0 && rest.iter().all(|&word| word == 0)
    }
}

impl Universe {
    /// The value that answers a read, if it is known.
    pub fn answer(&self, known: &Facts, key: &Key) -> Option<InstId> {
        let facts = &self.of_key[*self.numbers.get(key)?];
        facts.iter().find(|&&n| known.has(n)).map(|&n| self.facts[n].1)
    }

    /// From now on this value answers a read.
    pub fn learn(&mut self, known: &mut Facts, key: Key, value: InstId) {
        let region = key.region;
        let k = match self.numbers.get(&key) {
            Some(&k) => k,
            None => {
                self.numbers.insert(key.clone(), self.keys.len());
                self.keys.push(key);
                self.of_key.push(SmallVec::new());
                self.keys.len() - 1
            }
        };
        self.of_key[k].iter().for_each(|&n| known.remove(n));
        let n = match self.of_key[k].iter().find(|&&n| self.facts[n].1 == value) {
            Some(&n) => n,
            None => {
                self.facts.push((k, value));
                let n = self.facts.len() - 1;
                self.of_key[k].push(n);
                self.of_region.entry(region).or_default().add(n);
                n
            }
        };
        known.add(n);
    }

    /// Forgets what is known of all regions but this one.
    pub fn forget_all_but(&self, known: &mut Facts, region: Region) {
        match self.of_region.get(&region) {
            Some(kept) => known.meet(kept),
            None => known.0.clear(),
        }
    }

    /// Forgets what is known of a region, but for the reads that `stays` is true for.
    pub fn forget(&self, known: &mut Facts, region: Region, stays: impl Fn(&Key) -> bool) {
        let Some(of_region) = self.of_region.get(&region) else { return };
        let mut kept = Facts::default();
        for (n, key) in self.known_of(known, of_region) {
            if stays(key) {
                kept.add(n);
            }
        }
        known.subtract(of_region);
        kept.0.resize(kept.0.len().max(known.0.len()), 0);
        known.0.resize(kept.0.len(), 0);
        known.0.iter_mut().zip(&kept.0).for_each(|(a, b)| *a |= b);
    }

    /// The reads of a region that are known.
    pub fn reads<'a>(&'a self, known: &'a Facts, region: Region) -> Vec<&'a Key> {
        match self.of_region.get(&region) {
            Some(of_region) => self.known_of(known, of_region).map(|(_, key)| key).collect(),
            None => Vec::new(),
        }
    }

    fn known_of<'a>(
        &'a self,
        known: &'a Facts,
        of_region: &'a Facts,
    ) -> impl Iterator<Item = (usize, &'a Key)> {
        known.0.iter().zip(&of_region.0).enumerate().flat_map(move |(i, (a, b))| {
            let mut word = a & b;
            std::iter::from_fn(move || {
                let n = i * 64 + word.trailing_zeros() as usize;
                let found = (word != 0).then(|| (n, &self.keys[self.facts[n].0]));
                word &= word.wrapping_sub(1);
                found
            })
        })
    }
}
