//! The methods of `tuple`.

#![forbid(unsafe_code)]

use super::TupleObj;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::value::Value;
use crate::{raise, this};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::new("index", NativeCode::Fast(index))
        .sig("($self, value, start=0, stop=sys.maxsize, /)"),
    MethodDef::new("count", NativeCode::O(count)).sig("($self, value, /)"),
    MethodDef::new("__getnewargs__", NativeCode::NoArgs(getnewargs)),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(|cx, cls, item| cx.generic_alias(cls, item)),
    ),
];

fn index(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "index", args.len(), 1, 3)?;
    let tuple = this!(v, TupleObj);
    let (start, stop) = cx.search_bounds(args, tuple.len())?;
    for i in start..stop.min(tuple.len()) {
        if cx.eq(tuple.items()[i], args[0])? {
            return Ok(Value::len(i));
        }
    }
    raise!(cx, ValueError, "tuple.index(x): x not in tuple")
}

fn count(cx: &mut Ctx, v: Value, wanted: Value) -> PyResult<Value> {
    let tuple = this!(v, TupleObj);
    let mut n = 0;
    for &item in tuple.items() {
        n += cx.eq(item, wanted)? as usize;
    }
    Ok(Value::len(n))
}

fn getnewargs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let plain = cx.tuple(this!(v, TupleObj).items())?;
    Ok(cx.tuple(&[plain.into()])?.into())
}
