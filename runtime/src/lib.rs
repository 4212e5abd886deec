//! What Python values are and what operations on them mean; knows nothing of bytecode.

pub mod heap;
pub mod value;
