//! The implementations that are compared, and which of them this machine has.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One implementation, or one tier of Taipan.
pub struct Contender {
    pub name: &'static str,
    pub binary: PathBuf,
    pub options: &'static [&'static str],
    pub version: String,
}

/// All ratios are to this one.
pub const BASELINE: &str = "cpython";

const TAIPAN_TIERS: &[(&str, &[&str])] = &[
    ("generic", &["-X", "tier=generic"]),
    ("adaptive", &["-X", "tier=adaptive"]),
    ("jit", &["-X", "tier=jit"]),
];

/// Those that run here, and the names of those that do not.
pub fn present(taipan: &Path) -> (Vec<Contender>, Vec<&'static str>) {
    let mut wanted: Vec<(&'static str, &Path, &'static [&'static str])> =
        vec![(BASELINE, Path::new("/usr/bin/python3.11"), &[])];
    wanted.extend(TAIPAN_TIERS.iter().map(|(name, options)| (*name, taipan, *options)));
    wanted.push(("pypy", Path::new("/usr/bin/pypy3"), &[]));
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for (name, binary, options) in wanted {
        match version(binary) {
            Some(version) => {
                found.push(Contender { name, binary: binary.to_owned(), options, version })
            }
            None => absent.push(name),
        }
    }
    (found, absent)
}

fn version(binary: &Path) -> Option<String> {
    let output =
        Command::new(binary).arg("--version").output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|version| !version.is_empty())
}
