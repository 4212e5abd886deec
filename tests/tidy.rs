//! Keeps the house style: what a reviewer would otherwise have to look for in every change.
//!
//! Every rule reads the sources as text, so that it needs no compiler and says where it was broken.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold sources of ours.
const ROOTS: &[&str] =
    &["src", "frontend", "stdlib-image", "runtime", "vm", "jit", "benches", "tests", "fuzz"];

/// Folders below them that are made by tools.
const GENERATED: &[&str] = &["target", "node_modules", "corpus", "artifacts"];

/// Tables may be longer than other files: their length is data, not structure.
const TABLES: &[&str] =
    &["vm/src/bytecode/ops.rs", "vm/src/bytecode/uops.rs", "vm/src/abi/libcalls.rs"];

const MAX_LINES: usize = 1000;

/// The only places where `unsafe` may appear; a trailing `/` means a folder, `*` one path component.
const UNSAFE_ALLOWED: &[&str] = &[
    "runtime/src/value/",
    "runtime/src/heap/",
    "runtime/src/object/",
    "runtime/src/layout.rs",
    "runtime/src/ctx.rs",
    "runtime/src/threads/coroutine.rs",
    "runtime/src/types/*/repr.rs",
    "runtime/src/stdlib/posix/calls.rs",
    "vm/src/threads.rs",
    "vm/src/types/*/repr.rs",
    "vm/src/frame/",
    "vm/src/interp/",
    "vm/src/abi/",
    "vm/src/tier/",
    "jit/src/code/",
    "benches/src/process.rs",
];

const VAGUE_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "manager"];

struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> =
        ROOTS.iter().map(|r| root.join(r)).filter(|p| p.is_dir()).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("sources are readable") {
            let path = entry.expect("sources are readable").path();
            let name = path.file_name().expect("entries have names").to_string_lossy().into_owned();
            if path.is_dir() && !GENERATED.contains(&name.as_str()) {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                let path = path
                    .strip_prefix(root)
                    .expect("the walk began there")
                    .to_string_lossy()
                    .into_owned();
                found.push(Source { path, text });
            }
        }
    }
    assert!(found.len() > 5, "the walk found almost nothing: {}", found.len());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Fails with every place where `rule` found something.
fn check(rule: impl Fn(&Source) -> Vec<String>) {
    let broken: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

/// The lines that are code and not comments, numbered from 1, up to the unit tests at the end of the file.
fn code_lines(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let numbered = source.text.lines().enumerate().map(|(i, line)| (i + 1, line));
    numbered
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_test(path: &str) -> bool {
    path.starts_with("tests/")
        || path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
}

fn may_be_unsafe(path: &str) -> bool {
    UNSAFE_ALLOWED.iter().any(|allowed| {
        if let Some((before, after)) = allowed.split_once('*') {
            let middle = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            middle.is_some_and(|name| !name.contains('/'))
        } else {
            path == *allowed || allowed.ends_with('/') && path.starts_with(allowed)
        }
    })
}

/// Whether the line opens an unsafe block or implements an unsafe trait (declarations are not uses).
fn uses_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    // A struct that says it is a heap object states its contract where it is declared.
    let declares_object = code.contains("unsafe impl HeapObject for ");
    code.contains("unsafe {") || code.contains("unsafe impl") && !declares_object
}

#[test]
fn files_are_short() {
    check(|source| {
        let lines = source.text.lines().count();
        let excused = TABLES.contains(&source.path.as_str());
        if lines > MAX_LINES && !excused {
            vec![format!("{}: {lines} lines", source.path)]
        } else {
            Vec::new()
        }
    });
}

#[test]
fn files_say_what_they_are() {
    check(|source| {
        if source.text.starts_with("//!") {
            Vec::new()
        } else {
            vec![format!("{}: no //! header", source.path)]
        }
    });
}

#[test]
fn names_say_something() {
    check(|source| {
        let vague = |part: &str| VAGUE_NAMES.contains(&part.trim_end_matches(".rs"));
        if source.path.split('/').any(vague) { vec![source.path.clone()] } else { Vec::new() }
    });
}

#[test]
fn nothing_is_left_undone() {
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[ign", "ore"),
        concat!("dbg", "!("),
    ];
    check(|source| {
        let lines = source.text.lines().enumerate();
        let broken = lines.filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
        broken.map(|(i, line)| format!("{}:{}: {}", source.path, i + 1, line.trim())).collect()
    });
}

#[test]
fn invariants_are_stated_not_unwrapped() {
    check(|source| {
        if is_test(&source.path) {
            return Vec::new();
        }
        let broken = code_lines(source).filter(|(_, line)| line.contains(".unwrap()"));
        broken.map(|(i, line)| format!("{}:{i}: {}", source.path, line.trim())).collect()
    });
}

#[test]
fn unsafe_stays_where_it_belongs() {
    check(|source| {
        if may_be_unsafe(&source.path) || is_test(&source.path) {
            return Vec::new();
        }
        let broken = code_lines(source).filter(|(_, line)| {
            let code = line.split("//").next().unwrap_or_default();
            uses_unsafe(line)
                || ["unsafe fn", "unsafe extern"].iter().any(|form| code.contains(form))
        });
        broken.map(|(i, line)| format!("{}:{i}: {}", source.path, line.trim())).collect()
    });
}

#[test]
fn every_unsafe_block_says_why_it_is_sound() {
    const LOOK_BACK: usize = 10;
    check(|source| {
        let lines: Vec<&str> = source.text.lines().collect();
        let explained = |at: usize| {
            lines[at.saturating_sub(LOOK_BACK)..=at].iter().any(|line| line.contains("SAFETY:"))
        };
        let blocks = (0..lines.len()).filter(|&at| {
            !lines[at].trim_start().starts_with("//")
                && !lines[at].contains('"')
                && uses_unsafe(lines[at])
        });
        let broken = blocks.filter(|&at| !explained(at));
        broken.map(|at| format!("{}:{}: {}", source.path, at + 1, lines[at].trim())).collect()
    });
}

#[test]
fn every_program_has_its_record() {
    let lang = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang");
    let (mut folders, mut missing, mut programs) = (vec![lang], Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("tests/lang is readable") {
            let path = entry.expect("tests/lang is readable").path();
            let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('_'));
            if path.is_dir() && !hidden {
                folders.push(path);
            } else if !hidden && path.extension().is_some_and(|e| e == "py") {
                programs += 1;
                missing.extend(
                    (!path.with_extension("out").exists()).then(|| path.display().to_string()),
                );
            }
        }
    }
    assert!(programs >= 150, "only {programs} programs");
    assert!(
        missing.is_empty(),
        "no recorded output (node tests/oracle/record.mjs):\n{}",
        missing.join("\n")
    );
}
