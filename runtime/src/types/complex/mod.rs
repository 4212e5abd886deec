//! Python's `complex`.

pub mod arith;
pub mod format;
mod methods;
mod new;
mod parse;
mod protocol;
mod repr;

pub use new::complex_of;
pub use repr::*;

use crate::object::native::TypeSpec;

/// What `complex` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.",
    signature: "(real=0, imag=0)",
    slots: protocol::SLOTS,
    methods: methods::METHODS,
    getset: methods::GETSET,
    finish: None,
};
