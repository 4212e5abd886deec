//! Powers of floats, with the special cases of IEEE 754 and complex results for roots of negative
//! numbers.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::value::Value;

/// `x ** y`.
pub fn pow(cx: &mut Ctx, x: f64, y: f64) -> PyResult<Value> {
    if y == 0.0 || x == 1.0 {
        return cx.float(1.0);
    }
    if x == 0.0 && y < 0.0 {
        raise!(cx, ZeroDivisionError, "zero to a negative power");
    }
    if x < 0.0 && x.is_finite() && y.is_finite() && y != y.floor() {
        return crate::types::complex::arith::pow(cx, (x, 0.0), (y, 0.0));
    }
    let result = x.powf(y);
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(cx.raise_range_error());
    }
    cx.float(result)
}

impl Ctx {
    /// `OverflowError` as C's `errno` tells it.
    pub fn raise_range_error(&mut self) -> crate::ctx::Raised {
        let message = match self.str("Numerical result out of range") {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        self.raise_args(crate::exceptions::Exc::OverflowError, &[Value::small(34), message.into()])
    }
}
