//! Python values as decimal numbers.

use super::context::DecimalContextObj;
use super::num::{Coeff, NoRoom, Num, flag};
use super::object::DecimalObj;
use super::signals;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::int::to_float::decompose;
use crate::types::int::view::IntView;
use crate::value::Value;
use malachite_base::num::arithmetic::traits::Pow;
use malachite_nz::natural::Natural;

/// An operand and about how many digits it has.
pub type Operand = (Num, u64);

/// A `Decimal` or `int` as operand; none for other values.
#[inline]
pub fn operand(v: Value) -> Option<Operand> {
    if let Some(d) = v.cast::<DecimalObj>() {
        return Some((d.num(), d.size()));
    }
    int_operand(v)
}

/// An `int` as operand.
#[inline]
pub fn int_operand(v: Value) -> Option<Operand> {
    if let Some(n) = v.as_small() {
        return Some((Num::small(n), 20));
    }
    let view = IntView::of(v)?;
    let n = Num::finite(view.is_negative(), Coeff::from_limbs(view.limbs()), 0);
    Some((n, view.limbs().len() as u64 * 20))
}

/// A `Decimal` or `int` as operand, or `TypeError`.
#[inline]
pub fn expect_operand(cx: &mut Ctx, v: Value) -> PyResult<Operand> {
    match operand(v) {
        Some(n) => Ok(n),
        None => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "conversion from {got} to Decimal is not supported")
        }
    }
}

/// The exact value of a float.
pub fn from_float(f: f64) -> Result<Num, NoRoom> {
    let negative = f.is_sign_negative();
    if f.is_nan() {
        // Whatever the sign, as `repr()` shows none.
        return Ok(Num::nan());
    }
    if f.is_infinite() {
        return Ok(Num::infinity(negative));
    }
    let (mantissa, exp) = decompose(f.abs());
    if mantissa == 0 {
        return Ok(Num::finite(negative, Coeff::ZERO, 0));
    }
    let zeros = mantissa.trailing_zeros();
    let (mantissa, exp) = (Natural::from(mantissa >> zeros), exp + i64::from(zeros));
    Ok(if exp >= 0 {
        Num::finite(negative, Coeff::from_natural(mantissa << exp as u64), 0)
    } else {
        let fives = Natural::from(5u32).pow(exp.unsigned_abs());
        Num::finite(negative, Coeff::from_natural(mantissa * fives), exp)
    })
}

/// The exact value of a float as the other side of a comparison: notes `FloatOperation`, and raises it
/// (if trapped) unless the comparison is for equality.
pub fn compared_float(
    cx: &mut Ctx,
    f: f64,
    context: Gc<DecimalContextObj>,
    equality: bool,
) -> PyResult<Num> {
    if equality {
        context.status.set(context.status.get() | flag::FLOAT_OPERATION);
    } else {
        signals::note(cx, context, flag::FLOAT_OPERATION)?;
    }
    from_float(f).map_err(|NoRoom| cx.raise_memory())
}

/// A whole decimal number as an `int`: digits before the point, towards zero.
pub fn to_int(cx: &mut Ctx, n: &Num) -> PyResult<Value> {
    if n.is_nan() {
        raise!(cx, ValueError, "cannot convert NaN to integer");
    }
    if n.is_infinite() {
        raise!(cx, OverflowError, "cannot convert Infinity to integer");
    }
    if n.coeff.is_zero() {
        return Ok(Value::small(0));
    }
    let digits = n.coeff.digits() as u64 + n.exp.max(0) as u64;
    let (copy, negative) = (n.clone(), n.negative);
    let whole = cx.decimal_work(digits, move || super::num::quantize::truncated(&copy))?;
    coeff_to_int(cx, negative, &whole)
}

/// A coefficient as an `int`.
pub fn coeff_to_int(cx: &mut Ctx, negative: bool, c: &Coeff) -> PyResult<Value> {
    match c {
        Coeff::Small(n) => cx.int_from_limbs(negative, &[*n as u64, (n >> 64) as u64]),
        Coeff::Large(n) => cx.int_from_natural(negative, n),
    }
}

/// An `int` that a C `ssize_t` holds, or the errors of `PyLong_AsSsize_t`.
pub fn expect_ssize(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    if !v.is_int() {
        raise!(cx, TypeError, "an integer is required");
    }
    match v.as_i64() {
        Some(n) => Ok(n),
        None => raise!(cx, OverflowError, "Python int too large to convert to C ssize_t"),
    }
}
