//! Floats inside the word: the exponent is moved by a constant so that common floats have two zero
//! top exponent bits, which are rotated down and replaced by the tag (as CRuby's flonums do).
//!
//! Inline are +0.0 and all floats of magnitude about 1e-77 to 1e77. -0.0, infinities, nans and the
//! extremes are heap objects.

use super::{FLOAT_TAG, Value};

/// Subtracted from the bits before rotation, so that the middle of the exponent range becomes zero.
pub const BIAS: u64 = 0x3000_0000_0000_0000;
/// The negative bias together with the tag, where it stands before the rotation: one addition does
/// both.
const TAGGED_BIAS: u64 = (FLOAT_TAG.rotate_right(ROTATE)).wrapping_sub(BIAS);
/// How far the biased bits are rotated left.
pub const ROTATE: u32 = 3;
/// The word of `+0.0`, which the general rule does not reach.
pub const ZERO_WORD: u64 = FLOAT_TAG;

/// The word of `f`, or `None` if it must be a heap object.
#[inline(always)]
pub const fn encode(f: f64) -> Option<u64> {
    let bits = f.to_bits();
    let word = bits.wrapping_add(TAGGED_BIAS).rotate_left(ROTATE);
    if word & 0b11 == FLOAT_TAG && word != ZERO_WORD {
        Some(word)
    } else if bits == 0 {
        Some(ZERO_WORD)
    } else {
        None
    }
}

/// The float in a word tagged `…10`.
#[inline(always)]
pub const fn decode(word: u64) -> f64 {
    if word == ZERO_WORD {
        0.0
    } else {
        f64::from_bits(word.rotate_right(ROTATE).wrapping_sub(TAGGED_BIAS))
    }
}

impl Value {
    /// The float as an inline word, if its exponent allows.
    #[inline(always)]
    pub const fn try_float(f: f64) -> Option<Value> {
        match encode(f) {
            Some(w) => Some(super::immediate(w)),
            None => None,
        }
    }

    /// The float in the word, if it is an inline float.
    #[inline(always)]
    pub const fn as_inline_float(self) -> Option<f64> {
        if self.is_inline_float() { Some(decode(self.bits())) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_floats_round_trip() {
        for f in [0.0, 1.0, -1.0, 0.1, 1e-70, -1e70, 123456.789, std::f64::consts::PI] {
            let w = encode(f).expect("common floats are inline");
            assert_eq!(w & 0b11, FLOAT_TAG);
            assert_eq!(decode(w).to_bits(), f.to_bits());
        }
    }

    #[test]
    fn rare_floats_are_declined() {
        let tiny = f64::from_bits(BIAS);
        for f in [-0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e200, 1e-200, 5e-324, tiny] {
            assert_eq!(encode(f), None, "{f:?}");
        }
    }

    #[test]
    fn every_exponent_either_round_trips_or_is_declined() {
        for exponent in 0..2048u64 {
            for top in [0u64, 1 << 63] {
                let f = f64::from_bits(top | exponent << 52 | 0x8_0000_0000_0001);
                if let Some(w) = encode(f) {
                    assert_eq!(decode(w).to_bits(), f.to_bits());
                }
            }
        }
    }
}
