//! `math`: functions of real numbers.
//!
//! The table of functions and what they share (errors) is here; `elementary.rs` has the functions of
//! one and two floats, `integer.rs` those of ints, `sums.rs` the compensated sums, `gamma.rs` the
//! special functions, `hyperbolic.rs` inverse hyperbolic ones.

#![forbid(unsafe_code)]

mod elementary;
pub mod gamma;
mod hyperbolic;
mod integer;
mod sums;

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::object::native::MethodDef;
use crate::object::native::NativeCode::{Fast, FastKw, O};
use crate::raise;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: FUNCTIONS,
    init: Some(|cx, module| {
        use std::f64::consts;
        for (name, f) in [
            ("pi", consts::PI),
            ("e", consts::E),
            ("tau", consts::TAU),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
        ] {
            let f = cx.float(f)?;
            cx.module_set(module, name, f)?;
        }
        Ok(())
    }),
};

macro_rules! one {
    ($name:ident, $f:path) => {
        MethodDef::new(
            stringify!($name),
            O(|cx, _, v| {
                let x = cx.to_f64(v)?;
                let r = $f(cx, x)?;
                cx.float(r)
            }),
        )
        .sig("($module, x, /)")
    };
}

macro_rules! two {
    ($name:ident, $f:path) => {
        MethodDef::new(
            stringify!($name),
            Fast(|cx, _, args| {
                check_positional(cx, stringify!($name), args.len(), 2, 2)?;
                let (x, y) = (cx.to_f64(args[0])?, cx.to_f64(args[1])?);
                let r = $f(cx, x, y)?;
                cx.float(r)
            }),
        )
        .sig("($module, x, y, /)")
    };
}

static FUNCTIONS: &[MethodDef] = &[
    one!(acos, elementary::acos),
    one!(acosh, elementary::acosh),
    one!(asin, elementary::asin),
    one!(asinh, elementary::asinh),
    one!(atan, elementary::atan),
    one!(atanh, elementary::atanh),
    one!(cbrt, elementary::cbrt),
    one!(cos, elementary::cos),
    one!(cosh, elementary::cosh),
    one!(degrees, elementary::degrees),
    one!(erf, gamma::erf),
    one!(erfc, gamma::erfc),
    one!(exp, elementary::exp),
    one!(exp2, elementary::exp2),
    one!(expm1, elementary::expm1),
    one!(fabs, elementary::fabs),
    one!(gamma, gamma::gamma),
    one!(lgamma, gamma::lgamma),
    one!(log1p, elementary::log1p),
    one!(radians, elementary::radians),
    one!(sin, elementary::sin),
    one!(sinh, elementary::sinh),
    one!(sqrt, elementary::sqrt),
    one!(tan, elementary::tan),
    one!(tanh, elementary::tanh),
    one!(ulp, elementary::ulp),
    two!(atan2, elementary::atan2),
    two!(copysign, elementary::copysign),
    two!(fmod, elementary::fmod),
    two!(pow, elementary::pow),
    two!(remainder, elementary::remainder),
    MethodDef::new("ceil", O(|cx, _, v| elementary::round_by(cx, v, f64::ceil, "__ceil__")))
        .sig("($module, x, /)"),
    MethodDef::new("floor", O(|cx, _, v| elementary::round_by(cx, v, f64::floor, "__floor__")))
        .sig("($module, x, /)"),
    MethodDef::new("trunc", O(elementary::trunc)).sig("($module, x, /)"),
    MethodDef::new("frexp", O(elementary::frexp)).sig("($module, x, /)"),
    MethodDef::new("modf", O(elementary::modf)).sig("($module, x, /)"),
    MethodDef::new("ldexp", Fast(elementary::ldexp)).sig("($module, x, i, /)"),
    MethodDef::new("fma", Fast(elementary::fma)).sig("($module, x, y, z, /)"),
    MethodDef::new("log", Fast(elementary::log)),
    MethodDef::new("log2", O(elementary::log2)).sig("($module, x, /)"),
    MethodDef::new("log10", O(elementary::log10)).sig("($module, x, /)"),
    MethodDef::new("isfinite", O(|cx, _, v| Ok(Value::bool(cx.to_f64(v)?.is_finite()))))
        .sig("($module, x, /)"),
    MethodDef::new("isinf", O(|cx, _, v| Ok(Value::bool(cx.to_f64(v)?.is_infinite()))))
        .sig("($module, x, /)"),
    MethodDef::new("isnan", O(|cx, _, v| Ok(Value::bool(cx.to_f64(v)?.is_nan()))))
        .sig("($module, x, /)"),
    MethodDef::new("isclose", FastKw(elementary::isclose))
        .sig("($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)"),
    MethodDef::new("nextafter", FastKw(elementary::nextafter))
        .sig("($module, x, y, /, *, steps=None)"),
    MethodDef::new("gcd", Fast(integer::gcd)).sig("($module, /, *integers)"),
    MethodDef::new("lcm", Fast(integer::lcm)).sig("($module, /, *integers)"),
    MethodDef::new("factorial", O(integer::factorial)).sig("($module, n, /)"),
    MethodDef::new("comb", Fast(integer::comb)).sig("($module, n, k, /)"),
    MethodDef::new("perm", Fast(integer::perm)).sig("($module, n, k=None, /)"),
    MethodDef::new("isqrt", O(integer::isqrt)).sig("($module, n, /)"),
    MethodDef::new("fsum", O(sums::fsum)).sig("($module, seq, /)"),
    MethodDef::new("hypot", Fast(sums::hypot)).sig("($module, /, *coordinates)"),
    MethodDef::new("dist", Fast(sums::dist)).sig("($module, p, q, /)"),
    MethodDef::new("prod", FastKw(sums::prod)).sig("($module, iterable, /, *, start=1)"),
    MethodDef::new("sumprod", Fast(sums::sumprod)).sig("($module, p, q, /)"),
];

/// `ValueError`, naming the argument.
pub(super) fn domain<T>(cx: &mut Ctx, expected: &str, x: f64) -> PyResult<T> {
    raise!(cx, ValueError, "expected {expected}, got {}", crate::types::float::text::repr(x))
}

/// The plain `ValueError`.
pub(super) fn plain_domain<T>(cx: &mut Ctx) -> PyResult<T> {
    raise!(cx, ValueError, "math domain error")
}

/// The `OverflowError`.
pub(super) fn range<T>(cx: &mut Ctx) -> PyResult<T> {
    raise!(cx, OverflowError, "math range error")
}
