//! Looking nodes of the syntax tree up by their place.

use ruff_text_size::Ranged;
use rustpython_compiler::ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use rustpython_compiler::ast::{Expr, Mod, Stmt};

/// The statements and expressions around a place, outer before inner.
#[derive(Default)]
pub struct Around<'a> {
    offset: usize,
    pub statements: Vec<&'a Stmt>,
    pub expressions: Vec<&'a Expr>,
}

impl<'a> Around<'a> {
    /// Everything that contains the byte offset, or ends there.
    pub fn new(root: &'a Mod, offset: usize) -> Self {
        let mut around = Self { offset, ..Self::default() };
        match root {
            Mod::Module(module) => around.visit_body(&module.body),
            Mod::Expression(expression) => around.visit_expr(&expression.body),
        }
        around
    }

    /// The outermost expression with exactly that range.
    pub fn expression(&self, start: usize, end: usize) -> Option<&'a Expr> {
        let fits = |e: &&&Expr| place(*e) == (start, end);
        self.expressions.iter().find(fits).copied()
    }

    fn contains(&self, node: &impl Ranged) -> bool {
        let (start, end) = place(node);
        start <= self.offset && self.offset <= end
    }
}

impl<'a> SourceOrderVisitor<'a> for Around<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.contains(statement) {
            self.statements.push(statement);
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.contains(expression) {
            self.expressions.push(expression);
            walk_expr(self, expression);
        }
    }
}

/// Start and end of a node in bytes.
pub fn place(node: &impl Ranged) -> (usize, usize) {
    (node.start().into(), node.end().into())
}
