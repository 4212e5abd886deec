//! What bytecode is: the two tables, the metadata derived from them, and the decoders of the
//! tables that a code object carries. Executes nothing.

#[macro_use]
pub mod ops;
#[macro_use]
pub mod uops;
pub mod backoff;
pub mod branches;
pub mod dis;
pub mod exception_table;
pub mod instr;
pub mod line_table;

pub use crate::abi::site::Site;
pub use instr::Opcode;
pub use uops::{Uop, UopKind, UopVisitor};
