//! `memoryview`: a window on the bytes of another object.

mod items;
mod methods;
mod protocol;
pub mod repr;

pub use methods::dunder_buffer;
pub use protocol::SPEC;
pub use repr::{ItemFormat, MemoryViewObj, Window};
