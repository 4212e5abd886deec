//! Floats: arithmetic, and the way in and out of tagged words.

use super::Lowerer;
use super::stubs::ALLOCATION;
use crate::ir::insts::INLINE_ONLY;
use crate::ir::{InstId, Op, Region};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};
use taipan_runtime::fault;

/// Added to the bits before rotation by 3: bias and tag in one (`taipan_runtime::value::float`).
const TAGGED_BIAS: i64 = 2i64.rotate_right(3).wrapping_sub(0x3000_0000_0000_0000);

const CONDITIONS: [FloatCC; 6] = [
    FloatCC::LessThan,
    FloatCC::LessThanOrEqual,
    FloatCC::Equal,
    FloatCC::NotEqual,
    FloatCC::GreaterThan,
    FloatCC::GreaterThanOrEqual,
];

impl Lowerer<'_> {
    pub(super) fn float(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        if inst.op == Op::F64Call {
            return self.float_call(v);
        }
        let a = self.arg(v, 0);
        let b = if inst.args.len() > 1 { self.arg(v, 1) } else { a };
        match inst.op {
            Op::Unbox => match self.decoded.get(&inst.args[0]) {
                Some(&known) => known,
                None if self.is_inline(inst.args[0]) => self.decode(a),
                None => self.unbox(a),
            },
            Op::Box => self.box_float(a),
            Op::F64Add => self.b.ins().fadd(a, b),
            Op::F64Sub => self.b.ins().fsub(a, b),
            Op::F64Mul => self.b.ins().fmul(a, b),
            Op::F64Div => self.b.ins().fdiv(a, b),
            Op::F64Neg => self.b.ins().fneg(a),
            Op::F64Abs => self.b.ins().fabs(a),
            Op::F64Sqrt => self.b.ins().sqrt(a),
            Op::F64Cmp if inst.imm == 0 && fault!("lower-compare-nan") => {
                self.b.ins().fcmp(FloatCC::UnorderedOrLessThan, a, b)
            }
            Op::F64Cmp => self.b.ins().fcmp(CONDITIONS[inst.imm as usize % 6], a, b),
            Op::F64ToI64 => self.b.ins().fcvt_to_sint_sat(types::I64, a),
            other => unreachable!("{} is no float instruction", other.name()),
        }
    }

    /// The float in an inline float word.
    pub(super) fn decode(&mut self, word: Value) -> Value {
        let turned = self.b.ins().rotr_imm_u(word, 3);
        let bits = self.b.ins().iadd_imm_s(turned, TAGGED_BIAS.wrapping_neg());
        let is_zero = self.b.ins().icmp_imm_s(IntCC::Equal, word, 2);
        let zero = self.word(0);
        let bits = self.b.ins().select(is_zero, zero, bits);
        self.b.ins().bitcast(types::F64, MemFlagsData::new(), bits)
    }

    /// Whether a guard let only floats with an inline form pass.
    fn is_inline(&self, v: InstId) -> bool {
        let inst = self.func.inst(v);
        inst.op == Op::GuardFloat && inst.imm & INLINE_ONLY != 0
    }

    /// The float in the word of a value known to be a float.
    fn unbox(&mut self, word: Value) -> Value {
        let (inline, heap, done) = (self.fresh(), self.fresh_cold(), self.fresh());
        let result = self.b.append_block_param(done, types::F64);
        let tag = self.b.ins().band_imm_s(word, 3);
        self.b.ins().brif(tag, inline, &[], heap, &[]);
        self.b.switch_to_block(inline);
        let f = self.decode(word);
        self.b.ins().jump(done, &[f.into()]);
        self.b.switch_to_block(heap);
        let f = self.heap_float(word);
        self.b.ins().jump(done, &[f.into()]);
        self.b.switch_to_block(done);
        result
    }

    pub(super) fn heap_float(&mut self, word: Value) -> Value {
        let flags = self.flags(Region::Frozen);
        self.b.ins().load(types::F64, flags, word, self.env.float_offset)
    }

    pub(super) fn box_float(&mut self, f: Value) -> Value {
        let (rare, allocate, done) = (self.fresh_cold(), self.fresh_cold(), self.fresh());
        let result = self.b.append_block_param(done, types::I64);
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), f);
        let biased = self.b.ins().iadd_imm_s(bits, TAGGED_BIAS);
        let word = self.b.ins().rotl_imm_u(biased, 3);
        // Inline are the words whose low bits are 10, but for 2 itself: without the sign, the biased
        // bits from above 0x4000.. to below 0x6000.., which one comparison of twice them tells.
        let twice = self.b.ins().ishl_imm_u(biased, 1);
        let offset = self.b.ins().iadd_imm_s(twice, i64::MAX - 1);
        let limit = self.word(0x3FFF_FFFF_FFFF_FFFE);
        let inline = self.b.ins().icmp(IntCC::UnsignedLessThan, offset, limit);
        self.b.ins().brif(inline, done, &[BlockArg::Value(word)], rare, &[]);
        self.b.switch_to_block(rare);
        let zero_word = self.word(2);
        let bits =
            if fault!("lower-box-minus-zero") { self.b.ins().ishl_imm_u(bits, 1) } else { bits };
        self.b.ins().brif(bits, allocate, &[], done, &[BlockArg::Value(zero_word)]);
        self.b.switch_to_block(allocate);
        let made = self.call_keeping(ALLOCATION, self.env.alloc_float, &[self.context, f]);
        self.b.ins().jump(done, &[BlockArg::Value(made)]);
        self.b.switch_to_block(done);
        result
    }
}
