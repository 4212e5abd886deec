//! `find`, `rfind`, `index`, `rindex`, `count`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::search::Needle;
use crate::value::Value;

/// The text, the wanted text and the bounds within the text; no bounds when they are crossed.
struct Query {
    text: Gc<StrObj>,
    sub: Gc<StrObj>,
    bounds: Option<(usize, usize)>,
}

fn query(cx: &mut Ctx, name: &str, self_: Value, args: &[Value]) -> PyResult<Query> {
    cx.check_arity(name, args.len(), 1, 3)?;
    let text = this(cx, self_)?;
    let sub = match args[0].cast::<StrObj>() {
        Some(sub) => sub,
        None => {
            let ty = cx.type_name_or_none(args[0]);
            raise!(cx, TypeError, "{name}() argument 1 must be str, not {ty}");
        }
    };
    let (from, to) = cx.find_bounds(args.get(1).copied(), args.get(2).copied(), text.len())?;
    Ok(Query { text, sub, bounds: (from <= to).then_some((from, to)) })
}

impl Query {
    fn first(&self) -> Option<usize> {
        let (from, to) = self.bounds?;
        Needle::new(self.sub.units(), self.text.width())
            .find(self.text.units().range(from, to))
            .map(|i| i + from)
    }

    fn last(&self) -> Option<usize> {
        let (from, to) = self.bounds?;
        Needle::new(self.sub.units(), self.text.width())
            .rfind(self.text.units().range(from, to))
            .map(|i| i + from)
    }
}

fn position(at: Option<usize>) -> Value {
    at.map_or(Value::small(-1), Value::len)
}

pub(super) fn find(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    Ok(position(query(cx, "find", self_, args)?.first()))
}

pub(super) fn rfind(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    Ok(position(query(cx, "rfind", self_, args)?.last()))
}

pub(super) fn index(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    match query(cx, "index", self_, args)?.first() {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "substring not found"),
    }
}

pub(super) fn rindex(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    match query(cx, "rindex", self_, args)?.last() {
        Some(i) => Ok(Value::len(i)),
        None => raise!(cx, ValueError, "substring not found"),
    }
}

pub(super) fn count(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    let q = query(cx, "count", self_, args)?;
    let Some((from, to)) = q.bounds else { return Ok(Value::small(0)) };
    let needle = Needle::new(q.sub.units(), q.text.width());
    Ok(Value::len(needle.count(q.text.units().range(from, to))))
}
