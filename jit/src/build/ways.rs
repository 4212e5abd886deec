//! Which instructions ran so far, and which ways jumps went: what never did is left to the interpreter.

use super::Builder;
use taipan_vm::abi::facts;
use taipan_vm::bytecode::{Opcode, Site, branches};

/// Compilations of a place after which code is made for ways of jumps that were never taken, too.
const ATTEMPTS_ON_WAYS: u32 = 5;

impl Builder<'_> {
    /// Whether the conditional jump at a site of the present code stays, and whether it jumps: in the window of this
    /// loop, if there was one, else whenever it ran.
    fn ways(&self, at: Site) -> [bool; 2] {
        let code = self.scope.code;
        let is_outermost = self.scope.number == 0;
        let here = || self.vm.windows.ways(self.place, facts::cache_unit(code, at));
        let here = is_outermost.then(here).flatten();
        here.unwrap_or_else(|| facts::ways_of_branch(self.vm, code, at))
    }

    /// The same of the present jump, for which code is made.
    pub(super) fn ways_of_branch(&self) -> [bool; 2] {
        if self.attempt < ATTEMPTS_ON_WAYS { self.ways(self.at.site) } else { [true; 2] }
    }

    /// Whether an instruction of the present code has never run.
    pub(super) fn never_ran(&self, op: Opcode, at: Site) -> bool {
        match branches::notes(op) {
            true => self.ways(at) == [false; 2],
            false => facts::never_ran(self.vm, self.scope.code, op, at),
        }
    }
}
