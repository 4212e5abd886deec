//! `taipan snapshot`: what became of the sites of a program, so that another run can be compared.
//!
//! A site is found again by its function, the text of its line and its family, not by its line
//! number: edits elsewhere in the file change nothing. Nothing here depends on time or addresses.

use serde_json::{Map, Value, json};
use std::path::Path;
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::stats::{SiteRecord, sites};
use taipan_vm::tier::settings::SETTINGS;

/// The version of the format.
pub(crate) const FORMAT: u64 = 1;

/// The snapshot of the program's own functions that ran, in the order of their making.
pub(crate) fn snapshot(cx: &mut Ctx, program: &str, main: &str, source: &[u8]) -> Value {
    let vm = Vm::of(cx);
    let options: Map<String, Value> =
        SETTINGS.iter().map(|row| (row.name.to_owned(), (row.get)(&vm.settings).into())).collect();
    let folder = Path::new(main).parent();
    let mut functions = Vec::new();
    for code in sites::counted_codes(vm) {
        let file = code.filename.get().to_string();
        let records = sites::sites(vm, code);
        let is_own = !file.starts_with('<') || file == main;
        if !is_own || records.iter().all(|r| r.executions == 0) {
            continue;
        }
        let text = if file == main {
            String::from_utf8_lossy(source).into_owned()
        } else {
            std::fs::read_to_string(&file).unwrap_or_default()
        };
        let lines: Vec<&str> = text.lines().collect();
        let sites: Vec<Value> = records.iter().map(|r| site(cx, r, &lines)).collect();
        let path = Path::new(&file);
        let shown = folder.and_then(|folder| path.strip_prefix(folder).ok()).unwrap_or(path);
        functions.push(json!({
            "name": code.qualname.get().to_string(),
            "file": shown.to_string_lossy(),
            "sites": sites,
        }));
    }
    let (major, minor, micro) = taipan_runtime::stdlib::sys::VERSION;
    json!({
        "format": FORMAT,
        "taipan": env!("CARGO_PKG_VERSION"),
        "python": format!("{major}.{minor}.{micro}"),
        "program": program,
        "options": options,
        "functions": functions,
    })
}

fn site(cx: &mut Ctx, record: &SiteRecord, lines: &[&str]) -> Value {
    let text = lines.get((record.line - 1).max(0) as usize).map_or("", |line| line.trim());
    json!({
        "line": record.line,
        "text": text,
        "family": record.family.name(),
        "installed": record.installed.name(),
        "state": record.state.name(),
        "executions": record.executions,
        "hits": record.hits,
        "misses": record.misses,
        "deopts": record.history.deopts,
        "declined": super::json::declines(&record.history.declines),
        "alternatives": sites::alternatives(cx, record),
    })
}
