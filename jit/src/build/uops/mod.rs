//! Micro-ops to HIR, one file per topic (as `vm/src/interp/uops`).

mod arithmetic;
mod attributes;
mod calls;
mod control;
mod iteration;
mod subscripts;

use super::Builder;
use taipan_vm::bytecode::{Opcode, Uop, UopKind};

impl Builder<'_> {
    /// Whether a micro-op of this instruction has a translation.
    pub(super) fn translates(&self, op: Opcode, u: Uop) -> bool {
        u.kind() == UopKind::Hook && op.recipe().len() > 1 && !super::generic::is_generic_head(op)
            || control::translates(u)
            || arithmetic::translates(self, u)
            || subscripts::translates(u)
            || attributes::translates(self, u)
            || iteration::translates(u)
            || calls::translates(self, u)
    }

    /// Translates a micro-op.
    pub(super) fn uop(&mut self, op: Opcode, u: Uop) {
        if u.kind() == UopKind::Hook {
            return;
        }
        let _ = self.control(op, u)
            || self.arithmetic(u)
            || self.subscripts(u)
            || self.attributes(u)
            || self.iteration(u)
            || self.calls(u);
    }
}
