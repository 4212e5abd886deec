//! The methods and attributes of `int`.

use super::view::IntView;
use super::{arith, bytes, format, pow};
use crate::ctx::{Ctx, PyResult};
use crate::object::native::NativeCode::{Fast, FastKw, NoArgs, O};
use crate::object::native::{GetSetDef, MethodDef};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The methods.
pub static METHODS: &[MethodDef] = &[
    MethodDef::new("conjugate", NoArgs(arith::exact))
        .sig("($self, /)")
        .doc("Returns self, the complex conjugate of any int."),
    MethodDef::new("bit_length", NoArgs(bit_length))
        .sig("($self, /)")
        .doc("Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6"),
    MethodDef::new("bit_count", NoArgs(bit_count)).sig("($self, /)").doc(
        "Number of ones in the binary representation of the absolute value of self.\n\nAlso known as the population count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3",
    ),
    MethodDef::new("to_bytes", FastKw(bytes::to_bytes))
        .sig("($self, /, length=1, byteorder='big', *, signed=False)")
        .doc("Return an array of bytes representing an integer."),
    MethodDef::class("from_bytes", FastKw(bytes::from_bytes))
        .sig("($type, /, bytes, byteorder='big', *, signed=False)")
        .doc("Return the integer represented by the given array of bytes."),
    MethodDef::new("as_integer_ratio", NoArgs(as_integer_ratio))
        .sig("($self, /)")
        .doc("Return a pair of integers, whose ratio is equal to the original int.\n\nThe ratio is in lowest terms and has a positive denominator."),
    MethodDef::new("__trunc__", NoArgs(arith::exact)).sig("($self, /)").doc("Truncating an Integral returns itself."),
    MethodDef::new("__floor__", NoArgs(arith::exact)).sig("($self, /)").doc("Flooring an Integral returns itself."),
    MethodDef::new("__ceil__", NoArgs(arith::exact)).sig("($self, /)").doc("Ceiling of an Integral returns itself."),
    MethodDef::new("__round__", Fast(round))
        .sig("($self, ndigits=None, /)")
        .doc("Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer."),
    MethodDef::new("__getnewargs__", NoArgs(getnewargs)).sig("($self, /)"),
    MethodDef::new("__format__", O(dunder_format))
        .sig("($self, format_spec, /)")
        .doc("Convert to a string according to format_spec."),
    MethodDef::new("__sizeof__", NoArgs(sizeof)).sig("($self, /)").doc("Returns size in memory, in bytes."),
    MethodDef::new("is_integer", NoArgs(|_, _| Ok(Value::TRUE)))
        .sig("($self, /)")
        .doc("Returns True. Exists for duck type compatibility with float.is_integer."),
];

/// The attributes.
pub static GETSET: &[GetSetDef] = &[
    GetSetDef::readonly("real", arith::exact),
    GetSetDef::readonly("imag", |_, _| Ok(Value::small(0))),
    GetSetDef::readonly("numerator", arith::exact),
    GetSetDef::readonly("denominator", |_, _| Ok(Value::small(1))),
];

fn receiver(v: Value) -> IntView {
    IntView::of(v).expect("the receiver of an int method is an int")
}

fn bit_length(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.int_u64(receiver(v).bit_length())
}

fn bit_count(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ones = receiver(v).limbs().iter().map(|l| l.count_ones() as u64).sum();
    cx.int_u64(ones)
}

fn as_integer_ratio(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let numerator = arith::exact(cx, v)?;
    Ok(cx.tuple(&[numerator, Value::small(1)])?.into())
}

fn round(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    crate::object::args::check_positional(cx, "__round__", args.len(), 0, 1)?;
    match args.first() {
        Some(&digits) if !digits.is_none() => {
            let digits = cx.index(digits)?;
            let digits = IntView::of(digits).expect("an index is an int");
            pow::round_to_ten(cx, v, &digits)
        }
        _ => arith::exact(cx, v),
    }
}

fn getnewargs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let plain = arith::exact(cx, v)?;
    Ok(cx.tuple(&[plain])?.into())
}

fn dunder_format(cx: &mut Ctx, v: Value, spec: Value) -> PyResult<Value> {
    let Some(spec) = spec.cast::<StrObj>() else {
        let name = cx.type_name(spec);
        raise!(cx, TypeError, "__format__() argument must be str, not {name}");
    };
    Ok(format::format(cx, v, spec)?.into())
}

fn sizeof(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    // CPython's size: 24 bytes and 4 for each 30 bits, at least one.
    let digits = receiver(v).bit_length().div_ceil(30).max(1);
    cx.int_u64(24 + 4 * digits)
}
