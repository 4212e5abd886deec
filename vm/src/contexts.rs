//! Contexts: what the sites of a unit of machine code saw where their code was translated in place, rather than
//! wherever it runs.
//!
//! `Feedback` knows a site by its code, which many callers share: each of them would get an arm for what only others
//! bring. So the first code of a place runs such sites in the general way, and notes here what each saw; then
//! the place is compiled anew, with arms for that.

use crate::feedback::OperandKinds;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use taipan_runtime::value::Value;

/// The code object and loop head of a unit.
pub type Place = (usize, Option<u32>);

/// Shapes that a site remembers.
const REMEMBERED: usize = 16;

/// What a site saw in one context.
#[derive(Clone, Debug, Default)]
pub struct SeenHere {
    /// How often it ran, up to what is enough.
    pub runs: u32,
    /// Shapes of owners, first seen first.
    pub shapes: Vec<u32>,
    /// Kinds of operands.
    pub kinds: OperandKinds,
}

/// What came of a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Noted {
    /// There is room for more.
    Here,
    /// It was the last: its place is known.
    Enough(Place),
    /// The place was known: the code that notes is an older one.
    Before,
}

/// A site in a context: the unit, the calls around the site in it, the code unit.
type Key = (Place, u64, u32);

/// What is known.
#[derive(Debug, Default)]
pub struct Contexts {
    numbers: RefCell<BTreeMap<Key, usize>>,
    seen: RefCell<Vec<(Place, SeenHere)>>,
    /// Places of which enough was seen, or nothing is asked.
    known: RefCell<BTreeSet<Place>>,
    /// Shapes that came to a place later: where one site left for one, others will.
    late: RefCell<BTreeSet<(Place, u32)>>,
    /// Places that were known once, and note anew.
    again: RefCell<BTreeSet<Place>>,
}

/// The calls around a site, with one more: the code unit behind it in its caller, the function that is called.
pub fn inside(calls: u64, behind: u32, func: u64) -> u64 {
    let turned = (calls ^ u64::from(behind)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    (turned ^ func).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

impl Contexts {
    /// Whether nothing is noted in the code of a place any more.
    pub fn is_known(&self, place: Place) -> bool {
        self.known.borrow().contains(&place)
    }

    /// Nothing is noted in the code of this place, and what was is forgotten.
    pub fn set_unknown(&self, place: Place) {
        self.known.borrow_mut().insert(place);
        self.numbers.borrow_mut().retain(|key, _| key.0 != place);
    }

    /// What came to a place does not come any more, perhaps: its next code notes anew, once.
    pub fn forget(&self, place: Place) {
        if self.again.borrow_mut().insert(place) {
            self.known.borrow_mut().remove(&place);
            self.numbers.borrow_mut().retain(|key, _| key.0 != place);
            self.late.borrow_mut().retain(|late| late.0 != place);
        }
    }

    /// Whether the code of a place that is not known notes although it is not among its first.
    pub fn notes_again(&self, place: Place) -> bool {
        self.again.borrow().contains(&place)
    }

    /// The number by which a site in a context notes what it sees.
    pub fn number(&self, place: Place, calls: u64, pc: u32) -> usize {
        let mut seen = self.seen.borrow_mut();
        *self.numbers.borrow_mut().entry((place, calls, pc)).or_insert_with(|| {
            seen.push((place, SeenHere::default()));
            seen.len() - 1
        })
    }

    /// What a site saw in a context; nothing if it notes it yet, or never did. Shapes that came to the place later count as seen.
    pub fn get(&self, place: Place, calls: u64, pc: u32) -> Option<SeenHere> {
        if !self.is_known(place) {
            return None;
        }
        let number = *self.numbers.borrow().get(&(place, calls, pc))?;
        let mut seen = self.seen.borrow()[number].1.clone();
        if seen.runs > 0 {
            let late = self.late.borrow();
            seen.shapes.extend(late.range((place, 0)..=(place, u32::MAX)).map(|(_, shape)| shape));
        }
        Some(seen)
    }

    /// A site saw these operands, or this owner. With that it may have run often `enough`.
    pub fn note(&self, number: usize, enough: u32, a: Value, b: Option<Value>) -> Noted {
        let mut seen = self.seen.borrow_mut();
        let Some((place, here)) = seen.get_mut(number) else { return Noted::Before };
        if self.is_known(*place) {
            return Noted::Before;
        }
        here.saw(a, b);
        here.runs += 1;
        if here.runs < enough {
            return Noted::Here;
        }
        self.known.borrow_mut().insert(*place);
        Noted::Enough(*place)
    }

    /// Machine code left at a site, which saw something that it had not seen.
    pub fn learn(&self, key: Key, a: Value, b: Option<Value>) {
        if let (None, Some(shape)) = (b, a.heap_shape()) {
            self.late.borrow_mut().insert((key.0, shape.0));
        }
        let Some(&number) = self.numbers.borrow().get(&key) else { return };
        let (_, here) = &mut self.seen.borrow_mut()[number];
        here.runs = here.runs.max(1);
        here.saw(a, b);
    }
}

impl SeenHere {
    fn saw(&mut self, a: Value, b: Option<Value>) {
        if let Some(b) = b {
            return self.kinds.add(a, b);
        }
        if let Some(shape) = a.heap_shape().map(|shape| shape.0)
            && !self.shapes.contains(&shape)
            && self.shapes.len() < REMEMBERED
        {
            self.shapes.push(shape);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_knows_enough_once() {
        let contexts = Contexts::default();
        let place = (1, None);
        let [here, there] = [7, 8].map(|calls| contexts.number(place, calls, 3));
        assert_ne!(here, there);
        let one = Value::small(1);
        let note = |number| contexts.note(number, 9, one, Some(one));
        let many = |number| (0..20).map(|_| note(number)).collect::<Vec<_>>();
        let expected = [vec![Noted::Here; 8], vec![Noted::Enough(place)], vec![Noted::Before; 11]];
        assert_eq!((note(there), many(here)), (Noted::Here, expected.concat()));
        assert_eq!(contexts.get(place, 7, 3).map(|seen| seen.runs), Some(9));
        assert_eq!(contexts.get(place, 8, 3).map(|seen| seen.kinds.left), Some(OperandKinds::INT));
        assert!(contexts.get(place, 9, 3).is_none());
    }

    #[test]
    fn what_was_noted_for_nothing_is_forgotten() {
        let (contexts, place) = (Contexts::default(), (1, Some(4)));
        contexts.number(place, 7, 3);
        contexts.set_unknown(place);
        assert!(contexts.is_known(place) && contexts.get(place, 7, 3).is_none());
    }

    #[test]
    fn what_came_once_is_forgotten_once() {
        let (contexts, place) = (Contexts::default(), (1, Some(4)));
        let see = |what| {
            let number = contexts.number(place, 7, 3);
            contexts.note(number, 1, Value::small(what), Some(Value::small(1)))
        };
        assert_eq!(see(1), Noted::Enough(place));
        contexts.forget(place);
        assert!(!contexts.is_known(place) && contexts.notes_again(place));
        assert_eq!(see(1), Noted::Enough(place));
        contexts.forget(place);
        assert!(contexts.is_known(place));
    }

    #[test]
    fn calls_in_another_order_are_another_context() {
        assert_ne!(inside(inside(0, 1, 64), 2, 128), inside(inside(0, 2, 128), 1, 64));
        assert_ne!(inside(0, 1, 64), inside(0, 2, 64));
    }
}
