//! Windows: the last turns of a loop before it is compiled, in which its jumps note their ways anew.
//!
//! A jump notes its ways (`bytecode::branches`) whenever it runs. But code of a loop is entered at its second turn: what only
//! the first turn of each entry does, never runs there. So the jumps forget their ways, the loop goes on for some
//! turns, and what they note meanwhile is what they do in its code. Then what they knew before is theirs again.

use crate::abi::facts;
use crate::bytecode::branches;
use crate::contexts::Place;
use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::types::code::CodeObj;
use std::cell::RefCell;
use std::collections::BTreeMap;
use taipan_runtime::heap::{Gc, Marker};

/// Turns that a window is open for.
pub const TURNS: u16 = 8;

/// Windows of a loop that ended before their time, after which none is opened.
const MOST_FAILED: u32 = 8;

/// What is known of a loop.
#[derive(Debug)]
enum Seen {
    /// Its windows failed so often.
    Failed(u32),
    /// The ways of each jump, by its cache unit.
    Jumps(BTreeMap<u32, u16>),
}

/// An open window.
#[derive(Debug)]
struct Open {
    code: Gc<CodeObj>,
    frame: *mut Slot,
    /// Entries of the function before.
    entries: u32,
    /// What the jumps knew before, by their cache units.
    before: Vec<(u32, u16)>,
}

/// All windows.
#[derive(Debug, Default)]
pub struct Windows {
    open: RefCell<BTreeMap<Place, Open>>,
    seen: RefCell<BTreeMap<Place, Seen>>,
}

impl Windows {
    /// Whether nothing more will be known of a loop.
    pub fn is_done(&self, place: Place) -> bool {
        match self.seen.borrow().get(&place) {
            Some(Seen::Jumps(_)) => true,
            Some(Seen::Failed(times)) => *times >= MOST_FAILED,
            None => false,
        }
    }

    /// Opens a window of the loop at `place`, which runs in `frame`.
    pub fn open(&self, frame: Frame, place: Place) {
        let code = frame.code();
        let before = facts::jumps(code);
        before.iter().for_each(|&(unit, _)| code.set_unit(unit as usize, branches::UNKNOWN));
        let open = Open { code, frame: frame.fp(), entries: code.heat.get(), before };
        self.open.borrow_mut().insert(place, open);
    }

    /// Closes the window of a loop, whose turns in `frame` are over, if one is open.
    pub fn close(&self, frame: Frame, place: Place) {
        let Some(open) = self.open.borrow_mut().remove(&place) else { return };
        let code = open.code;
        let mut here = BTreeMap::new();
        for (&(unit, before), (_, now)) in open.before.iter().zip(facts::jumps(code)) {
            code.set_unit(unit as usize, branches::sum(before, now));
            here.insert(unit, now);
        }
        let is_whole = open.frame == frame.fp() && open.entries == code.heat.get();
        let mut seen = self.seen.borrow_mut();
        let seen = seen.entry(place).or_insert(Seen::Failed(0));
        match seen {
            _ if is_whole => *seen = Seen::Jumps(here),
            Seen::Failed(times) => *times += 1,
            Seen::Jumps(_) => {}
        }
    }

    /// Whether a jump stayed, and whether it jumped, in the window of a loop of its code.
    pub fn ways(&self, place: Place, unit: u32) -> Option<[bool; 2]> {
        match self.seen.borrow().get(&place)? {
            Seen::Jumps(jumps) => jumps.get(&unit).map(|&known| branches::ways(known)),
            Seen::Failed(_) => None,
        }
    }

    /// What a jump that knows this knows while no window is open.
    pub(crate) fn with_before(&self, code: Gc<CodeObj>, unit: u32, now: u16) -> u16 {
        let open = self.open.borrow();
        let jumps =
            open.values().filter(|open| open.code.ptr_eq(code)).flat_map(|open| &open.before);
        jumps
            .filter(|jump| jump.0 == unit)
            .fold(now, |sum, &(_, before)| branches::sum(sum, before))
    }

    /// The code of a loop left at a way of a jump that its window did not show: what the jump knows from other times
    /// counts from now on.
    pub fn forget(&self, place: Place, unit: u32) {
        if let Some(Seen::Jumps(jumps)) = self.seen.borrow_mut().get_mut(&place) {
            jumps.remove(&unit);
        }
    }

    pub(crate) fn trace(&self, m: &mut Marker) {
        self.open.borrow().values().for_each(|open| m.mark_value(open.code.into()));
    }
}
