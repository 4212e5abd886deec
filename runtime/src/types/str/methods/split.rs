//! `split`, `rsplit`, `splitlines`, `partition`, `rpartition`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::str::search::Needle;
use crate::types::str::{StrObj, Units, chars};
use crate::value::Value;

/// The text, the separator (none: runs of white space) and the limit of splits.
fn split_args(
    cx: &mut Ctx,
    name: &'static str,
    self_: Value,
    args: Args<'_>,
) -> PyResult<(Gc<StrObj>, Option<Gc<StrObj>>, usize)> {
    let signature =
        Signature { name, params: &["sep", "maxsplit"], pos_only: 0, pos_max: 2, required: 0 };
    let text = this(cx, self_)?;
    let [sep, max] = args.bind::<2>(cx, &signature)?;
    let max = match max {
        Some(v) => usize::try_from(cx.index_i64(v)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let sep = match sep {
        None => None,
        Some(v) if v.is_none() => None,
        Some(v) => match v.cast::<StrObj>() {
            Some(s) if s.is_empty() => raise!(cx, ValueError, "empty separator"),
            Some(s) => Some(s),
            None => {
                let ty = cx.type_name(v);
                raise!(cx, TypeError, "must be str or None, not {ty}");
            }
        },
    };
    Ok((text, sep, max))
}

fn push_part(
    cx: &mut Ctx,
    list: Gc<ListObj>,
    text: Gc<StrObj>,
    from: usize,
    to: usize,
) -> PyResult<()> {
    let part = cx.substr(text, from, to)?;
    cx.list_append(list, part.into())
}

pub(super) fn split(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let (text, sep, max) = split_args(cx, "split", self_, args)?;
    let list = cx.list(&[])?;
    match sep {
        Some(sep) => {
            let needle = Needle::new(sep.units(), text.width());
            let mut from = 0;
            for at in needle.hits(text.units()).take(max) {
                push_part(cx, list, text, from, at)?;
                from = at + sep.len();
            }
            push_part(cx, list, text, from, text.len())?;
        }
        None => split_space(cx, list, text, max)?,
    }
    Ok(list.into())
}

fn split_space(cx: &mut Ctx, list: Gc<ListObj>, text: Gc<StrObj>, max: usize) -> PyResult<()> {
    let (units, len) = (text.units(), text.len());
    let mut at = 0;
    loop {
        while at < len && chars::is_space(units.at(at)) {
            at += 1;
        }
        if at == len {
            return Ok(());
        }
        let from = at;
        if list.len() == max {
            return push_part(cx, list, text, from, len);
        }
        while at < len && !chars::is_space(units.at(at)) {
            at += 1;
        }
        push_part(cx, list, text, from, at)?;
    }
}

pub(super) fn rsplit(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    let (text, sep, max) = split_args(cx, "rsplit", self_, args)?;
    let list = cx.list(&[])?;
    match sep {
        Some(sep) => {
            let needle = Needle::new(sep.units(), text.width());
            let mut to = text.len();
            while list.len() < max {
                let Some(at) = needle.rfind(text.units().range(0, to)) else { break };
                push_part(cx, list, text, at + sep.len(), to)?;
                to = at;
            }
            push_part(cx, list, text, 0, to)?;
        }
        None => rsplit_space(cx, list, text, max)?,
    }
    list.reverse();
    Ok(list.into())
}

fn rsplit_space(cx: &mut Ctx, list: Gc<ListObj>, text: Gc<StrObj>, max: usize) -> PyResult<()> {
    let units = text.units();
    let mut end = text.len();
    loop {
        while end > 0 && chars::is_space(units.at(end - 1)) {
            end -= 1;
        }
        if end == 0 {
            return Ok(());
        }
        let to = end;
        if list.len() == max {
            return push_part(cx, list, text, 0, to);
        }
        while end > 0 && !chars::is_space(units.at(end - 1)) {
            end -= 1;
        }
        push_part(cx, list, text, end, to)?;
    }
}

/// Calls `line` with begin, end and end including the break of each line.
pub fn split_lines(
    text: Units<'_>,
    is_break: impl Fn(u32) -> bool,
    mut line: impl FnMut(usize, usize, usize) -> PyResult<()>,
) -> PyResult<()> {
    let len = text.len();
    let mut at = 0;
    while at < len {
        let from = at;
        while at < len && !is_break(text.at(at)) {
            at += 1;
        }
        let end = at;
        if at < len {
            let crlf = text.at(at) == 0x0d && at + 1 < len && text.at(at + 1) == 0x0a;
            at += if crlf { 2 } else { 1 };
        }
        line(from, end, at)?;
    }
    Ok(())
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
    split_lines(text.units(), chars::is_line_break, |from, end, next| {
        push_part(cx, list, text, from, if keep { next } else { end })
    })?;
    Ok(list.into())
}

fn separator(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    let Some(sep) = v.cast::<StrObj>() else {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "must be str, not {ty}");
    };
    if sep.is_empty() {
        raise!(cx, ValueError, "empty separator");
    }
    Ok(sep)
}

pub(super) fn partition(cx: &mut Ctx, self_: Value, sep: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let sep = separator(cx, sep)?;
    let hit = Needle::new(sep.units(), text.width()).find(text.units());
    let parts = match hit {
        Some(at) => {
            let (left, right) =
                (cx.substr(text, 0, at)?, cx.substr(text, at + sep.len(), text.len())?);
            [left, sep, right]
        }
        None => [cx.exact_str(text)?, cx.empty_str()?, cx.empty_str()?],
    };
    Ok(cx.tuple(&parts.map(Value::from))?.into())
}

pub(super) fn rpartition(cx: &mut Ctx, self_: Value, sep: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let sep = separator(cx, sep)?;
    let hit = Needle::new(sep.units(), text.width()).rfind(text.units());
    let parts = match hit {
        Some(at) => {
            let (left, right) =
                (cx.substr(text, 0, at)?, cx.substr(text, at + sep.len(), text.len())?);
            [left, sep, right]
        }
        None => [cx.empty_str()?, cx.empty_str()?, cx.exact_str(text)?],
    };
    Ok(cx.tuple(&parts.map(Value::from))?.into())
}
