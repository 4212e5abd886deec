//! Operators on ints, floats, strings, and comparisons.

use crate::build::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Region};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::list;
use taipan_vm::abi::facts;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Uop;
use taipan_vm::feedback::OperandKinds;

pub(super) fn translates(b: &Builder<'_>, u: Uop) -> bool {
    use Uop::*;
    match u {
        guard_tos_int | guard_both_int | guard_both_float | guard_both_str | guard_tos_str
        | int_add | int_subtract | int_multiply | float_add | float_subtract | float_multiply
        | int_compare | float_compare | to_bool_int | to_bool_list | str_add | contains_op_set
        | contains_op_dict | contains_op_list | contains_op_tuple | contains_op_str
        | guard_tos_set | guard_tos_float | guard_int_and_float | mixed_compare | int_negate
        | float_negate => true,
        guard_extend | binary_op_extend => facts::extension_op(b.at.site).is_some(),
        _ => false,
    }
}

impl Builder<'_> {
    pub(super) fn guard_int(&mut self, n: usize) -> InstId {
        let v = self.peek(n);
        self.guard(Op::GuardInt, v, 0, ExitReason::NotInt)
    }

    pub(super) fn arithmetic(&mut self, u: Uop) -> bool {
        use Uop::*;
        match u {
            guard_tos_int => {
                self.guard_int(0);
            }
            guard_both_int => {
                self.guard_int(1);
                self.guard_int(0);
            }
            guard_both_float => {
                for n in [1, 0] {
                    let v = self.peek(n);
                    self.guard_float(v);
                }
            }
            guard_both_str => {
                for n in [1, 0] {
                    let v = self.peek(n);
                    self.guard_type(v, TypeId::STR.shape().0);
                }
            }
            guard_tos_str => {
                let v = self.peek(0);
                self.guard_type(v, TypeId::STR.shape().0);
            }
            // The generic operation serves any container.
            guard_tos_set => {}
            int_add => self.int_op(Op::IntAdd),
            int_subtract => self.int_op(Op::IntSub),
            int_multiply => self.int_op(Op::IntMul),
            float_add => self.float_op(Op::F64Add),
            float_subtract => self.float_op(Op::F64Sub),
            float_multiply => self.float_op(Op::F64Mul),
            int_compare => {
                let (a, b) = (self.peek(1), self.peek(0));
                let cond = self.op_imm(Op::IntCmp, &[a, b], (self.at.site.oparg >> 5) as i64);
                self.push_bool(2, cond);
            }
            float_compare => {
                let (a, b) = (self.peek(1), self.peek(0));
                let (a, b) = (self.op(Op::Unbox, &[a]), self.op(Op::Unbox, &[b]));
                let cond = self.op_imm(Op::F64Cmp, &[a, b], (self.at.site.oparg >> 5) as i64);
                self.push_bool(2, cond);
            }
            to_bool_int => {
                let v = self.peek(0);
                let zero = self.constant(1);
                let is_zero = self.op(Op::WordEq, &[v, zero]);
                let cond = self.op(Op::Not, &[is_zero]);
                self.push_bool(1, cond);
            }
            to_bool_list => {
                let v = self.peek(0);
                let len = self.load(Op::LoadI64, &[v], list::LEN_OFFSET, Region::Header);
                let zero = self.i64(0);
                let cond = self.op_imm(Op::I64Cmp, &[len, zero], 3);
                self.push_bool(1, cond);
            }
            str_add => {
                let (a, b) = (self.peek(1), self.peek(0));
                let op = self.i64(0);
                let v = self.libcall(Libcall::BinaryOp, &[op, a, b]);
                self.replace(2, v);
            }
            guard_tos_float => {
                let v = self.peek(0);
                self.guard_float(v);
            }
            // The comparison guards both.
            guard_int_and_float => {}
            mixed_compare => {
                let (a, b) = (self.peek(1), self.peek(0));
                let x = self.guard_number(a, true, ExitReason::NotFloat);
                let y = self.guard_number(b, true, ExitReason::NotFloat);
                let cond = self.op_imm(Op::F64Cmp, &[x, y], (self.at.site.oparg >> 5) as i64);
                self.push_bool(2, cond);
            }
            int_negate => {
                let v = self.peek(0);
                let v = self.leaving(Op::IntNeg, &[v], 0, ExitReason::Overflow);
                self.replace(1, v);
            }
            float_negate => {
                let v = self.peek(0);
                let raw = self.op(Op::Unbox, &[v]);
                let raw = self.op(Op::F64Neg, &[raw]);
                let v = self.op(Op::Box, &[raw]);
                self.replace(1, v);
            }
            contains_op_set | contains_op_dict | contains_op_list | contains_op_tuple
            | contains_op_str => {
                let (item, container) = (self.peek(1), self.peek(0));
                let v = self.libcall(Libcall::Contains, &[item, container]);
                let yes = self.constant(0x14);
                let mut cond = self.op(Op::WordEq, &[v, yes]);
                if self.at.site.oparg != 0 {
                    cond = self.op(Op::Not, &[cond]);
                }
                self.push_bool(2, cond);
            }
            guard_extend => {}
            binary_op_extend => self.extension(),
            _ => return false,
        }
        true
    }

    pub(super) fn push_bool(&mut self, pops: usize, cond: InstId) {
        let v = self.op(Op::BoolOf, &[cond]);
        self.replace(pops, v);
    }

    fn int_op(&mut self, op: Op) {
        let (a, b) = (self.peek(1), self.peek(0));
        let v = self.leaving(op, &[a, b], 0, ExitReason::Overflow);
        self.replace(2, v);
    }

    fn float_op(&mut self, op: Op) {
        let (a, b) = (self.peek(1), self.peek(0));
        let (a, b) = (self.op(Op::Unbox, &[a]), self.op(Op::Unbox, &[b]));
        let raw = self.op(op, &[a, b]);
        let v = self.op(Op::Box, &[raw]);
        self.replace(2, v);
    }

    /// Operators of `BINARY_OP_EXTEND`: bit operations, division and shifts of ints, mixed arithmetic.
    fn extension(&mut self) {
        let number = facts::extension_op(self.at.site).unwrap_or(0);
        let int = match number {
            1 => Some((Op::IntAnd, ExitReason::Unknown)),
            7 => Some((Op::IntOr, ExitReason::Unknown)),
            12 => Some((Op::IntXor, ExitReason::Unknown)),
            2 => Some((Op::IntFloorDiv, ExitReason::Arithmetic)),
            6 => Some((Op::IntMod, ExitReason::Arithmetic)),
            3 => Some((Op::IntShl, ExitReason::Overflow)),
            9 => Some((Op::IntShr, ExitReason::Arithmetic)),
            _ => None,
        };
        if let Some((op, reason)) = int {
            self.guard_int(1);
            self.guard_int(0);
            let (a, b) = (self.peek(1), self.peek(0));
            let v = if op.needs_state() {
                self.leaving(op, &[a, b], 0, reason)
            } else {
                self.op(op, &[a, b])
            };
            return self.replace(2, v);
        }
        if number == 8 {
            return self.power();
        }
        let op = match number {
            0 => Op::F64Add,
            10 => Op::F64Sub,
            5 => Op::F64Mul,
            _ => Op::F64Div,
        };
        self.number_operator(op);
    }

    /// An operator on floats, or a float and an int; a division also on ints.
    pub(in crate::build) fn number_operator(&mut self, op: Op) {
        let kinds = self.vm.feedback.get(self.at.site).map(|seen| seen.kinds).unwrap_or_default();
        self.number_operator_of(op, kinds);
    }

    /// The same for operands of these kinds.
    pub(in crate::build) fn number_operator_of(&mut self, op: Op, kinds: OperandKinds) {
        let exact = op == Op::F64Div;
        let (a, b) = (self.peek(1), self.peek(0));
        let x = self.number_of(a, kinds.left, exact);
        let y = self.number_of(b, kinds.right, exact);
        if op != Op::F64Div {
            // A sum of two ints is an int: one of the operands must be a float.
            self.not_both_ints(a, b);
        } else {
            let zero = self.op_imm(Op::ConstF64, &[], 0);
            let by_zero = self.op_imm(Op::F64Cmp, &[y, zero], 2);
            self.leaving(Op::GuardFalse, &[by_zero], 0, ExitReason::Arithmetic);
        }
        let raw = self.op(op, &[x, y]);
        let v = self.op(Op::Box, &[raw]);
        self.replace(2, v);
    }

    /// A power whose base is positive, or whose exponent is a whole positive number; a result that is
    /// not finite is left to the interpreter.
    fn power(&mut self) {
        let (a, b) = (self.peek(1), self.peek(0));
        let x = self.guard_number(a, true, ExitReason::NotFloat);
        let y = self.guard_number(b, true, ExitReason::NotFloat);
        self.not_both_ints(a, b);
        if !self.is_whole_and_positive(b) {
            let zero = self.op_imm(Op::ConstF64, &[], 0);
            let positive = self.op_imm(Op::F64Cmp, &[x, zero], 4);
            self.guard_true(positive, ExitReason::Arithmetic);
        }
        let raw = self.op_imm(Op::F64Call, &[x, y], 0);
        let infinity = self.op_imm(Op::ConstF64, &[], f64::INFINITY.to_bits() as i64);
        let size = self.op(Op::F64Abs, &[raw]);
        let finite = self.op_imm(Op::F64Cmp, &[size, infinity], 0);
        self.guard_true(finite, ExitReason::Arithmetic);
        let v = self.op(Op::Box, &[raw]);
        self.replace(2, v);
    }

    /// Whether an operand is a constant for which a power of any float is a float.
    fn is_whole_and_positive(&self, v: InstId) -> bool {
        let known = self.f.const_word(v).and_then(|w| self.frame.value_of(w));
        let number = known.and_then(|n| n.as_small().map(|i| i as f64).or(n.as_float_exact()));
        number.is_some_and(|y| y > 0.0 && y.fract() == 0.0)
    }

    fn not_both_ints(&mut self, a: InstId, b: InstId) {
        let both = self.op(Op::BothInts, &[a, b]);
        self.leaving(Op::GuardFalse, &[both], 0, ExitReason::NotFloat);
    }
}
