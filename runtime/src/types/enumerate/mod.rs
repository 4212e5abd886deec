//! `enumerate`.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::value::Value;
use crate::{heap_object, this};

heap_object! {
    /// Python's `enumerate`.
    pub struct EnumerateObj: ENUMERATE {
        /// The iterator behind it.
        traced iter: Value,
        /// The next number, of any size.
        traced count: Value,
    }
}

/// Byte offset of the iterator behind.
pub const ITER_OFFSET: usize = std::mem::offset_of!(EnumerateObj, iter);
/// Byte offset of the next number.
pub const COUNT_OFFSET: usize = std::mem::offset_of!(EnumerateObj, count);

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Return an enumerate object.",
    signature: "(iterable, start=0)",
    slots: SlotTable {
        new: Some(new),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(|cx, cls, item| cx.generic_alias(cls, item)),
        ),
    ],
    ..TypeSpec::EMPTY
};

const SIGNATURE: Signature = Signature::plain("enumerate", &["iterable", "start"], 1);

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let [iterable, start] = args.bind(cx, &SIGNATURE)?;
    let count = match start {
        Some(start) => cx.index(start)?,
        None => Value::small(0),
    };
    let iter = cx.iter(iterable.unwrap_or(Value::NONE))?;
    Ok(cx.alloc_instance(cls, |shape| EnumerateObj::new(shape, iter, count))?.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, EnumerateObj);
    let Some(item) = cx.next(it.iter.get())? else { return Ok(None) };
    let count = it.count.get();
    let after = match count.as_small().and_then(|n| Value::try_small(n + 1)) {
        Some(n) => n,
        None => cx.add(count, Value::small(1))?,
    };
    it.count.set(after);
    Ok(Some(cx.tuple(&[count, item])?.into()))
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, EnumerateObj);
    let class = cx.type_of(v);
    let args = cx.tuple(&[it.iter.get(), it.count.get()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
