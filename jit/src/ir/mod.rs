//! HIR: a small SSA over typed Python values.
//!
//! `insts` is the table of instructions, `types` the lattice, `function` the containers, `print`,
//! `parse` and `verify` the views that tests use. Nothing here knows bytecode or Cranelift.

#![forbid(unsafe_code)]

pub mod cfg;
pub mod frame_state;
pub mod function;
pub mod insts;
pub mod parse;
pub mod print;
pub mod types;
pub mod verify;

pub use cfg::Cfg;
pub use function::{Block, BlockId, Edge, Function, InlineFrame, Inst, InstId};
pub use insts::{Effect, Op, REGIONS, Region};
pub use types::Type;
