//! Feedback: what a site saw beyond what its inline cache holds.
//!
//! The cache remembers the last shape or callable; a site that specializes anew, or whose machine code
//! left at a guard, notes each one here, so that a compiler can serve several. Costs nothing on hits
//! and on misses that only count down.

use crate::bytecode::{Opcode, Site};
use crate::interp::arith;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use taipan_runtime::heap::Marker;
use taipan_runtime::stdlib::array::ArrayObj;
use taipan_runtime::value::Value;

/// Alternatives that a site remembers.
const REMEMBERED: usize = 16;
/// Alternatives that code is made for; a site with more is megamorphic.
pub const MAX_ALTERNATIVES: usize = 8;
/// Failures of one installed instruction after which its guess is not made again.
const PATIENCE: u32 = 2;

/// Alternatives of a site that are told apart; a site with more is megamorphic.
pub const ALTERNATIVES: usize = 4;

/// Behind the counts of the alternatives that a profile lists.
const REST: usize = ALTERNATIVES + 1;

/// The key of what is no alternative.
pub(crate) const NO_KEY: u64 = u64::MAX;

/// In the list of an [`Apart`], behind the keys of the alternatives; of nothing that is seen.
const UNUSED: u64 = u64::MAX - 1;

/// What a site saw at an execution, as far as its specialization depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// Operands of these shapes.
    Types(u32, Option<u32>),
    /// A callable, class or module, as a word.
    Object(u64),
}

impl Seen {
    /// A word by which the alternatives of a site are told apart: operators see pairs, and of others only
    /// objects have their two highest bits clear.
    #[inline(always)]
    pub(crate) fn key(self) -> u64 {
        match self {
            Seen::Types(left, Some(right)) => u64::from(left) << 32 | u64::from(right),
            Seen::Types(shape, None) => 1 << 62 | u64::from(shape),
            Seen::Object(word) => word,
        }
    }
}

/// Executions of a site by alternative.
#[derive(Clone, Debug)]
struct Apart {
    /// The alternatives that the profile lists, as [`Seen::key`].
    keys: [u64; REST],
    /// Executions of each of them, and behind them of all others.
    runs: [u64; REST + 1],
    /// The key of what each hit of the installed instruction saw, if that is always the same.
    pinned: u64,
    /// Hits of the site that are in `runs`, or not to be added.
    settled: u64,
}

impl Apart {
    fn list(&mut self, seen: &[Seen]) {
        self.keys = [UNUSED; REST];
        self.keys.iter_mut().zip(seen).for_each(|(key, seen)| *key = seen.key());
    }

    fn new() -> Apart {
        Apart { keys: [UNUSED; REST], runs: [0; REST + 1], pinned: NO_KEY, settled: 0 }
    }

    /// Adds the hits since the last time, of so many in all, to those of the alternative that they saw.
    fn settle(&mut self, hits: u64) {
        let new = hits.wrapping_sub(self.settled);
        self.settled = hits;
        if self.pinned != NO_KEY {
            let known = self.keys.iter().position(|known| *known == self.pinned);
            let runs = &mut self.runs[known.unwrap_or(REST)];
            *runs = runs.wrapping_add(new);
        }
    }

    /// One execution. Which alternative it is can hardly be predicted: all are compared.
    #[inline(always)]
    fn count(&mut self, key: u64) {
        let mut place = REST;
        for (i, &known) in self.keys.iter().enumerate() {
            place = if known == key { i } else { place };
        }
        self.runs[place] += 1;
    }
}

/// What is known of one site.
#[derive(Clone, Debug, Default)]
pub struct SiteProfile {
    /// Shapes of owners, first seen first.
    pub shapes: Vec<u32>,
    /// Shapes of the right operands of an operator.
    pub rights: Vec<u32>,
    /// Callables, as words.
    pub callables: Vec<u64>,
    /// What kinds of operands an operator saw.
    pub kinds: OperandKinds,
    /// The type code of the last array among the owners; 0 = none.
    pub array_code: u8,
    /// Whether machine code left here.
    pub left: bool,
    /// Whether no guess is worth making here.
    pub hopeless: bool,
    /// Attempts to specialize.
    pub attempts: u32,
    /// The first alternatives that were seen, at most one more than are told apart.
    pub seen: Vec<Seen>,
    /// Executions of each of `seen`, once they are told apart.
    apart: Option<Box<Apart>>,
    /// What the last attempt or counted miss saw.
    pub last: Option<Seen>,
    failures: u32,
    failures_of_all: u32,
    installed: u8,
}

impl SiteProfile {
    fn saw(&mut self, seen: Option<Seen>, is_void: impl Fn(u32) -> bool) {
        let Some(seen) = seen else { return };
        self.last = Some(seen);
        if self.seen.len() > ALTERNATIVES || self.seen.contains(&seen) {
            return;
        }
        let is_void = |seen: &Seen| match *seen {
            Seen::Types(a, b) => is_void(a) || b.is_some_and(&is_void),
            Seen::Object(_) => false,
        };
        while let Some(i) = self.seen.iter().position(is_void) {
            self.seen.remove(i);
            if let Some(Apart { runs, .. }) = self.apart.as_deref_mut() {
                // What ran it counts with the others now.
                runs[i..REST].rotate_left(1);
                runs[REST] += std::mem::take(&mut runs[REST - 1]);
            }
        }
        self.seen.push(seen);
        if let Some(apart) = &mut self.apart {
            // This execution was counted before it was known what it saw.
            apart.runs[self.seen.len() - 1] += 1;
            apart.runs[REST] = apart.runs[REST].saturating_sub(1);
            apart.list(&self.seen);
        }
    }

    fn failed(&mut self, installed: Opcode) {
        if self.installed != installed as u8 {
            self.installed = installed as u8;
            self.failures = 0;
        }
        self.failures += 1;
        self.failures_of_all += 1;
    }

    /// How often each of `seen` ran, and how often others did, of this many executions.
    pub fn runs(&self, executions: u64) -> (Vec<u64>, u64) {
        match (&self.apart, self.seen.len()) {
            (Some(apart), n) => (apart.runs[..n].to_vec(), apart.runs[REST]),
            (None, 1) => (vec![executions], 0),
            (None, n) => (vec![0; n], 0),
        }
    }

    /// Whether what this instruction guesses failed too often.
    pub fn distrusts(&self, op: Opcode) -> bool {
        self.failures >= PATIENCE && self.installed == op as u8
    }

    /// Whether guesses of any instruction failed too often: a site whose operands alternate is rewritten
    /// from one to the other and back.
    pub fn wavers(&self) -> bool {
        self.failures_of_all >= PATIENCE
    }
}

/// Kinds of operands that an operator saw: a set of [`OperandKinds::INT`], `FLOAT` and `OTHER` for each side.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OperandKinds {
    /// Of left operands.
    pub left: u8,
    /// Of right operands.
    pub right: u8,
    /// Whether both were small ints at once.
    pub both_ints: bool,
}

impl OperandKinds {
    /// A small int.
    pub const INT: u8 = 1;
    /// A float.
    pub const FLOAT: u8 = 2;
    /// Anything else.
    pub const OTHER: u8 = 4;

    /// Adds those of two operands.
    pub(crate) fn add(&mut self, left: Value, right: Value) {
        self.both_ints |= left.is_small() && right.is_small();
        self.left |= OperandKinds::of(left);
        self.right |= OperandKinds::of(right);
    }

    fn of(v: Value) -> u8 {
        match v {
            v if v.is_small() => OperandKinds::INT,
            v if arith::is_float(v) => OperandKinds::FLOAT,
            _ => OperandKinds::OTHER,
        }
    }
}

/// Profiles of sites, by the address of their caches.
#[derive(Debug, Default)]
pub struct Feedback {
    sites: RefCell<Sites>,
    held: RefCell<Held>,
}

/// The profiles, each at a place that stays its own until it is forgotten.
#[derive(Debug, Default)]
struct Sites {
    /// Places by the address of the site's caches.
    places: BTreeMap<usize, u32>,
    /// Profiles, each with the address of its site's caches; 0 = nobody's.
    profiles: Vec<(usize, SiteProfile)>,
    /// Places that are nobody's.
    free: Vec<u32>,
}

impl Sites {
    fn get(&self, at: Site) -> Option<&SiteProfile> {
        let place = self.places.get(&(at.caches() as usize))?;
        Some(&self.profiles[*place as usize].1)
    }

    /// Where the profile of a site is, which is made if there is none.
    fn place(&mut self, at: Site) -> u32 {
        let Sites { places, profiles, free } = self;
        *places.entry(at.caches() as usize).or_insert_with_key(|&caches| match free.pop() {
            Some(place) => {
                profiles[place as usize].0 = caches;
                place
            }
            None => {
                profiles.push((caches, SiteProfile::default()));
                (profiles.len() - 1) as u32
            }
        })
    }

    fn forget(&mut self, caches: usize) {
        if let Some(place) = self.places.remove(&caches) {
            self.profiles[place as usize] = (0, SiteProfile::default());
            self.free.push(place);
        }
    }
}

/// The objects that profiles name, each once: what a collection marks. Some may be named no longer.
#[derive(Debug, Default)]
struct Held {
    words: HashSet<u64>,
    /// Number of words at which the list is made anew.
    limit: usize,
}

/// So many words are held without a look at whether they still are named.
const HELD: usize = 256;

fn note<T: PartialEq>(seen: &mut Vec<T>, new: T) {
    if seen.len() < REMEMBERED && !seen.contains(&new) {
        seen.push(new);
    }
}

impl Feedback {
    /// What is known of a site.
    pub fn get(&self, at: Site) -> Option<SiteProfile> {
        self.sites.borrow().get(at).cloned()
    }

    fn hold(&self, word: u64) {
        self.held.borrow_mut().words.insert(word);
    }

    fn hold_seen(&self, seen: Option<Seen>) {
        if let Some(Seen::Object(word)) = seen {
            self.hold(word);
        }
    }

    fn with(&self, at: Site, f: impl FnOnce(&mut SiteProfile)) {
        let mut sites = self.sites.borrow_mut();
        let place = sites.place(at);
        f(&mut sites.profiles[place as usize].1);
    }

    /// The owner of an attribute had this shape.
    pub fn note_owner(&self, at: Site, owner: Value) {
        if let Some(shape) = owner.heap_shape() {
            self.with(at, |site| {
                note(&mut site.shapes, shape.0);
                if let Some(array) = owner.cast::<ArrayObj>() {
                    site.array_code = array.type_code();
                }
            });
        }
    }

    /// An operator had these operands; whether that was news.
    pub fn note_operands(&self, at: Site, left: Value, right: Value) -> bool {
        let mut news = false;
        self.with(at, |site| {
            let before = (site.kinds, site.shapes.len(), site.rights.len());
            site.kinds.add(left, right);
            for (seen, v) in [(&mut site.shapes, left), (&mut site.rights, right)] {
                if let Some(shape) = v.heap_shape().filter(|_| !arith::is_float(v)) {
                    note(seen, shape.0);
                }
            }
            news = before != (site.kinds, site.shapes.len(), site.rights.len());
        });
        news
    }

    /// A site tries to specialize for what it sees. `is_void` says of a shape whether its class has
    /// changed since: what had it has another one now.
    pub(crate) fn note_attempt(&self, at: Site, seen: Option<Seen>, is_void: impl Fn(u32) -> bool) {
        self.hold_seen(seen);
        self.with(at, |site| {
            site.attempts = site.attempts.saturating_add(1);
            site.saw(seen, is_void);
        });
    }

    /// A guard failed at what the site sees.
    pub(crate) fn note_miss(&self, at: Site, seen: Option<Seen>, is_void: impl Fn(u32) -> bool) {
        self.hold_seen(seen);
        self.with(at, |site| site.saw(seen, is_void));
    }

    /// Whether a site saw several alternatives.
    pub(crate) fn is_polymorphic(&self, at: Site) -> bool {
        self.sites.borrow().get(at).is_some_and(|site| site.seen.len() > 1)
    }

    /// Whether executions of a site are told apart.
    pub(crate) fn is_apart(&self, at: Site) -> bool {
        self.sites.borrow().get(at).is_some_and(|site| site.apart.is_some())
    }

    /// From now on executions of a site are told apart: so many were of the first alternative. Where the
    /// profile is, for [`Feedback::count`].
    pub(crate) fn tell_apart(&self, at: Site, before: u64) -> u32 {
        let mut sites = self.sites.borrow_mut();
        let place = sites.place(at);
        let site = &mut sites.profiles[place as usize].1;
        let mut apart = Box::new(Apart::new());
        apart.runs[0] = before;
        apart.list(&site.seen);
        site.apart = Some(apart);
        place
    }

    /// From now on each hit of a site sees this, or something that is not known; of what will count as hits,
    /// `entered` are told apart already.
    pub(crate) fn pin(&self, (place, at): (u32, Site), hits: u64, entered: u64, key: Option<u64>) {
        self.apart(place, at, |apart| {
            apart.settle(hits);
            apart.settled += entered;
            apart.pinned = key.unwrap_or(NO_KEY);
        });
    }

    /// Tells so many hits of a site apart.
    pub(crate) fn settle(&self, place: u32, at: Site, hits: u64) {
        self.apart(place, at, |apart| apart.settle(hits));
    }

    /// What a site saw first.
    pub(crate) fn first_seen(&self, at: Site) -> Option<Seen> {
        self.sites.borrow().get(at)?.seen.first().copied()
    }

    /// One execution of a site whose executions are told apart, by the key of what it saw; `place` is where
    /// its profile is, or was.
    #[inline(always)]
    pub(crate) fn count(&self, place: u32, at: Site, key: u64) {
        self.apart(place, at, |apart| apart.count(key));
    }

    #[inline(always)]
    fn apart(&self, place: u32, at: Site, f: impl FnOnce(&mut Apart)) {
        let mut sites = self.sites.borrow_mut();
        if let Some((caches, site)) = sites.profiles.get_mut(place as usize)
            && *caches == at.caches() as usize
            && let Some(apart) = &mut site.apart
        {
            f(apart);
        }
    }

    /// One execution that counted for the first alternative was of this one.
    pub(crate) fn recount(&self, place: u32, at: Site, seen: Option<Seen>) {
        self.count(place, at, seen.map_or(NO_KEY, Seen::key));
        self.with(at, |site| {
            if let Some(apart) = &mut site.apart {
                apart.runs[0] = apart.runs[0].saturating_sub(1);
            }
        });
    }

    /// Sets the counts of alternatives to zero.
    pub(crate) fn reset_counts(&self) {
        let mut sites = self.sites.borrow_mut();
        let counted = sites.profiles.iter_mut().filter_map(|(_, site)| site.apart.as_mut());
        counted.for_each(|apart| {
            apart.runs.fill(0);
            apart.settled = 0;
        });
    }

    /// Forgets the sites whose caches lie between two addresses.
    pub(crate) fn forget(&self, range: std::ops::Range<usize>) {
        let mut sites = self.sites.borrow_mut();
        while let Some((&at, _)) = sites.places.range(range.clone()).next() {
            sites.forget(at);
            self.held.borrow_mut().limit = 0;
        }
    }

    /// This was called.
    pub fn note_callable(&self, at: Site, callable: Value) {
        self.hold(callable.bits());
        self.with(at, |site| note(&mut site.callables, callable.bits()));
    }

    /// Machine code left here because a guess of the installed instruction failed.
    pub fn note_failure(&self, at: Site, installed: Opcode) {
        self.with(at, |site| site.failed(installed));
    }

    /// Machine code left here although it hardly guessed.
    pub fn note_hopeless(&self, at: Site) {
        self.with(at, |site| site.hopeless = true);
    }

    /// Machine code left here.
    pub fn note_exit(&self, at: Site) {
        self.with(at, |site| site.left = true);
    }

    /// Marks the callables.
    pub(crate) fn trace(&self, marker: &mut Marker) {
        let mut held = self.held.borrow_mut();
        if held.words.len() >= held.limit {
            held.words = self.named();
            held.limit = held.words.len() * 2 + HELD;
        }
        held.words.iter().for_each(|&word| marker.mark_raw(&[word]));
    }

    /// The objects that profiles name now.
    fn named(&self) -> HashSet<u64> {
        let sites = self.sites.borrow();
        let objects = |site: &SiteProfile| {
            let seen: Vec<u64> = site
                .seen
                .iter()
                .chain(&site.last)
                .filter_map(|seen| match seen {
                    Seen::Object(word) => Some(*word),
                    Seen::Types(..) => None,
                })
                .collect();
            seen.into_iter().chain(site.callables.clone())
        };
        sites.profiles.iter().flat_map(|(_, site)| objects(site)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_is_rewritten_between_failures_wavers() {
        let mut site = SiteProfile::default();
        for op in [Opcode::BINARY_OP_ADD_INT, Opcode::BINARY_OP_ADD_FLOAT] {
            assert!(!site.wavers());
            site.failed(op);
            assert!(!site.distrusts(op));
        }
        assert!(site.wavers());
    }
}
