//! `TierConfig`: every threshold and switch of the tiers.

use super::families::{Switch, SwitchedOff};
use super::plan::TierPlan;
use crate::bytecode::Opcode;
use std::sync::Arc;

/// Thresholds and switches.
#[derive(Clone, Debug)]
pub struct TierConfig {
    /// Whether sites specialize; without it the interpreter is the generic tier.
    pub adaptive: bool,
    /// Whether executions and misses are counted (the second instance of the loop).
    pub count: bool,
    /// Executions of a site before the one at which it specializes; at most 4095.
    pub warmup: u16,
    /// Misses of a specialized site before the one at which it specializes anew; at most 4095.
    pub cooldown: u16,
    /// Entries of a function before the backend is asked to compile it. Rather more than turns of a loop: what a hot loop calls at
    /// each turn is compiled into it, and needs no code of its own then.
    pub entry_threshold: u32,
    /// Iterations of a loop before the backend is asked to compile it; at most 4096.
    pub loop_threshold: u16,
    /// Whether the compiler's superinstructions stay; without, each is made two instructions.
    pub superinstructions: bool,
    /// Whether the names of all code objects are noted (`Vm::qualnames`).
    pub note_names: bool,
    /// Decides instead of the thresholds.
    pub plan: Option<Arc<TierPlan>>,
    /// Instructions that machine code leaves to the interpreter: names of opcodes, or `QUALNAME@UNIT`.
    pub leave: Vec<String>,
    /// Qualified names of functions whose code stays unspecialized and is not compiled.
    pub generic: Vec<String>,
    switched_off: SwitchedOff,
}

impl Default for TierConfig {
    fn default() -> TierConfig {
        TierConfig {
            adaptive: true,
            count: false,
            warmup: 1,
            cooldown: 52,
            entry_threshold: 1100,
            loop_threshold: 1000,
            superinstructions: true,
            note_names: false,
            plan: None,
            leave: Vec::new(),
            generic: Vec::new(),
            switched_off: SwitchedOff::default(),
        }
    }
}

impl TierConfig {
    /// The generic tier.
    pub fn generic() -> TierConfig {
        TierConfig { adaptive: false, ..TierConfig::default() }
    }

    /// Switches a specialized instruction, a whole family by its head, or a row, on or off.
    pub fn switch(&mut self, what: Switch, on: bool) {
        self.switched_off.switch(what, on);
    }

    /// Whether machine code leaves an instruction of a function to the interpreter.
    pub fn leaves(&self, op: Opcode, function: &str, unit: u32) -> bool {
        let is_this = |what: &String| match what.split_once('@') {
            Some((name, at)) => name == function && at.parse() == Ok(unit),
            None => what == op.name() || what == op.head().name(),
        };
        self.leave.iter().any(is_this)
    }

    /// Whether this instruction may be installed.
    pub fn allows(&self, op: Opcode) -> bool {
        self.switched_off.allows(Switch::Instruction(op))
    }

    /// What is switched off.
    pub(crate) fn switched_off(&self) -> &SwitchedOff {
        &self.switched_off
    }
}
