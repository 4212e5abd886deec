//! Products and quotients of two word pairs, without an allocation: up to 76 digits, which is what
//! operands of the usual 28 digits lead to.

use super::coeff::TEN;
use super::{Coeff, Rest};
use crate::types::int::limbs;

/// Four limbs, least significant first.
pub type Wide = [u64; 4];

fn pair(n: u128) -> [u64; 2] {
    [n as u64, (n >> 64) as u64]
}

/// `a * b`.
#[inline]
pub fn product(a: u128, b: u128) -> Wide {
    let ([a0, a1], [b0, b1]) = (pair(a), pair(b));
    let times = |x: u64, y: u64| u128::from(x) * u128::from(y);
    let (low, mid, mid2, high) = (times(a0, b0), times(a1, b0), times(a0, b1), times(a1, b1));
    let carry = (low >> 64) + u128::from(mid as u64) + u128::from(mid2 as u64);
    let high = high + (mid >> 64) + (mid2 >> 64) + (carry >> 64);
    [low as u64, carry as u64, high as u64, (high >> 64) as u64]
}

/// Divides in place; returns the remainder.
#[inline]
fn divide_by(n: &mut Wide, unit: u64) -> u64 {
    let mut rest = 0;
    for limb in n.iter_mut().rev() {
        if rest == 0 {
            (*limb, rest) = (*limb / unit, *limb % unit);
        } else {
            let both = u128::from(rest) << 64 | u128::from(*limb);
            (*limb, rest) = ((both / u128::from(unit)) as u64, (both % u128::from(unit)) as u64);
        }
    }
    rest
}

/// The number without its last `k` digits (1 to 38), and what they were; none if more than a word pair is
/// left.
pub fn cut(mut n: Wide, k: u32) -> Option<(u128, Rest)> {
    // The low part first: 10 ** 19 fits a word.
    let low_digits = k.min(19);
    let low = divide_by(&mut n, TEN[low_digits as usize] as u64);
    let mut rest = u128::from(low);
    if k > 19 {
        let high = divide_by(&mut n, TEN[(k - 19) as usize] as u64);
        rest += u128::from(high) * TEN[19];
    }
    if n[2] | n[3] != 0 {
        return None;
    }
    let half = TEN[k as usize] / 2;
    let rest = match rest.cmp(&half) {
        _ if rest == 0 => Rest::Zero,
        std::cmp::Ordering::Less => Rest::Low,
        std::cmp::Ordering::Equal => Rest::Half,
        std::cmp::Ordering::Greater => Rest::High,
    };
    Some((u128::from(n[1]) << 64 | u128::from(n[0]), rest))
}

/// Quotient and whether there is a remainder; none if the quotient is more than a word pair. `d` is not
/// zero.
pub fn divide(n: Wide, d: u128) -> Option<(u128, bool)> {
    let [d0, d1] = pair(d);
    if d1 == 0 {
        let mut q = n;
        let rest = divide_by(&mut q, d0);
        return (q[2] | q[3] == 0).then(|| (u128::from(q[1]) << 64 | u128::from(q[0]), rest != 0));
    }
    let shift = u64::from(d1.leading_zeros());
    let (mut num, mut den, mut q) = ([0; 5], [0; 3], [0; 3]);
    limbs::shl(&mut num, &n, shift);
    limbs::shl(&mut den, &[d0, d1], shift);
    limbs::div_rem(&mut q, &mut num, &den[..2]);
    (q[2] == 0).then(|| (u128::from(q[1]) << 64 | u128::from(q[0]), num[0] | num[1] != 0))
}

/// The number as a coefficient.
pub fn coeff(n: Wide) -> Coeff {
    Coeff::from_limbs(&n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use malachite_base::num::arithmetic::traits::DivRem;
    use malachite_nz::natural::Natural;

    #[test]
    fn wide_results_agree_with_malachite() {
        let mut seed = 88_172_645_463_325_252u64;
        let mut next = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        for round in 0..3000u32 {
            let narrow = |n: u128| n >> (round % 120);
            let a = narrow(u128::from(next()) << 64 | u128::from(next()));
            let b = u128::from(next()) << (round % 64) | u128::from(round & 1) | 2;
            let n = product(a, b);
            let whole = Natural::from(a) * Natural::from(b);
            assert_eq!(coeff(n), Coeff::from_natural(whole.clone()), "{a} * {b}");
            let k = round % 38 + 1;
            let expected = Coeff::from_natural(whole.clone()).cut(i64::from(k)).expect("short");
            if let Some((q, rest)) = cut(n, k) {
                assert_eq!((Coeff::from_u128(q), rest), expected, "{a} * {b} without {k} digits");
            }
            let d = narrow(u128::from(next()) << 64 | u128::from(next())).max(1);
            let (q, r) = whole.div_rem(Natural::from(d));
            match divide(n, d) {
                Some((quick, rest)) => {
                    assert_eq!((Natural::from(quick), rest), (q, r != 0u32), "{a} * {b} / {d}");
                }
                None => assert!(q >= u128::MAX, "{a} * {b} / {d}"),
            }
        }
    }
}
