//! Loads of locals that may be unbound.
//!
//! `LOAD_FAST` assumes its local is bound; where that is not certain CPython emits `LOAD_FAST_CHECK`.
//! The generator never does, so a forward analysis over the control flow finds the loads that need it.

use super::listing::{Instruction, Listing};
use super::opcode::*;
use crate::code::{CodeUnit, local_kind};

/// Beyond this many bits of state every load is checked instead of analysed.
const MAX_STATE_BITS: usize = 1 << 27;

/// Turns loads that may find their local unbound into checked ones; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit) -> bool {
    let unchecked = match Analysis::new(listing, code) {
        Some(mut analysis) => analysis.run(),
        None => vec![(true, true); listing.instructions.len()],
    };
    let mut changed = false;
    for index in (0..listing.instructions.len()).rev() {
        let Instruction { opcode, argument, .. } = listing.instructions[index];
        let (first, second) = unchecked[index];
        let single = |checked: bool, plain: u8| if checked { LOAD_FAST_CHECK } else { plain };
        match opcode {
            LOAD_FAST | LOAD_FAST_BORROW if first => {
                listing.instructions[index].opcode = LOAD_FAST_CHECK;
                changed = true;
            }
            LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW if first || second => {
                let plain =
                    if opcode == LOAD_FAST_LOAD_FAST { LOAD_FAST } else { LOAD_FAST_BORROW };
                let parts = [(first, argument >> 4), (second, argument & 15)];
                let [one, two] = parts.map(|(checked, local)| (single(checked, plain), local));
                listing.split(index, one, two);
                changed = true;
            }
            STORE_FAST_LOAD_FAST if second => {
                listing.split(index, (STORE_FAST, argument >> 4), (LOAD_FAST_CHECK, argument & 15));
                changed = true;
            }
            _ => {}
        }
    }
    changed
}

/// What is known of each local at one point: certainly bound, and certainly bound before a comprehension took its name.
#[derive(Clone, PartialEq)]
struct State {
    bound: Vec<u64>,
    saved: Vec<u64>,
}

impl State {
    /// Keeps what holds in both; says whether anything was lost.
    fn meet(&mut self, other: &State) -> bool {
        let mut changed = false;
        let mine = self.bound.iter_mut().chain(&mut self.saved);
        for (mine, theirs) in mine.zip(other.bound.iter().chain(&other.saved)) {
            changed |= *mine & !theirs != 0;
            *mine &= theirs;
        }
        changed
    }
}

fn get(bits: &[u64], local: u32) -> bool {
    bits.get(local as usize / 64).is_none_or(|word| word >> (local % 64) & 1 == 1)
}

fn set(bits: &mut [u64], local: u32, value: bool) {
    if let Some(word) = bits.get_mut(local as usize / 64) {
        let bit = 1 << (local % 64);
        *word = if value { *word | bit } else { *word & !bit };
    }
}

struct Analysis<'a> {
    listing: &'a Listing,
    /// Where control flow can enter other than from the instruction before.
    is_leader: Vec<bool>,
    /// State before each leader that was reached.
    states: Vec<Option<State>>,
    /// Leaders whose state changed.
    work: Vec<usize>,
    /// Locals whose name some comprehension takes over.
    cleared: Vec<u64>,
    /// Whether the first and the second local that an instruction loads may be unbound.
    unchecked: Vec<(bool, bool)>,
}

impl<'a> Analysis<'a> {
    /// `None` if the code is too large.
    fn new(listing: &'a Listing, code: &CodeUnit) -> Option<Self> {
        let count = listing.instructions.len();
        let mut is_leader = vec![false; count + 1];
        is_leader[0] = true;
        for instruction in &listing.instructions {
            if let Some(target) = instruction.target {
                is_leader[target] = true;
            }
        }
        for range in &listing.ranges {
            for at in [range.start, range.end, range.target] {
                is_leader[at] = true;
            }
        }
        let words = code.localsplusnames.len().div_ceil(64);
        let leaders = is_leader.iter().filter(|&&is_leader| is_leader).count();
        if leaders * words * 128 > MAX_STATE_BITS {
            return None;
        }
        let mut entry = State { bound: vec![0; words], saved: vec![0; words] };
        for (local, kind) in code.localspluskinds.iter().enumerate() {
            let always = local_kind::ARG_POS | local_kind::ARG_KW | local_kind::ARG_VAR;
            // A cell itself is always there; what it holds is `LOAD_DEREF`'s business.
            if kind & (always | local_kind::CELL | local_kind::FREE) != 0 {
                set(&mut entry.bound, local as u32, true);
            }
        }
        let mut cleared = vec![0; words];
        for instruction in &listing.instructions {
            if instruction.opcode == LOAD_FAST_AND_CLEAR {
                set(&mut cleared, instruction.argument, true);
            }
        }
        let mut states = vec![None; count + 1];
        states[0] = Some(entry);
        let unchecked = vec![(false, false); count];
        Some(Self { listing, is_leader, states, work: vec![0], cleared, unchecked })
    }

    fn run(&mut self) -> Vec<(bool, bool)> {
        while let Some(leader) = self.work.pop() {
            self.block(leader);
        }
        std::mem::take(&mut self.unchecked)
    }

    /// Follows one block from its leader.
    fn block(&mut self, leader: usize) {
        let Some(mut state) = self.states[leader].clone() else { return };
        self.flow_to_handlers(leader, &state);
        let mut at = leader;
        while let Some(&instruction) = self.listing.instructions.get(at) {
            let unbinds = self.step(at, &mut state);
            if unbinds {
                self.flow_to_handlers(at, &state);
            }
            if let Some(target) = instruction.target.filter(|_| instruction.opcode != END_ASYNC_FOR)
            {
                self.flow(target, &state);
            }
            at += 1;
            if never_falls_through(instruction.opcode) {
                return;
            }
            if self.is_leader[at] {
                return self.flow(at, &state);
            }
        }
    }

    /// Applies one instruction; says whether a local may have become unbound.
    fn step(&mut self, at: usize, state: &mut State) -> bool {
        let Instruction { opcode, argument, .. } = self.listing.instructions[at];
        let (high, low) = (argument >> 4, argument & 15);
        match opcode {
            LOAD_FAST | LOAD_FAST_BORROW => self.unchecked[at].0 |= load(state, argument),
            LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                self.unchecked[at].0 |= load(state, high);
                self.unchecked[at].1 |= load(state, low);
            }
            STORE_FAST => return self.store(at, state, argument),
            STORE_FAST_STORE_FAST => {
                let first = self.store(at, state, high);
                return self.store(at, state, low) || first;
            }
            STORE_FAST_LOAD_FAST => {
                let unbinds = self.store(at, state, high);
                self.unchecked[at].1 |= load(state, low);
                return unbinds;
            }
            LOAD_FAST_AND_CLEAR => {
                let was_bound = get(&state.bound, argument);
                set(&mut state.saved, argument, was_bound);
                set(&mut state.bound, argument, false);
                return true;
            }
            DELETE_FAST => {
                set(&mut state.bound, argument, false);
                return true;
            }
            _ => {}
        }
        false
    }

    /// A store binds, unless it gives a local back what a comprehension took (which may be nothing).
    fn store(&self, at: usize, state: &mut State, local: u32) -> bool {
        let restores = get(&self.cleared, local) && self.is_behind_swap(at);
        let bound = !restores || get(&state.saved, local);
        if restores {
            set(&mut state.saved, local, false);
        }
        set(&mut state.bound, local, bound);
        !bound
    }

    /// Whether only stores stand between the one at `at` and a `SWAP` before it, as where saved locals are given back.
    fn is_behind_swap(&self, at: usize) -> bool {
        let is_store = |opcode| matches!(opcode, STORE_FAST | STORE_FAST_STORE_FAST);
        let mut before = self.listing.instructions[..at].iter().rev();
        before.find(|i| !is_store(i.opcode)).is_some_and(|i| i.opcode == SWAP)
    }

    /// Merges `state` into the handler of the range that covers `at`; ranges are sorted and disjoint.
    fn flow_to_handlers(&mut self, at: usize, state: &State) {
        let after = self.listing.ranges.partition_point(|range| range.start <= at);
        let Some(range) = after.checked_sub(1).map(|index| self.listing.ranges[index]) else {
            return;
        };
        if at < range.end {
            self.flow(range.target, state);
        }
    }

    fn flow(&mut self, leader: usize, state: &State) {
        match &mut self.states[leader] {
            Some(known) => {
                if known.meet(state) {
                    self.work.push(leader);
                }
            }
            unknown => {
                *unknown = Some(state.clone());
                self.work.push(leader);
            }
        }
    }
}

/// Loads a local; says whether it may be unbound. Behind the load it is bound.
fn load(state: &mut State, local: u32) -> bool {
    let unbound = !get(&state.bound, local);
    set(&mut state.bound, local, true);
    unbound
}
