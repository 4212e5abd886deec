//! The methods that only `bytearray` has: those that change it, and pickling.
#![forbid(unsafe_code)]

use super::repr::ByteArrayObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::subscript::resolve_index;
use crate::raise;
use crate::types::bytes::bytes_of_ints;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

/// The receiver.
pub(crate) fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<ByteArrayObj>> {
    match v.cast::<ByteArrayObj>() {
        Some(b) => Ok(b),
        None => raise!(cx, TypeError, "a 'bytearray' object is required"),
    }
}

/// An item to store.
pub(crate) fn byte(cx: &mut Ctx, v: Value) -> PyResult<u8> {
    let n = cx.index(v)?;
    match n.as_i64() {
        Some(n @ 0..=255) => Ok(n as u8),
        _ => raise!(cx, ValueError, "byte must be in range(0, 256)"),
    }
}

pub(crate) fn append(cx: &mut Ctx, self_: Value, item: Value) -> PyResult<Value> {
    let (b, item) = (this(cx, self_)?, byte(cx, item)?);
    cx.bytearray_splice(b, b.len(), b.len(), &[item])?;
    Ok(Value::NONE)
}

pub(crate) fn extend(cx: &mut Ctx, self_: Value, items: Value) -> PyResult<Value> {
    let b = this(cx, self_)?;
    if let Some(other) = items.cast() {
        cx.bytearray_append(b, other)?;
        return Ok(Value::NONE);
    }
    let more = match cx.buffer_bytes(items)? {
        Some(view) => {
            cx.bytearray_splice(b, b.len(), b.len(), &view)?;
            return Ok(Value::NONE);
        }
        None if items.cast::<StrObj>().is_some() => {
            raise!(cx, TypeError, "expected iterable of integers; got: 'str'")
        }
        None if !cx.is_iterable(items) => {
            let ty = cx.type_name(items);
            raise!(cx, TypeError, "can't extend bytearray with {ty}");
        }
        None => bytes_of_ints(cx, "bytearray", items)?,
    };
    cx.bytearray_splice(b, b.len(), b.len(), &more)?;
    Ok(Value::NONE)
}

pub(crate) fn insert(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("insert", args.len(), 2, 2)?;
    let (b, at, item) = (this(cx, self_)?, cx.index_i64(args[0])?, byte(cx, args[1])?);
    let n = b.len() as i64;
    let at = if at < 0 { (at + n).max(0) } else { at.min(n) } as usize;
    cx.bytearray_splice(b, at, at, &[item])?;
    Ok(Value::NONE)
}

pub(crate) fn pop(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("pop", args.len(), 0, 1)?;
    let at = match args.first() {
        Some(&v) => cx.index_i64(v)?,
        None => -1,
    };
    let b = this(cx, self_)?;
    if b.is_empty() {
        raise!(cx, IndexError, "pop from empty bytearray");
    }
    let Some(i) = resolve_index(at, b.len()) else {
        raise!(cx, IndexError, "pop index out of range")
    };
    let item = b.get(i).unwrap_or(0);
    cx.bytearray_splice(b, i, i + 1, &[])?;
    Ok(Value::small(item.into()))
}

pub(crate) fn remove(cx: &mut Ctx, self_: Value, item: Value) -> PyResult<Value> {
    let (b, item) = (this(cx, self_)?, byte(cx, item)?);
    let at = b.with_cells(|cells| cells.iter().position(|c| c.get() == item));
    let Some(i) = at else { raise!(cx, ValueError, "value not found in bytearray") };
    cx.bytearray_splice(b, i, i + 1, &[])?;
    Ok(Value::NONE)
}

pub(crate) fn clear(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let b = this(cx, self_)?;
    cx.bytearray_splice(b, 0, b.len(), &[])?;
    Ok(Value::NONE)
}

pub(crate) fn copy(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let content = this(cx, self_)?.to_vec();
    Ok(cx.bytearray(&content)?.into())
}

pub(crate) fn reverse(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    this(cx, self_)?.reverse();
    Ok(Value::NONE)
}

pub(crate) fn resize(cx: &mut Ctx, self_: Value, size: Value) -> PyResult<Value> {
    let n = cx.index_i64(size)?;
    let Ok(n) = usize::try_from(n) else {
        raise!(cx, ValueError, "bytearray.resize(): new size must be >= 0, got {n}")
    };
    let b = this(cx, self_)?;
    cx.bytearray_resize(b, n)?;
    Ok(Value::NONE)
}

pub(crate) fn alloc(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    Ok(Value::len(this(cx, self_)?.len() + 1))
}

fn reduced(cx: &mut Ctx, self_: Value, protocol: i64) -> PyResult<Value> {
    let b = this(cx, self_)?;
    let class = cx.type_of(self_);
    let args = if b.is_empty() {
        cx.tuple(&[])?
    } else if protocol >= 3 {
        let content = cx.bytes(&b.to_vec())?;
        cx.tuple(&[content.into()])?
    } else {
        let mut text = TextBuf::new();
        b.to_vec().iter().for_each(|&byte| text.push(byte.into()));
        let (text, name) = (text.finish(cx)?, cx.str("latin-1")?);
        cx.tuple(&[text.into(), name.into()])?
    };
    let getstate = cx.names.__getstate__;
    let state = cx.call_method(self_, getstate, &[])?;
    Ok(cx.tuple(&[class.into(), args.into(), state])?.into())
}

pub(crate) fn reduce(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    reduced(cx, self_, 2)
}

pub(crate) fn reduce_ex(cx: &mut Ctx, self_: Value, protocol: Value) -> PyResult<Value> {
    let protocol = cx.index_i64(protocol)?;
    reduced(cx, self_, protocol)
}
