//! Programs whose output was recorded from CPython 3.14 print that under any plan.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{plan, recorded, stack};

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first_chunk() else { return };
    let which = u16::from_le_bytes(*which);
    let plan = plan::drawn(bytes);
    stack::large(move || {
        if let Err(difference) = recorded::check(which.into(), &plan) {
            panic!("{}\n{difference}", plan.name());
        }
    });
});
