//! `RangeObj` and `RangeIterObj`.

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::heap_object;
use crate::object::type_id::TypeId;
use crate::value::{SMALL_MAX, SMALL_MIN, Value};

heap_object! {
    /// Python's `range`: exact ints of any size, and the number of items.
    pub struct RangeObj: RANGE {
        traced start: Value,
        traced stop: Value,
        traced step: Value,
        traced length: Value,
    }
}

heap_object! {
    /// `range_iterator` (all numbers small ints, in the raw words) and `longrange_iterator` (values).
    ///
    /// ```text
    /// | header 8 | long start, step, length, index 8 * 4 | next 8 | left 8 | step 8 |
    /// ```
    pub struct RangeIterObj: RANGE_ITER {
        traced long_start: Option<Value>,
        traced long_step: Option<Value>,
        traced long_length: Option<Value>,
        traced long_index: Option<Value>,
        /// The next number.
        plain next: i64,
        /// How many numbers are left.
        plain left: i64,
        /// Distance to the number after it.
        plain step: i64,
    }
}

/// Byte offset of the next number of a `range_iterator`.
pub const NEXT_OFFSET: usize = std::mem::offset_of!(RangeIterObj, next);
/// Byte offset of the count of numbers left.
pub const LEFT_OFFSET: usize = std::mem::offset_of!(RangeIterObj, left);
/// Byte offset of the step.
pub const STEP_OFFSET: usize = std::mem::offset_of!(RangeIterObj, step);

impl RangeIterObj {
    /// How many numbers are left, and the next of them.
    pub fn rest(&self) -> (i64, i64) {
        (self.left.get(), self.next.get())
    }

    /// The next number of a `range_iterator`.
    #[inline(always)]
    pub fn next_small(&self) -> Option<Value> {
        let left = self.left.get();
        if left <= 0 {
            return None;
        }
        let n = self.next.get();
        self.left.set(left - 1);
        self.next.set(n.wrapping_add(self.step.get()));
        // The constructor saw to it that all numbers are small.
        Some(Value::len(n as usize))
    }
}

impl RangeObj {
    /// Start, step and length, when every number and the one behind the last are small ints.
    #[inline]
    pub fn small(&self) -> Option<(i64, i64, i64)> {
        let (start, step) = (self.start.get().as_small()?, self.step.get().as_small()?);
        let length = self.length.get().as_small()?;
        let end = start.checked_add(step.checked_mul(length)?)?;
        (SMALL_MIN..=SMALL_MAX).contains(&end).then_some((start, step, length))
    }
}

impl Ctx {
    /// A range iterator over small ints.
    #[inline]
    pub fn range_iter(&mut self, start: i64, step: i64, length: i64) -> PyResult<Gc<RangeIterObj>> {
        self.alloc(RangeIterObj::new(
            TypeId::RANGE_ITER.shape(),
            None,
            None,
            None,
            None,
            start,
            length,
            step,
        ))
    }
}
