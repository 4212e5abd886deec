//! `compile()`: from source to run-time code objects, and syntax errors to exceptions.

use crate::types::code::{self, CodeObj};
use taipan_frontend::{CodeUnit, CompileMode, CompileOptions, ErrorKind, SyntaxErrorInfo};
use taipan_runtime::ctx::{Ctx, PyResult, Raised};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

/// The options that a program is compiled with when it does not say other ones.
pub fn options(cx: &Ctx) -> CompileOptions {
    CompileOptions { optimize: cx.optimize, ..CompileOptions::default() }
}

/// `compile(..., 'single', flags)`: as [`compile`], for text that someone types.
///
/// With `PyCF_DONT_IMPLY_DEDENT` a compound statement ends with an empty line; with
/// `PyCF_ALLOW_INCOMPLETE_INPUT` text that may go on raises `_IncompleteInputError`.
pub fn compile_typed(
    cx: &mut Ctx,
    source: &str,
    filename: &str,
    options: CompileOptions,
    flags: i64,
) -> PyResult<Value> {
    const DONT_IMPLY_DEDENT: i64 = 0x200;
    const ALLOW_INCOMPLETE_INPUT: i64 = 0x4000;
    let allow = flags & ALLOW_INCOMPLETE_INPUT != 0;
    let error = match taipan_frontend::compile(source, filename, CompileMode::Single, options) {
        Ok(_) if flags & DONT_IMPLY_DEDENT != 0 && goes_on(source) => {
            let error = SyntaxErrorInfo::new(ErrorKind::SyntaxError, "incomplete input", filename);
            SyntaxErrorInfo { incomplete: true, ..error }
        }
        Ok(unit) => return Ok(code::from_unit(cx, &unit)?.into()),
        Err(error) => error,
    };
    let is_syntax = matches!(error.kind, ErrorKind::SyntaxError | ErrorKind::IndentationError);
    // A simple statement that only lacks an operand ends with its line.
    let may_go_on = is_compound(source) || error.msg != "invalid syntax";
    if allow && error.incomplete && may_go_on && is_syntax {
        return Err(cx.raise(Exc::_IncompleteInputError, "incomplete input"));
    }
    Err(raise_syntax_error(cx, &error))
}

/// Whether a statement is compound and no empty line ends it.
fn goes_on(source: &str) -> bool {
    is_compound(source) && !source.ends_with('\n')
}

/// Whether a statement begins like a compound one.
fn is_compound(source: &str) -> bool {
    const COMPOUND: &[&str] =
        &["if", "while", "for", "with", "try", "def", "class", "async", "match", "@"];
    let text = source.trim_start();
    let word = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let word = if text.starts_with('@') { "@" } else { &text[..word] };
    COMPOUND.contains(&word) && (word != "match" || source.trim_end().contains(['\n', ':']))
}

/// Compiles source text.
pub fn compile(
    cx: &mut Ctx,
    source: &str,
    filename: &str,
    mode: CompileMode,
    options: CompileOptions,
) -> PyResult<Gc<CodeObj>> {
    match taipan_frontend::compile(source, filename, mode, options) {
        Ok(unit) => code::from_unit(cx, &unit),
        Err(error) => Err(raise_syntax_error(cx, &error)),
    }
}

/// A program that was parsed and compiled once, for any number of contexts.
pub struct Compiled(Result<CodeUnit, SyntaxErrorInfo>);

impl Compiled {
    /// Compiles the source of a module.
    pub fn new(source: &str, filename: &str) -> Compiled {
        let options = CompileOptions::default();
        Compiled(taipan_frontend::compile(source, filename, CompileMode::Exec, options))
    }

    /// Whether it has no syntax error.
    pub fn is_valid(&self) -> bool {
        self.0.is_ok()
    }

    /// The code object in this context.
    ///
    /// # Errors
    /// The syntax error, if it is none.
    pub fn code(&self, cx: &mut Ctx) -> PyResult<Gc<CodeObj>> {
        match &self.0 {
            Ok(unit) => code::from_unit(cx, unit),
            Err(error) => Err(raise_syntax_error(cx, error)),
        }
    }
}

/// Raises what the front end reports.
pub fn raise_syntax_error(cx: &mut Ctx, error: &SyntaxErrorInfo) -> Raised {
    let class = match error.kind {
        ErrorKind::SyntaxError => Exc::SyntaxError,
        ErrorKind::IndentationError => Exc::IndentationError,
        ErrorKind::TabError => Exc::TabError,
        ErrorKind::RecursionError => return cx.raise(Exc::RecursionError, error.msg.as_str()),
        ErrorKind::MemoryError => return cx.raise(Exc::MemoryError, error.msg.as_str()),
        ErrorKind::SystemError => return cx.raise(Exc::SystemError, error.msg.as_str()),
    };
    match arguments(cx, error) {
        Ok([message, place]) => cx.raise_args(class, &[message, place]),
        Err(raised) => raised,
    }
}

/// `(msg, (filename, lineno, offset, text, end_lineno, end_offset))`.
fn arguments(cx: &mut Ctx, error: &SyntaxErrorInfo) -> PyResult<[Value; 2]> {
    let number = |n: u32| if n == 0 { Value::NONE } else { Value::len(n as usize) };
    let message = cx.str(&error.msg)?;
    let filename = cx.str(&error.filename)?;
    let text = match &error.text {
        Some(text) => cx.str(text)?.into(),
        None => Value::NONE,
    };
    let place = cx.tuple(&[
        filename.into(),
        number(error.line),
        Value::len(error.col as usize),
        text,
        number(error.end_line),
        if error.end_line == 0 { Value::NONE } else { Value::len(error.end_col as usize) },
    ])?;
    Ok([message.into(), place.into()])
}
