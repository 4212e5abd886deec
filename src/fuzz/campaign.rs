//! A campaign: programs from consecutive seeds, each under the fixed plans and some drawn ones, until the
//! time is up. What `taipan fuzz` runs.

use super::oracle::{self, Difference};
use super::plan::{self, Plan};
use super::{generate, mutate, shrink};
use crate::capture::Spent;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What to do, and for how long.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// No further program is begun after this time.
    pub time: Duration,
    /// The first seed.
    pub seed: u64,
    /// The most programs.
    pub programs: u64,
    /// Plans drawn per program, besides the fixed ones.
    pub drawn: usize,
    /// Folders of programs whose mutants are compared instead of generated programs.
    pub corpus: Vec<PathBuf>,
    /// Guards drawn per program, each of which fails once, alone.
    pub guards: usize,
    /// Where programs that differ are written.
    pub save: Option<PathBuf>,
    /// Whether each program is printed before it runs.
    pub show: bool,
    /// Whether each seed is printed before it runs, so that a crash names its seed.
    pub verbose: bool,
}

impl Default for Campaign {
    fn default() -> Campaign {
        Campaign {
            time: Duration::from_secs(10),
            seed: 1,
            programs: u64::MAX,
            drawn: 2,
            corpus: Vec::new(),
            guards: 0,
            save: None,
            show: false,
            verbose: false,
        }
    }
}

/// What came of it.
#[derive(Default)]
pub struct Report {
    /// Programs compared.
    pub programs: u64,
    /// Runs of them.
    pub runs: u64,
    /// Programs that an exception ended.
    pub raised: u64,
    /// Entries of machine code.
    pub entries: u64,
    /// Units of machine code made.
    pub units: u64,
    /// Guards chosen to fail alone, and those of them that did.
    pub guards: u64,
    /// Guards that failed so.
    pub forced: u64,
    /// What the runs cost.
    pub spent: Spent,
    /// The whole time.
    pub time: Duration,
    /// Seeds that differ, and how.
    pub differences: Vec<(u64, String)>,
}

/// The program of a seed.
pub fn program(seed: u64) -> String {
    generate::program(&generate::seeded(seed, 40 + (seed % 7) as usize * 40))
}

/// The plans of a seed: the generic tier first, then fixed ones, then drawn ones.
pub fn plans(seed: u64, drawn: usize) -> Vec<Plan> {
    let mut plans = plan::fixed();
    // The optimizing compiler takes most of the time; what it does to the code is not what is looked for.
    let quick = !seed.is_multiple_of(8);
    plans.iter_mut().filter_map(|plan| plan.options.jit.as_mut()).for_each(|jit| jit.quick = quick);
    plans.extend((0..drawn as u64).map(|k| plan::drawn(&generate::seeded(!seed ^ k << 32, 40))));
    plans
}

/// Compares one program; a panic is a difference, too.
///
/// # Errors
/// The difference.
pub fn compare(source: &str, plans: &[Plan]) -> Result<oracle::Agreement, Difference> {
    catch_unwind(AssertUnwindSafe(|| oracle::compare(source, plans))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(Difference { plans: (0, 0), text: format!("panic: {said}") })
    })
}

impl Campaign {
    /// The program of a seed: generated, or a mutant of one of the corpus.
    fn program(&self, corpus: &[PathBuf], seed: u64) -> String {
        let bytes = generate::seeded(seed ^ 0x5eed, 80);
        let Some(path) = corpus.get(seed as usize % corpus.len().max(1)) else {
            return program(seed);
        };
        let text = std::fs::read(path).unwrap_or_default();
        mutate::mutant(&String::from_utf8_lossy(&text), &mut generate::Source::new(&bytes))
    }

    /// Runs it on this thread, which has the native stack that default options ask for.
    pub fn run(&self) -> Report {
        let began = Instant::now();
        let mut report = Report::default();
        let mut corpus = Vec::new();
        for folder in &self.corpus {
            programs_in(folder, &mut corpus);
        }
        corpus.sort();
        for seed in self.seed..=self.seed.saturating_add(self.programs - 1) {
            if began.elapsed() > self.time {
                break;
            }
            if self.verbose {
                eprintln!("seed {seed}");
            }
            let (source, plans) = (self.program(&corpus, seed), plans(seed, self.drawn));
            if self.show {
                let names: String = plans.iter().map(|p| format!("# {}\n", p.name)).collect();
                println!("{names}{source}");
            }
            match compare(&source, &plans) {
                Ok(agreed) => {
                    report.runs += agreed.runs;
                    report.entries += agreed.entries;
                    report.units += agreed.units;
                    report.raised += u64::from(agreed.outcome.exception.is_some());
                    report.spent.add(&agreed.spent);
                    self.force_guards(&mut report, seed, &source);
                }
                Err(difference) => self.note(&mut report, seed, &source, &plans, &difference),
            }
            report.programs += 1;
        }
        report.time = began.elapsed();
        report
    }

    /// Runs the program once for each of some guards, which then fails, alone.
    fn force_guards(&self, report: &mut Report, seed: u64, source: &str) {
        if self.guards == 0 {
            return;
        }
        let mut plan = plan::eager();
        let Ok(agreed) = compare(source, &[plan.clone()]) else { return };
        let guards = agreed.outcome.machine.guards;
        let total: u32 = guards.iter().sum();
        for k in 0..self.guards.min(total as usize) as u64 {
            let mut at = generate::word(seed << 16 ^ k) % u64::from(total);
            let unit = guards.iter().position(|&n| {
                let here = at < u64::from(n);
                at -= if here { 0 } else { u64::from(n) };
                here
            });
            let forced = (unit.unwrap_or(0) as u32 + 1, at as u32);
            plan.force(forced);
            let generic = plan::fixed().remove(0);
            let plans = [generic, plan.clone()];
            match compare(source, &plans) {
                Ok(agreed) => {
                    report.runs += agreed.runs;
                    report.guards += 1;
                    report.forced += agreed.outcome.machine.forced;
                    report.spent.add(&agreed.spent);
                }
                Err(difference) => self.note(report, seed, source, &plans, &difference),
            }
        }
    }

    fn note(
        &self,
        report: &mut Report,
        seed: u64,
        source: &str,
        plans: &[Plan],
        found: &Difference,
    ) {
        let (a, b) = (&plans[found.plans.0].name, &plans[found.plans.1].name);
        let text = format!("{a} and {b} differ\n{}", found.text);
        eprintln!("seed {seed}: {text}");
        if let Some(folder) = &self.save {
            let pair = [plans[found.plans.0].clone(), plans[found.plans.1].clone()];
            let small = shrink::shrink(source, &pair);
            let blame = shrink::blame(&small, &pair[0], &pair[1]);
            let text = format!("{text}\n{blame}");
            let told: String = text.lines().map(|line| format!("# {line}\n")).collect();
            let path = folder.join(format!("seed-{seed}.py"));
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, format!("{told}{small}")));
            if let Err(e) = written {
                eprintln!("taipan fuzz: cannot write {}: {e}", path.display());
            }
        }
        report.differences.push((seed, text));
    }
}

/// The programs in a folder and those below.
fn programs_in(folder: &std::path::Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('_'));
        if path.is_dir() && !hidden {
            programs_in(&path, found);
        } else if path.extension().is_some_and(|e| e == "py") && !hidden {
            found.push(path);
        }
    }
}

impl Report {
    /// The figures, for people.
    pub fn text(&self) -> String {
        let seconds = self.time.as_secs_f64();
        let per_run = |ns: u64| ns as f64 / 1e6 / self.runs.max(1) as f64;
        let s = &self.spent;
        format!(
            "{} programs in {seconds:.1} s: {} runs, {:.0} per second; {} units of machine code entered {} times, \
             {} programs ended by an exception, {} that differ; {} of {} guards forced alone\n\
             per run: start {:.3} ms, compile {:.3} ms, run {:.3} ms (of it machine code made \
             {:.3} ms), end {:.3} ms\n",
            self.programs,
            self.runs,
            self.runs as f64 / seconds.max(1e-9),
            self.units,
            self.entries,
            self.raised,
            self.differences.len(),
            self.forced,
            self.guards,
            per_run(s.start),
            per_run(s.compile),
            per_run(s.run),
            per_run(s.machine),
            per_run(s.end),
        )
    }
}
