//! What the targets share.

pub mod coverage;
