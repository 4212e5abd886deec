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

/// What a file of kept inputs held: at the end a code object made of a list.
const KEPT: &[&str] = &[
    "vm 2",
    "f5520b69b94b3e60be31202e2c20daa0eee8997f5cffffff7c29413a5f5f696e",
    concat!(
        "27f59317ffffffff00000000ffff1fff85f8f60689669f2b2a8686868686868686868686868692edeeee3c669f",
        "ea27c62a8686868686868686868686868686868686868686868646616c73658686863265"
    ),
    concat!(
        "ae1af23e3bf9326e636f64696e677366edcdab5157410e3d3dcd000057410e4d1af23e2062a5baf20fd27e7969",
        "656c64cf14c011ed4f43957b0584424d01000000201f372b32294d180fd27e7969656c64cf143d02000074727900006c6657410e4dee5bdeaa4af2b3"
    ),
    "0e4d180fd27e796984d6431fb5ead7424d2b3d02201f37570e4d184ef2b34f43957ba684d64323010000747279",
    "ae1af23e3bf9706173732b4932656e",
];

#[test]
fn kept_inputs_are_done_again() {
    stack::large(|| {
        assert_eq!(embedding::again(&KEPT.join("\n")), Ok(5));
        assert!(embedding::again("").is_err() && embedding::again("vm 1\nxy").is_err());
    });
}
