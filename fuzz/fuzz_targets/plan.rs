//! Fixed programs do the same under any plan.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{oracle, plan, stack};

const PROGRAMS: [&str; 4] = [
    include_str!("../../tests/limits/fuel/places.py"),
    include_str!("../../tests/lang/tiering/int_overflow.py"),
    include_str!("../../tests/lang/tiering/deopt_exactness.py"),
    include_str!("../../tests/lang/tiering/generators_hot.py"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&which, bytes)) = bytes.split_first() else { return };
    let source = PROGRAMS[which as usize % PROGRAMS.len()];
    let plans = vec![plan::fixed().remove(0), plan::drawn(bytes)];
    stack::large(move || {
        if let Err(difference) = oracle::compare(source, &plans) {
            panic!("{}\n{}", plans[difference.plans.1].name(), difference.text);
        }
    });
});
