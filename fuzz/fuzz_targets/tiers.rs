//! A program from bytes does the same in every tier, and under a plan from the same bytes, read from their end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{generate, oracle, plan, stack};
use taipan_fuzz::coverage;

fuzz_target!(|bytes: &[u8]| {
    let source = generate::program(bytes);
    let mut plans = plan::fixed();
    let backwards: Vec<u8> = bytes.iter().rev().copied().take(40).collect();
    plans.push(plan::drawn(&backwards));
    stack::large(move || match oracle::compare(&source, &plans) {
        Ok(agreed) => coverage::note(&source, &agreed),
        Err(difference) => {
            let (a, b) = difference.plans;
            panic!("{} / {}\n{}\n{source}", plans[a].name(), plans[b].name(), difference.text);
        }
    });
});
