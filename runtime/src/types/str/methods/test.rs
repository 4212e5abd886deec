//! The `is…` methods.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::types::str::{Units, chars};
use crate::value::Value;

/// Whether there is text and all of it satisfies `f`.
fn all(cx: &mut Ctx, self_: Value, f: fn(u32) -> bool) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(!text.is_empty() && text.code_points().all(f)))
}

pub(super) fn isascii(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    Ok(Value::bool(this(cx, self_)?.is_ascii()))
}

pub(super) fn isspace(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_space)
}

pub(super) fn isalpha(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_alpha)
}

pub(super) fn isalnum(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_alnum)
}

pub(super) fn isdecimal(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_decimal)
}

pub(super) fn isdigit(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_digit)
}

pub(super) fn isnumeric(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, chars::is_numeric)
}

pub(super) fn isprintable(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(text.code_points().all(chars::is_printable)))
}

/// Some code point is of the wanted case and none of another.
fn all_cased(text: Units<'_>, wanted: fn(u32) -> bool, other: fn(u32) -> bool) -> bool {
    let mut seen = false;
    for point in text.iter() {
        if other(point) || chars::is_title(point) {
            return false;
        }
        seen |= wanted(point);
    }
    seen
}

pub(super) fn islower(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(all_cased(text.units(), chars::is_lower, chars::is_upper)))
}

pub(super) fn isupper(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(all_cased(text.units(), chars::is_upper, chars::is_lower)))
}

pub(super) fn istitle(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let (mut seen, mut inside) = (false, false);
    for point in text.code_points() {
        if chars::is_upper(point) || chars::is_title(point) {
            if inside {
                return Ok(Value::FALSE);
            }
            (seen, inside) = (true, true);
        } else if chars::is_lower(point) {
            if !inside {
                return Ok(Value::FALSE);
            }
            seen = true;
        } else {
            inside = false;
        }
    }
    Ok(Value::bool(seen))
}

pub(super) fn isidentifier(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    Ok(Value::bool(is_identifier(this(cx, self_)?.units())))
}

/// Whether the text is a Python identifier (keywords included).
fn is_identifier(text: Units<'_>) -> bool {
    let mut points = text.iter();
    points.next().is_some_and(chars::is_xid_start) && points.all(chars::is_xid_continue)
}
