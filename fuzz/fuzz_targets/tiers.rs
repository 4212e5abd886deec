//! A program from bytes does the same in every tier.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = taipan_fuzz::generate::program(bytes);
    if let Err(difference) = taipan_fuzz::oracle::compare(&source) {
        panic!("{difference}\n{source}");
    }
});
