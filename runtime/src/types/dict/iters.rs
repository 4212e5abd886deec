//! The iterators over dicts, forwards and backwards, over keys, values and items.

#![deny(unsafe_code)]

use super::{DictObj, Entry};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{NextFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// An iterator over a dict; without a dict it is exhausted.
    pub struct DictIterObj: DICT_ITER {
        /// The dict.
        traced dict: Option<Gc<DictObj>>,
        /// Number of the next entry to look at.
        plain index: i64,
        /// The dict's size at the start.
        plain size: usize,
        /// Items left, as `__length_hint__` tells.
        plain left: usize,
    }
}

impl DictIterObj {
    /// The next entry, if the dict has not changed and is not exhausted; otherwise nothing happens.
    #[inline(always)]
    pub fn next_entry(&self) -> Option<Entry> {
        let dict = self.dict.get()?;
        let left = self.left.get();
        if dict.len() != self.size.get() || left == 0 {
            return None;
        }
        let mut i = self.index.get() as usize;
        while i < dict.fill() {
            if let Some(e) = dict.entry(i) {
                self.index.set(i as i64 + 1);
                self.left.set(left - 1);
                return Some(e);
            }
            i += 1;
        }
        None
    }
}

const METHODS: &[MethodDef] = &[
    MethodDef::new("__length_hint__", NativeCode::NoArgs(length_hint)),
    MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
];

const fn spec(next: NextFn) -> TypeSpec {
    TypeSpec {
        slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
        methods: METHODS,
        ..TypeSpec::EMPTY
    }
}

/// `dict_keyiterator`.
pub static KEY_ITER_SPEC: TypeSpec = spec(|cx, v| Ok(forward(cx, v)?.map(|e| e.key)));
/// `dict_valueiterator`.
pub static VALUE_ITER_SPEC: TypeSpec = spec(|cx, v| Ok(forward(cx, v)?.map(|e| e.value)));
/// `dict_itemiterator`.
pub static ITEM_ITER_SPEC: TypeSpec = spec(|cx, v| {
    let entry = forward(cx, v)?;
    pair(cx, entry)
});
/// `dict_reversekeyiterator`.
pub static REVERSE_KEY_ITER_SPEC: TypeSpec = spec(|cx, v| Ok(backward(cx, v)?.map(|e| e.key)));
/// `dict_reversevalueiterator`.
pub static REVERSE_VALUE_ITER_SPEC: TypeSpec = spec(|cx, v| Ok(backward(cx, v)?.map(|e| e.value)));
/// `dict_reverseitemiterator`.
pub static REVERSE_ITEM_ITER_SPEC: TypeSpec = spec(|cx, v| {
    let entry = backward(cx, v)?;
    pair(cx, entry)
});

impl Ctx {
    /// A new iterator of one of these types.
    pub fn dict_iter(&mut self, id: TypeId, dict: Gc<DictObj>) -> PyResult<Value> {
        let backwards = matches!(
            id,
            TypeId::DICT_REVERSE_KEY_ITER
                | TypeId::DICT_REVERSE_VALUE_ITER
                | TypeId::DICT_REVERSE_ITEM_ITER
        );
        let first = if backwards { dict.fill() as i64 - 1 } else { 0 };
        let n = dict.len();
        Ok(self.alloc(DictIterObj::new(id.shape(), Some(dict), first, n, n))?.into())
    }
}

fn pair(cx: &mut Ctx, entry: Option<Entry>) -> PyResult<Option<Value>> {
    match entry {
        Some(e) => Ok(Some(cx.tuple(&[e.key, e.value])?.into())),
        None => Ok(None),
    }
}

/// The dict, unless the iterator is exhausted; checks that it did not change.
fn dict_of(cx: &mut Ctx, it: &DictIterObj) -> PyResult<Option<Gc<DictObj>>> {
    let Some(dict) = it.dict.get() else { return Ok(None) };
    if dict.len() != it.size.get() {
        it.size.set(usize::MAX);
        raise!(cx, RuntimeError, "dictionary changed size during iteration");
    }
    Ok(Some(dict))
}

#[inline]
fn forward(cx: &mut Ctx, v: Value) -> PyResult<Option<Entry>> {
    let it = this!(v, DictIterObj);
    let Some(dict) = dict_of(cx, &it)? else { return Ok(None) };
    let mut i = it.index.get() as usize;
    while i < dict.fill() {
        if let Some(e) = dict.entry(i) {
            if it.left.get() == 0 {
                it.dict.set(None);
                raise!(cx, RuntimeError, "dictionary keys changed during iteration");
            }
            it.index.set(i as i64 + 1);
            it.left.set(it.left.get() - 1);
            return Ok(Some(e));
        }
        i += 1;
    }
    it.dict.set(None);
    Ok(None)
}

fn backward(cx: &mut Ctx, v: Value) -> PyResult<Option<Entry>> {
    let it = this!(v, DictIterObj);
    let Some(dict) = dict_of(cx, &it)? else { return Ok(None) };
    let mut i = it.index.get();
    while i >= 0 {
        if let Some(e) = dict.entry(i as usize) {
            it.index.set(i - 1);
            it.left.set(it.left.get().saturating_sub(1));
            return Ok(Some(e));
        }
        i -= 1;
    }
    it.dict.set(None);
    Ok(None)
}

fn length_hint(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, DictIterObj);
    let valid = it.dict.get().is_some_and(|d| d.len() == it.size.get());
    Ok(Value::len(if valid { it.left.get() } else { 0 }))
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, DictIterObj);
    let copy = DictIterObj::new(
        it.hdr.shape.get(),
        it.dict.get(),
        it.index.get(),
        it.size.get(),
        it.left.get(),
    );
    let copy = cx.alloc(copy)?;
    let rest = cx.to_list(copy.into())?;
    let iter = cx.builtin("iter")?;
    let args = cx.tuple(&[rest.into()])?;
    Ok(cx.tuple(&[iter, args.into()])?.into())
}
