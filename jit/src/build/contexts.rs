//! Sites that saw several alternatives: which of them come where the code of the site is translated in place.
//!
//! The first code of a place notes that (`taipan_vm::contexts`) and runs the site in the general way; the next has
//! arms for what was noted.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op};
use taipan_runtime::value::Value;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::contexts::SeenHere;

/// What code is made for a site that saw several alternatives.
pub(super) enum Context {
    /// It notes what it sees, and runs in the general way.
    Notes,
    /// This was seen here; nothing if the site did not run.
    Saw(SeenHere),
    /// Nothing is known but what the site saw everywhere.
    Unknown,
}

impl Builder<'_> {
    /// What is known of the present site here; notes what it sees if that is not yet known.
    pub(super) fn context(&mut self, a: InstId, b: Option<InstId>) -> Context {
        let (calls, pc) = (self.scope.calls, self.at.start);
        if let Some(seen) = self.vm.contexts.get(self.place, calls, pc) {
            return Context::Saw(seen);
        }
        if !self.notes {
            return Context::Unknown;
        }
        self.has_noted = true;
        self.is_worth_notes |= self.scope.number > 0;
        let number = self.i64(self.vm.contexts.number(self.place, calls, pc) as i64);
        let a = self.present(a);
        let noted = match b {
            None => self.libcall(Libcall::NoteOwner, &[number, a]),
            Some(b) => {
                let b = self.present(b);
                self.libcall(Libcall::NoteOperands, &[number, a, b])
            }
        };
        let more = Value::TRUE.bits() as i64;
        self.leaving(Op::GuardWord, &[noted], more, ExitReason::Known);
        Context::Notes
    }
}
