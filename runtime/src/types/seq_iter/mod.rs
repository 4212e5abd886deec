//! Iterators over sequences by index: of list, tuple, str, bytes and kin, of anything with
//! `__getitem__`, and `reversed`.

#![deny(unsafe_code)]

mod repr;

pub use repr::{INDEX_OFFSET, SEQ_OFFSET, SeqIterObj};

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{NextFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::iter::is_sequence;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

const METHODS: &[MethodDef] = &[
    MethodDef::new("__length_hint__", NativeCode::NoArgs(length_hint)),
    MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
    MethodDef::new("__setstate__", NativeCode::O(setstate)),
];

const fn spec(next: NextFn) -> TypeSpec {
    TypeSpec {
        slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
        methods: METHODS,
        ..TypeSpec::EMPTY
    }
}

/// `list_iterator`.
pub static LIST: TypeSpec = spec(|_, v| Ok(this!(v, SeqIterObj).next_list()));
/// `list_reverseiterator`.
pub static LIST_REVERSE: TypeSpec = spec(next_list_reverse);
/// `tuple_iterator`.
pub static TUPLE: TypeSpec = spec(|_, v| Ok(this!(v, SeqIterObj).next_tuple()));
/// `str_iterator`.
pub static STR: TypeSpec = spec(next_str);
/// `bytes_iterator`.
pub static BYTES: TypeSpec = spec(next_bytes);
/// `bytearray_iterator`.
pub static BYTEARRAY: TypeSpec = spec(next_item);
/// `memory_iterator`.
pub static MEMORY: TypeSpec = spec(next_item);
/// `iterator`: over anything with `__getitem__`.
pub static SEQUENCE: TypeSpec = spec(next_item);
/// `reversed`.
pub static REVERSED: TypeSpec = TypeSpec {
    doc: "Return a reverse iterator over the values of the given sequence.",
    signature: "(object, /)",
    slots: SlotTable {
        new: Some(new_reversed),
        iter: Some(|_, v| Ok(v)),
        next: Some(next_reversed),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

impl Ctx {
    /// A new iterator of one of these types.
    #[inline]
    pub fn seq_iter(&mut self, id: TypeId, seq: Value, index: i64) -> PyResult<Value> {
        Ok(self.alloc(SeqIterObj::new(id.shape(), Some(seq), index))?.into())
    }
}

fn next_list_reverse(_: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    Ok(this!(v, SeqIterObj).next_list_reverse())
}

fn next_str(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, SeqIterObj);
    let Some(text) = it.seq.get().and_then(|s| s.cast::<StrObj>()) else { return Ok(None) };
    let i = it.index.get() as usize;
    let item = if i < text.len() { Some(cx.char_str(text.at(i))?.into()) } else { None };
    Ok(it.advance(item))
}

fn next_bytes(_: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, SeqIterObj);
    let Some(bytes) = it.seq.get().and_then(|s| s.cast::<BytesObj>()) else { return Ok(None) };
    let byte = bytes.as_slice().get(it.index.get() as usize);
    Ok(it.advance(byte.map(|&b| Value::small(b as i32))))
}

/// `seq[index]`, or nothing where it raises `IndexError` or `StopIteration`.
fn item_at(cx: &mut Ctx, seq: Value, index: i64) -> PyResult<Option<Value>> {
    let index = cx.int(index)?;
    match cx.getitem(seq, index) {
        Err(_) if cx.exception_is(Exc::IndexError) || cx.exception_is(Exc::StopIteration) => {
            cx.clear_exception();
            Ok(None)
        }
        result => result.map(Some),
    }
}

fn next_item(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, SeqIterObj);
    let Some(seq) = it.seq.get() else { return Ok(None) };
    if it.index.get() == i64::MAX {
        raise!(cx, OverflowError, "iter index too large");
    }
    let item = item_at(cx, seq, it.index.get())?;
    // `__getitem__` may have used this very iterator up.
    if it.seq.get().is_none() {
        return Ok(item);
    }
    Ok(it.advance(item))
}

fn new_reversed(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords_to_new(cx, cls, TypeId::REVERSED, "reversed")?;
    crate::object::args::check_positional(cx, "reversed", args.pos.len(), 1, 1)?;
    let seq = args.pos[0];
    let (ty, name) = (cx.type_of(seq), cx.names.__reversed__);
    match cx.type_lookup(ty, name) {
        Some(method) if method.is_none() => {
            raise!(cx, TypeError, "'{}' object is not reversible", ty.shown_name())
        }
        Some(_) => {
            if let Some(method) = cx.lookup_special(seq, name)? {
                return cx.call0(method);
            }
        }
        None if !is_sequence(ty) => {
            raise!(cx, TypeError, "'{}' object is not reversible", ty.shown_name())
        }
        None => {}
    }
    let last = cx.len(seq)? as i64 - 1;
    Ok(cx.alloc_instance(cls, |shape| SeqIterObj::new(shape, Some(seq), last))?.into())
}

fn next_reversed(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, SeqIterObj);
    let Some(seq) = it.seq.get() else { return Ok(None) };
    let item = if it.index.get() < 0 { None } else { item_at(cx, seq, it.index.get())? };
    Ok(it.retreat(item))
}

fn is_reverse(cx: &mut Ctx, v: Value) -> bool {
    v.has_shape(TypeId::LIST_REVERSE_ITER.shape()) || cx.is_instance_of(v, TypeId::REVERSED)
}

fn length_hint(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, SeqIterObj);
    let Some(seq) = it.seq.get() else { return Ok(Value::small(0)) };
    if is_reverse(cx, v) {
        let left = it.index.get() + 1;
        let len = cx.len(seq)? as i64;
        return cx.int(if len < left { 0 } else { left });
    }
    if v.has_shape(TypeId::SEQ_ITER.shape()) && cx.type_of(seq).slots.len.get().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let left = cx.len(seq)? as i64 - it.index.get();
    cx.int(left.max(0))
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, SeqIterObj);
    let reverse = is_reverse(cx, v);
    let Some(seq) = it.seq.get() else {
        let iter = cx.builtin("iter")?;
        let empty: Value = match v.heap_shape() {
            Some(s) if s == TypeId::STR_ITER.shape() => cx.str("")?.into(),
            Some(s) if s == TypeId::LIST_ITER.shape() || reverse => cx.list(&[])?.into(),
            _ => cx.tuple(&[])?.into(),
        };
        let args = cx.tuple(&[empty])?;
        return Ok(cx.tuple(&[iter, args.into()])?.into());
    };
    let callable = if reverse { cx.builtin("reversed")? } else { cx.builtin("iter")? };
    let index = cx.int(it.index.get())?;
    let args = cx.tuple(&[seq])?;
    Ok(cx.tuple(&[callable, args.into(), index])?.into())
}

fn setstate(cx: &mut Ctx, v: Value, state: Value) -> PyResult<Value> {
    let it = this!(v, SeqIterObj);
    let index = cx.index_i64(state)?;
    let Some(seq) = it.seq.get() else { return Ok(Value::NONE) };
    if is_reverse(cx, v) {
        let last = cx.len(seq)? as i64 - 1;
        it.index.set(index.clamp(-1, last));
    } else if v.has_shape(TypeId::SEQ_ITER.shape()) {
        it.index.set(index.max(0));
    } else {
        let len = cx.len(seq)? as i64;
        it.index.set(index.clamp(0, len));
    }
    Ok(Value::NONE)
}
