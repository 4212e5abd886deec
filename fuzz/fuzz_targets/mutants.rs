//! A mutant of a program does the same in every tier. The input is Python text; its last bytes draw the change.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::generate::Source;
use taipan::fuzz::{mutate, oracle, plan, stack};
use taipan_fuzz::coverage;

fuzz_target!(|bytes: &[u8]| {
    let (text, draw) = bytes.split_at(bytes.len().saturating_sub(24));
    let source = mutate::mutant(&String::from_utf8_lossy(text), &mut Source::new(draw));
    let plans = plan::fixed();
    stack::large(move || match oracle::compare(&source, &plans) {
        Ok(agreed) => coverage::note(&source, &agreed),
        Err(difference) => {
            let (a, b) = difference.plans;
            panic!("{} / {}\n{}\n{source}", plans[a].name(), plans[b].name(), difference.text);
        }
    });
});
