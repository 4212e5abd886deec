//! Small ints, on their tagged words: `2n + 1`. Sums, differences and comparisons need no untagging.

use super::Lowerer;
use crate::ir::{Inst, InstId, Op};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use taipan_runtime::fault;

/// The condition codes of comparison numbers 0 to 5.
pub(super) const SIGNED: [IntCC; 6] = [
    IntCC::SignedLessThan,
    IntCC::SignedLessThanOrEqual,
    IntCC::Equal,
    IntCC::NotEqual,
    IntCC::SignedGreaterThan,
    IntCC::SignedGreaterThanOrEqual,
];

impl Lowerer<'_> {
    pub(super) fn int(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        let a = self.arg(v, 0);
        let b = if inst.args.len() > 1 { self.arg(v, 1) } else { a };
        match inst.op {
            Op::IntAdd => {
                let twice = self.without_tag(inst.args[1], b);
                let (sum, overflow) = if fault!("lower-add-overflow") {
                    self.b.ins().uadd_overflow(a, twice)
                } else {
                    self.b.ins().sadd_overflow(a, twice)
                };
                self.leave_if(overflow, v);
                sum
            }
            Op::IntSub => {
                let twice = self.without_tag(inst.args[1], b);
                let (difference, overflow) = self.b.ins().ssub_overflow(a, twice);
                if !fault!("lower-subtract-overflow") {
                    self.leave_if(overflow, v);
                }
                difference
            }
            Op::IntMul => {
                let twice = self.without_tag(inst.args[0], a);
                let n = self.untag(inst.args[1], b);
                let (product, overflow) = self.b.ins().smul_overflow(twice, n);
                if !fault!("lower-multiply-overflow") {
                    self.leave_if(overflow, v);
                }
                self.b.ins().bor_imm_s(product, 1)
            }
            Op::IntFloorDiv | Op::IntMod => self.division(v, a, b),
            Op::IntShl => self.shift_left(v, a, b),
            Op::IntShr => self.shift_right(v, a, b),
            Op::IntNeg => {
                let two = self.word(2);
                let (negated, overflow) = self.b.ins().ssub_overflow(two, a);
                self.leave_if(overflow, v);
                negated
            }
            Op::IntNot => self.b.ins().ineg(a),
            Op::IntAnd => self.b.ins().band(a, b),
            Op::IntOr => self.b.ins().bor(a, b),
            Op::IntXor => {
                let x = self.b.ins().bxor(a, b);
                self.b.ins().bor_imm_s(x, 1)
            }
            Op::IntCmp | Op::I64Cmp => self.b.ins().icmp(SIGNED[inst.imm as usize % 6], a, b),
            Op::IntToF64 => {
                let n = self.untag(inst.args[0], a);
                self.b.ins().fcvt_from_sint(types::F64, n)
            }
            Op::Untag => self.untag(inst.args[0], a),
            Op::Tag => {
                let twice = self.b.ins().ishl_imm_u(a, 1);
                self.b.ins().bor_imm_s(twice, 1)
            }
            Op::I64Add => self.b.ins().iadd(a, b),
            Op::I64Sub => self.b.ins().isub(a, b),
            Op::I64Mul => self.b.ins().imul(a, b),
            Op::InBounds => self.b.ins().icmp(IntCC::UnsignedLessThan, a, b),
            Op::WrapIndex => {
                let sum = self.b.ins().iadd(a, b);
                let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, a, 0);
                let sum = if fault!("lower-index-wrap") { self.b.ins().ineg(a) } else { sum };
                self.b.ins().select(negative, sum, a)
            }
            other => unreachable!("{} is no integer instruction", other.name()),
        }
    }

    fn const_int(&self, v: InstId) -> Option<i64> {
        let inst: &Inst = self.func.inst(v);
        (inst.op == Op::Const && inst.imm & 1 == 1).then_some(inst.imm >> 1)
    }

    /// `2n` of a tagged int.
    fn without_tag(&mut self, v: InstId, word: Value) -> Value {
        match self.const_int(v) {
            Some(n) => self.word(n << 1),
            None => self.b.ins().iadd_imm_s(word, -1),
        }
    }

    pub(super) fn untag(&mut self, v: InstId, word: Value) -> Value {
        match self.const_int(v) {
            Some(n) => self.word(n),
            None => self.b.ins().sshr_imm_u(word, 1),
        }
    }

    fn division(&mut self, v: InstId, a: Value, b: Value) -> Value {
        let inst = self.func.inst(v);
        let is_mod = inst.op == Op::IntMod;
        let divisor = self.const_int(inst.args[1]);
        if let Some(d) = divisor
            && d > 0
            && (d as u64).is_power_of_two()
        {
            let shift = d.trailing_zeros() as i64;
            if is_mod {
                return self.b.ins().band_imm_s(a, (d - 1) << 1 | 1);
            }
            let shifted = self.b.ins().sshr_imm_u(a, shift);
            return self.b.ins().bor_imm_s(shifted, 1);
        }
        let x = self.untag(inst.args[0], a);
        let y = self.untag(inst.args[1], b);
        if divisor.is_none_or(|d| d == 0) {
            let zero = self.b.ins().icmp_imm_s(IntCC::Equal, y, 0);
            self.leave_if(zero, v);
        }
        let (quotient, remainder) = self.euclid(x, y, divisor);
        // Python rounds towards minus infinity: correct when the remainder has the other sign.
        let mixed = self.b.ins().bxor(remainder, y);
        let negative = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, mixed, 0);
        let rest = self.b.ins().icmp_imm_s(IntCC::NotEqual, remainder, 0);
        let mut correct = self.b.ins().band(negative, rest);
        if is_mod && fault!("lower-modulo") || !is_mod && fault!("lower-floor-division") {
            correct = self.b.ins().iconst(types::I8, 0);
        }
        if is_mod {
            let sum = self.b.ins().iadd(remainder, y);
            let r = self.b.ins().select(correct, sum, remainder);
            let twice = self.b.ins().ishl_imm_u(r, 1);
            return self.b.ins().bor_imm_s(twice, 1);
        }
        let less = self.b.ins().iadd_imm_s(quotient, -1);
        let q = self.b.ins().select(correct, less, quotient);
        let twice = if divisor.is_some_and(|d| d != -1) {
            self.b.ins().ishl_imm_u(q, 1)
        } else {
            let (twice, overflow) = self.b.ins().sadd_overflow(q, q);
            self.leave_if(overflow, v);
            twice
        };
        self.b.ins().bor_imm_s(twice, 1)
    }

    /// Quotient and remainder; the divisor is not zero. Division of 32-bit numbers is much cheaper on
    /// many machines, so it is chosen at run time.
    fn euclid(&mut self, x: Value, y: Value, divisor: Option<i64>) -> (Value, Value) {
        if divisor.is_some() {
            let q = self.b.ins().sdiv(x, y);
            let back = self.b.ins().imul(q, y);
            return (q, self.b.ins().isub(x, back));
        }
        let (wide, narrow, done) = (self.fresh_cold(), self.fresh(), self.fresh());
        let q = self.b.append_block_param(done, types::I64);
        let both = self.b.ins().bor(x, y);
        let high = self.b.ins().ushr_imm_u(both, 31);
        self.b.ins().brif(high, wide, &[], narrow, &[]);
        self.b.switch_to_block(wide);
        let q_wide = self.b.ins().sdiv(x, y);
        self.b.ins().jump(done, &[q_wide.into()]);
        self.b.switch_to_block(narrow);
        let (x32, y32) = (self.b.ins().ireduce(types::I32, x), self.b.ins().ireduce(types::I32, y));
        let q32 = self.b.ins().udiv(x32, y32);
        let q_narrow = self.b.ins().uextend(types::I64, q32);
        self.b.ins().jump(done, &[q_narrow.into()]);
        self.b.switch_to_block(done);
        let back = self.b.ins().imul(q, y);
        (q, self.b.ins().isub(x, back))
    }

    fn shift_left(&mut self, v: InstId, a: Value, b: Value) -> Value {
        let inst = self.func.inst(v);
        let twice = self.without_tag(inst.args[0], a);
        let count = self.untag(inst.args[1], b);
        let usual = self.b.ins().icmp_imm_s(IntCC::UnsignedLessThan, count, 62);
        self.leave_unless(usual, v);
        let shifted = self.b.ins().ishl(twice, count);
        let back = self.b.ins().sshr(shifted, count);
        let same = self.b.ins().icmp(IntCC::Equal, back, twice);
        if !fault!("lower-shift-count") {
            self.leave_unless(same, v);
        }
        self.b.ins().bor_imm_s(shifted, 1)
    }

    fn shift_right(&mut self, v: InstId, a: Value, b: Value) -> Value {
        let count = self.untag(self.func.inst(v).args[1], b);
        let usual = self.b.ins().icmp_imm_s(IntCC::UnsignedLessThan, count, 63);
        self.leave_unless(usual, v);
        let shifted = self.b.ins().sshr(a, count);
        self.b.ins().bor_imm_s(shifted, 1)
    }
}
