//! Taipan: a Python 3.14 virtual machine. This package joins the layers: it makes a VM from options
//! and runs a program in it.

#![forbid(unsafe_code)]

mod capture;
pub mod compare;
mod embed;
pub mod environment;
mod explain;
pub mod fuzz;
mod listing;
mod memory;
pub mod options;
pub mod report;
mod run;

pub use capture::{Captured, Frames, compile, run_captured, run_here, run_shadowed};
pub use embed::{Comparison, Error, Object, Vm};
pub use explain::Explain;
pub use listing::Listing;
pub use options::Options;
pub use run::{INTERRUPTED, Program, run};
pub use taipan_vm::TierPlan;
