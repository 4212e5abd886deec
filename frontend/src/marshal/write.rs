//! The writer. Strings that CPython would intern are written once and referred to afterwards.

use super::{FLAG_REF, tag};
use crate::code::{CodeUnit, Constant, local_kind};
use rustpython_wtf8::Wtf8;
use std::collections::HashMap;

/// Bits of one digit of a marshalled long integer.
const DIGIT_BITS: u32 = 15;

/// Writes a code object as `marshal.dumps(code)` does.
pub fn dumps(code: &CodeUnit) -> Vec<u8> {
    let out = Vec::with_capacity(code.code.len() * 4);
    let mut writer = Writer { out, refs: HashMap::new(), parts: None };
    writer.code(code);
    writer.out
}

/// Appends a code object to `image` in parts, one for it and one for each code object inside: where its own
/// begins. A part names the parts of the code objects among its constants, which lie before it, and stands
/// for itself otherwise.
pub fn dump_parts(code: &CodeUnit, image: &mut Vec<u8>) -> usize {
    let mut parts = Vec::new();
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            parts.push(dump_parts(inner, image));
        }
    }
    let start = image.len();
    let mut places = parts.into_iter().map(|place| length(start - place));
    let out = std::mem::take(image);
    let mut writer = Writer { out, refs: HashMap::new(), parts: Some(&mut places) };
    writer.code(code);
    *image = writer.out;
    start
}

/// A length; source is bounded to 4 GiB, so that every length fits.
fn length(len: usize) -> u32 {
    u32::try_from(len).expect("a part of a code object is smaller than 4 GiB")
}

struct Writer<'a> {
    out: Vec<u8>,
    /// Reference numbers of the interned strings written so far.
    refs: HashMap<&'a [u8], u32>,
    /// If code objects are stored apart: how far the next one's part lies before this one's.
    parts: Option<&'a mut dyn Iterator<Item = u32>>,
}

impl<'a> Writer<'a> {
    fn code(&mut self, code: &'a CodeUnit) {
        self.out.push(tag::CODE);
        for number in
            [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags]
        {
            self.number(number);
        }
        self.bytes(&code.code);
        self.tuple(&code.consts);
        self.names(&code.names);
        self.names(&code.localsplusnames);
        self.bytes(&code.localspluskinds);
        for name in [&code.filename, &code.name, &code.qualname] {
            self.text(name.as_bytes(), true);
        }
        self.number(code.firstlineno);
        self.bytes(&code.linetable);
        self.bytes(&code.exceptiontable);
    }

    fn constant(&mut self, constant: &'a Constant) {
        match constant {
            Constant::None => self.out.push(tag::NONE),
            Constant::True => self.out.push(tag::TRUE),
            Constant::False => self.out.push(tag::FALSE),
            Constant::Ellipsis => self.out.push(tag::ELLIPSIS),
            Constant::Int(value) => self.int(*value),
            Constant::BigInt { negative, magnitude } => self.long(*negative, magnitude),
            Constant::Float(value) => {
                self.out.push(tag::FLOAT);
                self.out.extend(value.to_le_bytes());
            }
            Constant::Complex { re, im } => {
                self.out.push(tag::COMPLEX);
                self.out.extend(re.to_le_bytes());
                self.out.extend(im.to_le_bytes());
            }
            Constant::Str(text) => self.text(text.as_bytes(), is_name_like(text)),
            Constant::Bytes(bytes) => self.bytes(bytes),
            Constant::Tuple(elements) => self.tuple(elements),
            Constant::FrozenSet(elements) => {
                self.out.push(tag::FROZENSET);
                self.length(elements.len());
                elements.iter().for_each(|element| self.constant(element));
            }
            Constant::Slice(parts) => {
                self.out.push(tag::SLICE);
                parts.iter().for_each(|part| self.constant(part));
            }
            Constant::Code(code) => match self.parts.as_mut().and_then(Iterator::next) {
                Some(back) => self.part(back, code),
                None => self.code(code),
            },
            Constant::Part(_) => unreachable!("the compiler makes no parts"),
        }
    }

    /// What is known of a code object without its part.
    fn part(&mut self, back: u32, code: &'a CodeUnit) {
        self.out.push(tag::PART);
        let free =
            code.localspluskinds.iter().filter(|&&kind| kind & local_kind::FREE != 0).count();
        let numbers = [back, length(code.localsplusnames.len()), length(free)];
        let head =
            [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags];
        numbers.into_iter().chain(head).for_each(|number| self.number(number));
        for name in [&code.name, &code.qualname] {
            self.text(name.as_bytes(), true);
        }
        self.number(code.firstlineno);
    }

    fn int(&mut self, value: i64) {
        match i32::try_from(value) {
            Ok(small) => {
                self.out.push(tag::INT);
                self.out.extend(small.to_le_bytes());
            }
            Err(_) => self.long(value < 0, &value.unsigned_abs().to_le_bytes()),
        }
    }

    /// A long integer: its count of 15-bit digits, negative for a negative number, then the digits.
    fn long(&mut self, negative: bool, magnitude: &[u8]) {
        let mut digits: Vec<u16> = Vec::with_capacity(magnitude.len() * 8 / 15 + 1);
        let (mut pending, mut bits) = (0u32, 0);
        for &byte in magnitude {
            pending |= u32::from(byte) << bits;
            bits += 8;
            if bits >= DIGIT_BITS {
                digits.push((pending & 0x7fff) as u16);
                pending >>= DIGIT_BITS;
                bits -= DIGIT_BITS;
            }
        }
        digits.push(pending as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        self.out.push(tag::LONG);
        let count = digits.len() as i32;
        self.out.extend((if negative { -count } else { count }).to_le_bytes());
        digits.iter().for_each(|digit| self.out.extend(digit.to_le_bytes()));
    }

    fn text(&mut self, text: &'a [u8], interned: bool) {
        if interned {
            if let Some(&number) = self.refs.get(text) {
                self.out.push(tag::REF);
                self.number(number);
                return;
            }
            let number = self.refs.len() as u32;
            self.refs.insert(text, number);
        }
        let short = text.len() < 256;
        let tag = match (text.is_ascii(), short, interned) {
            (true, true, true) => tag::SHORT_ASCII_INTERNED,
            (true, true, false) => tag::SHORT_ASCII,
            (true, false, true) => tag::ASCII_INTERNED,
            (true, false, false) => tag::ASCII,
            (false, _, true) => tag::INTERNED,
            (false, _, false) => tag::UNICODE,
        };
        self.out.push(if interned { tag | FLAG_REF } else { tag });
        if text.is_ascii() && short {
            self.out.push(text.len() as u8);
        } else {
            self.length(text.len());
        }
        self.out.extend(text);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.out.push(tag::BYTES);
        self.length(bytes.len());
        self.out.extend(bytes);
    }

    fn names(&mut self, names: &'a [String]) {
        self.tuple_header(names.len());
        names.iter().for_each(|name| self.text(name.as_bytes(), true));
    }

    fn tuple(&mut self, elements: &'a [Constant]) {
        self.tuple_header(elements.len());
        elements.iter().for_each(|element| self.constant(element));
    }

    fn tuple_header(&mut self, len: usize) {
        match u8::try_from(len) {
            Ok(small) => self.out.extend([tag::SMALL_TUPLE, small]),
            Err(_) => {
                self.out.push(tag::TUPLE);
                self.length(len);
            }
        }
    }

    fn length(&mut self, len: usize) {
        self.number(length(len));
    }

    fn number(&mut self, number: u32) {
        self.out.extend(number.to_le_bytes());
    }
}

/// Whether CPython interns a string constant: only letters, digits and `_` of ASCII.
fn is_name_like(text: &Wtf8) -> bool {
    text.as_bytes().iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
