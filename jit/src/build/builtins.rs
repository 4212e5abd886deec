//! Calls of builtins whose result machine code finds itself: `float(x)`, `int(x)`, `abs(x)`, `min(a, b)`,
//! `max(a, b)` of small ints and floats.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::facts::NumberFunction;
use taipan_vm::bytecode::Opcode;

/// Comparison numbers of `int_cmp` and `f64_cmp`.
const LESS: i64 = 0;
const GREATER: i64 = 4;

impl Builder<'_> {
    /// A `CALL` of such a builtin; false if the callable is another, or its operands were no numbers.
    pub(super) fn call_number_function(&mut self, op: Opcode) -> bool {
        let n = self.at.site.oparg as usize;
        let (callable, receiver) = (self.peek(n + 1), self.peek(n));
        let Some(known) = self.known_word(callable).and_then(|w| self.frame.value_of(w)) else {
            return false;
        };
        if self.known_word(receiver) != Some(0) || self.is_distrusted(op) {
            return false;
        }
        let class = |id: TypeId| {
            known.cast::<TypeObj>().is_some_and(|c| c.instance_shape.get() == id.shape())
        };
        let which = match self.vm.number_function(known) {
            None if n == 1 && class(TypeId::FLOAT) => None,
            None if n == 1 && class(TypeId::INT) => None,
            Some(NumberFunction::Abs) if n == 1 => Some(NumberFunction::Abs),
            Some(f @ (NumberFunction::Min | NumberFunction::Max)) if n == 2 => Some(f),
            _ => return false,
        };
        let word = Value::bits(known);
        self.f.keep.push(word);
        self.guard(Op::GuardWord, callable, word as i64, ExitReason::Callee);
        self.guard(Op::GuardWord, receiver, 0, ExitReason::Callee);
        let v = match which {
            None if class(TypeId::FLOAT) => self.build_float(),
            None => self.build_int(),
            Some(NumberFunction::Abs) => self.magnitude(),
            Some(NumberFunction::Min) => self.extreme(LESS),
            Some(NumberFunction::Max) => self.extreme(GREATER),
        };
        self.replace(n + 2, v);
        true
    }

    pub(super) fn is_distrusted(&self, op: Opcode) -> bool {
        self.vm.feedback.get(self.at.site).is_some_and(|s| s.hopeless || s.distrusts(op))
    }

    fn build_float(&mut self) -> InstId {
        let x = self.peek(0);
        let raw = self.guard_number(x, false, ExitReason::NotNumber);
        self.op(Op::Box, &[raw])
    }

    fn build_int(&mut self) -> InstId {
        self.for_both_kinds(
            |_, int| int,
            |b, x| {
                // Beyond that an int would not be small; nan fails too.
                let limit = b.float_constant((1u64 << 61) as f64);
                let size = b.op(Op::F64Abs, &[x]);
                let fits = b.op_imm(Op::F64Cmp, &[size, limit], LESS);
                b.guard_true(fits, ExitReason::Overflow);
                let n = b.op(Op::F64ToI64, &[x]);
                b.op(Op::Tag, &[n])
            },
        )
    }

    fn magnitude(&mut self) -> InstId {
        self.for_both_kinds(
            |b, int| {
                let zero = b.constant(1);
                let negative = b.op_imm(Op::IntCmp, &[int, zero], LESS);
                let join = b.f.new_block();
                let result = b.f.push_param(join, Type::Int);
                let (yes, no) = b.branch(negative);
                b.block = yes;
                let negated = b.leaving(Op::IntNeg, &[int], 0, ExitReason::Overflow);
                b.jump_with(join, &[negated]);
                b.block = no;
                b.jump_with(join, &[int]);
                (b.block, b.ended) = (join, false);
                result
            },
            |b, x| {
                let size = b.op(Op::F64Abs, &[x]);
                b.op(Op::Box, &[size])
            },
        )
    }

    /// One way for a small int, another for a float.
    fn for_both_kinds(
        &mut self,
        of_int: impl FnOnce(&mut Self, InstId) -> InstId,
        of_float: impl FnOnce(&mut Self, InstId) -> InstId,
    ) -> InstId {
        let x = self.peek(0);
        self.state();
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let is_int = self.op(Op::BothInts, &[x, x]);
        let (ints, others) = self.branch(is_int);
        self.block = ints;
        let int = self.op(Op::AssumeInt, &[x]);
        let v = of_int(self, int);
        self.jump_with(join, &[v]);
        self.block = others;
        let float = self.guard_number(x, false, ExitReason::NotNumber);
        let v = of_float(self, float);
        self.jump_with(join, &[v]);
        (self.block, self.ended) = (join, false);
        result
    }

    /// The second of two numbers if it compares so with the first, else the first (which `min` and `max`
    /// keep when they are equal or one is no number).
    fn extreme(&mut self, comparison: i64) -> InstId {
        let (a, b) = (self.peek(1), self.peek(0));
        self.state();
        let join = self.f.new_block();
        let result = self.f.push_param(join, Type::Any);
        let both = self.op(Op::BothInts, &[a, b]);
        let (ints, others) = self.branch(both);
        self.block = ints;
        let (x, y) = (self.op(Op::AssumeInt, &[a]), self.op(Op::AssumeInt, &[b]));
        let takes_second = self.op_imm(Op::IntCmp, &[y, x], comparison);
        self.choose(takes_second, y, x, join);
        self.block = others;
        let x = self.guard_number(a, true, ExitReason::NotNumber);
        let y = self.guard_number(b, true, ExitReason::NotNumber);
        let takes_second = self.op_imm(Op::F64Cmp, &[y, x], comparison);
        let (a, b) = (self.present(a), self.present(b));
        self.choose(takes_second, b, a, join);
        (self.block, self.ended) = (join, false);
        result
    }

    fn choose(&mut self, cond: InstId, yes: InstId, no: InstId, join: crate::ir::BlockId) {
        let (take, leave) = self.branch(cond);
        self.block = take;
        self.jump_with(join, &[yes]);
        self.block = leave;
        self.jump_with(join, &[no]);
    }

    fn float_constant(&mut self, n: f64) -> InstId {
        self.op_imm(Op::ConstF64, &[], n.to_bits() as i64)
    }
}
