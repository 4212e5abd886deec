//! The number protocol: which operand's slot is asked first, what `NotImplemented` means, and what
//! is said when nobody knows.
//!
//! Language Reference 3.3.8: the right operand goes first when its type is a proper subclass of the
//! left one's and has a slot of its own. Sequences take part through `concat` and `repeat`.

#![forbid(unsafe_code)]

use super::binop::BinOp;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::slots::{BinaryFn, TernaryFn, TypeSlots, UnaryFn};
use crate::object::trampolines;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;
use std::ptr::fn_addr_eq;

impl BinOp {
    /// As messages name the operator.
    pub const fn symbol(self) -> &'static str {
        match self {
            BinOp::Add => "+",
            BinOp::And => "&",
            BinOp::FloorDivide => "//",
            BinOp::Lshift => "<<",
            BinOp::MatrixMultiply => "@",
            BinOp::Multiply => "*",
            BinOp::Remainder => "%",
            BinOp::Or => "|",
            BinOp::Power => "** or pow()",
            BinOp::Rshift => ">>",
            BinOp::Subtract => "-",
            BinOp::TrueDivide => "/",
            BinOp::Xor => "^",
        }
    }

    /// As messages name the augmented assignment.
    pub const fn inplace_symbol(self) -> &'static str {
        match self {
            BinOp::Add => "+=",
            BinOp::And => "&=",
            BinOp::FloorDivide => "//=",
            BinOp::Lshift => "<<=",
            BinOp::MatrixMultiply => "@=",
            BinOp::Multiply => "*=",
            BinOp::Remainder => "%=",
            BinOp::Or => "|=",
            BinOp::Power => "**=",
            BinOp::Rshift => ">>=",
            BinOp::Subtract => "-=",
            BinOp::TrueDivide => "/=",
            BinOp::Xor => "^=",
        }
    }

    /// The names of the method and of the reflected one; `None` for the ternary `**`.
    pub fn method_names(self, cx: &Ctx) -> Option<(Gc<StrObj>, Gc<StrObj>)> {
        let n = &cx.names;
        Some(match self {
            BinOp::Add => (n.__add__, n.__radd__),
            BinOp::And => (n.__and__, n.__rand__),
            BinOp::FloorDivide => (n.__floordiv__, n.__rfloordiv__),
            BinOp::Lshift => (n.__lshift__, n.__rlshift__),
            BinOp::MatrixMultiply => (n.__matmul__, n.__rmatmul__),
            BinOp::Multiply => (n.__mul__, n.__rmul__),
            BinOp::Remainder => (n.__mod__, n.__rmod__),
            BinOp::Or => (n.__or__, n.__ror__),
            BinOp::Power => return None,
            BinOp::Rshift => (n.__rshift__, n.__rrshift__),
            BinOp::Subtract => (n.__sub__, n.__rsub__),
            BinOp::TrueDivide => (n.__truediv__, n.__rtruediv__),
            BinOp::Xor => (n.__xor__, n.__rxor__),
        })
    }

    /// Whether instances of a class have a method of their own for the in-place form.
    pub fn has_inplace(self, slots: &TypeSlots) -> bool {
        self.inplace_slot(slots).is_some()
    }

    fn slot(self, slots: &TypeSlots) -> Option<BinaryFn> {
        match self {
            BinOp::Add => slots.add.get(),
            BinOp::And => slots.and.get(),
            BinOp::FloorDivide => slots.floordiv.get(),
            BinOp::Lshift => slots.lshift.get(),
            BinOp::MatrixMultiply => slots.matmul.get(),
            BinOp::Multiply => slots.mul.get(),
            BinOp::Remainder => slots.rem.get(),
            BinOp::Or => slots.or.get(),
            // `pow` is ternary; see `power`.
            BinOp::Power => None,
            BinOp::Rshift => slots.rshift.get(),
            BinOp::Subtract => slots.sub.get(),
            BinOp::TrueDivide => slots.truediv.get(),
            BinOp::Xor => slots.xor.get(),
        }
    }

    fn inplace_slot(self, slots: &TypeSlots) -> Option<BinaryFn> {
        match self {
            BinOp::Add => slots.iadd.get(),
            BinOp::And => slots.iand.get(),
            BinOp::FloorDivide => slots.ifloordiv.get(),
            BinOp::Lshift => slots.ilshift.get(),
            BinOp::MatrixMultiply => slots.imatmul.get(),
            BinOp::Multiply => slots.imul.get(),
            BinOp::Remainder => slots.irem.get(),
            BinOp::Or => slots.ior.get(),
            BinOp::Power => slots.ipow.get(),
            BinOp::Rshift => slots.irshift.get(),
            BinOp::Subtract => slots.isub.get(),
            BinOp::TrueDivide => slots.itruediv.get(),
            BinOp::Xor => slots.ixor.get(),
        }
    }

    /// The result for two small ints, when it is quick to get.
    #[inline(always)]
    fn small(self, a: Value, b: Value) -> Option<Value> {
        match self {
            BinOp::Add => Value::small_add(a, b),
            BinOp::And => Value::small_and(a, b),
            BinOp::FloorDivide => Value::small_floordiv(a, b),
            BinOp::Lshift => Value::small_shl(a, b),
            BinOp::Multiply => Value::small_mul(a, b),
            BinOp::Remainder => Value::small_rem(a, b),
            BinOp::Or => Value::small_or(a, b),
            BinOp::Rshift => Value::small_shr(a, b),
            BinOp::Subtract => Value::small_sub(a, b),
            BinOp::Xor => Value::small_xor(a, b),
            BinOp::Power | BinOp::TrueDivide | BinOp::MatrixMultiply => None,
        }
    }

    /// The result for two floats in their words, when it is one too.
    #[inline(always)]
    fn floats(self, a: Value, b: Value) -> Option<Value> {
        let (x, y) = (a.as_inline_float()?, b.as_inline_float()?);
        let result = match self {
            BinOp::Add => x + y,
            BinOp::Subtract => x - y,
            BinOp::Multiply => x * y,
            BinOp::TrueDivide if y != 0.0 => x / y,
            _ => return None,
        };
        Value::try_float(result)
    }
}

impl Ctx {
    /// `a op b`.
    #[inline]
    pub fn binary(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> {
        if let Some(v) = op.small(a, b) {
            return Ok(v);
        }
        if let Some(v) = op.floats(a, b) {
            return Ok(v);
        }
        self.binary_slow(op, a, b)
    }

    fn binary_slow(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> {
        if op == BinOp::Power {
            return self.power(a, b, Value::NONE);
        }
        let result = self.binary_slots(op, a, b)?;
        if !result.is(Value::NOT_IMPLEMENTED) {
            return Ok(result);
        }
        match self.sequence_fallback(op, a, b, false)? {
            Some(result) => Ok(result),
            None => Err(self.operand_error(op.symbol(), a, b)),
        }
    }

    /// `a op= b`.
    pub fn inplace(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> {
        if let Some(v) = op.small(a, b).or_else(|| op.floats(a, b)) {
            return Ok(v);
        }
        if let Some(slot) = op.inplace_slot(&self.type_of(a).slots) {
            let result = slot(self, a, b)?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        let result = match op {
            BinOp::Power => self.power_slots(a, b, Value::NONE)?,
            _ => self.binary_slots(op, a, b)?,
        };
        if !result.is(Value::NOT_IMPLEMENTED) {
            return Ok(result);
        }
        match self.sequence_fallback(op, a, b, true)? {
            Some(result) => Ok(result),
            None => Err(self.operand_error(op.inplace_symbol(), a, b)),
        }
    }

    /// The rest of `a op b`, or of `a op= b`, after `a`'s own method was asked first and said `NotImplemented`.
    pub fn binary_after_left(
        &mut self,
        op: BinOp,
        a: Value,
        b: Value,
        inplace: bool,
    ) -> PyResult<Value> {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        if !ta.ptr_eq(tb)
            && let Some(right) = op.slot(&tb.slots)
        {
            let asked = op.slot(&ta.slots).is_some_and(|left| fn_addr_eq(left, right));
            let result = if asked { self.reflected(op, a, b)? } else { right(self, a, b)? };
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        match self.sequence_fallback(op, a, b, inplace)? {
            Some(result) => Ok(result),
            None => {
                let symbol = if inplace { op.inplace_symbol() } else { op.symbol() };
                Err(self.operand_error(symbol, a, b))
            }
        }
    }

    /// The reflected method of `b`, where both classes define theirs in Python.
    fn reflected(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> {
        let Some((_, name)) = op.method_names(self) else { return Ok(Value::NOT_IMPLEMENTED) };
        match trampolines::try_special(self, b, name, &[a])? {
            Some(result) => Ok(result),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// Asks the number slots of both operands; `NotImplemented` when none took it.
    fn binary_slots(&mut self, op: BinOp, a: Value, b: Value) -> PyResult<Value> {
        self.ask_both(a, b, |slots| op.slot(slots))
    }

    fn ask_both(
        &mut self,
        a: Value,
        b: Value,
        get: impl Fn(&TypeSlots) -> Option<BinaryFn>,
    ) -> PyResult<Value> {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let left = get(&ta.slots);
        let mut right = None;
        if !ta.ptr_eq(tb) {
            right = get(&tb.slots).filter(|&r| left.is_none_or(|l| !fn_addr_eq(l, r)));
        }
        if let Some(left) = left {
            if let Some(first) = right.filter(|_| tb.is_subtype(ta)) {
                let result = first(self, a, b)?;
                if !result.is(Value::NOT_IMPLEMENTED) {
                    return Ok(result);
                }
                right = None;
            }
            let result = left(self, a, b)?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        match right {
            Some(right) => right(self, a, b),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// `concat` and `repeat`, after the number slots declined.
    fn sequence_fallback(
        &mut self,
        op: BinOp,
        a: Value,
        b: Value,
        inplace: bool,
    ) -> PyResult<Option<Value>> {
        match op {
            BinOp::Add => {
                let slots = &self.type_of(a).slots;
                let concat = slots.iconcat.get().filter(|_| inplace).or(slots.concat.get());
                concat.map(|f| f(self, a, b)).transpose()
            }
            BinOp::Multiply => {
                let slots = &self.type_of(a).slots;
                if let Some(repeat) = slots.irepeat.get().filter(|_| inplace).or(slots.repeat.get())
                {
                    return self.repeat(repeat, a, b).map(Some);
                }
                match self.type_of(b).slots.repeat.get() {
                    Some(repeat) => self.repeat(repeat, b, a).map(Some),
                    None => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    fn repeat(&mut self, repeat: BinaryFn, sequence: Value, count: Value) -> PyResult<Value> {
        if !self.has_index(count) {
            let name = self.type_name(count);
            raise!(self, TypeError, "can't multiply sequence by non-int of type '{name}'");
        }
        let index = self.index(count)?;
        if index.as_i64().is_none() {
            let name = self.type_name(count);
            raise!(self, OverflowError, "cannot fit '{name}' into an index-sized integer");
        }
        repeat(self, sequence, index)
    }

    /// `a ** b`, or `pow(a, b, modulus)` when the modulus is not `None`.
    pub fn power(&mut self, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
        let result = self.power_slots(a, b, modulus)?;
        if !result.is(Value::NOT_IMPLEMENTED) {
            return Ok(result);
        }
        if modulus.is_none() {
            return Err(self.operand_error("** or pow()", a, b));
        }
        let (a, b, m) = (self.type_name(a), self.type_name(b), self.type_name(modulus));
        raise!(self, TypeError, "unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{m}'")
    }

    fn power_slots(&mut self, a: Value, b: Value, modulus: Value) -> PyResult<Value> {
        let (ta, tb, tm) = (self.type_of(a), self.type_of(b), self.type_of(modulus));
        let left = ta.slots.pow.get();
        let mut right = None;
        if !ta.ptr_eq(tb) {
            right = tb.slots.pow.get().filter(|&r| left.is_none_or(|l| !fn_addr_eq(l, r)));
        }
        let mut asked: [Option<TernaryFn>; 3] = [None; 3];
        asked[0] = right.filter(|_| left.is_some() && tb.is_subtype(ta));
        asked[1] = left;
        asked[2] = right.filter(|_| asked[0].is_none());
        for slot in asked.into_iter().flatten() {
            let result = slot(self, a, b, modulus)?;
            if !result.is(Value::NOT_IMPLEMENTED) {
                return Ok(result);
            }
        }
        if modulus.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let same = |f: Option<TernaryFn>, g| f.is_some_and(|f| fn_addr_eq(f, g));
        match tm.slots.pow.get().filter(|&m| !same(left, m) && !same(right, m)) {
            Some(slot) => slot(self, a, b, modulus),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// `divmod(a, b)`.
    pub fn divmod(&mut self, a: Value, b: Value) -> PyResult<Value> {
        let result = self.ask_both(a, b, |slots| slots.divmod.get())?;
        if result.is(Value::NOT_IMPLEMENTED) {
            return Err(self.operand_error("divmod()", a, b));
        }
        Ok(result)
    }

    #[cold]
    fn operand_error(&mut self, symbol: &str, a: Value, b: Value) -> Raised {
        let (a, b) = (self.type_name(a), self.type_name(b));
        self.raise(
            Exc::TypeError,
            format!("unsupported operand type(s) for {symbol}: '{a}' and '{b}'"),
        )
    }

    /// `-v`.
    #[inline]
    pub fn neg(&mut self, v: Value) -> PyResult<Value> {
        if let Some(negated) = Value::small_sub(Value::small(0), v) {
            return Ok(negated);
        }
        let slot = self.type_of(v).slots.neg.get();
        self.unary(slot, v, "unary -")
    }

    /// `+v`.
    pub fn pos(&mut self, v: Value) -> PyResult<Value> {
        let slot = self.type_of(v).slots.pos.get();
        self.unary(slot, v, "unary +")
    }

    /// `abs(v)`.
    pub fn abs(&mut self, v: Value) -> PyResult<Value> {
        let slot = self.type_of(v).slots.abs.get();
        self.unary(slot, v, "abs()")
    }

    /// `~v`.
    pub fn invert(&mut self, v: Value) -> PyResult<Value> {
        let slot = self.type_of(v).slots.invert.get();
        self.unary(slot, v, "unary ~")
    }

    fn unary(&mut self, slot: Option<UnaryFn>, v: Value, what: &str) -> PyResult<Value> {
        match slot {
            Some(f) => f(self, v),
            None => {
                let name = self.type_name(v);
                raise!(self, TypeError, "bad operand type for {what}: '{name}'")
            }
        }
    }
}
