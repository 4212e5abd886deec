//! `groupby`.
//!
//! `groupby`: a = iterator, b = key function, c = key of the current group, d = key of the item
//! read last, e = that item; x = number of the current group.
//! `_grouper`: a = its groupby, b = its key, x = its number.

use super::super::record::RecordObj;
use super::super::types as ty;
use super::spec;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::this;
use crate::value::Value;

/// `groupby`.
pub static GROUPBY: TypeSpec = spec(new, next, &[]);
/// `_grouper`: the items of one group.
pub static GROUPER: TypeSpec = TypeSpec {
    slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next_in_group), ..SlotTable::EMPTY },
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("groupby", &["iterable", "key"], 1);
    let [iterable, key] = args.bind(cx, &SIGNATURE)?;
    let it = cx.iter(iterable.unwrap_or(Value::NONE))?;
    Ok(cx.record(cls, &[it, key.unwrap_or(Value::NONE)], 0, 0)?.into())
}

/// Reads one item and its key; false at the end.
fn step(cx: &mut Ctx, it: &RecordObj) -> PyResult<bool> {
    let Some(items) = it.a.get() else { return Ok(false) };
    let Some(item) = cx.next(items)? else { return Ok(false) };
    let key = match it.b.get().filter(|k| !k.is_none()) {
        Some(key) => cx.call(key, &[item])?,
        None => item,
    };
    it.e.set(Some(item));
    it.d.set(Some(key));
    Ok(true)
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, RecordObj);
    it.x.set(it.x.get() + 1);
    loop {
        match (it.d.get(), it.c.get()) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(read), Some(current)) => {
                if !cx.eq(current, read)? {
                    break;
                }
            }
        }
        if !step(cx, &it)? {
            return Ok(None);
        }
        cx.poll()?;
    }
    let key = it.d.get().unwrap_or(Value::NONE);
    it.c.set(Some(key));
    let class = cx.ty(ty::GROUPER);
    let group = cx.record(class, &[v, key], it.x.get(), 0)?;
    Ok(Some(cx.tuple(&[key, group.into()])?.into()))
}

fn next_in_group(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let group = this!(v, RecordObj);
    let (Some(parent), Some(key)) = (group.a.get(), group.b.get()) else { return Ok(None) };
    let it = this!(parent, RecordObj);
    // The parent moved on to another group.
    if it.x.get() != group.x.get() {
        return Ok(None);
    }
    if it.e.get().is_none() && !step(cx, &it)? {
        return Ok(None);
    }
    let read = it.d.get().unwrap_or(Value::NONE);
    if !cx.eq(key, read)? {
        return Ok(None);
    }
    Ok(it.e.replace(None))
}
