//! Functions of ints: divisors, factorials, counting, roots.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::patience::LONG;
use crate::raise;
use crate::types::int::arith;
use crate::types::int::view::IntView;
use crate::value::Value;
use malachite_base::num::arithmetic::traits::{
    BinomialCoefficient, Factorial, FloorSqrt, Gcd, Lcm,
};
use malachite_nz::natural::Natural;

/// A product of this many factors takes a while.
const MANY: u64 = 1 << 13;

/// An argument as an int by `__index__`.
fn int_arg(cx: &mut Ctx, v: Value) -> PyResult<IntView> {
    let index = cx.index(v)?;
    Ok(IntView::of(index).expect("an index is an int"))
}

fn word_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

pub fn gcd(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let mut result = Natural::from(0u32);
    for &v in args {
        let n = int_arg(cx, v)?;
        result = match (result.as_limbs_asc(), n.limbs()) {
            ([], _) => n.to_natural(),
            ([a], [b]) => Natural::from(word_gcd(*a, *b)),
            (a, b) => {
                let is_long = a.len().min(b.len()) >= LONG;
                let (a, b) = (result.clone(), n.to_natural());
                cx.patiently(is_long, move || a.gcd(b))?
            }
        };
    }
    cx.int_from_natural(false, &result)
}

pub fn lcm(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    let mut result = Natural::from(1u32);
    for &v in args {
        let n = int_arg(cx, v)?;
        result = if result == 0 || n.is_zero() {
            Natural::from(0u32)
        } else {
            let b = n.to_natural();
            let is_long = result.as_limbs_asc().len().max(b.as_limbs_asc().len()) >= LONG;
            cx.patiently(is_long, move || result.lcm(b))?
        };
    }
    cx.int_from_natural(false, &result)
}

pub fn factorial(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let n = int_arg(cx, v)?;
    factorial_of(cx, &n)
}

fn factorial_of(cx: &mut Ctx, n: &IntView) -> PyResult<Value> {
    if n.is_negative() {
        raise!(cx, ValueError, "factorial() not defined for negative values");
    }
    match n.to_u64() {
        // Beyond this the result would not fit any memory.
        Some(n) if n < 1 << 32 => {
            arith::check_bits(cx, n * u64::from(n.max(2).ilog2() - 1))?;
            let product = cx.patiently(n >= MANY, move || Natural::factorial(n))?;
            cx.int_from_natural(false, &product)
        }
        Some(n) if n <= i64::MAX as u64 => Err(cx.raise_memory()),
        _ => raise!(cx, OverflowError, "factorial() argument should not exceed {}", i64::MAX),
    }
}

fn not_negative(cx: &mut Ctx, n: &IntView, name: &str) -> PyResult<()> {
    if n.is_negative() {
        raise!(cx, ValueError, "{name} must be a non-negative integer");
    }
    Ok(())
}

pub fn comb(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "comb", args.len(), 2, 2)?;
    let (n, k) = (int_arg(cx, args[0])?, int_arg(cx, args[1])?);
    not_negative(cx, &n, "n")?;
    not_negative(cx, &k, "k")?;
    if n.compare(&k).is_lt() {
        return Ok(Value::small(0));
    }
    let n = n.to_natural();
    let rest = &n - k.to_natural();
    let k = k.to_natural().min(rest);
    let Ok(count) = u64::try_from(&k) else {
        raise!(cx, OverflowError, "min(n - k, k) must not exceed {}", u64::MAX);
    };
    if n.as_limbs_asc().len() <= 1 {
        let result = cx.patiently(count >= MANY, move || Natural::binomial_coefficient(n, k))?;
        return cx.int_from_natural(false, &result);
    }
    let work = move || falling(&n, count) / Natural::factorial(count);
    let result = cx.patiently(count >= MANY / 8, work)?;
    cx.int_from_natural(false, &result)
}

pub fn perm(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "perm", args.len(), 1, 2)?;
    let n = int_arg(cx, args[0])?;
    let k = match args.get(1) {
        Some(&k) if !k.is_none() => int_arg(cx, k)?,
        _ => return factorial_of(cx, &n),
    };
    not_negative(cx, &n, "n")?;
    not_negative(cx, &k, "k")?;
    if n.compare(&k).is_lt() {
        return Ok(Value::small(0));
    }
    let Some(count) = k.to_u64() else {
        raise!(cx, OverflowError, "k must not exceed {}", u64::MAX);
    };
    let n = n.to_natural();
    let is_long = count.saturating_mul(n.as_limbs_asc().len() as u64) >= MANY;
    let result = cx.patiently(is_long, move || falling(&n, count))?;
    cx.int_from_natural(false, &result)
}

/// `n * (n - 1) * ...`, `count` factors, as a balanced product.
fn falling(n: &Natural, count: u64) -> Natural {
    match count {
        0 => Natural::from(1u32),
        1 => n.clone(),
        2..=8 => (1..count).fold(n.clone(), |product, i| product * (n - Natural::from(i))),
        _ => {
            let half = count / 2;
            falling(n, half) * falling(&(n - Natural::from(half)), count - half)
        }
    }
}

pub fn isqrt(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let n = int_arg(cx, v)?;
    if n.is_negative() {
        raise!(cx, ValueError, "isqrt() argument must be nonnegative");
    }
    match n.to_u64() {
        Some(n) => cx.int_u64(n.isqrt()),
        None => {
            let is_long = n.limbs().len() >= LONG;
            let n = n.to_natural();
            let root = cx.patiently(is_long, move || n.floor_sqrt())?;
            cx.int_from_natural(false, &root)
        }
    }
}
