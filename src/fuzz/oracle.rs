//! Oracles: one program under several plans, in one process; anything that differs is a bug.

use super::plan::{self, Plan};
use crate::capture::{Captured, Frames, compile, run_here, run_shadowed};
use std::time::Duration;
use taipan_jit::kept;
use taipan_runtime::stdlib::time::thread_time;
use taipan_vm::compile::Compiled;
use taipan_vm::tier::shadow::{Compared, NEVER_THERE, Seen};

/// What all plans agreed on, and what the runs cost.
#[derive(Default)]
pub struct Agreement {
    /// What the last plan's run did.
    pub outcome: Captured,
    /// Sums over all runs, by phase.
    pub spent: crate::capture::Spent,
    /// How many runs there were.
    pub runs: u64,
    /// Entries of machine code over all runs.
    pub entries: u64,
    /// Units of machine code made over all runs.
    pub units: u64,
}

/// Two plans under which a program does not do the same.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Indices into the plans.
    pub plans: (usize, usize),
    /// The first line that differs, told in lines.
    pub text: String,
}

/// Runs a program under every plan, each in a VM of its own, on this thread's stack.
///
/// # Errors
/// The first difference to the first plan.
pub fn compare(source: &str, plans: &[Plan]) -> Result<Agreement, Difference> {
    let program = compiled(source);
    let mut agreed = Agreement::default();
    let mut base: Option<Captured> = None;
    for (at, plan) in plans.iter().enumerate() {
        let began = thread_time();
        let actual = run(&program, plan).map_err(|text| Difference { plans: (0, at), text })?;
        agreed.add(&actual);
        if at == 0 && thread_time() - began > TOO_LONG {
            agreed.outcome = actual;
            return Ok(agreed);
        }
        match &base {
            None => base = Some(actual.clone()),
            Some(base) => {
                let found = difference(base, &actual).or_else(|| {
                    let differs = base.fuel != actual.fuel && !burns_at_collections(source);
                    differs.then(|| format!("fuel left: {} and {}", base.fuel, actual.fuel))
                });
                if let Some(text) = found {
                    return Err(Difference { plans: (0, at), text });
                }
            }
        }
        agreed.outcome = actual;
    }
    Ok(agreed)
}

/// A program whose first run takes more of the processor is not run again: arithmetic on huge ints, which is the same in
/// every tier, would take a campaign's time.
const TOO_LONG: Duration = Duration::from_secs(4);

/// Runs a program under one plan; it must do what it did before.
///
/// # Errors
/// The difference.
pub fn compare_with(before: &Captured, source: &str, plan: &Plan) -> Result<Agreement, Difference> {
    let actual = run(&compiled(source), plan).map_err(|text| Difference { plans: (0, 0), text })?;
    if let Some(text) = difference(before, &actual) {
        return Err(Difference { plans: (0, 0), text });
    }
    let mut agreed = Agreement::default();
    agreed.add(&actual);
    agreed.outcome = actual;
    Ok(agreed)
}

/// Runs a program under a plan, then in an interpreter that looks at its own frames wherever machine code was
/// left.
///
/// # Errors
/// The first frame that differs, or that another amount of fuel is left.
pub fn compare_frames(source: &str, plan: &Plan) -> Result<Compared, Difference> {
    let noted = note_frames(source, plan, Frames::Note)?;
    let fuel = Some(noted.fuel).filter(|_| !burns_at_collections(source) && !has_starved(&noted));
    expect_frames(source, plan, noted.frames, fuel)
}

/// The run whose exits' frames are noted. Without collections: callbacks of weak references burn fuel when the
/// collector finds them.
///
/// # Errors
/// One line, when there is no memory for a VM.
pub fn note_frames(source: &str, plan: &Plan, how: Frames) -> Result<Captured, Difference> {
    let failed = |text: String| Difference { plans: (0, 0), text };
    run_shadowed(&compiled(source), &plan.with(uncollected(plan)).options, how).map_err(failed)
}

/// The setting that has the VM collect nothing by itself, and nothing at all if the plan says so.
fn uncollected(plan: &Plan) -> &'static str {
    if plan.options.runtime.heap.never { "gc=never" } else { "gc=off" }
}

/// The interpreter's run, in which these frames, and this rest of fuel, are expected.
///
/// # Errors
/// The first frame that differs, or that another amount of fuel is left.
pub fn expect_frames(
    source: &str,
    plan: &Plan,
    frames: Vec<Seen>,
    fuel: Option<i64>,
) -> Result<Compared, Difference> {
    let failed = |text: String| Difference { plans: (0, 0), text };
    let mut generic = plan::fixed().remove(0).with(uncollected(plan)).options;
    generic.limits = plan.options.limits;
    generic.tiers.count = true;
    let expected = Frames::Expect(frames);
    let mut run = run_shadowed(&compiled(source), &generic, expected).map_err(failed)?;
    // A run that time ends, for its frames are large or the machine is busy, does not come to all that is expected.
    let is_cut = has_starved(&run);
    if is_cut {
        run.compared.missed = 0;
        run.compared.difference.take_if(|text| text.ends_with(NEVER_THERE));
    }
    if let Some(text) = run.compared.difference {
        return Err(failed(format!("frames differ at {text}")));
    }
    match fuel.filter(|&fuel| fuel != run.fuel && !is_cut) {
        Some(fuel) => Err(failed(format!("fuel left differs: {} and {fuel}", run.fuel))),
        None => Ok(run.compared),
    }
}

/// All that is compared of one run, as text.
///
/// # Errors
/// One line, when the run says nothing of the program.
pub fn told(source: &str, plan: &Plan) -> Result<String, String> {
    let ran = run(&compiled(source), plan)?;
    let fuel = match burns_at_collections(source) {
        true => String::new(),
        false => format!("fuel left: {}\n", ran.fuel),
    };
    Ok(format!("{}{}{fuel}", ran.stdout, ran.exception.unwrap_or_default()))
}

/// The program, whose machine code is kept.
fn compiled(source: &str) -> Compiled {
    kept::forget_if_large();
    compile(source)
}

fn run(program: &Compiled, plan: &Plan) -> Result<Captured, String> {
    let mut options = plan.options.clone();
    let own = std::process::id();
    let mut actual = run_here(program, &options)?;
    for _ in 0..3 {
        if std::process::id() != own {
            // A child that the program made and that a limit ended: it must not go on as a campaign.
            std::process::exit(0);
        }
        if !has_starved(&actual) {
            break;
        }
        match &mut options.runtime.heap.stress {
            // Fuel ends programs that run for ever: the machine was too busy for this one.
            0 => options.limits.time = options.limits.time.map(|time| time * 4),
            // A collection at every few allocations takes its time, in programs that keep much.
            often => *often *= 60,
        }
        actual = run_here(program, &options)?;
    }
    if actual.machine.bailouts.iter().any(|(why, _)| why == "backend") {
        return Err("the compiler of machine code failed".to_owned());
    }
    Ok(actual)
}

/// Whether a run reached its time limit.
fn has_starved(run: &Captured) -> bool {
    let is_told = |text: &str| text.contains("time limit of ");
    is_told(&run.stdout) || run.exception.as_deref().is_some_and(is_told)
}

impl Agreement {
    fn add(&mut self, actual: &Captured) {
        self.runs += 1;
        self.entries += actual.machine.entries;
        self.units += actual.machine.compiled.len() as u64;
        self.spent.add(&actual.spent);
    }
}

/// Objects lie where they lie: `<C object at 0x7f...>` tells no difference.
pub(super) fn without_addresses(text: &str) -> String {
    let mut parts = text.split(" at 0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(" at 0x");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}

/// Whether Python code may run when the collector finds something dead (callbacks of weak references, which the
/// library keeps many of): how much fuel is burnt then depends on when memory is collected.
fn burns_at_collections(source: &str) -> bool {
    let plain = ["import sys", "import math", "import gc", "from array import array"];
    let is_import = |line: &str| line.starts_with("import ") || line.starts_with("from ");
    let mut lines = source.lines().map(str::trim);
    source.contains("__del__") || lines.any(|line| is_import(line) && !plain.contains(&line))
}

/// The first line in which two runs differ. Where memory ends is not the same in every tier.
fn difference(a: &Captured, b: &Captured) -> Option<String> {
    let out_of_memory = |c: &Captured| {
        let error = c.exception.as_deref().unwrap_or_default();
        c.stdout.contains("MemoryError") || error.contains("MemoryError")
    };
    if out_of_memory(a) || out_of_memory(b) {
        return None;
    }
    let text = |c: &Captured| {
        let exception = c.exception.as_deref().unwrap_or("(no exception)");
        without_addresses(&format!("{}{exception}", c.stdout))
    };
    let (a, b) = (text(a), text(b));
    if a == b {
        return None;
    }
    let (mut left, mut right) = (a.lines(), b.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (Some(x), Some(y)) if x == y => {}
            (None, None) => break,
            (x, y) => {
                let (x, y) = (x.unwrap_or("(nothing)"), y.unwrap_or("(nothing)"));
                return Some(format!("line {number} of the output:\n- {x}\n+ {y}"));
            }
        }
    }
    Some("line ends differ".to_owned())
}
