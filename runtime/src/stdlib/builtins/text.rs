//! `ascii`, `chr`, `format`, `ord`, `repr`.

use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("ascii", NativeCode::O(|cx, _, v| Ok(cx.ascii(v)?.into())))
        .sig("($module, obj, /)"),
    MethodDef::new("repr", NativeCode::O(|cx, _, v| Ok(cx.repr(v)?.into())))
        .sig("($module, obj, /)"),
    MethodDef::new("chr", NativeCode::O(chr)).sig("($module, i, /)"),
    MethodDef::new("ord", NativeCode::O(ord)).sig("($module, character, /)"),
    MethodDef::new("format", NativeCode::Fast(format)).sig("($module, value, format_spec='', /)"),
];

fn chr(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let n = cx.index(v)?;
    match n.as_i64().and_then(|n| u32::try_from(n).ok()).filter(|&n| n <= 0x10_ffff) {
        Some(point) => Ok(cx.char_str(point)?.into()),
        None => raise!(cx, ValueError, "chr() arg not in range(0x110000)"),
    }
}

fn ord(cx: &mut Ctx, _: Value, v: Value) -> PyResult<Value> {
    let len = if let Some(text) = v.cast::<StrObj>() {
        if text.len() == 1 {
            return Ok(Value::small(text.at(0) as i32));
        }
        text.len()
    } else if let Some(bytes) = v.cast::<BytesObj>() {
        if let [byte] = *bytes.as_slice() {
            return Ok(Value::small(byte as i32));
        }
        bytes.len()
    } else if cx.is_instance_of(v, crate::object::type_id::TypeId::BYTEARRAY) {
        let len = cx.len(v)?;
        if len == 1 {
            return cx.getitem(v, Value::small(0));
        }
        len
    } else {
        let got = cx.type_name(v);
        raise!(cx, TypeError, "ord() expected string of length 1, but {got} found")
    };
    raise!(cx, TypeError, "ord() expected a character, but string of length {len} found")
}

fn format(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "format", args.len(), 1, 2)?;
    let spec = match args.get(1) {
        None => cx.str("")?,
        Some(spec) => match spec.cast::<StrObj>() {
            Some(spec) => spec,
            None => {
                let got = cx.type_name(*spec);
                raise!(cx, TypeError, "format() argument 2 must be str, not {got}")
            }
        },
    };
    Ok(cx.format(args[0], spec)?.into())
}
