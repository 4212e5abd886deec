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
