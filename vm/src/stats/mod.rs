//! Exact counters of the interpreter and the adaptive tier: here those by instruction, in `sites.rs`
//! those by site. How they are shown is decided above this crate.

pub mod sites;

pub use sites::{SiteHistory, SiteRecord, SiteState};

use crate::bytecode::Opcode;
use crate::interp::state::Vm;
use crate::specialize::Decline;
use crate::types::code::CodeObj;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use taipan_runtime::heap::Gc;

const REASONS: usize = Decline::ALL.len();

/// The families: generic instructions that specialize, in the order reports show them.
pub use crate::interp::uops::hooks::FAMILIES;

/// The counters by instruction, up to date.
///
/// Executions are counted by site, by the counting instance of the handlers; the totals are made of
/// those when a site changes and here.
pub fn settled(vm: &Vm) -> &Stats {
    sites::settle(vm);
    &vm.stats
}

/// Counters by opcode number. Executions and misses are counted by the counting instance of the
/// handlers only; attempts to specialize always.
pub struct Stats {
    executions: [Cell<u64>; 256],
    misses: [Cell<u64>; 256],
    successes: [Cell<u64>; 256],
    deopts: [Cell<u64>; 256],
    declines: Vec<Cell<u64>>,
    /// Attempts by site: address of the code object and code unit. Only when counting.
    pub(crate) histories: RefCell<HashMap<(usize, u32), SiteHistory>>,
}

/// What a family did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyTotals {
    /// Times that an instruction of the family ran.
    pub executions: u64,
    /// Times that the guards of a specialized instruction held.
    pub hits: u64,
    /// Times that they did not.
    pub misses: u64,
    /// Times that the generic instruction ran, but for misses.
    pub deferred: u64,
    /// Attempts that installed a specialized instruction.
    pub successes: u64,
    /// Attempts that took a specialized instruction back.
    pub deopts: u64,
    /// Attempts that installed nothing, by reason.
    pub declines: Vec<(Decline, u64)>,
}

impl Stats {
    /// All zero.
    pub fn new() -> Stats {
        Stats {
            executions: std::array::from_fn(|_| Cell::new(0)),
            misses: std::array::from_fn(|_| Cell::new(0)),
            successes: std::array::from_fn(|_| Cell::new(0)),
            deopts: std::array::from_fn(|_| Cell::new(0)),
            declines: vec![Cell::new(0); 256 * REASONS],
            histories: RefCell::default(),
        }
    }

    /// Sets every counter by instruction to zero, and forgets the attempts of sites.
    pub fn reset(&self) {
        let arrays = [&self.executions, &self.misses, &self.successes, &self.deopts];
        arrays.into_iter().flatten().chain(&self.declines).for_each(|c| c.set(0));
        self.histories.borrow_mut().clear();
    }

    fn bump(cell: &Cell<u64>) {
        cell.set(cell.get() + 1);
    }

    /// A site of the family was specialized.
    pub(crate) fn success(&self, head: Opcode) {
        Self::bump(&self.successes[head as usize]);
    }

    /// A site of the family was not specialized; `deopt` if it was before.
    pub(crate) fn decline(&self, head: Opcode, reason: Decline, deopt: bool) {
        Self::bump(&self.declines[head as usize * REASONS + reason as usize]);
        if deopt {
            Self::bump(&self.deopts[head as usize]);
        }
    }

    /// How often the site at a code unit was specialized; only when counting.
    pub(crate) fn successes_at(&self, code: Gc<CodeObj>, unit: usize) -> u64 {
        self.histories.borrow().get(&(code.addr(), unit as u32)).map_or(0, |h| h.successes)
    }

    /// Handlers of the instruction were entered.
    pub(crate) fn add_executions(&self, op: Opcode, n: u64) {
        let cell = &self.executions[op as usize];
        cell.set(cell.get() + n);
    }

    /// A guard of the instruction declined.
    #[inline(always)]
    pub(crate) fn miss(&self, opcode: u8) {
        Self::bump(&self.misses[opcode as usize]);
    }

    /// Times that the handler of exactly this instruction was entered.
    pub fn executions_of(&self, op: Opcode) -> u64 {
        self.executions[op as usize].get()
    }

    /// Times that a guard of exactly this instruction declined.
    pub fn misses_of(&self, op: Opcode) -> u64 {
        self.misses[op as usize].get()
    }

    /// How often sites of the family were specialized.
    pub fn successes_of(&self, head: Opcode) -> u64 {
        self.successes[head as usize].get()
    }

    /// How often sites of the family were declined, by reason.
    pub fn declines_of(&self, head: Opcode) -> impl Iterator<Item = (Decline, u64)> + '_ {
        Decline::ALL.iter().map(move |&reason| {
            (reason, self.declines[head as usize * REASONS + reason as usize].get())
        })
    }

    /// The totals of a family.
    pub fn family(&self, head: Opcode) -> FamilyTotals {
        let members = Opcode::ALL.iter().filter(|m| m.head() == head && **m != head);
        let (special, misses) = members.fold((0, 0), |(runs, misses), &m| {
            (runs + self.executions_of(m), misses + self.misses_of(m))
        });
        let (generic, successes) = (self.executions_of(head), self.successes_of(head));
        let counts = sites::Derived { special, generic, misses, successes };
        FamilyTotals {
            executions: counts.executions(),
            hits: counts.hits(),
            misses,
            deferred: counts.deferred(),
            successes,
            deopts: self.deopts[head as usize].get(),
            declines: self.declines_of(head).filter(|d| d.1 > 0).collect(),
        }
    }
}

impl Stats {
    /// What adaptation came to, as names and counts above zero: instructions that ran and that missed, families
    /// that specialized, declined for a reason, and took a specialization back.
    pub fn adaptation(&self) -> Vec<(String, u64)> {
        let mut found = Vec::new();
        for &op in Opcode::ALL {
            found.push((op.name().to_owned(), self.executions_of(op)));
            found.push((format!("{} missed", op.name()), self.misses_of(op)));
        }
        for &head in FAMILIES {
            let totals = self.family(head);
            found.push((format!("{} specialized", head.name()), totals.successes));
            found.push((format!("{} taken back", head.name()), totals.deopts));
            let declines = totals.declines.iter();
            found.extend(declines.map(|(why, n)| (format!("{}: {}", head.name(), why.text()), *n)));
        }
        found.retain(|(_, count)| *count > 0);
        found
    }
}

impl Default for Stats {
    fn default() -> Self {
        Stats::new()
    }
}
