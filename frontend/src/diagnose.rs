//! Errors of the parser and the generator, in CPython's words and places.

use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::scan::{Fault, Outline};
use ruff_text_size::Ranged;
use rustpython_codegen::error::CodegenError;
use rustpython_compiler::parser;

/// Describes text that cannot be cut into tokens.
pub fn scan_fault(fault: &Fault, text: &str, filename: &str) -> SyntaxErrorInfo {
    let mut info = SyntaxErrorInfo::new(fault.kind, fault.msg.as_str(), filename);
    (info.line, info.col) = position(text, fault.start);
    (info.end_line, info.end_col) = position(text, fault.end.unwrap_or(fault.start));
    info.text = line_text(text, info.line);
    info.incomplete = fault.at_end;
    info
}

/// Describes a program that does not parse.
pub fn parse_error(
    error: &parser::ParseError,
    outline: &Outline,
    text: &str,
    filename: &str,
) -> SyntaxErrorInfo {
    if let Some(fault) = &outline.fault {
        return scan_fault(fault, text, filename);
    }
    let kind = match &error.error {
        parser::ParseErrorType::UnexpectedIndentation
        | parser::ParseErrorType::Lexical(parser::LexicalErrorType::IndentationError) => {
            ErrorKind::IndentationError
        }
        _ => ErrorKind::SyntaxError,
    };
    let (start, end) = (usize::from(error.start()), usize::from(error.end()));
    let mut info = SyntaxErrorInfo::new(kind, error.error.to_string(), filename);
    (info.line, info.col) = position(text, start);
    (info.end_line, info.end_col) = position(text, end);
    info.text = line_text(text, info.line);
    info.incomplete = text[start.min(text.len())..].trim().is_empty();
    info
}

/// Describes a program that parses but means nothing.
pub fn codegen_error(error: &CodegenError, text: &str, filename: &str) -> SyntaxErrorInfo {
    let mut info = SyntaxErrorInfo::new(ErrorKind::SyntaxError, error.error.to_string(), filename);
    if let Some(location) = error.location {
        info.line = location.line.get() as u32;
        info.col = location.character_offset.get() as u32;
        info.text = line_text(text, info.line);
    }
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
