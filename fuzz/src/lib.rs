//! Generators of programs and oracles over them. `fuzz_targets/` holds glue for cargo-fuzz;
//! `tests/fuzz_seeded.rs` of the root package runs the same on seeds, on stable Rust.

#![forbid(unsafe_code)]

pub mod generate;
pub mod oracle;
pub mod plan;
