//! Programs that parse but mean nothing: errors of the symbol table and the generator.
//!
//! These come with the start of a place at most; which node they mean is found by what each is about.

use super::tree::{Around, place};
use super::{Finding, Program};
use crate::error::{ErrorKind, SyntaxErrorInfo};
use rustpython_codegen::error::{CodegenError, CodegenErrorType as E, PatternUnreachableReason};
use rustpython_compiler::ast::visitor::source_order::{SourceOrderVisitor, walk_stmt};
use rustpython_compiler::ast::{Expr, Mod, Stmt};

/// Describes an error of the generator.
pub fn codegen_error(error: &CodegenError, program: &Program<'_>, root: &Mod) -> SyntaxErrorInfo {
    let msg = message(&error.error);
    let offset = match error.location {
        Some(location) => {
            let line = location.line.get() - 1;
            let start: usize = program.text.split_inclusive('\n').take(line).map(str::len).sum();
            Some((start + location.character_offset.get() - 1).min(program.text.len()))
        }
        None => declared_name(&msg).and_then(|name| nonlocal_declaration(root, name)),
    };
    let Some(offset) = offset else {
        return SyntaxErrorInfo::new(ErrorKind::SyntaxError, msg, program.filename);
    };
    let (start, end) = culprit(&error.error, &msg, &Around::new(root, offset), offset);
    program.report(&Finding::new(msg, start, end))
}

/// CPython's words.
fn message(error: &E) -> String {
    match error {
        E::InvalidContinue => "'continue' not properly in loop".to_owned(),
        E::AsyncReturnValue => "'return' with value in async generator".to_owned(),
        E::FunctionImportStar => "import * only allowed at module level".to_owned(),
        E::InvalidFutureFeature(name) if name == "braces" => "not a chance".to_owned(),
        E::DuplicateStore(name) => format!("multiple assignments to name '{name}' in pattern"),
        E::UnreachablePattern(PatternUnreachableReason::Wildcard) => {
            "wildcard makes remaining patterns unreachable".to_owned()
        }
        E::SyntaxError(msg) => match msg.as_str() {
            "'import *' only allowed at module level" => {
                "import * only allowed at module level".to_owned()
            }
            msg if msg.starts_with("cannot define nonlocal") => {
                "nonlocal declaration not allowed at module level".to_owned()
            }
            msg => msg.to_owned(),
        },
        other => other.to_string(),
    }
}

/// The part of the text that an error at `offset` is about.
fn culprit(error: &E, msg: &str, around: &Around<'_>, offset: usize) -> (usize, usize) {
    let statement = around.statements.last().map(|&statement| place(statement));
    let is_statement = match error {
        E::InvalidBreak
        | E::InvalidContinue
        | E::InvalidReturn
        | E::AsyncReturnValue
        | E::InvalidAsyncFor
        | E::InvalidAsyncWith
        | E::InvalidFuturePlacement
        | E::Delete(_) => true,
        E::SyntaxError(_) => msg.contains("global") || msg.contains("nonlocal"),
        _ => false,
    };
    if let (true, Some(place)) = (is_statement, statement) {
        return place;
    }
    match (error, around.statements.last()) {
        (E::InvalidFutureFeature(_) | E::FunctionImportStar, Some(Stmt::ImportFrom(import))) => {
            return import.names.first().map_or((offset, offset), place);
        }
        (E::MultipleStarArgs, Some(Stmt::Assign(assign))) => return place(&assign.targets[0]),
        (E::SyntaxError(text), Some(Stmt::Assign(assign)))
            if text.starts_with("starred assignment") =>
        {
            return place(&assign.targets[0]);
        }
        _ => {}
    }
    let starts_here = |e: &&&Expr| place(**e).0 == offset;
    match around.expressions.iter().find(starts_here) {
        Some(&expression) => place(expression),
        None => (offset, offset + word_length(around, offset)),
    }
}

/// Length of the identifier at `offset`, as far as the tree tells.
fn word_length(around: &Around<'_>, offset: usize) -> usize {
    let starts = |node: &&&Stmt| place(**node).0 == offset;
    around.statements.iter().find(starts).map_or(1, |&statement| place(statement).1 - offset)
}

/// The name in a message about a binding: `no binding for nonlocal 'x' found`.
fn declared_name(msg: &str) -> Option<&str> {
    let rest = msg.split_once("nonlocal '")?.1;
    Some(rest.split_once('\'')?.0)
}

/// Where a `nonlocal` statement names `name`.
fn nonlocal_declaration(root: &Mod, name: &str) -> Option<usize> {
    struct Search<'n> {
        name: &'n str,
        found: Option<usize>,
    }
    impl<'a> SourceOrderVisitor<'a> for Search<'_> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if let Stmt::Nonlocal(nonlocal) = statement
                && nonlocal.names.iter().any(|n| n.as_str() == self.name)
            {
                self.found.get_or_insert(place(statement).0);
            }
            walk_stmt(self, statement);
        }
    }
    let Mod::Module(module) = root else { return None };
    let mut search = Search { name, found: None };
    search.visit_body(&module.body);
    search.found
}
