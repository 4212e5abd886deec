//! `split`, `rsplit`, `splitlines`, `partition`, `rpartition`.
#![forbid(unsafe_code)]

use super::affix::is_space;
use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::str::search::Needle;
use crate::types::str::{Units, split_lines};
use crate::value::Value;

fn split_args(
    cx: &mut Ctx,
    name: &'static str,
    self_: Value,
    args: Args<'_>,
) -> PyResult<(ByteView, Option<ByteView>, usize)> {
    let signature =
        Signature { name, params: &["sep", "maxsplit"], pos_only: 0, pos_max: 2, required: 0 };
    let text = this(cx, self_)?;
    let [sep, max] = args.bind::<2>(cx, &signature)?;
    let max = match max {
        Some(v) => usize::try_from(cx.index_i64(v)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let sep = match sep {
        Some(v) if !v.is_none() => Some(cx.expect_buffer(v)?),
        _ => None,
    };
    if sep.as_ref().is_some_and(|s| s.is_empty()) {
        raise!(cx, ValueError, "empty separator");
    }
    Ok((text, sep, max))
}

fn push(cx: &mut Ctx, self_: Value, list: Gc<ListObj>, part: &[u8]) -> PyResult<()> {
    let part = cx.bytes_like(self_, part)?;
    cx.list_append(list, part)
}

pub(super) fn split(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let (text, sep, max) = split_args(cx, "split", self_, args)?;
    let list = cx.list(&[])?;
    if let Some(sep) = sep {
        let needle = Needle::bytes(&sep);
        let mut from = 0;
        for at in needle.hits(Units::One(&text)).take(max) {
            push(cx, self_, list, &text[from..at])?;
            from = at + sep.len();
        }
        push(cx, self_, list, &text[from..])?;
        return Ok(list.into());
    }
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = match list.len() == max {
            true => rest.len(),
            false => rest.iter().position(|&b| is_space(b)).unwrap_or(rest.len()),
        };
        push(cx, self_, list, &rest[..end])?;
        rest = rest[end..].trim_start();
    }
    Ok(list.into())
}

pub(super) fn rsplit(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let (text, sep, max) = split_args(cx, "rsplit", self_, args)?;
    let list = cx.list(&[])?;
    if let Some(sep) = sep {
        let needle = Needle::bytes(&sep);
        let mut to = text.len();
        while list.len() < max {
            let Some(at) = needle.rfind(Units::One(&text[..to])) else { break };
            push(cx, self_, list, &text[at + sep.len()..to])?;
            to = at;
        }
        push(cx, self_, list, &text[..to])?;
    } else {
        let mut rest = text.trim_end();
        while !rest.is_empty() {
            let from = match list.len() == max {
                true => 0,
                false => rest.iter().rposition(|&b| is_space(b)).map_or(0, |i| i + 1),
            };
            push(cx, self_, list, &rest[from..])?;
            rest = rest[..from].trim_end();
        }
    }
    list.reverse();
    Ok(list.into())
}

/// Trimming by Python's idea of white space, which has the vertical tab too.
trait Trim {
    fn trim_start(&self) -> &[u8];
    fn trim_end(&self) -> &[u8];
}

impl Trim for [u8] {
    fn trim_start(&self) -> &[u8] {
        &self[self.iter().position(|&b| !is_space(b)).unwrap_or(self.len())..]
    }

    fn trim_end(&self) -> &[u8] {
        &self[..self.iter().rposition(|&b| !is_space(b)).map_or(0, |i| i + 1)]
    }
}

pub(super) fn splitlines(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "splitlines",
        params: &["keepends"],
        pos_only: 0,
        pos_max: 1,
        required: 0,
    };
    let text = this(cx, self_)?;
    let [keep] = args.bind::<1>(cx, &SIGNATURE)?;
    let keep = match keep {
        Some(v) => cx.truth(v)?,
        None => false,
    };
    let list = cx.list(&[])?;
    split_lines(
        Units::One(&text),
        |p| matches!(p, 0x0a | 0x0d),
        |from, end, next| push(cx, self_, list, &text[from..if keep { next } else { end }]),
    )?;
    Ok(list.into())
}

fn separator(cx: &mut Ctx, v: Value) -> PyResult<ByteView> {
    let sep = cx.expect_buffer(v)?;
    if sep.is_empty() {
        raise!(cx, ValueError, "empty separator");
    }
    Ok(sep)
}

fn three(cx: &mut Ctx, self_: Value, parts: [&[u8]; 3]) -> PyResult<Value> {
    let [a, b, c] = parts;
    let (a, b, c) = (cx.bytes_like(self_, a)?, cx.bytes_like(self_, b)?, cx.bytes_like(self_, c)?);
    Ok(cx.tuple(&[a, b, c])?.into())
}

pub(super) fn partition(cx: &mut Ctx, self_: Value, sep: Value) -> PyResult<Value> {
    let (text, sep) = (this(cx, self_)?, separator(cx, sep)?);
    match Needle::bytes(&sep).find(Units::One(&text)) {
        Some(at) => three(cx, self_, [&text[..at], &sep, &text[at + sep.len()..]]),
        None => three(cx, self_, [&text, b"", b""]),
    }
}

pub(super) fn rpartition(cx: &mut Ctx, self_: Value, sep: Value) -> PyResult<Value> {
    let (text, sep) = (this(cx, self_)?, separator(cx, sep)?);
    match Needle::bytes(&sep).rfind(Units::One(&text)) {
        Some(at) => three(cx, self_, [&text[..at], &sep, &text[at + sep.len()..]]),
        None => three(cx, self_, [b"", b"", &text]),
    }
}
