//! `callable_iterator`: what `iter(callable, sentinel)` makes.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::value::Value;
use crate::{heap_object, this};

heap_object! {
    /// Calls until the result equals the sentinel; then both are gone.
    pub struct CallableIterObj: CALLABLE_ITER {
        /// What is called.
        traced callable: Option<Value>,
        /// What ends it.
        traced sentinel: Option<Value>,
    }
}

impl Ctx {
    /// `iter(callable, sentinel)`.
    pub fn callable_iter(&mut self, callable: Value, sentinel: Value) -> PyResult<Value> {
        let shape = TypeId::CALLABLE_ITER.shape();
        Ok(self.alloc(CallableIterObj::new(shape, Some(callable), Some(sentinel)))?.into())
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    ..TypeSpec::EMPTY
};

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, CallableIterObj);
    let (Some(callable), Some(sentinel)) = (it.callable.get(), it.sentinel.get()) else {
        return Ok(None);
    };
    let ended = match cx.call(callable, &[]) {
        Ok(item) => {
            if it.sentinel.get().is_none() {
                return Ok(None);
            }
            if !cx.eq(sentinel, item)? {
                return Ok(Some(item));
            }
            Ok(None)
        }
        Err(_) if cx.exception_is(Exc::StopIteration) => {
            cx.clear_exception();
            Ok(None)
        }
        Err(e) => return Err(e),
    };
    it.callable.set(None);
    it.sentinel.set(None);
    ended
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, CallableIterObj);
    let iter = cx.builtin("iter")?;
    let args = match (it.callable.get(), it.sentinel.get()) {
        (Some(callable), Some(sentinel)) => cx.tuple(&[callable, sentinel])?,
        _ => {
            let empty = cx.tuple(&[])?;
            cx.tuple(&[empty.into()])?
        }
    };
    Ok(cx.tuple(&[iter, args.into()])?.into())
}
