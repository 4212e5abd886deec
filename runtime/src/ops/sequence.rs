//! What list, tuple and deque have in common: repr of the items, comparison, repetition counts and
//! the search bounds of `index`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::slots::CmpOp;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

impl Ctx {
    /// `open` + the reprs of the items with ", " between + `close`; `get` reads the items afresh,
    /// since a `__repr__` may change the container.
    pub fn repr_items(
        &mut self,
        open: &str,
        close: &str,
        mut get: impl FnMut(usize) -> Option<Value>,
    ) -> PyResult<Gc<StrObj>> {
        let mut out = TextBuf::new();
        out.push_str(open);
        let mut i = 0;
        while let Some(item) = get(i) {
            if i > 0 {
                out.push_str(", ");
            }
            let text = self.repr(item)?;
            out.push_obj(text);
            i += 1;
        }
        out.push_str(close);
        out.finish(self)
    }

    /// Compares two sequences item by item, by the lengths where no item differs.
    pub fn compare_items(
        &mut self,
        op: CmpOp,
        len: impl Fn() -> (usize, usize),
        get: impl Fn(usize) -> Option<(Value, Value)>,
    ) -> PyResult<Value> {
        self.descend()?;
        let (a, b) = len();
        if a != b && matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::bool(op == CmpOp::Ne));
        }
        let mut i = 0;
        while let Some((x, y)) = get(i) {
            if !x.is(y) && !self.eq(x, y)? {
                // `__eq__` may have changed the sequences: what is there now counts.
                return match (op, get(i)) {
                    (_, None) => break,
                    (CmpOp::Eq, _) => Ok(Value::FALSE),
                    (CmpOp::Ne, _) => Ok(Value::TRUE),
                    (_, Some((x, y))) => self.compare(x, y, op),
                };
            }
            i += 1;
        }
        let (a, b) = len();
        Ok(Value::bool(op.eval(a.cmp(&b))))
    }

    /// `len(v)` as a value: that of a range may have more than 62 bits.
    #[inline]
    pub fn len_value(&mut self, v: Value) -> PyResult<Value> {
        let n = self.len(v)?;
        match Value::try_small(n as i64) {
            Some(n) => Ok(n),
            None => self.int_u64(n as u64),
        }
    }

    /// The count of a repetition `sequence * n`, not below zero.
    pub fn repeat_count(&mut self, n: Value) -> PyResult<usize> {
        if let Some(n) = n.as_small() {
            return Ok(n.max(0) as usize);
        }
        if !self.has_index(n) {
            let got = self.type_name(n);
            raise!(self, TypeError, "can't multiply sequence by non-int of type '{got}'");
        }
        let n = self.index(n)?;
        match n.as_i64() {
            Some(n) => Ok(n.max(0) as usize),
            None => raise!(self, OverflowError, "cannot fit 'int' into an index-sized integer"),
        }
    }

    /// The `start` and `stop` arguments of `sequence.index`, clipped to `0..`.
    pub fn search_bounds(&mut self, args: &[Value], len: usize) -> PyResult<(usize, usize)> {
        let mut bound = |i: usize, default: i64| match args.get(i) {
            None => Ok(default),
            Some(&v) if !self.has_index(v) => {
                raise!(
                    self,
                    TypeError,
                    "slice indices must be integers or have an __index__ method"
                )
            }
            Some(&v) => self.index_clamped(v),
        };
        let (start, stop) = (bound(1, 0)?, bound(2, i64::MAX)?);
        let clip = |n: i64| if n < 0 { n.saturating_add(len as i64).max(0) } else { n };
        Ok((clip(start) as usize, clip(stop) as usize))
    }
}
