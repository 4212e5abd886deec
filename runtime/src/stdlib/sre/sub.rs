//! `Pattern.sub` and `subn`, replacement templates, and `Match.expand`.
#![forbid(unsafe_code)]

use super::match_object::new_match;
use super::pattern::{Call, PatternObj, this};
use super::search::Mode;
use super::subject::{Output, Subject};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// What replaces a match.
enum Replacement {
    /// Always the same.
    Literal(Value),
    /// What `re._parser.parse_template` made: literal, group, literal, group, ... literal.
    Template(Gc<TupleObj>),
    /// A function of the match.
    Function(Value),
}

/// What `_sre.template(pattern, parts)` returns: the parts as a tuple.
pub fn template(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("template", args.len(), 2, 2)?;
    let pattern = this(cx, args[0])?;
    let parts = cx.to_tuple(args[1])?;
    for (i, &part) in parts.items().iter().enumerate() {
        if i % 2 == 1 {
            let group = cx.index_i64(part)?;
            if group < 0 || group as usize > pattern.groups.get() {
                raise!(cx, TypeError, "invalid template");
            }
        }
    }
    Ok(parts.into())
}

/// Asks `re._compile_template` for the template of a replacement with backslashes.
fn compile_template(cx: &mut Ctx, pattern: Gc<PatternObj>, text: Value) -> PyResult<Gc<TupleObj>> {
    let module = (cx.hooks.import)(cx, "re")?;
    let name = cx.intern("_compile_template")?;
    let function = cx.getattr(module, name)?;
    let made = cx.call(function, &[pattern.into(), text])?;
    match made.cast::<TupleObj>() {
        Some(parts) => Ok(parts),
        None => raise!(cx, TypeError, "invalid template"),
    }
}

/// Whether a replacement has a backslash, so that it must be parsed.
fn has_escape(cx: &mut Ctx, v: Value) -> PyResult<bool> {
    if let Some(s) = v.cast::<StrObj>() {
        return Ok(s.units().iter().any(|p| p == 0x5c));
    }
    Ok(cx.buffer_bytes(v)?.is_none_or(|b| b.contains(&b'\\')))
}

fn replacement(cx: &mut Ctx, pattern: Gc<PatternObj>, v: Value) -> PyResult<Replacement> {
    if cx.is_callable(v) {
        return Ok(Replacement::Function(v));
    }
    if !has_escape(cx, v)? {
        return Ok(Replacement::Literal(v));
    }
    let parts = compile_template(cx, pattern, v)?;
    match parts.items() {
        [only] => Ok(Replacement::Literal(*only)),
        _ => Ok(Replacement::Template(parts)),
    }
}

/// Appends a template; `group` gives the bounds of a group.
fn push_template(
    cx: &mut Ctx,
    out: &mut Output,
    parts: Gc<TupleObj>,
    subject: &Subject,
    group: impl Fn(usize) -> Option<(usize, usize)>,
) -> PyResult<()> {
    for (i, &part) in parts.items().iter().enumerate() {
        if i % 2 == 0 {
            out.push_value(cx, part, i)?;
        } else if let Some((from, to)) = part.as_small().and_then(|n| group(n as usize)) {
            out.push_slice(subject, from, to);
        }
    }
    Ok(())
}

/// `match.expand(template)`.
pub fn expand(
    cx: &mut Ctx,
    pattern: Gc<PatternObj>,
    subject: &Subject,
    template: Value,
    group: impl Fn(usize) -> Option<(usize, usize)>,
) -> PyResult<Value> {
    let parts = compile_template(cx, pattern, template)?;
    let mut out = subject.output();
    push_template(cx, &mut out, parts, subject, group)?;
    out.finish(cx)
}

fn substitute(
    cx: &mut Ctx,
    name: &'static str,
    v: Value,
    args: Args<'_>,
) -> PyResult<(Value, usize)> {
    let signature = Signature {
        name,
        params: &["repl", "string", "count"],
        pos_only: 0,
        pos_max: 3,
        required: 2,
    };
    let pattern = this(cx, v)?;
    let [repl, string, count] = args.bind::<3>(cx, &signature)?;
    let (repl, string) = (repl.unwrap_or(Value::NONE), string.unwrap_or(Value::NONE));
    let count = match count {
        Some(v) => cx.index_i64(v)?,
        None => 0,
    };
    let repl = replacement(cx, pattern, repl)?;
    let subject = Subject::of(cx, pattern, string)?;
    let end = subject.len();
    let call = Call { pattern, string, subject, start: 0, end };
    let mut out = call.subject.output();
    let (mut last, mut n) = (0, 0);
    if count < 0 {
        return Ok((call.subject.slice(cx, 0, end)?, 0));
    }
    let limit = if count == 0 { usize::MAX } else { count as usize };
    call.each(cx, Mode::Search, &mut |cx, found| {
        out.push_slice(&call.subject, last, found.start);
        match &repl {
            Replacement::Literal(v) => out.push_value(cx, *v, n)?,
            Replacement::Template(parts) => {
                push_template(cx, &mut out, *parts, &call.subject, |i| found.group(i))?;
            }
            Replacement::Function(f) => {
                let m = new_match(cx, pattern, string, found, 0, end)?;
                let made = cx.call(*f, &[m])?;
                if !made.is_none() {
                    out.push_value(cx, made, n)?;
                }
            }
        }
        last = found.end;
        n += 1;
        Ok(n < limit)
    })?;
    if n == 0 {
        return Ok((call.subject.slice(cx, 0, end)?, 0));
    }
    out.push_slice(&call.subject, last, end);
    Ok((out.finish(cx)?, n))
}

pub(super) fn sub(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    Ok(substitute(cx, "sub", v, args)?.0)
}

pub(super) fn subn(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let (text, n) = substitute(cx, "subn", v, args)?;
    Ok(cx.tuple(&[text, Value::len(n)])?.into())
}
