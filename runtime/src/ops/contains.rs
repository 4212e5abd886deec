//! `item in container`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::raise;
use crate::value::Value;

impl Ctx {
    /// `item in container`.
    #[inline]
    pub fn contains(&mut self, container: Value, item: Value) -> PyResult<bool> {
        let ty = self.type_of(container);
        match ty.slots.contains.get() {
            Some(contains) => contains(self, container, item),
            None => self.contains_by_iteration(container, item),
        }
    }

    /// `item in container` for containers without `__contains__`.
    pub fn contains_by_iteration(&mut self, container: Value, item: Value) -> PyResult<bool> {
        let ty = self.type_of(container);
        if ty.slots.iter.get().is_none() && !super::iter::is_sequence(ty) {
            raise!(
                self,
                TypeError,
                "argument of type '{}' is not a container or iterable",
                ty.shown_name()
            );
        }
        let mut items = match self.iterate(container) {
            Err(_) if self.exception_is(Exc::TypeError) => {
                self.clear_exception();
                raise!(
                    self,
                    TypeError,
                    "argument of type '{}' is not a container or iterable",
                    ty.shown_name()
                )
            }
            items => items?,
        };
        let mut n = 0u32;
        while let Some(x) = items.next(self)? {
            if self.eq(x, item)? {
                return Ok(true);
            }
            n = n.wrapping_add(1);
            if n.is_multiple_of(4096) {
                self.poll()?;
            }
        }
        Ok(false)
    }
}
