//! Each guard of a generated program's machine code fails once, alone; the program does the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{generate, oracle, plan, stack};

fuzz_target!(|bytes: &[u8]| {
    let source = generate::program(bytes);
    stack::large(move || {
        let Ok(agreed) = oracle::compare(&source, &[plan::eager()]) else { return };
        for (unit, &guards) in agreed.outcome.machine.guards.iter().enumerate() {
            for guard in 0..guards {
                let plans = [plan::eager(), plan::eager().forcing((unit as u32 + 1, guard))];
                if let Err(difference) = oracle::compare(&source, &plans) {
                    panic!("{}\n{}\n{source}", plans[1].name(), difference.text);
                }
            }
        }
    });
});
