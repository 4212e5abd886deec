//! A campaign: programs from consecutive seeds, each under the fixed plans and some drawn ones, until the
//! time is up. What `taipan fuzz` runs.

use super::generate;
use super::oracle::{self, Difference};
use super::plan::{self, Plan};
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
    /// Where programs that differ are written.
    pub save: Option<PathBuf>,
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
            save: None,
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
    plans.extend((0..drawn as u64).map(|k| plan::drawn(&generate::seeded(!seed ^ k << 32, 24))));
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
    /// Runs it on this thread, which has the native stack that default options ask for.
    pub fn run(&self) -> Report {
        let began = Instant::now();
        let mut report = Report::default();
        for seed in self.seed..=self.seed.saturating_add(self.programs - 1) {
            if began.elapsed() > self.time {
                break;
            }
            if self.verbose {
                eprintln!("seed {seed}");
            }
            let (source, plans) = (program(seed), plans(seed, self.drawn));
            match compare(&source, &plans) {
                Ok(agreed) => {
                    report.runs += agreed.runs;
                    report.entries += agreed.entries;
                    report.units += agreed.units;
                    report.raised += u64::from(agreed.outcome.exception.is_some());
                    report.spent.add(&agreed.spent);
                }
                Err(difference) => self.note(&mut report, seed, &source, &plans, &difference),
            }
            report.programs += 1;
        }
        report.time = began.elapsed();
        report
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
            let told: String = text.lines().map(|line| format!("# {line}\n")).collect();
            let path = folder.join(format!("seed-{seed}.py"));
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, format!("{told}{source}")));
            if let Err(e) = written {
                eprintln!("taipan fuzz: cannot write {}: {e}", path.display());
            }
        }
        report.differences.push((seed, text));
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
             {} programs ended by an exception, {} that differ\n\
             per run: start {:.3} ms, compile {:.3} ms, run {:.3} ms (of it machine code made \
             {:.3} ms), end {:.3} ms\n",
            self.programs,
            self.runs,
            self.runs as f64 / seconds.max(1e-9),
            self.units,
            self.entries,
            self.raised,
            self.differences.len(),
            per_run(s.start),
            per_run(s.compile),
            per_run(s.run),
            per_run(s.machine),
            per_run(s.end),
        )
    }
}
