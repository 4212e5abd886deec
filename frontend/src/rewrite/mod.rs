//! Trees that the generator does not take as they are, turned into trees that mean the same.

mod async_items;
mod decorators;
mod finally;
mod keys;
mod walrus;

use rustpython_compiler::ast::visitor::transformer::{
    Transformer, walk_expr, walk_pattern, walk_stmt,
};
use rustpython_compiler::ast::{self, Expr, Pattern, Stmt};

/// Rewrites what has to be in the tree of a text; other trees stay as they are.
pub(crate) fn rewrite(module: &mut ast::Mod, text: &str) {
    // Expressions need a look only for that.
    let rewriter = Rewriter { has_walrus: text.contains(":="), has_async: text.contains("async") };
    match module {
        ast::Mod::Module(module) => {
            module.body.iter_mut().for_each(|statement| rewriter.visit_stmt(statement));
        }
        ast::Mod::Expression(expression) => rewriter.visit_expr(&mut expression.body),
    }
}

struct Rewriter {
    /// Whether there is an assignment expression somewhere.
    has_walrus: bool,
    /// Whether there may be an async comprehension.
    has_async: bool,
}

impl Transformer for Rewriter {
    fn visit_stmt(&self, statement: &mut Stmt) {
        walk_stmt(self, statement);
        match statement {
            Stmt::FunctionDef(function) if self.has_walrus => walrus::bind_in_function(function),
            Stmt::ClassDef(_) => decorators::rewrite(statement),
            Stmt::Try(block) if !block.finalbody.is_empty() => finally::rewrite(statement),
            _ => {}
        }
    }

    fn visit_expr(&self, expression: &mut Expr) {
        if !self.has_walrus && !self.has_async {
            return;
        }
        walk_expr(self, expression);
        match expression {
            Expr::Lambda(lambda) if self.has_walrus => walrus::bind_in_lambda(lambda),
            Expr::Generator(generator) if self.has_async => async_items::rewrite(generator),
            _ => {}
        }
    }

    fn visit_pattern(&self, pattern: &mut Pattern) {
        walk_pattern(self, pattern);
        if let Pattern::MatchMapping(mapping) = pattern {
            mapping.keys.iter_mut().for_each(keys::plain_key);
        }
    }
}
