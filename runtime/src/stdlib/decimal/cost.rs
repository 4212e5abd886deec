//! How long operations are, by what they depend on: estimates in digits, that say whether an operation
//! may be done in place.

use super::context::DecimalContextObj;
use super::num::Num;
use crate::heap::Gc;

/// What the work of an operation grows with.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Cost {
    /// The digits of the operands.
    Operands,
    /// These and the distance of the exponents, as far as the precision goes.
    Aligned,
    /// The precision.
    Precision,
    /// The precision, and more than linearly: series and their like.
    Series,
}

/// About how many digits an operation handles; series count for more.
#[inline]
pub fn digits_for(cost: Cost, size: u64, a: &Num, b: &Num, context: Gc<DecimalContextObj>) -> u64 {
    let prec = context.prec.get() as u64;
    if prec < 100 && size < 500 && cost != Cost::Series {
        // Aligned and precision-bound operations stay below a few times that.
        return size;
    }
    match cost {
        Cost::Operands => size,
        Cost::Aligned => size.saturating_add(a.exp.abs_diff(b.exp).min(prec)),
        Cost::Precision => size.saturating_add(prec),
        Cost::Series => size.saturating_add(prec).saturating_mul(20),
    }
}
