//! The methods and attributes of `float`.

#![forbid(unsafe_code)]

use super::protocol::{exact, value};
use super::{format, hex, round};
use crate::ctx::{Ctx, PyResult};
use crate::object::native::NativeCode::{Fast, NoArgs, O};
use crate::object::native::{GetSetDef, MethodDef};
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::int::parse::to_ascii;
use crate::types::int::to_float::{decompose, truncate};
use crate::types::int::view::IntView;
use crate::types::str::StrObj;
use crate::value::Value;

/// The methods.
pub static METHODS: &[MethodDef] = &[
    MethodDef::class("from_number", O(from_number))
        .sig("($type, number, /)")
        .doc("Convert real number to a floating-point number."),
    MethodDef::new("conjugate", NoArgs(exact))
        .sig("($self, /)")
        .doc("Return self, the complex conjugate of any float."),
    MethodDef::new("__trunc__", NoArgs(|cx, v| truncate(cx, value(v))))
        .sig("($self, /)")
        .doc("Return the Integral closest to x between 0 and x."),
    MethodDef::new("__floor__", NoArgs(|cx, v| truncate(cx, value(v).floor())))
        .sig("($self, /)")
        .doc("Return the floor as an Integral."),
    MethodDef::new("__ceil__", NoArgs(|cx, v| truncate(cx, value(v).ceil())))
        .sig("($self, /)")
        .doc("Return the ceiling as an Integral."),
    MethodDef::new("__round__", Fast(dunder_round))
        .sig("($self, ndigits=None, /)")
        .doc("Return the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, work like built-in round(x, ndigits)."),
    MethodDef::new("as_integer_ratio", NoArgs(as_integer_ratio))
        .sig("($self, /)")
        .doc("Return a pair of integers, whose ratio is exactly equal to the original float.\n\nThe ratio is in lowest terms and has a positive denominator.  Raise\nOverflowError on infinities and a ValueError on NaNs."),
    MethodDef::class("fromhex", O(fromhex))
        .sig("($type, string, /)")
        .doc("Create a floating-point number from a hexadecimal string."),
    MethodDef::new("hex", NoArgs(dunder_hex))
        .sig("($self, /)")
        .doc("Return a hexadecimal representation of a floating-point number."),
    MethodDef::new("is_integer", NoArgs(is_integer)).sig("($self, /)").doc("Return True if the float is an integer."),
    MethodDef::new("__getnewargs__", NoArgs(getnewargs)).sig("($self, /)"),
    MethodDef::class("__getformat__", O(getformat))
        .sig("($type, typestr, /)")
        .doc("You probably don't want to use this function."),
    MethodDef::new("__format__", O(dunder_format))
        .sig("($self, format_spec, /)")
        .doc("Formats the float according to format_spec."),
];

/// The attributes.
pub static GETSET: &[GetSetDef] =
    &[GetSetDef::readonly("real", exact), GetSetDef::readonly("imag", |cx, _| cx.float(0.0))];

/// The float as an instance of the class a class method was called on.
fn instance(cx: &mut Ctx, cls: Value, f: f64) -> PyResult<Value> {
    let f = cx.float(f)?;
    if cls.is(Value::from(cx.ty(TypeId::FLOAT))) { Ok(f) } else { cx.call(cls, &[f]) }
}

fn from_number(cx: &mut Ctx, cls: Value, number: Value) -> PyResult<Value> {
    if number.as_float_exact().is_some() && cls.is(Value::from(cx.ty(TypeId::FLOAT))) {
        return Ok(number);
    }
    let f = cx.to_f64(number)?;
    instance(cx, cls, f)
}

fn dunder_round(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    crate::object::args::check_positional(cx, "__round__", args.len(), 0, 1)?;
    let f = value(v);
    let digits = match args.first() {
        Some(&digits) if !digits.is_none() => cx.index_clamped(digits)?,
        _ => return truncate(cx, round::to_whole(f)),
    };
    if !f.is_finite() || f == 0.0 {
        return cx.float(f);
    }
    let rounded = round::to_digits(f, digits);
    if rounded.is_infinite() {
        raise!(cx, OverflowError, "rounded value too large to represent");
    }
    cx.float(rounded)
}

fn as_integer_ratio(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = value(v);
    if f.is_nan() {
        raise!(cx, ValueError, "cannot convert NaN to integer ratio");
    }
    if f.is_infinite() {
        raise!(cx, OverflowError, "cannot convert Infinity to integer ratio");
    }
    if f == f.trunc() {
        let numerator = truncate(cx, f)?;
        return Ok(cx.tuple(&[numerator, Value::small(1)])?.into());
    }
    let (mantissa, exp) = decompose(f.abs());
    let zeros = mantissa.trailing_zeros();
    let numerator = cx.int_from_limbs(f < 0.0, &[mantissa >> zeros])?;
    let bits = exp.unsigned_abs() - zeros as u64;
    let denominator = crate::types::int::bits::shl_bits(cx, &IntView::small(1), bits)?;
    Ok(cx.tuple(&[numerator, denominator])?.into())
}

fn fromhex(cx: &mut Ctx, cls: Value, text: Value) -> PyResult<Value> {
    let Some(text) = text.cast::<StrObj>() else {
        raise!(cx, TypeError, "bad argument type for built-in operation");
    };
    match hex::from_hex(&to_ascii(&text)) {
        Ok(f) => instance(cx, cls, f),
        Err(hex::HexFault::Invalid) => {
            raise!(cx, ValueError, "invalid hexadecimal floating-point string")
        }
        Err(hex::HexFault::Overflow) => {
            raise!(cx, OverflowError, "hexadecimal value too large to represent as a float")
        }
    }
}

fn dunder_hex(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.str(&hex::to_hex(value(v)))?.into())
}

fn is_integer(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let f = value(v);
    Ok(Value::bool(f.is_finite() && f == f.floor()))
}

fn getnewargs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let plain = exact(cx, v)?;
    Ok(cx.tuple(&[plain])?.into())
}

fn getformat(cx: &mut Ctx, _: Value, kind: Value) -> PyResult<Value> {
    let Some(text) = kind.cast::<StrObj>() else {
        let name = cx.type_name(kind);
        raise!(cx, TypeError, "__getformat__() argument must be str, not {name}");
    };
    if !text.eq_str("double") && !text.eq_str("float") {
        raise!(cx, ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
    }
    let order =
        if cfg!(target_endian = "little") { "IEEE, little-endian" } else { "IEEE, big-endian" };
    Ok(cx.str(order)?.into())
}

fn dunder_format(cx: &mut Ctx, v: Value, spec: Value) -> PyResult<Value> {
    let Some(spec) = spec.cast::<StrObj>() else {
        let name = cx.type_name(spec);
        raise!(cx, TypeError, "__format__() argument must be str, not {name}");
    };
    Ok(format::format(cx, v, value(v), spec)?.into())
}
