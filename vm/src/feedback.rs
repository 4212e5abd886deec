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

/// What a site saw at an execution, as far as its specialization depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// Operands of these shapes.
    Types(u32, Option<u32>),
    /// A callable, class or module, as a word.
    Object(u64),
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
    /// Executions of each of `seen`, and behind them of all others, once they are told apart.
    apart: Option<Box<[u64; REST + 1]>>,
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
            if let Some(runs) = &mut self.apart {
                // What ran it counts with the others now.
                runs[i..REST].rotate_left(1);
                runs[REST] += std::mem::take(&mut runs[REST - 1]);
            }
        }
        if let Some(runs) = &mut self.apart {
            // This execution was counted before it was known what it saw.
            runs[self.seen.len()] += 1;
            runs[REST] = runs[REST].saturating_sub(1);
        }
        self.seen.push(seen);
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
            (Some(runs), n) => (runs[..n].to_vec(), runs[REST]),
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
    sites: RefCell<BTreeMap<usize, SiteProfile>>,
    held: RefCell<Held>,
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
        self.sites.borrow().get(&(at.caches() as usize)).cloned()
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
        f(self.sites.borrow_mut().entry(at.caches() as usize).or_default());
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
        self.sites.borrow().get(&(at.caches() as usize)).is_some_and(|site| site.seen.len() > 1)
    }

    /// Whether executions of a site are told apart.
    pub(crate) fn is_apart(&self, at: Site) -> bool {
        self.sites.borrow().get(&(at.caches() as usize)).is_some_and(|site| site.apart.is_some())
    }

    /// From now on executions of a site are told apart: so many were of the first alternative.
    pub(crate) fn tell_apart(&self, at: Site, before: u64) {
        self.with(at, |site| {
            let mut runs = Box::new([0; REST + 1]);
            runs[0] = before;
            site.apart = Some(runs);
        });
    }

    /// One execution of a site whose executions are told apart.
    pub(crate) fn count(&self, at: Site, seen: Option<Seen>) {
        self.with(at, |site| {
            let place = site.seen.iter().position(|known| Some(*known) == seen).unwrap_or(REST);
            if let Some(runs) = &mut site.apart {
                runs[place] += 1;
            }
        });
    }

    /// One execution that counted for the first alternative was of this one.
    pub(crate) fn recount(&self, at: Site, seen: Option<Seen>) {
        self.count(at, seen);
        self.with(at, |site| {
            if let Some(runs) = &mut site.apart {
                runs[0] = runs[0].saturating_sub(1);
            }
        });
    }

    /// Sets the counts of alternatives to zero.
    pub(crate) fn reset_counts(&self) {
        let mut sites = self.sites.borrow_mut();
        sites.values_mut().filter_map(|site| site.apart.as_mut()).for_each(|runs| runs.fill(0));
    }

    /// Forgets the sites whose caches lie between two addresses.
    pub(crate) fn forget(&self, range: std::ops::Range<usize>) {
        let mut sites = self.sites.borrow_mut();
        while let Some((&at, _)) = sites.range(range.clone()).next() {
            sites.remove(&at);
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
        sites.values().flat_map(objects).collect()
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
