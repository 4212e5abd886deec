//! The functions of one complex number.

#![forbid(unsafe_code)]

use super::Fault;
use crate::types::complex::Pair;
use std::f64::consts::{LN_2, LN_10};

type Outcome = Result<Pair, Fault>;

/// Beyond this size squares would overflow.
const LARGE: f64 = f64::MAX / 4.0;
/// Where `exp`, `sinh` and `cosh` need a scaled argument.
const LOG_LARGE: f64 = 708.396_418_532_264_1;

fn finite((x, y): Pair) -> bool {
    x.is_finite() && y.is_finite()
}

/// `i * z`.
fn times_i((x, y): Pair) -> Pair {
    (-y, x)
}

/// `-i * z`.
fn times_minus_i((x, y): Pair) -> Pair {
    (y, -x)
}

pub fn sqrt((x, y): Pair) -> Outcome {
    if y.is_infinite() {
        return Ok((f64::INFINITY, y));
    }
    if x == f64::INFINITY {
        return Ok((x, if y.is_nan() { y } else { 0f64.copysign(y) }));
    }
    if x == f64::NEG_INFINITY {
        return Ok(if y.is_nan() { (y, f64::INFINITY) } else { (0.0, f64::INFINITY.copysign(y)) });
    }
    if x == 0.0 && y == 0.0 {
        return Ok((0.0, y));
    }
    let (mut ax, ay) = (x.abs(), y.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE && (ax > 0.0 || ay > 0.0) {
        // Subnormal: scale by an even power of two.
        let up = 2f64.powi(54);
        ax *= up;
        (ax + ax.hypot(ay * up)).sqrt() * 2f64.powi(-27) / 2f64.sqrt()
    } else {
        ax /= 8.0;
        2.0 * (ax + ax.hypot(ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    Ok(if x >= 0.0 { (s, d.copysign(y)) } else { (d, s.copysign(y)) })
}

pub fn log(z: Pair) -> Outcome {
    let (x, y) = z;
    let angle = y.atan2(x);
    if !finite(z) {
        let size = x.hypot(y);
        return Ok((size.ln(), angle));
    }
    let (ax, ay) = (x.abs(), y.abs());
    let real = if ax > LARGE || ay > LARGE {
        (ax / 2.0).hypot(ay / 2.0).ln() + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return Err(Fault::Domain);
        }
        let up = 2f64.powi(53);
        (ax * up).hypot(ay * up).ln() - 53.0 * LN_2
    } else {
        let h = ax.hypot(ay);
        if (0.71..=1.73).contains(&h) {
            let (big, small) = if ax > ay { (ax, ay) } else { (ay, ax) };
            ((big - 1.0) * (big + 1.0) + small * small).ln_1p() / 2.0
        } else {
            h.ln()
        }
    };
    Ok((real, angle))
}

pub fn log10(z: Pair) -> Outcome {
    log(z).map(|(re, im)| (re / LN_10, im / LN_10))
}

fn checked(z: Pair) -> Outcome {
    if z.0.is_infinite() || z.1.is_infinite() { Err(Fault::Range) } else { Ok(z) }
}

/// `size * (cos y, sin y)` for an infinite or zero size.
fn along(size: (f64, f64), y: f64) -> Pair {
    if y == 0.0 {
        (size.0, y)
    } else {
        (size.0.copysign(size.0 * y.cos()), size.1.copysign(size.1 * y.sin()))
    }
}

pub fn exp((x, y): Pair) -> Outcome {
    if x.is_infinite() {
        if y.is_finite() {
            let size = if x > 0.0 { f64::INFINITY } else { 0.0 };
            return Ok(if y == 0.0 {
                (size, y)
            } else {
                (size.copysign(y.cos()), size.copysign(y.sin()))
            });
        }
        if x < 0.0 {
            return Ok((0.0, 0f64.copysign(y)));
        }
        return if y.is_nan() { Ok((f64::INFINITY, f64::NAN)) } else { Err(Fault::Domain) };
    }
    if y.is_infinite() && !x.is_nan() {
        return Err(Fault::Domain);
    }
    if x.is_nan() || y.is_nan() {
        return Ok(if x.is_nan() && y == 0.0 { (x, y) } else { (f64::NAN, f64::NAN) });
    }
    if x > LOG_LARGE {
        let size = (x - 1.0).exp();
        return checked((
            size * y.cos() * std::f64::consts::E,
            size * y.sin() * std::f64::consts::E,
        ));
    }
    let size = x.exp();
    checked((size * y.cos(), size * y.sin()))
}

pub fn cosh((x, y): Pair) -> Outcome {
    if !finite((x, y)) {
        if y.is_infinite() && !x.is_nan() {
            return Err(Fault::Domain);
        }
        if x.is_infinite() && !y.is_nan() {
            let im =
                if y == 0.0 { 0f64.copysign(y * x) } else { f64::INFINITY.copysign(x * y.sin()) };
            return Ok((
                if y == 0.0 { f64::INFINITY } else { f64::INFINITY.copysign(y.cos()) },
                im,
            ));
        }
        return Ok(if x.is_infinite() {
            (f64::INFINITY, f64::NAN)
        } else {
            (f64::NAN, if y == 0.0 || x == 0.0 { 0.0 } else { f64::NAN })
        });
    }
    if x.abs() > LOG_LARGE {
        let less = x - 1f64.copysign(x);
        let e = std::f64::consts::E;
        return checked((y.cos() * less.cosh() * e, y.sin() * less.sinh() * e));
    }
    checked((y.cos() * x.cosh(), y.sin() * x.sinh()))
}

pub fn sinh((x, y): Pair) -> Outcome {
    if !finite((x, y)) {
        if y.is_infinite() && !x.is_nan() {
            return Err(Fault::Domain);
        }
        if x.is_infinite() && !y.is_nan() {
            return Ok(along((x, f64::INFINITY), y));
        }
        return Ok(if x.is_infinite() || x == 0.0 {
            (x, f64::NAN)
        } else {
            (f64::NAN, if y == 0.0 { y } else { f64::NAN })
        });
    }
    if x.abs() > LOG_LARGE {
        let less = x - 1f64.copysign(x);
        let e = std::f64::consts::E;
        return checked((y.cos() * less.sinh() * e, y.sin() * less.cosh() * e));
    }
    checked((y.cos() * x.sinh(), y.sin() * x.cosh()))
}

pub fn tanh((x, y): Pair) -> Outcome {
    if !finite((x, y)) {
        if y.is_infinite() && x.is_finite() {
            return Err(Fault::Domain);
        }
        if x.is_infinite() {
            let im = if y.is_finite() { 0f64.copysign((2.0 * y).sin()) } else { 0.0 };
            return Ok((1f64.copysign(x), im));
        }
        return Ok((f64::NAN, if y == 0.0 { y } else { f64::NAN }));
    }
    if x.abs() > LOG_LARGE {
        let im = 4.0 * y.sin() * y.cos() * (-2.0 * x.abs()).exp();
        return Ok((1f64.copysign(x), im));
    }
    let (tx, ty) = (x.tanh(), y.tan());
    let cx = 1.0 / x.cosh();
    let txty = tx * ty;
    let denom = 1.0 + txty * txty;
    Ok((tx * (1.0 + ty * ty) / denom, ty / denom * cx * cx))
}

pub fn cos(z: Pair) -> Outcome {
    cosh(times_i(z))
}

pub fn sin(z: Pair) -> Outcome {
    sinh(times_i(z)).map(times_minus_i)
}

pub fn tan(z: Pair) -> Outcome {
    tanh(times_i(z)).map(times_minus_i)
}

pub fn acos((x, y): Pair) -> Outcome {
    let (ax, ay) = (x.abs(), y.abs());
    if !finite((x, y)) || ax > LARGE || ay > LARGE {
        let real = ay.atan2(x);
        let size = (ax / 2.0).hypot(ay / 2.0).ln() + 2.0 * LN_2;
        return Ok((real, if y.is_sign_negative() { size } else { -size }));
    }
    let (s1, s2) = (sqrt((1.0 - x, -y))?, sqrt((1.0 + x, y))?);
    Ok((2.0 * s1.0.atan2(s2.0), (s2.0 * s1.1 - s2.1 * s1.0).asinh()))
}

pub fn acosh((x, y): Pair) -> Outcome {
    let (ax, ay) = (x.abs(), y.abs());
    if !finite((x, y)) || ax > LARGE || ay > LARGE {
        return Ok(((ax / 2.0).hypot(ay / 2.0).ln() + 2.0 * LN_2, y.atan2(x)));
    }
    let (s1, s2) = (sqrt((x - 1.0, y))?, sqrt((x + 1.0, y))?);
    Ok(((s1.0 * s2.0 + s1.1 * s2.1).asinh(), 2.0 * s1.1.atan2(s2.0)))
}

pub fn asinh((x, y): Pair) -> Outcome {
    let (ax, ay) = (x.abs(), y.abs());
    if !finite((x, y)) || ax > LARGE || ay > LARGE {
        let size = (ax / 2.0).hypot(ay / 2.0).ln() + 2.0 * LN_2;
        return Ok((size.copysign(x), y.atan2(ax)));
    }
    let (s1, s2) = (sqrt((1.0 + y, -x))?, sqrt((1.0 - y, x))?);
    Ok(((s1.0 * s2.1 - s2.0 * s1.1).asinh(), y.atan2(s1.0 * s2.0 - s1.1 * s2.1)))
}

pub fn asin(z: Pair) -> Outcome {
    asinh(times_i(z)).map(times_minus_i)
}

pub fn atanh((x, y): Pair) -> Outcome {
    // The function is odd; work in the right half-plane.
    if x < 0.0 || (x == 0.0 && x.is_sign_negative()) {
        return atanh((-x, -y)).map(|(re, im)| (-re, -im));
    }
    let ay = y.abs();
    if !finite((x, y)) || x > LARGE.sqrt() || ay > LARGE.sqrt() {
        let h = (x / 2.0).hypot(y / 2.0);
        let real = if h.is_infinite() { 0.0 } else { x / 4.0 / h / h };
        return Ok((real, std::f64::consts::FRAC_PI_2.copysign(y)));
    }
    if x == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Fault::Domain);
        }
        let real = -((ay.sqrt() / ay.hypot(2.0).sqrt()).ln());
        return Ok((real, (2f64.atan2(-ay) / 2.0).copysign(y)));
    }
    let d = (1.0 - x) * (1.0 - x) + ay * ay;
    Ok(((4.0 * x / d).ln_1p() / 4.0, -((-2.0 * y).atan2((1.0 - x) * (1.0 + x) - ay * ay)) / 2.0))
}

pub fn atan(z: Pair) -> Outcome {
    atanh(times_i(z)).map(times_minus_i)
}
