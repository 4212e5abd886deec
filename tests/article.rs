//! The programs of `examples/` that an article on specialization is about: they show what CPython 3.14
//! shows, their sites end as the article says, and the walk through them works as it is written.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Standard output of a run that succeeds, in a folder.
fn shown(at: &Path, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_taipan"))
        .current_dir(at)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    assert!(out.status.success(), "{args:?}: {}", text(&out.stderr));
    text(&out.stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An empty folder of the test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a new folder");
    folder
}

#[test]
fn the_articles_programs_do_what_cpython_does() {
    // Recorded from CPython 3.14, which shows the same instructions: `ORACLE_DIR=examples`.
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples");
    let mut ran = 0;
    for entry in fs::read_dir(&records).expect("records are there") {
        let record = entry.expect("records are readable").path();
        let expected = fs::read_to_string(&record).expect("a record");
        let program = record.with_extension("py");
        let program = program.file_name().and_then(|n| n.to_str()).expect("a name");
        assert_eq!(shown(&examples, &["-X", "tier=adaptive", program]), expected, "{program}");
        ran += 1;
    }
    assert_eq!(ran, 8);
}

#[test]
fn the_walk_through_works_as_it_is_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("examples/README.md")).expect("the page");
    let at = folder("article-walk");
    let bin = env!("CARGO_BIN_EXE_taipan");
    let mut ran = 0;
    for block in page.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        // A benchmark takes its time, and is tested elsewhere.
        let lines: Vec<&str> = block.lines().filter(|l| !l.contains("taipan bench")).collect();
        let script = lines.join("\n").replace("/tmp/", &format!("{}/", at.display()));
        let out = Command::new("sh")
            .args(["-ec", &format!("taipan() {{ \"{bin}\" \"$@\"; }}\n{script}")])
            .current_dir(root)
            .output()
            .expect("sh starts");
        // The comparison is one that fails.
        let expected = if script.contains("compare") { 1 } else { 0 };
        assert_eq!(out.status.code(), Some(expected), "{script}: {}", text(&out.stderr));
        assert!(out.stderr.is_empty(), "{script}: {}", text(&out.stderr));
        ran += lines.len();
        // Output that the page shows is output that there is.
        let shown = text(&out.stdout);
        if script.contains("explain examples/apply_all.py") || script.contains("compare") {
            let quoted = page.split(block).nth(1).expect("the block is there");
            let quoted = quoted.split("```\n").nth(2).expect("a block of output behind it");
            for line in quoted.lines().filter(|l| *l != "...") {
                assert!(shown.contains(line), "the page shows: {line}\nbut there is\n{shown}");
            }
        }
    }
    assert!(ran > 15, "{ran} lines");
}

/// What becomes of the sites that the article is about: program, function, source, instruction, state.
const ARTICLE: &[(&str, &str, &str, &str, &str)] = &[
    ("add2", "add2", "return a + b", "BINARY_OP_ADD_INT", "monomorphic"),
    ("agg", "agg", "return a + b", "BINARY_OP_ADD_INT", "polymorphic"),
    ("norm1", "norm1", "return p.x * p.x + p.y * p.y", "LOAD_ATTR_SLOT", "monomorphic"),
    ("apply_all", "apply_all", "out = f(out)", "CALL_PY_EXACT_ARGS", "megamorphic"),
    ("apply_all", "apply_each", "out = square(out)", "CALL_PY_EXACT_ARGS", "monomorphic"),
    ("hypot", "by_module", "total += math.sqrt(x)", "LOAD_ATTR_MODULE", "monomorphic"),
    ("hypot", "by_global", "total += sqrt(x)", "LOAD_GLOBAL_MODULE", "monomorphic"),
    ("hypot", "by_local", "total += root(x)", "CALL_BUILTIN_O", "monomorphic"),
    (
        "score",
        "score",
        "s += item[\"qty\"] * item[\"price_cents\"]",
        "BINARY_OP_SUBSCR_DICT",
        "monomorphic",
    ),
    ("score", "score_fast", "s += it.qty * it.price_cents", "LOAD_ATTR_SLOT", "monomorphic"),
    ("transform", "hot_loop", "s += t(x, x + 1)", "CALL_PY_GENERAL", "monomorphic"),
    ("transform", "hot_loop_exact", "s += t(x, x + 1, 1)", "CALL_PY_EXACT_ARGS", "monomorphic"),
    ("transform", "hot_loop_kw", "s += t(a=x, b=x + 1)", "CALL_KW_PY", "monomorphic"),
    ("greet", "greet", "return u.name.upper()", "LOAD_ATTR_SLOT", "monomorphic"),
];

#[test]
fn the_articles_sites_end_as_it_says() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let at = folder("article-sites");
    let mut snapshots: BTreeMap<&str, Value> = BTreeMap::new();
    for (program, ..) in ARTICLE {
        snapshots.entry(program).or_insert_with(|| {
            let out = at.join(format!("{program}.json"));
            let file = format!("{program}.py");
            let out = out.to_str().expect("a UTF-8 path");
            shown(&examples, &["snapshot", &file, "-o", out]);
            let text = fs::read_to_string(out).expect("a snapshot");
            serde_json::from_str(&text).expect("one JSON object")
        });
    }
    for (program, function, source, installed, state) in ARTICLE {
        let functions = snapshots[program]["functions"].as_array().expect("a list").iter();
        let sites: Vec<&Value> = functions
            .filter(|f| f["name"] == *function)
            .flat_map(|f| f["sites"].as_array().expect("a list"))
            .filter(|s| s["text"] == *source)
            .collect();
        let found = sites.iter().any(|s| s["installed"] == *installed && s["state"] == *state);
        assert!(found, "{program}: {function}: {source}: {sites:#?}");
    }
}
