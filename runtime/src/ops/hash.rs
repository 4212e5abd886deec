//! Hashing: dispatch, the keyed hash of text and bytes, and the hashes of numbers and tuples, which
//! follow the rules that CPython documents ("Hashing of numeric types").

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::exact::{Bytes, Tuple};
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::int::view::IntView;
use crate::types::str::StrObj;
use crate::value::Value;

/// The modulus of numeric hashes, the Mersenne prime `2 ** 61 - 1`.
pub const MODULUS: u64 = (1 << 61) - 1;
/// The hash of positive infinity.
pub const INF_HASH: i64 = 314159;
/// What the hash of the imaginary part is multiplied with.
pub const IMAG_FACTOR: i64 = 1_000_003;

impl Ctx {
    /// `hash(v)`; never -1.
    #[inline]
    pub fn hash(&mut self, v: Value) -> PyResult<i64> {
        if let Some(n) = v.as_small() {
            return Ok(hash_i64(n));
        }
        if v.has_shape(crate::object::type_id::TypeId::STR.shape())
            && let Some(s) = v.cast::<StrObj>()
        {
            return Ok(self.hash_str(s));
        }
        self.hash_slow(v)
    }

    fn hash_slow(&mut self, v: Value) -> PyResult<i64> {
        // Hashing burns fuel, and when hashes are forgotten depends on the collector.
        if !self.meter.has_fuel()
            && let Some(tuple) = v.exact::<Tuple>()
            && let Some(known) = self.tuple_hashes.get(tuple)
        {
            return Ok(known);
        }
        if let Some(bytes) = v.exact::<Bytes>() {
            return Ok(self.hash_bytes_obj(bytes));
        }
        let ty = self.type_of(v);
        match ty.slots.hash.get() {
            Some(f) => {
                self.check_stack()?;
                f(self, v)
            }
            None => raise!(self, TypeError, "unhashable type: '{}'", ty.shown_name()),
        }
    }

    /// The hash of a string, remembered in it.
    #[inline(always)]
    pub fn hash_str(&mut self, s: Gc<StrObj>) -> i64 {
        match s.cached_hash() {
            Some(h) => h,
            None => {
                let h = self.hash_bytes(s.raw_bytes());
                s.set_hash(h);
                h
            }
        }
    }

    /// The hash of a `bytes` object, remembered in it.
    pub fn hash_bytes_obj(&mut self, b: Gc<BytesObj>) -> i64 {
        if b.hash.get() == 0 {
            b.hash.set(self.hash_bytes(b.as_slice()));
        }
        b.hash.get()
    }

    /// The keyed hash of raw bytes; neither 0 nor -1.
    pub fn hash_bytes(&self, bytes: &[u8]) -> i64 {
        match keyed(bytes, self.hash_keys) as i64 {
            0 => 1,
            -1 => -2,
            h => h,
        }
    }
}

/// Multiplies to 128 bits and folds the halves together.
#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let wide = a as u128 * b as u128;
    wide as u64 ^ (wide >> 64) as u64
}

#[inline(always)]
fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => 0,
    }
}

/// A folded-multiply hash under two secret keys: 16 bytes a step, the last 16 read overlapping.
fn keyed(bytes: &[u8], (k0, k1): (u64, u64)) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let len = bytes.len();
    let mut state = k0 ^ (len as u64).wrapping_mul(MIX);
    let (a, b) = match len {
        0..8 => {
            let mut short = [0; 8];
            short[..len].copy_from_slice(bytes);
            (u64::from_le_bytes(short), MIX)
        }
        8..=16 => (word(bytes), word(&bytes[len - 8..])),
        _ => {
            let mut rest = bytes;
            while rest.len() > 16 {
                state = fold(word(rest) ^ k1, word(&rest[8..]) ^ state);
                rest = &rest[16..];
            }
            (word(&bytes[len - 16..]), word(&bytes[len - 8..]))
        }
    };
    fold(fold(a ^ k1, b ^ state) ^ k0, MIX ^ k1)
}

/// Hash of a machine int.
#[inline(always)]
pub fn hash_i64(n: i64) -> i64 {
    let m = n.unsigned_abs();
    let mut h = (m & MODULUS) + (m >> 61);
    if h >= MODULUS {
        h -= MODULUS;
    }
    finish(n < 0, h)
}

fn finish(negative: bool, h: u64) -> i64 {
    match if negative { -(h as i64) } else { h as i64 } {
        -1 => -2,
        h => h,
    }
}

/// Hash of any int.
pub fn hash_int(view: &IntView) -> i64 {
    // 2 ** 64 is 8 modulo the modulus.
    let h = view
        .limbs()
        .iter()
        .rev()
        .fold(0u128, |h, &limb| ((h << 3) + limb as u128) % MODULUS as u128);
    finish(view.is_negative(), h as u64)
}

/// Hash of a float that is not a nan.
pub fn hash_float(f: f64) -> i64 {
    if f.is_infinite() {
        return if f > 0.0 { INF_HASH } else { -INF_HASH };
    }
    if f.fract() == 0.0 && f.abs() < 4e18 {
        return hash_i64(f as i64);
    }
    let (mantissa, exp) = crate::types::int::to_float::decompose(f.abs());
    // 2 ** 61 is 1 modulo the modulus: a power of two is a rotation of 61 bits.
    let turn = exp.rem_euclid(61) as u32;
    let m = (mantissa & MODULUS) + (mantissa >> 61);
    let h = if turn == 0 { m } else { (m << turn & MODULUS) | m >> (61 - turn) };
    finish(f < 0.0, if h >= MODULUS { h - MODULUS } else { h })
}

/// Hash of an object by its address.
pub fn hash_address(v: Value) -> i64 {
    v.bits().rotate_right(4) as i64
}

/// Hash of a tuple from the hashes of its items, in order (xxHash's mixing, as CPython).
pub struct TupleHasher {
    acc: u64,
    len: u64,
}

impl TupleHasher {
    const PRIME_1: u64 = 11400714785074694791;
    const PRIME_2: u64 = 14029467366897019727;
    const PRIME_5: u64 = 2870177450012600261;

    /// Before the first item.
    #[expect(clippy::new_without_default, reason = "a hasher is never a default of anything")]
    pub fn new() -> TupleHasher {
        TupleHasher { acc: Self::PRIME_5, len: 0 }
    }

    /// Takes in the next item's hash.
    pub fn push(&mut self, hash: i64) {
        self.acc = self.acc.wrapping_add((hash as u64).wrapping_mul(Self::PRIME_2));
        self.acc = self.acc.rotate_left(31).wrapping_mul(Self::PRIME_1);
        self.len += 1;
    }

    /// The hash.
    pub fn finish(&self) -> i64 {
        match self.acc.wrapping_add(self.len ^ Self::PRIME_5 ^ 3527539) as i64 {
            -1 => 1546275796,
            h => h,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_hash_alike() {
        assert_eq!(hash_i64(-1), -2);
        assert_eq!(hash_i64(MODULUS as i64), 0);
        assert_eq!(hash_i64(1 << 61), 1);
        assert_eq!(hash_int(&IntView::small(-(1 << 62))), hash_i64(-(1 << 62)));
        for f in [0.0, 1.0, -1.0, 1e15, 2f64.powi(61), 2f64.powi(62), -2f64.powi(61)] {
            assert_eq!(hash_float(f), hash_i64(f as i64), "{f}");
        }
        // From CPython: hash(0.5), hash(1e300), hash(0.1).
        assert_eq!(hash_float(0.5), 1152921504606846976);
        assert_eq!(hash_float(1e300), 1224995262755759164);
        assert_eq!(hash_float(0.1), 230584300921369408);
        assert_eq!(hash_float(f64::INFINITY), 314159);
    }

    #[test]
    fn tuples_hash_as_in_cpython() {
        let mut h = TupleHasher::new();
        assert_eq!(h.finish(), 5740354900026072187);
        for n in [1, 2, 3] {
            h.push(n);
        }
        assert_eq!(h.finish(), 529344067295497451);
    }

    #[test]
    fn a_small_seed_is_as_good_as_any() {
        for seed in [0, 1, u64::MAX] {
            let config = crate::ctx::Config { hash_seed: Some(seed), ..Default::default() };
            let cx = crate::ctx::Ctx::new(&config).expect("there is memory");
            let texts = (0..2000).map(|n| cx.hash_bytes(format!("name{n}").as_bytes()));
            let different: std::collections::HashSet<i64> = texts.collect();
            assert_eq!(different.len(), 2000, "seed {seed}");
        }
    }

    #[test]
    fn keyed_hashes_depend_on_every_byte_and_the_length() {
        let keys = (0x1234_5678_9abc_def0, 0x0fed_cba9_8765_4321);
        let mut seen = std::collections::HashSet::new();
        for len in 0..80 {
            let mut bytes = vec![0u8; len];
            assert!(seen.insert(keyed(&bytes, keys)), "zeros of length {len}");
            for i in 0..len {
                bytes[i] = 1;
                assert!(seen.insert(keyed(&bytes, keys)), "byte {i} of {len}");
                bytes[i] = 0;
            }
        }
    }
}
