//! Trees that the generator does not take as they are, turned into trees that mean the same.

mod async_items;
mod decorators;
mod finally;
mod keys;
mod order;
mod walrus;

use ruff_text_size::TextRange;
use rustpython_compiler::ast::helpers::any_over_expr;
use rustpython_compiler::ast::visitor::transformer::{
    Transformer, walk_expr, walk_pattern, walk_stmt,
};
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, ExprContext, Pattern, Stmt};

/// Rewrites what has to be in the tree of a text; other trees stay as they are.
pub(crate) fn rewrite(module: &mut ast::Mod, text: &str) {
    // Expressions need a look only for that.
    let rewriter = Rewriter {
        has_walrus: text.contains(":="),
        has_async: text.contains("async"),
        has_loops: text.contains("for"),
    };
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
    /// Whether there may be a comprehension.
    has_loops: bool,
}

/// Whether code of its own belongs to an expression, or to a part of it.
fn has_scope(e: &Expr) -> bool {
    any_over_expr(e, &is_scope)
}

fn is_scope(e: &Expr) -> bool {
    e.is_lambda_expr()
        || e.is_generator_expr()
        || e.is_list_comp_expr()
        || e.is_set_comp_expr()
        || e.is_dict_comp_expr()
}

/// A variable, whose name no program can write.
fn variable(name: &str, range: TextRange, ctx: ExprContext) -> Expr {
    let (node_index, id) = (AtomicNodeIndex::default(), ast::name::Name::new(name));
    Expr::Name(ast::ExprName { node_index, range, id, ctx })
}

impl Transformer for Rewriter {
    fn visit_stmt(&self, statement: &mut Stmt) {
        walk_stmt(self, statement);
        match statement {
            Stmt::FunctionDef(function) if self.has_walrus => walrus::bind_in_function(function),
            Stmt::ClassDef(_) => decorators::rewrite(statement),
            Stmt::Assign(_) | Stmt::AnnAssign(_) => order::rewrite_assignment(statement),
            Stmt::Try(block) if !block.finalbody.is_empty() => finally::rewrite(statement),
            _ => {}
        }
    }

    fn visit_expr(&self, expression: &mut Expr) {
        if !self.has_walrus && !self.has_loops {
            return;
        }
        walk_expr(self, expression);
        order::rewrite_comprehension(expression);
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
