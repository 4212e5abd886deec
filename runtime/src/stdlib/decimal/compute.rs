//! Running operations: the settings of a context, what they met, and long ones on another thread.

use super::context::DecimalContextObj;
use super::num::room::{self, MAX_DIGITS};
use super::num::{NoRoom, Num, Settings, Status};
use super::signals;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::value::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Operations on this many digits, or as long as that, run where signals and limits can end the wait.
const LONG: u64 = 100_000;

/// Where a long computation asks whether anyone waits for it.
struct Unwanted(Arc<AtomicBool>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Ctx {
    /// Does the work; `digits` is about how many of them it handles.
    ///
    /// # Errors
    /// `MemoryError` when there is no room, and what a signal or limit raises.
    pub(super) fn decimal_work<T: Send + 'static>(
        &mut self,
        digits: u64,
        work: impl FnOnce() -> Result<T, NoRoom> + Send + 'static,
    ) -> PyResult<T> {
        let result = if digits < 1000 { work() } else { self.long_decimal_work(digits, work)? };
        result.map_err(|NoRoom| self.raise_memory())
    }

    #[cold]
    fn long_decimal_work<T: Send + 'static>(
        &mut self,
        digits: u64,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> PyResult<T> {
        let mut limit = MAX_DIGITS;
        while limit > 10_000 && !self.heap.could_hold(limit as usize) {
            limit /= 2;
        }
        let flag = Arc::new(AtomicBool::new(false));
        let unwanted = Unwanted(flag.clone());
        let is_long = digits >= LONG;
        let result = self.patiently(is_long, move || {
            room::set_limit(limit);
            if is_long {
                room::watch(flag);
            }
            work()
        });
        drop(unwanted);
        result
    }

    /// Runs an operation with the settings of a context and makes its result a `Decimal`.
    #[inline]
    pub(super) fn decimal_op(
        &mut self,
        context: Gc<DecimalContextObj>,
        digits: u64,
        work: impl FnOnce(&Settings, &mut Status) -> Result<Num, NoRoom> + Send + 'static,
    ) -> PyResult<Value> {
        let s = context.settings();
        let mut st = 0;
        let made = if digits < 1000 {
            match work(&s, &mut st) {
                Ok(made) => made,
                Err(NoRoom) => return Err(self.raise_memory()),
            }
        } else {
            let (made, met) = self.decimal_work(digits, move || {
                let mut st = 0;
                Ok((work(&s, &mut st)?, st))
            })?;
            st = met;
            made
        };
        if st != 0 {
            signals::note(self, context, st)?;
        }
        self.decimal(&made)
    }
}
