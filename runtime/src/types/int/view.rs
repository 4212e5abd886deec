//! `IntView`: sign and magnitude of any int, the small ones included, and the way to and from
//! malachite for what the limb kernel does not do.

use super::IntObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::value::Value;
use malachite_nz::integer::Integer;
use malachite_nz::natural::Natural;
use std::cmp::Ordering;

/// Sign and magnitude of an `int`, a `bool` or an instance of a subclass.
#[derive(Copy, Clone)]
pub struct IntView {
    negative: bool,
    /// The magnitude of a small int.
    word: [u64; 1],
    heap: Option<Gc<IntObj>>,
}

impl IntView {
    /// The int behind a value, if it is one.
    #[inline]
    pub fn of(v: Value) -> Option<IntView> {
        if let Some(n) = v.as_small() {
            return Some(IntView::small(n));
        }
        if let Some(b) = v.as_bool() {
            return Some(IntView::small(b as i64));
        }
        let object = v.cast::<IntObj>()?;
        Some(IntView { negative: object.is_negative(), word: [0], heap: Some(object) })
    }

    /// A view of a machine number.
    #[inline]
    pub fn small(n: i64) -> IntView {
        IntView { negative: n < 0, word: [n.unsigned_abs()], heap: None }
    }

    /// Whether the number is below zero.
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether the number is zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.limbs().is_empty()
    }

    /// The magnitude without leading zeros.
    #[inline]
    pub fn limbs(&self) -> &[u64] {
        match &self.heap {
            Some(object) => object.limbs(),
            None => &self.word[..(self.word[0] != 0) as usize],
        }
    }

    /// The number, if it fits.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match *self.limbs() {
            [] => Some(0),
            [m] if !self.negative => i64::try_from(m).ok(),
            [m] if m <= 1 << 63 => Some((m as i64).wrapping_neg()),
            _ => None,
        }
    }

    /// The number, if it fits and is not negative.
    pub fn to_u64(&self) -> Option<u64> {
        match *self.limbs() {
            [] => Some(0),
            [m] if !self.negative => Some(m),
            _ => None,
        }
    }

    /// Whether the number is odd.
    pub fn is_odd(&self) -> bool {
        self.limbs().first().is_some_and(|l| l & 1 != 0)
    }

    /// Bits of the magnitude.
    pub fn bit_length(&self) -> u64 {
        super::limbs::bit_length(self.limbs())
    }

    /// Numeric order.
    pub fn compare(&self, other: &IntView) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => super::limbs::compare(self.limbs(), other.limbs()),
            (true, true) => super::limbs::compare(other.limbs(), self.limbs()),
        }
    }

    /// The magnitude for malachite.
    pub fn to_natural(&self) -> Natural {
        Natural::from_limbs_asc(self.limbs())
    }

    /// The number for malachite.
    pub fn to_integer(&self) -> Integer {
        Integer::from_sign_and_abs(!self.negative, self.to_natural())
    }
}

impl Ctx {
    /// An int of exact type `int` from malachite's sign and magnitude.
    pub fn int_from_natural(&mut self, negative: bool, n: &Natural) -> PyResult<Value> {
        self.int_from_limbs(negative, n.as_limbs_asc())
    }

    /// An int of exact type `int` from malachite's.
    pub fn int_from_integer(&mut self, n: &Integer) -> PyResult<Value> {
        self.int_from_natural(*n < 0, n.unsigned_abs_ref())
    }
}
