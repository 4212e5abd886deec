//! The kernel for magnitudes: little-endian 64-bit limbs in slices that the caller provides.
//!
//! Schoolbook algorithms only; `arith.rs` sends operands above its thresholds to malachite. Nothing
//! here allocates but [`Scratch`], and that only above its inline size.

use std::cmp::Ordering;

/// Limbs that fit on the native stack.
const INLINE: usize = 20;

/// Room for a result: on the stack when short.
pub struct Scratch {
    inline: [u64; INLINE],
    spilled: Vec<u64>,
}

#[allow(clippy::new_without_default)] // made in one place of each operation, never generically
impl Scratch {
    /// Empty room.
    #[inline]
    pub fn new() -> Scratch {
        Scratch { inline: [0; INLINE], spilled: Vec::new() }
    }

    /// `n` zero limbs; may be taken once.
    #[inline]
    pub fn take(&mut self, n: usize) -> &mut [u64] {
        if n <= INLINE {
            &mut self.inline[..n]
        } else {
            self.spilled.resize(n, 0);
            &mut self.spilled
        }
    }
}

/// The limbs without leading zeros.
#[inline]
pub fn trimmed(a: &[u64]) -> &[u64] {
    let len = a.iter().rposition(|&l| l != 0).map_or(0, |i| i + 1);
    &a[..len]
}

/// Number of bits of a trimmed magnitude.
pub fn bit_length(a: &[u64]) -> u64 {
    match a.last() {
        None => 0,
        Some(top) => a.len() as u64 * 64 - top.leading_zeros() as u64,
    }
}

/// Number of zero bits at the low end; 0 for zero.
pub fn trailing_zeros(a: &[u64]) -> u64 {
    match a.iter().position(|&l| l != 0) {
        None => 0,
        Some(i) => i as u64 * 64 + a[i].trailing_zeros() as u64,
    }
}

/// Compares two trimmed magnitudes.
pub fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `out = a + b`; `out` has one limb more than the longer operand.
pub fn add(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let (low, high) = long.split_at(short.len());
    let (out_low, rest) = out.split_at_mut(short.len());
    let mut carry = false;
    for ((o, &x), &y) in out_low.iter_mut().zip(low).zip(short) {
        let (s, c1) = x.overflowing_add(y);
        let (s, c2) = s.overflowing_add(carry as u64);
        *o = s;
        carry = c1 | c2;
    }
    let (out_high, top) = rest.split_at_mut(high.len());
    for (o, &x) in out_high.iter_mut().zip(high) {
        (*o, carry) = x.overflowing_add(carry as u64);
    }
    top[0] = carry as u64;
}

/// `out = a - b` for `a >= b`; `out` is as long as `a`.
pub fn sub(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (low, high) = a.split_at(b.len());
    let (out_low, out_high) = out.split_at_mut(b.len());
    let mut borrow = false;
    for ((o, &x), &y) in out_low.iter_mut().zip(low).zip(b) {
        let (d, b1) = x.overflowing_sub(y);
        let (d, b2) = d.overflowing_sub(borrow as u64);
        *o = d;
        borrow = b1 | b2;
    }
    for (o, &x) in out_high.iter_mut().zip(high) {
        (*o, borrow) = x.overflowing_sub(borrow as u64);
    }
    debug_assert!(!borrow, "the minuend is not smaller");
}

/// `a * x + y + z`, as low and high limb; it cannot overflow.
#[inline(always)]
fn mul_add(a: u64, x: u64, y: u64, z: u64) -> (u64, u64) {
    let wide = a as u128 * x as u128 + y as u128 + z as u128;
    (wide as u64, (wide >> 64) as u64)
}

/// `out = a * b`; `out` has `a.len() + b.len()` zero limbs.
pub fn mul(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    for (i, &x) in short.iter().enumerate() {
        let (row, above) = out[i..].split_at_mut(long.len());
        let mut carry = 0;
        for (o, &y) in row.iter_mut().zip(long) {
            (*o, carry) = mul_add(x, y, *o, carry);
        }
        above[0] = carry;
    }
}

/// `a = a * m + add`; returns the limb that did not fit.
pub fn mul_small(a: &mut [u64], m: u64, add: u64) -> u64 {
    let mut carry = add;
    for limb in a {
        (*limb, carry) = mul_add(*limb, m, carry, 0);
    }
    carry
}

/// `a = a / d`; returns the remainder. `d` is not zero.
pub fn div_small(a: &mut [u64], d: u64) -> u64 {
    let mut rem = 0u64;
    for limb in a.iter_mut().rev() {
        let wide = (rem as u128) << 64 | *limb as u128;
        *limb = (wide / d as u128) as u64;
        rem = (wide % d as u128) as u64;
    }
    rem
}

/// `a % d`; `d` is not zero.
pub fn rem_small(a: &[u64], d: u64) -> u64 {
    a.iter().rev().fold(0, |rem, &limb| (((rem as u128) << 64 | limb as u128) % d as u128) as u64)
}

/// Long division (Knuth, TAOCP volume 2, algorithm D). On entry `a` holds the dividend, with a zero
/// limb on top, and `d` the divisor, both shifted left so that the top bit of `d` is set; on exit
/// the low `d.len()` limbs of `a` hold the (shifted) remainder. `q` has `a.len() - d.len()` limbs.
/// `d` has at least two limbs.
pub fn div_rem(q: &mut [u64], a: &mut [u64], d: &[u64]) {
    let n = d.len();
    let (top, next) = (d[n - 1], d[n - 2]);
    for j in (0..a.len() - n).rev() {
        let mut digit = quotient_digit(a[j + n], a[j + n - 1], a[j + n - 2], top, next);
        let (mut carry, mut borrow) = (0, false);
        for (o, &limb) in a[j..j + n].iter_mut().zip(d) {
            let (low, high) = mul_add(limb, digit, carry, 0);
            carry = high;
            let (x, b1) = o.overflowing_sub(low);
            let (x, b2) = x.overflowing_sub(borrow as u64);
            *o = x;
            borrow = b1 | b2;
        }
        let (x, b1) = a[j + n].overflowing_sub(carry);
        let (x, b2) = x.overflowing_sub(borrow as u64);
        a[j + n] = x;
        if b1 | b2 {
            // The estimate was one too large, which is rare: add the divisor back.
            digit -= 1;
            let mut carry = false;
            for (i, &limb) in d.iter().enumerate() {
                let (s, c1) = a[i + j].overflowing_add(limb);
                let (s, c2) = s.overflowing_add(carry as u64);
                a[i + j] = s;
                carry = c1 | c2;
            }
            a[j + n] = a[j + n].wrapping_add(carry as u64);
        }
        q[j] = digit;
    }
}

/// An estimate of the next quotient limb that is at most one too large.
fn quotient_digit(a2: u64, a1: u64, a0: u64, top: u64, next: u64) -> u64 {
    let wide = (a2 as u128) << 64 | a1 as u128;
    let (mut digit, mut rem) = if a2 >= top {
        (u64::MAX as u128, a1 as u128 + top as u128)
    } else {
        (wide / top as u128, wide % top as u128)
    };
    while rem >> 64 == 0 && digit * next as u128 > (rem << 64 | a0 as u128) {
        digit -= 1;
        rem += top as u128;
    }
    digit as u64
}

/// `out = a << bits`; `out` has at least `a.len() + bits / 64 + 1` zero limbs.
pub fn shl(out: &mut [u64], a: &[u64], bits: u64) {
    let (words, bits) = ((bits / 64) as usize, (bits % 64) as u32);
    if bits == 0 {
        out[words..words + a.len()].copy_from_slice(a);
        return;
    }
    let mut carry = 0;
    for (o, &limb) in out[words..].iter_mut().zip(a) {
        *o = limb << bits | carry;
        carry = limb >> (64 - bits);
    }
    out[words + a.len()] = carry;
}

/// `out = a >> bits` (towards zero); `out` has `a.len() - bits / 64` limbs, or none when that is
/// negative. Returns whether a set bit was shifted out.
pub fn shr(out: &mut [u64], a: &[u64], bits: u64) -> bool {
    let words = usize::try_from(bits / 64).unwrap_or(usize::MAX);
    let bits = (bits % 64) as u32;
    if words >= a.len() {
        return a.iter().any(|&l| l != 0);
    }
    let mut lost = a[..words].iter().any(|&l| l != 0);
    let high = &a[words..];
    if bits == 0 {
        out.copy_from_slice(high);
        return lost;
    }
    lost |= high[0] << (64 - bits) != 0;
    for (i, o) in out.iter_mut().enumerate() {
        let above = high.get(i + 1).copied().unwrap_or(0);
        *o = high[i] >> bits | above << (64 - bits);
    }
    lost
}

/// Negates two's complement limbs in place.
pub fn negate(a: &mut [u64]) {
    let mut carry = true;
    for limb in a {
        (*limb, carry) = (!*limb).overflowing_add(carry as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use malachite_base::num::arithmetic::traits::DivRem;
    use malachite_nz::natural::Natural;

    /// Random limbs with many all-zero and all-one limbs, where carries and borrows live.
    fn random(state: &mut u64, len: usize) -> Vec<u64> {
        (0..len)
            .map(|_| {
                *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                match *state >> 61 {
                    0 => 0,
                    1 => u64::MAX,
                    _ => *state ^ *state >> 29,
                }
            })
            .collect()
    }

    fn natural(a: &[u64]) -> Natural {
        Natural::from_limbs_asc(a)
    }

    #[test]
    fn the_kernel_agrees_with_malachite() {
        let mut state = 7;
        for round in 0..4000 {
            let (a, b) = (random(&mut state, round % 7), random(&mut state, round / 7 % 6));
            let (a, b) = (trimmed(&a), trimmed(&b));
            let mut out = vec![0; a.len().max(b.len()) + 1];
            add(&mut out, a, b);
            assert_eq!(natural(&out), natural(a) + natural(b));
            let mut out = vec![0; a.len() + b.len()];
            mul(&mut out, a, b);
            assert_eq!(natural(&out), natural(a) * natural(b));
            assert_eq!(compare(a, b), natural(a).cmp(&natural(b)));
            if compare(a, b).is_ge() {
                let mut out = vec![0; a.len()];
                sub(&mut out, a, b);
                assert_eq!(natural(&out), natural(a) - natural(b));
            }
            let bits = state >> 32 & 255;
            let mut out = vec![0; a.len() + 5];
            shl(&mut out, a, bits);
            assert_eq!(natural(&out), natural(a) << bits);
            let mut out = vec![0; a.len().saturating_sub(bits as usize / 64)];
            shr(&mut out, a, bits);
            assert_eq!(natural(&out), natural(a) >> bits);
        }
    }

    #[test]
    fn long_division_agrees_with_malachite() {
        let mut state = 11;
        for round in 0..4000 {
            let (a, d) = (random(&mut state, 2 + round % 6), random(&mut state, 2 + round % 3));
            let (a, d) = (trimmed(&a), trimmed(&d));
            if d.len() < 2 || a.len() < d.len() {
                continue;
            }
            let shift = d[d.len() - 1].leading_zeros() as u64;
            let (mut num, mut den) = (vec![0; a.len() + 1], vec![0; d.len() + 1]);
            shl(&mut num, a, shift);
            shl(&mut den, d, shift);
            let mut q = vec![0; num.len() - d.len()];
            div_rem(&mut q, &mut num, &den[..d.len()]);
            let (want_q, want_r) = natural(a).div_rem(natural(d));
            assert_eq!(natural(&q), want_q);
            assert_eq!(natural(&num[..d.len()]) >> shift, want_r);
        }
    }
}
