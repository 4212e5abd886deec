//! Unpacking at a site that saw tuples and lists.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{Op, Type};
use taipan_runtime::object::type_id::TypeId;
use taipan_vm::feedback::Seen;

impl Builder<'_> {
    /// `a, b = seq` for a tuple or a list; false unless exactly these two were seen.
    pub(super) fn unpack_tuple_or_list(&mut self) -> bool {
        let (tuple, list) = (TypeId::TUPLE.shape().0, TypeId::LIST.shape().0);
        let Some(profile) = self.vm.feedback.get(self.at.site) else { return false };
        let saw = |shape| profile.seen.contains(&Seen::Types(shape, None));
        if profile.hopeless || profile.seen.len() != 2 || !saw(tuple) || !saw(list) {
            return false;
        }
        let (n, seq) = (self.at.site.oparg as usize, self.peek(0));
        self.state();
        let is_tuple = self.op_imm(Op::HasShape, &[seq], i64::from(tuple));
        let join = self.f.new_block();
        let items: Vec<_> = (0..n).map(|_| self.f.push_param(join, Type::Any)).collect();
        let (tuples, others) = self.branch(is_tuple);
        let below = self.scope.stack.len() - 1;
        for (block, shape) in [(tuples, tuple), (others, list)] {
            (self.block, self.ended) = (block, false);
            if shape == list {
                let is_list = self.op_imm(Op::HasShape, &[seq], i64::from(list));
                self.guard_true(is_list, ExitReason::NotType);
            }
            self.scope.stack[below] = self.op_imm(Op::AssumeType, &[seq], i64::from(shape));
            self.guard_length(n, shape == list);
            self.unpack(n, shape == list);
            let values = self.scope.stack.split_off(below);
            self.jump_with(join, &values);
            self.scope.stack.push(seq);
        }
        (self.block, self.ended) = (join, false);
        self.pop();
        items.into_iter().for_each(|v| self.push(v));
        true
    }
}
