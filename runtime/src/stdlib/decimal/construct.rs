//! Making decimals of other values: `Decimal()`, `Context.create_decimal()`, `from_float`, `from_number`.

use super::context::DecimalContextObj;
use super::current::{chosen, current};
use super::num::parse::parse;
use super::num::{Made, NoRoom, Num, Settings, Status, flag};
use super::object::DecimalObj;
use super::operands::{from_float, int_operand};
use super::signals;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::stdlib::types as ty;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// `Decimal.__new__`.
pub fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["value", "context"], 0);
    let [value, context] = args.bind(cx, &SIGNATURE)?;
    let context = chosen(cx, context)?;
    let n = match value {
        None => Num::small(0),
        Some(v) => {
            if v.cast::<DecimalObj>().is_some() && cls.ptr_eq(cx.ty(ty::DECIMAL)) && is_exact(cx, v)
            {
                return Ok(v);
            }
            exact(cx, v, context)?
        }
    };
    cx.decimal_in(cls, &n)
}

fn is_exact(cx: &mut Ctx, v: Value) -> bool {
    let class = cx.ty(ty::DECIMAL);
    cx.type_of(v).ptr_eq(class)
}

/// The exact number of a value; the context says what is trapped.
fn exact(cx: &mut Ctx, v: Value, context: Gc<DecimalContextObj>) -> PyResult<Num> {
    if let Some(text) = v.cast::<StrObj>() {
        return from_text(cx, text, true, &Settings::WIDEST, context);
    }
    if let Some((n, _)) = int_operand(v) {
        return Ok(n);
    }
    if let Some(d) = v.cast::<DecimalObj>() {
        return Ok(d.num());
    }
    if let Some(items) = sequence(v) {
        return from_parts(cx, &items, &Settings::WIDEST, context);
    }
    if let Some(f) = v.as_float() {
        signals::note(cx, context, flag::FLOAT_OPERATION)?;
        return float_num(cx, f);
    }
    let got = cx.type_name(v);
    raise!(cx, TypeError, "conversion from {got} to Decimal is not supported")
}

fn float_num(cx: &mut Ctx, f: f64) -> PyResult<Num> {
    from_float(f).map_err(|NoRoom| cx.raise_memory())
}

/// `Context.create_decimal(num)`.
pub fn create(cx: &mut Ctx, context: Gc<DecimalContextObj>, v: Value) -> PyResult<Value> {
    let s = context.settings();
    if let Some(text) = v.cast::<StrObj>() {
        let n = from_text(cx, text, false, &s, context)?;
        return cx.decimal(&n);
    }
    if let Some(d) = v.cast::<DecimalObj>() {
        let n = d.num();
        // A payload that does not fit is an error here, not cut.
        if n.is_nan() && n.coeff.digits() > s.prec - i64::from(s.clamp) && !n.coeff.is_zero() {
            signals::note(cx, context, flag::CONVERSION_SYNTAX)?;
            return cx.decimal(&Num::nan());
        }
        return finished(cx, context, n, d.size());
    }
    if let Some((n, size)) = int_operand(v) {
        return finished(cx, context, n, size);
    }
    if let Some(items) = sequence(v) {
        let n = from_parts(cx, &items, &s, context)?;
        return cx.decimal(&n);
    }
    if let Some(f) = v.as_float() {
        signals::note(cx, context, flag::FLOAT_OPERATION)?;
        let n = float_num(cx, f)?;
        return finished(cx, context, n, 1000);
    }
    let got = cx.type_name(v);
    raise!(cx, TypeError, "conversion from {got} to Decimal is not supported")
}

fn finished(cx: &mut Ctx, context: Gc<DecimalContextObj>, n: Num, size: u64) -> PyResult<Value> {
    cx.decimal_op(context, size, move |s, st| n.finish(s, st))
}

/// `Context.create_decimal_from_float(f)`.
pub fn create_from_float(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    v: Value,
) -> PyResult<Value> {
    let n = int_or_float(cx, v)?;
    finished(cx, context, n, 1000)
}

fn int_or_float(cx: &mut Ctx, v: Value) -> PyResult<Num> {
    if let Some((n, _)) = int_operand(v) {
        return Ok(n);
    }
    match v.as_float() {
        Some(f) => float_num(cx, f),
        None => raise!(cx, TypeError, "argument must be int or float"),
    }
}

/// `Decimal.from_float(f)`.
pub fn class_from_float(cx: &mut Ctx, cls: Value, v: Value) -> PyResult<Value> {
    let n = int_or_float(cx, v)?;
    of_class(cx, cls, &n)
}

/// `Decimal.from_number(number)`.
pub fn class_from_number(cx: &mut Ctx, cls: Value, v: Value) -> PyResult<Value> {
    let n = match (v.cast::<DecimalObj>(), v.as_float(), int_operand(v)) {
        (Some(d), ..) => {
            let exact = cx.ty(ty::DECIMAL);
            if is_exact(cx, v) && cls.is(exact.into()) {
                return Ok(v);
            }
            d.num()
        }
        (_, Some(f), _) => {
            let context = current(cx)?;
            signals::note(cx, context, flag::FLOAT_OPERATION)?;
            float_num(cx, f)?
        }
        (_, _, Some((n, _))) => n,
        _ => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "conversion from {got} to Decimal is not supported")
        }
    };
    of_class(cx, cls, &n)
}

/// What a class makes of a number: a subclass is called with it.
fn of_class(cx: &mut Ctx, cls: Value, n: &Num) -> PyResult<Value> {
    let made = cx.decimal(n)?;
    let exact = cx.ty(ty::DECIMAL);
    if cls.is(exact.into()) { Ok(made) } else { cx.call(cls, &[made]) }
}

/// The number that a text is. Exact texts may have underscores and spaces around them, and what
/// cannot be exact is invalid.
fn from_text(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    is_exact: bool,
    s: &Settings,
    context: Gc<DecimalContextObj>,
) -> PyResult<Num> {
    let is_plain = |ascii: &&str| !ascii.bytes().any(|b| b == b'_' || b <= b' ');
    let ascii = match text.as_ascii().filter(is_plain) {
        Some(ascii) if ascii.len() < 1000 => {
            let mut st = 0;
            let n = parse(ascii, s, &mut st).map_err(|NoRoom| cx.raise_memory())?;
            return noted(cx, n, st, is_exact, context);
        }
        Some(ascii) => ascii.to_owned(),
        None => simplified(&text, is_exact),
    };
    parsed(cx, ascii, is_exact, s, context)
}

fn parsed(
    cx: &mut Ctx,
    text: String,
    is_exact: bool,
    s: &Settings,
    context: Gc<DecimalContextObj>,
) -> PyResult<Num> {
    let s = *s;
    let (n, st) = cx.decimal_work(text.len() as u64, move || {
        let mut st = 0;
        let n: Made = parse(&text, &s, &mut st);
        Ok((n?, st))
    })?;
    noted(cx, n, st, is_exact, context)
}

/// A parsed number after its conditions were noted.
fn noted(
    cx: &mut Ctx,
    n: Num,
    mut st: Status,
    is_exact: bool,
    context: Gc<DecimalContextObj>,
) -> PyResult<Num> {
    if is_exact {
        return if st == 0 { Ok(n) } else { exactly(cx, n, st, context) };
    }
    if st & flag::INVALID != 0 {
        st &= flag::ERRORS;
    }
    signals::note(cx, context, st)?;
    Ok(n)
}

/// A number that must not have been rounded.
fn exactly(cx: &mut Ctx, n: Num, mut st: Status, context: Gc<DecimalContextObj>) -> PyResult<Num> {
    let mut n = n;
    if st & (flag::INEXACT | flag::ROUNDED | flag::CLAMPED) != 0 {
        n = Num::nan();
        st |= flag::INVALID_OPERATION;
    }
    signals::note(cx, context, st & flag::ERRORS)?;
    Ok(n)
}

/// The text in ASCII: digits of all scripts as digits; without spaces around it and underscores, if that
/// is allowed.
fn simplified(text: &StrObj, is_exact: bool) -> String {
    let translate = |c: u32| match c {
        0..128 => c as u8 as char,
        _ if is_space(c) => ' ',
        _ => crate::types::int::parse::decimal_digit(c).map_or('?', |d| char::from(b'0' + d)),
    };
    let all: String = text.code_points().map(translate).collect();
    if !is_exact {
        return all;
    }
    let space = |c: char| is_space(u32::from(c));
    all.trim_matches(space).chars().filter(|&c| c != '_').collect()
}

fn is_space(c: u32) -> bool {
    matches!(
        c,
        9..=13 | 0x1c..=0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000
    )
}

/// The items of a tuple or list.
fn sequence(v: Value) -> Option<Vec<Option<Value>>> {
    if let Some(t) = v.cast::<TupleObj>() {
        return Some((0..t.len()).map(|i| t.get(i)).collect());
    }
    let list = v.cast::<ListObj>()?;
    Some((0..list.len()).map(|i| list.get(i)).collect())
}

/// The number of `(sign, digits, exponent)`: no code of programs runs meanwhile, so that the items stay
/// alive in their sequence.
fn from_parts(
    cx: &mut Ctx,
    items: &[Option<Value>],
    s: &Settings,
    context: Gc<DecimalContextObj>,
) -> PyResult<Num> {
    let &[Some(sign), Some(digits), Some(exponent)] = items else {
        raise!(cx, ValueError, "argument must be a sequence of length 3")
    };
    let negative = match sign.as_i64() {
        Some(n @ 0..=1) => n == 1,
        _ => raise!(cx, ValueError, "sign must be an integer with the value 0 or 1"),
    };
    let (prefix, exp) = match exponent.cast::<StrObj>() {
        Some(letter) if letter.eq_str("F") => ("Inf", None),
        Some(letter) if letter.eq_str("n") => ("NaN", None),
        Some(letter) if letter.eq_str("N") => ("sNaN", None),
        Some(_) => {
            raise!(cx, ValueError, "string argument in the third position must be 'F', 'n' or 'N'")
        }
        None if !exponent.is_int() => raise!(cx, ValueError, "exponent must be an integer"),
        None => ("", Some(super::operands::expect_ssize(cx, exponent)?)),
    };
    let mut text = String::from(if negative { "-" } else { "" });
    text.push_str(prefix);
    let Some(digits) = sequence(digits) else {
        raise!(cx, ValueError, "coefficient must be a tuple of digits")
    };
    if digits.is_empty() && exp.is_some() {
        text.push('0');
    }
    for digit in digits {
        match digit.and_then(Value::as_i64) {
            Some(d @ 0..=9) if prefix != "Inf" => text.push(char::from(b'0' + d as u8)),
            Some(0..=9) => {}
            _ => raise!(cx, ValueError, "coefficient must be a tuple of digits"),
        }
    }
    if let Some(exp) = exp {
        text.push_str(&format!("E{exp}"));
    }
    let is_exact = s.prec == Settings::WIDEST.prec;
    parsed(cx, text, is_exact, s, context)
}
