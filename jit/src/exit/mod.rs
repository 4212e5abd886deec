//! Leaving machine code: reasons, and the descriptors by which frames are rebuilt.

#![forbid(unsafe_code)]

pub mod encode;
pub mod reason;
