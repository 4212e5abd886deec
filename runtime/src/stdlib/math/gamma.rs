//! The gamma function (by Lanczos' approximation, with the coefficients of Boost for g = 6.0247) and
//! the error function.

#![forbid(unsafe_code)]

use super::{domain, range};
use crate::ctx::{Ctx, PyResult};
use std::f64::consts::PI;

const G: f64 = 6.024_680_040_776_73;
const G_MINUS_HALF: f64 = 5.524_680_040_776_73;
const LOG_PI: f64 = 1.144729885849400174143427351353058711647;

const NUMERATOR: [f64; 13] = [
    23_531_376_880.410_76,
    42_919_803_642.649_1,
    35_711_959_237.355_67,
    17_921_034_426.037_21,
    6_039_542_586.352_028,
    1_439_720_407.311_721_6,
    248_874_557.862_054_17,
    31_426_415.585_400_194,
    2_876_370.628_935_372_5,
    186_056.265_395_223_48,
    8_071.672_002_365_816,
    210.824_277_751_579_36,
    2.506_628_274_631_000_2,
];

/// The coefficients of `x (x + 1) ... (x + 11)`.
const DENOMINATOR: [f64; 13] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// Factorials that are exact.
fn small_factorial(n: u32) -> f64 {
    (2..=n).fold(1.0, |product, i| product * i as f64)
}

fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * r
}

fn lanczos_sum(x: f64) -> f64 {
    let (mut num, mut den) = (0.0, 0.0);
    if x < 5.0 {
        for i in (0..13).rev() {
            num = num * x + NUMERATOR[i];
            den = den * x + DENOMINATOR[i];
        }
    } else {
        for i in 0..13 {
            num = num / x + NUMERATOR[i];
            den = den / x + DENOMINATOR[i];
        }
    }
    num / den
}

const POLE: &str = "a noninteger or positive integer";

/// `gamma(x)`.
pub fn gamma(cx: &mut Ctx, x: f64) -> PyResult<f64> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 || (x < 0.0 && x == x.floor()) {
        return domain(cx, POLE, x);
    }
    if x == x.floor() && x <= 23.0 {
        return Ok(small_factorial(x as u32 - 1));
    }
    let size = x.abs();
    let r = if size < 1e-20 {
        1.0 / x
    } else if size > 200.0 {
        if x < 0.0 { 0.0 / sin_pi(x) } else { f64::INFINITY }
    } else {
        by_lanczos(x, size)
    };
    if r.is_infinite() { range(cx) } else { Ok(r) }
}

fn by_lanczos(x: f64, size: f64) -> f64 {
    let y = size + G_MINUS_HALF;
    // The rounding error of the sum, to correct the result by.
    let error =
        if size > G_MINUS_HALF { (y - size) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - size };
    let z = error * G / y;
    if x < 0.0 {
        let mut r = -PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        r -= z * r;
        if size < 140.0 {
            return r / y.powf(size - 0.5);
        }
        let root = y.powf(size / 2.0 - 0.25);
        return r / root / root;
    }
    let mut r = lanczos_sum(size) / y.exp();
    r += z * r;
    if size < 140.0 {
        return r * y.powf(size - 0.5);
    }
    let root = y.powf(size / 2.0 - 0.25);
    r * root * root
}

/// `lgamma(x)`: the logarithm of the absolute value of gamma.
pub fn lgamma(cx: &mut Ctx, x: f64) -> PyResult<f64> {
    if x.is_nan() {
        return Ok(x);
    }
    if x.is_infinite() {
        return Ok(f64::INFINITY);
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { domain(cx, POLE, x) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut r = lanczos_sum(size).ln() - G;
    r += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        r = LOG_PI - sin_pi(size).abs().ln() - size.ln() - r;
    }
    if r.is_infinite() { range(cx) } else { Ok(r) }
}

/// `erf(x)`.
pub fn erf(_: &mut Ctx, x: f64) -> PyResult<f64> {
    Ok(libm::erf(x))
}

/// `erfc(x)`.
pub fn erfc(_: &mut Ctx, x: f64) -> PyResult<f64> {
    Ok(libm::erfc(x))
}
