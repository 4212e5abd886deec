//! Operators by the operands that a site saw, where no specialized instruction serves it or one failed:
//! ints and floats that alternate.

use super::{Builder, SUBSCR};
use crate::exit::reason::ExitReason;
use crate::ir::{Op, Type};
use taipan_vm::bytecode::Opcode;
use taipan_vm::feedback::OperandKinds;

/// What `BINARY_OP` adds to an operator for its in-place form.
const IN_PLACE: u32 = 13;

impl Builder<'_> {
    /// `a op b` for numbers of the kinds that were seen; false if others were, or nothing is known.
    pub(super) fn operator_by_kinds(&mut self, op: Opcode) -> bool {
        let oparg = self.at.site.oparg;
        let Some(seen) = self.vm.feedback.get(self.at.site) else { return false };
        if oparg == SUBSCR || seen.hopeless || op != op.head() && !seen.distrusts(op) {
            return false;
        }
        const NUMBER: u8 = OperandKinds::INT | OperandKinds::FLOAT;
        let (left, right) = (seen.kinds.left, seen.kinds.right);
        if left == 0 || right == 0 || (left | right) & !NUMBER != 0 {
            return false;
        }
        let (int, float) = match if oparg >= IN_PLACE { oparg - IN_PLACE } else { oparg } {
            0 => (Op::IntAdd, Op::F64Add),
            5 => (Op::IntMul, Op::F64Mul),
            10 => (Op::IntSub, Op::F64Sub),
            11 => {
                self.number_operator(Op::F64Div);
                return true;
            }
            _ => return false,
        };
        if left & right & OperandKinds::INT == 0 {
            self.number_operator(float);
            return true;
        }
        let (a, b) = (self.peek(1), self.peek(0));
        self.state();
        let both = self.op(Op::BothInts, &[a, b]);
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let (ints, others) = self.branch(both);
        self.block = ints;
        let (x, y) = (self.op(Op::AssumeInt, &[a]), self.op(Op::AssumeInt, &[b]));
        let v = self.leaving(int, &[x, y], 0, ExitReason::Overflow);
        self.jump_with(join, &[v]);
        self.block = others;
        let x = self.leaving(Op::GuardNumber, &[a], 0, ExitReason::NotNumber);
        let y = self.leaving(Op::GuardNumber, &[b], 0, ExitReason::NotNumber);
        let raw = self.op(float, &[x, y]);
        let v = self.op(Op::Box, &[raw]);
        self.jump_with(join, &[v]);
        (self.block, self.ended) = (join, false);
        self.replace(2, result);
        true
    }
}
