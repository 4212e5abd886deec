//! `bytearray`.

pub mod methods;
mod protocol;
pub mod repr;

pub use protocol::SPEC;
pub use repr::ByteArrayObj;
