//! One operation on two values: machine code made for usual values of their kinds does what the interpreter does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{generate, oracle, plan, stack};
use taipan_fuzz::coverage;

fuzz_target!(|bytes: &[u8]| {
    let source = generate::operation(bytes);
    let plans = plan::fixed();
    stack::large(move || match oracle::compare(&source, &plans) {
        Ok(agreed) => coverage::note(&source, &agreed),
        Err(difference) => {
            let (a, b) = difference.plans;
            panic!("{} / {}\n{}\n{source}", plans[a].name(), plans[b].name(), difference.text);
        }
    });
});
