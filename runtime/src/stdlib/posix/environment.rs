//! Variables of the process that a program changes: the next program in the process finds them as they were.

use super::calls;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::Result;

/// What a context changed, with the values from before; none of a variable that did not exist.
#[derive(Default)]
pub struct Environment(BTreeMap<OsString, Option<OsString>>);

impl Environment {
    /// Sets or removes a variable until the context is gone.
    pub(super) fn set(&mut self, name: &OsStr, value: Option<&OsStr>) -> Result<()> {
        let before = std::env::var_os(name);
        calls::set_env(name, value)?;
        self.0.entry(name.to_owned()).or_insert(before);
        Ok(())
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        for (name, value) in &self.0 {
            // What could be set can be set back.
            let _ = calls::set_env(name, value.as_deref());
        }
    }
}
