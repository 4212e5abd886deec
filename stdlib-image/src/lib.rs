//! The standard library of Python 3.14, compiled at build time and embedded.
//!
//! Each module is held as marshalled code (CPython 3.14's format) in parts, one for each function, so that start-up parses nothing and reads only what runs; and as source, compressed one by one.
//! What is in the image and what was left out is decided in `build/`; nothing here knows how code is run.
#![forbid(unsafe_code)]

/// What precedes the path of a module in its code's filename: `<taipan-stdlib>/json/__init__.py`.
///
/// It is no path of a file, so `linecache` and `inspect` ask the module's loader for the source.
pub const PREFIX: &str = "<taipan-stdlib>";

/// A row of the index. Places are in the blob: where the part of the module's code begins, start and end of its source.
struct Entry {
    name: &'static str,
    path: &'static str,
    is_package: bool,
    is_native: bool,
    code: usize,
    source: (usize, usize),
}

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/image.bin"));

/// Sorted by name.
static INDEX: &[Entry] = include!(concat!(env!("OUT_DIR"), "/index.rs"));

/// One module of the image.
#[derive(Clone, Copy)]
pub struct Module {
    entry: &'static Entry,
}

impl Module {
    /// The dotted name.
    pub fn name(&self) -> &'static str {
        self.entry.name
    }

    /// What `__file__` says, beginning with [`PREFIX`].
    ///
    /// The code's filename is the same, but for the import system's own modules (`<frozen importlib._bootstrap>`).
    pub fn path(&self) -> &'static str {
        self.entry.path
    }

    pub fn is_package(&self) -> bool {
        self.entry.is_package
    }

    /// Whether it stands for a module that CPython has in C; its frames stay out of tracebacks.
    pub fn is_native(&self) -> bool {
        self.entry.is_native
    }

    /// Where the part of its code begins in the [`image`].
    pub fn code(&self) -> usize {
        self.entry.code
    }

    /// The source text in bytes, as a file would hold it, unpacked.
    pub fn source(&self) -> Vec<u8> {
        unpack(self.entry.source)
    }
}

/// The module of that dotted name.
pub fn find(name: &str) -> Option<Module> {
    let at = INDEX.binary_search_by(|entry| entry.name.cmp(name)).ok()?;
    Some(Module { entry: &INDEX[at] })
}

/// The module whose [`Module::path`] is `path`.
pub fn find_by_path(path: &str) -> Option<Module> {
    let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?.strip_suffix(".py")?;
    let name = rest.strip_suffix("/__init__").unwrap_or(rest).replace('/', ".");
    find(&name).filter(|module| module.path() == path)
}

/// All modules, in the order of their names.
pub fn modules() -> impl ExactSizeIterator<Item = Module> {
    INDEX.iter().map(|entry| Module { entry })
}

/// The names of all modules, sorted.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    INDEX.iter().map(|entry| entry.name)
}

/// All modules as they are stored: where parts of code are read, and whose pages can be released.
pub fn image() -> &'static [u8] {
    BLOB
}

fn unpack((start, end): (usize, usize)) -> Vec<u8> {
    lz4_flex::decompress_size_prepended(&BLOB[start..end]).expect("the build wrote this block")
}

#[cfg(test)]
mod tests;
