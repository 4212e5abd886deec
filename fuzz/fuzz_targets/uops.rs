//! One operation on two values: machine code made for usual values of their kinds does what the interpreter does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{generate, oracle, plan, stack};

fuzz_target!(|bytes: &[u8]| {
    let source = generate::operation(bytes);
    stack::large(move || {
        let plans = plan::fixed();
        if let Err(difference) = oracle::compare(&source, &plans) {
            let (a, b) = difference.plans;
            panic!("{} / {}\n{}\n{source}", plans[a].name(), plans[b].name(), difference.text);
        }
    });
});
