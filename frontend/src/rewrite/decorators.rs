//! Decorators of classes that have scopes of their own: lambdas, comprehensions.
//!
//! The generator takes their scopes before that of the class body, where the symbol table has them behind it.
//! So they are computed in statements of their own.

use super::has_scope;
use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, Stmt};

/// Replaces the statement by a block in front of it if its decorators have scopes.
pub(super) fn rewrite(statement: &mut Stmt) {
    let Stmt::ClassDef(class) = statement else { return };
    let Some(last) = class.decorator_list.iter().rposition(|d| has_scope(&d.expression)) else {
        return;
    };
    let computed = compute_first(class, last + 1);
    let class = std::mem::replace(statement, computed);
    if let Stmt::If(block) = statement {
        // Before the statement that forgets the decorators.
        block.body.insert(block.body.len() - 1, class);
    }
}

/// The block that computes the first `n` decorators of a class to variables, and forgets these; the class
/// names the variables afterwards. They have names that no program can write.
fn compute_first(class: &mut ast::StmtClassDef, n: usize) -> Stmt {
    let index = AtomicNodeIndex::default;
    let variable =
        |i: usize, range: TextRange, ctx| super::variable(&format!(".decorator{i}"), range, ctx);
    let mut body = Vec::new();
    let mut targets = Vec::new();
    for (i, decorator) in class.decorator_list.iter_mut().take(n).enumerate() {
        let range = decorator.expression.range();
        let load = variable(i, range, ast::ExprContext::Load);
        let value = Box::new(std::mem::replace(&mut decorator.expression, load));
        let store = vec![variable(i, range, ast::ExprContext::Store)];
        body.push(Stmt::Assign(ast::StmtAssign {
            node_index: index(),
            range,
            targets: store,
            value,
        }));
        targets.push(variable(i, range, ast::ExprContext::Del));
    }
    let range = class.decorator_list.first().map_or(class.range, Ranged::range);
    body.push(Stmt::Delete(ast::StmtDelete { node_index: index(), range, targets }));
    let test = ast::ExprBooleanLiteral { node_index: index(), range, value: true };
    Stmt::If(ast::StmtIf {
        node_index: index(),
        range,
        test: Box::new(Expr::BooleanLiteral(test)),
        body,
        elif_else_clauses: Vec::new(),
    })
}
