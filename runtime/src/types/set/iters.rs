//! `set_iterator`.

#![deny(unsafe_code)]

use super::SetObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// An iterator over a set; without a set it is exhausted.
    pub struct SetIterObj: SET_ITER {
        /// The set.
        traced set: Option<Gc<SetObj>>,
        /// The next slot to look at.
        plain index: usize,
        /// The set's size at the start.
        plain size: usize,
        /// Items left.
        plain left: usize,
    }
}

impl SetIterObj {
    /// The next item, if the set has not changed and is not exhausted; otherwise nothing happens.
    #[inline(always)]
    pub fn next_key(&self) -> Option<Value> {
        let set = self.set.get()?;
        if set.len() != self.size.get() {
            return None;
        }
        let (key, _, next) = set.next_item(self.index.get())?;
        self.index.set(next);
        self.left.set(self.left.get().saturating_sub(1));
        Some(key)
    }
}

/// The type.
pub static ITER_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
    methods: &[
        MethodDef::new("__length_hint__", NativeCode::NoArgs(length_hint)),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
    ],
    ..TypeSpec::EMPTY
};

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, SetIterObj);
    let Some(set) = it.set.get() else { return Ok(None) };
    if set.len() != it.size.get() {
        it.size.set(usize::MAX);
        raise!(cx, RuntimeError, "Set changed size during iteration");
    }
    if let Some((key, _, next)) = set.next_item(it.index.get()) {
        it.index.set(next);
        it.left.set(it.left.get().saturating_sub(1));
        return Ok(Some(key));
    }
    it.set.set(None);
    Ok(None)
}

fn length_hint(_: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, SetIterObj);
    let valid = it.set.get().is_some_and(|s| s.len() == it.size.get());
    Ok(Value::len(if valid { it.left.get() } else { 0 }))
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, SetIterObj);
    let shape = it.hdr.shape.get();
    let copy = cx.alloc(SetIterObj::new(
        shape,
        it.set.get(),
        it.index.get(),
        it.size.get(),
        it.left.get(),
    ))?;
    let rest = cx.to_list(copy.into())?;
    let iter = cx.builtin("iter")?;
    let args = cx.tuple(&[rest.into()])?;
    Ok(cx.tuple(&[iter, args.into()])?.into())
}
