//! `filter`.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::value::Value;
use crate::{heap_object, this};

heap_object! {
    /// Python's `filter`.
    pub struct FilterObj: FILTER {
        /// The test, or `None` for truth.
        traced func: Value,
        /// Where the items come from.
        traced iter: Value,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    signature: "(function, iterable, /)",
    slots: SlotTable {
        new: Some(new),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords_to_new(cx, cls, TypeId::FILTER, "filter")?;
    check_positional(cx, "filter", args.pos.len(), 2, 2)?;
    let iter = cx.iter(args.pos[1])?;
    Ok(cx.alloc_instance(cls, |shape| FilterObj::new(shape, args.pos[0], iter))?.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, FilterObj);
    let func = it.func.get();
    let by_truth = func.is_none() || func.is(cx.ty(TypeId::BOOL).into());
    while let Some(item) = cx.next(it.iter.get())? {
        let verdict = if by_truth { item } else { cx.call(func, &[item])? };
        if cx.truth(verdict)? {
            return Ok(Some(item));
        }
        cx.poll()?;
    }
    Ok(None)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, FilterObj);
    let class = cx.type_of(v);
    let args = cx.tuple(&[it.func.get(), it.iter.get()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
