//! `encode`, the formatting methods, and the methods behind `pickle` and `sys.getsizeof`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::ops::format;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

pub(super) fn encode(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "encode",
        params: &["encoding", "errors"],
        pos_only: 0,
        pos_max: 2,
        required: 0,
    };
    let text = this(cx, self_)?;
    let [encoding, errors] = args.bind::<2>(cx, &SIGNATURE)?;
    let encoding = match encoding {
        Some(v) => Some(cx.expect_str(v, "encode() argument 'encoding'")?),
        None => None,
    };
    let errors = match errors {
        Some(v) => Some(cx.expect_str(v, "encode() argument 'errors'")?),
        None => None,
    };
    cx.encode_str(text, encoding, errors)
}

pub(super) fn format(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let text = this(cx, self_)?;
    format::format_str(cx, text, format::Fields::Args(args))
}

pub(super) fn format_map(cx: &mut Ctx, self_: Value, mapping: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    format::format_str(cx, text, format::Fields::Mapping(mapping))
}

pub(super) fn dunder_format(cx: &mut Ctx, self_: Value, spec: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let Some(spec) = spec.cast::<StrObj>() else {
        let ty = cx.type_name(spec);
        raise!(cx, TypeError, "__format__() argument must be str, not {ty}");
    };
    Ok(format::format_text(cx, text, spec)?.into())
}

pub(super) fn getnewargs(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let copy = cx.str_small(text.units())?;
    Ok(cx.tuple(&[copy.into()])?.into())
}

/// What the object takes on Taipan's heap.
pub(super) fn sizeof(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::len(size_of::<StrObj>() + text.raw_bytes().len()))
}
