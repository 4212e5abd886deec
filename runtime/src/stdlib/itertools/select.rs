//! Iterators that leave items out: `compress`, `dropwhile`, `takewhile`, `filterfalse`, `islice`.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::{exactly, spec};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, TypeSpec};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::value::Value;
use crate::{raise, this};

/// `compress`: a = data, b = selectors.
pub static COMPRESS: TypeSpec = spec(new_compress, next_compress, &[]);
/// `dropwhile`: a = test, b = iterator, x = 1 once the start is over.
pub static DROPWHILE: TypeSpec =
    spec(|cx, c, a| tested(cx, c, ty::DROPWHILE, "dropwhile", a), next_dropwhile, &[]);
/// `takewhile`: a = test, b = iterator, x = 1 once over.
pub static TAKEWHILE: TypeSpec =
    spec(|cx, c, a| tested(cx, c, ty::TAKEWHILE, "takewhile", a), next_takewhile, &[]);
/// `filterfalse`: a = test, b = iterator.
pub static FILTERFALSE: TypeSpec =
    spec(|cx, c, a| tested(cx, c, ty::FILTERFALSE, "filterfalse", a), next_filterfalse, &[]);
/// `islice`: a = iterator, x = index of the next item wanted, y = items read, b = stop, c = step.
pub static ISLICE: TypeSpec = spec(new_islice, next_islice, &[]);

fn new_compress(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("compress", &["data", "selectors"], 2);
    let [data, selectors] = args.bind(cx, &SIGNATURE)?;
    let data = cx.iter(data.unwrap_or(Value::NONE))?;
    let selectors = cx.iter(selectors.unwrap_or(Value::NONE))?;
    Ok(cx.record(cls, &[data, selectors], 0, 0)?.into())
}

fn next_compress(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let (Some(data), Some(selectors)) = (it.a.get(), it.b.get()) else { return Ok(None) };
    loop {
        let Some(item) = cx.next(data)? else { return Ok(None) };
        let Some(selector) = cx.next(selectors)? else { return Ok(None) };
        if cx.truth(selector)? {
            return Ok(Some(item));
        }
        cx.poll()?;
    }
}

fn tested(
    cx: &mut Ctx,
    cls: Gc<TypeObj>,
    id: TypeId,
    name: &str,
    args: Args<'_>,
) -> PyResult<Value> {
    exactly(cx, cls, id, name, args, 2)?;
    let it = cx.iter(args.pos[1])?;
    Ok(cx.record(cls, &[args.pos[0], it], 0, 0)?.into())
}

fn parts(it: &RecordObj) -> Option<(Value, Value)> {
    Some((it.a.get()?, it.b.get()?))
}

fn passes(cx: &mut Ctx, test: Value, item: Value) -> PyResult<bool> {
    let verdict = cx.call(test, &[item])?;
    cx.truth(verdict)
}

fn next_dropwhile(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((test, items)) = parts(&it) else { return Ok(None) };
    loop {
        let Some(item) = cx.next(items)? else { return Ok(None) };
        if it.x.get() == 1 || !passes(cx, test, item)? {
            it.x.set(1);
            return Ok(Some(item));
        }
        cx.poll()?;
    }
}

fn next_takewhile(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((test, items)) = parts(&it).filter(|_| it.x.get() == 0) else { return Ok(None) };
    let Some(item) = cx.next(items)? else { return Ok(None) };
    if passes(cx, test, item)? {
        return Ok(Some(item));
    }
    it.x.set(1);
    Ok(None)
}

fn next_filterfalse(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some((test, items)) = parts(&it) else { return Ok(None) };
    let by_truth = test.is_none() || test.is(cx.ty(TypeId::BOOL).into());
    loop {
        let Some(item) = cx.next(items)? else { return Ok(None) };
        let pass = if by_truth { cx.truth(item)? } else { passes(cx, test, item)? };
        if !pass {
            return Ok(Some(item));
        }
        cx.poll()?;
    }
}

/// An index argument of `islice`: `None` gives the default, anything but a size the message.
fn bound(cx: &mut Ctx, v: Value, default: i64, message: &str) -> PyResult<i64> {
    if v.is_none() {
        return Ok(default);
    }
    let n = if cx.has_index(v) { cx.index(v)?.as_i64() } else { None };
    match n {
        Some(n) if n >= 0 => Ok(n),
        _ => raise!(cx, ValueError, "{message}"),
    }
}

fn new_islice(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const STOP: &str =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const STEP: &str = "Step for islice() must be a positive integer or None.";
    if cls.ptr_eq(cx.ty(ty::ISLICE)) {
        args.no_keywords(cx, "islice")?;
    }
    check_positional(cx, "islice", args.pos.len(), 2, 4)?;
    let (start, stop, step) = match *args.pos {
        [_, stop] => (0, bound(cx, stop, -1, STOP)?, 1),
        [_, start, stop, ref step @ ..] => {
            let step = match step {
                [step] => bound(cx, *step, 1, STEP)?,
                _ => 1,
            };
            if step == 0 {
                raise!(cx, ValueError, "{STEP}");
            }
            (bound(cx, start, 0, INDICES)?, bound(cx, stop, -1, INDICES)?, step)
        }
        _ => unreachable!("the count was checked"),
    };
    let it = cx.iter(args.pos[0])?;
    let (stop, step) = (cx.int(stop)?, cx.int(step)?);
    Ok(cx.record(cls, &[it, stop, step], start, 0)?.into())
}

fn next_islice(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    let Some(items) = it.a.get() else { return Ok(None) };
    let stop = it.b.get().and_then(Value::as_i64).unwrap_or(-1);
    let step = it.c.get().and_then(Value::as_i64).unwrap_or(1);
    while it.y.get() < it.x.get() {
        if stop >= 0 && it.y.get() >= stop {
            break;
        }
        if cx.next(items)?.is_none() {
            it.a.set(None);
            return Ok(None);
        }
        it.y.set(it.y.get() + 1);
        cx.poll()?;
    }
    if stop >= 0 && it.y.get() >= stop {
        it.a.set(None);
        return Ok(None);
    }
    let Some(item) = cx.next(items)? else {
        it.a.set(None);
        return Ok(None);
    };
    it.y.set(it.y.get() + 1);
    let next = it.x.get().saturating_add(step);
    it.x.set(if stop >= 0 { next.min(stop) } else { next });
    Ok(Some(item))
}
