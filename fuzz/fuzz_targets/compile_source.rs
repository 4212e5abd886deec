//! Any bytes as source: a code object or a syntax error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{embedding, stack};

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    stack::large(move || embedding::compile(&bytes));
});
