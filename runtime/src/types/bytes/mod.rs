//! `bytes`, and the methods that it shares with `bytearray`.

pub mod methods;
mod protocol;
pub mod repr;

pub use protocol::{SPEC, compare_bytes, content_of};
pub(crate) use protocol::{bytes_of_ints, contains_in};
pub use repr::BytesObj;
