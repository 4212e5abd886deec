//! Truth testing: `bool(v)`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::object::type_id::TypeId;
use crate::types::bytes::BytesObj;
use crate::types::dict::DictObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    /// Whether the value counts as true (Library Reference, "Truth Value Testing").
    #[inline(always)]
    pub fn truth(&mut self, v: Value) -> PyResult<bool> {
        match quick(v) {
            Some(b) => Ok(b),
            None => self.truth_slow(v),
        }
    }

    fn truth_slow(&mut self, v: Value) -> PyResult<bool> {
        // Containers and bytes of exact type, without a look at their class.
        let len = match v.heap_shape() {
            Some(s) if s == TypeId::TUPLE.shape() => v.cast::<TupleObj>().map(|t| t.len()),
            Some(s) if s == TypeId::BYTES.shape() => v.cast::<BytesObj>().map(|b| b.len()),
            Some(s) if s == TypeId::DICT.shape() => v.cast::<DictObj>().map(|d| d.len()),
            _ => None,
        };
        if let Some(len) = len {
            return Ok(len != 0);
        }
        let slots = &self.type_of(v).slots;
        if let Some(f) = slots.bool.get() {
            return f(self, v);
        }
        match slots.len.get() {
            Some(f) => Ok(f(self, v)? != 0),
            None => Ok(true),
        }
    }
}

/// The truth of immediates.
#[inline(always)]
fn quick(v: Value) -> Option<bool> {
    match v.as_bool() {
        Some(b) => Some(b),
        None if v.is_none() => Some(false),
        None => match v.as_small() {
            Some(n) => Some(n != 0),
            None => v.as_inline_float().map(|f| f != 0.0),
        },
    }
}
