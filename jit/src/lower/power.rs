//! Machine functions of floats; powers with small exponents without a call.
//!
//! A result must have the bits that the C library's `pow` gives. glibc's and musl's common `pow` (from
//! the ARM Optimized Routines) states its errors in units in the last place: 0.511 for the exponential,
//! its rounding included, and 1.5 / 2^15 for each unit of `|y * ln x|`. With `EXPONENTS` that sum is
//! below 0.515, hence 0.015 before the last rounding. So where the true power lies farther than that
//! from the middle between two floats, both round to the same one, and it can be computed in any way:
//! here by products of twice the precision (Dekker 1971, with fused multiply-add). Near a middle, and
//! far from 1, the code calls the function.

use super::Lowerer;
use super::stubs::OF_FLOATS;
use crate::ir::{InstId, Op};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value, types};

/// Number of `pow` among the machine functions.
const POW: i64 = 0;

/// Exponents of floats for which `|3 * ln x|` stays below 67: the first, and how many.
const EXPONENTS: (i64, i64) = (1023 - 32, 64);

/// How far from a float, in units in its last place, the true power may be for the float to be its rounding.
const SURE: f64 = 0.485;

/// `y` as a number of halves, if it is one of the exponents that need no call.
fn halves(y: f64) -> Option<i32> {
    [0.5, 1.5, 2.0, 2.5, 3.0].contains(&y.abs()).then_some((y * 2.0) as i32)
}

impl Lowerer<'_> {
    pub(super) fn float_call(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        let args: Vec<Value> = inst.args.iter().map(|&a| self.value(a)).collect();
        let by = inst.args.last().map(|&y| self.func.inst(y)).filter(|y| y.op == Op::ConstF64);
        let halves = by.and_then(|y| halves(f64::from_bits(y.imm as u64)));
        match halves {
            Some(n) if inst.imm == POW && self.machine.is_fused && cfg!(target_os = "linux") => {
                self.power_of_halves(args[0], args[1], n)
            }
            _ => self.call_float_function(inst.imm, &args),
        }
    }

    fn call_float_function(&mut self, number: i64, args: &[Value]) -> Value {
        let address = self.env.float_functions[number as usize];
        self.call_keeping(OF_FLOATS, address, args)
    }

    /// `x` to the power of `n` halves, which `y` is too.
    fn power_of_halves(&mut self, x: Value, y: Value, n: i32) -> Value {
        let (call, done) = (self.fresh_cold(), self.fresh());
        let result = self.b.append_block_param(done, types::F64);
        let (high, low) = self.double_power(x, n.unsigned_abs());
        let (high, low) = if n < 0 { self.reciprocal(high, low) } else { (high, low) };
        let power = self.b.ins().fadd(high, low);
        let in_range = self.is_of_middle_size(x);
        let is_sure = self.is_sure(power, high, low);
        let known = self.b.ins().band(in_range, is_sure);
        self.b.ins().brif(known, done, &[BlockArg::Value(power)], call, &[]);
        self.b.switch_to_block(call);
        let called = self.call_float_function(POW, &[x, y]);
        self.b.ins().jump(done, &[BlockArg::Value(called)]);
        self.b.switch_to_block(done);
        result
    }

    /// The power as the sum of two floats.
    fn double_power(&mut self, x: Value, n: u32) -> (Value, Value) {
        if n.is_multiple_of(2) {
            let high = self.b.ins().fmul(x, x);
            let low = self.product_error(x, x, high);
            return self.times(high, low, x, n / 2 - 2);
        }
        let root = self.b.ins().sqrt(x);
        let minus_root = self.b.ins().fneg(root);
        let rest = self.b.ins().fma(minus_root, root, x);
        let half = self.b.ins().f64const(0.5);
        let half_rest = self.b.ins().fmul(rest, half);
        if n == 1 {
            let low = self.b.ins().fdiv(half_rest, root);
            return (root, low);
        }
        let high = self.b.ins().fmul(x, root);
        let error = self.product_error(x, root, high);
        // `x * rest / (2 * root)`, in which `x / root` is `root` to this precision.
        let of_rest = self.b.ins().fmul(half_rest, root);
        let low = self.b.ins().fadd(error, of_rest);
        self.times(high, low, x, n / 2 - 1)
    }

    /// `high + low` times `x`, `count` times.
    fn times(&mut self, high: Value, low: Value, x: Value, count: u32) -> (Value, Value) {
        (0..count).fold((high, low), |(high, low), _| {
            let product = self.b.ins().fmul(high, x);
            let error = self.product_error(high, x, product);
            (product, self.b.ins().fma(low, x, error))
        })
    }

    /// One by `high + low`.
    fn reciprocal(&mut self, high: Value, low: Value) -> (Value, Value) {
        let one = self.b.ins().f64const(1.0);
        let quotient = self.b.ins().fdiv(one, high);
        let minus = self.b.ins().fneg(quotient);
        let rest = self.b.ins().fma(minus, high, one);
        let rest = self.b.ins().fma(minus, low, rest);
        (quotient, self.b.ins().fmul(quotient, rest))
    }

    /// What the product of `a` and `b` lost when it was rounded.
    fn product_error(&mut self, a: Value, b: Value, product: Value) -> Value {
        let minus = self.b.ins().fneg(product);
        self.b.ins().fma(a, b, minus)
    }

    /// Whether the exponent of `x` is in `EXPONENTS`.
    fn is_of_middle_size(&mut self, x: Value) -> Value {
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), x);
        let unsigned = self.b.ins().ishl_imm_u(bits, 1);
        let exponent = self.b.ins().ushr_imm_u(unsigned, 53);
        let offset = self.b.ins().iadd_imm_s(exponent, -EXPONENTS.0);
        self.b.ins().icmp_imm_u(IntCC::UnsignedLessThan, offset, EXPONENTS.1)
    }

    /// Whether `power` is what `high + low` rounds to, with `SURE` as a margin.
    fn is_sure(&mut self, power: Value, high: Value, low: Value) -> Value {
        let taken = self.b.ins().fsub(power, high);
        let error = self.b.ins().fsub(low, taken);
        let bits = self.b.ins().bitcast(types::I64, MemFlagsData::new(), power);
        // The floats below a power of two lie closer: one less gives their distance.
        let below = self.b.ins().iadd_imm_s(bits, -1);
        let exponent = self.b.ins().band_imm_s(below, 0x7FF0_0000_0000_0000);
        let scale = self.b.ins().bitcast(types::F64, MemFlagsData::new(), exponent);
        let factor = self.b.ins().f64const(SURE * f64::EPSILON);
        let bound = self.b.ins().fmul(scale, factor);
        // Squares, as magnitudes would take a mask each.
        let error = self.b.ins().fmul(error, error);
        let bound = self.b.ins().fmul(bound, bound);
        self.b.ins().fcmp(FloatCC::LessThanOrEqual, error, bound)
    }
}
