//! `str`.

pub mod build;
pub mod chars;
mod methods;
#[cfg(test)]
mod differential;
mod protocol;
pub mod repr;
pub mod search;

pub use methods::{METHODS, split_lines};
pub use protocol::{SPEC, compare_text};
pub use repr::{StrObj, Units};

pub(crate) use methods::center_left;
