//! The ledger of known failures: lines of `mode program reason`, `#` for comments.
//!
//! It works both ways: a failure that is not listed is an error, and so is a listed one that passes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const HEADER: &str = "\
# Programs of tests/lang that do not yet do what CPython does: `mode program reason`.
# A listed program that passes is an error; see tests/lang.rs.
";

/// Reasons by program and mode.
pub struct Ledger(BTreeMap<(String, String), String>);

impl Ledger {
    /// A missing file is an empty ledger.
    pub fn read(path: &Path) -> Ledger {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut entries = BTreeMap::new();
        for line in
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let mut words = line.splitn(3, ' ');
            let (mode, program) =
                (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let reason = words.next().unwrap_or("no reason given");
            entries.insert((program.to_owned(), mode.to_owned()), reason.to_owned());
        }
        Ledger(entries)
    }

    /// Why this program is expected to fail in this mode.
    pub fn reason(&self, mode: &str, program: &str) -> Option<&str> {
        self.0.get(&(program.to_owned(), mode.to_owned())).map(String::as_str)
    }

    /// Entries that name no program, as text.
    pub fn unknown_programs(&self, programs: &[String]) -> Vec<String> {
        let known: BTreeSet<&str> = programs.iter().map(String::as_str).collect();
        self.0
            .keys()
            .filter(|(p, _)| !known.contains(p.as_str()))
            .map(|(p, m)| format!("{m} {p}"))
            .collect()
    }

    /// The ledger after a run: what did not run stays, what ran is listed if it failed, reasons are kept.
    pub fn rewritten<'a>(
        &self,
        ran: impl Iterator<Item = (&'a str, &'a str)>,
        failing: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Ledger {
        let mut entries = self.0.clone();
        ran.for_each(|(mode, program)| {
            drop(entries.remove(&(program.to_owned(), mode.to_owned())))
        });
        for (mode, program) in failing {
            let reason = self.reason(mode, program).unwrap_or("not examined");
            entries.insert((program.to_owned(), mode.to_owned()), reason.to_owned());
        }
        Ledger(entries)
    }

    pub fn write(&self, path: &Path) {
        let mut text = HEADER.to_owned();
        for ((program, mode), reason) in &self.0 {
            text += &format!("{mode} {program} {reason}\n");
        }
        fs::write(path, text).expect("the ledger is writable");
    }
}
