//! The memo of a pickler or unpickler, as its attribute `memo` shows it.
#![forbid(unsafe_code)]

use super::pickler::PicklerObj;
use super::unpickler::UnpicklerObj;
use super::{memo, unpickler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::stdlib::record::RecordObj;
use crate::stdlib::types as ty;
use crate::types::dict::DictObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{raise, this};

/// `PicklerMemoProxy`: `a` is the pickler.
pub static PICKLER: TypeSpec = TypeSpec { doc: "", methods: PICKLER_METHODS, ..NOT_HASHABLE };

/// `UnpicklerMemoProxy`: `a` is the unpickler.
pub static UNPICKLER: TypeSpec = TypeSpec { doc: "", methods: UNPICKLER_METHODS, ..NOT_HASHABLE };

const NOT_HASHABLE: TypeSpec = TypeSpec {
    slots: SlotTable {
        hash: Some(|cx, v| {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "unhashable type: '{name}'")
        }),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

static PICKLER_METHODS: &[MethodDef] = &[
    MethodDef::new(
        "clear",
        NativeCode::NoArgs(|_, v| {
            if let Some(p) = pickler(v) {
                p.memo_clear();
            }
            Ok(Value::NONE)
        }),
    )
    .sig("($self, /)")
    .doc("Remove all items from memo."),
    MethodDef::new("copy", NativeCode::NoArgs(|cx, v| Ok(copied(cx, v)?.into())))
        .sig("($self, /)")
        .doc("Copy the memo to a new object."),
    MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, v| {
            let copy = copied(cx, v)?;
            as_dict(cx, copy)
        }),
    )
    .sig("($self, /)")
    .doc("Implement pickle support."),
];

static UNPICKLER_METHODS: &[MethodDef] = &[
    MethodDef::new(
        "clear",
        NativeCode::NoArgs(|_, v| {
            if let Some(u) = unpickler_of(v) {
                u.memo_clear();
            }
            Ok(Value::NONE)
        }),
    )
    .sig("($self, /)")
    .doc("Remove all items from memo."),
    MethodDef::new("copy", NativeCode::NoArgs(|cx, v| Ok(loaded(cx, v)?.into())))
        .sig("($self, /)")
        .doc("Copy the memo to a new object."),
    MethodDef::new(
        "__reduce__",
        NativeCode::NoArgs(|cx, v| {
            let copy = loaded(cx, v)?;
            as_dict(cx, copy)
        }),
    )
    .sig("($self, /)")
    .doc("Implement pickling support."),
];

fn pickler(v: Value) -> Option<Gc<PicklerObj>> {
    this!(v, RecordObj).a.get()?.cast()
}

fn unpickler_of(v: Value) -> Option<Gc<UnpicklerObj>> {
    this!(v, RecordObj).a.get()?.cast()
}

/// `{id(object): (number, object)}`.
fn copied(cx: &mut Ctx, v: Value) -> PyResult<Gc<DictObj>> {
    let dict = cx.dict()?;
    let Some(p) = pickler(v) else { return Ok(dict) };
    for (object, number) in p.memo_entries() {
        let id = cx.int(object.bits() as i64)?;
        let pair = cx.tuple(&[Value::len(number), object])?;
        cx.dict_set(dict, id, pair.into())?;
    }
    Ok(dict)
}

/// `{number: object}`.
fn loaded(cx: &mut Ctx, v: Value) -> PyResult<Gc<DictObj>> {
    let dict = cx.dict()?;
    let Some(u) = unpickler_of(v) else { return Ok(dict) };
    if let Some(dense) = u.memo.get() {
        for i in 0..dense.capacity() {
            if let Some(object) = dense.get(i) {
                cx.dict_set(dict, Value::len(i), object)?;
            }
        }
    }
    if let Some(sparse) = u.sparse.get() {
        for i in 0..sparse.fill() {
            if let Some(e) = sparse.entry(i)
                && cx.dict_get(dict, e.key)?.is_none()
            {
                cx.dict_set(dict, e.key, e.value)?;
            }
        }
    }
    Ok(dict)
}

fn as_dict(cx: &mut Ctx, dict: Gc<DictObj>) -> PyResult<Value> {
    let class = cx.ty(crate::object::type_id::TypeId::DICT);
    let args = cx.tuple(&[dict.into()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}

/// `pickler.memo`.
pub(super) fn get_pickler_memo(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.ty(ty::PICKLER_MEMO);
    Ok(cx.record(class, &[v], 0, 0)?.into())
}

/// `unpickler.memo`.
pub(super) fn get_unpickler_memo(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.ty(ty::UNPICKLER_MEMO);
    Ok(cx.record(class, &[v], 0, 0)?.into())
}

/// `pickler.memo = ...`: another pickler's, or a dict as `copy` makes it.
pub(super) fn set_pickler_memo(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let p = this!(v, PicklerObj);
    let Some(to) = to else { raise!(cx, TypeError, "attribute deletion is not supported") };
    if to.has_shape(ty::PICKLER_MEMO.shape())
        && let Some(other) = pickler(to)
    {
        let entries = other.memo.get().map(|_| other);
        if other.ptr_eq(p) {
            return Ok(());
        }
        p.memo_clear();
        for (object, number) in entries.iter().flat_map(|o| o.memo_entries()) {
            memo::put(cx, p, object, number)?;
        }
        return Ok(());
    }
    let Some(dict) = to.cast::<DictObj>() else {
        let name = cx.type_name(to);
        raise!(
            cx,
            TypeError,
            "'memo' attribute must be a PicklerMemoProxy object or dict, not {name}"
        );
    };
    let fresh = cx.list(&[])?;
    for i in 0..dict.fill() {
        let Some(e) = dict.entry(i) else { continue };
        let pair = e.value.cast::<TupleObj>().filter(|t| t.len() == 2);
        let Some((number, object)) = pair.and_then(|t| Some((t.get(0)?, t.get(1)?))) else {
            raise!(cx, TypeError, "'memo' values must be 2-item tuples");
        };
        let number = cx.index_i64(number)?;
        let pair = cx.tuple(&[Value::len(number.max(0) as usize), object])?;
        cx.list_append(fresh, pair.into())?;
    }
    p.memo_clear();
    for i in 0..fresh.len() {
        if let Some(pair) = fresh.get(i).and_then(|t| t.cast::<TupleObj>())
            && let (Some(number), Some(object)) = (pair.get(0), pair.get(1))
        {
            memo::put(cx, p, object, number.as_small().unwrap_or(0) as usize)?;
        }
    }
    Ok(())
}

/// `unpickler.memo = ...`: another unpickler's, or a dict as `copy` makes it.
pub(super) fn set_unpickler_memo(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let u = this!(v, UnpicklerObj);
    let Some(to) = to else { raise!(cx, TypeError, "attribute deletion is not supported") };
    let dict = if to.has_shape(ty::UNPICKLER_MEMO.shape()) {
        loaded(cx, to)?
    } else {
        let Some(dict) = to.cast::<DictObj>() else {
            let name = cx.type_name(to);
            raise!(
                cx,
                TypeError,
                "'memo' attribute must be an UnpicklerMemoProxy object or dict, not {name}"
            );
        };
        cx.dict_copy(dict)?
    };
    for i in 0..dict.fill() {
        let Some(e) = dict.entry(i) else { continue };
        if !e.key.is_int() {
            raise!(cx, TypeError, "memo key must be integers");
        }
        if cx.index_i64(e.key)? < 0 {
            raise!(cx, ValueError, "memo key must be positive integers.");
        }
    }
    u.memo_clear();
    for i in 0..dict.fill() {
        if let Some(e) = dict.entry(i) {
            let number = cx.index_i64(e.key)?;
            unpickler::memo_put(cx, u, number as usize, e.value)?;
        }
    }
    Ok(())
}
