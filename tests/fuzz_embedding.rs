//! Calls of the embedding API with whatever bytes say, bounded and seeded: values and errors, no panic.

use std::time::{Duration, Instant};
use taipan::fuzz::{embedding, generate, stack};

#[test]
fn whatever_is_called_is_a_value_or_an_error() {
    stack::large(|| {
        let began = Instant::now();
        for seed in 0..600 {
            embedding::check(&generate::seeded(seed, 60 + seed as usize % 160));
            if seed > 130 && began.elapsed() > Duration::from_secs(15) {
                break;
            }
        }
    });
}

#[test]
fn any_bytes_are_source_and_a_code_object_or_not() {
    stack::large(|| {
        let program = b"\xe3\x00\x00\x00";
        for seed in 0..300u64 {
            let bytes = generate::seeded(seed, seed as usize);
            embedding::compile(&bytes);
            embedding::unmarshal(&bytes);
            embedding::unmarshal(&[program, &bytes[..]].concat());
        }
    });
}
