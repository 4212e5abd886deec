//! `taipan explain`: the hottest functions of a program that ran, line by line, with what became of
//! each site; for one that does not specialize, or misses, the likely cause and the fix.
//!
//! Here: what is shown. How: `text.rs` and `html.rs`. Causes and fixes: `advice.rs`.

mod advice;
mod html;
mod text;

use crate::run::Program;
use std::time::Duration;
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::bytecode::Opcode;
use taipan_vm::stats::{SiteRecord, SiteState, sites};

/// Functions that the text shows.
const FUNCTIONS: usize = 10;
/// Nanoseconds that an instruction takes at most while it is counted, unless it calls native code.
const NANOSECONDS: u64 = 50;

/// How sites are explained.
#[derive(Clone, Debug)]
pub enum Explain {
    /// On standard output.
    Text,
    /// On a page of this name.
    Html(String),
}

/// A site and what it saw.
struct Explained {
    record: SiteRecord,
    alternatives: Vec<String>,
}

/// A function and its sites that ran.
struct Function {
    name: String,
    file: String,
    line: i32,
    sites: Vec<Explained>,
    /// Instructions of no family that are worth a word: line, instruction, runs.
    others: Vec<(i32, Opcode, u64)>,
    executions: u64,
    hits: u64,
    source: Vec<String>,
}

/// All that is shown of a run.
struct Run {
    program: String,
    functions: Vec<Function>,
    instructions: u64,
    elapsed: Duration,
}

/// The text or page for the program's own functions, hottest first.
pub(crate) fn explanation(
    cx: &mut Ctx,
    program: &Program,
    source: &[u8],
    filename: &str,
    elapsed: Duration,
    how: &Explain,
) -> String {
    let run = Run {
        program: match program {
            Program::Module(name) => name.clone(),
            _ => filename.to_owned(),
        },
        functions: functions(cx, program, source, filename),
        instructions: Vm::of(cx).clock.get(),
        elapsed,
    };
    match how {
        Explain::Text => text::text(&run),
        Explain::Html(_) => html::page(&run),
    }
}

fn functions(cx: &mut Ctx, program: &Program, source: &[u8], filename: &str) -> Vec<Function> {
    let mut all = Vec::new();
    for code in sites::counted_codes(Vm::of(cx)) {
        let file = code.filename.get().to_string();
        // The library, and code without a source to show.
        if file.starts_with('<') && file != filename {
            continue;
        }
        let mut records = sites::sites(Vm::of(cx), code);
        records.retain(|s| s.executions > 0);
        let executions = records.iter().map(|s| s.executions).sum();
        let others: Vec<_> =
            sites::runs(code).filter(|(_, op, _)| advice::of_instruction(*op).is_some()).collect();
        if executions == 0 && others.is_empty() {
            continue;
        }
        let is_own = file == filename || matches!(program, Program::Stdin);
        let text = if is_own {
            String::from_utf8_lossy(source).into_owned()
        } else {
            std::fs::read_to_string(&file).unwrap_or_default()
        };
        let hits = records.iter().map(|s| s.hits).sum();
        let sites = records
            .into_iter()
            .map(|record| Explained { alternatives: sites::alternatives(cx, &record), record })
            .collect();
        all.push(Function {
            name: code.qualname.get().to_string(),
            file,
            line: code.first_line,
            sites,
            others,
            executions,
            hits,
            source: text.lines().map(str::to_owned).collect(),
        });
    }
    all.sort_by(|a, b| b.executions.cmp(&a.executions).then_with(|| a.name.cmp(&b.name)));
    all
}

impl Function {
    /// The lines that ran, in order.
    fn lines(&self) -> Vec<i32> {
        let sites = self.sites.iter().map(|s| s.record.line);
        let mut lines: Vec<i32> = sites.chain(self.others.iter().map(|o| o.0)).collect();
        lines.sort();
        lines.dedup();
        lines
    }

    fn source(&self, line: i32) -> &str {
        self.source.get((line - 1).max(0) as usize).map_or("", String::as_str)
    }
}

impl Run {
    /// A word on time that passed where no instruction ran.
    fn remark(&self) -> Option<String> {
        let busy = Duration::from_nanos(self.instructions.saturating_mul(NANOSECONDS));
        let outside = self.elapsed > Duration::from_millis(200) && busy < self.elapsed / 2;
        outside.then(|| {
            format!(
                "{} instructions ran in {:.1} s: most of the time passed outside Python code, in \
                 native functions, I/O or waiting.\n  cause: specialization makes Python code \
                 faster, not what it waits for\n  fix:   profile the calls; do less in them, or do \
                 them at once (threads, asyncio)\n",
                self.instructions,
                self.elapsed.as_secs_f64()
            )
        })
    }
}

impl Explained {
    /// What became of the site, in a line.
    fn verdict(&self) -> String {
        let (site, state) = (&self.record, self.record.state.name());
        let runs = site.executions;
        let mut out = format!("{}: {state}, {runs} runs", site.installed.name());
        if site.hits > 0 || site.installed != site.family {
            out += &format!(", {} hit", share(site.hits, runs));
        }
        if site.misses > 0 {
            out += &format!(", {} missed", share(site.misses, runs));
        }
        if site.history.successes > 1 {
            out += &format!(", specialized {} times", site.history.successes);
        }
        if site.installed == site.family && !site.history.declines.is_empty() {
            let reasons: Vec<&str> = site.history.declines.iter().map(|d| d.0.text()).collect();
            out += &format!(", declined: {}", reasons.join(", "));
        }
        if matches!(site.state, SiteState::Warming | SiteState::Cold) {
            out += ", too few to specialize";
        }
        if self.alternatives.len() > 1 {
            out += &format!(", saw {}", self.alternatives.join(" | "));
        }
        out
    }
}

fn share(part: u64, whole: u64) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}
