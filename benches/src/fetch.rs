//! Fetches the benchmark programs from PyPI, once; none of them is copied into the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PYPERFORMANCE: &str = "pyperformance==1.14.0";
const PYAES: &str = "pyaes==1.6.1";

/// Where the fetched programs lie.
pub struct Home {
    /// Holds `bm_<program>/run_benchmark.py`.
    pub benchmarks: PathBuf,
    /// To be on the module path, for `crypto_pyaes`.
    pub pyaes: PathBuf,
}

/// Downloads and unpacks what is not yet in `folder`.
pub fn pyperformance(folder: &Path) -> Result<Home, String> {
    let home = Home {
        benchmarks: folder.join("pyperformance/data-files/benchmarks"),
        pyaes: folder.join("pyaes-1.6.1"),
    };
    if !home.benchmarks.is_dir() {
        let wheel = download(folder, PYPERFORMANCE, &["--only-binary", ":all:"], ".whl")?;
        run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(folder))?;
    }
    if !home.pyaes.is_dir() {
        let archive = download(folder, PYAES, &["--no-binary", ":all:"], ".tar.gz")?;
        run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder))?;
    }
    Ok(home)
}

/// Has pip put one package's archive into `folder`.
fn download(
    folder: &Path,
    package: &str,
    options: &[&str],
    ending: &str,
) -> Result<PathBuf, String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    run(Command::new("pip")
        .args(["download", "--quiet", "--no-deps", "--dest"])
        .arg(folder)
        .args(options)
        .arg(package))?;
    let name = package.split("==").next().unwrap_or(package);
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_it = |path: &PathBuf| {
        path.file_name().is_some_and(|n| {
            n.to_string_lossy().starts_with(name) && n.to_string_lossy().ends_with(ending)
        })
    };
    paths.find(is_it).ok_or(format!("pip left no {name}*{ending} in {}", folder.display()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}
