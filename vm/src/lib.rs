//! How Python code runs: bytecode tables, interpreter, specialization, tier policy, deopt.
//!
//! Knows nothing of Cranelift: a machine-code tier plugs in through `tier::Backend`, and without one
//! this crate is a whole Python.

#[macro_use]
pub mod bytecode;
pub mod abi;
pub mod compile;
pub mod contexts;
pub mod events;
pub mod feedback;
pub mod frame;
pub mod import;
pub mod interp;
mod monitor;
pub mod specialize;
mod start;
pub mod stats;
pub mod stdlib;
mod threads;
pub mod tier;
pub mod traceback;
pub mod types;
pub mod windows;

pub use interp::Vm;
pub use start::start;
pub use tier::{TierConfig, TierPlan};
