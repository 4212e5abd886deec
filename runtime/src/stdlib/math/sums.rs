//! Sums and products of many numbers, with compensated arithmetic where a float result is due.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::Args;
use crate::ops::BinOp;
use crate::raise;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// A float as an unevaluated sum of two.
#[derive(Copy, Clone)]
struct Double {
    hi: f64,
    lo: f64,
}

/// `a + b` exactly, for `|a| >= |b|`.
fn fast_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    Double { hi, lo: (a - hi) + b }
}

/// `a + b` exactly.
fn exact_sum(a: f64, b: f64) -> Double {
    let hi = a + b;
    let z = hi - a;
    Double { hi, lo: (a - (hi - z)) + (b - z) }
}

/// `a * b` exactly.
fn exact_product(a: f64, b: f64) -> Double {
    let hi = a * b;
    Double { hi, lo: a.mul_add(b, -hi) }
}

/// `math.fsum`: the exact sum, rounded once (Shewchuk's partial sums).
pub fn fsum(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut inf_sum) = (0.0, 0.0);
    cx.for_each(v, &mut |cx, item| {
        let x = cx.to_f64(item)?;
        if !x.is_finite() {
            if x.is_infinite() {
                inf_sum += x;
            }
            special += x;
            partials.clear();
            return Ok(());
        }
        let mut x = x;
        let mut kept = 0;
        for i in 0..partials.len() {
            let y = partials[i];
            let sum = if x.abs() < y.abs() { fast_sum(y, x) } else { fast_sum(x, y) };
            if sum.lo != 0.0 {
                partials[kept] = sum.lo;
                kept += 1;
            }
            x = sum.hi;
        }
        partials.truncate(kept);
        if !x.is_finite() {
            raise!(cx, OverflowError, "intermediate overflow in fsum");
        }
        if x != 0.0 {
            partials.push(x);
        }
        Ok(())
    })?;
    if special != 0.0 || inf_sum != 0.0 || f64::is_nan(special) {
        if f64::is_nan(inf_sum) {
            raise!(cx, ValueError, "-inf + inf in fsum");
        }
        return cx.float(special);
    }
    let total = round_partials(&partials);
    cx.float(total)
}

/// The sum of partials that do not overlap, rounded half to even.
fn round_partials(partials: &[f64]) -> f64 {
    let Some((&last, mut rest)) = partials.split_last() else { return 0.0 };
    let (mut hi, mut lo) = (last, 0.0);
    while let Some((&y, below)) = rest.split_last() {
        let sum = fast_sum(hi, y);
        (hi, lo) = (sum.hi, sum.lo);
        rest = below;
        if lo != 0.0 {
            break;
        }
    }
    // A half-way case is decided by the sign of what lies below.
    if let Some(&below) = rest.last()
        && ((lo < 0.0 && below < 0.0) || (lo > 0.0 && below > 0.0))
    {
        let y = lo * 2.0;
        let x = hi + y;
        if y == x - hi {
            hi = x;
        }
    }
    hi
}

/// The Euclidean norm, nearly correctly rounded: scaled by a power of two, squared exactly, and the
/// root corrected by one Newton step.
pub fn norm(vector: &mut [f64]) -> f64 {
    let max = vector.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    if vector.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    if vector.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if max == 0.0 || vector.len() == 1 {
        return max;
    }
    let (_, exponent) = super::elementary::split(max);
    if exponent < -1023 {
        vector.iter_mut().for_each(|x| *x /= f64::MIN_POSITIVE);
        return f64::MIN_POSITIVE * norm(vector);
    }
    let scale = crate::types::int::to_float::scaled(1, -exponent, false);
    let (mut sum, mut low, mut lost) = (1.0, 0.0, 0.0);
    let mut add = |square: Double| {
        let s = fast_sum(sum, square.hi);
        sum = s.hi;
        low += square.lo;
        lost += s.lo;
        sum - 1.0 + (low + lost)
    };
    let mut total = 0.0;
    for x in vector.iter() {
        let x = x * scale;
        total = add(exact_product(x, x));
    }
    let mut root = total.sqrt();
    let rest = add(exact_product(-root, root));
    root += rest / (2.0 * root);
    root / scale
}

pub fn hypot(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let mut vector = Vec::with_capacity(args.len());
    for &v in args {
        vector.push(cx.to_f64(v)?);
    }
    let size = norm(&mut vector);
    cx.float(size)
}

pub fn dist(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "dist", args.len(), 2, 2)?;
    let (p, q) = (point(cx, args[0])?, point(cx, args[1])?);
    if p.len() != q.len() {
        raise!(cx, ValueError, "both points must have the same number of dimensions");
    }
    let mut vector = Vec::with_capacity(p.len());
    for i in 0..p.len() {
        let (Some(a), Some(b)) = (p.get(i), q.get(i)) else { break };
        vector.push(cx.to_f64(a)? - cx.to_f64(b)?);
    }
    let size = norm(&mut vector);
    cx.float(size)
}

fn point(cx: &mut Ctx, v: Value) -> PyResult<crate::heap::Gc<TupleObj>> {
    match v.cast::<TupleObj>() {
        Some(t) => Ok(t),
        None => cx.to_tuple(v),
    }
}

pub fn prod(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIG: Signature = Signature {
        name: "prod",
        params: &["iterable", "start"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    let [iterable, start] = args.bind(cx, &SIG)?;
    let mut product = start.unwrap_or(Value::small(1));
    cx.for_each(iterable.unwrap_or(Value::NONE), &mut |cx, item| {
        product = cx.binary(BinOp::Multiply, product, item)?;
        Ok(())
    })?;
    Ok(product)
}

/// A sum of products in three floats.
#[derive(Copy, Clone, Default)]
struct Triple {
    hi: f64,
    lo: f64,
    tiny: f64,
}

impl Triple {
    fn add_product(self, x: f64, y: f64) -> Triple {
        let product = exact_product(x, y);
        let sum = exact_sum(self.hi, product.hi);
        let r1 = exact_sum(self.lo, product.lo);
        let r2 = exact_sum(r1.hi, sum.lo);
        Triple { hi: sum.hi, lo: r2.hi, tiny: self.tiny + r1.lo + r2.lo }
    }

    fn round(self) -> f64 {
        let last = exact_sum(self.lo, self.tiny);
        let total = exact_sum(self.hi, last.hi);
        total.hi + (total.lo + last.lo)
    }
}

pub fn sumprod(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "sumprod", args.len(), 2, 2)?;
    let (p, q) = (cx.iter(args[0])?, cx.iter(args[1])?);
    let mut total = Value::small(0);
    let mut floats: Option<Triple> = None;
    loop {
        let (a, b) = (cx.next(p)?, cx.next(q)?);
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => break,
            _ => raise!(cx, ValueError, "Inputs are not the same length"),
        };
        if let Some((x, y)) = float_pair(a, b) {
            let next = floats.unwrap_or_default().add_product(x, y);
            if next.hi.is_finite() && next.lo.is_finite() {
                floats = Some(next);
                continue;
            }
        }
        if let Some(sum) = floats.take() {
            let sum = cx.float(sum.round())?;
            total = cx.binary(BinOp::Add, total, sum)?;
        }
        let product = cx.binary(BinOp::Multiply, a, b)?;
        total = cx.binary(BinOp::Add, total, product)?;
    }
    if let Some(sum) = floats {
        let sum = cx.float(sum.round())?;
        total = cx.binary(BinOp::Add, total, sum)?;
    }
    Ok(total)
}

/// Two floats, or a float and an int that is exact as a float.
fn float_pair(a: Value, b: Value) -> Option<(f64, f64)> {
    let small = |v: Value| v.as_small().filter(|n| n.unsigned_abs() <= 1 << 53).map(|n| n as f64);
    match (a.as_float_exact(), b.as_float_exact()) {
        (Some(x), Some(y)) => Some((x, y)),
        (Some(x), None) => Some((x, small(b)?)),
        (None, Some(y)) => Some((small(a)?, y)),
        (None, None) => None,
    }
}
