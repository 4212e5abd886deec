//! Inverse hyperbolic functions, by the formulas of the C library (musl): those of Rust lose digits near their
//! poles and overflow where the result does not.

#![forbid(unsafe_code)]

use std::f64::consts::LN_2;

/// From here on `x * x + 1` is `x * x`.
const LARGE: f64 = (1u64 << 26) as f64;

/// The number whose hyperbolic sine is `x`.
pub fn asinh(x: f64) -> f64 {
    let y = x.abs();
    let r = if y.is_nan() || y < 1.0 / LARGE {
        y
    } else if y >= LARGE {
        y.ln() + LN_2
    } else if y >= 2.0 {
        (2.0 * y + 1.0 / ((y * y + 1.0).sqrt() + y)).ln()
    } else {
        (y + y * y / ((y * y + 1.0).sqrt() + 1.0)).ln_1p()
    };
    r.copysign(x)
}

/// The number from 0 whose hyperbolic cosine is `x`.
pub fn acosh(x: f64) -> f64 {
    if x < 2.0 {
        let above = x - 1.0;
        (above + (above * above + 2.0 * above).sqrt()).ln_1p()
    } else if x < LARGE {
        (2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt())).ln()
    } else {
        x.ln() + LN_2
    }
}

/// The number whose hyperbolic tangent is `x`.
pub fn atanh(x: f64) -> f64 {
    let y = x.abs();
    let r = if y < 0.5 {
        // Also of subnormal numbers, whose square is 0.
        0.5 * (2.0 * y + 2.0 * y * y / (1.0 - y)).ln_1p()
    } else {
        0.5 * (2.0 * (y / (1.0 - y))).ln_1p()
    };
    r.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_the_poles_and_far_away() {
        assert_eq!(atanh(-0.9999999999999999), -18.714973875118524);
        assert_eq!(asinh(1.3927819858239114e308), 710.2206589983289);
        assert_eq!(acosh(1.0000000001), 1.4142136208675862e-5);
        assert!(acosh(0.5).is_nan() && atanh(1.5).is_nan() && atanh(1.0).is_infinite());
        assert_eq!(asinh(-0.0).to_bits(), (-0.0f64).to_bits());
    }
}
