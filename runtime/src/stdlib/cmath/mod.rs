//! `cmath`: functions of complex numbers.
//!
//! The table of functions is here, the functions themselves are in `functions.rs`. The formulas are
//! those of Kahan ("Branch cuts for complex elementary functions"), on pairs of floats.

#![forbid(unsafe_code)]

mod functions;

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::NativeCode::{Fast, FastKw, O};
use crate::object::native::{Args, MethodDef};
use crate::raise;
use crate::types::complex::{Pair, complex_of};
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "cmath",
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
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
        for (name, im) in [("infj", f64::INFINITY), ("nanj", f64::NAN)] {
            let c = cx.complex((0.0, im))?;
            cx.module_set(module, name, c)?;
        }
        Ok(())
    }),
};

macro_rules! one {
    ($name:ident) => {
        MethodDef::new(stringify!($name), O(|cx, _, v| apply(cx, v, functions::$name)))
            .sig("($module, z, /)")
    };
}

static FUNCTIONS: &[MethodDef] = &[
    one!(acos),
    one!(acosh),
    one!(asin),
    one!(asinh),
    one!(atan),
    one!(atanh),
    one!(cos),
    one!(cosh),
    one!(exp),
    one!(log10),
    one!(sin),
    one!(sinh),
    one!(sqrt),
    one!(tan),
    one!(tanh),
    MethodDef::new("log", Fast(log)),
    MethodDef::new("phase", O(phase)).sig("($module, z, /)"),
    MethodDef::new("polar", O(polar)).sig("($module, z, /)"),
    MethodDef::new("rect", Fast(rect)).sig("($module, r, phi, /)"),
    MethodDef::new("isclose", FastKw(isclose))
        .sig("($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)"),
    MethodDef::new("isfinite", O(|cx, _, v| test(cx, v, |z| z.0.is_finite() && z.1.is_finite())))
        .sig("($module, z, /)"),
    MethodDef::new("isinf", O(|cx, _, v| test(cx, v, |z| z.0.is_infinite() || z.1.is_infinite())))
        .sig("($module, z, /)"),
    MethodDef::new("isnan", O(|cx, _, v| test(cx, v, |z| z.0.is_nan() || z.1.is_nan())))
        .sig("($module, z, /)"),
];

/// Why a function has no value.
pub(super) enum Fault {
    Domain,
    Range,
}

fn fault<T>(cx: &mut Ctx, fault: Fault) -> PyResult<T> {
    match fault {
        Fault::Domain => raise!(cx, ValueError, "math domain error"),
        Fault::Range => raise!(cx, OverflowError, "math range error"),
    }
}

fn apply(cx: &mut Ctx, v: Value, f: fn(Pair) -> Result<Pair, Fault>) -> PyResult<Value> {
    let z = complex_of(cx, v)?;
    match f(z) {
        Ok(pair) => cx.complex(pair),
        Err(why) => fault(cx, why),
    }
}

fn test(cx: &mut Ctx, v: Value, f: fn(Pair) -> bool) -> PyResult<Value> {
    let z = complex_of(cx, v)?;
    Ok(Value::bool(f(z)))
}

fn log(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "log", args.len(), 1, 2)?;
    let z = complex_of(cx, args[0])?;
    let num = match functions::log(z) {
        Ok(pair) => pair,
        Err(Fault::Domain) if args.len() == 2 => (f64::NEG_INFINITY, 0.0),
        Err(why) => return fault(cx, why),
    };
    let Some(&base) = args.get(1) else { return cx.complex(num) };
    let base = complex_of(cx, base)?;
    let den = match functions::log(base) {
        Ok(pair) => pair,
        Err(why) => return fault(cx, why),
    };
    match crate::types::complex::arith::div(num, den) {
        Some(pair) => cx.complex(pair),
        None => fault(cx, Fault::Domain),
    }
}

fn phase(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let z = complex_of(cx, v)?;
    cx.float(z.1.atan2(z.0))
}

fn polar(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let z = complex_of(cx, v)?;
    let r = z.0.hypot(z.1);
    if r.is_infinite() && z.0.is_finite() && z.1.is_finite() {
        return fault(cx, Fault::Range);
    }
    let (r, phi) = (cx.float(r)?, cx.float(z.1.atan2(z.0))?);
    Ok(cx.tuple(&[r, phi])?.into())
}

fn rect(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "rect", args.len(), 2, 2)?;
    let (r, phi) = (cx.to_f64(args[0])?, cx.to_f64(args[1])?);
    if phi.is_infinite() && r != 0.0 && !r.is_nan() {
        return fault(cx, Fault::Domain);
    }
    // A zero angle keeps the sign of zero and spares infinities a nan.
    let pair =
        if phi == 0.0 { (r, r.abs().min(1.0) * phi) } else { (r * phi.cos(), r * phi.sin()) };
    cx.complex(pair)
}

fn isclose(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "isclose",
        params: &["a", "b", "rel_tol", "abs_tol"],
        pos_only: 0,
        pos_max: 2,
        required: 2,
    };
    let [a, b, rel, abs] = args.bind(cx, &SIG)?;
    let a = complex_of(cx, a.unwrap_or(Value::NONE))?;
    let b = complex_of(cx, b.unwrap_or(Value::NONE))?;
    let mut number = |v: Option<Value>, default: f64| match v {
        Some(v) => cx.to_f64(v),
        None => Ok(default),
    };
    let (rel, abs) = (number(rel, 1e-9)?, number(abs, 0.0)?);
    if rel < 0.0 || abs < 0.0 {
        raise!(cx, ValueError, "tolerances must be non-negative");
    }
    if a == b {
        return Ok(Value::TRUE);
    }
    if [a.0, a.1, b.0, b.1].iter().any(|x| x.is_infinite()) {
        return Ok(Value::FALSE);
    }
    let diff = (a.0 - b.0).hypot(a.1 - b.1);
    let (size_a, size_b) = (a.0.hypot(a.1), b.0.hypot(b.1));
    Ok(Value::bool(diff <= rel * size_b || diff <= rel * size_a || diff <= abs))
}
