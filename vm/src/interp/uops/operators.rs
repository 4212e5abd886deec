//! Unary, binary and comparison operators, generic and on known classes.

use crate::bytecode::Site;
use crate::interp::arith;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use std::cmp::Ordering;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::object::exact::{List, Range, Str};
use taipan_runtime::object::slots::CmpOp;
use taipan_runtime::types::str::compare_text;
use taipan_runtime::value::Value;

/// The bit of `COMPARE_OP`'s operand for an order; neither less nor greater is equal.
#[inline(always)]
fn outcome(less: bool, greater: bool) -> u32 {
    if less {
        2
    } else if greater {
        4
    } else {
        8
    }
}

#[allow(clippy::wrong_self_convention)] // micro-ops are named after instructions
impl Interp<'_> {
    #[inline(always)]
    pub fn unary_negative(&mut self, _: Site) -> PyResult<()> {
        self.unary(|cx, v| cx.neg(v))
    }

    #[inline(always)]
    pub fn int_negate(&mut self, _: Site) -> Step {
        match arith::sub_small(Value::small(0), self.peek(0)) {
            Some(v) => {
                self.set_top(v);
                Step::Next
            }
            None => self.far(|i| i.unary(|cx, v| cx.neg(v))),
        }
    }

    #[inline(always)]
    pub fn float_negate(&mut self, _: Site) -> Step {
        match self.peek(0).as_inline_float().and_then(|x| Value::try_float(-x)) {
            Some(v) => {
                self.set_top(v);
                Step::Next
            }
            None => self.far(|i| i.unary(|cx, v| cx.neg(v))),
        }
    }

    #[inline(always)]
    pub fn unary_invert(&mut self, _: Site) -> PyResult<()> {
        self.unary(|cx, v| cx.invert(v))
    }

    #[inline(always)]
    pub fn unary_not(&mut self, _: Site) {
        let v = self.peek(0);
        self.set_top(Value::bool(v == Value::FALSE));
    }

    #[inline(always)]
    pub fn to_bool(&mut self, _: Site) -> PyResult<()> {
        if self.peek(0).as_bool().is_some() {
            return Ok(());
        }
        self.unary(|cx, v| Ok(Value::bool(cx.truth(v)?)))
    }

    #[inline(always)]
    pub fn to_bool_int(&mut self, _: Site) {
        let v = self.peek(0);
        self.set_top(Value::bool(v != Value::small(0)));
    }

    #[inline(always)]
    pub fn to_bool_list(&mut self, _: Site) {
        let full = self.peek(0).exact::<List>().is_some_and(|l| !l.is_empty());
        self.set_top(Value::bool(full));
    }

    #[inline(always)]
    pub fn to_bool_str(&mut self, _: Site) {
        let full = self.peek(0).exact::<Str>().is_some_and(|s| !s.is_empty());
        self.set_top(Value::bool(full));
    }

    #[inline(always)]
    pub fn to_bool_not_none(&mut self, _: Site) {
        let v = self.peek(0);
        self.set_top(Value::bool(!v.is_none()));
    }

    #[inline(always)]
    pub fn replace_with_true(&mut self, _: Site) {
        self.set_top(Value::TRUE);
    }

    #[inline(always)]
    pub fn replace_with_false(&mut self, _: Site) {
        self.set_top(Value::FALSE);
    }

    #[inline(always)]
    pub fn binary_op(&mut self, at: Site) -> PyResult<()> {
        let op = at.oparg;
        self.binary(|cx, a, b| slow::binary_op(cx, op, a, b))
    }

    #[inline(always)]
    pub fn int_add(&mut self, _: Site) -> Step {
        self.small_op(arith::add_small, |cx, a, b| slow::binary_op(cx, 0, a, b))
    }

    #[inline(always)]
    pub fn int_subtract(&mut self, _: Site) -> Step {
        self.small_op(arith::sub_small, |cx, a, b| slow::binary_op(cx, 10, a, b))
    }

    #[inline(always)]
    pub fn int_multiply(&mut self, _: Site) -> Step {
        self.small_op(arith::mul_small, |cx, a, b| slow::binary_op(cx, 5, a, b))
    }

    #[inline(always)]
    fn small_op(
        &mut self,
        fast: impl Fn(Value, Value) -> Option<Value>,
        slow: impl Fn(&mut taipan_runtime::ctx::Ctx, Value, Value) -> PyResult<Value>,
    ) -> Step {
        match fast(self.peek(1), self.peek(0)) {
            Some(v) => {
                self.drop_n(1);
                self.set_top(v);
                Step::Next
            }
            None => self.far(|i| i.binary(slow)),
        }
    }

    #[inline(always)]
    fn float_op(&mut self, f: impl Fn(f64, f64) -> f64) -> Step {
        if let (Some(a), Some(b)) = (self.peek(1).as_inline_float(), self.peek(0).as_inline_float())
            && let Some(v) = Value::try_float(f(a, b))
        {
            self.drop_n(1);
            self.set_top(v);
            return Step::Next;
        }
        self.far(|i| i.binary(|cx, a, b| cx.float(f(arith::float_of(a), arith::float_of(b)))))
    }

    #[inline(always)]
    pub fn float_add(&mut self, _: Site) -> Step {
        self.float_op(|a, b| a + b)
    }

    #[inline(always)]
    pub fn float_subtract(&mut self, _: Site) -> Step {
        self.float_op(|a, b| a - b)
    }

    #[inline(always)]
    pub fn float_multiply(&mut self, _: Site) -> Step {
        self.float_op(|a, b| a * b)
    }

    #[inline(always)]
    pub fn str_add(&mut self, _: Site) -> PyResult<()> {
        self.binary(|cx, a, b| slow::binary_op(cx, 0, a, b))
    }

    #[inline(always)]
    pub fn guard_extend(&mut self, at: Site) -> bool {
        // The near handler has guard and action in one.
        !self.is_far
            || arith::extension(at.unit(1))
                .is_some_and(|e| (e.guard)(self.cx, self.peek(1), self.peek(0)))
    }

    #[inline(always)]
    pub fn binary_op_extend(&mut self, at: Site) -> Step {
        if let Some(v) = arith::extend_inline(at.unit(1), self.peek(1), self.peek(0)) {
            self.drop_n(1);
            self.set_top(v);
            return Step::Next;
        }
        self.far(|i| match arith::extension(at.unit(1)) {
            Some(extension) => i.binary(extension.action),
            None => Ok(()),
        })
    }

    #[inline(always)]
    pub fn compare_op(&mut self, at: Site) -> PyResult<()> {
        let oparg = at.oparg;
        self.binary(|cx, a, b| slow::compare(cx, a, b, oparg))
    }

    /// Pops two and pushes whether their order is among the outcomes (bits of the operand: unordered
    /// 1, less 2, greater 4, equal 8) for which the comparison is true.
    #[inline(always)]
    fn push_order(&mut self, oparg: u32, outcome: u32) {
        self.drop_n(1);
        self.set_top(Value::bool(oparg & outcome != 0));
    }

    #[inline(always)]
    pub fn int_compare(&mut self, at: Site) {
        // Equal tags: the words order as the ints do.
        let (a, b) = (self.peek(1).bits() as i64, self.peek(0).bits() as i64);
        self.push_order(at.oparg, outcome(a < b, a > b));
    }

    #[inline(always)]
    pub fn float_compare(&mut self, at: Site) -> Step {
        match (self.peek(1).as_inline_float(), self.peek(0).as_inline_float()) {
            // Inline floats are no nans.
            (Some(a), Some(b)) => self.push_order(at.oparg, outcome(a < b, a > b)),
            _ => {
                return self.far(|i| {
                    let (a, b) = (arith::float_of(i.peek(1)), arith::float_of(i.peek(0)));
                    let unordered = if taipan_runtime::fault!("compare-nan-equal") { 8 } else { 1 };
                    let outcome = a.partial_cmp(&b).map_or(unordered, |order| match order {
                        Ordering::Less => 2,
                        Ordering::Equal => 8,
                        Ordering::Greater => 4,
                    });
                    i.push_order(at.oparg, outcome);
                    Ok(())
                });
            }
        }
        Step::Next
    }

    #[inline(always)]
    pub fn str_compare(&mut self, at: Site) {
        let equal = slow::same_text(self.peek(1), self.peek(0));
        let truth = equal == (arith::compare_op(at.oparg) == CmpOp::Eq);
        self.drop_n(1);
        self.set_top(Value::bool(truth));
    }

    #[inline(always)]
    pub fn mixed_compare(&mut self, at: Site) -> Step {
        let (a, b) = (self.peek(1), self.peek(0));
        let number = |v: Value| match v.as_small() {
            Some(n) if arith::exact(n) => Some(n as f64),
            Some(_) => None,
            None => v.as_inline_float(),
        };
        match (number(a), number(b)) {
            // Inline floats are no nans.
            (Some(a), Some(b)) => self.push_order(at.oparg, outcome(a < b, a > b)),
            _ => return self.far(|i| i.compare_op(at)),
        }
        Step::Next
    }

    #[inline(always)]
    pub fn str_order(&mut self, at: Site) {
        let (a, b) = (self.peek(1), self.peek(0));
        let order = match (a.exact::<Str>(), b.exact::<Str>()) {
            (Some(a), Some(b)) => compare_text(&a, &b),
            _ => Ordering::Equal,
        };
        self.push_order(at.oparg, outcome(order.is_lt(), order.is_gt()));
    }

    #[inline(always)]
    pub fn bool_compare(&mut self, at: Site) {
        let (a, b) = (self.peek(1), self.peek(0));
        let (a, b) = (arith::int_or_bool(a).unwrap_or(0), arith::int_or_bool(b).unwrap_or(0));
        self.push_order(at.oparg, outcome(a < b, a > b));
    }

    #[inline(always)]
    pub fn contains_op(&mut self, at: Site) -> PyResult<()> {
        let invert = at.oparg != 0;
        self.binary(|cx, item, container| Ok(Value::bool(cx.contains(container, item)? != invert)))
    }

    #[inline(always)]
    pub fn contains_op_set(&mut self, at: Site) -> PyResult<()> {
        self.contains_op(at)
    }

    #[inline(always)]
    pub fn contains_op_dict(&mut self, at: Site) -> PyResult<()> {
        self.contains_op(at)
    }

    /// `in` for a container whose class is known.
    #[inline(always)]
    fn contains_by(
        &mut self,
        at: Site,
        contains: fn(&mut Ctx, Value, Value) -> PyResult<bool>,
    ) -> PyResult<()> {
        let invert = at.oparg != 0;
        self.binary(|cx, item, container| Ok(Value::bool(contains(cx, container, item)? != invert)))
    }

    #[inline(always)]
    pub fn contains_op_list(&mut self, at: Site) -> PyResult<()> {
        self.contains_by(at, slow::list_contains)
    }

    #[inline(always)]
    pub fn contains_op_tuple(&mut self, at: Site) -> PyResult<()> {
        self.contains_by(at, slow::tuple_contains)
    }

    #[inline(always)]
    pub fn contains_op_str(&mut self, at: Site) -> PyResult<()> {
        self.contains_by(at, slow::str_contains)
    }

    #[inline(always)]
    pub fn contains_op_range(&mut self, at: Site) {
        let item = self.peek(1).as_small().unwrap_or(0);
        let small = self.peek(0).exact::<Range>().and_then(|r| r.small());
        let within = small.is_some_and(|(start, step, len)| match item.checked_sub(start) {
            // Most steps are 1, which takes no division.
            Some(distance) if step == 1 => (0..len).contains(&distance),
            Some(distance) => distance % step == 0 && (0..len).contains(&(distance / step)),
            None => false,
        });
        self.drop_n(1);
        self.set_top(Value::bool(within != (at.oparg != 0)));
    }

    #[inline(always)]
    pub fn is_op(&mut self, at: Site) {
        let b = self.pop();
        let same = self.peek(0).is(b);
        self.set_top(Value::bool(same != (at.oparg != 0)));
    }
}
