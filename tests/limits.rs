//! Hostile programs end: at their limit, in every tier, without a crash, and by Ctrl-C.
//!
//! A program of `tests/limits` says in its first line how it may end: the line of its errors behind the traceback begins with
//! one of these words, or it prints `done`. All run under a time limit and a heap limit. On a machine with
//! other work the end may come late; [`LATE`] is what no machine excuses. `cargo test --test limits -- --nocapture`
//! prints how many ended within 50 ms of the limit.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The time limit of a program.
const LIMIT: Duration = Duration::from_millis(200);
/// A program that runs longer than this beyond its limit has not been stopped.
const LATE: Duration = Duration::from_millis(2500);
/// What the issue asks of an idle machine.
const PROMPT: Duration = Duration::from_millis(50);

const TIERS: [&[&str]; 3] = [&["tier=generic"], &["tier=adaptive"], &["tier=jit", "jit=eager"]];

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/limits");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    found.sort();
    found
}

fn start(program: &Path, tier: &[&str], options: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taipan"));
    for option in tier.iter().chain(options) {
        command.args(["-X", option]);
    }
    command.arg(program).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// How a process ended: status, output, the line of its errors behind the traceback; `None` when it had to be killed.
struct End {
    status: Option<i32>,
    printed: String,
    error: String,
    took: Duration,
}

fn end(mut child: Child, began: Instant, at_most: Duration) -> Option<End> {
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let out = std::thread::spawn(move || {
        let mut text = Vec::new();
        out.read_to_end(&mut text).unwrap();
        text
    });
    let err = std::thread::spawn(move || {
        let mut text = Vec::new();
        err.read_to_end(&mut text).unwrap();
        text
    });
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > at_most {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = began.elapsed();
    let text = |reader: std::thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&reader.join().unwrap()).into_owned()
    };
    let (printed, errors) = (text(out), text(err));
    // Notes may follow it.
    let unindented = errors.trim_end().lines().rev().take_while(|line| !line.starts_with(' '));
    let error = unindented.last().unwrap_or_default().to_owned();
    Some(End { status: status.code(), printed, error, took })
}

/// The words of the first line: `# ends: LimitExceeded, MemoryError`.
fn expected(program: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(program).unwrap();
    let first = text.lines().next().unwrap_or_default();
    let words =
        first.strip_prefix("# ends: ").unwrap_or_else(|| panic!("{program:?}: no '# ends:'"));
    words.split(", ").map(str::to_owned).collect()
}

fn is_as_expected(end: &End, expected: &[String]) -> bool {
    expected.iter().any(|word| match word.as_str() {
        "done" => end.status == Some(0) && end.printed.trim_end() == "done",
        _ => {
            let error = end.error.strip_prefix("taipan.").unwrap_or(&end.error);
            end.status == Some(1) && error.starts_with(word.as_str())
        }
    })
}

/// Calls the check with every item, on as many threads as there are processors.
fn in_parallel<T: Send + Sync + 'static>(
    items: Vec<T>,
    check: impl Fn(&T) -> Option<String> + Send + Sync + 'static,
) -> Vec<String> {
    let (items, check) = (Arc::new(items), Arc::new(check));
    let (next, found) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get());
    let workers: Vec<_> = (0..threads)
        .map(|_| {
            let (items, check) = (items.clone(), check.clone());
            let (next, found) = (next.clone(), found.clone());
            std::thread::spawn(move || {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    found.lock().unwrap().extend(check(item));
                }
            })
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    Arc::into_inner(found).unwrap().into_inner().unwrap()
}

#[test]
fn hostile_programs_end_at_their_limit_in_every_tier() {
    let programs = programs();
    assert!(programs.len() >= 60, "{} programs", programs.len());
    let runs: Vec<(PathBuf, &'static [&'static str])> =
        programs.iter().flat_map(|p| TIERS.iter().map(|tier| (p.clone(), *tier))).collect();
    let (count, prompt) = (runs.len(), Arc::new(AtomicUsize::new(0)));
    let limit = format!("time-limit={}", LIMIT.as_secs_f64());
    let in_time = prompt.clone();
    let wrong = in_parallel(runs, move |(program, tier)| {
        let began = Instant::now();
        let child = start(program, tier, &[&limit, "heap-limit=200M"]);
        let name = format!("{} {tier:?}", program.file_stem().unwrap().to_string_lossy());
        let Some(end) = end(child, began, LIMIT + LATE) else {
            return Some(format!("{name}: was not stopped"));
        };
        in_time.fetch_add(usize::from(end.took < LIMIT + PROMPT), Ordering::Relaxed);
        // However a program ends, on a slow machine the limit can come first.
        let ends = [expected(program), vec!["LimitExceeded".to_owned()]].concat();
        let ok = is_as_expected(&end, &ends);
        let told = || format!("{name}: {:?} {} {:?}", end.status, end.printed, end.error);
        (!ok).then(told)
    });
    println!("{} of {count} runs ended within 50 ms of the limit", prompt.load(Ordering::Relaxed));
    assert!(wrong.is_empty(), "{} runs:\n{}", wrong.len(), wrong.join("\n"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_hostile_programs() {
    let wait = Duration::from_millis(150);
    // What runs until its limit also runs until it is interrupted, if it does not swallow everything.
    let swallows = |p: &Path| std::fs::read_to_string(p).unwrap().contains("except BaseException");
    let runs: Vec<PathBuf> = programs()
        .into_iter()
        .filter(|p| expected(p).iter().any(|word| word == "LimitExceeded") && !swallows(p))
        .collect();
    assert!(runs.len() >= 40, "{} programs", runs.len());
    let wrong = in_parallel(runs, move |program| {
        let child = start(program, TIERS[2], &["heap-limit=200M", "time-limit=20"]);
        std::thread::sleep(wait);
        let sent = Instant::now();
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let name = program.file_stem().unwrap().to_string_lossy().into_owned();
        match end(child, sent, LATE) {
            None => Some(format!("{name}: was not interrupted")),
            // Growth may have come to the end of memory before.
            Some(end)
                if ["KeyboardInterrupt", "MemoryError"]
                    .iter()
                    .any(|e| end.error.starts_with(e)) =>
            {
                None
            }
            Some(end) => Some(format!("{name}: {:?} {} {:?}", end.status, end.printed, end.error)),
        }
    });
    assert!(wrong.is_empty(), "{} programs:\n{}", wrong.len(), wrong.join("\n"));
}

/// A million calls of what builtin classes have, on instances of their own and of others.
#[test]
fn builtin_classes_take_whatever_they_are_given() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/limits/calls/everything.py");
    let wrong = in_parallel(TIERS.to_vec(), move |tier| {
        let child = start(&program, tier, &["heap-limit=1G"]);
        let end = end(child, Instant::now(), Duration::from_secs(300));
        let calls = end.as_ref().and_then(|e| e.printed.trim().split(' ').nth(1)?.parse().ok());
        let is_done = calls.is_some_and(|n: u32| n > 1_000_000);
        let told = || {
            let status = end.map(|e| format!("{:?} {} {}", e.status, e.printed, e.error));
            format!("{tier:?}: {}", status.unwrap_or_else(|| "was not done in time".to_owned()))
        };
        (!is_done).then(told)
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each tier stops at the same instruction, for every amount of fuel.
#[test]
fn fuel_ends_at_the_same_instruction_in_every_tier() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/limits/fuel/places.py");
    let modes: [&[&str]; 6] = [
        &["tier=generic"],
        &["tier=adaptive"],
        &["tier=jit", "jit=eager"],
        &["tier=jit", "jit=sync"],
        &["tier=jit", "jit=eager", "deopt-stress=3"],
        &["tier=jit", "plan=5"],
    ];
    let amounts: Vec<u64> = (0..24).chain(9000..9024).chain([54321, 54322, 54323]).collect();
    let wrong = in_parallel(amounts, move |fuel| {
        let option = format!("fuel={fuel}");
        let ends: Vec<End> = modes
            .iter()
            .map(|mode| {
                let child = start(&program, mode, &[&option]);
                end(child, Instant::now(), Duration::from_secs(30)).unwrap()
            })
            .collect();
        let told = |end: &End| format!("{} {}", end.printed.trim_end(), end.error);
        let first = told(&ends[0]);
        let stopped = first.contains(&format!("fuel limit of {fuel} reached"));
        let differs = ends.iter().find(|end| told(end) != first);
        match differs {
            _ if !stopped => Some(format!("fuel {fuel} did not stop it: {first}")),
            Some(other) => Some(format!("fuel {fuel}: {first} but {}", told(other))),
            None => None,
        }
    });
    assert!(wrong.is_empty(), "{} amounts:\n{}", wrong.len(), wrong.join("\n"));
}
