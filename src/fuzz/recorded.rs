//! Programs whose output was recorded from CPython 3.14, as an oracle from outside.

use super::plan::{self, Plan};
use crate::capture::{compile, run_here};
use std::path::{Path, PathBuf};

/// The recorded programs, in order: those of `tests/lang` whose outputs lie beside them.
pub fn programs() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py")
                && path.with_extension("out").exists()
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether a recorded program prints under a plan what CPython printed. Programs that are known to differ, and
/// those that end otherwise than by their own end, are left out; so are those that look for their own file, which
/// print something else in the generic tier already.
///
/// # Errors
/// The first line that differs.
pub fn check(which: usize, plan: &Plan) -> Result<(), String> {
    let programs = programs();
    let Some(path) = programs.get(which % programs.len().max(1)) else { return Ok(()) };
    let read = |path: &Path| std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()));
    let source = String::from_utf8_lossy(&read(path)?).into_owned();
    let expected = String::from_utf8_lossy(&read(&path.with_extension("out"))?).into_owned();
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang/known_failures.txt");
    let known = std::fs::read_to_string(known).unwrap_or_default();
    let name =
        path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    if known.contains(&name) {
        return Ok(());
    }
    let first_difference = |plan: &Plan| -> Result<Option<String>, String> {
        let ran = run_here(&compile(&source), &plan.options)?;
        if ran.exception.is_some() || ran.stdout.contains("MemoryError") {
            return Ok(None);
        }
        let mut lines = expected.lines().zip(ran.stdout.lines());
        let differs = lines.find(|(want, got)| want != got);
        Ok(differs.map(|(want, got)| format!("{}:\n- {want}\n+ {got}", path.display())))
    };
    match first_difference(plan)? {
        Some(found) if first_difference(&plan::fixed()[0])?.is_none() => Err(found),
        _ => Ok(()),
    }
}
