//! Python's `float`.

pub mod arith;
pub mod format;
pub mod hex;
mod methods;
pub mod parse;
pub mod pow;
mod protocol;
mod repr;
pub mod round;
pub mod text;

pub use repr::*;

use crate::object::native::TypeSpec;

/// What `float` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Convert a string or number to a floating-point number, if possible.",
    signature: "(x=0, /)",
    slots: protocol::SLOTS,
    methods: methods::METHODS,
    getset: methods::GETSET,
    finish: None,
};
