//! `+`, `-`, `*`, `//`, `%` and `divmod` of ints of any size.
//!
//! Machine-sized operands are done in 128 bits, a few limbs by the kernel in `limbs.rs`, the rest by
//! malachite. Operands are read completely before the result is allocated.

use super::limbs::{self, Scratch};
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::patience::LONG;
use crate::raise;
use crate::value::Value;
use malachite_base::num::arithmetic::traits::DivRem;
use malachite_nz::natural::Natural;

/// Operands of at least this many limbs are multiplied by malachite.
const MUL_LARGE: usize = 20;
/// Divisors of at least this many limbs are divided by with malachite.
const DIV_LARGE: usize = 40;
/// Results of more bits than this are a `MemoryError` before anything is computed.
pub const MAX_BITS: u64 = 1 << 36;

/// `a + b`.
pub fn add(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    add_signed(cx, a, b.is_negative(), b)
}

/// `a - b`.
pub fn sub(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    add_signed(cx, a, !b.is_negative(), b)
}

/// `a + b`, where `b` has the sign given and not its own.
fn add_signed(cx: &mut Ctx, a: &IntView, b_negative: bool, b: &IntView) -> PyResult<Value> {
    let (x, y) = (a.limbs(), b.limbs());
    let mut scratch = Scratch::new();
    if a.is_negative() == b_negative {
        let out = scratch.take(x.len().max(y.len()) + 1);
        limbs::add(out, x, y);
        return cx.int_from_limbs(b_negative, out);
    }
    let (negative, big, small) = match limbs::compare(x, y) {
        std::cmp::Ordering::Less => (b_negative, y, x),
        _ => (a.is_negative(), x, y),
    };
    let out = scratch.take(big.len());
    limbs::sub(out, big, small);
    cx.int_from_limbs(negative, out)
}

/// `a * b`.
pub fn mul(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    let (x, y) = (a.limbs(), b.limbs());
    let negative = a.is_negative() != b.is_negative();
    if x.len().min(y.len()) >= MUL_LARGE {
        check_bits(cx, (x.len() as u64 + y.len() as u64) * 64)?;
        let is_long = x.len().min(y.len()) >= LONG;
        let (a, b) = (a.to_natural(), b.to_natural());
        let product = cx.patiently(is_long, move || a * b)?;
        return cx.int_from_natural(negative, &product);
    }
    let mut scratch = Scratch::new();
    let out = scratch.take(x.len() + y.len());
    limbs::mul(out, x, y);
    cx.int_from_limbs(negative, out)
}

/// `a // b`.
pub fn floordiv(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    if let Some((q, _)) = divide_words(a, b) {
        return cx
            .int_from_limbs(a.is_negative() != b.is_negative(), &[q as u64, (q >> 64) as u64]);
    }
    if a.is_negative() == b.is_negative() && b.limbs().len() < LONG && !b.is_zero() {
        // Nothing depends on the remainder.
        let (q, _) = truncating(a.limbs(), b.limbs(), false);
        return cx.int_from_limbs(false, &q);
    }
    let division = Division::new(cx, a, b)?;
    division.quotient(cx)
}

/// `a % b`.
pub fn rem(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Value> {
    if let Some((_, r)) = divide_words(a, b) {
        return cx.int_from_limbs(b.is_negative(), &[r as u64, (r >> 64) as u64]);
    }
    let division = Division::new(cx, a, b)?;
    division.remainder(cx)
}

/// `divmod(a, b)` as two ints.
pub fn divmod(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<(Value, Value)> {
    let division = Division::new(cx, a, b)?;
    Ok((division.quotient(cx)?, division.remainder(cx)?))
}

/// Magnitudes of quotient and remainder, rounded down, for operands of up to two limbs.
fn divide_words(a: &IntView, b: &IntView) -> Option<(u128, u128)> {
    let (x, y) = (word_pair(a.limbs())?, word_pair(b.limbs())?);
    if y == 0 {
        return None;
    }
    let (q, r) = (x / y, x % y);
    Some(if r != 0 && a.is_negative() != b.is_negative() { (q + 1, y - r) } else { (q, r) })
}

fn word_pair(limbs: &[u64]) -> Option<u128> {
    match *limbs {
        [] => Some(0),
        [low] => Some(low as u128),
        [low, high] => Some((high as u128) << 64 | low as u128),
        _ => None,
    }
}

/// The magnitudes of quotient and remainder of a division, corrected to rounding down.
struct Division {
    q: Vec<u64>,
    q_negative: bool,
    r: Vec<u64>,
    r_negative: bool,
}

impl Division {
    fn new(cx: &mut Ctx, a: &IntView, b: &IntView) -> PyResult<Division> {
        let (x, y) = (a.limbs(), b.limbs());
        if y.is_empty() {
            raise!(cx, ZeroDivisionError, "division by zero");
        }
        let (mut q, mut r) = if y.len() >= LONG {
            let (x, y) = (x.to_vec(), y.to_vec());
            cx.patiently(true, move || truncating(&x, &y, true))?
        } else {
            truncating(x, y, true)
        };
        let q_negative = a.is_negative() != b.is_negative();
        if q_negative && r.iter().any(|&l| l != 0) {
            // Round down instead of towards zero: one more in magnitude, and the rest of the divisor.
            let mut more = vec![0; q.len() + 1];
            limbs::add(&mut more, &q, &[1]);
            q = more;
            let mut rest = vec![0; y.len()];
            limbs::sub(&mut rest, y, limbs::trimmed(&r));
            r = rest;
        }
        Ok(Division { q, q_negative, r, r_negative: b.is_negative() })
    }

    fn quotient(&self, cx: &mut Ctx) -> PyResult<Value> {
        cx.int_from_limbs(self.q_negative, &self.q)
    }

    fn remainder(&self, cx: &mut Ctx) -> PyResult<Value> {
        cx.int_from_limbs(self.r_negative, &self.r)
    }
}

/// Quotient and, if it is wanted, remainder of magnitudes; `y` is not zero and both are trimmed.
fn truncating(x: &[u64], y: &[u64], wants_rest: bool) -> (Vec<u64>, Vec<u64>) {
    if limbs::compare(x, y).is_lt() {
        return (vec![0], x.to_vec());
    }
    if let [d] = *y {
        let mut q = x.to_vec();
        let r = limbs::div_small(&mut q, d);
        return (q, vec![r]);
    }
    if y.len() >= DIV_LARGE && x.len() - y.len() >= DIV_LARGE {
        let (q, r) = Natural::from_limbs_asc(x).div_rem(Natural::from_limbs_asc(y));
        return (q.into_limbs_asc(), r.into_limbs_asc());
    }
    let shift = y[y.len() - 1].leading_zeros() as u64;
    let (mut num, mut den) = (vec![0; x.len() + 1], vec![0; y.len() + 1]);
    limbs::shl(&mut num, x, shift);
    limbs::shl(&mut den, y, shift);
    let mut q = vec![0; num.len() - y.len()];
    limbs::div_rem(&mut q, &mut num, &den[..y.len()]);
    if !wants_rest {
        return (q, Vec::new());
    }
    let mut r = vec![0; y.len()];
    limbs::shr(&mut r, &num[..y.len()], shift);
    (q, r)
}

/// `-a`.
pub fn neg(cx: &mut Ctx, a: &IntView) -> PyResult<Value> {
    let mut scratch = Scratch::new();
    let out = scratch.take(a.limbs().len());
    out.copy_from_slice(a.limbs());
    cx.int_from_limbs(!a.is_negative(), out)
}

/// The int as an exact `int` (an instance of a subclass loses its class, a `bool` becomes 0 or 1).
pub fn exact(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match IntView::of(v) {
        Some(view) if !v.is_int_exact() => {
            let mut scratch = Scratch::new();
            let out = scratch.take(view.limbs().len());
            out.copy_from_slice(view.limbs());
            cx.int_from_limbs(view.is_negative(), out)
        }
        _ => Ok(v),
    }
}

/// Raises `MemoryError` for results that the heap could not hold.
pub fn check_bits(cx: &mut Ctx, bits: u64) -> PyResult<()> {
    let fits = bits <= MAX_BITS && cx.heap.could_hold((bits / 8) as usize);
    if fits { Ok(()) } else { Err(cx.raise_memory()) }
}
