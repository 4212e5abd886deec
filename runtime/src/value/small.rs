//! Arithmetic on small ints without leaving the word.
//!
//! Each function takes two words and declines with `None` unless both are small ints and the result
//! is one too. The tag is part of the arithmetic: `(2a + 1) + (2b + 1) - 1 = 2(a + b) + 1`, and an
//! overflow of the 64-bit sum is exactly an overflow of the 63-bit one.

use super::{INT_TAG, Value, immediate};

#[inline(always)]
const fn tagged(word: i64) -> Value {
    immediate(word as u64 | INT_TAG)
}

impl Value {
    /// `a + b`.
    #[inline(always)]
    pub const fn small_add(a: Value, b: Value) -> Option<Value> {
        if !Value::both_small(a, b) {
            return None;
        }
        match (a.bits() as i64).checked_add(b.bits() as i64 - 1) {
            Some(word) => Some(tagged(word)),
            None => None,
        }
    }

    /// `a - b`.
    #[inline(always)]
    pub const fn small_sub(a: Value, b: Value) -> Option<Value> {
        if !Value::both_small(a, b) {
            return None;
        }
        match (a.bits() as i64).checked_sub(b.bits() as i64 - 1) {
            Some(word) => Some(tagged(word)),
            None => None,
        }
    }

    /// `a * b`.
    #[inline(always)]
    pub const fn small_mul(a: Value, b: Value) -> Option<Value> {
        if !Value::both_small(a, b) {
            return None;
        }
        match (a.bits() as i64 - 1).checked_mul(b.bits() as i64 >> 1) {
            Some(word) => Some(tagged(word)),
            None => None,
        }
    }

    /// `a // b`, rounding down; declines `b == 0`.
    #[inline(always)]
    pub const fn small_floordiv(a: Value, b: Value) -> Option<Value> {
        match (a.as_small(), b.as_small()) {
            (Some(x), Some(y)) if y != 0 => {
                let q = x / y;
                let down = x % y != 0 && (x < 0) != (y < 0);
                Value::try_small(q - down as i64)
            }
            _ => None,
        }
    }

    /// `a % b`, with the sign of `b`; declines `b == 0`.
    #[inline(always)]
    pub const fn small_rem(a: Value, b: Value) -> Option<Value> {
        match (a.as_small(), b.as_small()) {
            (Some(x), Some(y)) if y != 0 => {
                let r = x % y;
                Value::try_small(if r != 0 && (r < 0) != (y < 0) { r + y } else { r })
            }
            _ => None,
        }
    }

    /// `a & b`.
    #[inline(always)]
    pub const fn small_and(a: Value, b: Value) -> Option<Value> {
        if Value::both_small(a, b) { Some(tagged((a.bits() & b.bits()) as i64)) } else { None }
    }

    /// `a | b`.
    #[inline(always)]
    pub const fn small_or(a: Value, b: Value) -> Option<Value> {
        if Value::both_small(a, b) { Some(tagged((a.bits() | b.bits()) as i64)) } else { None }
    }

    /// `a ^ b`.
    #[inline(always)]
    pub const fn small_xor(a: Value, b: Value) -> Option<Value> {
        if Value::both_small(a, b) { Some(tagged((a.bits() ^ b.bits()) as i64)) } else { None }
    }

    /// `a << b`; declines negative counts and results that do not fit.
    #[inline(always)]
    pub const fn small_shl(a: Value, b: Value) -> Option<Value> {
        match (a.as_small(), b.as_small()) {
            (Some(x), Some(n)) if n >= 0 && n < 62 => {
                let shifted = x << n;
                if shifted >> n == x { Value::try_small(shifted) } else { None }
            }
            _ => None,
        }
    }

    /// `a >> b`; declines negative counts.
    #[inline(always)]
    pub const fn small_shr(a: Value, b: Value) -> Option<Value> {
        match (a.as_small(), b.as_small()) {
            (Some(x), Some(n)) if n >= 0 => Value::try_small(x >> if n > 63 { 63 } else { n }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{SMALL_MAX, SMALL_MIN};

    const EDGES: [i64; 13] = [
        0,
        1,
        -1,
        2,
        -2,
        7,
        -7,
        1 << 31,
        -(1 << 31),
        SMALL_MAX,
        SMALL_MIN,
        SMALL_MAX - 1,
        SMALL_MIN + 1,
    ];

    fn check(f: fn(Value, Value) -> Option<Value>, exact: fn(i128, i128) -> Option<i128>) {
        for x in EDGES {
            for y in EDGES {
                let (a, b) =
                    (Value::try_small(x).expect("small"), Value::try_small(y).expect("small"));
                let want = exact(x as i128, y as i128)
                    .and_then(|n| i64::try_from(n).ok())
                    .and_then(Value::try_small);
                assert_eq!(f(a, b), want, "{x} {y}");
            }
        }
    }

    #[test]
    fn results_are_exact_or_declined() {
        check(Value::small_add, |a, b| Some(a + b));
        check(Value::small_sub, |a, b| Some(a - b));
        check(Value::small_mul, |a, b| Some(a * b));
        check(Value::small_and, |a, b| Some(a & b));
        check(Value::small_or, |a, b| Some(a | b));
        check(Value::small_xor, |a, b| Some(a ^ b));
        check(Value::small_floordiv, |a, b| if b == 0 { None } else { Some(floor(a, b)) });
        check(Value::small_rem, |a, b| if b == 0 { None } else { Some(a - floor(a, b) * b) });
        check(Value::small_shr, |a, b| if b < 0 { None } else { Some(a >> b.min(100)) });
        check(Value::small_shl, |a, b| if (0..62).contains(&b) { Some(a << b) } else { None });
    }

    fn floor(a: i128, b: i128) -> i128 {
        let q = a / b;
        if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
    }

    #[test]
    fn other_words_are_declined() {
        let one = Value::small(1);
        for other in [Value::TRUE, Value::NONE, Value::try_float(1.5).expect("inline")] {
            assert_eq!(Value::small_add(one, other), None);
            assert_eq!(Value::small_mul(other, one), None);
            assert_eq!(Value::small_xor(other, other), None);
        }
    }
}
