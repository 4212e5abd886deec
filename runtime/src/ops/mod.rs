//! The meaning of each protocol: what every tier and every native function calls.

pub mod arith;
pub mod attr;
pub mod binop;
pub mod buffer;
pub mod call;
pub mod compare;
pub mod contains;
pub mod convert;
pub mod expect;
pub mod finalize;
pub mod format;
pub mod format_number;
pub mod format_spec;
pub mod hash;
pub mod isinstance;
pub mod iter;
pub mod number;
pub mod percent;
pub mod repr;
pub mod send;
pub mod sequence;
pub mod subscript;
pub mod truth;
pub mod unpack;
pub mod warn;

pub use binop::BinOp;
