//! Frame states to frame maps and back: an exit's stores and its map give the values of the state.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::hir;

fuzz_target!(|bytes: &[u8]| {
    if let Err(fault) = hir::check_maps(bytes) {
        panic!("{fault}");
    }
});
