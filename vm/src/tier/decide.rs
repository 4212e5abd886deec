//! Where the VM asks its plan, and the thresholds where it has none.

use super::plan::About;
use crate::bytecode::{Opcode, Site, backoff, branches};
use crate::interp::state::Vm;
use crate::stats::{FAMILIES, sites};
use crate::types::code::CodeObj;
use taipan_runtime::heap::Gc;

impl Vm {
    /// The counter that a site starts with.
    pub(crate) fn site_counter(&self, about: About<'_>) -> u16 {
        let warmup = self.settings.warmup.get();
        match &self.config.plan {
            Some(plan) => plan.site_counter(about, warmup),
            None => backoff::make(warmup, 1),
        }
    }

    /// The counter that a loop starts with.
    pub(crate) fn loop_counter(&self, about: About<'_>) -> u16 {
        let threshold = self.settings.loop_threshold.get();
        let plan = self.config.plan.as_ref();
        backoff::loop_head(plan.map_or(threshold, |plan| plan.loop_threshold(about, threshold)))
    }

    /// The heat that a code object starts with, so that it compiles when the plan says.
    pub(crate) fn first_heat(&self, about: About<'_>) -> u32 {
        let threshold = self.settings.entry_threshold.get();
        let plan = self.config.plan.as_ref();
        plan.map_or(0, |plan| threshold.saturating_sub(plan.entry_threshold(about, threshold)))
    }

    /// The counter that this site started with.
    pub(crate) fn first_counter(&self, code: Gc<CodeObj>, at: Site) -> u16 {
        if self.config.plan.is_none() {
            return backoff::make(self.settings.warmup.get(), 1);
        }
        let unit = (at.caches() as usize - code.units() as usize) / 2 - 1;
        let name = code.qualname.get().to_string();
        self.site_counter(About { name: &name, line: code.first_line as u32, unit })
    }

    /// Misses until the site that specializes now does so anew.
    pub(crate) fn cooldown(&self) -> u16 {
        let default = self.settings.cooldown.get();
        let Some(plan) = &self.config.plan else { return default };
        self.decided.set(self.decided.get() + 1);
        plan.cooldown(self.decided.get(), default)
    }

    /// Makes the instructions of a code object generic again, as if they had not run.
    pub fn cool(&self, code: Gc<CodeObj>) {
        let from = code.units() as usize;
        self.feedback.forget(from..from + code.units_len() * 2 + 1);
        let all: Vec<(usize, Opcode, u32)> = sites::instructions(code).collect();
        for (unit, op, oparg) in all {
            if branches::notes(op) {
                code.set_unit(unit + 1, branches::UNKNOWN);
            }
            if FAMILIES.contains(&op.head()) {
                if let Some(counts) = code.site_counts(unit) {
                    counts.settle(self, op);
                }
                let adaptive = self.settings.adaptive.get() && !code.generic;
                let at = crate::abi::facts::site(code, unit, oparg);
                let start = if adaptive { self.first_counter(code, at) } else { backoff::NEVER };
                code.set_unit(unit, (oparg as u16) << 8 | op.head() as u16);
                code.set_unit(unit + 1, start);
            }
        }
    }

    /// Machine code left, and the plan may want the function that goes on to be cold.
    pub(crate) fn cool_by_plan(&self, code: Gc<CodeObj>) {
        let Some(plan) = &self.config.plan else { return };
        self.decided.set(self.decided.get() + 1);
        let name = code.qualname.get().to_string();
        let about = About { name: &name, line: code.first_line as u32, unit: 0 };
        if plan.cools(about, self.decided.get()) {
            self.cool(code);
        }
    }

    /// Whether the plan leaves a function, or a loop of it, in the interpreter.
    pub(crate) fn plan_leaves(&self, code: Gc<CodeObj>, head: Option<usize>) -> bool {
        let Some(plan) = &self.config.plan else { return false };
        let name = code.qualname.get().to_string();
        let unit = head.unwrap_or(0);
        plan.leaves(About { name: &name, line: code.first_line as u32, unit })
    }
}
