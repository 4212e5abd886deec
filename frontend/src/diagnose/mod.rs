//! Errors of the parser and the generator, in CPython's words and places.
//!
//! The parser recovers from errors and words them its own way; CPython's message depends on which of its `invalid_*` grammar rules would have matched.
//! The files here find that out from the tokens and the recovered tree around the error.

mod escapes;
mod generated;
mod grammar;
mod mapping_keys;
mod names;
mod tokens;
mod tree;

use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::scan::{Fault, Outline};
use rustpython_compiler::{ast, parser};
use tokens::TokenList;

pub use generated::codegen_error;

/// A program that has errors, with what its parser made of it.
pub struct Program<'a> {
    pub text: &'a str,
    pub filename: &'a str,
    pub outline: &'a Outline,
    tokens: TokenList,
}

/// A message and the part of the text it points at, in bytes.
struct Finding {
    kind: ErrorKind,
    msg: String,
    start: usize,
    end: usize,
    /// More lines could mend the program.
    incomplete: bool,
}

impl Finding {
    fn new(msg: impl Into<String>, start: usize, end: usize) -> Self {
        let kind = ErrorKind::SyntaxError;
        Self { kind, msg: msg.into(), start, end, incomplete: false }
    }
}

impl<'a> Program<'a> {
    pub fn new(
        text: &'a str,
        filename: &'a str,
        outline: &'a Outline,
        parsed: &parser::Parsed<ast::Mod>,
    ) -> Self {
        Self { text, filename, outline, tokens: TokenList::new(parsed.tokens(), text) }
    }

    /// Describes why the program does not parse.
    pub fn parse_error(
        &self,
        error: &parser::ParseError,
        parsed: &parser::Parsed<ast::Mod>,
    ) -> SyntaxErrorInfo {
        if let Some(fault) = &self.outline.fault {
            return scan_fault(fault, self.text, self.filename);
        }
        let at = usize::from(error.location.start());
        if let Some((bracket, open)) = self.outline.unclosed
            && self.is_left_open(open, at)
        {
            let msg = format!("'{bracket}' was never closed");
            let finding = Finding { incomplete: true, ..Finding::new(msg, open, open + 1) };
            return self.report(&finding);
        }
        let mut finding = self.find(error, parsed);
        finding.incomplete |= self.text[at.min(self.text.len())..].trim().is_empty();
        self.report(&finding)
    }

    /// Whether an error is blamed on the bracket at `open`: nothing follows, or it lies on a later line.
    fn is_left_open(&self, open: usize, error: usize) -> bool {
        let error = error.min(self.text.len());
        self.text[error..].trim().is_empty()
            || self.text.get(open..error).is_some_and(|between| between.contains('\n'))
    }

    /// The first mapping pattern that asks for a key twice, which neither parser nor generator refuses.
    pub fn duplicate_key(&self, module: &ast::Mod) -> Option<SyntaxErrorInfo> {
        Some(self.report(&mapping_keys::duplicate(module)?))
    }

    fn report(&self, finding: &Finding) -> SyntaxErrorInfo {
        let mut info = SyntaxErrorInfo::new(finding.kind, finding.msg.as_str(), self.filename);
        (info.line, info.col) = position(self.text, finding.start);
        (info.end_line, info.end_col) = self.end_position(finding);
        info.text = line_text(self.text, info.line);
        info.incomplete = finding.incomplete;
        info
    }

    /// The end of a finding. A line break that is pointed at is one character wide.
    fn end_position(&self, finding: &Finding) -> (u32, u32) {
        let at_break = self.text[finding.start..].chars().next().is_none_or(|c| c == '\n');
        if at_break {
            let (line, column) = position(self.text, finding.start);
            return (line, column + u32::from(finding.end > finding.start));
        }
        position(self.text, finding.end)
    }
}

/// Describes text that cannot be cut into tokens.
pub fn scan_fault(fault: &Fault, text: &str, filename: &str) -> SyntaxErrorInfo {
    let mut info = SyntaxErrorInfo::new(fault.kind, fault.msg.as_str(), filename);
    (info.line, info.col) = position(text, fault.start);
    (info.end_line, info.end_col) = position(text, fault.end.unwrap_or(fault.start));
    info.text = line_text(text, info.line);
    info.incomplete = fault.at_end;
    info
}

/// Line and column of a byte offset: both 1-based, the column in characters.
fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..offset.min(text.len())];
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.chars().rev().take_while(|&c| c != '\n').count();
    (line as u32, column as u32)
}

/// The text of a 1-based line with its newline.
fn line_text(text: &str, line: u32) -> Option<String> {
    text.split_inclusive('\n').nth(line.checked_sub(1)? as usize).map(str::to_owned)
}
