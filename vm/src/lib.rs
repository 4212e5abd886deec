//! How Python code runs: bytecode tables, interpreter, specialization, tier policy, deopt.
//!
//! Knows nothing of Cranelift: a machine-code tier plugs in through `tier::Backend`, and without one
//! this crate is a whole Python.

#[macro_use]
pub mod bytecode;
pub mod abi;
