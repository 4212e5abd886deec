//! Cells: variables that functions share.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{Op, Region};
use taipan_vm::types::cell::CellObj;

/// Byte offset of what a cell holds.
const CONTENT: usize = std::mem::offset_of!(CellObj, content);

impl Builder<'_> {
    /// `COPY_FREE_VARS` of an inlined callee, whose closure is known since the function is.
    pub(super) fn copy_free_vars(&mut self) -> bool {
        let n = self.at.site.oparg as usize;
        let Some(closure) = self.scope.func.closure.get().filter(|c| c.len() == n) else {
            return false;
        };
        if self.scope.number == 0 {
            return false;
        }
        let first = self.scope.locals.len() - n;
        for i in 0..n {
            self.scope.locals[first + i] = self.constant(closure.items()[i].bits());
        }
        true
    }

    /// `LOAD_DEREF`.
    pub(super) fn load_deref(&mut self) -> bool {
        let cell = self.scope.locals[self.at.site.oparg as usize];
        let now = self
            .known_word(cell)
            .and_then(|word| self.frame.value_of(word)?.cast::<CellObj>()?.content.get());
        let v = self.load(Op::LoadSlot, &[cell], CONTENT, Region::Cell);
        self.leaving(Op::GuardBound, &[v], 0, ExitReason::Unbound);
        let v = self.present(v);
        if let Some(now) = now {
            self.hints.insert(v, now.bits());
        }
        self.push(v);
        true
    }

    /// `STORE_DEREF`.
    pub(super) fn store_deref(&mut self) -> bool {
        let cell = self.scope.locals[self.at.site.oparg as usize];
        let v = self.pop_value();
        self.store(Op::StoreSlot, &[cell, v], CONTENT, Region::Cell);
        true
    }
}
