//! Counters for people.

use std::fmt::Write;
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::bytecode::Opcode;
use taipan_vm::stats::{FAMILIES, SiteState, sites};

/// How many of the sites that ran are in each state.
fn states(out: &mut String, vm: &Vm) {
    let mut counts: Vec<(SiteState, u64)> = Vec::new();
    for code in sites::counted_codes(vm) {
        for site in sites::sites(vm, code).iter().filter(|s| s.executions > 0) {
            match counts.iter_mut().find(|c| c.0 == site.state) {
                Some(count) => count.1 += 1,
                None => counts.push((site.state, 1)),
            }
        }
    }
    counts.sort_by_key(|(state, _)| *state as u8);
    let all: u64 = counts.iter().map(|c| c.1).sum();
    let each: Vec<String> = counts.iter().map(|(s, n)| format!("{n} {}", s.name())).collect();
    let _ = writeln!(out, "\n{all} sites ran: {}", each.join(", "));
}

/// Per family and instruction what ran, hit and missed and why sites did not specialize; then what
/// the machine-code tier did.
pub fn text(cx: &Ctx) -> String {
    let vm = Vm::of(cx);
    let stats = taipan_vm::stats::settled(vm);
    let mut out = String::new();
    let row = |out: &mut String, name: &str, columns: [String; 7]| {
        let _ = write!(out, "{name:<34}");
        columns.iter().for_each(|c| {
            let _ = write!(out, " {c:>12}");
        });
        out.push('\n');
    };
    let titles = ["executions", "hits", "misses", "deferred", "specialized", "declined", "deopts"];
    row(&mut out, "family", titles.map(str::to_owned));
    for &head in FAMILIES {
        let f = stats.family(head);
        let declined: u64 = f.declines.iter().map(|d| d.1).sum();
        let numbers = [f.executions, f.hits, f.misses, f.deferred, f.successes, declined, f.deopts];
        if numbers.iter().all(|&n| n == 0) {
            continue;
        }
        row(&mut out, head.name(), numbers.map(|n| n.to_string()));
        for &op in Opcode::ALL.iter().filter(|op| op.head() == head && **op != head) {
            let (runs, misses) = (stats.executions_of(op), stats.misses_of(op));
            if runs > 0 {
                let numbers = [runs, runs.saturating_sub(misses), misses];
                let mut columns: [String; 7] = Default::default();
                columns.iter_mut().zip(numbers).for_each(|(c, n)| *c = n.to_string());
                row(&mut out, &format!("  {}", op.name()), columns);
            }
        }
        for (reason, n) in &f.declines {
            let _ = writeln!(out, "  declined {n} times: {}", reason.text());
        }
    }
    states(&mut out, vm);
    let others: Vec<(u64, Opcode)> = Opcode::ALL
        .iter()
        .filter(|op| !FAMILIES.contains(&op.head()))
        .map(|&op| (stats.executions_of(op), op))
        .filter(|(n, _)| *n > 0)
        .collect();
    let _ = writeln!(out, "\nother instructions");
    for (n, op) in others {
        let _ = writeln!(out, "  {:<32} {n:>12}", op.name());
    }
    if let Some(backend) = vm.backend_stats() {
        let _ = write!(out, "\n{}", backend.report());
    }
    out
}
