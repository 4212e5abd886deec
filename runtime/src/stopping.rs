//! Long native work that runs no Python code is given up when the program is about to be stopped: marking, filling
//! large objects, building the tables of large containers.
//!
//! It fails as if there were no memory, which all code is ready for, and what is raised then is not
//! `MemoryError` but what the next poll would raise.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult, breaker};
use crate::exceptions::Exc;
use crate::stdlib::posix::signals;
use std::sync::atomic::Ordering;

/// Loops over tables that are copied give way after so many entries.
pub(crate) const GIVE_WAY_EVERY: usize = 1 << 16;

impl Ctx {
    /// Whether the next poll raises: a limit is reached, or an interrupt arrived that no handler of the program's
    /// waits for. Both are the main thread's.
    pub(crate) fn will_stop(&self) -> bool {
        let reasons = self.eval_breaker.load(Ordering::Relaxed);
        reasons & (breaker::LIMIT | breaker::SIGNAL) != 0
            && self.threads.is_main()
            && (reasons & breaker::LIMIT != 0 || signals::is_interrupted(self))
    }

    /// Raises what the next poll would, for work that may neither run Python code nor take long.
    #[inline]
    pub fn give_way(&mut self) -> PyResult<()> {
        if self.will_stop() { self.stop_now() } else { Ok(()) }
    }

    #[cold]
    fn stop_now(&mut self) -> PyResult<()> {
        let before = self.eval_breaker.fetch_and(!breaker::LIMIT, Ordering::AcqRel);
        if before & breaker::LIMIT != 0 {
            return self.check_limits(breaker::LIMIT);
        }
        self.eval_breaker.fetch_and(!breaker::SIGNAL, Ordering::AcqRel);
        signals::forget_interrupt();
        Err(self.raise_args(Exc::KeyboardInterrupt, &[]))
    }

    /// Has the system lay the memory of an object that is about to be filled at once; see `Heap::touch`.
    #[inline(always)]
    pub fn touch(&mut self, start: usize, bytes: usize) -> PyResult<()> {
        if self.heap.touch(start, bytes) { Ok(()) } else { Err(self.raise_memory()) }
    }
}
