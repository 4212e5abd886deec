//! The body of the fuzz target `tiers`, bounded and seeded: generated programs do the same in every tier.
//!
//! - `TAIPAN_FUZZ_SEED=N` starts at another seed, `TAIPAN_FUZZ_COUNT=N` compares more programs.
//! - `TAIPAN_FUZZ_SHOW=1` prints each program that differs; the run goes on to the end either way.

#[path = "../fuzz/src/generate/mod.rs"]
mod generate;
#[path = "../fuzz/src/oracle.rs"]
mod oracle;

use std::time::{Duration, Instant};

/// Programs compared when nothing else is said.
const COUNT: u64 = 60;
/// No further program is begun after this time, so that slow machines end too.
const PATIENCE: Duration = Duration::from_secs(20);
/// Fewer programs than this prove nothing.
const AT_LEAST: u64 = 10;

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
    let show = setting("TAIPAN_FUZZ_SHOW").is_some();
    let began = Instant::now();
    let (mut compared, mut entries, mut raised) = (0, 0, 0);
    let mut differences = Vec::new();
    for seed in first..first + count.unwrap_or(COUNT) {
        if count.is_none() && began.elapsed() > PATIENCE {
            break;
        }
        let source = generate::program(&bytes_of(seed));
        match oracle::compare(&source) {
            Ok(agreement) => {
                entries += agreement.outcome.machine.entries;
                raised += u64::from(agreement.outcome.exception.is_some());
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
    assert!(compared >= AT_LEAST, "only {compared} programs in {PATIENCE:?}");
    assert!(entries > 100 * compared, "machine code hardly ran: {entries} entries");
}

#[test]
fn any_bytes_are_a_program() {
    let edges: [&[u8]; 4] = [&[], &[0; 64], &[0xff; 512], b"def f(): pass"];
    for bytes in edges {
        let source = generate::program(bytes);
        if let Err(difference) = oracle::compare(&source) {
            panic!("{difference}\n{source}");
        }
    }
}
