//! Unpacking assignments: `a, b = v` and `a, *b, c = v`.

#![forbid(unsafe_code)]

use super::iter::Iteration;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{Gc, GcVec};
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    fn unpack_iteration(&mut self, v: Value) -> PyResult<Iteration> {
        let result = self.iterate(v);
        if result.is_err() && self.exception_is(Exc::TypeError) {
            let ty = self.type_of(v);
            if ty.slots.iter.get().is_none() && !super::iter::is_sequence(ty) {
                self.clear_exception();
                raise!(self, TypeError, "cannot unpack non-iterable {} object", ty.shown_name());
            }
        }
        result
    }

    /// The `n` items of `v`, for `UNPACK_SEQUENCE`.
    pub fn unpack(&mut self, v: Value, n: usize) -> PyResult<Gc<TupleObj>> {
        if v.has_shape(TypeId::TUPLE.shape())
            && let Some(tuple) = v.cast::<TupleObj>().filter(|t| t.len() == n)
        {
            return Ok(tuple);
        }
        let size = match v.heap_shape().map(|s| TypeId(s.0 as u16)) {
            Some(TypeId::LIST) => v.cast::<ListObj>().map(|l| l.len()),
            Some(TypeId::TUPLE) => v.cast::<TupleObj>().map(|t| t.len()),
            Some(TypeId::DICT) => v.cast::<DictObj>().map(|d| d.len()),
            _ => None,
        };
        let mut items = self.unpack_iteration(v)?;
        let mut out = GcVec::with_capacity(self, n)?;
        while out.len() < n {
            match items.next(self)? {
                Some(item) => out.push(self, item)?,
                None => {
                    raise!(
                        self,
                        ValueError,
                        "not enough values to unpack (expected {n}, got {})",
                        out.len()
                    )
                }
            }
        }
        if items.next(self)?.is_some() {
            // Only where the size is known for certain does the message tell it.
            match size {
                Some(size) => {
                    raise!(self, ValueError, "too many values to unpack (expected {n}, got {size})")
                }
                None => raise!(self, ValueError, "too many values to unpack (expected {n})"),
            }
        }
        self.tuple(&out)
    }

    /// The items for `UNPACK_EX`: `before` items, a list of the middle ones, `after` items.
    pub fn unpack_ex(&mut self, v: Value, before: usize, after: usize) -> PyResult<Gc<TupleObj>> {
        let mut items = self.unpack_iteration(v)?;
        let mut all = GcVec::with_capacity(self, before + after + 1)?;
        while let Some(item) = items.next(self)? {
            all.push(self, item)?;
        }
        let needed = before + after;
        if all.len() < needed {
            raise!(
                self,
                ValueError,
                "not enough values to unpack (expected at least {needed}, got {})",
                all.len()
            );
        }
        let middle = self.list(&all[before..all.len() - after])?;
        let mut out = GcVec::with_capacity(self, needed + 1)?;
        out.extend_from_slice(self, &all[..before])?;
        out.push(self, middle.into())?;
        out.extend_from_slice(self, &all[all.len() - after..])?;
        self.tuple(&out)
    }
}
