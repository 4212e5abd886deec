//! What tiering did, as extra counters of libFuzzer: an input that leaves machine code for a new reason, runs a
//! specialized instruction that none ran, or has a site declined for a new reason, is worth keeping even if it
//! runs no new line of the VM.

use std::sync::atomic::{AtomicU8, Ordering};
use taipan::fuzz::oracle::Agreement;
use taipan::fuzz::plan;

const COUNTERS: usize = 1 << 14;

#[unsafe(link_section = "__libfuzzer_extra_counters")]
static EXTRA: [AtomicU8; COUNTERS] = [const { AtomicU8::new(0) }; COUNTERS];

/// Counts the exits by reason, what was declined by the compiler, and from a further run what sites did:
/// instructions that ran and that missed, families that specialized, declined and took back. Each by
/// magnitude.
pub fn note(source: &str, agreed: &Agreement) {
    let machine = &agreed.outcome.machine;
    for (exit, count) in &machine.exits {
        count_one(exit.split(' ').next().unwrap_or_default(), *count);
    }
    for (reason, count) in &machine.bailouts {
        count_one(reason, *count);
    }
    count_one("units", machine.compiled.len() as u64);
    let mut counting = plan::fixed().remove(1);
    counting.options.tiers.count = true;
    let ran = taipan::run_here(&taipan::compile(source), &counting.options);
    for (what, count) in ran.map(|ran| ran.adaptation).unwrap_or_default() {
        count_one(&what, count);
    }
}

/// What, and how often by powers of eight.
fn count_one(what: &str, count: u64) {
    let hash = what.bytes().fold(5381u64, |hash, byte| hash.wrapping_mul(33) ^ u64::from(byte));
    let magnitude = u64::from(count.checked_ilog2().unwrap_or(0) / 3);
    let spread = (hash + magnitude).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50;
    EXTRA[spread as usize].store(1, Ordering::Relaxed);
}
