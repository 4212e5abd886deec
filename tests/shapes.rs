//! Walks a table of 233 operand shapes and what CPython 3.14 installs for each, recorded from it:
//! Taipan installs the same instruction, or one that `tests/shapes/ours.tsv` names with the reason.
//!
//! The list is two-way: a shape that it names and that no longer differs is an error too.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Instruction by family and shape.
type Installed = BTreeMap<(String, String), String>;

fn rows(text: &str) -> Installed {
    text.lines()
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let mut cell = || cells.next().expect("rows have at least three cells");
            ((cell(), cell()), cell())
        })
        .collect()
}

#[test]
fn each_operand_shape_installs_cpythons_instruction() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of the test");
    let cpython = rows(&read("cpython-3.14.tsv"));
    let exceptions = rows(&read("ours.tsv"));
    let out = Command::new(env!("CARGO_BIN_EXE_taipan"))
        .current_dir(&folder)
        .args(["-X", "tier=adaptive", "shapes.py", "cpython-3.14.tsv"])
        .output()
        .expect("the binary starts");
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    let ours = rows(&String::from_utf8_lossy(&out.stdout));
    assert_eq!((cpython.len(), ours.len()), (233, 233));
    let mut wrong = Vec::new();
    for (shape, theirs) in &cpython {
        let expected = exceptions.get(shape).unwrap_or(theirs);
        if ours[shape] != *expected {
            wrong.push(format!("{shape:?}: {} instead of {expected}", ours[shape]));
        } else if exceptions.contains_key(shape) && expected == theirs {
            wrong.push(format!("{shape:?}: ours.tsv lists what is CPython's"));
        }
    }
    wrong.extend(
        exceptions
            .keys()
            .filter(|s| !cpython.contains_key(s))
            .map(|s| format!("{s:?}: no such shape")),
    );
    assert!(wrong.is_empty(), "{} shapes:\n{}", wrong.len(), wrong.join("\n"));
}
