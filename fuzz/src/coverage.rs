//! What tiering did, as extra counters of libFuzzer: an input that leaves machine code for a new reason, or has
//! a function declined for a new one, is worth keeping even if it runs no new line of the VM.

use std::sync::atomic::{AtomicU8, Ordering};
use taipan::fuzz::oracle::Agreement;

const COUNTERS: usize = 4096;

#[unsafe(link_section = "__libfuzzer_extra_counters")]
static EXTRA: [AtomicU8; COUNTERS] = [const { AtomicU8::new(0) }; COUNTERS];

/// Counts the exits by reason, their number by magnitude, and what was declined.
pub fn note(agreed: &Agreement) {
    let machine = &agreed.outcome.machine;
    for (exit, count) in &machine.exits {
        let reason = exit.split(' ').next().unwrap_or_default();
        count_one(&format!("{reason} {}", count.ilog2()));
    }
    for (reason, _) in &machine.bailouts {
        count_one(reason);
    }
    count_one(&format!("units {}", machine.compiled.len().checked_ilog2().unwrap_or(0)));
}

fn count_one(what: &str) {
    let hash = what.bytes().fold(5381u64, |hash, byte| hash.wrapping_mul(33) ^ u64::from(byte));
    EXTRA[hash as usize % COUNTERS].store(1, Ordering::Relaxed);
}
