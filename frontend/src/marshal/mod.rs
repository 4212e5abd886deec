//! Code objects to and from CPython 3.14's marshal format (version 5, `Python/marshal.c`).
//!
//! [`dump_parts`] writes each function by itself, so that the library image can be read one function at a time. That form is ours.

mod read;
mod write;

#[cfg(test)]
mod tests;

pub use read::{MarshalError, load_part, loads};
pub use write::{dump_parts, dumps};

/// The marshal version that CPython 3.14 writes.
pub const VERSION: u32 = 5;

/// Added to a type byte: the object gets the next reference number.
const FLAG_REF: u8 = 0x80;

/// Type bytes.
mod tag {
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const LONG: u8 = b'l';
    pub const FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'y';
    pub const BYTES: u8 = b's';
    pub const UNICODE: u8 = b'u';
    pub const INTERNED: u8 = b't';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
    pub const TUPLE: u8 = b'(';
    pub const SMALL_TUPLE: u8 = b')';
    pub const FROZENSET: u8 = b'>';
    pub const SLICE: u8 = b':';
    pub const CODE: u8 = b'c';
    pub const REF: u8 = b'r';
    /// Ours: a code object that is stored apart.
    pub const PART: u8 = b'P';
}
