//! `compile()`: from source to run-time code objects, and syntax errors to exceptions.

use crate::types::code::{self, CodeObj};
use taipan_frontend::{CodeUnit, CompileMode, CompileOptions, ErrorKind, SyntaxErrorInfo};
use taipan_runtime::ctx::{Ctx, PyResult, Raised};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

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
