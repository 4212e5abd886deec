//! Source lines by file name: registered texts (`-c`, the REPL), the embedded library, files.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The lines of a source.
pub(crate) type Lines = Rc<Vec<String>>;

thread_local! {
    static SOURCES: RefCell<HashMap<String, Lines>> = RefCell::default();
}

fn split(text: &str) -> Lines {
    Rc::new(text.lines().map(str::to_owned).collect())
}

/// Makes the text of a program that is no file known under its pseudo file name.
pub fn register_source(filename: &str, text: &str) {
    SOURCES.with_borrow_mut(|s| s.insert(filename.to_owned(), split(text)));
}

/// The lines of a file; `None` when it cannot be read.
pub(crate) fn lines_of(filename: &str) -> Option<Lines> {
    if let Some(known) = SOURCES.with_borrow(|s| s.get(filename).cloned()) {
        return Some(known);
    }
    let bytes = match taipan_stdlib::find_by_path(filename) {
        Some(module) => module.source(),
        None if filename.starts_with('<') => return None,
        None => std::fs::read(filename).ok()?,
    };
    let lines = split(&taipan_frontend::decode_source(&bytes, filename).ok()?);
    SOURCES.with_borrow_mut(|s| s.insert(filename.to_owned(), lines.clone()));
    Some(lines)
}
