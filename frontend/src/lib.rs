//! Source text to CPython 3.14 code objects, without any run-time type.
//!
//! Parsing and code generation are RustPython's; this crate is the adapter around them.
//! It bounds hostile input, decodes source bytes, words errors as CPython does, corrects known faults of the generated code, and hands out a neutral [`CodeUnit`].
//! Nothing here knows of values, objects or frames: the build script of the standard library image uses this crate as the VM does.
#![forbid(unsafe_code)]

mod code;
mod compile;
mod convert;
mod diagnose;
mod error;
pub mod marshal;
mod repair;
mod rewrite;
mod scan;
mod source;
pub mod tree;

pub use code::{CodeUnit, Constant, Part, code_flags, local_kind};
pub use compile::{CompileMode, CompileOptions, compile, compile_bytes, parse};
pub use error::{ErrorKind, SyntaxErrorInfo};
pub use repair::superinstructions::split_superinstructions;
pub use rustpython_wtf8::{CodePoint, Wtf8, Wtf8Buf};
pub use source::decode_source;
