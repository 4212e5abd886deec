//! Which programs are measured. Loops are fixed, so that every contender does the same work:
//! they make an iteration take about a tenth of a second on CPython 3.11.

use std::fs;
use std::path::{Path, PathBuf};

/// One benchmark of pyperformance: a program, its argument, and how often an iteration runs it.
pub struct Benchmark {
    /// The name that the program gives to it.
    pub name: &'static str,
    /// The folder is `bm_<program>`.
    pub program: &'static str,
    pub argument: Option<&'static str>,
    pub loops: u32,
}

const fn plain(name: &'static str, loops: u32) -> Benchmark {
    Benchmark { name, program: name, argument: None, loops }
}

const fn scimark(name: &'static str, kernel: &'static str, loops: u32) -> Benchmark {
    Benchmark { name, program: "scimark", argument: Some(kernel), loops }
}

/// The programs that issue 2 names; scimark's five kernels are rows of their own.
pub const BENCHMARKS: &[Benchmark] = &[
    plain("richards", 3),
    plain("richards_super", 3),
    plain("deltablue", 40),
    plain("nbody", 2),
    plain("fannkuch", 1),
    plain("spectral_norm", 2),
    plain("chaos", 2),
    plain("nqueens", 2),
    plain("float", 2),
    plain("raytrace", 1),
    plain("go", 1),
    plain("hexiom", 20),
    scimark("scimark_sor", "sor", 2),
    scimark("scimark_sparse_mat_mult", "sparse_mat_mult", 40),
    scimark("scimark_monte_carlo", "monte_carlo", 3),
    scimark("scimark_lu", "lu", 2),
    scimark("scimark_fft", "fft", 1),
    plain("meteor_contest", 1),
    plain("crypto_pyaes", 2),
    plain("generators", 3),
    plain("comprehensions", 6000),
    plain("unpack_sequence", 4000),
];

/// A small program of ours for one feature; it prints a checksum.
pub struct Micro {
    pub name: String,
    pub path: PathBuf,
}

/// The programs of `benches/micro`, by name.
pub fn micro(folder: &Path) -> Result<Vec<Micro>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut found: Vec<Micro> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "py"))
        .filter_map(|path| {
            Some(Micro { name: path.file_stem()?.to_string_lossy().into_owned(), path })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
