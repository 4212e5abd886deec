//! From a case to its cause: what `taipan fuzz-triage` does.
//!
//! Reproduces, shrinks the program and the plans, finds the first exit whose frames are not an interpreter's,
//! and looks for what the difference hangs on: one switch after the other, each in a process of its own.

use super::case::Case;
use super::shrink::{Shrinker, functions};
use super::trial::{Ended, Trials};
use super::{campaign, oracle, plan};
use crate::capture::Frames;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use taipan_vm::bytecode::Opcode;
use taipan_vm::tier::shadow::Seen;

/// A case under triage.
struct Triage {
    trials: Trials,
    source: String,
    base: Vec<String>,
    other: Vec<String>,
    until: Instant,
    /// Whether only frames of exits differ.
    frames_only: bool,
}

/// The report on a case, within this time; some settings are every plan's.
///
/// # Errors
/// One line, when the case does not differ.
pub fn triage(case: &Case, always: &[String], time: Duration) -> Result<String, String> {
    let began = Instant::now();
    let trials = Trials::new()?;
    let (base, other) = reproduce(&trials, case, always)?;
    let source = case.source.clone();
    let frames_only = trials.run(&source, &base).agrees(&trials.run(&source, &other));
    let mut triage = Triage { trials, source, base, other, until: began + time, frames_only };
    triage.prefer_adaptive();
    // Where frames are wrong, all that follows is a consequence.
    triage.frames_only |= triage.frames().is_some();
    triage.shrink_plan();
    let until = began + time * 2 / 5;
    triage.source = {
        let differs = |source: &str| triage.differs_on(source, &triage.base, &triage.other);
        Shrinker { differs: &differs, until }.shrink(&triage.source)
    };
    triage.prefer_adaptive();
    triage.shrink_plan();
    Ok(triage.report())
}

/// The frames of a case's second plan against an interpreter's, in this process. They are noted in a file, too:
/// if there is one already, of a process that crashed, these are compared.
///
/// # Errors
/// Where they differ.
pub fn compare_frames(case: &Case, noted: Option<&Path>) -> Result<String, String> {
    let settings = case.plans.last().ok_or("a plan is needed")?;
    let plan = plan::Plan::of(settings)?;
    let compared = match noted {
        None => oracle::compare_frames(&case.source, &plan),
        Some(path) => match std::fs::read_to_string(path) {
            Ok(text) => {
                let seen = text.lines().map_while(Seen::parse).collect();
                oracle::expect_frames(&case.source, &plan, seen, None)
            }
            Err(_) => {
                let how = Frames::NoteTo(path.to_owned());
                oracle::note_frames(&case.source, &plan, how).and_then(|noted| {
                    oracle::expect_frames(&case.source, &plan, noted.frames, Some(noted.fuel))
                })
            }
        },
    };
    match compared {
        Ok(compared) => {
            Ok(format!("{} frames agree, {} exits missed\n", compared.frames, compared.missed))
        }
        Err(difference) => Err(difference.text),
    }
}

/// All that is compared of a run under a case's only plan.
///
/// # Errors
/// One line, when it cannot be run.
pub fn run(case: &Case) -> Result<String, String> {
    let plan = plan::Plan::of(case.plans.last().ok_or("a plan is needed")?)?;
    oracle::told(&case.source, &plan)
}

/// Two plans under which the case differs.
fn reproduce(
    trials: &Trials,
    case: &Case,
    always: &[String],
) -> Result<(Vec<String>, Vec<String>), String> {
    let with = |plan: &[String]| {
        let own = plan.iter().filter(|setting| !always.contains(setting)).cloned();
        own.chain(always.iter().cloned()).collect::<Vec<String>>()
    };
    if let [base, other] = &case.plans[..] {
        let (base, other) = (with(base), with(other));
        let (a, b) = (trials.run(&case.source, &base), trials.run(&case.source, &other));
        if !a.agrees(&b) || a.is_crash() || frames(trials, &case.source, &other).is_some() {
            return Ok((base, other));
        }
        return stressed(trials, &case.source, &base, &other)
            .ok_or("the plans of the case agree".to_owned());
    }
    let plans =
        |seed| campaign::plans(seed, plan::fixed(), 3).into_iter().map(|plan| with(&plan.settings));
    for seed in 0..12 {
        let mut plans = plans(seed);
        let Some(base) = plans.next() else { continue };
        let before = trials.run(&case.source, &base);
        if let Some(other) = plans.find(|plan| !before.agrees(&trials.run(&case.source, plan))) {
            return Ok((base, other));
        }
    }
    let mut plans = plans(0);
    plans
        .next()
        .and_then(|base| plans.find_map(|other| stressed(trials, &case.source, &base, &other)))
        .ok_or("the program does the same under every plan that was tried".to_owned())
}

/// Two plans that differ as one of them collects all the time: when memory is collected depends on what a process
/// did before.
fn stressed(
    trials: &Trials,
    source: &str,
    base: &[String],
    other: &[String],
) -> Option<(Vec<String>, Vec<String>)> {
    let and = |plan: &[String], setting: &str| [plan, &[setting.to_owned()]].concat();
    let base = and(base, "gc=off");
    let before = trials.run(source, &base);
    ["gc-stress=3", "gc-stress=1"]
        .map(|often| and(other, often))
        .into_iter()
        .find(|other| !before.agrees(&trials.run(source, other)))
        .map(|other| (base, other))
}

/// The first exit whose frames are not an interpreter's, or that another amount of fuel is left.
fn frames(trials: &Trials, source: &str, settings: &[String]) -> Option<String> {
    let case = Case { plans: vec![settings.to_vec()], source: source.to_owned() };
    let file = trials.file();
    std::fs::write(&file, case.text()).ok()?;
    let noted = file.with_file_name("noted");
    // None of an earlier case is there, or none was.
    let _ = std::fs::remove_file(&noted);
    let paths = [&noted, &file].map(|path| path.display().to_string());
    let args = ["fuzz-triage", "--frames", "--noted", &paths[0], &paths[1]].map(str::to_owned);
    let mut ended = trials.command(&args, Duration::from_secs(8));
    if ended.is_crash() {
        // What it rebuilt wrong, it had noted before.
        ended = trials.command(&args, Duration::from_secs(8));
    }
    ended.text.lines().find(|line| line.contains("differ")).map(str::to_owned)
}

impl Triage {
    fn differs_on(&self, source: &str, base: &[String], other: &[String]) -> bool {
        if self.frames_only {
            return frames(&self.trials, source, other).is_some();
        }
        let a = self.trials.run(source, base);
        !a.agrees(&self.trials.run(source, other))
    }

    /// Whether the difference stays with other settings of the second plan.
    fn differs_under(&self, other: &[String]) -> bool {
        self.differs_on(&self.source, &self.base, other)
    }

    /// Whether the difference goes with one setting more.
    fn hides(&self, setting: &str) -> bool {
        let mut other = self.other.clone();
        other.push(setting.to_owned());
        Instant::now() < self.until && !self.differs_under(&other)
    }

    /// Whether the difference goes when neither plan collects. What the program asks for may be what it prints.
    fn collector_spoils_both(&self) -> bool {
        let [base, other] = [&self.base, &self.other]
            .map(|plan| [plan.as_slice(), &["gc=never".to_owned()]].concat());
        Instant::now() < self.until && !self.differs_on(&self.source, &base, &other)
    }

    /// What differs without machine code is easier to explain.
    fn prefer_adaptive(&mut self) {
        if self.frames_only {
            return;
        }
        let mut settings: Vec<String> = vec!["tier=adaptive".to_owned()];
        settings.extend(self.base.iter().filter(|s| !s.starts_with("tier=")).cloned());
        if self.other != settings && self.differs_under(&settings) {
            self.other = settings;
        }
    }

    /// Leaves out what the difference does not need.
    fn shrink_plan(&mut self) {
        let mut at = 0;
        while at < self.other.len() {
            let mut fewer = self.other.clone();
            let setting = fewer.remove(at);
            // What both plans have is no difference between them.
            if self.base.contains(&setting) {
                at += 1;
                continue;
            }
            if setting == "jit=eager" {
                // A thread that compiles would make it a matter of luck.
                fewer.insert(at, "jit=sync".to_owned());
            }
            if setting != "jit=sync" && !setting.starts_with("tier=") && self.differs_under(&fewer)
            {
                self.other = fewer;
                continue;
            }
            if let Some(knobs) = setting.strip_prefix("plan=").filter(|text| text.contains(',')) {
                for knob in knobs.split(',').filter(|knob| !knob.starts_with("seed=")) {
                    let now = self.other[at].clone();
                    let mut other = self.other.clone();
                    other[at] = now.replace(&format!(",{knob}"), "");
                    if self.differs_under(&other) {
                        self.other = other;
                    }
                }
            }
            at += 1;
        }
    }

    fn report(&self) -> String {
        let mut out = String::new();
        let options = |settings: &[String]| {
            let all = plan::BOUNDS.iter().copied().chain(settings.iter().map(String::as_str));
            all.map(|setting| format!("-X {setting} ")).collect::<String>()
        };
        let (a, b) =
            (self.trials.run(&self.source, &self.base), self.trials.run(&self.source, &self.other));
        let _ = writeln!(out, "the program, shrunk:\n{}", indented(&self.source));
        let _ = writeln!(out, "differs under these plans:");
        let _ = writeln!(out, "    taipan {}CASE", options(&self.base));
        let _ = writeln!(out, "    taipan {}CASE", options(&self.other));
        if !self.frames_only {
            let _ = writeln!(out, "{}", first_difference(&a, &b));
        }
        if let Some(frames) = self.frames() {
            let _ = writeln!(out, "{frames}");
        }
        let blame = self.blame();
        let _ = writeln!(out, "blame:");
        for line in if blame.is_empty() { vec!["nothing alone".to_owned()] } else { blame } {
            let _ = writeln!(out, "    {line}");
        }
        out
    }

    /// The first exit whose frames differ.
    fn frames(&self) -> Option<String> {
        if self.has_machine_code() { frames(&self.trials, &self.source, &self.other) } else { None }
    }

    fn has_machine_code(&self) -> bool {
        !self.other.iter().any(|s| s == "tier=adaptive" || s == "tier=generic")
    }

    /// What the difference goes without, one at a time.
    fn blame(&self) -> Vec<String> {
        let mut blame = Vec::new();
        if self.hides("gc=off")
            || self.hides("gc=never")
            || !self.frames_only && self.collector_spoils_both()
        {
            blame.push("the collector".to_owned());
        }
        if self.has_machine_code() {
            blame.extend(self.passes());
        } else {
            blame.extend(self.specializations());
        }
        for function in functions(&self.source) {
            if self.hides(&format!("generic={function}")) {
                if self.has_machine_code() {
                    let sites = self.sites(&function);
                    if sites.is_empty() {
                        blame.push(format!("machine code of {function} as a whole"));
                    }
                    blame.extend(sites);
                }
                blame.push(format!("function {function}"));
            }
        }
        if self.has_machine_code() && blame.is_empty() {
            let elsewhere = self.compiled_elsewhere();
            let hides = |function: &&String| self.hides(&format!("generic={function}"));
            let of_library: Vec<&String> = elsewhere.iter().filter(hides).collect();
            // A program that crashes does not say what was compiled, and several functions may have it from the same.
            blame.extend(self.instructions());
            let names = of_library.into_iter();
            blame.extend(
                names.map(|name| format!("machine code of function {name} of the library")),
            );
        }
        // Machine code may only show what the interpreter did before.
        let is_found = |line: &String| line.starts_with("pass ") || line.contains(" at unit ");
        if self.has_machine_code() && !blame.iter().any(is_found) {
            blame.extend(self.specializations());
        }
        let plan = self.other.iter().filter_map(|s| s.strip_prefix("plan="));
        let knobs = plan.flat_map(|plan| plan.split(',')).filter(|knob| !knob.starts_with("seed="));
        blame.extend(knobs.map(|knob| format!("knob {knob}")));
        blame
    }

    /// Functions that machine code was made of, and that are not the program's.
    fn compiled_elsewhere(&self) -> BTreeSet<String> {
        let own = functions(&self.source);
        let mut settings = self.other.clone();
        settings.push("stats".to_owned());
        self.trials.run_alone(&self.source, &settings);
        let text = self.trials.said();
        let units = text.lines().filter_map(|line| line.trim().strip_prefix("unit "));
        let names = units.filter_map(|unit| unit.split([' ', '@']).next());
        names.map(str::to_owned).filter(|name| !own.contains(name)).collect()
    }

    /// The pass of the pipeline with which the difference begins, and those without which there is none.
    fn passes(&self) -> Vec<String> {
        let hidden = |n: &usize| self.hides(&format!("jit-passes={n}"));
        // Without any there is none, so some pass begins it; usually none ends it again.
        if !hidden(&0) {
            return Vec::new();
        }
        let (mut low, mut high) = (0, taipan_jit::opt::PIPELINE.len());
        while high - low > 1 {
            let middle = (low + high) / 2;
            if hidden(&middle) { low = middle } else { high = middle }
        }
        let name = taipan_jit::opt::PIPELINE[high - 1].name;
        let mut blame = vec![format!("pass {name}, number {high} of the pipeline")];
        // Others that it takes: what one gets wrong may show in what another makes of it.
        for other in taipan_jit::opt::pass_names().into_iter().filter(|other| *other != name) {
            if self.hides(&format!("jit-pass-off={other}")) {
                blame.push(format!("pass {other}, when left out"));
            }
        }
        blame
    }

    /// The last instruction of a function without whose machine code there is no difference: leaving an
    /// earlier one of a loop leaves the rest of the iteration, too. If a frame of another function differs, also the last such
    /// call: it lays frames.
    fn sites(&self, function: &str) -> Vec<String> {
        let listing = self.dis(&["--function", function]);
        let sites = listing.lines().skip(1).filter_map(|line| {
            let mut words = line.split_whitespace().peekable();
            let first: usize = words.next()?.parse().ok()?;
            let offset = words.next_if(|word| word.parse::<usize>().is_ok());
            let offset = offset.map_or(Some(first), |word| word.parse().ok())?;
            Some((offset / 2, words.next()?.to_owned()))
        });
        let sites: Vec<(usize, String)> = sites.collect();
        let hiding =
            |(unit, _): &&(usize, String)| self.hides(&format!("jit-leave={function}@{unit}"));
        let Some(last) = sites.iter().rev().find(hiding) else { return Vec::new() };
        let is_of_other =
            self.frames().is_some_and(|told| !told.contains(&format!(" of {function}:")));
        let is_call = |(_, op): &&(usize, String)| is_of_other && op.starts_with("CALL");
        let call = sites.iter().rev().filter(is_call).find(hiding).filter(|call| *call != last);
        let found = std::iter::once(last).chain(call);
        found
            .map(|(unit, op)| format!("machine code of {op} at unit {unit} of {function}"))
            .collect()
    }

    /// The instructions without whose machine code, wherever it is, there is no difference.
    fn instructions(&self) -> Vec<String> {
        let heads = Opcode::ALL.iter().filter(|op| op.head() == **op).map(|op| op.name());
        let hiding = heads.filter(|op| self.hides(&format!("jit-leave={op}")));
        hiding.map(|op| format!("machine code of {op}, wherever it is")).collect()
    }

    fn dis(&self, how: &[&str]) -> String {
        let _ = std::fs::write(self.trials.file(), &self.source);
        let mut args = vec!["dis".to_owned()];
        for setting in plan::BOUNDS.iter().copied().chain(self.other.iter().map(String::as_str)) {
            if !setting.starts_with("tier=") && !setting.starts_with("jit") {
                args.extend(["-X".to_owned(), setting.to_owned()]);
            }
        }
        args.extend(how.iter().map(|&word| word.to_owned()));
        args.push(self.trials.file().display().to_string());
        self.trials.command(&args, Duration::from_secs(8)).text
    }

    /// The specialized instructions without which there is no difference.
    fn specializations(&self) -> Vec<String> {
        let mut members = self.opcodes("--adaptive");
        if members.is_empty() {
            // The program crashed before it could be listed.
            let heads = self.opcodes("--caches");
            let of_heads = |op: &&Opcode| heads.contains(op.head().name()) && op.head() != **op;
            members = Opcode::ALL.iter().filter(of_heads).map(|op| op.name().to_owned()).collect();
        }
        let hiding = members.iter().filter(|member| self.hides(&format!("families=-{member}")));
        hiding.map(|member| format!("specialization of {member}")).collect()
    }

    /// The instructions in the program's code that `-X families` knows.
    fn opcodes(&self, how: &str) -> BTreeSet<String> {
        let listing = self.dis(&[how]);
        let words = listing.split_whitespace();
        let is_member =
            |word: &&str| taipan_vm::tier::families::parse(&format!("-{word}"), |_, _| ()).is_ok();
        words.filter(is_member).map(str::to_owned).collect()
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn first_difference(a: &Ended, b: &Ended) -> String {
    if a.how != b.how {
        return format!("the first ended with {}, the second with {}", a.how, b.how);
    }
    let differ = a.text.lines().zip(b.text.lines()).find(|(x, y)| x != y);
    let (x, y) = differ.unwrap_or(("(an end)", "(another end)"));
    format!("the first line that differs:\n    - {x}\n    + {y}")
}
