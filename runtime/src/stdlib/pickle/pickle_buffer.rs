//! `PickleBuffer`: a buffer that may be pickled outside of the stream.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::stdlib::record::RecordObj;
use crate::types::memoryview::{ItemFormat, MemoryViewObj, Window};
use crate::value::Value;
use crate::{raise, this};

/// The type; `a` of a record is the view, absent once released.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Wrapper for potentially out-of-band buffers",
    signature: "(object)",
    slots: SlotTable {
        new: Some(|cx, cls, args| {
            if !args.kw_values.is_empty() {
                raise!(cx, TypeError, "PickleBuffer() takes no keyword arguments");
            }
            let &[object] = args.pos else {
                let n = args.pos.len();
                raise!(cx, TypeError, "PickleBuffer() takes exactly 1 positional argument ({n} given)");
            };
            if !cx.is_bytes_like(object) {
                let name = cx.type_name(object);
                raise!(cx, TypeError, "a bytes-like object is required, not '{name}'");
            }
            let view = cx.view_of(object)?;
            Ok(cx.record(cls, &[view.into()], 0, 0)?.into())
        }),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("raw", NativeCode::NoArgs(raw)).sig("($self, /)").doc(
            "Return a memoryview of the raw memory underlying this buffer.\n\nWill raise BufferError is the buffer isn't contiguous.",
        ),
        MethodDef::new("release", NativeCode::NoArgs(release))
            .sig("($self, /)")
            .doc("Release the underlying buffer exposed by the PickleBuffer object."),
        MethodDef::new(
            "__buffer__",
            NativeCode::O(|cx, v, _| {
                let view = view(cx, v)?;
                Ok(cx.view_of(view.into())?.into())
            }),
        )
        .sig("($self, flags, /)"),
    ],
    ..TypeSpec::EMPTY
};

/// What a buffer that was not released shows.
pub(super) fn view(cx: &mut Ctx, v: Value) -> PyResult<Gc<MemoryViewObj>> {
    match this!(v, RecordObj).a.get().and_then(|view| view.cast()) {
        Some(view) => Ok(view),
        None => raise!(cx, ValueError, "operation forbidden on released PickleBuffer object"),
    }
}

/// All bytes in a row.
fn raw(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let view = view(cx, v)?;
    if !view.is_contiguous() {
        raise!(cx, BufferError, "cannot extract raw buffer from non-contiguous buffer");
    }
    let copy = cx.view_of(view.into())?;
    let Some(base) = copy.base.get() else { return Ok(copy.into()) };
    let window = Window {
        offset: view.offset.get(),
        len: view.byte_len(),
        stride: 1,
        item: ItemFormat::BYTE,
    };
    Ok(cx.memory_view(base, window, view.readonly.get(), None)?.into())
}

fn release(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, RecordObj).a.set(None);
    Ok(Value::NONE)
}
