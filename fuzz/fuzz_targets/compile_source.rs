//! Any bytes as source: a code object or a syntax error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::stack;

fuzz_target!(|bytes: &[u8]| {
    let source = String::from_utf8_lossy(bytes).into_owned();
    stack::large(move || {
        let program = taipan::compile(&source);
        // Also as a code object in a VM, without being run.
        let mut options = taipan::Options::default();
        options.limits.fuel = Some(0);
        let _ = taipan::run_here(&program, &options);
    });
});
