//! `map`.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::tuple::TupleObj;
use crate::types::zip::{iterators, next_row, strict_of};
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// Python's `map`.
    pub struct MapObj: MAP {
        /// What is called.
        traced func: Value,
        /// Where the arguments come from.
        traced iters: Gc<TupleObj>,
        /// Whether all must end together.
        plain strict: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.",
    signature: "(function, iterable, /, *iterables, strict=False)",
    slots: SlotTable {
        new: Some(new),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new(
            "__setstate__",
            NativeCode::O(|cx, v, state| {
                this!(v, MapObj).strict.set(cx.truth(state)?);
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let strict = strict_of(cx, "map", args)?;
    let Some((&func, rest)) = args.pos.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        raise!(cx, TypeError, "map() must have at least two arguments.")
    };
    let iters = iterators(cx, rest)?;
    Ok(cx.alloc_instance(cls, |shape| MapObj::new(shape, func, iters, strict))?.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, MapObj);
    if let [only] = *it.iters.get().items() {
        return match cx.next(only)? {
            Some(item) => cx.call(it.func.get(), &[item]).map(Some),
            None => Ok(None),
        };
    }
    match next_row(cx, it.iters.get(), it.strict.get(), "map")? {
        Some(row) => cx.call(it.func.get(), &row).map(Some),
        None => Ok(None),
    }
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, MapObj);
    let class = cx.type_of(v);
    let mut args = GcVec::from_slice(cx, &[it.func.get()])?;
    args.extend_from_slice(cx, it.iters.get().items())?;
    let args = cx.tuple(&args)?;
    let parts = [class.into(), args.into(), Value::TRUE];
    Ok(cx.tuple(&parts[..2 + it.strict.get() as usize])?.into())
}
