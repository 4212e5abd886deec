//! The case mappings of whole texts.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Units, chars};
use crate::value::Value;

const SIGMA: u32 = 0x3a3;
const SMALL_SIGMA: u32 = 0x3c3;
const FINAL_SIGMA: u32 = 0x3c2;

/// The lower case of the code point at `i`; a capital sigma at the end of a word has its own form.
fn lower_at(text: Units<'_>, i: usize, buf: &mut TextBuf) {
    match text.at(i) {
        SIGMA => {
            let cased_before = (0..i)
                .rev()
                .map(|j| text.at(j))
                .find(|&p| !chars::is_case_ignorable(p))
                .is_some_and(chars::is_cased);
            let cased_after = (i + 1..text.len())
                .map(|j| text.at(j))
                .find(|&p| !chars::is_case_ignorable(p))
                .is_some_and(chars::is_cased);
            buf.push(if cased_before && !cased_after { FINAL_SIGMA } else { SMALL_SIGMA });
        }
        p => chars::full_lower(p, |p| buf.push(p)),
    }
}

/// Maps an ASCII text byte by byte.
fn ascii_mapped(cx: &mut Ctx, text: Gc<StrObj>, map: impl Fn(usize, u8) -> u8) -> PyResult<Value> {
    let raw = text.raw_bytes();
    if raw.len() < 2 {
        return Ok(match raw.first() {
            Some(&b) => cx.char_str(map(0, b).into())?.into(),
            None => cx.empty_str()?.into(),
        });
    }
    let s = cx.str_with(raw.len(), 0, true, |out| {
        for (i, (o, &b)) in out.iter_mut().zip(raw).enumerate() {
            *o = map(i, b);
        }
    })?;
    Ok(s.into())
}

fn mapped(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    mut map: impl FnMut(Units<'_>, usize, &mut TextBuf),
) -> PyResult<Value> {
    let units = text.units();
    let mut buf = TextBuf::with_capacity(units.len());
    for i in 0..units.len() {
        map(units, i, &mut buf);
    }
    Ok(buf.finish(cx)?.into())
}

pub(super) fn lower(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    if text.is_ascii() {
        return ascii_mapped(cx, text, |_, b| b.to_ascii_lowercase());
    }
    mapped(cx, text, lower_at)
}

pub(super) fn upper(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    if text.is_ascii() {
        return ascii_mapped(cx, text, |_, b| b.to_ascii_uppercase());
    }
    mapped(cx, text, |text, i, buf| chars::full_upper(text.at(i), |p| buf.push(p)))
}

pub(super) fn casefold(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    if text.is_ascii() {
        return ascii_mapped(cx, text, |_, b| b.to_ascii_lowercase());
    }
    mapped(cx, text, |text, i, buf| chars::full_fold(text.at(i), |p| buf.push(p)))
}

pub(super) fn capitalize(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    if text.is_ascii() {
        return ascii_mapped(cx, text, |i, b| {
            if i == 0 { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() }
        });
    }
    mapped(cx, text, |text, i, buf| match i {
        0 => chars::full_title(text.at(0), |p| buf.push(p)),
        _ => lower_at(text, i, buf),
    })
}

pub(super) fn title(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    mapped(cx, text, |text, i, buf| {
        if i > 0 && chars::is_cased(text.at(i - 1)) {
            lower_at(text, i, buf);
        } else {
            chars::full_title(text.at(i), |p| buf.push(p));
        }
    })
}

pub(super) fn swapcase(cx: &mut Ctx, self_: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    mapped(cx, text, |text, i, buf| match text.at(i) {
        p if chars::is_upper(p) => lower_at(text, i, buf),
        p if chars::is_lower(p) => chars::full_upper(p, |p| buf.push(p)),
        p => buf.push(p),
    })
}
