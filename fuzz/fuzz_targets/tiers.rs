//! A program from bytes does the same in every tier, and under a plan from the same bytes, read from their end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan_fuzz::{generate, oracle, plan};

fuzz_target!(|bytes: &[u8]| {
    let source = generate::program(bytes);
    let mut plans = plan::fixed();
    plans.push(plan::drawn(&bytes.iter().rev().copied().take(16).collect::<Vec<u8>>()));
    if let Err(difference) = oracle::compare(&source, &plans) {
        panic!("{difference}\n{source}");
    }
});
