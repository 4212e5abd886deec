//! `complex(...)`.

#![forbid(unsafe_code)]

use super::{ComplexObj, Pair, parse};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::int::parse::to_ascii;
use crate::types::str::StrObj;
use crate::value::Value;

/// `complex.__new__`.
pub fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let pair = if let ([v], 0) = (args.pos, args.kw_len()) {
        if v.has_shape(TypeId::COMPLEX.shape()) && cls.ptr_eq(cx.ty(TypeId::COMPLEX)) {
            return Ok(*v);
        }
        from_one(cx, *v)?
    } else {
        const SIG: Signature = Signature::plain("complex", &["real", "imag"], 0);
        let [real, imag] = args.bind(cx, &SIG)?;
        from_parts(cx, real, imag)?
    };
    instance(cx, cls, pair)
}

/// The number as an instance of a class.
pub fn instance(cx: &mut Ctx, cls: Gc<TypeObj>, pair: Pair) -> PyResult<Value> {
    if cls.ptr_eq(cx.ty(TypeId::COMPLEX)) {
        return cx.complex(pair);
    }
    Ok(cx.alloc_instance(cls, |shape| ComplexObj::new(shape, pair))?.into())
}

fn from_one(cx: &mut Ctx, v: Value) -> PyResult<Pair> {
    if let Some(text) = v.cast::<StrObj>() {
        return match parse::parse(&to_ascii(&text)) {
            Some(pair) => Ok(pair),
            None => raise!(cx, ValueError, "complex() arg is a malformed string"),
        };
    }
    match number(cx, v)? {
        Some((pair, _)) => Ok(pair),
        None => {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "complex() argument must be a string or a number, not {name}")
        }
    }
}

/// A number and whether it is complex: `__complex__`, `__float__`, `__index__`.
fn number(cx: &mut Ctx, v: Value) -> PyResult<Option<(Pair, bool)>> {
    if let Some(pair) = v.as_complex() {
        return Ok(Some((pair, true)));
    }
    if v.as_float().is_none()
        && !v.is_int()
        && let Some(method) = cx.lookup_special(v, cx.names.__complex__)?
    {
        let result = cx.call(method, &[])?;
        return match result.as_complex() {
            Some(pair) => Ok(Some((pair, true))),
            None => {
                let name = cx.type_name(result);
                raise!(cx, TypeError, "__complex__ returned non-complex (type {name})")
            }
        };
    }
    Ok(cx.float_by_protocol(v)?.map(|f| ((f, 0.0), false)))
}

fn part(cx: &mut Ctx, v: Option<Value>, name: &str) -> PyResult<(Pair, bool)> {
    let Some(v) = v else { return Ok(((0.0, 0.0), false)) };
    match number(cx, v)? {
        Some(found) => Ok(found),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "complex() argument '{name}' must be a real number, not {ty}")
        }
    }
}

fn from_parts(cx: &mut Ctx, real: Option<Value>, imag: Option<Value>) -> PyResult<Pair> {
    let (r, r_complex) = part(cx, real, "real")?;
    let (i, i_complex) = part(cx, imag, "imag")?;
    let real = if i_complex { r.0 - i.1 } else { r.0 };
    let imag = match (r_complex, imag) {
        (true, Some(_)) => i.0 + r.1,
        (true, None) => r.1,
        (false, _) => i.0,
    };
    Ok((real, imag))
}

/// The complex number that an argument of a native function stands for.
pub fn complex_of(cx: &mut Ctx, v: Value) -> PyResult<Pair> {
    match number(cx, v)? {
        Some((pair, _)) => Ok(pair),
        None => {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "must be real number, not {name}")
        }
    }
}
