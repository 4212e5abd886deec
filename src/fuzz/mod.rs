//! One tier against another: programs from bytes (`generate`), tier plans (`plan`), oracles over both
//! (`oracle`), and campaigns of them (`campaign`, the command `taipan fuzz`).
//!
//! `fuzz/` at the root holds glue for cargo-fuzz over the same parts; `tests/fuzz_seeded.rs` runs them on seeds.

pub mod campaign;
pub mod case;
pub mod command;
pub mod embedding;
pub mod forcing;
pub mod generate;
pub mod guards;
pub mod hir;
pub mod mutate;
pub mod oracle;
pub mod plan;
pub mod recorded;
pub mod report;
pub mod score;
pub mod shrink;
pub mod stack;
pub mod triage;
pub mod trial;
