//! Exact counters of the interpreter and the adaptive tier.

use crate::bytecode::Opcode;
use crate::specialize::Decline;
use std::cell::Cell;

const REASONS: usize = Decline::ALL.len();

/// Counters by opcode number. Executions and misses are counted in the counting loop only; attempts
/// to specialize always.
pub struct Stats {
    /// Times an instruction was decoded.
    pub executions: [Cell<u64>; 256],
    /// Times a guard of the instruction declined.
    pub misses: [Cell<u64>; 256],
    successes: [Cell<u64>; 256],
    declines: Vec<Cell<u64>>,
}

impl Stats {
    /// All zero.
    pub fn new() -> Stats {
        Stats {
            executions: std::array::from_fn(|_| Cell::new(0)),
            misses: std::array::from_fn(|_| Cell::new(0)),
            successes: std::array::from_fn(|_| Cell::new(0)),
            declines: vec![Cell::new(0); 256 * REASONS],
        }
    }

    fn bump(cell: &Cell<u64>) {
        cell.set(cell.get() + 1);
    }

    /// A site of the family was specialized.
    pub(crate) fn success(&self, head: Opcode) {
        Self::bump(&self.successes[head as usize]);
    }

    /// A site of the family was not specialized.
    pub(crate) fn decline(&self, head: Opcode, reason: Decline) {
        Self::bump(&self.declines[head as usize * REASONS + reason as usize]);
    }

    /// A guard of the instruction declined.
    #[inline(always)]
    pub(crate) fn miss(&self, opcode: u8) {
        Self::bump(&self.misses[opcode as usize]);
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
}

impl Default for Stats {
    fn default() -> Self {
        Stats::new()
    }
}

/// Executions, hits, misses and declines by instruction, as `-X stats` prints them.
pub fn report(cx: &taipan_runtime::ctx::Ctx) -> String {
    let stats = &crate::interp::state::Vm::of(cx).stats;
    let mut out = String::from(
        "instruction                              executions       misses  specialized\n",
    );
    for &op in Opcode::ALL {
        let (runs, misses) = (stats.executions[op as usize].get(), stats.misses[op as usize].get());
        let made = stats.successes_of(op);
        if runs + misses + made > 0 {
            out.push_str(&format!("{:<38} {runs:>12} {misses:>12} {made:>12}\n", op.name()));
        }
        for (reason, n) in stats.declines_of(op).filter(|&(_, n)| n > 0) {
            out.push_str(&format!("    declined: {:<60} {n:>8}\n", reason.text()));
        }
    }
    if let Some(backend) = crate::interp::state::Vm::of(cx).backend_stats() {
        out.push_str(&backend.report());
    }
    out
}
