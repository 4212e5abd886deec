//! Short names for the binary operators, for native code that computes with Python numbers.

#![forbid(unsafe_code)]

use super::BinOp;
use crate::ctx::{Ctx, PyResult};
use crate::value::Value;

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident = $op:ident;)*) => {
        impl Ctx {
            $($(#[$doc])* #[inline] pub fn $name(&mut self, a: Value, b: Value) -> PyResult<Value> {
                self.binary(BinOp::$op, a, b)
            })*
        }
    };
}

operators! {
    /// `a + b`.
    add = Add;
    /// `a - b`.
    sub = Subtract;
    /// `a * b`.
    mul = Multiply;
    /// `a // b`.
    floordiv = FloorDivide;
    /// `a % b`.
    rem = Remainder;
}
