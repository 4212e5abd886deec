//! `str`.

pub mod build;
pub mod chars;
#[cfg(test)]
mod differential;
mod methods;
mod protocol;
pub mod repr;
pub mod search;
mod unit;

pub use methods::{METHODS, split_lines};
pub use protocol::{SPEC, compare_text, contains_text};
pub use repr::{StrObj, Units};
pub use unit::Unit;

pub(crate) use methods::center_left;
