//! Counters for programs: one JSON object.

use serde_json::{Map, Value, json};
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::bytecode::Opcode;
use taipan_vm::specialize::Decline;
use taipan_vm::stats::{FAMILIES, SiteRecord, sites};
use taipan_vm::tier::backend::BackendStats;

/// The version of the format.
const FORMAT: u32 = 2;

/// Everything that was counted: families, instructions, each site that ran, machine code.
pub fn json(cx: &mut Ctx) -> Value {
    let vm = Vm::of(cx);
    let stats = taipan_vm::stats::settled(vm);
    let families: Map<String, Value> = FAMILIES
        .iter()
        .map(|&head| {
            let f = stats.family(head);
            let value = json!({
                "executions": f.executions,
                "hits": f.hits,
                "misses": f.misses,
                "deferred": f.deferred,
                "specialized": f.successes,
                "deopts": f.deopts,
                "declined": declines(&f.declines),
            });
            (head.name().to_owned(), value)
        })
        .collect();
    let instructions: Map<String, Value> = Opcode::ALL
        .iter()
        .map(|&op| (op, stats.executions_of(op)))
        .filter(|(_, n)| *n > 0)
        .map(|(op, n)| (op.name().to_owned(), n.into()))
        .collect();
    let mut all = Vec::new();
    for code in sites::counted_codes(vm) {
        let (name, file) = (code.qualname.get().to_string(), code.filename.get().to_string());
        let mut records = sites::sites(vm, code);
        records.retain(|s| s.executions > 0);
        all.extend(records.iter().map(|s| site(cx, &name, &file, s)));
    }
    json!({
        "format": FORMAT,
        "taipan": env!("CARGO_PKG_VERSION"),
        "families": families,
        "instructions": instructions,
        "sites": all,
        "machine_code": vm.backend_stats().map(|b| machine_code(&b)),
    })
}

fn site(cx: &mut Ctx, code: &str, file: &str, s: &SiteRecord) -> Value {
    json!({
        "code": code,
        "file": file,
        "line": s.line,
        "column": s.columns.map(|c| c.0),
        "offset": s.offset,
        "family": s.family.name(),
        "installed": s.installed.name(),
        "state": s.state.name(),
        "alternatives": sites::alternatives(cx, s),
        "alternative_runs": s.alternative_runs,
        "other_runs": s.other_runs,
        "executions": s.executions,
        "hits": s.hits,
        "misses": s.misses,
        "deferred": s.deferred,
        "specialized": s.history.successes,
        "deopts": s.history.deopts,
        "declined": declines(&s.history.declines),
    })
}

pub(crate) fn declines(list: &[(Decline, u64)]) -> Map<String, Value> {
    list.iter().map(|(reason, n)| (reason.text().to_owned(), (*n).into())).collect()
}

fn machine_code(stats: &BackendStats) -> Value {
    let counts = |list: &[(String, u64)]| -> Map<String, Value> {
        list.iter().map(|(name, n)| (name.clone(), (*n).into())).collect()
    };
    let units: Vec<Value> = stats
        .compiled
        .iter()
        .map(|(name, nanoseconds, bytes)| {
            json!({ "name": name, "nanoseconds": nanoseconds, "bytes": bytes })
        })
        .collect();
    json!({
        "units": units,
        "entries": stats.entries,
        "exits": counts(&stats.exits),
        "bailouts": counts(&stats.bailouts),
    })
}
