//! `TO_BOOL` where several kinds of values come by, as in `if node:` of an optional node.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::heap::ShapeId;
use taipan_vm::abi::attributes;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;
use taipan_vm::feedback::{MAX_ALTERNATIVES, Seen};

/// The words of `None`, `True` and `False`.
const NONE: u64 = 4;
const TRUE: u64 = 0x14;
const FALSE: u64 = 0x0c;

impl Builder<'_> {
    /// Tests for what was seen before the general operation; false where one guess will do.
    pub(super) fn truth_of_several(&mut self, op: Opcode) -> bool {
        let site = self.vm.feedback.get(self.at.site).unwrap_or_default();
        // Objects of classes without `__bool__` and `__len__` are told by their shapes.
        let is_told_here = matches!(
            op,
            Opcode::TO_BOOL | Opcode::TO_BOOL_ALWAYS_TRUE | Opcode::TO_BOOL_OBJECT_OR_NONE
        );
        if !is_told_here && !site.left {
            return false;
        }
        let v = self.peek(0);
        self.state();
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        for (word, answer) in [(NONE, FALSE), (TRUE, TRUE), (FALSE, FALSE)] {
            let word = self.constant(word);
            let same = self.op(Op::WordEq, &[v, word]);
            self.answer(same, answer, join);
        }
        let plain = |b: &Self, shape: &u32| attributes::is_always_true(b.cx, ShapeId(*shape));
        let mut shapes: Vec<u32> = site.shapes;
        for seen in site.seen {
            if let Seen::Types(shape, None) = seen
                && !shapes.contains(&shape)
            {
                shapes.push(shape);
            }
        }
        shapes.retain(|shape| plain(self, shape));
        for &shape in shapes.iter().take(MAX_ALTERNATIVES) {
            let next = self.arm_for_shape(v, shape);
            let answer = self.constant(TRUE);
            self.jump_with(join, &[answer]);
            self.block = next;
        }
        let v = self.leaving(Op::LibCall, &[v], Libcall::Truth as i64, ExitReason::Raised);
        self.jump_with(join, &[v]);
        (self.block, self.ended) = (join, false);
        self.replace(1, result);
        true
    }

    /// Goes on with an answer if the condition holds, else in a new block.
    fn answer(&mut self, cond: InstId, word: u64, join: crate::ir::BlockId) {
        let (yes, no) = self.branch(cond);
        self.block = yes;
        let answer = self.constant(word);
        self.jump_with(join, &[answer]);
        self.block = no;
    }
}
