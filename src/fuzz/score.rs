//! Planted faults against the fuzzing: does the suite find each, and does triage blame the right part?
//!
//! Only in builds with the feature `faults`. Every fault is planted in a process of its own.

use super::case::Case;
use super::triage;
use super::trial::Trials;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use taipan_runtime::fault::{FAULTS, Fault};

/// What to try.
#[derive(Clone, Debug)]
pub struct Score {
    /// The corpus whose mutants are compared after the generated programs.
    pub corpus: Option<PathBuf>,
    /// How many times the quick suite's programs.
    pub times: u64,
    /// Only faults whose names contain this.
    pub only: String,
    /// Whether found faults are triaged.
    pub blame: bool,
    /// Where triage reports are written.
    pub save: Option<PathBuf>,
}

/// Programs of the quick suite: generated ones, and mutants.
const PROGRAMS: [u64; 2] = [300, 60];

/// How a fault fared.
struct Row {
    fault: &'static Fault,
    killed: Option<(u64, String)>,
    seconds: f64,
    blame: Option<(bool, f64)>,
}

impl Score {
    /// Tries all faults; the table, and whether all was as it should be.
    ///
    /// # Errors
    /// One line.
    pub fn run(&self) -> Result<(String, bool), String> {
        let trials = Trials::new()?;
        let mut rows = Vec::new();
        for fault in FAULTS.iter().filter(|fault| fault.name.contains(&self.only)) {
            let began = Instant::now();
            let case = self.find(&trials, fault);
            let mut row =
                Row { fault, killed: None, seconds: began.elapsed().as_secs_f64(), blame: None };
            if let Some((seed, how, case)) = case {
                row.killed = Some((seed, how));
                if self.blame {
                    row.blame = Some(self.blamed(fault, &case));
                }
            }
            eprintln!("{}", row.line());
            rows.push(row);
        }
        let killed = rows.iter().filter(|row| row.killed.is_some()).count();
        let blamed = rows.iter().filter(|row| row.blame.is_some_and(|(right, _)| right)).count();
        let mut out = String::from(
            "| fault | what is wrong | found | by seed | s | blamed right | s |\n|---|---|---|---|---|---|---|\n",
        );
        rows.iter().for_each(|row| {
            let _ = writeln!(out, "{}", row.line());
        });
        let _ = writeln!(out, "\n{killed} of {} found, {blamed} blamed right", rows.len());
        Ok((out, killed == rows.len()))
    }

    /// The first seed that finds a fault, how, and the case.
    fn find(&self, trials: &Trials, fault: &Fault) -> Option<(u64, String, Case)> {
        let last = trials.file().with_file_name("last.py");
        let corpus = self.corpus.iter().map(|corpus| (PROGRAMS[1], Some(corpus.as_path())));
        for (programs, corpus) in std::iter::once((PROGRAMS[0], None)).chain(corpus) {
            let mut args: Vec<String> = ["fuzz", "--first", "--seed", "1", "--frames", "--last"]
                .map(str::to_owned)
                .to_vec();
            args.push(last.display().to_string());
            args.extend(["--programs".to_owned(), (programs * self.times).to_string()]);
            args.extend(["-X".to_owned(), format!("fault={}", fault.name)]);
            if let Some(corpus) = corpus {
                args.extend(["--corpus".to_owned(), corpus.display().to_string()]);
            }
            let ended = trials.command(&args, Duration::from_secs(300));
            if ended.how == "exit status: 0" {
                continue;
            }
            // With the plans that differ, if the process came to know them.
            let text = std::fs::read_to_string(&last).ok()?;
            let seed =
                text.lines().find_map(|line| line.strip_prefix("# seed:")?.trim().parse().ok());
            let how = if ended.how == "exit status: 1" { "differs" } else { &ended.how };
            return Some((seed.unwrap_or(0), how.to_owned(), Case::parse(&text).ok()?));
        }
        None
    }

    /// Whether triage blames a fault as it should, and the seconds that it took.
    fn blamed(&self, fault: &Fault, case: &Case) -> (bool, f64) {
        let began = Instant::now();
        let planted = [format!("fault={}", fault.name)];
        let told = triage::triage(case, &planted, Duration::from_secs(55));
        let seconds = began.elapsed().as_secs_f64();
        let right = told
            .as_ref()
            .is_ok_and(|told| fault.blame.split('|').any(|blame| told.contains(blame)));
        if let Some(folder) = &self.save {
            let text = told.unwrap_or_else(|why| why);
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(folder.join(fault.name), text));
            if let Err(e) = written {
                eprintln!("taipan fuzz-score: cannot write to {}: {e}", folder.display());
            }
        }
        (right, seconds)
    }
}

impl Row {
    fn line(&self) -> String {
        let Fault { name, what, .. } = self.fault;
        let (how, seed) = match &self.killed {
            Some((seed, how)) => (how.as_str(), seed.to_string()),
            None => ("**no**", String::new()),
        };
        let (right, time) = match self.blame {
            Some((right, seconds)) => {
                (if right { "yes" } else { "**no**" }, format!("{seconds:.1}"))
            }
            None => ("", String::new()),
        };
        format!("| {name} | {what} | {how} | {seed} | {:.1} | {right} | {time} |", self.seconds)
    }
}
