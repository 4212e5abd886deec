//! `abs`, `bin`, `divmod`, `hex`, `oct`, `pow`, `round`, `sum`.

use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::ops::iter::Iteration;
use crate::raise;
use crate::types::complex::ComplexObj;
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("abs", NativeCode::O(|cx, _, v| cx.abs(v)))
        .sig("($module, number, /)")
        .doc("Return the absolute value of the argument."),
    MethodDef::new("bin", NativeCode::O(|cx, _, v| in_base(cx, v, "#b")))
        .sig("($module, integer, /)"),
    MethodDef::new("hex", NativeCode::O(|cx, _, v| in_base(cx, v, "#x")))
        .sig("($module, integer, /)"),
    MethodDef::new("oct", NativeCode::O(|cx, _, v| in_base(cx, v, "#o")))
        .sig("($module, integer, /)"),
    MethodDef::new("divmod", NativeCode::Fast(divmod)).sig("($module, x, y, /)"),
    MethodDef::new("pow", NativeCode::FastKw(pow)).sig("($module, /, base, exp, mod=None)"),
    MethodDef::new("round", NativeCode::FastKw(round)).sig("($module, /, number, ndigits=None)"),
    MethodDef::new("sum", NativeCode::FastKw(sum)).sig("($module, iterable, /, start=0)"),
];

fn in_base(cx: &mut Ctx, v: Value, spec: &str) -> PyResult<Value> {
    let n = cx.index(v)?;
    let spec = cx.str(spec)?;
    Ok(cx.format(n, spec)?.into())
}

fn divmod(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "divmod", args.len(), 2, 2)?;
    cx.divmod(args[0], args[1])
}

fn pow(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("pow", &["base", "exp", "mod"], 2);
    let [base, exp, modulus] = args.bind(cx, &SIGNATURE)?;
    let none = Value::NONE;
    cx.power(base.unwrap_or(none), exp.unwrap_or(none), modulus.unwrap_or(none))
}

fn round(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("round", &["number", "ndigits"], 1);
    let [number, digits] = args.bind(cx, &SIGNATURE)?;
    let number = number.unwrap_or(Value::NONE);
    let name = cx.names.__round__;
    let Some(method) = cx.lookup_special(number, name)? else {
        let ty = cx.type_name(number);
        raise!(cx, TypeError, "type {ty} doesn't define __round__ method")
    };
    match digits.filter(|d| !d.is_none()) {
        Some(digits) => cx.call(method, &[digits]),
        None => cx.call(method, &[]),
    }
}

fn sum(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "sum",
        params: &["iterable", "start"],
        pos_only: 1,
        pos_max: 2,
        required: 1,
    };
    let [iterable, start] = args.bind(cx, &SIGNATURE)?;
    let start = start.unwrap_or(Value::small(0));
    for (id, kind, empty) in [
        (TypeId::STR, "strings", "''"),
        (TypeId::BYTES, "bytes", "b''"),
        (TypeId::BYTEARRAY, "bytearray", "b''"),
    ] {
        if cx.is_instance_of(start, id) {
            raise!(cx, TypeError, "sum() can't sum {kind} [use {empty}.join(seq) instead]");
        }
    }
    let items = cx.iterate(iterable.unwrap_or(Value::NONE))?;
    Summation { total: start }.run(cx, &mut Addends { first: None, items })
}

/// What `sum` makes of the total of small ints so far, an item, and the rest of an iterator.
pub fn sum_rest(cx: &mut Ctx, total: Value, item: Value, rest: Value) -> PyResult<Value> {
    let items = cx.iterate(rest)?;
    Summation { total }.run(cx, &mut Addends { first: Some(item), items })
}

/// What is added up.
struct Addends {
    /// An item that was taken already.
    first: Option<Value>,
    items: Iteration,
}

impl Addends {
    #[inline]
    fn next(&mut self, cx: &mut Ctx) -> PyResult<Option<Value>> {
        match self.first.take() {
            None => self.items.next(cx),
            first => Ok(first),
        }
    }
}

/// Ints are added as machine words while that works, floats and complex numbers with Neumaier's
/// compensation, anything else by `+`.
struct Summation {
    total: Value,
}

/// A float sum and what rounding lost of it.
#[derive(Copy, Clone)]
struct Compensated {
    high: f64,
    low: f64,
}

impl Compensated {
    fn new(x: f64) -> Compensated {
        Compensated { high: x, low: 0.0 }
    }

    #[inline]
    fn add(&mut self, x: f64) {
        let t = self.high + x;
        self.low +=
            if self.high.abs() >= x.abs() { (self.high - t) + x } else { (x - t) + self.high };
        self.high = t;
    }

    fn total(self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

impl Summation {
    fn run(mut self, cx: &mut Ctx, items: &mut Addends) -> PyResult<Value> {
        let mut pending = self.ints(cx, items)?;
        if let Some(item) = pending
            && (self.total.as_float_exact().is_some()
                || (self.total.is_int_exact() && item.as_float_exact().is_some()))
        {
            pending = self.floats(cx, items, item)?;
        }
        if let Some(item) = pending
            && (complex_of(cx, self.total).is_some() || complex_of(cx, item).is_some())
        {
            pending = self.complexes(cx, items, item)?;
        }
        let mut n = 0u32;
        while let Some(item) = pending {
            self.total = cx.add(self.total, item)?;
            pending = items.next(cx)?;
            n = n.wrapping_add(1);
            if n.is_multiple_of(4096) {
                cx.poll()?;
            }
        }
        Ok(self.total)
    }

    /// Adds while total and items are small ints (or bools); gives the first item that is not.
    fn ints(&mut self, cx: &mut Ctx, items: &mut Addends) -> PyResult<Option<Value>> {
        let Some(mut total) = self.total.as_small() else { return items.next(cx) };
        let mut turn = 0u32;
        loop {
            turn = turn.wrapping_add(1);
            if turn.is_multiple_of(4096) {
                cx.poll()?;
            }
            let item = items.next(cx)?;
            let n = match item {
                Some(v) => v.as_small().or(v.as_bool().map(i64::from)),
                None => None,
            };
            match n.and_then(|n| total.checked_add(n)) {
                Some(t) => total = t,
                None => {
                    self.total = cx.int(total)?;
                    return Ok(item);
                }
            }
        }
    }

    fn floats(
        &mut self,
        cx: &mut Ctx,
        items: &mut Addends,
        first: Value,
    ) -> PyResult<Option<Value>> {
        let Some(start) = self.total.as_float_exact().or(self.total.as_small().map(|n| n as f64))
        else {
            return Ok(Some(first));
        };
        let mut sum = Compensated::new(start);
        let mut item = Some(first);
        let mut turn = 0u32;
        while let Some(v) = item {
            turn = turn.wrapping_add(1);
            if turn.is_multiple_of(4096) {
                cx.poll()?;
            }
            match (v.as_float_exact(), v.as_small().or(v.as_bool().map(i64::from))) {
                (Some(x), _) => sum.add(x),
                (None, Some(n)) => sum.high += n as f64,
                (None, None) => break,
            }
            item = items.next(cx)?;
        }
        self.total = cx.float(sum.total())?;
        Ok(item)
    }

    fn complexes(
        &mut self,
        cx: &mut Ctx,
        items: &mut Addends,
        first: Value,
    ) -> PyResult<Option<Value>> {
        let as_parts = |cx: &mut Ctx, v: Value| {
            let real = v.as_float_exact().or(v.as_small().map(|n| n as f64));
            complex_of(cx, v).or(real.map(|x| (x, 0.0)))
        };
        let Some((re, im)) = as_parts(cx, self.total) else { return Ok(Some(first)) };
        let (mut real, mut imag) = (Compensated::new(re), Compensated::new(im));
        let mut item = Some(first);
        while let Some(v) = item {
            match (complex_of(cx, v), v.as_float_exact(), v.as_small()) {
                (Some((re, im)), ..) => {
                    real.add(re);
                    imag.add(im);
                }
                (None, Some(x), _) => real.add(x),
                (None, None, Some(n)) => real.high += n as f64,
                _ => break,
            }
            item = items.next(cx)?;
        }
        self.total = cx.complex((real.total(), imag.total()))?;
        Ok(item)
    }
}

/// The parts of an exact complex number.
fn complex_of(_: &mut Ctx, v: Value) -> Option<(f64, f64)> {
    let c = v.cast::<ComplexObj>().filter(|_| v.has_shape(TypeId::COMPLEX.shape()))?;
    Some((c.real, c.imag))
}
