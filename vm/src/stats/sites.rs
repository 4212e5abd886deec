//! Counters and state of each site of a code object.
//!
//! The counting handlers keep three numbers per site, all others follow from them and from the
//! attempts to specialize: an attempt that succeeds enters the generic handler and then the
//! specialized one, a miss the specialized handler and then the generic one. So an execution at which
//! a site specializes anew counts as a miss and as a hit.

use crate::bytecode::instr::CACHES;
use crate::bytecode::{Opcode, Site};
use crate::interp::state::Vm;
use crate::specialize::Decline;
use crate::stats::FAMILIES;
use crate::types::code::CodeObj;
use std::cell::Cell;
use taipan_runtime::heap::Gc;

/// What the counting handlers count at a site. All zero bytes mean all zero.
#[repr(C)]
#[derive(Debug, Default)]
pub struct SiteCounts {
    /// Times a handler of a specialized instruction was entered.
    pub special: Cell<u64>,
    /// Times the handler of the generic instruction was entered.
    pub generic: Cell<u64>,
    /// Times a guard declined.
    pub misses: Cell<u64>,
}

impl SiteCounts {
    /// Times the instruction ran.
    pub fn executions(&self, successes: u64) -> u64 {
        (self.special.get() + self.generic.get()).saturating_sub(self.misses.get() + successes)
    }

    /// Times the guards of a specialized instruction held.
    pub fn hits(&self) -> u64 {
        self.special.get().saturating_sub(self.misses.get())
    }

    /// Times the generic instruction ran, but for misses.
    pub fn deferred(&self, successes: u64) -> u64 {
        self.executions(successes).saturating_sub(self.hits() + self.misses.get())
    }

    /// Sets all to zero.
    pub fn reset(&self) {
        for cell in [&self.special, &self.generic, &self.misses] {
            cell.set(0);
        }
    }
}

/// The attempts to specialize a site.
#[derive(Clone, Debug, Default)]
pub struct SiteHistory {
    /// Attempts that installed a specialized instruction.
    pub successes: u64,
    /// Attempts that took one back.
    pub deopts: u64,
    /// Attempts that installed nothing, by reason.
    pub declines: Vec<(Decline, u64)>,
}

/// What has become of a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteState {
    /// It has not run (or nothing was counted).
    Cold,
    /// It has run, and not yet tried to specialize.
    Warming,
    /// A specialized instruction is installed.
    Specialized,
    /// The last attempt declined.
    Generic,
}

impl SiteState {
    /// The word reports use.
    pub const fn name(self) -> &'static str {
        match self {
            SiteState::Cold => "cold",
            SiteState::Warming => "warming",
            SiteState::Specialized => "specialized",
            SiteState::Generic => "generic",
        }
    }
}

/// A site as reports show it.
#[derive(Clone, Debug)]
pub struct SiteRecord {
    /// First byte of the instruction in `co_code`.
    pub offset: usize,
    /// Source line, 0 if there is none.
    pub line: i32,
    /// First column in UTF-8 bytes, if known.
    pub column: Option<i32>,
    /// The generic instruction.
    pub family: Opcode,
    /// The instruction that stands there.
    pub installed: Opcode,
    /// What has become of the site.
    pub state: SiteState,
    /// Times it ran.
    pub executions: u64,
    /// Times guards held.
    pub hits: u64,
    /// Times guards declined.
    pub misses: u64,
    /// Times the generic instruction ran, but for misses.
    pub deferred: u64,
    /// Attempts to specialize.
    pub history: SiteHistory,
}

/// Notes an attempt at a site of the running code.
pub(crate) fn note(vm: &Vm, at: Site, result: Result<Opcode, Decline>, deopt: bool) {
    let Some(frame) = vm.frame() else { return };
    let code = frame.code();
    let Some(behind) = (at.caches() as usize).checked_sub(code.units() as usize) else { return };
    if behind / 2 > code.units_len() {
        return;
    }
    let key = (code.addr(), (behind / 2) as u32 - 1);
    let mut histories = vm.stats.histories.borrow_mut();
    let history = histories.entry(key).or_default();
    history.deopts += deopt as u64;
    match result {
        Ok(_) => history.successes += 1,
        Err(reason) => match history.declines.iter_mut().find(|d| d.0 == reason) {
            Some(known) => known.1 += 1,
            None => history.declines.push((reason, 1)),
        },
    }
}

/// The instructions of a code object: code unit, opcode as it stands, operand with its extensions.
pub fn instructions(code: Gc<CodeObj>) -> impl Iterator<Item = (usize, Opcode, u32)> {
    let (mut at, mut extended) = (0, 0);
    std::iter::from_fn(move || {
        if at >= code.units_len() {
            return None;
        }
        let unit = code.unit(at);
        let op = Opcode::from_u8(unit as u8).unwrap_or(Opcode::NOP);
        let oparg = extended << 8 | (unit >> 8) as u32;
        extended = if op == Opcode::EXTENDED_ARG { oparg } else { 0 };
        let start = at;
        at += 1 + CACHES[op as usize] as usize;
        Some((start, op, oparg))
    })
}

/// The sites of a code object that belong to a family, in order.
pub fn sites(vm: &Vm, code: Gc<CodeObj>) -> Vec<SiteRecord> {
    instructions(code)
        .filter(|(_, op, _)| FAMILIES.contains(&op.head()))
        .map(|(unit, op, _)| record(vm, code, unit, op))
        .collect()
}

fn record(vm: &Vm, code: Gc<CodeObj>, unit: usize, installed: Opcode) -> SiteRecord {
    let history =
        vm.stats.histories.borrow().get(&(code.addr(), unit as u32)).cloned().unwrap_or_default();
    let none = SiteCounts::default();
    let counts = code.site_counts(unit).unwrap_or(&none);
    let executions = counts.executions(history.successes);
    let family = installed.head();
    let state = if installed != family {
        SiteState::Specialized
    } else if !history.declines.is_empty() {
        SiteState::Generic
    } else if executions > 0 {
        SiteState::Warming
    } else {
        SiteState::Cold
    };
    let lines = code.lines_at(unit);
    SiteRecord {
        offset: unit * 2,
        line: lines.map_or(0, |l| l.line),
        column: lines.and_then(|l| l.columns).map(|c| c.0),
        family,
        installed,
        state,
        executions,
        hits: counts.hits(),
        misses: counts.misses.get(),
        deferred: counts.deferred(history.successes),
        history,
    }
}

/// Every code object that was made while counting, in the order of their making.
pub fn counted_codes(vm: &Vm) -> Vec<Gc<CodeObj>> {
    let list = vm.counted.get();
    list.map_or_else(Vec::new, |l| (0..l.len()).filter_map(|i| l.get(i)?.cast()).collect())
}

#[cfg(test)]
mod tests {
    use super::SiteCounts;

    fn counts(special: u64, generic: u64, misses: u64) -> SiteCounts {
        SiteCounts { special: special.into(), generic: generic.into(), misses: misses.into() }
    }

    #[test]
    fn executions_are_counted_once() {
        // Two generic runs, the second of which specializes, then eight hits.
        let c = counts(9, 2, 0);
        assert_eq!((c.executions(1), c.hits(), c.deferred(1)), (10, 9, 1));
        // One of nine specialized runs misses and runs the generic instruction.
        let c = counts(9, 3, 1);
        assert_eq!((c.executions(1), c.hits(), c.deferred(1)), (10, 8, 1));
        // The miss specializes the site anew.
        let c = counts(10, 3, 1);
        assert_eq!((c.executions(2), c.hits()), (10, 9));
    }
}
