//! Builds the image: the code of every module in parts, so that a function is read when it is first called, and its source, compressed; in one blob with a sorted index.
//!
//! The library is CPython 3.14's `Lib` as `rustpython-pylib` carries it, with that crate's edits taken back ([`edits`]) and the files of `overlay/` laid over it.
//! The files of `native/` are modules that CPython has in C and Taipan in Python.
//! The output depends on the inputs only: module order is by name and nothing records a time or a path of the build machine.

mod edits;
mod library;

use library::SourceFile;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use taipan_frontend::{CompileMode, CompileOptions, compile_bytes, marshal};

/// What precedes the path of a library module in `co_filename` and `__file__`.
const PREFIX: &str = "<taipan-stdlib>";

/// Modules whose compilation may fail, each with the reason. They are left out of the image.
const UNCOMPILABLE: &[(&str, &str)] = &[];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let (overlay, native) = (root.join("overlay"), root.join("native"));
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=overlay");
    println!("cargo::rerun-if-changed=native");

    let files = library::collect(Path::new(rustpython_pylib::LIB_PATH), &overlay, &native);
    let modules = compile_all(&files);
    let failures: Vec<&String> = modules.iter().filter_map(|m| m.as_ref().err()).collect();
    for failure in &failures {
        println!("cargo::error={failure}");
    }
    if failures.is_empty() {
        write_image(&files, modules.into_iter().flatten(), &out);
    }
}

/// One module, ready to be stored; `None` inside where it is known not to compile.
type Compiled = Result<Option<Image>, String>;

/// A module as it is stored: its code in parts, the module's own beginning at `start`, and its source compressed.
struct Image {
    code: Vec<u8>,
    start: usize,
    source: Vec<u8>,
}

/// Compiles all files on all processors; results are in the order of `files`.
fn compile_all(files: &[SourceFile]) -> Vec<Compiled> {
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<Compiled>>> = files.iter().map(|_| Mutex::new(None)).collect();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed))
                    && let Some(file) = files.get(index)
                {
                    *results[index].lock().expect("no holder panics") = Some(compile(file));
                }
            });
        }
    });
    results
        .into_iter()
        .map(|slot| slot.into_inner().expect("no holder panics").expect("every file was taken"))
        .collect()
}

/// The `co_filename` of a module.
///
/// The import system's own modules are named as CPython names them: `traceback`, `linecache` and `warnings` look for these names.
fn filename(file: &SourceFile) -> String {
    match file.module.as_str() {
        // `_io` is made of `_pyio`: its frames, too, stay out of tracebacks.
        name if file.is_native || name == "_pyio" => format!("<built-in {name}>"),
        name @ ("importlib._bootstrap" | "importlib._bootstrap_external" | "zipimport") => {
            format!("<frozen {name}>")
        }
        _ => format!("{PREFIX}/{}", file.path),
    }
}

fn compile(file: &SourceFile) -> Compiled {
    let filename = filename(file);
    let known = UNCOMPILABLE.iter().any(|(name, _)| *name == file.module);
    match compile_bytes(&file.text, &filename, CompileMode::Exec, CompileOptions::default()) {
        Ok(_) if known => Err(format!("{} compiles now: strike it off UNCOMPILABLE", file.module)),
        Ok(unit) => {
            let mut code = Vec::new();
            let start = marshal::dump_parts(&unit, &mut code);
            let source = lz4_flex::compress_prepend_size(&file.text);
            Ok(Some(Image { code, start, source }))
        }
        Err(_) if known => Ok(None),
        Err(error) => Err(format!("{}: {error}", file.module)),
    }
}

/// Writes `image.bin` and, as Rust, the index into it.
///
/// All code lies before all source, which is read only for tracebacks: the kernel maps pages around those that are
/// touched, and so does not map source in vain.
fn write_image(files: &[SourceFile], images: impl Iterator<Item = Option<Image>>, out: &Path) {
    let mut blob = Vec::new();
    let mut index = String::from("&[\n");
    let modules: Vec<(&SourceFile, Image)> =
        files.iter().zip(images).filter_map(|(file, image)| Some((file, image?))).collect();
    let mut place = |part: &[u8]| {
        let start = blob.len();
        blob.extend(part);
        start..blob.len()
    };
    let codes: Vec<usize> =
        modules.iter().map(|(_, image)| place(&image.code).start + image.start).collect();
    let sources: Vec<_> = modules.iter().map(|(_, image)| place(&image.source)).collect();
    for (((file, _), code), source) in modules.iter().zip(codes).zip(sources) {
        writeln!(
            index,
            "Entry {{ name: {:?}, path: {:?}, is_package: {}, is_native: {}, code: {}, source: ({}, {}) }},",
            file.module,
            format!("{PREFIX}/{}", file.path),
            file.is_package,
            file.is_native,
            code,
            source.start,
            source.end,
        )
        .expect("writing to a string does not fail");
    }
    index.push(']');
    fs::write(out.join("image.bin"), blob).expect("OUT_DIR is writable");
    fs::write(out.join("index.rs"), index).expect("OUT_DIR is writable");
}
