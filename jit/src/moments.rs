//! When places were compiled and when their code was there, in calls of the backend: what a thread of its own
//! makes depend on the clock, and what a recorded run needs to be run again.

#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use taipan_vm::TierPlan;

/// The moments of a run so far.
#[derive(Default)]
pub struct Moments {
    /// Whether they are kept: they are some words for each unit that there ever was.
    keeps: bool,
    /// Times that the VM asked for machine code.
    calls: Cell<u64>,
    /// Per attempt to compile: the call that began it, and the one that found its code; 0 if none did.
    attempts: RefCell<Vec<[u64; 2]>>,
    /// The attempt that each unit came of.
    of_unit: RefCell<Vec<usize>>,
}

impl Moments {
    /// None so far, which are kept or not.
    pub fn new(keeps: bool) -> Moments {
        Moments { keeps, ..Moments::default() }
    }

    /// The VM asks for machine code.
    pub fn call(&self) {
        self.calls.set(self.calls.get() + 1);
    }

    /// Whether the recorded run, if there is one, began to compile at this call.
    pub fn may_compile(&self, plan: Option<&TierPlan>) -> bool {
        let Some(recorded) = plan.and_then(TierPlan::moments) else { return true };
        let next = recorded.get(self.attempts.borrow().len());
        next.is_some_and(|[began, _]| *began == self.calls.get())
    }

    /// A place is about to be compiled.
    pub fn began(&self) {
        if !self.keeps {
            return;
        }
        self.attempts.borrow_mut().push([self.calls.get(), 0]);
    }

    /// The latest attempt has a unit, which gets the next number.
    pub fn made_unit(&self) {
        if !self.keeps {
            return;
        }
        let latest = self.attempts.borrow().len().saturating_sub(1);
        self.of_unit.borrow_mut().push(latest);
    }

    /// Whether the recorded run, if there is one, has found a unit's code by now.
    pub fn may_install(&self, plan: Option<&TierPlan>, unit: u32) -> bool {
        let Some(recorded) = plan.and_then(TierPlan::moments) else { return true };
        let attempt = self.of_unit.borrow()[unit as usize - 1];
        let found = recorded.get(attempt).map_or(0, |[_, found]| *found);
        found != 0 && found <= self.calls.get()
    }

    /// A unit's code is there.
    pub fn installed(&self, unit: u32) {
        if !self.keeps {
            return;
        }
        let attempt = self.of_unit.borrow()[unit as usize - 1];
        self.attempts.borrow_mut()[attempt][1] = self.calls.get();
    }

    /// All of it, for a recording.
    pub fn all(&self) -> Vec<[u64; 2]> {
        self.attempts.borrow().clone()
    }
}
