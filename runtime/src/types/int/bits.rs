//! Shifts and the bitwise operations of ints, which act on an infinite two's complement.

use super::arith::check_bits;
use super::limbs::{self, Scratch};
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::value::Value;

/// `a << n`.
pub fn shl(cx: &mut Ctx, a: &IntView, n: &IntView) -> PyResult<Value> {
    if n.is_negative() {
        raise!(cx, ValueError, "negative shift count");
    }
    if a.is_zero() {
        return Ok(Value::small(0));
    }
    match n.to_u64() {
        Some(count) if count < 1 << 62 => shl_bits(cx, a, count),
        _ => raise!(cx, OverflowError, "too many digits in integer"),
    }
}

/// `a << count`.
pub fn shl_bits(cx: &mut Ctx, a: &IntView, count: u64) -> PyResult<Value> {
    check_bits(cx, a.bit_length() + count)?;
    let mut scratch = Scratch::new();
    let out = scratch.take(a.limbs().len() + (count / 64) as usize + 1);
    limbs::shl(out, a.limbs(), count);
    cx.int_from_limbs(a.is_negative(), out)
}

/// `a >> n`, rounding down.
pub fn shr(cx: &mut Ctx, a: &IntView, n: &IntView) -> PyResult<Value> {
    if n.is_negative() {
        raise!(cx, ValueError, "negative shift count");
    }
    shr_bits(cx, a, n.to_u64().unwrap_or(u64::MAX))
}

/// `a >> count`, rounding down.
pub fn shr_bits(cx: &mut Ctx, a: &IntView, count: u64) -> PyResult<Value> {
    let words = usize::try_from(count / 64).unwrap_or(usize::MAX);
    let len = a.limbs().len().saturating_sub(words);
    let mut scratch = Scratch::new();
    // One limb more, for the carry when a negative number is rounded down.
    let out = scratch.take(len + 1);
    let lost = limbs::shr(&mut out[..len], a.limbs(), count);
    if lost && a.is_negative() {
        for limb in out.iter_mut() {
            *limb = limb.wrapping_add(1);
            if *limb != 0 {
                break;
            }
        }
    }
    cx.int_from_limbs(a.is_negative(), out)
}

/// `a & b`.
pub fn and(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    bitwise(cx, a, b, |x, y| x & y)
}

/// `a | b`.
pub fn or(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    bitwise(cx, a, b, |x, y| x | y)
}

/// `a ^ b`.
pub fn xor(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    bitwise(cx, a, b, |x, y| x ^ y)
}

/// `~a`, which is `-a - 1`.
pub fn invert(cx: &mut Ctx, a: &IntView) -> PyResult<Value> {
    bitwise(cx, a, &IntView::small(0), |x, _| !x)
}

fn bitwise(
    cx: &mut Ctx,
    a: &IntView,
    b: &IntView,
    op: impl Fn(u64, u64) -> u64,
) -> PyResult<Value> {
    let (mut x, mut y) = (TwosComplement::new(a), TwosComplement::new(b));
    let mut scratch = Scratch::new();
    let len = a.limbs().len().max(b.limbs().len()) + 1;
    let out = scratch.take(len);
    for limb in out.iter_mut() {
        *limb = op(x.next(), y.next());
    }
    let negative = out[len - 1] >> 63 != 0;
    if negative {
        limbs::negate(out);
    }
    cx.int_from_limbs(negative, out)
}

/// The two's complement limbs of a number, from the lowest on, without end.
pub struct TwosComplement<'a> {
    magnitude: &'a [u64],
    at: usize,
    invert: u64,
    carry: bool,
}

impl<'a> TwosComplement<'a> {
    /// Starts at the lowest limb.
    pub fn new(view: &'a IntView) -> TwosComplement<'a> {
        let negative = view.is_negative();
        TwosComplement {
            magnitude: view.limbs(),
            at: 0,
            invert: if negative { u64::MAX } else { 0 },
            carry: negative,
        }
    }

    /// The next limb.
    #[expect(clippy::should_implement_trait, reason = "an iterator without end has no Option")]
    pub fn next(&mut self) -> u64 {
        let limb = self.magnitude.get(self.at).copied().unwrap_or(0) ^ self.invert;
        self.at += 1;
        let (sum, carry) = limb.overflowing_add(self.carry as u64);
        self.carry = carry;
        sum
    }
}
