//! `Decimal`: slots, attributes and the methods that need no table of operations.

use super::num::settings::MIN_ETINY;
use super::num::text::{plain_short, to_text};
use super::num::{Kind, Num, quantize};
use super::object::DecimalObj;
use super::operands::{coeff_to_int, to_int};
use super::operators as op;
use super::{construct, current, methods};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{GetSetDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::raise;
use crate::this;
use crate::types::str::StrObj;
use crate::value::Value;

/// What `Decimal` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n",
    signature: "(value=\"0\", context=None)",
    slots: SlotTable {
        new: Some(construct::new),
        repr: Some(|cx, v| {
            let text = text_of(cx, v)?;
            Ok(cx.str(&format!("Decimal('{text}')"))?.into())
        }),
        str: Some(|cx, v| Ok(text_of(cx, v)?.into())),
        hash: Some(op::hash_slot),
        richcompare: Some(op::richcompare),
        bool: Some(|_, v| Ok(!this!(v, DecimalObj).is_zero())),
        int: Some(|cx, v| to_int(cx, &this!(v, DecimalObj).num())),
        float: Some(|cx, v| {
            let f = op::float_value(cx, v)?;
            cx.float(f)
        }),
        add: Some(op::add_slot),
        sub: Some(op::sub_slot),
        mul: Some(op::mul_slot),
        truediv: Some(op::truediv_slot),
        floordiv: Some(op::floordiv_slot),
        rem: Some(op::rem_slot),
        divmod: Some(op::divmod_slot),
        pow: Some(op::pow_slot),
        neg: Some(op::neg_slot),
        pos: Some(op::pos_slot),
        abs: Some(op::abs_slot),
        ..SlotTable::EMPTY
    },
    methods: methods::METHODS,
    getset: &[
        GetSetDef::readonly("real", |_, v| Ok(v)),
        GetSetDef::readonly("imag", |cx, _| cx.decimal(&Num::small(0))),
    ],
    finish: None,
};

/// `str(v)`.
fn text_of(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    let d = this!(v, DecimalObj);
    let n = d.num();
    let mut buffer = [0; 32];
    if let Some(text) = plain_short(&n, &mut buffer) {
        return cx.str_with(text.len(), 0, true, |out| out.copy_from_slice(text));
    }
    let capitals = current::current(cx)?.capitals.get();
    let size = d.size();
    let text = cx.decimal_work(size, move || Ok(to_text(&n, false, capitals)))?;
    cx.str(&text)
}

/// `as_tuple()`.
pub fn as_tuple(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let n = this!(v, DecimalObj).num();
    let digits = match n.kind {
        Kind::Infinite => "0".to_owned(),
        Kind::Quiet | Kind::Signaling if n.coeff.is_zero() => String::new(),
        _ => {
            let size = this!(v, DecimalObj).size();
            let coeff = n.coeff.clone();
            cx.decimal_work(size, move || Ok(coeff.text()))?
        }
    };
    let letter = match n.kind {
        Kind::Finite => "",
        Kind::Infinite => "F",
        Kind::Quiet => "n",
        Kind::Signaling => "N",
    };
    let exponent = if letter.is_empty() { cx.int(n.exp)? } else { cx.intern(letter)?.into() };
    let digits: Vec<Value> = digits.bytes().map(|b| Value::small(i32::from(b - b'0'))).collect();
    let digits = cx.tuple(&digits)?;
    let Some(class) = cx.kept(super::TUPLE_CLASS) else {
        raise!(cx, RuntimeError, "_decimal was not imported")
    };
    cx.call(class, &[Value::small(i32::from(n.negative)), digits.into(), exponent])
}

/// `as_integer_ratio()`.
pub fn as_integer_ratio(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    use malachite_base::num::arithmetic::traits::{DivExact, Gcd};
    let d = this!(v, DecimalObj);
    let n = d.num();
    if n.is_nan() {
        raise!(cx, ValueError, "cannot convert NaN to integer ratio");
    }
    if n.is_infinite() {
        raise!(cx, OverflowError, "cannot convert Infinity to integer ratio");
    }
    if n.exp >= 0 || n.coeff.is_zero() {
        let whole = to_int(cx, &n)?;
        return Ok(cx.tuple(&[whole, Value::small(1)])?.into());
    }
    let (size, negative) = (d.size() + n.exp.unsigned_abs(), n.negative);
    let (numerator, denominator) = cx.decimal_work(size, move || {
        let unit = super::num::coeff::power_of_ten(n.exp.unsigned_abs())?;
        let coeff = n.coeff.into_natural();
        let common = (&coeff).gcd(&unit);
        Ok((coeff.div_exact(&common), unit.div_exact(&common)))
    })?;
    let of = super::num::Coeff::from_natural;
    let numerator = coeff_to_int(cx, negative, &of(numerator))?;
    let denominator = coeff_to_int(cx, false, &of(denominator))?;
    Ok(cx.tuple(&[numerator, denominator])?.into())
}

/// `__floor__`, `__ceil__`, `round()` without digits: a whole number, rounded this way.
pub fn to_whole(cx: &mut Ctx, v: Value, rounding: super::num::Rounding) -> PyResult<Value> {
    let d = this!(v, DecimalObj);
    let (n, size) = (d.num(), d.size());
    if !n.is_finite() {
        return to_int(cx, &n);
    }
    let context = current::current(cx)?;
    let s = super::num::Settings { rounding, ..context.settings() };
    let whole = cx.decimal_work(size, move || quantize::to_integral(&n, false, &s, &mut 0))?;
    to_int(cx, &whole)
}

/// `__round__(ndigits)`.
pub fn round(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    let ndigits = match *args {
        [] => return to_whole(cx, v, super::num::Rounding::HalfEven),
        [n] => n,
        _ => {
            let n = args.len();
            raise!(cx, TypeError, "function takes at most 1 argument ({n} given)")
        }
    };
    if !ndigits.is_int() {
        raise!(cx, TypeError, "optional arg must be an integer");
    }
    let places = super::operands::expect_ssize(cx, ndigits)?;
    // Beyond every exponent, one is as good as another.
    let exp = places.saturating_neg().clamp(2 * MIN_ETINY, -(2 * MIN_ETINY));
    let d = this!(v, DecimalObj);
    let (n, size) = (d.num(), d.size());
    let unit = Num::finite(false, super::num::Coeff::ONE, exp);
    let context = current::current(cx)?;
    let digits = super::cost::digits_for(super::cost::Cost::Aligned, size, &n, &unit, context);
    cx.decimal_op(context, digits, move |s, st| quantize::quantize(&n, &unit, s, st))
}

/// `__complex__`.
pub fn complex(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = op::float_value(cx, v)?;
    cx.complex((f, 0.0))
}

/// `__reduce__`.
pub fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let text = text_of(cx, v)?;
    let args = cx.tuple(&[text.into()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}

/// `__sizeof__`.
pub fn sizeof(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let d = this!(v, DecimalObj);
    let buffer = d.limbs.get().map_or(0, |limbs| limbs.capacity() + 16);
    let own = size_of::<DecimalObj>() + buffer;
    cx.int(own as i64)
}
