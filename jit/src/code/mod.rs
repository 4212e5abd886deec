//! Code memory: one region, mapped twice, once to write and once to run, so no page is ever both.

mod region;

pub use region::{CodeMemory, Entry};
