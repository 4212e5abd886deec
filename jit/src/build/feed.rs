//! Builtins that take a generator apart which is not made: `set(...)`, `list(...)`, `sum(...)`.
//!
//! The call becomes a loop: on the operand stack the word above the callable is what was collected so far, and
//! the generator is on top. Blocks with `FEED` in their code unit get the next item. What leaves in the
//! generator's body goes on in `vm/src/tier/feed.rs`; beside the body only exceptions leave.

use super::{Bailout, Builder, FEED, block};
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::heap::Gc;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::tier::feed::Feed;
use taipan_vm::types::code::CodeObj;

impl Builder<'_> {
    /// What the call behind the present one, of one argument, does with a generator of this code.
    pub(super) fn is_fed(&mut self, code: Gc<CodeObj>) -> bool {
        let Some((_, is_null_last)) = self.way_of_result() else { return false };
        let below = self.scope.stack.len() - self.at.site.oparg as usize - 2;
        let callable = below.checked_sub(2 - is_null_last as usize);
        let Some(callable) = callable.map(|at| self.scope.stack[at]) else { return false };
        if !is_null_last && self.f.const_word(self.scope.stack[below - 1]) != Some(0) {
            return false;
        }
        match self.feed_of(callable) {
            // Where a total left the ints, it will again.
            Some(Feed::Sum) => !block::yields(code)
                .into_iter()
                .any(|site| self.vm.feedback.get(site).is_some_and(|site| site.left)),
            feed => feed.is_some(),
        }
    }

    pub(super) fn feed_of(&mut self, callable: InstId) -> Option<Feed> {
        let callable = self.known_word(callable).and_then(|w| self.frame.value_of(w))?;
        Feed::of(self.cx, self.vm, callable)
    }

    /// `CALL` of a builtin that takes the generator on top, which is not made, apart.
    pub(super) fn start_feed(&mut self) -> bool {
        let slot = self.scope.stack.len() - 1;
        let callable = self.peek(2);
        let Some(feed) = self.feed_of(callable) else { return self.give_up() };
        let known = self.known_word(callable).unwrap_or(0);
        self.f.keep.push(known);
        self.guard(Op::GuardWord, callable, known as i64, ExitReason::Callee);
        let so_far = match feed {
            Feed::Set => self.libcall(Libcall::NewSet, &[]),
            Feed::List => self.libcall_array(Libcall::BuildList, &[]),
            Feed::Sum => self.constant(1),
        };
        // The word above the callable is not needed any more.
        self.scope.stack[slot - 1] = so_far;
        for of in self.scope.generators.iter_mut().filter(|g| g.slot == slot) {
            of.feeds = Some(feed);
        }
        self.jump_to(self.at.start | FEED);
        true
    }

    /// The next item of the generator on top, which a builtin takes apart.
    pub(super) fn go_on_feeding(&mut self) -> Result<(), Bailout> {
        let top = self.scope.stack.len() - 1;
        match self.scope.generators.iter().position(|g| g.slot == top) {
            Some(index) => self.run_virtual(index),
            None => Err(Bailout::Stack),
        }
    }

    /// The builtin gets an item, or a new total, and goes on.
    pub(super) fn feed(&mut self, feed: Feed, slot: usize, value: InstId) {
        let so_far = self.scope.stack[slot - 1];
        match feed {
            Feed::Set => {
                self.libcall(Libcall::SetAdd, &[so_far, value]);
            }
            Feed::List => {
                self.libcall(Libcall::ListAppend, &[so_far, value]);
            }
            Feed::Sum => self.scope.stack[slot - 1] = value,
        }
        self.jump_to(self.at.start | FEED);
        self.scope.stack[slot - 1] = so_far;
    }

    /// Adds the yielded int or bool to a total; in the body, which goes on in the interpreter when that
    /// does not work.
    pub(super) fn add_to_total(&mut self, total: InstId) -> InstId {
        let v = self.peek(0);
        if self.f.ty(v) == Type::Bool {
            let total = self.leaving(Op::GuardInt, &[total], 0, ExitReason::NotInt);
            let one = self.constant(3);
            let more = self.leaving(Op::IntAdd, &[total, one], 0, ExitReason::Overflow);
            self.pop();
            let yes = self.op(Op::CondOf, &[v]);
            let join = self.f.new_block();
            let result = self.f.push_param(join, Type::Any);
            let (counts, not) = self.branch(yes);
            self.block = counts;
            self.jump_with(join, &[more]);
            self.block = not;
            self.jump_with(join, &[total]);
            (self.block, self.ended) = (join, false);
            return result;
        }
        let n = self.guard(Op::GuardInt, v, 0, ExitReason::NotInt);
        let total = self.leaving(Op::GuardInt, &[total], 0, ExitReason::NotInt);
        self.pop();
        self.leaving(Op::IntAdd, &[total, n], 0, ExitReason::Overflow)
    }
}
