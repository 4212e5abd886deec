//! The case mappings: ASCII letters only.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

fn mapped(cx: &mut Ctx, self_: Value, mut map: impl FnMut(u8) -> u8) -> PyResult<Value> {
    let mut content = this(cx, self_)?.to_vec();
    content.iter_mut().for_each(|b| *b = map(*b));
    cx.bytes_like(self_, &content)
}

pub(super) fn lower(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    mapped(cx, self_, |b| b.to_ascii_lowercase())
}

pub(super) fn upper(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    mapped(cx, self_, |b| b.to_ascii_uppercase())
}

pub(super) fn title(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let mut inside = false;
    mapped(cx, self_, |b| {
        let mapped = if inside { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() };
        inside = b.is_ascii_alphabetic();
        mapped
    })
}

pub(super) fn capitalize(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let mut first = true;
    mapped(cx, self_, |b| {
        if std::mem::take(&mut first) { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() }
    })
}

pub(super) fn swapcase(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    mapped(cx, self_, |b| {
        if b.is_ascii_uppercase() { b.to_ascii_lowercase() } else { b.to_ascii_uppercase() }
    })
}
