//! What happens at the ends of a text: `startswith`, `removeprefix`, `strip` and kin.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::str::search::{ends_with, starts_with};
use crate::types::str::{StrObj, Units, chars};
use crate::types::tuple::TupleObj;
use crate::value::Value;

fn tail_match(
    cx: &mut Ctx,
    name: &str,
    self_: Value,
    args: &[Value],
    test: fn(Units<'_>, Units<'_>) -> bool,
) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 1, 3)?;
    let text = this(cx, self_)?;
    let (from, to) = cx.find_bounds(args.get(1).copied(), args.get(2).copied(), text.len())?;
    let part = (from <= to).then(|| text.units().range(from, to));
    let matches = |affix: Gc<StrObj>| part.is_some_and(|part| test(part, affix.units()));
    if let Some(affix) = args[0].cast::<StrObj>() {
        return Ok(Value::bool(matches(affix)));
    }
    let Some(affixes) = args[0].cast::<TupleObj>() else {
        let ty = cx.type_name(args[0]);
        raise!(cx, TypeError, "{name} first arg must be str or a tuple of str, not {ty}");
    };
    for &affix in affixes.items() {
        let Some(affix) = affix.cast::<StrObj>() else {
            let ty = cx.type_name(affix);
            raise!(cx, TypeError, "tuple for {name} must only contain str, not {ty}");
        };
        if matches(affix) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

pub(super) fn startswith(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    tail_match(cx, "startswith", self_, args, starts_with)
}

pub(super) fn endswith(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    tail_match(cx, "endswith", self_, args, ends_with)
}

pub(super) fn removeprefix(cx: &mut Ctx, self_: Value, prefix: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let prefix = cx.expect_str(prefix, "removeprefix() argument")?;
    let from = if starts_with(text.units(), prefix.units()) { prefix.len() } else { 0 };
    Ok(cx.substr(text, from, text.len())?.into())
}

pub(super) fn removesuffix(cx: &mut Ctx, self_: Value, suffix: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let suffix = cx.expect_str(suffix, "removesuffix() argument")?;
    let cut = if ends_with(text.units(), suffix.units()) { suffix.len() } else { 0 };
    Ok(cx.substr(text, 0, text.len() - cut)?.into())
}

/// The bounds of `text` without code points that satisfy `drop` at the chosen ends.
fn stripped(
    text: Units<'_>,
    left: bool,
    right: bool,
    drop: impl Fn(u32) -> bool,
) -> (usize, usize) {
    let (mut from, mut to) = (0, text.len());
    while left && from < to && drop(text.at(from)) {
        from += 1;
    }
    while right && from < to && drop(text.at(to - 1)) {
        to -= 1;
    }
    (from, to)
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
    let units = text.units();
    let (from, to) = match args.first() {
        None => stripped(units, left, right, chars::is_space),
        Some(v) if v.is_none() => stripped(units, left, right, chars::is_space),
        Some(&v) => {
            let Some(set) = v.cast::<StrObj>() else {
                raise!(cx, TypeError, "{name} arg must be None or str");
            };
            let set = set.units();
            match set {
                Units::One(set) => stripped(units, left, right, |p| {
                    p < 0x100 && memchr::memchr(p as u8, set).is_some()
                }),
                _ => stripped(units, left, right, |p| set.iter().any(|q| p == q)),
            }
        }
    };
    Ok(cx.substr(text, from, to)?.into())
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
