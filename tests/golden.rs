//! Text fixtures: what `tests/golden/*.py` look like after they ran in the adaptive tier, by
//! `taipan dis --adaptive --counts` (`NAME.dis`) and by `-X stats` (`NAME.stats`).
//!
//! `BLESS=1 cargo test --test golden` rewrites the fixtures; review the difference.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs in the folder of the fixtures; standard output or error.
fn run(args: &[&str], of_errors: bool) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let out = Command::new(env!("CARGO_BIN_EXE_taipan"))
        .current_dir(&folder)
        .env("PYTHONHASHSEED", "0")
        .args(args)
        .output()
        .expect("the binary starts");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    let text = if of_errors { out.stderr } else { out.stdout };
    let folder = format!("{}/", folder.display());
    without_addresses(&String::from_utf8_lossy(&text)).replace(&folder, "")
}

/// Addresses differ from run to run.
fn without_addresses(text: &str) -> String {
    let mut pieces = text.split("0x");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("0x_");
        out.push_str(piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

fn check(fixture: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(fixture);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, actual).expect("fixtures are writable");
    }
    let expected = fs::read_to_string(&path).expect("every fixture is there");
    for (i, (a, e)) in actual.lines().zip(expected.lines()).enumerate() {
        assert_eq!(a, e, "{fixture}:{}: BLESS=1 rewrites the fixtures", i + 1);
    }
    assert_eq!(actual, expected, "{fixture}: BLESS=1 rewrites the fixtures");
}

#[test]
fn adaptive_disassemblies() {
    for name in ["operators", "objects"] {
        let text = run(&["dis", "--adaptive", "--counts", &format!("{name}.py")], false);
        check(&format!("{name}.dis"), &text);
    }
}

#[test]
fn reports_of_counters() {
    for name in ["operators", "objects"] {
        let program = format!("{name}.py");
        let text = run(&["-X", "tier=adaptive", "-X", "stats", &program], true);
        check(&format!("{name}.stats"), &text);
    }
}
