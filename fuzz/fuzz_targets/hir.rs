//! HIR from bytes: every pass, and printing and parsing, leave what it computes; exits rebuild their frames.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::hir;

fuzz_target!(|bytes: &[u8]| {
    if let Err(fault) = hir::check_passes(bytes) {
        panic!("{fault}");
    }
});
