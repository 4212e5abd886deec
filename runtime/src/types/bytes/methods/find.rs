//! `find`, `rfind`, `index`, `rindex`, `count`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::str::Units;
use crate::types::str::search::Needle;
use crate::value::Value;

/// What is looked for: bytes, or one byte given as an int.
fn wanted(cx: &mut Ctx, v: Value) -> PyResult<ByteView> {
    if let Some(view) = cx.buffer_bytes(v)? {
        return Ok(view);
    }
    if cx.type_of(v).slots.index.get().is_none() {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "argument should be integer or bytes-like object, not '{ty}'");
    }
    let n = cx.index(v)?;
    match n.as_i64() {
        Some(n @ 0..=255) => Ok(ByteView::Copy(vec![n as u8])),
        _ => raise!(cx, ValueError, "byte must be in range(0, 256)"),
    }
}

/// The part to search, where it begins, and what is looked for.
fn query(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
) -> PyResult<(Vec<u8>, usize, ByteView, bool)> {
    cx.check_arity(name, args.len(), 1, 3)?;
    let text = this(cx, self_)?;
    let sub = wanted(cx, args[0])?;
    let (from, to) = cx.find_bounds(args.get(1).copied(), args.get(2).copied(), text.len())?;
    if from > to {
        return Ok((Vec::new(), 0, sub, false));
    }
    Ok((text[from..to].to_vec(), from, sub, true))
}

fn position(at: Option<usize>) -> Value {
    at.map_or(Value::small(-1), Value::len)
}

fn first(cx: &mut Ctx, name: &str, self_: Value, args: &[Value]) -> PyResult<Option<usize>> {
    let (part, from, sub, possible) = query(cx, name, self_, args)?;
    let at = if possible { Needle::bytes(&sub).find(Units::One(&part)) } else { None };
    Ok(at.map(|i| i + from))
}

fn last(cx: &mut Ctx, name: &str, self_: Value, args: &[Value]) -> PyResult<Option<usize>> {
    let (part, from, sub, possible) = query(cx, name, self_, args)?;
    let at = if possible { Needle::bytes(&sub).rfind(Units::One(&part)) } else { None };
    Ok(at.map(|i| i + from))
}

pub(super) fn find(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    Ok(position(first(cx, "find", self_, args)?))
}

pub(super) fn rfind(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    Ok(position(last(cx, "rfind", self_, args)?))
}

pub(super) fn index(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    match first(cx, "index", self_, args)? {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "subsection not found"),
    }
}

pub(super) fn rindex(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    match last(cx, "rindex", self_, args)? {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "subsection not found"),
    }
}

pub(super) fn count(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let (part, _, sub, possible) = query(cx, "count", self_, args)?;
    Ok(Value::len(if possible { Needle::bytes(&sub).count(Units::One(&part)) } else { 0 }))
}
