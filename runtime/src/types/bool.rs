//! Python's `bool`: two immediates with the arithmetic of `int`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::{BinaryFn, SlotTable};
use crate::object::type_obj::TypeObj;
use crate::types::int;
use crate::value::Value;

/// What `bool` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    signature: "(object=False, /)",
    slots: SlotTable {
        repr: Some(repr),
        new: Some(new),
        and: Some(|cx, a, b| logical(cx, a, b, |x, y| x & y, int::SPEC.slots.and)),
        xor: Some(|cx, a, b| logical(cx, a, b, |x, y| x ^ y, int::SPEC.slots.xor)),
        or: Some(|cx, a, b| logical(cx, a, b, |x, y| x | y, int::SPEC.slots.or)),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let name = cx.intern(if v.is(Value::TRUE) { "True" } else { "False" })?;
    Ok(name.into())
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.check_positional(cx, "bool", 0, 1)?;
    match args.pos.first() {
        Some(&v) => Ok(Value::bool(cx.truth(v)?)),
        None => Ok(Value::FALSE),
    }
}

/// The operation on two bools is a bool; with an int it is `int`'s.
fn logical(
    cx: &mut Ctx,
    a: Value,
    b: Value,
    op: fn(bool, bool) -> bool,
    otherwise: Option<BinaryFn>,
) -> PyResult<Value> {
    match (a.as_bool(), b.as_bool(), otherwise) {
        (Some(x), Some(y), _) => Ok(Value::bool(op(x, y))),
        (_, _, Some(f)) => f(cx, a, b),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}
