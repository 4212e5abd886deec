//! `None`, `Ellipsis` and `NotImplemented`: values without a heap object.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::value::Value;

fn no_args(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>, v: Value) -> PyResult<Value> {
    if args.is_empty() { Ok(v) } else { raise!(cx, TypeError, "{} takes no arguments", class.name) }
}

/// `NoneType`.
pub static NONE: TypeSpec = TypeSpec {
    doc: "The type of the None singleton.",
    slots: SlotTable {
        new: Some(|cx, class, args| no_args(cx, class, args, Value::NONE)),
        repr: Some(|cx, _| Ok(cx.intern("None")?.into())),
        bool: Some(|_, _| Ok(false)),
        hash: Some(|_, _| Ok(0xfca86420)),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// `ellipsis`.
pub static ELLIPSIS: TypeSpec = TypeSpec {
    doc: "The type of the Ellipsis singleton.",
    slots: SlotTable {
        new: Some(|cx, class, args| no_args(cx, class, args, Value::ELLIPSIS)),
        repr: Some(|cx, _| Ok(cx.intern("Ellipsis")?.into())),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, _| Ok(cx.intern("Ellipsis")?.into())),
    )],
    ..TypeSpec::EMPTY
};

/// `NotImplementedType`.
pub static NOT_IMPLEMENTED: TypeSpec = TypeSpec {
    doc: "The type of the NotImplemented singleton.",
    slots: SlotTable {
        new: Some(|cx, class, args| no_args(cx, class, args, Value::NOT_IMPLEMENTED)),
        repr: Some(|cx, _| Ok(cx.intern("NotImplemented")?.into())),
        bool: Some(|cx, _| {
            raise!(cx, TypeError, "NotImplemented should not be used in a boolean context")
        }),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, _| Ok(cx.intern("NotImplemented")?.into())),
    )],
    ..TypeSpec::EMPTY
};
