//! The methods and attributes of `complex`.

#![forbid(unsafe_code)]

use super::protocol::{exact, value};
use super::{complex_of, format, new};
use crate::ctx::{Ctx, PyResult};
use crate::object::native::NativeCode::{NoArgs, O};
use crate::object::native::{GetSetDef, MethodDef};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The methods.
pub static METHODS: &[MethodDef] = &[
    MethodDef::class("from_number", O(from_number))
        .sig("($type, number, /)")
        .doc("Convert number to a complex floating-point number."),
    MethodDef::new("conjugate", NoArgs(conjugate))
        .sig("($self, /)")
        .doc("Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
    MethodDef::new("__complex__", NoArgs(exact))
        .sig("($self, /)")
        .doc("Convert this value to exact type complex."),
    MethodDef::new("__getnewargs__", NoArgs(getnewargs)).sig("($self, /)"),
    MethodDef::new("__format__", O(dunder_format))
        .sig("($self, format_spec, /)")
        .doc("Convert to a string according to format_spec."),
];

/// The attributes.
pub static GETSET: &[GetSetDef] = &[
    GetSetDef::readonly("real", |cx, v| cx.float(value(v).0)),
    GetSetDef::readonly("imag", |cx, v| cx.float(value(v).1)),
];

fn from_number(cx: &mut Ctx, cls: Value, number: Value) -> PyResult<Value> {
    let is_exact = cls.is(Value::from(cx.ty(TypeId::COMPLEX)));
    if is_exact && number.has_shape(TypeId::COMPLEX.shape()) {
        return Ok(number);
    }
    let pair = complex_of(cx, number)?;
    match cls.cast::<TypeObj>() {
        Some(ty) if is_exact => new::instance(cx, ty, pair),
        _ => {
            let plain = cx.complex(pair)?;
            cx.call(cls, &[plain])
        }
    }
}

fn conjugate(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (re, im) = value(v);
    cx.complex((re, -im))
}

fn getnewargs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (re, im) = value(v);
    let (re, im) = (cx.float(re)?, cx.float(im)?);
    Ok(cx.tuple(&[re, im])?.into())
}

fn dunder_format(cx: &mut Ctx, v: Value, spec: Value) -> PyResult<Value> {
    let Some(spec) = spec.cast::<StrObj>() else {
        let name = cx.type_name(spec);
        raise!(cx, TypeError, "__format__() argument must be str, not {name}");
    };
    Ok(format::format(cx, v, value(v), spec)?.into())
}
