//! The neutral code object: the fields of CPython 3.14's `code`, holding plain Rust data.
//!
//! Whoever runs it turns constants and names into run-time objects; whoever stores it uses [`crate::marshal`].

use rustpython_wtf8::Wtf8Buf;

/// Bits of `co_flags` (`Include/cpython/code.h`).
pub mod code_flags {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const FUTURE_DIVISION: u32 = 0x20000;
    pub const FUTURE_ABSOLUTE_IMPORT: u32 = 0x40000;
    pub const FUTURE_WITH_STATEMENT: u32 = 0x80000;
    pub const FUTURE_PRINT_FUNCTION: u32 = 0x100000;
    pub const FUTURE_UNICODE_LITERALS: u32 = 0x200000;
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x400000;
    pub const FUTURE_GENERATOR_STOP: u32 = 0x800000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x1000000;
    pub const HAS_DOCSTRING: u32 = 0x4000000;
    pub const METHOD: u32 = 0x8000000;
    /// All the bits that `from __future__ import` can set.
    pub const FUTURE_MASK: u32 = FUTURE_DIVISION
        | FUTURE_ABSOLUTE_IMPORT
        | FUTURE_WITH_STATEMENT
        | FUTURE_PRINT_FUNCTION
        | FUTURE_UNICODE_LITERALS
        | FUTURE_BARRY_AS_BDFL
        | FUTURE_GENERATOR_STOP
        | FUTURE_ANNOTATIONS;
}

/// Bits of one byte of `co_localspluskinds` (`Include/internal/pycore_code.h`).
pub mod local_kind {
    pub const ARG_POS: u8 = 0x02;
    pub const ARG_KW: u8 = 0x04;
    pub const ARG_VAR: u8 = 0x08;
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// One code object as CPython 3.14 lays it out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodeUnit {
    /// Positional parameters, positional-only ones included.
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// Operand stack slots that suffice for any path through `code`.
    pub stacksize: u32,
    /// [`code_flags`].
    pub flags: u32,
    pub name: String,
    pub qualname: String,
    pub filename: String,
    pub firstlineno: u32,
    /// Pairs of opcode and argument; inline caches are present and zero.
    pub code: Vec<u8>,
    pub consts: Vec<Constant>,
    pub names: Vec<String>,
    /// Locals, then cells that are not locals, then free variables.
    pub localsplusnames: Vec<String>,
    /// [`local_kind`] of each entry of `localsplusnames`.
    pub localspluskinds: Vec<u8>,
    /// PEP 626 location table.
    pub linetable: Vec<u8>,
    /// 3.11+ exception table: four varints per range.
    pub exceptiontable: Vec<u8>,
}

impl CodeUnit {
    /// Number of locals (parameters first), as `co_nlocals`.
    pub fn nlocals(&self) -> usize {
        self.localspluskinds.iter().filter(|&&kind| kind & local_kind::LOCAL != 0).count()
    }

    /// Calls `visit` on this code object and on all nested ones, outer before inner.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a CodeUnit)) {
        visit(self);
        for constant in &self.consts {
            if let Constant::Code(code) = constant {
                code.walk(visit);
            }
        }
    }
}

/// A member of `co_consts`.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    /// An integer outside `i64`: sign and magnitude, little-endian, without trailing zero bytes.
    BigInt {
        negative: bool,
        magnitude: Vec<u8>,
    },
    Float(f64),
    Complex {
        re: f64,
        im: f64,
    },
    /// Text; may hold lone surrogates.
    Str(Wtf8Buf),
    Bytes(Vec<u8>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    /// `slice(start, stop, step)`.
    Slice(Box<[Constant; 3]>),
    Code(Box<CodeUnit>),
    /// A code object that is stored apart: only in what [`crate::marshal::load_part`] read.
    Part(Box<Part>),
}

/// What is known of a code object before its part is read: enough to make functions of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// How far its part lies before the one that names it, in bytes.
    pub back: u32,
    /// Length of `localsplusnames`.
    pub locals: u32,
    /// How many of those are free variables.
    pub free: u32,
    /// Everything but what only running needs: sequences are empty, as is the filename.
    pub head: CodeUnit,
}
