//! The explanation as text.

use super::advice::{self, HOT};
use super::{FUNCTIONS, Function, Run, share};
use std::fmt::Write;

/// The hottest functions.
pub(super) fn text(run: &Run) -> String {
    let mut out = String::new();
    for function in run.functions.iter().take(FUNCTIONS) {
        write(&mut out, function);
    }
    if run.functions.len() > FUNCTIONS {
        let _ =
            writeln!(out, "and {} functions that are less hot", run.functions.len() - FUNCTIONS);
    }
    out.push_str(&run.remark().unwrap_or_default());
    out
}

fn write(out: &mut String, function: &Function) {
    let _ = writeln!(
        out,
        "{} ({}:{}): {} runs of sites, {} hit",
        function.name,
        function.file,
        function.line,
        function.executions,
        share(function.hits, function.executions)
    );
    for line in function.lines() {
        // What ran once has nothing to tell.
        let runs = function.sites.iter().filter(|s| s.record.line == line);
        let others = function.others.iter().filter(|o| o.0 == line).map(|o| o.2);
        if runs.map(|s| s.record.executions).chain(others).max().unwrap_or(0) < 2 {
            continue;
        }
        let _ = writeln!(out, "{line:>6} | {}", function.source(line));
        for site in function.sites.iter().filter(|s| s.record.line == line) {
            let _ = writeln!(out, "         {}", site.verdict());
            advise(out, advice::of_site(site));
        }
        let mut said: Vec<&str> = Vec::new();
        for &(_, op, runs) in function.others.iter().filter(|o| o.0 == line && o.2 >= HOT) {
            let advice = advice::of_instruction(op);
            let Some((cause, _)) = advice.filter(|a| !said.contains(&a.0)) else { continue };
            said.push(cause);
            let _ = writeln!(out, "         {}: {runs} runs", op.name());
            advise(out, advice);
        }
    }
    out.push('\n');
}

fn advise(out: &mut String, advice: Option<advice::Advice>) {
    if let Some((cause, fix)) = advice {
        let _ = writeln!(out, "           cause: {cause}");
        let _ = writeln!(out, "           fix:   {fix}");
    }
}
