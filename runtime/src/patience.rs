//! Long computations of libraries that cannot be interrupted: a thread of its own does them, so that signals
//! and limits end the wait for it. A thread that nobody waits for goes on to its end and drops what it made.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often a wait looks for signals and limits.
const LOOK_EVERY: Duration = Duration::from_millis(4);
/// Native stack of a thread.
const STACK: usize = 4 << 20;

/// Operands of this many limbs make an operation long.
pub const LONG: usize = 1 << 12;

impl Ctx {
    /// Does the work elsewhere and waits for it, if it `is_long`.
    ///
    /// # Errors
    /// What a signal or a limit raises, and `MemoryError` when there is no thread to be had.
    pub fn patiently<T: Send + 'static>(
        &mut self,
        is_long: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> PyResult<T> {
        if !is_long {
            return Ok(work());
        }
        let (done, result) = channel();
        let thread = std::thread::Builder::new().name("taipan-work".to_owned()).stack_size(STACK);
        // Nobody takes the result of a work that was given up.
        if thread.spawn(move || drop(done.send(work()))).is_err() {
            return Err(self.raise_memory());
        }
        loop {
            match result.recv_timeout(LOOK_EVERY) {
                Ok(made) => return Ok(made),
                Err(RecvTimeoutError::Timeout) => self.look_up()?,
                Err(RecvTimeoutError::Disconnected) => return Err(self.raise_memory()),
            }
        }
    }
}
