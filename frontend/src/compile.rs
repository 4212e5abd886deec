//! Source text to [`CodeUnit`]: the pipeline of parser, symbol table and generator.

use crate::code::{CodeUnit, code_flags};
use crate::convert::convert;
use crate::diagnose::{self, Program};
use crate::error::{ErrorKind, SyntaxErrorInfo};
use crate::repair::places::Places;
use crate::rewrite::rewrite;
use crate::scan;
use crate::scan::Outline;
use crate::source::{decode_source, no_null};
use crate::tree::{self, Node, Root};
use ruff_source_file::SourceFileBuilder;
use rustpython_codegen::compile as codegen;
use rustpython_compiler::{ast, parser};
use rustpython_compiler_core::Mode;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Native stack for a program of little depth: 100 nested blocks and some expressions.
const BASE_STACK: usize = 16 << 20;
/// Native stack for one more level of the syntax tree, through parser, symbol table, generator and drop.
const STACK_PER_LEVEL: usize = 8 << 10;
/// Deeper programs are refused, as CPython refuses them (some thousand levels, by its native stack).
/// The generator also takes quadratic time over long chains of jumps.
const MAX_DEPTH: usize = 20_000;

/// What kind of program the text is: the `mode` of `compile()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompileMode {
    Exec,
    Eval,
    /// One interactive statement; values of expression statements are printed.
    Single,
}

/// The other parameters of `compile()`.
#[derive(Clone, Copy, Debug)]
pub struct CompileOptions {
    /// 0 as written, 1 without `assert`, 2 also without docstrings.
    pub optimize: u8,
    /// `from __future__` features inherited from the caller ([`code_flags`]`::FUTURE_*`).
    pub future_flags: u32,
    /// Whether the location table holds columns.
    pub debug_ranges: bool,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self { optimize: 0, future_flags: 0, debug_ranges: true }
    }
}

/// Compiles source bytes: decodes them as PEP 263 says, then as [`compile`].
pub fn compile_bytes(
    source: &[u8],
    filename: &str,
    mode: CompileMode,
    options: CompileOptions,
) -> Result<CodeUnit, SyntaxErrorInfo> {
    let text = decode_source(source, filename)?;
    no_null(&text, filename)?;
    compile(&text, filename, mode, options)
}

/// Compiles a program to a code object.
///
/// Never panics and never exhausts the native stack, whatever the text.
pub fn compile(
    source: &str,
    filename: &str,
    mode: CompileMode,
    options: CompileOptions,
) -> Result<CodeUnit, SyntaxErrorInfo> {
    guarded(source, filename, |text, outline| compile_here(text, filename, mode, options, outline))
}

/// Parses a program to the tree that `ast.parse` gives.
///
/// Never panics and never exhausts the native stack, whatever the text.
pub fn parse(source: &str, filename: &str, root: Root) -> Result<Node, SyntaxErrorInfo> {
    guarded(source, filename, |text, outline| {
        let mode =
            if root == Root::Expression { parser::Mode::Expression } else { parser::Mode::Module };
        let parsed = parser::parse_unchecked(text, mode.into());
        match parsed.errors().first() {
            Some(error) => {
                Err(Program::new(text, filename, outline, &parsed).parse_error(error, &parsed))
            }
            None => Ok(tree::build(text, parsed.syntax(), root)),
        }
    })
}

/// Runs a step over a program that is not too deep, on a stack that is large enough for it.
fn guarded<T>(
    source: &str,
    filename: &str,
    step: impl FnOnce(&str, &Outline) -> Result<T, SyntaxErrorInfo>,
) -> Result<T, SyntaxErrorInfo> {
    let text = crate::source::normalize(source, filename)?;
    let outline = scan::scan(&text);
    if let Some(fault) = outline.fault.as_ref().filter(|fault| fault.is_limit) {
        return Err(diagnose::scan_fault(fault, &text, filename));
    }
    if outline.depth > MAX_DEPTH {
        let msg = "maximum recursion depth exceeded during compilation";
        return Err(SyntaxErrorInfo::new(ErrorKind::RecursionError, msg, filename));
    }
    let stack = BASE_STACK + outline.depth * STACK_PER_LEVEL;
    let outcome = stacker::grow(stack, || catch_unwind(AssertUnwindSafe(|| step(&text, &outline))));
    outcome.unwrap_or_else(|_| {
        let msg = "the compiler failed on this program";
        Err(SyntaxErrorInfo::new(ErrorKind::SystemError, msg, filename))
    })
}

/// The pipeline proper, on a stack that is large enough.
fn compile_here(
    text: &str,
    filename: &str,
    mode: CompileMode,
    options: CompileOptions,
    outline: &Outline,
) -> Result<CodeUnit, SyntaxErrorInfo> {
    let (parse_mode, mode) = match mode {
        CompileMode::Exec => (parser::Mode::Module, Mode::Exec),
        CompileMode::Eval => (parser::Mode::Expression, Mode::Eval),
        CompileMode::Single => (parser::Mode::Module, Mode::Single),
    };
    let parsed = parser::parse_unchecked(text, parse_mode.into());
    if let Some(error) = parsed.errors().first() {
        return Err(Program::new(text, filename, outline, &parsed).parse_error(error, &parsed));
    }
    // Few programs have patterns.
    if text.contains("case")
        && let Some(error) =
            Program::new(text, filename, outline, &parsed).duplicate_key(parsed.syntax())
    {
        return Err(error);
    }
    let future = options.future_flags & code_flags::FUTURE_MASK | future_flags(parsed.syntax());
    let opts =
        codegen::CompileOpts { optimize: options.optimize, debug_ranges: options.debug_ranges };
    let places = Places::of(text, parsed.syntax());
    let file = SourceFileBuilder::new(filename, text).finish();
    let mut module = parsed.into_syntax();
    rewrite(&mut module, text);
    codegen::compile_top(module, file, mode, opts)
        .map(|code| convert(&code, future, &places))
        .map_err(|error| {
            // The generator consumed the tree; this path may be slow.
            let parsed = parser::parse_unchecked(text, parse_mode.into());
            let program = Program::new(text, filename, outline, &parsed);
            diagnose::codegen_error(&error, &program, parsed.syntax())
        })
}

/// The flags that the module's own `from __future__ import` statements set.
fn future_flags(module: &ast::Mod) -> u32 {
    let ast::Mod::Module(module) = module else { return 0 };
    let mut flags = 0;
    for statement in &module.body {
        match statement {
            ast::Stmt::ImportFrom(import)
                if import.module.as_ref().is_some_and(|name| name.as_str() == "__future__") =>
            {
                for alias in &import.names {
                    flags |= future_flag(alias.name.as_str());
                }
            }
            ast::Stmt::Expr(expr) if expr.value.is_string_literal_expr() => {}
            _ => break,
        }
    }
    flags
}

/// The flag of one future feature; those that have become the language keep theirs.
fn future_flag(name: &str) -> u32 {
    match name {
        "division" => code_flags::FUTURE_DIVISION,
        "absolute_import" => code_flags::FUTURE_ABSOLUTE_IMPORT,
        "with_statement" => code_flags::FUTURE_WITH_STATEMENT,
        "print_function" => code_flags::FUTURE_PRINT_FUNCTION,
        "unicode_literals" => code_flags::FUTURE_UNICODE_LITERALS,
        "barry_as_FLUFL" => code_flags::FUTURE_BARRY_AS_BDFL,
        "generator_stop" => code_flags::FUTURE_GENERATOR_STOP,
        "annotations" => code_flags::FUTURE_ANNOTATIONS,
        _ => 0,
    }
}

#[cfg(test)]
#[path = "compile_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod hostile_tests;
