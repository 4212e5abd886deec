//! Hashes of finite numbers, equal to those of equal ints, floats and fractions: the value modulo the
//! prime `2 ** 61 - 1` ("Hashing of numeric types" in the Library Reference).

use super::{Coeff, Num};

const PRIME: u64 = (1 << 61) - 1;
/// The inverse of ten.
const TENTH: u64 = 2_075_258_708_292_324_556;

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn power(mut base: u64, mut n: u64) -> u64 {
    let mut out = 1;
    while n > 0 {
        if n & 1 != 0 {
            out = times(out, base);
        }
        base = times(base, base);
        n >>= 1;
    }
    out
}

/// `hash(n)`.
pub fn hash(n: &Num) -> i64 {
    let coeff = match &n.coeff {
        Coeff::Small(c) => (c % u128::from(PRIME)) as u64,
        Coeff::Large(c) => crate::types::int::limbs::rem_small(c.as_limbs_asc(), PRIME),
    };
    let unit =
        if n.exp >= 0 { power(10, n.exp as u64) } else { power(TENTH, n.exp.unsigned_abs()) };
    let magnitude = times(coeff, unit) as i64;
    match if n.negative { -magnitude } else { magnitude } {
        -1 => -2,
        hash => hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_is_the_inverse_of_ten() {
        assert_eq!(times(10, TENTH), 1);
    }
}
