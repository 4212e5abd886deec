//! Runs every program of `tests/lang/` in each tier that is wired in and under collection stress, and compares standard output, standard
//! error and exit status with what CPython 3.14 was recorded to do (`tests/oracle/`).
//!
//! - `TAIPAN_LANG=words` (or an argument) runs only programs whose path contains one of the words.
//! - `TAIPAN_LANG_MODE=generic,adaptive` runs only those modes; `TAIPAN_LANG_BIN=path` another binary.
//! - `TAIPAN_LANG_BLESS=1` rewrites the ledger of known failures from this run.
//!
//! `tests/lang/known_failures.txt` is a two-way ledger: a listed failure that passes is an error.

#[path = "lang_runner/ledger.rs"]
mod ledger;
#[path = "lang_runner/record.rs"]
mod record;

use ledger::Ledger;
use record::{Outcome, Record};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A way to run a program: its name in the ledger, and the options that select it.
struct Mode {
    name: &'static str,
    options: &'static [&'static str],
    timeout: Duration,
}

const MODES: &[Mode] = &[
    Mode { name: "generic", options: &["tier=generic"], timeout: Duration::from_secs(30) },
    Mode { name: "adaptive", options: &["tier=adaptive"], timeout: Duration::from_secs(30) },
    Mode { name: "jit", options: &["tier=jit", "jit=eager"], timeout: Duration::from_secs(60) },
    Mode {
        name: "deopt-stress",
        options: &["tier=jit", "jit=eager", "deopt-stress=7"],
        timeout: Duration::from_secs(120),
    },
    Mode {
        name: "gc-stress",
        options: &["tier=jit", "jit=eager", "gc-stress=5"],
        timeout: Duration::from_secs(120),
    },
];

/// One program in one mode.
struct Job<'a> {
    mode: &'a Mode,
    program: &'a str,
}

/// What a job came to; `None` means it did what CPython did.
type Verdict = Option<String>;

fn main() -> ExitCode {
    let lang = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang");
    let binary = std::env::var("TAIPAN_LANG_BIN")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_taipan").to_owned());
    let binary = fs::canonicalize(&binary).expect("the taipan binary exists");
    let programs = chosen_programs(&lang);
    let modes = chosen_modes();
    let jobs: Vec<Job> = programs
        .iter()
        .flat_map(|program| modes.iter().map(move |mode| Job { mode, program }))
        .collect();
    let ledger_path = lang.join("known_failures.txt");
    let ledger = Ledger::read(&ledger_path);

    println!("\nrunning {} tests ({} programs, {} modes)", jobs.len(), programs.len(), modes.len());
    let started = Instant::now();
    let verdicts = run_all(&jobs, &lang, &binary);

    if std::env::var_os("TAIPAN_LANG_BLESS").is_some() {
        let failing = jobs
            .iter()
            .zip(&verdicts)
            .filter(|(_, v)| v.is_some())
            .map(|(j, _)| (j.mode.name, j.program));
        let ran = jobs.iter().map(|j| (j.mode.name, j.program));
        ledger.rewritten(ran, failing).write(&ledger_path);
    }

    let (mut passed, mut known, mut failures) = (0, 0, Vec::new());
    for (job, verdict) in jobs.iter().zip(verdicts) {
        let title = format!("{} [{}]", job.program, job.mode.name);
        match (verdict, ledger.reason(job.mode.name, job.program)) {
            (None, None) => passed += 1,
            (Some(_), Some(_)) => known += 1,
            (Some(difference), None) => failures.push(format!("---- {title} ----\n{difference}")),
            (None, Some(reason)) => {
                failures.push(format!(
                    "---- {title} ----\npasses, but known_failures.txt lists it ({reason})\n"
                ));
            }
        }
    }
    for entry in ledger.unknown_programs(&programs_of(&lang)) {
        failures
            .push(format!("---- known_failures.txt ----\nlists {entry}, which does not exist\n"));
    }

    if !failures.is_empty() {
        println!("\nfailures:\n");
        failures.iter().for_each(|failure| println!("{failure}"));
    }
    println!(
        "\ntest result: {}. {passed} passed; {} failed; {known} known failures; finished in {:.2}s\n",
        if failures.is_empty() { "ok" } else { "FAILED" },
        failures.len(),
        started.elapsed().as_secs_f64(),
    );
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Paths of the programs below `lang`, relative to it; those with a `_` part are imported by others.
fn programs_of(lang: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![lang.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("tests/lang is readable") {
            let path = entry.expect("tests/lang is readable").path();
            let name = path.file_name().expect("entries have names").to_string_lossy();
            if name.starts_with('_') {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "py") {
                let relative = path.strip_prefix(lang).expect("the walk began there");
                found.push(relative.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

fn chosen_programs(lang: &Path) -> Vec<String> {
    let mut words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    words.extend(std::env::var("TAIPAN_LANG").ok());
    let mut programs = programs_of(lang);
    programs.retain(|program| {
        words.is_empty() || words.iter().any(|word| program.contains(word.as_str()))
    });
    programs
}

fn chosen_modes() -> Vec<&'static Mode> {
    let wanted = std::env::var("TAIPAN_LANG_MODE").ok();
    let wants = |mode: &&Mode| {
        wanted.as_ref().is_none_or(|list| list.split(',').any(|name| name == mode.name))
    };
    MODES.iter().filter(wants).collect()
}

fn run_all(jobs: &[Job], lang: &Path, binary: &Path) -> Vec<Verdict> {
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    let next = AtomicUsize::new(0);
    let verdicts: Vec<Mutex<Verdict>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (next, verdicts) = (&next, &verdicts);
            scope.spawn(move || {
                let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
                let streams = [
                    scratch.join(format!("lang-{worker}.out")),
                    scratch.join(format!("lang-{worker}.err")),
                ];
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    *verdicts[index].lock().expect("no worker panics") =
                        judge(job, lang, binary, &streams);
                }
            });
        }
    });
    verdicts.into_iter().map(|v| v.into_inner().expect("no worker panics")).collect()
}

fn judge(job: &Job, lang: &Path, binary: &Path, streams: &[PathBuf; 2]) -> Verdict {
    let record_path = lang.join(job.program).with_extension("out");
    let Ok(bytes) = fs::read(&record_path) else {
        return Some("has no recorded output: run tests/oracle/record.mjs\n".to_owned());
    };
    let expected = Record::parse(&String::from_utf8_lossy(&bytes));
    match run(job, lang, binary, streams) {
        Ok(actual) => expected.difference(&actual),
        Err(problem) => Some(problem),
    }
}

/// Runs one program with its output in files, so that no pipe can fill up, and a bound on its time.
fn run(job: &Job, lang: &Path, binary: &Path, streams: &[PathBuf; 2]) -> Result<Outcome, String> {
    let [stdout, stderr] =
        streams.each_ref().map(|path| File::create(path).expect("the scratch folder is writable"));
    let mut child = Command::new(binary)
        .args(job.mode.options.iter().flat_map(|option| ["-X", option]))
        .arg(job.program)
        .current_dir(lang)
        .env("NO_COLOR", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .spawn()
        .map_err(|error| format!("cannot start: {error}\n"))?;
    let deadline = Instant::now() + job.mode.timeout;
    let mut pause = Duration::from_micros(500);
    let status = loop {
        if let Some(status) = child.try_wait().expect("the child is ours to wait for") {
            break status;
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("still running after {:?}\n", job.mode.timeout));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    // The script's path is absolute in tracebacks, as in CPython; records are portable.
    let folder = format!("{}/", lang.display());
    let text =
        |path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).replace(&folder, "");
    Ok(Outcome {
        stdout: text(&streams[0]),
        stderr: text(&streams[1]),
        status: record::status_text(status),
    })
}
