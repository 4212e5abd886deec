//! Checks and conversions of native functions' arguments, with CPython's messages.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, Raised};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::types::str::StrObj;
use crate::value::Value;

impl Ctx {
    /// Checks the number of positional arguments of a `Fast` function.
    #[inline]
    pub fn check_arity(&mut self, name: &str, n: usize, min: usize, max: usize) -> PyResult<()> {
        check_positional(self, name, n, min, max)
    }

    /// The string, or `TypeError: {what} must be str, not {type}`.
    #[inline]
    pub fn expect_str(&mut self, v: Value, what: &str) -> PyResult<Gc<StrObj>> {
        match v.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => Err(self.not_str(v, what)),
        }
    }

    #[cold]
    fn not_str(&mut self, v: Value, what: &str) -> Raised {
        let name = self.type_name(v);
        self.raise(crate::exceptions::Exc::TypeError, format!("{what} must be str, not {name}"))
    }

    /// `n` for messages: `None` is called `None`, anything else by its type.
    pub fn type_name_or_none(&mut self, v: Value) -> String {
        if v.is_none() { "None".to_owned() } else { self.type_name(v) }
    }

    /// Whether `iter(v)` has something to call.
    pub fn is_iterable(&mut self, v: Value) -> bool {
        let ty = self.type_of(v);
        ty.slots.iter.get().is_some() || ty.slots.getitem.get().is_some()
    }

    /// The optional `start` and `end` arguments of `find`, `count` and kin. `start` may lie
    /// beyond `end` or the length.
    pub fn find_bounds(
        &mut self,
        start: Option<Value>,
        end: Option<Value>,
        len: usize,
    ) -> PyResult<(usize, usize)> {
        let start = self.slice_bound(start.unwrap_or(Value::NONE))?.unwrap_or(0);
        let end = self.slice_bound(end.unwrap_or(Value::NONE))?.unwrap_or(i64::MAX);
        Ok(clamp_bounds(start, end, len))
    }
}

/// Resolves negative bounds and cuts `end` to the length; `start` may stay beyond `end`.
pub fn clamp_bounds(start: i64, end: i64, len: usize) -> (usize, usize) {
    let len_i = len as i64;
    let fix = |n: i64| if n < 0 { (n + len_i).max(0) } else { n };
    (fix(start) as usize, fix(end).min(len_i) as usize)
}
