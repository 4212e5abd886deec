//! A pass over the text before anything recursive sees it: how deep does the program nest, and are its brackets, strings and indentation sound?
//!
//! It finds the errors that CPython's tokenizer finds, with its limits (200 brackets, 100 levels of indentation), and bounds the depth of the syntax tree from above, so that the caller can provide a native stack that suffices.
//! It does not know the grammar; a text without findings may still be no program.

mod depth;
mod indent;
mod numbers;
mod strings;

#[cfg(test)]
mod tests;

use crate::error::ErrorKind;
use depth::DepthBound;
use indent::Indentation;
use strings::Interpolated;

/// Brackets may nest this deep (`MAXLEVEL` of CPython's tokenizer).
const MAX_BRACKETS: usize = 200;
/// f-strings may nest this deep (`MAXFSTRINGLEVEL`).
const MAX_INTERPOLATED: usize = 150;

/// What the pass found out.
#[derive(Debug, Default)]
pub struct Outline {
    /// An upper bound of the depth of the syntax tree.
    pub depth: usize,
    /// The first thing that CPython's tokenizer would refuse.
    pub fault: Option<Fault>,
    /// The innermost bracket that is open at the end: its character and byte offset.
    pub unclosed: Option<(char, usize)>,
}

/// Text that cannot be cut into tokens.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: ErrorKind,
    pub msg: String,
    /// Byte offset of the place to point at.
    pub start: usize,
    /// End of the place; `None` where CPython gives an empty range.
    pub end: Option<usize>,
    /// The fault lies in how the text ends: more lines could mend it.
    pub at_end: bool,
    /// A limit was exceeded: parsing must not be tried.
    pub is_limit: bool,
}

impl Fault {
    fn new(msg: impl Into<String>, start: usize, end: Option<usize>) -> Self {
        let msg = msg.into();
        Self { kind: ErrorKind::SyntaxError, msg, start, end, at_end: false, is_limit: false }
    }
}

/// Scans a whole program.
pub fn scan(text: &str) -> Outline {
    let mut scanner = Scanner::new(text);
    let fault = scanner.run().err();
    Outline {
        depth: scanner.depth.max(),
        fault,
        unclosed: scanner.brackets.last().map(|bracket| (bracket.open, bracket.at)),
    }
}

/// An open bracket.
struct Bracket {
    open: char,
    at: usize,
    /// The brace opens a replacement field of the innermost interpolated string.
    is_field: bool,
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    brackets: Vec<Bracket>,
    /// The f- and t-strings that are open, outermost first.
    interpolated: Vec<Interpolated>,
    indentation: Indentation,
    depth: DepthBound,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            brackets: Vec::new(),
            interpolated: Vec::new(),
            indentation: Indentation::default(),
            depth: DepthBound::default(),
        }
    }

    fn run(&mut self) -> Result<(), Fault> {
        self.indentation.line(self.bytes, 0)?;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line_break()?,
                b'#' => self.skip_comment(),
                b'\\' => self.continuation()?,
                b'"' | b'\'' => self.string("")?,
                b'(' | b'[' | b'{' => self.open_bracket(byte, false)?,
                b')' | b']' | b'}' => self.close_bracket(byte)?,
                b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => self.word()?,
                b'0'..=b'9' => self.number()?,
                b'.' if self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) => {
                    self.number()?
                }
                b' ' | b'\t' | b'\x0c' => self.at += 1,
                b':' if self.in_field() => self.format_spec()?,
                _ => {
                    self.depth.operator(byte);
                    self.at += 1;
                }
            }
        }
        Ok(())
    }

    fn line_break(&mut self) -> Result<(), Fault> {
        self.at += 1;
        if self.brackets.is_empty() {
            self.depth.statement_end();
            self.indentation.line(self.bytes, self.at)?;
        }
        Ok(())
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// A backslash outside of strings must end its line.
    fn continuation(&mut self) -> Result<(), Fault> {
        match self.bytes.get(self.at + 1) {
            Some(b'\n') if self.at + 2 < self.bytes.len() => {
                self.at += 2;
                Ok(())
            }
            None | Some(b'\n') => Err(Fault {
                at_end: true,
                ..Fault::new("unexpected EOF while parsing", self.at + 1, None)
            }),
            Some(_) => {
                let msg = "unexpected character after line continuation character";
                Err(Fault::new(msg, self.at + 1, None))
            }
        }
    }

    fn open_bracket(&mut self, byte: u8, is_field: bool) -> Result<(), Fault> {
        if self.brackets.len() >= MAX_BRACKETS {
            let fault = Fault::new("too many nested parentheses", self.at, None);
            return Err(Fault { is_limit: true, ..fault });
        }
        self.brackets.push(Bracket { open: char::from(byte), at: self.at, is_field });
        self.depth.open();
        self.at += 1;
        Ok(())
    }

    fn close_bracket(&mut self, byte: u8) -> Result<(), Fault> {
        let close = char::from(byte);
        let Some(bracket) = self.brackets.pop() else {
            return Err(Fault::new(format!("unmatched '{close}'"), self.at, None));
        };
        if !matches!((bracket.open, close), ('(', ')') | ('[', ']') | ('{', '}')) {
            return Err(self.mismatch(&bracket, close));
        }
        self.depth.close();
        self.at += 1;
        if bracket.is_field { self.interpolated_text() } else { Ok(()) }
    }

    fn mismatch(&self, bracket: &Bracket, close: char) -> Fault {
        let open = bracket.open;
        if bracket.is_field {
            let letter = self.interpolated.last().map_or('f', strings::Interpolated::letter);
            return Fault::new(format!("{letter}-string: unmatched '{close}'"), self.at, None);
        }
        let line = |at: usize| 1 + self.text[..at].matches('\n').count();
        let mut msg =
            format!("closing parenthesis '{close}' does not match opening parenthesis '{open}'");
        if line(bracket.at) != line(self.at) {
            msg += &format!(" on line {}", line(bracket.at));
        }
        Fault::new(msg, self.at, None)
    }

    /// An identifier, a keyword, or the prefix of a string.
    fn word(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.skip_word();
        let word = &self.text[start..self.at];
        if matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) && strings::is_prefix(word) {
            return self.string(word);
        }
        self.depth.word(word);
        Ok(())
    }

    fn skip_word(&mut self) {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| !is_word(byte)).unwrap_or(rest.len());
    }

    /// Whether the innermost open bracket is a replacement field.
    fn in_field(&self) -> bool {
        self.brackets.last().is_some_and(|bracket| bracket.is_field)
    }
}
