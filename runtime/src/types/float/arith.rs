//! `//`, `%` and `divmod` of floats.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::raise;

/// Quotient rounded down and remainder with the sign of the divisor; `y` is not zero.
///
/// The remainder is exact, the quotient is the nearest float of a floor.
#[inline]
pub fn divmod(x: f64, y: f64) -> (f64, f64) {
    let mut rem = x % y;
    let mut div = (x - rem) / y;
    if rem != 0.0 {
        if (y < 0.0) != (rem < 0.0) {
            rem += y;
            div -= 1.0;
        }
    } else {
        rem = 0f64.copysign(y);
    }
    if div == 0.0 {
        return (0f64.copysign(x / y), rem);
    }
    let floor = div.floor();
    (if div - floor > 0.5 { floor + 1.0 } else { floor }, rem)
}

/// `x % y` for `y` that is not zero.
#[inline]
pub fn rem(x: f64, y: f64) -> f64 {
    let rem = x % y;
    if rem == 0.0 {
        0f64.copysign(y)
    } else if (y < 0.0) != (rem < 0.0) {
        rem + y
    } else {
        rem
    }
}

/// Raises for a zero divisor.
#[inline]
pub fn check_divisor(cx: &mut Ctx, y: f64) -> PyResult<()> {
    if y == 0.0 {
        raise!(cx, ZeroDivisionError, "division by zero");
    }
    Ok(())
}
