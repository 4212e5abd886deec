//! Which files make up the library: what is taken from the crate, what is left out, what is laid over it.

use crate::edits;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Top-level packages that are left out: they need native modules that Taipan does not have, or are applications.
const LEFT_OUT: &[&str] = &["ensurepip", "idlelib", "test", "tkinter", "turtle", "turtledemo"];

/// One module of the library.
pub struct SourceFile {
    /// Dotted name; a package has the name of its folder.
    pub module: String,
    /// Path below the library's root, with `/`.
    pub path: String,
    pub is_package: bool,
    /// Whether it stands for a module that CPython has in C.
    pub is_native: bool,
    pub text: Vec<u8>,
}

/// All modules, sorted by name.
pub fn collect(lib: &Path, overlay: &Path, native: &Path) -> Vec<SourceFile> {
    let mut texts = BTreeMap::new();
    add_folder(lib, "", &mut texts);
    edits::apply(&mut texts);
    add_folder(overlay, "", &mut texts);
    let mut files: Vec<SourceFile> =
        texts.into_iter().map(|(path, text)| source_file(path, text, false)).collect();
    let mut texts = BTreeMap::new();
    add_folder(native, "", &mut texts);
    files.extend(texts.into_iter().map(|(path, text)| source_file(path, text, true)));
    files.sort_by(|a, b| a.module.cmp(&b.module));
    files
}

/// Adds the `.py` files below `folder`, keyed by their path below the root.
fn add_folder(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("the library is readable") {
        let entry = entry.expect("the library is readable");
        let name = entry.file_name().into_string().expect("library file names are ASCII");
        let path = format!("{prefix}{name}");
        if LEFT_OUT.contains(&path.trim_end_matches(".py")) {
            continue;
        }
        let kind = entry.file_type().expect("the library is readable");
        if kind.is_dir() {
            add_folder(&entry.path(), &format!("{path}/"), texts);
        } else if name.ends_with(".py") {
            texts.insert(path, fs::read(entry.path()).expect("the library is readable"));
        }
    }
}

fn source_file(path: String, text: Vec<u8>, is_native: bool) -> SourceFile {
    let stem = path.strip_suffix(".py").expect("only .py files were added");
    let (stem, is_package) = match stem.strip_suffix("/__init__") {
        Some(package) => (package, true),
        None => (stem, false),
    };
    SourceFile { module: stem.replace('/', "."), path, is_package, is_native, text }
}
