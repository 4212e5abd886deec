//! The meaning of each protocol: what every tier and every native function calls.

pub mod attr;
pub mod binop;
pub mod call;

pub use binop::BinOp;
