//! Each guard of a generated program's machine code that runs fails once, alone; the program does the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{generate, oracle, plan, stack};

fuzz_target!(|bytes: &[u8]| {
    let source = generate::program(bytes);
    stack::large(move || {
        let plan = plan::eager();
        let Ok(counted) = oracle::compare(&source, &[plan.counting_guards()]) else { return };
        for &guard in &counted.outcome.machine.reached {
            let forced = plan.forcing(guard);
            if let Err(difference) = oracle::compare_with(&counted.outcome, &source, &forced) {
                panic!("{}\n{}\n{source}", forced.name(), difference.text);
            }
        }
    });
});
