//! Rich comparison: whose slot is asked first, and what happens when nobody can compare.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::exact::{Bytes, Tuple};
use crate::object::slots::{CmpOp, CompareFn};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Ctx {
    /// `a op b` (Language Reference 6.10.1 and 3.3.1).
    #[inline]
    pub fn compare(&mut self, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
        match quick(a, b, op) {
            Some(result) => Ok(Value::bool(result)),
            None => self.compare_slow(a, b, op),
        }
    }

    /// The truth of `a op b`.
    #[inline]
    pub fn compare_bool(&mut self, a: Value, b: Value, op: CmpOp) -> PyResult<bool> {
        match quick(a, b, op) {
            Some(result) => Ok(result),
            None => {
                let result = self.compare_slow(a, b, op)?;
                self.truth(result)
            }
        }
    }

    /// Whether a container takes the two for the same: identical or `==`.
    #[inline]
    pub fn eq(&mut self, a: Value, b: Value) -> PyResult<bool> {
        if a.is(b) {
            return Ok(true);
        }
        if Value::both_small(a, b) {
            return Ok(false);
        }
        if a.has_shape(TypeId::STR.shape())
            && b.has_shape(TypeId::STR.shape())
            && let (Some(s), Some(t)) = (a.cast::<StrObj>(), b.cast::<StrObj>())
        {
            return Ok(s.same_text(t));
        }
        if let (Some(x), Some(y)) = (a.exact::<Bytes>(), b.exact::<Bytes>()) {
            return Ok(x.as_slice() == y.as_slice());
        }
        if let (Some(x), Some(y)) = (a.exact::<Tuple>(), b.exact::<Tuple>()) {
            return self.tuples_eq(x, y);
        }
        self.compare_bool(a, b, CmpOp::Eq)
    }

    /// Whether two tuples have the same items: asked in order, though the lengths may tell already.
    fn tuples_eq(&mut self, a: Gc<TupleObj>, b: Gc<TupleObj>) -> PyResult<bool> {
        self.descend()?;
        for (&x, &y) in a.items().iter().zip(b.items()) {
            if !self.eq(x, y)? {
                return Ok(false);
            }
        }
        Ok(a.len() == b.len())
    }

    fn compare_slow(&mut self, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
        if let (CmpOp::Eq | CmpOp::Ne, Some(x), Some(y)) =
            (op, a.exact::<Tuple>(), b.exact::<Tuple>())
        {
            return Ok(Value::bool(self.tuples_eq(x, y)? == (op == CmpOp::Eq)));
        }
        self.check_stack()?;
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        // Two objects without an order of their own: only they themselves are equal.
        let is_plain = |t: Gc<TypeObj>| {
            t.slots.richcompare.get().is_some_and(|f| {
                std::ptr::fn_addr_eq(f, crate::types::object::richcompare as CompareFn)
            })
        };
        match op {
            CmpOp::Eq if is_plain(ta) && is_plain(tb) => return Ok(Value::bool(a.is(b))),
            CmpOp::Ne if is_plain(ta) && is_plain(tb) => return Ok(Value::bool(!a.is(b))),
            _ => {}
        }
        let mut asked_right = false;
        if !ta.ptr_eq(tb)
            && tb.is_subtype(ta)
            && let Some(slot) = tb.slots.richcompare.get()
        {
            asked_right = true;
            let result = slot(self, b, a, op.swapped())?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        if let Some(slot) = ta.slots.richcompare.get() {
            let result = slot(self, a, b, op)?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        if !asked_right && let Some(slot) = tb.slots.richcompare.get() {
            let result = slot(self, b, a, op.swapped())?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        match op {
            CmpOp::Eq => Ok(Value::bool(a.is(b))),
            CmpOp::Ne => Ok(Value::bool(!a.is(b))),
            _ => {
                let (a, b) = (self.type_name(a), self.type_name(b));
                raise!(
                    self,
                    TypeError,
                    "'{}' not supported between instances of '{a}' and '{b}'",
                    op.symbol()
                )
            }
        }
    }
}

/// Comparison of small ints and floats in their words.
#[inline(always)]
fn quick(a: Value, b: Value, op: CmpOp) -> Option<bool> {
    if Value::both_small(a, b) {
        // Both words carry the same tag, so their order is that of the numbers.
        return Some(op.eval((a.bits() as i64).cmp(&(b.bits() as i64))));
    }
    let number = |v: Value| match v.as_small() {
        // Ints that a float holds exactly.
        Some(n) if n.unsigned_abs() <= 1 << 53 => Some(n as f64),
        _ => v.as_inline_float(),
    };
    let (x, y) = (number(a)?, number(b)?);
    // Floats in the word are never nan.
    Some(op.eval(x.partial_cmp(&y)?))
}
