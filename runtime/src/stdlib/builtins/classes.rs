//! `isinstance` and `issubclass`; what they mean is `ops/isinstance.rs`.

use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("isinstance", NativeCode::Fast(isinstance))
        .sig("($module, obj, class_or_tuple, /)"),
    MethodDef::new("issubclass", NativeCode::Fast(issubclass))
        .sig("($module, cls, class_or_tuple, /)"),
];

fn isinstance(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "isinstance", args.len(), 2, 2)?;
    Ok(Value::bool(cx.isinstance(args[0], args[1])?))
}

fn issubclass(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "issubclass", args.len(), 2, 2)?;
    Ok(Value::bool(cx.issubclass(args[0], args[1])?))
}
