//! `int(x)`, `int(x, base)` and instances of subclasses.

use super::view::IntView;
use super::{arith, parse};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::Args;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::bytearray::ByteArrayObj;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

/// `int.__new__`.
pub fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let value = match (args.pos, args.kw_len()) {
        ([x], 0) => cx.int_of(*x)?,
        _ => from_arguments(cx, args)?,
    };
    subclass_instance(cx, cls, value)
}

fn from_arguments(cx: &mut Ctx, args: Args<'_>) -> PyResult<Value> {
    let mut base = args.pos.get(1).copied();
    if args.pos.len() > 2 {
        raise!(cx, TypeError, "int expected at most 2 arguments, got {}", args.pos.len());
    }
    for (name, value) in args.keywords() {
        if !name.eq_str("base") {
            raise!(cx, TypeError, "int() got an unexpected keyword argument '{name}'");
        }
        if base.is_some() {
            raise!(cx, TypeError, "argument for int() given by name ('base') and position (2)");
        }
        base = Some(value);
    }
    match (args.pos.first(), base) {
        (None, None) => Ok(Value::small(0)),
        (None, Some(_)) => raise!(cx, TypeError, "int() missing string argument"),
        (Some(&x), None) => cx.int_of(x),
        (Some(&x), Some(base)) => with_base(cx, x, base),
    }
}

fn with_base(cx: &mut Ctx, x: Value, base: Value) -> PyResult<Value> {
    let base = cx.index_clamped(base)?;
    if base != 0 && !(2..=36).contains(&base) {
        raise!(cx, ValueError, "int() base must be >= 2 and <= 36, or 0");
    }
    if let Some(s) = x.cast::<StrObj>() {
        return parse::int_from_text(cx, &parse::to_ascii(&s), base as u32, x);
    }
    if (x.cast::<BytesObj>().is_some() || x.cast::<ByteArrayObj>().is_some())
        && let Some(content) = cx.buffer_bytes(x)?
    {
        let source = cx.bytes(&content)?;
        return parse::int_from_text(cx, source.as_slice(), base as u32, source.into());
    }
    raise!(cx, TypeError, "int() can't convert non-string with explicit base")
}

/// An exact `int` as an instance of `cls`, which is `int` or a subclass.
pub fn subclass_instance(cx: &mut Ctx, cls: Gc<TypeObj>, value: Value) -> PyResult<Value> {
    if cls.ptr_eq(cx.ty(TypeId::INT)) {
        return Ok(value);
    }
    let value = arith::exact(cx, value)?;
    let view = IntView::of(value).expect("the constructor made an int");
    let (shape, extra) = (cx.instance_shape(cls), cx.instance_extra(cls));
    let limbs = view.limbs().to_vec();
    let object = cx.int_object(shape, extra, view.is_negative(), &limbs)?;
    cx.finish_instance(object.into(), cls);
    Ok(object.into())
}
