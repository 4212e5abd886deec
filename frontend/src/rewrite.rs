//! Trees that the generator does not take as they are, turned into trees that mean the same.
//!
//! - It takes the scopes of a class's decorators (lambdas, comprehensions) after the scope of its body, where
//!   the symbol table has them the other way round: such decorators are computed in statements of their own.
//! - It takes no signed or complex number as a key of a mapping pattern: they become constants, or an
//!   attribute that is the number itself.

use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::helpers::any_over_expr;
use rustpython_compiler::ast::visitor::transformer::{Transformer, walk_pattern, walk_stmt};
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, Number, Pattern, Stmt};

/// Rewrites what has to be; other trees stay as they are.
pub(crate) fn rewrite(module: &mut ast::Mod) {
    if let ast::Mod::Module(module) = module {
        module.body.iter_mut().for_each(|statement| Rewriter.visit_stmt(statement));
    }
}

struct Rewriter;

impl Transformer for Rewriter {
    fn visit_stmt(&self, statement: &mut Stmt) {
        walk_stmt(self, statement);
        if let Stmt::ClassDef(class) = statement
            && let Some(last) = class.decorator_list.iter().rposition(|d| has_scope(&d.expression))
        {
            let range = class.range;
            let computed = compute_first(class, last + 1);
            let class = std::mem::replace(statement, computed);
            if let Stmt::If(block) = statement {
                // Before the statement that forgets the decorators.
                block.body.insert(block.body.len() - 1, class);
                block.range = range;
            }
        }
    }

    /// No statement is in an expression.
    fn visit_expr(&self, _: &mut Expr) {}

    fn visit_pattern(&self, pattern: &mut Pattern) {
        walk_pattern(self, pattern);
        if let Pattern::MatchMapping(mapping) = pattern {
            mapping.keys.iter_mut().for_each(plain_key);
        }
    }
}

/// Whether code of its own belongs to the expression.
fn has_scope(e: &Expr) -> bool {
    any_over_expr(e, &|e| {
        e.is_lambda_expr()
            || e.is_generator_expr()
            || e.is_list_comp_expr()
            || e.is_set_comp_expr()
            || e.is_dict_comp_expr()
    })
}

/// The block that computes the first `n` decorators of a class to variables, and forgets these; the class
/// names the variables afterwards. They have names that no program can write.
fn compute_first(class: &mut ast::StmtClassDef, n: usize) -> Stmt {
    let index = AtomicNodeIndex::default;
    let variable = |i: usize, range: TextRange, ctx| {
        let id = ast::name::Name::new(format!(".decorator{i}"));
        Expr::Name(ast::ExprName { node_index: index(), range, id, ctx })
    };
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

/// Makes a signed or complex number that is a key one that the generator takes.
fn plain_key(key: &mut Expr) {
    let range = key.range();
    let node_index = AtomicNodeIndex::default();
    if let Some(value) = folded(key) {
        *key = Expr::NumberLiteral(ast::ExprNumberLiteral { node_index, range, value });
    } else if key.is_unary_op_expr() {
        let value = Box::new(key.clone());
        let attr = ast::Identifier::new("real", range);
        let ctx = ast::ExprContext::Load;
        *key = Expr::Attribute(ast::ExprAttribute { node_index, range, value, attr, ctx });
    }
}

/// The number that a key is, if it is signed or complex, and not an int.
fn folded(key: &Expr) -> Option<Number> {
    match key {
        Expr::UnaryOp(minus) => match number(&minus.operand)? {
            Number::Int(_) => None,
            Number::Float(x) => Some(Number::Float(-x)),
            Number::Complex { real, imag } => Some(Number::Complex { real: -real, imag: -imag }),
        },
        Expr::BinOp(sum) => {
            let real = real_part(&sum.left)?;
            let Number::Complex { real: zero, imag } = *number(&sum.right)? else { return None };
            Some(match sum.op {
                ast::Operator::Sub => Number::Complex { real: real - zero, imag: -imag },
                _ => Number::Complex { real: real + zero, imag },
            })
        }
        _ => None,
    }
}

/// The value of an int or a float with or without a sign.
fn real_part(e: &Expr) -> Option<f64> {
    if let Expr::UnaryOp(minus) = e {
        let x = real_part(&minus.operand)?;
        // There is one int 0 only.
        let is_int = matches!(number(&minus.operand), Some(Number::Int(_)));
        return Some(if is_int && x == 0.0 { 0.0 } else { -x });
    }
    match number(e)? {
        Number::Int(n) => n.to_string().parse().ok(),
        Number::Float(x) => Some(*x),
        Number::Complex { .. } => None,
    }
}

fn number(e: &Expr) -> Option<&Number> {
    match e {
        Expr::NumberLiteral(literal) => Some(&literal.value),
        _ => None,
    }
}
