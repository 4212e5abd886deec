//! `taipan compare A.json B.json`: what became worse or better between two snapshots of a program.

use crate::report::snapshot::FORMAT;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use taipan_vm::tier::families::nearest;

/// Kinds of change, the first one that fits a site is its own; with what they mean.
const KINDS: [(&str, &str); 7] = [
    ("lost", "was specialized and is not"),
    ("declined", "declines for a reason that it had not"),
    ("deopt", "misses or is taken back more often than before"),
    ("gained", "is specialized and was not"),
    ("changed", "another instruction is installed"),
    ("gone", "the line, or its function, is not there any more or did not run"),
    ("new", "the line, or its function, was not there or had not run"),
];

/// Characters of a line of source that the table shows.
const SOURCE: usize = 72;

/// What the comparison says.
pub struct Verdict {
    /// The table.
    pub table: String,
    /// Whether something happened that was to fail.
    pub failed: bool,
}

/// Reads the kinds behind `--fail-on`.
///
/// # Errors
/// One line with the nearest names.
pub fn kinds(text: &str) -> Result<Vec<String>, String> {
    let known = || KINDS.iter().map(|k| k.0);
    text.split(',')
        .map(|kind| match known().find(|k| *k == kind) {
            Some(kind) => Ok(kind.to_owned()),
            None => {
                let near = nearest(kind, known()).join(", ");
                Err(format!("taipan compare: --fail-on: no change '{kind}'; nearest are {near}"))
            }
        })
        .collect()
}

/// Compares two files.
///
/// # Errors
/// One line, when they cannot be compared.
pub fn compare(before: &str, after: &str, fail_on: &[String]) -> Result<Verdict, String> {
    let (a, b) = (load(before)?, load(after)?);
    for what in ["taipan", "python", "program"] {
        if a[what] != b[what] {
            let (a, b) = (a[what].as_str().unwrap_or("?"), b[what].as_str().unwrap_or("?"));
            let kind = if what == "program" { "program" } else { "version" };
            return Err(format!(
                "taipan compare: {before} is of {what} {a}, {after} of {what} {b}: snapshots of \
                 another {kind} are not compared"
            ));
        }
    }
    let changes = changes(&a, &b);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    changes.rows.iter().for_each(|row| *counts.entry(row.kind).or_default() += 1);
    let failed = fail_on.iter().any(|kind| counts.contains_key(kind.as_str()));
    Ok(Verdict { table: table(&changes, &counts), failed })
}

fn load(path: &str) -> Result<Value, String> {
    let text = std::fs::read(path)
        .map_err(|e| format!("taipan compare: can't open file '{path}': {e}"))?;
    let no_snapshot = || format!("taipan compare: '{path}' is no snapshot");
    let value: Value = serde_json::from_slice(&text).map_err(|_| no_snapshot())?;
    let format = value["format"].as_u64().ok_or_else(no_snapshot)?;
    if !value["functions"].is_array() || !value["program"].is_string() {
        return Err(no_snapshot());
    }
    if format != FORMAT {
        return Err(format!("taipan compare: '{path}' has format {format}, not {FORMAT}"));
    }
    Ok(value)
}

/// What finds a site again.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Key<'a> {
    file: &'a str,
    function: &'a str,
    /// Among functions of that name.
    nth_function: usize,
    text: &'a str,
    family: &'a str,
    /// Among the sites of that family on lines of that text.
    nth: usize,
}

struct Row<'a> {
    kind: &'static str,
    key: Key<'a>,
    line: u64,
    before: String,
    after: String,
}

struct Changes<'a> {
    rows: Vec<Row<'a>>,
    same: usize,
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("")
}

/// The sites of a snapshot that ran, in order.
fn keyed(snapshot: &Value) -> Vec<(Key<'_>, &Value)> {
    let mut out = Vec::new();
    let mut functions: HashMap<(&str, &str), usize> = HashMap::new();
    for function in snapshot["functions"].as_array().into_iter().flatten() {
        let (file, name) = (text(function, "file"), text(function, "name"));
        let nth = functions.entry((file, name)).or_default();
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        for site in function["sites"].as_array().into_iter().flatten() {
            let (line, family) = (text(site, "text"), text(site, "family"));
            let count = seen.entry((line, family)).or_default();
            let key =
                Key { file, function: name, nth_function: *nth, text: line, family, nth: *count };
            *count += 1;
            if site["executions"].as_u64().unwrap_or(0) > 0 {
                out.push((key, site));
            }
        }
        *nth += 1;
    }
    out
}

fn changes<'a>(a: &'a Value, b: &'a Value) -> Changes<'a> {
    let (before, after) = (keyed(a), keyed(b));
    let old: HashMap<&Key, &Value> = before.iter().map(|(k, v)| (k, *v)).collect();
    let new: HashMap<&Key, &Value> = after.iter().map(|(k, v)| (k, *v)).collect();
    let mut changes = Changes { rows: Vec::new(), same: 0 };
    for (key, site) in &after {
        let was = old.get(key).copied();
        match kind(was, site) {
            Some(kind) => changes.rows.push(Row {
                kind,
                key: key.clone(),
                line: site["line"].as_u64().unwrap_or(0),
                before: was.map_or_else(|| "-".to_owned(), shown),
                after: shown(site),
            }),
            None => changes.same += 1,
        }
    }
    for (key, site) in before.iter().filter(|(key, _)| !new.contains_key(key)) {
        changes.rows.push(Row {
            kind: "gone",
            key: key.clone(),
            line: site["line"].as_u64().unwrap_or(0),
            before: shown(site),
            after: "-".to_owned(),
        });
    }
    let rank = |row: &Row| KINDS.iter().position(|k| k.0 == row.kind);
    changes.rows.sort_by_key(|row| (rank(row), row.key.file, row.line));
    changes
}

fn is_specialized(site: &Value) -> bool {
    site["installed"] != site["family"]
}

/// Times that a guess was wrong, and of how many runs.
fn wrong(site: &Value) -> (u64, u64) {
    let n = |name: &str| site[name].as_u64().unwrap_or(0);
    (n("misses") + n("deopts"), n("executions").max(1))
}

fn kind(was: Option<&Value>, site: &Value) -> Option<&'static str> {
    let (wrong_now, runs_now) = wrong(site);
    let reasons: Vec<&String> =
        site["declined"].as_object().into_iter().flat_map(|o| o.keys()).collect();
    let Some(was) = was else {
        return Some(match () {
            () if site["state"] == "generic" && !reasons.is_empty() => "declined",
            () if wrong_now > 0 => "deopt",
            () => "new",
        });
    };
    let (wrong_then, runs_then) = wrong(was);
    if is_specialized(was) && !is_specialized(site) {
        return Some("lost");
    }
    if reasons.iter().any(|reason| was["declined"].get(reason.as_str()).is_none()) {
        return Some("declined");
    }
    let worse = u128::from(wrong_now) * u128::from(runs_then)
        > u128::from(wrong_then) * u128::from(runs_now);
    if wrong_now > wrong_then && worse {
        return Some("deopt");
    }
    if !is_specialized(was) && is_specialized(site) {
        return Some("gained");
    }
    (was["installed"] != site["installed"]).then_some("changed")
}

/// A site in a cell of the table.
fn shown(site: &Value) -> String {
    let mut out = format!("{} {}", text(site, "installed"), text(site, "state"));
    let (wrong, _) = wrong(site);
    if wrong > 0 {
        let _ = write!(out, ", {} of {} missed", site["misses"], site["executions"]);
    }
    let reasons: Vec<&str> = site["declined"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(reason, _)| reason.as_str())
        .collect();
    if !is_specialized(site) && !reasons.is_empty() {
        let _ = write!(out, ": {}", reasons.join(", "));
    }
    out
}

fn table(changes: &Changes, counts: &HashMap<&str, usize>) -> String {
    let mut out = String::new();
    let mut last = None;
    for row in &changes.rows {
        let Key { file, function, text, .. } = &row.key;
        // Of a line that came or went one site says enough.
        let place = (row.kind, file, function, row.line);
        if matches!(row.kind, "gone" | "new") && last.replace(place) == Some(place) {
            continue;
        }
        let text: String = match text.char_indices().nth(SOURCE) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => (*text).to_owned(),
        };
        let _ = writeln!(out, "{:<9} {file}:{} in {function}: {text}", row.kind, row.line);
        let _ = writeln!(out, "          {} -> {}", row.before, row.after);
    }
    let _ = write!(out, "{} sites are as before", changes.same);
    for (kind, meaning) in KINDS {
        if let Some(n) = counts.get(kind) {
            let _ = write!(out, "\n{n} {kind}: {meaning}");
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn site(line: u64, text: &str, installed: &str, misses: u64, declined: Value) -> Value {
        json!({
            "line": line, "text": text, "family": "BINARY_OP", "installed": installed,
            "state": "monomorphic", "executions": 100, "hits": 90, "misses": misses, "deopts": 0,
            "declined": declined, "alternatives": [],
        })
    }

    fn snapshot(sites: &[Value]) -> Value {
        json!({ "functions": [{ "name": "f", "file": "p.py", "sites": sites }] })
    }

    fn found(a: &[Value], b: &[Value]) -> Vec<(&'static str, u64)> {
        let (a, b) = (snapshot(a), snapshot(b));
        changes(&a, &b).rows.iter().map(|row| (row.kind, row.line)).collect()
    }

    #[test]
    fn every_kind_is_told() {
        const INT: &str = "BINARY_OP_ADD_INT";
        let none = || json!({});
        let good = site(3, "a + b", INT, 0, none());
        // An edit above moves the line and changes nothing.
        assert_eq!(found(std::slice::from_ref(&good), &[site(9, "a + b", INT, 0, none())]), []);
        let cases = [
            ("lost", site(3, "a + b", "BINARY_OP", 0, json!({ "different types": 3 }))),
            ("declined", site(3, "a + b", INT, 0, json!({ "different types": 3 }))),
            ("deopt", site(3, "a + b", INT, 9, none())),
            ("changed", site(3, "a + b", "BINARY_OP_ADD_FLOAT", 0, none())),
        ];
        for (kind, now) in cases {
            assert_eq!(found(std::slice::from_ref(&good), &[now]), [(kind, 3)], "{kind}");
        }
        let generic = site(3, "a + b", "BINARY_OP", 0, none());
        assert_eq!(found(&[generic], std::slice::from_ref(&good)), [("gained", 3)]);
        let other = site(4, "a * b", INT, 0, none());
        let both = found(std::slice::from_ref(&good), std::slice::from_ref(&other));
        assert_eq!(both, [("gone", 3), ("new", 4)]);
        // The second of two equal lines is the second of two equal lines.
        let twice = [good.clone(), site(5, "a + b", INT, 0, none())];
        let worse = [good, site(5, "a + b", "BINARY_OP", 0, none())];
        assert_eq!(found(&twice, &worse), [("lost", 5)]);
    }
}
