//! Signed and complex numbers as keys of mapping patterns, which the generator does not take.

use ruff_text_size::Ranged;
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, Number};

/// Makes such a number a constant, or if it is an int an attribute that is the number itself.
pub(super) fn plain_key(key: &mut Expr) {
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
