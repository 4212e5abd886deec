//! `count`, `cycle`, `repeat`.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::{exactly, spec};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::list::ListObj;
use crate::value::Value;
use crate::{raise, this};

/// `count`: a = next number, b = step.
pub static COUNT: TypeSpec = {
    let s = spec(new_count, next_count, &[]);
    TypeSpec { slots: SlotTable { repr: Some(repr_count), ..s.slots }, ..s }
};

fn new_count(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("count", &["start", "step"], 0);
    let [start, step] = args.bind(cx, &SIGNATURE)?;
    let (start, step) = (start.unwrap_or(Value::small(0)), step.unwrap_or(Value::small(1)));
    for v in [start, step] {
        let t = cx.type_of(v);
        let s = &t.slots;
        if s.index.get().is_none()
            && s.float.get().is_none()
            && s.int.get().is_none()
            && s.add.get().is_none()
        {
            raise!(cx, TypeError, "a number is required");
        }
    }
    Ok(cx.record(cls, &[start, step], 0, 0)?.into())
}

fn next_count(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let (Some(n), Some(step)) = (it.a.get(), it.b.get()) else { return Ok(None) };
    let after = match (n.as_small(), step.as_small()) {
        (Some(n), Some(step)) => Value::try_small(n + step),
        _ => None,
    };
    let after = match after {
        Some(after) => after,
        None => cx.add(n, step)?,
    };
    it.a.set(Some(after));
    Ok(Some(n))
}

fn repr_count(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, RecordObj);
    let (n, step) = (it.a.get().unwrap_or(Value::NONE), it.b.get().unwrap_or(Value::NONE));
    let start = cx.repr(n)?.to_string();
    let text = if step == Value::small(1) {
        format!("count({start})")
    } else {
        format!("count({start}, {})", cx.repr(step)?)
    };
    Ok(cx.str(&text)?.into())
}

/// `cycle`: a = iterator of the first pass, b = items seen, x = next index of later passes.
pub static CYCLE: TypeSpec = spec(new_cycle, next_cycle, &[]);

fn new_cycle(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    exactly(cx, cls, ty::CYCLE, "cycle", args, 1)?;
    let it = cx.iter(args.pos[0])?;
    let saved = cx.list(&[])?;
    Ok(cx.record(cls, &[it, saved.into()], 0, 0)?.into())
}

fn next_cycle(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(saved) = it.b.get().and_then(|s| s.cast::<ListObj>()) else { return Ok(None) };
    if let Some(first) = it.a.get() {
        if let Some(item) = cx.next(first)? {
            cx.list_append(saved, item)?;
            return Ok(Some(item));
        }
        it.a.set(None);
    }
    let i = it.x.get() as usize;
    it.x.set(if i + 1 >= saved.len() { 0 } else { i as i64 + 1 });
    Ok(saved.get(i))
}

/// `repeat`: a = the object, x = times left, negative for ever.
pub static REPEAT: TypeSpec = {
    let s = spec(
        new_repeat,
        next_repeat,
        &[MethodDef::new("__length_hint__", NativeCode::NoArgs(hint_repeat))],
    );
    TypeSpec { slots: SlotTable { repr: Some(repr_repeat), ..s.slots }, ..s }
};

fn new_repeat(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("repeat", &["object", "times"], 1);
    let [object, times] = args.bind(cx, &SIGNATURE)?;
    let times = match times {
        Some(n) => cx.index_i64(n)?.max(0),
        None => -1,
    };
    Ok(cx.record(cls, &[object.unwrap_or(Value::NONE)], times, 0)?.into())
}

fn next_repeat(_: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    match it.x.get() {
        0 => Ok(None),
        n => {
            if n > 0 {
                it.x.set(n - 1);
            }
            Ok(it.a.get())
        }
    }
}

fn hint_repeat(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this!(v, RecordObj).x.get() {
        n if n < 0 => raise!(cx, TypeError, "len() of unsized object"),
        n => cx.int(n),
    }
}

fn repr_repeat(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, RecordObj);
    let object = cx.repr(it.a.get().unwrap_or(Value::NONE))?.to_string();
    let text = match it.x.get() {
        n if n < 0 => format!("repeat({object})"),
        n => format!("repeat({object}, {n})"),
    };
    Ok(cx.str(&text)?.into())
}
