//! What CPython calls a kind of expression in its messages.

use rustpython_compiler::ast::{Expr, UnaryOp};

/// The words for an expression that stands where a target should.
pub fn expression_name(expression: &Expr) -> &'static str {
    match expression {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) => "f-string expression",
        Expr::TString(_) => "t-string expression",
        Expr::NoneLiteral(_) => "None",
        Expr::BooleanLiteral(literal) if literal.value => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        _ => "literal",
    }
}

/// Whether the grammar's `bitwise_or` covers an expression that is no target.
///
/// For these CPython guesses that `==` was meant.
pub fn is_comparable(expression: &Expr) -> bool {
    match expression {
        Expr::BoolOp(_) | Expr::Compare(_) | Expr::If(_) | Expr::Lambda(_) | Expr::Starred(_) => {
            false
        }
        Expr::List(_) | Expr::Tuple(_) | Expr::Generator(_) => false,
        Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) => false,
        Expr::UnaryOp(unary) => !matches!(unary.op, UnaryOp::Not),
        _ => true,
    }
}
