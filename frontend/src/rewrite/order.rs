//! Expressions whose scopes the symbol table takes in another order than the generator.
//!
//! It takes the targets of an assignment before the value, and what a comprehension gives before its conditions. So values
//! are computed first, and what a comprehension gives is the item of one more `for`.

use super::{has_scope, variable};
use ruff_text_size::Ranged;
use rustpython_compiler::ast::helpers::any_over_expr;
use rustpython_compiler::ast::{self, AtomicNodeIndex, Comprehension, Expr, ExprContext, Stmt};

/// Computes the value in a statement of its own, if it and a target have scopes.
pub(super) fn rewrite_assignment(statement: &mut Stmt) {
    let range = statement.range();
    let index = AtomicNodeIndex::default;
    let value = match statement {
        Stmt::Assign(s) if s.targets.iter().any(has_scope) => &mut s.value,
        Stmt::AnnAssign(ast::StmtAnnAssign { target, value: Some(value), .. })
            if has_scope(target) =>
        {
            value
        }
        _ => return,
    };
    if !has_scope(value) {
        return;
    }
    let name = format!(".value{}", u32::from(range.start()));
    let load = variable(&name, value.range(), ExprContext::Load);
    let value = Box::new(std::mem::replace(&mut **value, load));
    let store = variable(&name, value.range(), ExprContext::Store);
    let del = vec![variable(&name, range, ExprContext::Del)];
    let first = ast::StmtAssign { node_index: index(), range, targets: vec![store], value };
    let last = ast::StmtDelete { node_index: index(), range, targets: del };
    let test = ast::ExprBooleanLiteral { node_index: index(), range, value: true };
    let block = Stmt::If(ast::StmtIf {
        node_index: index(),
        range,
        test: Box::new(Expr::BooleanLiteral(test)),
        body: vec![Stmt::Assign(first)],
        elif_else_clauses: Vec::new(),
    });
    let assignment = std::mem::replace(statement, block);
    if let Stmt::If(block) = statement {
        block.body.extend([assignment, Stmt::Delete(last)]);
    }
}

/// Puts what a comprehension gives behind its conditions, if both have scopes.
pub(super) fn rewrite_comprehension(expression: &mut Expr) {
    match expression {
        Expr::ListComp(ast::ExprListComp { elt, generators, .. })
        | Expr::SetComp(ast::ExprSetComp { elt, generators, .. })
        | Expr::Generator(ast::ExprGenerator { elt, generators, .. }) => {
            put_last(&mut [elt], generators);
        }
        Expr::DictComp(ast::ExprDictComp { key, value, generators, .. }) => {
            put_last(&mut [key, value], generators);
        }
        _ => {}
    }
}

fn put_last(given: &mut [&mut Box<Expr>], generators: &mut Vec<Comprehension>) {
    // The first iterable belongs to the scope around.
    let inside = generators.iter().enumerate().any(|(i, generator)| {
        generator.ifs.iter().any(has_scope) || i > 0 && has_scope(&generator.iter)
    });
    let has_scopes = given.iter().any(|e| has_scope(e));
    // No name may be bound in an iterable.
    let binds = given.iter().any(|e| any_over_expr(e, &|e| e.is_named_expr()));
    if !inside || !has_scopes || binds {
        return;
    }
    for (i, given) in given.iter_mut().enumerate() {
        let range = given.range();
        let name = format!(".item{i}");
        let load = variable(&name, range, ExprContext::Load);
        let item = std::mem::replace(&mut ***given, load);
        let iter = Expr::Tuple(ast::ExprTuple {
            node_index: AtomicNodeIndex::default(),
            range,
            elts: vec![item],
            ctx: ExprContext::Load,
            parenthesized: true,
        });
        generators.push(Comprehension {
            node_index: AtomicNodeIndex::default(),
            range,
            target: variable(&name, range, ExprContext::Store),
            iter,
            ifs: Vec::new(),
            is_async: false,
        });
    }
}
