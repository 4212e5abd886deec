//! A campaign: programs from consecutive seeds, each under the fixed plans and some drawn ones, until the
//! time is up. What `taipan fuzz` runs.

use super::case::Case;
use super::forcing::Forcing;
use super::oracle::{self, Difference};
use super::plan::{self, Plan};
use super::report::Report;
use super::{embedding, generate, mutate, triage};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use taipan_runtime::stdlib::time::thread_time;

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
    /// Whether the fixed plans are all modes rather than the few that find most.
    pub modes: bool,
    /// Folders of programs whose mutants are compared instead of generated programs.
    pub corpus: Vec<PathBuf>,
    /// Whether the programs of the corpus are compared as they are, each once.
    pub exact: bool,
    /// Which guards fail, each once, alone.
    pub guards: Forcing,
    /// Whether calls of the embedding API are made instead of programs.
    pub embedding: bool,
    /// Whether guards that do not run are printed, and none fails.
    pub list_guards: bool,
    /// Whether the frames that exits rebuild are compared with an interpreter's.
    pub frames: bool,
    /// Whether the first difference ends it.
    pub first: bool,
    /// Settings of all plans.
    pub settings: Vec<String>,
    /// The file that each program is written to before it runs, and what differs afterwards.
    pub last: Option<PathBuf>,
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
            modes: false,
            corpus: Vec::new(),
            exact: false,
            guards: Forcing::None,
            embedding: false,
            list_guards: false,
            frames: false,
            first: false,
            settings: Vec::new(),
            last: None,
            save: None,
            show: false,
            verbose: false,
        }
    }
}

/// Bytes that programs of consecutive seeds are made of: most are small, some are large.
const SIZES: [usize; 8] = [40, 60, 80, 50, 120, 70, 200, 320];

/// The program of a seed.
pub fn program(seed: u64) -> String {
    let mut bytes = generate::seeded(seed, SIZES[seed as usize % SIZES.len()]);
    // Every second one is a kernel; their kinds and forms take turns.
    let turns = [seed & 1, seed / 2 % 8, seed / 16 % 256];
    bytes.iter_mut().zip(turns).for_each(|(byte, turn)| *byte = turn as u8);
    generate::program(&bytes)
}

/// The plans of a seed: the fixed ones, of which the first is the generic tier, then drawn ones.
pub fn plans(seed: u64, fixed: Vec<Plan>, drawn: usize) -> Vec<Plan> {
    let mut plans = fixed;
    // The optimizing compiler takes most of the time; what it does to the code is not what is looked for.
    if !seed.is_multiple_of(8) {
        for plan in plans.iter_mut().filter(|plan| plan.options.jit.is_some()) {
            *plan = plan.with("jit-quick").with("entry-threshold=4");
        }
    }
    plans.extend((0..drawn as u64).map(|k| plan::drawn(&generate::seeded(!seed ^ k << 32, 40))));
    if seed % 16 == 5 {
        // The program ends early, at the same instruction under every plan.
        let fuel = format!("fuel={}", 40 + generate::word(seed) % 3000);
        plans.iter_mut().for_each(|plan| *plan = plan.with(&fuel));
    }
    plans
}

/// Compares one program; a panic is a difference, too.
///
/// # Errors
/// The difference.
pub fn compare(source: &str, plans: &[Plan]) -> Result<oracle::Agreement, Difference> {
    caught(|| oracle::compare(source, plans))
}

pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, Difference>) -> Result<T, Difference> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(Difference { plans: (0, 0), text: format!("panic: {said}") })
    })
}

impl Campaign {
    /// The program of a seed: generated, of the corpus, or a mutant of one of the corpus.
    fn program(&self, corpus: &[PathBuf], seed: u64) -> String {
        let at = if self.exact { seed - self.seed } else { seed };
        let Some(path) = corpus.get(at as usize % corpus.len().max(1)) else {
            return program(seed);
        };
        let text = std::fs::read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        if self.exact {
            return text.into_owned();
        }
        let bytes = generate::seeded(seed ^ 0x5eed, 80);
        mutate::mutant(&text, &mut generate::Source::new(&bytes))
    }

    /// The plans of a seed.
    fn plans(&self, seed: u64) -> Vec<Plan> {
        let fixed = if self.modes { plan::modes() } else { plan::fixed() };
        let mut plans = plans(seed, fixed, self.drawn);
        for setting in &self.settings {
            plans.iter_mut().for_each(|plan| *plan = plan.with(setting));
        }
        plans
    }

    /// Runs it on this thread, which has the native stack that default options ask for.
    pub fn run(&self) -> Report {
        let (began, started) = (Instant::now(), thread_time());
        let mut report = Report::default();
        let mut corpus = Vec::new();
        for folder in &self.corpus {
            programs_in(folder, &mut corpus);
        }
        corpus.sort();
        // Mutants of a program that forks wait for each other, or go on as campaigns.
        corpus.retain(|path| self.exact || !forks(path));
        let most = if self.exact || self.embedding && !corpus.is_empty() {
            corpus.len() as u64
        } else {
            self.programs
        };
        for seed in self.seed..=self.seed.saturating_add(most.saturating_sub(1)) {
            if began.elapsed() > self.time || self.first && !report.differences.is_empty() {
                break;
            }
            if self.embedding {
                match corpus.get((seed - self.seed) as usize) {
                    Some(file) => self.call_api_again(&mut report, seed, file),
                    None => self.call_api(&mut report, seed),
                }
                continue;
            }
            let (source, plans) = (self.program(&corpus, seed), self.plans(seed));
            if self.verbose {
                eprintln!("seed {seed}");
            }
            if self.show {
                let names: String =
                    plans.iter().map(|p| format!("# plan: {}\n", p.name())).collect();
                // Nobody reads what is written to a closed pipe.
                let _ = writeln!(std::io::stdout(), "{source}{names}");
            }
            report.programs += 1;
            self.write_last(seed, &source, &[]);
            let started = thread_time();
            let compared = compare(&source, &plans);
            report.times.push((thread_time() - started).as_secs_f64() / plans.len() as f64);
            match compared {
                Ok(agreed) => {
                    report.add(&agreed);
                    report.raised += u64::from(agreed.outcome.exception.is_some());
                    self.compare_frames(&mut report, seed, &source, &plans);
                    let at = (seed - self.seed) as usize;
                    let path = corpus.get(at).filter(|_| self.exact);
                    let name = path.map_or(format!("seed {seed}"), |p| p.display().to_string());
                    self.force_guards(&mut report, seed, &name, &source);
                }
                Err(difference) => self.note(&mut report, seed, &source, &plans, &difference),
            }
        }
        report.time = began.elapsed();
        report.cpu = thread_time() - started;
        report.found = taipan_jit::kept::hits();
        report
    }

    /// The calls of a seed; a panic is a difference.
    fn call_api(&self, report: &mut Report, seed: u64) {
        let bytes = generate::seeded(seed ^ 0xa91, 60 + seed as usize % 160);
        self.write_last(seed, "", &[]);
        (report.programs, report.runs) = (report.programs + 1, report.runs + 1);
        let called = caught(|| {
            embedding::check(&bytes);
            Ok(())
        });
        if let Err(difference) = called {
            eprintln!("seed {seed}: {}", difference.text);
            report.differences.push((seed, difference.text));
        }
    }

    /// The calls that a file has kept.
    fn call_api_again(&self, report: &mut Report, seed: u64, file: &std::path::Path) {
        let called = caught(|| {
            let text = std::fs::read_to_string(file).map_err(|e| e.to_string());
            let done = text.and_then(|text| embedding::again(&text));
            done.map_err(|text| Difference { plans: (0, 0), text })
        });
        report.programs += 1;
        match called {
            Ok(inputs) => report.runs += inputs as u64,
            Err(difference) => {
                eprintln!("{}: {}", file.display(), difference.text);
                report.differences.push((seed, difference.text));
            }
        }
    }

    /// Compares the frames of every exit under each plan with machine code.
    fn compare_frames(&self, report: &mut Report, seed: u64, source: &str, plans: &[Plan]) {
        // A moment is the fuel that is left, which the turns of threads share out.
        let has_threads = ["thread", "concurrent", "executor"].iter().any(|w| source.contains(w));
        if !self.frames || has_threads {
            return;
        }
        for (at, plan) in plans.iter().enumerate().filter(|(_, plan)| plan.options.jit.is_some()) {
            report.runs += 2;
            match caught(|| oracle::compare_frames(source, plan)) {
                Ok(compared) => {
                    report.frames += compared.frames;
                    report.frames_missed += compared.missed;
                }
                Err(found) => {
                    let found = Difference { plans: (0, at), ..found };
                    self.note(report, seed, source, plans, &found);
                }
            }
        }
    }

    /// So that a crash leaves what crashed.
    fn write_last(&self, seed: u64, source: &str, plans: &[&Plan]) {
        let Some(path) = &self.last else { return };
        let plans = plans.iter().map(|plan| plan.settings.clone()).collect();
        let case = Case { plans, source: format!("{source}# seed: {seed}\n") };
        if let Err(e) = std::fs::write(path, case.text()) {
            eprintln!("taipan fuzz: cannot write {}: {e}", path.display());
        }
    }

    pub(super) fn note(
        &self,
        report: &mut Report,
        seed: u64,
        source: &str,
        plans: &[Plan],
        found: &Difference,
    ) {
        let (a, b) = (&plans[found.plans.0], &plans[found.plans.1]);
        let text = format!("{} and {} differ\n{}", a.name(), b.name(), found.text);
        eprintln!("seed {seed}: {text}");
        self.write_last(seed, source, &[a, b]);
        if let Some(folder) = &self.save {
            let case = Case {
                plans: vec![a.settings.clone(), b.settings.clone()],
                source: source.to_owned(),
            };
            let path = folder.join(format!("seed-{seed}.py"));
            let told =
                triage::triage(&case, &[], Duration::from_secs(60)).unwrap_or_else(|why| why);
            let told: String = told.lines().map(|line| format!("# {line}\n")).collect();
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, format!("{}{told}", case.text())));
            if let Err(e) = written {
                eprintln!("taipan fuzz: cannot write {}: {e}", path.display());
            }
        }
        report.differences.push((seed, text));
    }
}

/// Whether a program makes processes.
fn forks(path: &std::path::Path) -> bool {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    ["fork", "subprocess", "posix_spawn"].iter().any(|word| text.contains(word))
}

/// The programs in a folder and those below.
pub fn programs_in(folder: &std::path::Path, found: &mut Vec<PathBuf>) {
    if folder.is_file() {
        return found.push(folder.to_owned());
    }
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
