//! While a thread loads a module, others wait for it. Threads that load each other's modules in a circle do not:
//! one of them sees a module that is not complete, as a circle of imports in one thread does.

#![forbid(unsafe_code)]

use super::{ThreadId, Threads, Wait};
use crate::ctx::{Ctx, PyResult};

impl Threads {
    /// The running thread begins to load the module of this number (the address of its interned name).
    pub fn begin_import(&mut self, module: usize) {
        self.importing.push((module, self.current));
    }

    fn importer(&self, module: usize) -> Option<ThreadId> {
        self.importing.iter().find(|import| import.0 == module).map(|import| import.1)
    }

    /// Whether the running thread would wait for itself.
    fn is_circle(&self, mut importer: ThreadId) -> bool {
        for _ in 0..=self.import_waits.len() {
            let waited = self.import_waits.iter().find(|wait| wait.0 == importer);
            let Some(next) = waited.and_then(|wait| self.importer(wait.1)) else { return false };
            if next == self.current {
                return true;
            }
            importer = next;
        }
        false
    }
}

impl Ctx {
    /// The running thread has loaded the module, or failed to.
    pub fn end_import(&mut self, module: usize) {
        let current = self.threads.current;
        let importing = &mut self.threads.importing;
        if let Some(at) = importing.iter().rposition(|&import| import == (module, current)) {
            importing.remove(at);
        }
        self.wake_all(module);
    }

    /// Waits until no other thread loads the module.
    ///
    /// # Errors
    /// As [`Ctx::wait`].
    #[inline]
    pub fn wait_for_import(&mut self, module: usize) -> PyResult<()> {
        if self.threads.importing.is_empty() || self.threads.is_alone() {
            return Ok(());
        }
        self.wait_for_importer(module)
    }

    #[cold]
    fn wait_for_importer(&mut self, module: usize) -> PyResult<()> {
        let current = self.threads.current;
        while let Some(importer) = self.threads.importer(module) {
            if importer == current || self.threads.is_circle(importer) {
                break;
            }
            self.threads.import_waits.push((current, module));
            let waited = self.wait(&Wait { key: module, ..Wait::default() });
            self.threads.import_waits.retain(|wait| wait.0 != current);
            waited?;
        }
        Ok(())
    }
}
