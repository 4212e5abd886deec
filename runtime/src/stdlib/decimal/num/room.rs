//! How large numbers may grow, and how a computation that nobody waits for any more ends.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A number would have more digits than there is memory for (or nobody wants it any more).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct NoRoom;

/// More digits than this are a `MemoryError` before anything is computed.
pub const MAX_DIGITS: u64 = 400_000_000;

thread_local! {
    static LIMIT: Cell<u64> = const { Cell::new(MAX_DIGITS) };
    static UNWANTED: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Fails for numbers of more digits than the limit of this thread.
pub fn check_digits(n: u64) -> Result<(), NoRoom> {
    // Few digits need no look at the limit.
    if n < 1000 || n <= LIMIT.get() { Ok(()) } else { Err(NoRoom) }
}

/// Fails when nobody waits for the result any more; long loops ask it.
pub fn check_wanted() -> Result<(), NoRoom> {
    let unwanted =
        UNWANTED.with_borrow(|flag| flag.as_ref().is_some_and(|f| f.load(Ordering::Relaxed)));
    if unwanted { Err(NoRoom) } else { Ok(()) }
}

/// Sets the limit of this thread.
pub fn set_limit(digits: u64) {
    LIMIT.set(digits.min(MAX_DIGITS));
}

/// Tells this thread where to look whether its result is wanted.
pub fn watch(flag: Arc<AtomicBool>) {
    UNWANTED.set(Some(flag));
}
