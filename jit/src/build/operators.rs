//! Operators by the operands that a site saw, where no specialized instruction serves it or one failed:
//! ints and floats that alternate, classes with methods for operators.

use super::contexts::Context;
use super::inline::CallShape;
use super::{Builder, SUBSCR};
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::heap::ShapeId;
use taipan_runtime::value::Value;
use taipan_vm::abi::facts;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;
use taipan_vm::feedback::{OperandKinds, SiteProfile};
use taipan_vm::frame::layout::flags;

/// What `BINARY_OP` adds to an operator for its in-place form.
const IN_PLACE: u32 = 13;

/// The kinds of two operands that are not both ints, given those that were seen.
fn kinds_of_mixed(left: u8, right: u8) -> (u8, u8) {
    match (left, right) {
        (OperandKinds::INT, _) => (left, OperandKinds::FLOAT),
        (_, OperandKinds::INT) => (OperandKinds::FLOAT, right),
        seen => seen,
    }
}

impl Builder<'_> {
    /// `a op b` for operands of the kinds that were seen; false if those are too many, or unknown.
    pub(super) fn operator_by_kinds(&mut self, op: Opcode) -> bool {
        let oparg = self.at.site.oparg;
        let Some(seen) = self.vm.feedback.get(self.at.site) else { return false };
        if oparg == SUBSCR || seen.hopeless || op != op.head() && !seen.wavers() {
            return false;
        }
        self.operator_of_class(&seen) || self.operator_of_numbers(&seen)
    }

    /// A comparison of ints and floats that alternate; false if other operands were seen.
    pub(super) fn compare_by_kinds(&mut self, op: Opcode) -> bool {
        const NUMBER: u8 = OperandKinds::INT | OperandKinds::FLOAT;
        let Some(seen) = self.vm.feedback.get(self.at.site) else { return false };
        let (left, right) = (seen.kinds.left, seen.kinds.right);
        if seen.hopeless
            || op != op.head() && !seen.wavers()
            || left == 0
            || right == 0
            || (left | right) & !NUMBER != 0
        {
            return false;
        }
        let number = i64::from(self.at.site.oparg >> 5);
        let Some(OperandKinds { left, right, both_ints }) = self.kinds_here(seen.kinds) else {
            let (a, b) = (self.peek(1), self.peek(0));
            let oparg = self.i64(self.at.site.oparg as i64);
            let v = self.libcall(Libcall::Compare, &[oparg, a, b]);
            self.replace(2, v);
            return true;
        };
        if self.ended {
            return true;
        }
        let (a, b) = (self.peek(1), self.peek(0));
        if left | right == OperandKinds::INT {
            let [x, y] = [a, b].map(|v| self.guard(Op::GuardInt, v, 0, ExitReason::NotInt));
            let cond = self.op_imm(Op::IntCmp, &[x, y], number);
            let v = self.op(Op::BoolOf, &[cond]);
            self.replace(2, v);
            return true;
        }
        let join = (left & right & OperandKinds::INT != 0).then(|| {
            self.state();
            let both = self.op(Op::BothInts, &[a, b]);
            let join = self.f.new_block();
            self.f.push_param(join, Type::Bool);
            let (ints, others) = self.branch(both);
            self.block = ints;
            if both_ints {
                let (x, y) = (self.op(Op::AssumeInt, &[a]), self.op(Op::AssumeInt, &[b]));
                let cond = self.op_imm(Op::IntCmp, &[x, y], number);
                let v = self.op(Op::BoolOf, &[cond]);
                self.jump_with(join, &[v]);
            } else {
                self.leave_both_ints();
            }
            self.block = others;
            join
        });
        // An int that has no float of its value is compared exactly: the interpreter does that.
        let (left, right) = kinds_of_mixed(left, right);
        let x = self.number_of(a, left, true);
        let y = self.number_of(b, right, true);
        let cond = self.op_imm(Op::F64Cmp, &[x, y], number);
        let mut v = self.op(Op::BoolOf, &[cond]);
        if let Some(join) = join {
            self.jump_with(join, &[v]);
            v = self.f.block(join).params[0];
            (self.block, self.ended) = (join, false);
        }
        self.replace(2, v);
        true
    }

    /// The kinds of numbers that come here, where ints and floats come to a site. Nothing where it notes them, and where
    /// others came, too: it runs in the general way then. What did not run at all is left to the interpreter.
    fn kinds_here(&mut self, seen: OperandKinds) -> Option<OperandKinds> {
        let OperandKinds { left, right, .. } = seen;
        if left & right & OperandKinds::INT == 0 || (left | right) & OperandKinds::FLOAT == 0 {
            return Some(seen);
        }
        let kinds = match self.context(self.peek(1), Some(self.peek(0))) {
            Context::Unknown => return Some(seen),
            Context::Notes => return None,
            Context::Saw(seen) => seen.kinds,
        };
        if kinds.left == 0 {
            self.leave_untaken();
        }
        let others = (kinds.left | kinds.right) & OperandKinds::OTHER;
        (others == 0).then_some(kinds)
    }

    /// Two ints never came at once, though an int came on either side: the interpreter serves them, and notes that.
    fn leave_both_ints(&mut self) {
        self.leaving(Op::Exit, &[], 0, ExitReason::NotFloat);
        self.ended = true;
    }

    fn operator_of_numbers(&mut self, seen: &SiteProfile) -> bool {
        let oparg = self.at.site.oparg;
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
        let Some(kinds) = self.kinds_here(seen.kinds) else {
            self.generic_binary();
            return true;
        };
        if self.ended {
            return true;
        }
        let OperandKinds { left, right, both_ints } = kinds;
        if left & right & OperandKinds::INT == 0 {
            self.number_operator_of(float, kinds);
            return true;
        }
        let (a, b) = (self.peek(1), self.peek(0));
        if left | right == OperandKinds::INT {
            let [x, y] = [a, b].map(|v| self.guard(Op::GuardInt, v, 0, ExitReason::NotInt));
            let v = self.leaving(int, &[x, y], 0, ExitReason::Overflow);
            self.replace(2, v);
            return true;
        }
        self.state();
        let both = self.op(Op::BothInts, &[a, b]);
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let (ints, others) = self.branch(both);
        self.block = ints;
        if both_ints {
            let (x, y) = (self.op(Op::AssumeInt, &[a]), self.op(Op::AssumeInt, &[b]));
            let v = self.leaving(int, &[x, y], 0, ExitReason::Overflow);
            self.jump_with(join, &[v]);
        } else {
            self.leave_both_ints();
        }
        self.block = others;
        let (left, right) = kinds_of_mixed(left, right);
        let x = self.number_of(a, left, false);
        let y = self.number_of(b, right, false);
        let raw = self.op(float, &[x, y]);
        let v = self.op(Op::Box, &[raw]);
        self.jump_with(join, &[v]);
        (self.block, self.ended) = (join, false);
        self.replace(2, result);
        true
    }

    /// The number in an operand of which these kinds were seen; an int has to be exact if `exact`.
    pub(super) fn number_of(&mut self, v: InstId, kinds: u8, exact: bool) -> InstId {
        match kinds {
            OperandKinds::FLOAT => {
                let imm = self.floats_that_pass();
                let float = self.leaving(Op::GuardFloat, &[v], imm, ExitReason::NotFloat);
                self.op(Op::Unbox, &[float])
            }
            OperandKinds::INT => {
                let int = self.leaving(Op::GuardInt, &[v], 0, ExitReason::NotInt);
                match exact {
                    true => self.guard_number(int, true, ExitReason::NotNumber),
                    false => self.op(Op::IntToF64, &[int]),
                }
            }
            _ => self.guard_number(v, exact, ExitReason::NotNumber),
        }
    }

    /// `a op b` where `a`'s class has a Python method for it that is asked first: `b` is a number, or its
    /// class does not derive from `a`'s (Language Reference 3.3.8).
    fn operator_of_class(&mut self, seen: &SiteProfile) -> bool {
        let oparg = self.at.site.oparg;
        let [left] = seen.shapes[..] else { return false };
        if seen.kinds.left != OperandKinds::OTHER {
            return false;
        }
        let plain = if oparg >= IN_PLACE { oparg - IN_PLACE } else { oparg };
        let Some(names) = facts::operator(plain).method_names(self.cx) else { return false };
        let Some(class) = self.cx.shapes.get(ShapeId(left)).class() else { return false };
        if oparg >= IN_PLACE && facts::operator(plain).has_inplace(&class.slots) {
            return false;
        }
        let right = match (seen.kinds.right, &seen.rights[..]) {
            (OperandKinds::INT | OperandKinds::FLOAT, _) => None,
            (OperandKinds::OTHER, &[shape]) => {
                let of = self.cx.shapes.get(ShapeId(shape));
                match of.class() {
                    Some(c) if !of.is_stale() && (c.ptr_eq(class) || !c.is_subtype(class)) => {}
                    _ => return false,
                }
                Some(shape)
            }
            _ => return false,
        };
        let Some(func) = self.method_of_class(left, names.0, 2) else { return false };
        let (a, b) = (self.peek(1), self.peek(0));
        self.guard_fresh_shape(a, left);
        match right {
            Some(shape) => {
                self.guard_fresh_shape(b, shape);
            }
            None if seen.kinds.right == OperandKinds::INT => {
                self.guard(Op::GuardInt, b, 0, ExitReason::NotInt);
            }
            None => {
                self.guard_float(b);
            }
        }
        self.guard_version(func);
        let (a, b) = (self.peek(1), self.peek(0));
        let call = CallShape { pops: 0, below: None, flags: flags::OPERATOR };
        let v = self.call_function(func, &[a, b], &call);
        let not_implemented = self.constant(Value::NOT_IMPLEMENTED.bits());
        let declined = self.op(Op::WordEq, &[v, not_implemented]);
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let (asks_on, taken) = self.branch(declined);
        self.block = taken;
        self.jump_with(join, &[v]);
        self.block = asks_on;
        self.f.block_mut(asks_on).cold = true;
        let op = self.i64(oparg as i64);
        let v = self.libcall(Libcall::BinaryDeclined, &[op, a, b]);
        self.jump_with(join, &[v]);
        (self.block, self.ended) = (join, false);
        self.replace(2, result);
        true
    }
}
