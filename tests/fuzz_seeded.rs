//! The body of the fuzz target `tiers`, bounded and seeded: generated programs do the same in every tier.
//!
//! - `TAIPAN_FUZZ_SEED=N` starts at another seed, `TAIPAN_FUZZ_COUNT=N` compares more programs.
//! - `TAIPAN_FUZZ_PLANS=N` compares the generic tier with N drawn plans instead.
//! - `TAIPAN_FUZZ_CORPUS=FOLDER` takes another folder of `tests/lang` than `tiering`.
//! - `TAIPAN_FUZZ_SHOW=1` prints each seed, and each program that differs; the run goes on to the end either way.

#[path = "../fuzz/src/generate/mod.rs"]
mod generate;
#[path = "../fuzz/src/oracle.rs"]
mod oracle;
#[path = "../fuzz/src/plan.rs"]
mod plan;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Programs compared when nothing else is said.
const COUNT: u64 = 60;
/// No further program is begun after this time, once there are [`AT_LEAST`]: loaded machines end too.
const PATIENCE: Duration = Duration::from_secs(20);
/// Fewer programs than this prove nothing.
const AT_LEAST: u64 = 8;

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not '{text}'")))
}

fn bytes_of(seed: u64) -> Vec<u8> {
    generate::seeded(seed, 150 + (seed % 7) as usize * 150)
}

#[test]
fn generated_programs_do_the_same_in_every_tier() {
    let first = setting("TAIPAN_FUZZ_SEED").unwrap_or(1);
    let count = setting("TAIPAN_FUZZ_COUNT");
    let drawn = setting("TAIPAN_FUZZ_PLANS");
    let show = setting("TAIPAN_FUZZ_SHOW").is_some();
    let began = Instant::now();
    let (mut compared, mut entries, mut raised) = (0, 0, 0);
    let mut differences = Vec::new();
    for seed in first..first + count.unwrap_or(COUNT) {
        if show {
            eprintln!("seed {seed}");
        }
        if count.is_none() && compared >= AT_LEAST && began.elapsed() > PATIENCE {
            break;
        }
        let source = generate::program(&bytes_of(seed));
        let mut plans = if drawn.is_none() { plan::fixed() } else { Vec::new() };
        plans.truncate(3 + usize::from(seed % 2 == 0));
        if let Some(n) = drawn {
            plans.push(plan::fixed().remove(0));
            plans.extend((1..n).map(|k| plan::drawn(&generate::seeded(!seed ^ k << 32, 16))));
        }
        plans.push(plan::drawn(&generate::seeded(!seed, 16)));
        match oracle::compare(&source, &plans) {
            Ok(outcome) => {
                entries += outcome.machine.entries;
                raised += u64::from(outcome.exception.is_some());
            }
            Err(difference) => {
                let program = if show { source.as_str() } else { "" };
                eprintln!("seed {seed}: {difference}\n{program}");
                differences.push(seed);
            }
        }
        compared += 1;
    }
    println!(
        "{compared} programs, {entries} entries of machine code, {raised} ended by an exception"
    );
    assert!(differences.is_empty(), "seeds that differ: {differences:?}");
    assert!(entries > 100 * compared, "machine code hardly ran: {entries} entries");
}

#[test]
fn any_bytes_are_a_program() {
    let edges: [&[u8]; 4] = [&[], &[0; 64], &[0xff; 512], b"def f(): pass"];
    for bytes in edges {
        let source = generate::program(bytes);
        if let Err(difference) = oracle::compare(&source, &plan::fixed()) {
            panic!("{difference}\n{source}");
        }
    }
}

/// The programs of a folder of `tests/lang` by path.
fn corpus(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut programs: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    programs.sort();
    programs
}

#[test]
fn programs_of_the_corpus_do_the_same_under_drawn_plans() {
    let folder = std::env::var("TAIPAN_FUZZ_CORPUS").unwrap_or_else(|_| "tiering".to_owned());
    let count = setting("TAIPAN_FUZZ_PLANS").unwrap_or(2);
    let first = setting("TAIPAN_FUZZ_SEED").unwrap_or(1);
    let began = Instant::now();
    let mut differences = Vec::new();
    let programs = corpus(&folder);
    assert!(!programs.is_empty());
    for (at, path) in programs.iter().enumerate() {
        if setting("TAIPAN_FUZZ_PLANS").is_none() && began.elapsed() > PATIENCE {
            break;
        }
        let source = std::fs::read_to_string(path).unwrap();
        let seeds = (0..count).map(|k| (first + k) << 16 | at as u64);
        let mut plans = vec![plan::fixed().remove(0)];
        plans.extend(seeds.map(|seed| plan::drawn(&generate::seeded(seed, 16))));
        if let Err(difference) = oracle::compare(&source, &plans) {
            eprintln!("{}: {difference}", path.display());
            differences.push(path);
        }
    }
    assert!(differences.is_empty(), "programs that differ: {differences:?}");
}
