//! `translate` and `maketrans`.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

/// What the table says about a code point.
enum Target {
    Keep,
    Drop,
    Point(u32),
    Text(Value),
}

fn look_up(cx: &mut Ctx, table: Value, point: u32) -> PyResult<Target> {
    let found = cx.getitem(table, Value::small(point as i32));
    let found = match found {
        Ok(v) => v,
        Err(_) if cx.exception_is(Exc::LookupError) => {
            cx.clear_exception();
            return Ok(Target::Keep);
        }
        Err(e) => return Err(e),
    };
    if found.is_none() {
        Ok(Target::Drop)
    } else if found.is_int() {
        match found.as_i64() {
            Some(n @ 0..=0x10_ffff) => Ok(Target::Point(n as u32)),
            _ => raise!(cx, ValueError, "character mapping must be in range(0x110000)"),
        }
    } else if found.cast::<StrObj>().is_some() {
        Ok(Target::Text(found))
    } else {
        raise!(cx, TypeError, "character mapping must return integer, None or str")
    }
}

pub(super) fn translate(cx: &mut Ctx, self_: Value, table: Value) -> PyResult<Value> {
    let text = this(cx, self_)?;
    let mut buf = TextBuf::with_capacity(text.len());
    for point in text.code_points() {
        match look_up(cx, table, point)? {
            Target::Keep => buf.push(point),
            Target::Drop => {}
            Target::Point(p) => buf.push(p),
            Target::Text(v) => {
                if let Some(s) = v.cast::<StrObj>() {
                    buf.push_obj(s);
                }
            }
        }
    }
    Ok(buf.finish(cx)?.into())
}

pub(super) fn maketrans(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("maketrans", args.len(), 1, 3)?;
    let table = cx.dict()?;
    if let Some(&to) = args.get(1) {
        let Some(from) = args[0].cast::<StrObj>() else {
            raise!(
                cx,
                TypeError,
                "first maketrans argument must be a string if there is a second argument"
            );
        };
        let to = cx.expect_str(to, "maketrans() argument 2")?;
        if from.len() != to.len() {
            raise!(cx, ValueError, "the first two maketrans arguments must have equal length");
        }
        for (a, b) in from.code_points().zip(to.code_points()) {
            cx.dict_set(table, Value::small(a as i32), Value::small(b as i32))?;
        }
        if let Some(&dropped) = args.get(2) {
            for p in cx.expect_str(dropped, "maketrans() argument 3")?.code_points() {
                cx.dict_set(table, Value::small(p as i32), Value::NONE)?;
            }
        }
        return Ok(table.into());
    }
    let Some(map) = args[0].cast::<DictObj>() else {
        raise!(cx, TypeError, "if you give only one argument to maketrans it must be a dict");
    };
    for i in 0..map.fill() {
        let Some(entry) = map.entry(i) else { continue };
        let key = match entry.key.cast::<StrObj>() {
            Some(s) if s.len() == 1 => Value::small(s.at(0) as i32),
            Some(_) => raise!(cx, ValueError, "string keys in translate table must be of length 1"),
            None if entry.key.is_int() => entry.key,
            None => raise!(cx, TypeError, "keys in translate table must be strings or integers"),
        };
        cx.dict_set(table, key, entry.value)?;
    }
    Ok(table.into())
}
