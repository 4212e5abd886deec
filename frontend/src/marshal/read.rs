//! The reader. Refuses any malformed or oversized input with an error.

use super::{FLAG_REF, tag};
use crate::code::{CodeUnit, Constant, Part};
use rustpython_wtf8::Wtf8Buf;

/// Containers may nest this deep.
const MAX_DEPTH: usize = 500;
/// References may copy this many objects in all, so that a short input cannot expand without bound.
const MAX_COPIES: usize = 1 << 20;

/// Why bytes are not a marshalled code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarshalError {
    /// The input ends too early.
    Truncated,
    /// A type byte that no code object contains.
    UnknownType(u8),
    /// An object of another type than its place demands.
    WrongType,
    BadReference,
    BadString,
    BadLong,
    TooDeep,
    TooLarge,
}

impl std::fmt::Display for MarshalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Truncated => f.write_str("marshal data too short"),
            Self::UnknownType(byte) => {
                write!(f, "bad marshal data (unknown type code {byte:#04x})")
            }
            Self::WrongType => f.write_str("bad marshal data (wrong type of object)"),
            Self::BadReference => f.write_str("bad marshal data (invalid reference)"),
            Self::BadString => f.write_str("bad marshal data (malformed string)"),
            Self::BadLong => f.write_str("bad marshal data (digit out of range in long)"),
            Self::TooDeep => f.write_str("bad marshal data (nested too deeply)"),
            Self::TooLarge => f.write_str("bad marshal data (too large)"),
        }
    }
}

impl std::error::Error for MarshalError {}

type Result<T> = std::result::Result<T, MarshalError>;

/// Reads one marshalled code object; bytes after it are ignored, as `marshal.loads` does.
pub fn loads(bytes: &[u8]) -> Result<CodeUnit> {
    let mut reader = Reader { rest: bytes, refs: Vec::new(), depth: 0, copies: 0 };
    match reader.object()? {
        Constant::Code(code) => Ok(*code),
        _ => Err(MarshalError::WrongType),
    }
}

/// Reads the part of an image that begins at `start`; the code objects inside are [`Constant::Part`].
pub fn load_part(image: &[u8], start: usize) -> Result<CodeUnit> {
    loads(image.get(start..).ok_or(MarshalError::Truncated)?)
}

struct Reader<'a> {
    rest: &'a [u8],
    /// Objects that later ones may refer to; `None` while such an object is being read.
    refs: Vec<Option<Constant>>,
    depth: usize,
    copies: usize,
}

impl Reader<'_> {
    fn object(&mut self) -> Result<Constant> {
        let byte = self.byte()?;
        let number = (byte & FLAG_REF != 0).then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        });
        if self.depth >= MAX_DEPTH {
            return Err(MarshalError::TooDeep);
        }
        self.depth += 1;
        let object = self.object_of_type(byte & !FLAG_REF)?;
        self.depth -= 1;
        if let Some(number) = number {
            let copy = self.copy(&object)?;
            self.refs[number] = Some(copy);
        }
        Ok(object)
    }

    fn object_of_type(&mut self, tag: u8) -> Result<Constant> {
        Ok(match tag {
            tag::NONE => Constant::None,
            tag::TRUE => Constant::True,
            tag::FALSE => Constant::False,
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => Constant::Int(i64::from(self.number()? as i32)),
            tag::LONG => self.long()?,
            tag::FLOAT => Constant::Float(self.float()?),
            tag::COMPLEX => Constant::Complex { re: self.float()?, im: self.float()? },
            tag::BYTES => {
                let len = self.length()?;
                Constant::Bytes(self.take(len)?.to_vec())
            }
            tag::SHORT_ASCII | tag::SHORT_ASCII_INTERNED => {
                let len = usize::from(self.byte()?);
                self.text(len)?
            }
            tag::ASCII | tag::ASCII_INTERNED | tag::UNICODE | tag::INTERNED => {
                let len = self.length()?;
                self.text(len)?
            }
            tag::SMALL_TUPLE => {
                let len = usize::from(self.byte()?);
                Constant::Tuple(self.sequence(len)?)
            }
            tag::TUPLE => {
                let len = self.length()?;
                Constant::Tuple(self.sequence(len)?)
            }
            tag::FROZENSET => {
                let len = self.length()?;
                Constant::FrozenSet(self.sequence(len)?)
            }
            tag::SLICE => {
                Constant::Slice(Box::new([self.object()?, self.object()?, self.object()?]))
            }
            tag::CODE => Constant::Code(Box::new(self.code()?)),
            tag::PART => Constant::Part(Box::new(self.part()?)),
            tag::REF => {
                let number = self.number()? as usize;
                let object = self.refs.get(number).and_then(Option::as_ref).cloned();
                let object = object.ok_or(MarshalError::BadReference)?;
                self.copy(&object)?
            }
            other => return Err(MarshalError::UnknownType(other)),
        })
    }

    fn code(&mut self) -> Result<CodeUnit> {
        Ok(CodeUnit {
            argcount: self.number()?,
            posonlyargcount: self.number()?,
            kwonlyargcount: self.number()?,
            stacksize: self.number()?,
            flags: self.number()?,
            code: self.expect_bytes()?,
            consts: self.expect_tuple()?,
            names: self.expect_names()?,
            localsplusnames: self.expect_names()?,
            localspluskinds: self.expect_bytes()?,
            filename: self.expect_name()?,
            name: self.expect_name()?,
            qualname: self.expect_name()?,
            firstlineno: self.number()?,
            linetable: self.expect_bytes()?,
            exceptiontable: self.expect_bytes()?,
        })
    }

    fn part(&mut self) -> Result<Part> {
        let (back, locals, free) = (self.number()?, self.number()?, self.number()?);
        let head = CodeUnit {
            argcount: self.number()?,
            posonlyargcount: self.number()?,
            kwonlyargcount: self.number()?,
            stacksize: self.number()?,
            flags: self.number()?,
            name: self.expect_name()?,
            qualname: self.expect_name()?,
            firstlineno: self.number()?,
            ..CodeUnit::default()
        };
        Ok(Part { back, locals, free, head })
    }

    fn expect_bytes(&mut self) -> Result<Vec<u8>> {
        match self.object()? {
            Constant::Bytes(bytes) => Ok(bytes),
            _ => Err(MarshalError::WrongType),
        }
    }

    fn expect_tuple(&mut self) -> Result<Vec<Constant>> {
        match self.object()? {
            Constant::Tuple(elements) => Ok(elements),
            _ => Err(MarshalError::WrongType),
        }
    }

    fn expect_name(&mut self) -> Result<String> {
        name(self.object()?)
    }

    fn expect_names(&mut self) -> Result<Vec<String>> {
        self.expect_tuple()?.into_iter().map(name).collect()
    }

    fn sequence(&mut self, len: usize) -> Result<Vec<Constant>> {
        // Each element takes a byte at least: a longer sequence cannot be there.
        if len > self.rest.len() {
            return Err(MarshalError::Truncated);
        }
        (0..len).map(|_| self.object()).collect()
    }

    fn long(&mut self) -> Result<Constant> {
        let count = self.number()? as i32;
        let digits = self.take(count.unsigned_abs() as usize * 2)?;
        let mut magnitude = Vec::with_capacity(digits.len());
        let (mut pending, mut bits) = (0u32, 0);
        for pair in digits.chunks_exact(2) {
            let digit = u32::from(u16::from_le_bytes([pair[0], pair[1]]));
            if digit > 0x7fff {
                return Err(MarshalError::BadLong);
            }
            pending |= digit << bits;
            bits += 15;
            while bits >= 8 {
                magnitude.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
        magnitude.push(pending as u8);
        while magnitude.last() == Some(&0) {
            magnitude.pop();
        }
        Ok(integer(count < 0, magnitude))
    }

    fn float(&mut self) -> Result<f64> {
        let bytes = self.take(8)?.try_into().map_err(|_| MarshalError::Truncated)?;
        Ok(f64::from_le_bytes(bytes))
    }

    fn text(&mut self, len: usize) -> Result<Constant> {
        let bytes = self.take(len)?.to_vec();
        Wtf8Buf::from_bytes(bytes).map(Constant::Str).map_err(|_| MarshalError::BadString)
    }

    fn length(&mut self) -> Result<usize> {
        let len = self.number()? as i32;
        usize::try_from(len).map_err(|_| MarshalError::TooLarge)
    }

    fn number(&mut self) -> Result<u32> {
        let bytes = self.take(4)?.try_into().map_err(|_| MarshalError::Truncated)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    fn take(&mut self, len: usize) -> Result<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(MarshalError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A copy of an object, charged against the limit.
    fn copy(&mut self, object: &Constant) -> Result<Constant> {
        self.copies += size(object);
        if self.copies > MAX_COPIES {
            return Err(MarshalError::TooLarge);
        }
        Ok(object.clone())
    }
}

/// How many objects a constant holds, itself included.
fn size(object: &Constant) -> usize {
    match object {
        Constant::Tuple(elements) | Constant::FrozenSet(elements) => {
            1 + elements.iter().map(size).sum::<usize>()
        }
        Constant::Slice(parts) => 1 + parts.iter().map(size).sum::<usize>(),
        Constant::Code(code) => 1 + code.consts.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn name(object: Constant) -> Result<String> {
    match object {
        Constant::Str(text) => text.into_string().map_err(|_| MarshalError::BadString),
        _ => Err(MarshalError::WrongType),
    }
}

/// The integer of a sign and a magnitude, in its one canonical form.
fn integer(negative: bool, magnitude: Vec<u8>) -> Constant {
    let mut low = [0; 16];
    if magnitude.len() <= 8 {
        low[..magnitude.len()].copy_from_slice(&magnitude);
        let value = i128::from_le_bytes(low);
        if let Ok(small) = i64::try_from(if negative { -value } else { value }) {
            return Constant::Int(small);
        }
    }
    Constant::BigInt { negative, magnitude }
}
