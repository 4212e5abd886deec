//! Which programs are measured. Loops are fixed, so that every contender does the same work:
//! they make an iteration take about a tenth of a second on CPython 3.11.

use crate::fetch::Home;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// One benchmark of pyperformance: a program, its argument, and how often an iteration runs it.
pub struct Benchmark {
    /// The name that the program gives to it.
    pub name: &'static str,
    /// The folder is `bm_<program>`.
    pub program: &'static str,
    pub arguments: &'static [&'static str],
    pub loops: u32,
    /// The program has several benchmarks, of which only that with this name is run.
    pub is_part: bool,
}

const fn plain(name: &'static str, loops: u32) -> Benchmark {
    Benchmark { name, program: name, arguments: &[], loops, is_part: false }
}

const fn part(name: &'static str, program: &'static str, loops: u32) -> Benchmark {
    Benchmark { name, program, arguments: &[], loops, is_part: true }
}

const fn with(
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    loops: u32,
) -> Benchmark {
    Benchmark { name, program, arguments, loops, is_part: false }
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
    with("scimark_sor", "scimark", &["sor"], 2),
    with("scimark_sparse_mat_mult", "scimark", &["sparse_mat_mult"], 40),
    with("scimark_monte_carlo", "scimark", &["monte_carlo"], 3),
    with("scimark_lu", "scimark", &["lu"], 2),
    with("scimark_fft", "scimark", &["fft"], 1),
    plain("meteor_contest", 1),
    plain("crypto_pyaes", 2),
    plain("generators", 3),
    plain("comprehensions", 6000),
    plain("unpack_sequence", 4000),
];

/// The other programs of pyperformance that run here without installing anything, for issue 3. One
/// row per benchmark or way to call it.
pub const FURTHER: &[Benchmark] = &[
    with("argparse_subparsers", "argparse", &["subparsers"], 4),
    plain("async_generators", 1),
    with("async_tree_cpu_io_mixed", "async_tree", &["cpu_io_mixed"], 1),
    with("async_tree_io", "async_tree", &["io"], 1),
    with("async_tree_memoization", "async_tree", &["memoization"], 1),
    with("async_tree_eager", "async_tree", &["eager"], 1),
    with("async_tree_eager_cpu_io_mixed", "async_tree", &["eager_cpu_io_mixed"], 1),
    with("async_tree_eager_io", "async_tree", &["eager_io"], 1),
    with("async_tree_eager_memoization", "async_tree", &["eager_memoization"], 1),
    with("async_tree_none_tg", "async_tree", &["none", "--task-groups"], 1),
    with("async_tree_io_tg", "async_tree", &["io", "--task-groups"], 1),
    part("base64_small", "base64", 700),
    part("base64_large", "base64", 30),
    part("urlsafe_base64_small", "base64", 400),
    part("base32_small", "base64", 22),
    part("base16_small", "base64", 210),
    part("ascii85_small", "base64", 9),
    part("base85_small", "base64", 30),
    plain("bpe_tokeniser", 1),
    plain("coroutines", 6),
    plain("deepcopy", 300),
    plain("gc_traversal", 40),
    plain("json_dumps", 14),
    plain("json_loads", 500),
    with("logging_format", "logging", &["format"], 3000),
    with("logging_silent", "logging", &["silent"], 300_000),
    with("logging_simple", "logging", &["simple"], 3000),
    plain("mdp", 1),
    plain("pathlib", 4),
    with("pickle", "pickle", &["pickle"], 300),
    with("pickle_dict", "pickle", &["pickle_dict"], 300),
    with("pickle_list", "pickle", &["pickle_list"], 1000),
    with("unpickle", "pickle", &["unpickle"], 200),
    with("unpickle_list", "pickle", &["unpickle_list"], 1500),
    with("pickle_pure_python", "pickle", &["--pure-python", "pickle"], 20),
    with("unpickle_pure_python", "pickle", &["--pure-python", "unpickle"], 20),
    plain("pidigits", 1),
    part("pprint_safe_repr", "pprint", 1),
    part("pprint_pformat", "pprint", 1),
    plain("pyflate", 1),
    plain("regex_compile", 1),
    plain("regex_dna", 1),
    plain("regex_effbot", 6),
    plain("regex_v8", 8),
    plain("telco", 17),
    plain("typing_runtime_protocols", 300),
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

/// Writes benchmarks as programs for `taipan fuzz --exact`: each runs once, by way of the stand-in, and the clock stands.
pub fn write_programs(
    folder: &Path,
    benchmarks: &[&Benchmark],
    home: &Home,
    standin: &Path,
) -> Result<(), String> {
    let problem = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| problem(folder, error))?;
    for benchmark in benchmarks {
        let place = home.benchmarks.join(format!("bm_{}", benchmark.program));
        let program = place.join("run_benchmark.py");
        let mut words = vec![program.display().to_string()];
        words.extend(benchmark.arguments.iter().map(|&word| word.to_owned()));
        words.extend(["--bench-loops=1".to_owned(), "--bench-iterations=1".to_owned()]);
        if benchmark.is_part {
            words.push(format!("--bench-only={}", benchmark.name));
        }
        let search = [standin, place.as_path(), home.pyaes.as_path()];
        let text = format!(
            "import sys\nsys.path[:0] = {search:?}\nsys.argv = {words:?}\nimport pyperf\n\
             pyperf.perf_counter = lambda: 0.0\n__file__ = {program:?}\n\
             exec(compile(open(__file__).read(), __file__, 'exec'))\n"
        );
        let path = folder.join(format!("{}.py", benchmark.name));
        fs::write(&path, text).map_err(|error| problem(&path, error))?;
    }
    Ok(())
}
