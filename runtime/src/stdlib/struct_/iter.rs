//! The iterator of `iter_unpack`.
#![deny(unsafe_code)]

use super::{error, parsed, values_of};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::types::bytes::BytesObj;
use crate::value::Value;

crate::heap_object! {
    /// What `struct.iter_unpack` returns.
    pub struct UnpackIterObj: UNPACK_ITER {
        /// The format.
        traced format: Gc<BytesObj>,
        /// The buffer; absent once exhausted.
        traced buffer: Option<Value>,
        /// Byte offset of the next struct.
        plain at: usize,
        /// Bytes per struct.
        plain size: usize,
    }
}

/// The type.
pub static UNPACK_ITER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
    methods: &[MethodDef::new("__length_hint__", NativeCode::NoArgs(length_hint))],
    ..TypeSpec::EMPTY
};

pub(super) fn iter_unpack(cx: &mut Ctx, format: Gc<BytesObj>, buffer: Value) -> PyResult<Value> {
    let size = parsed(cx, format.as_slice())?.size;
    if size == 0 {
        return Err(error(cx, "cannot iteratively unpack with a struct of length 0"));
    }
    let n = cx.expect_buffer(buffer)?.len();
    if n % size != 0 {
        return Err(error(
            cx,
            &format!("iterative unpacking requires a buffer of a multiple of {size} bytes"),
        ));
    }
    let shape = crate::stdlib::types::UNPACK_ITER.shape();
    Ok(cx.alloc(UnpackIterObj::new(shape, format, Some(buffer), 0, size))?.into())
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let Some(it) = v.cast::<UnpackIterObj>() else { return Ok(None) };
    let Some(buffer) = it.buffer.get() else { return Ok(None) };
    let data = cx.expect_buffer(buffer)?;
    let (from, to) = (it.at.get(), it.at.get() + it.size.get());
    if to > data.len() {
        it.buffer.set(None);
        return Ok(None);
    }
    it.at.set(to);
    let layout = parsed(cx, it.format.get().as_slice())?;
    values_of(cx, &layout, &data[from..to]).map(Some)
}

fn length_hint(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let Some(it) = v.cast::<UnpackIterObj>() else { return Ok(Value::small(0)) };
    let n = match it.buffer.get() {
        Some(buffer) => cx.expect_buffer(buffer)?.len().saturating_sub(it.at.get()) / it.size.get(),
        None => 0,
    };
    Ok(Value::len(n))
}
