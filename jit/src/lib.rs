//! The Cranelift tier: hot bytecode to HIR, to machine code with guards, and out again at exits.
//!
//! `backend` is what the VM plugs in, `build` makes HIR of specialized bytecode, `ir` is that
//! intermediate representation, `opt` its passes, `lower` the way to Cranelift, `exit` the
//! way back, `code` the memory that holds machine code (the only `unsafe` of this crate).

pub mod backend;
pub mod build;
pub mod code;
pub mod exit;
pub mod ir;
pub mod kept;
pub mod lower;
mod moments;
pub mod opt;
mod places;
pub mod units;
mod windows;
mod worker;
