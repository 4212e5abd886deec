//! What happens at the ends: `startswith`, `removeprefix`, `strip` and kin.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::tuple::TupleObj;
use crate::value::Value;

fn tail_match(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
    test: fn(&[u8], &[u8]) -> bool,
) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 1, 3)?;
    let text = this(cx, self_)?;
    let (from, to) = cx.find_bounds(args.get(1).copied(), args.get(2).copied(), text.len())?;
    let part = text.get(from..to.max(from)).filter(|_| from <= to);
    let Some(affixes) = args[0].cast::<TupleObj>() else {
        return match cx.buffer_bytes(args[0])? {
            Some(affix) => Ok(Value::bool(part.is_some_and(|part| test(part, &affix)))),
            None => {
                let ty = cx.type_name(args[0]);
                raise!(
                    cx,
                    TypeError,
                    "{name} first arg must be bytes or a tuple of bytes, not {ty}"
                )
            }
        };
    };
    for &affix in affixes.items() {
        let affix = cx.expect_buffer(affix)?;
        if part.is_some_and(|part| test(part, &affix)) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

pub(super) fn startswith(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    tail_match(cx, "startswith", self_, args, |text, affix| text.starts_with(affix))
}

pub(super) fn endswith(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    tail_match(cx, "endswith", self_, args, |text, affix| text.ends_with(affix))
}

pub(super) fn removeprefix(cx: &mut Ctx, self_: Value, prefix: Value) -> PyResult<Value> {
    let (text, prefix) = (this(cx, self_)?, cx.expect_buffer(prefix)?);
    match text.strip_prefix(&*prefix) {
        Some(rest) if !prefix.is_empty() => cx.bytes_like(self_, rest),
        _ => cx.same_bytes(self_, &text),
    }
}

pub(super) fn removesuffix(cx: &mut Ctx, self_: Value, suffix: Value) -> PyResult<Value> {
    let (text, suffix) = (this(cx, self_)?, cx.expect_buffer(suffix)?);
    match text.strip_suffix(&*suffix) {
        Some(rest) if !suffix.is_empty() => cx.bytes_like(self_, rest),
        _ => cx.same_bytes(self_, &text),
    }
}

/// White space in the sense of `bytes`.
pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | 0x09..=0x0d)
}

fn strip_ends(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
    left: bool,
    right: bool,
) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 0, 1)?;
    let text = this(cx, self_)?;
    let set = match args.first() {
        Some(&v) if !v.is_none() => Some(cx.expect_buffer(v)?),
        _ => None,
    };
    let drop = |b: u8| match &set {
        Some(set) => set.contains(&b),
        None => is_space(b),
    };
    let (mut from, mut to) = (0, text.len());
    while left && from < to && drop(text[from]) {
        from += 1;
    }
    while right && from < to && drop(text[to - 1]) {
        to -= 1;
    }
    if to - from == text.len() {
        cx.same_bytes(self_, &text)
    } else {
        cx.bytes_like(self_, &text[from..to])
    }
}

pub(super) fn strip(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    strip_ends(cx, "strip", self_, args, true, true)
}

pub(super) fn lstrip(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    strip_ends(cx, "lstrip", self_, args, true, false)
}

pub(super) fn rstrip(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    strip_ends(cx, "rstrip", self_, args, false, true)
}
