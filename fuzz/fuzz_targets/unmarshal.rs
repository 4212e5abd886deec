//! Any bytes to `marshal.loads`: a value or an exception; what is a code object is not run unless the compiler
//! made it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taipan::fuzz::{embedding, stack};

fuzz_target!(|bytes: &[u8]| {
    let bytes = bytes.to_vec();
    stack::large(move || embedding::unmarshal(&bytes));
});
