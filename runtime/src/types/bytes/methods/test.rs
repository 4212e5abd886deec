//! The `is…` methods: ASCII only.
#![forbid(unsafe_code)]

use super::affix::is_space;
use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

fn all(cx: &mut Ctx, self_: Value, f: impl Fn(u8) -> bool) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(!text.is_empty() && text.iter().all(|&b| f(b))))
}

pub(super) fn isascii(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    Ok(Value::bool(this(cx, self_)?.is_ascii()))
}

pub(super) fn isspace(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, is_space)
}

pub(super) fn isalpha(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, |b| b.is_ascii_alphabetic())
}

pub(super) fn isalnum(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, |b| b.is_ascii_alphanumeric())
}

pub(super) fn isdigit(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    all(cx, self_, |b| b.is_ascii_digit())
}

pub(super) fn islower(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(
        text.iter().any(u8::is_ascii_lowercase) && !text.iter().any(u8::is_ascii_uppercase),
    ))
}

pub(super) fn isupper(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    Ok(Value::bool(
        text.iter().any(u8::is_ascii_uppercase) && !text.iter().any(u8::is_ascii_lowercase),
    ))
}

pub(super) fn istitle(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let (mut seen, mut inside) = (false, false);
    for &b in text.iter() {
        if b.is_ascii_alphabetic() {
            if b.is_ascii_uppercase() == inside {
                return Ok(Value::FALSE);
            }
            seen = true;
        }
        inside = b.is_ascii_alphabetic();
    }
    Ok(Value::bool(seen))
}
