//! `struct.Struct`: a format, laid out once.
#![deny(unsafe_code)]

use super::{iter, layout_of, pack, pack_into, parsed, unpack, unpack_from};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

crate::heap_object! {
    /// `struct.Struct`.
    pub struct StructObj: STRUCT {
        /// The format; absent until `__init__` ran.
        traced format: Option<Gc<BytesObj>>,
        /// Bytes of a packed struct.
        plain size: usize,
    }
}

/// The type.
pub static STRUCT_SPEC: TypeSpec = TypeSpec {
    doc: "Struct(fmt) --> compiled struct object",
    slots: SlotTable { new: Some(new), init: Some(init), repr: Some(repr), ..SlotTable::EMPTY },
    methods: &[
        MethodDef::new(
            "pack",
            NativeCode::Fast(|cx, s, args| {
                let format = format_of(cx, s)?;
                let layout = parsed(cx, format.as_slice())?;
                pack(cx, &layout, "pack", args)
            }),
        ),
        MethodDef::new(
            "pack_into",
            NativeCode::Fast(|cx, s, args| {
                let format = format_of(cx, s)?;
                let layout = parsed(cx, format.as_slice())?;
                pack_into(cx, &layout, args)
            }),
        ),
        MethodDef::new(
            "unpack",
            NativeCode::O(|cx, s, data| {
                let format = format_of(cx, s)?;
                let layout = parsed(cx, format.as_slice())?;
                unpack(cx, &layout, data)
            }),
        ),
        MethodDef::new(
            "unpack_from",
            NativeCode::FastKw(|cx, s, args| {
                let format = format_of(cx, s)?;
                let layout = parsed(cx, format.as_slice())?;
                unpack_from(cx, &layout, args)
            }),
        ),
        MethodDef::new(
            "iter_unpack",
            NativeCode::O(|cx, s, data| {
                let format = format_of(cx, s)?;
                iter::iter_unpack(cx, format, data)
            }),
        ),
    ],
    getset: &[
        GetSetDef::readonly("format", |cx, s| {
            let format = format_of(cx, s)?;
            Ok(super::format_text(cx, format.as_slice())?.into())
        }),
        GetSetDef::readonly("size", |cx, s| {
            format_of(cx, s)?;
            Ok(Value::len(s.cast::<StructObj>().map_or(0, |s| s.size.get())))
        }),
    ],
    ..TypeSpec::EMPTY
};

fn format_of(cx: &mut Ctx, v: Value) -> PyResult<Gc<BytesObj>> {
    match v.cast::<StructObj>().and_then(|s| s.format.get()) {
        Some(format) => Ok(format),
        None => raise!(cx, RuntimeError, "Struct object is not initialized"),
    }
}

/// A format given as text or bytes.
pub(super) fn format_bytes(cx: &mut Ctx, format: Value) -> PyResult<Gc<BytesObj>> {
    if let Some(b) = format.cast::<BytesObj>() {
        return Ok(b);
    }
    match format.cast::<StrObj>() {
        Some(s) => match s.as_ascii() {
            Some(text) => cx.bytes(text.as_bytes()),
            None => raise!(cx, UnicodeError, "'ascii' codec can't encode the struct format"),
        },
        None => {
            let ty = cx.type_name(format);
            raise!(cx, TypeError, "Struct() argument 1 must be a str or bytes object, not {ty}")
        }
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.alloc_instance(cls, |shape| StructObj::new(shape, None, 0))?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature =
        Signature { name: "Struct", params: &["format"], pos_only: 0, pos_max: 1, required: 1 };
    let [format] = args.bind::<1>(cx, &SIGNATURE)?;
    let format = format.unwrap_or(Value::NONE);
    let layout = layout_of(cx, format)?;
    let format = format_bytes(cx, format)?;
    if let Some(s) = v.cast::<StructObj>() {
        s.format.set(Some(format));
        s.size.set(layout.size);
    }
    Ok(())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let format = format_of(cx, v)?;
    let text = super::format_text(cx, format.as_slice())?;
    let shown = cx.repr(text.into())?;
    let name = cx.type_of(v).name_str();
    Ok(cx.str(&format!("{name}({shown})"))?.into())
}
