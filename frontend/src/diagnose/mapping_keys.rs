//! Keys of mapping patterns that are equal, whatever they are written as: `{1: a, True: b}`.

use super::Finding;
use super::tree::place;
use rustpython_compiler::ast::visitor::source_order::{
    SourceOrderVisitor, walk_pattern, walk_stmt,
};
use rustpython_compiler::ast::{Expr, Mod, Number, Operator, Pattern, Stmt, UnaryOp};

/// The first pattern with such keys.
pub(super) fn duplicate(module: &Mod) -> Option<Finding> {
    let Mod::Module(module) = module else { return None };
    let mut search = Search { found: None };
    search.visit_body(&module.body);
    search.found
}

struct Search {
    found: Option<Finding>,
}

impl<'a> SourceOrderVisitor<'a> for Search {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.found.is_none() {
            walk_stmt(self, statement);
        }
    }

    // No expression holds a pattern.
    fn visit_expr(&mut self, _: &'a Expr) {}

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        if let Pattern::MatchMapping(mapping) = pattern
            && self.found.is_none()
        {
            let mut seen = Vec::new();
            for key in mapping.keys.iter().filter_map(Key::of) {
                if seen.contains(&key) {
                    let (start, end) = place(mapping);
                    let msg = format!("mapping pattern checks duplicate key ({})", key.repr());
                    self.found = Some(Finding::new(msg, start, end));
                    return;
                }
                seen.push(key);
            }
        }
        walk_pattern(self, pattern);
    }
}

/// The value of a literal.
enum Key {
    None,
    Bool(bool),
    /// Digits with a sign.
    Int(String),
    Float(f64),
    Complex(f64, f64),
    Str(String),
    Bytes(Vec<u8>),
}

impl Key {
    fn of(key: &Expr) -> Option<Key> {
        Some(match key {
            Expr::NoneLiteral(_) => Key::None,
            Expr::BooleanLiteral(literal) => Key::Bool(literal.value),
            Expr::StringLiteral(literal) => Key::Str(literal.value.to_str().to_owned()),
            Expr::BytesLiteral(literal) => Key::Bytes(literal.value.bytes().collect()),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(n) => Key::Int(n.to_string()),
                Number::Float(x) => Key::Float(*x),
                Number::Complex { real, imag } => Key::Complex(*real, *imag),
            },
            Expr::UnaryOp(minus) if minus.op == UnaryOp::USub => match Key::of(&minus.operand)? {
                Key::Int(n) if n == "0" => Key::Int(n),
                Key::Int(n) => Key::Int(format!("-{n}")),
                Key::Float(x) => Key::Float(-x),
                Key::Complex(real, imag) => Key::Complex(-real, -imag),
                _ => return None,
            },
            Expr::BinOp(sum) => {
                let (real, _) = Key::of(&sum.left)?.number()?;
                let (zero, imag) = Key::of(&sum.right)?.number()?;
                match sum.op {
                    Operator::Sub => Key::Complex(real - zero, -imag),
                    _ => Key::Complex(real + zero, imag),
                }
            }
            _ => return None,
        })
    }

    /// Real and imaginary part, if the key is a number that a float can be.
    fn number(&self) -> Option<(f64, f64)> {
        match self {
            Key::Bool(value) => Some((f64::from(u8::from(*value)), 0.0)),
            Key::Int(n) => {
                let x: f64 = n.parse().ok()?;
                (format!("{x}") == *n).then_some((x, 0.0))
            }
            Key::Float(x) => Some((*x, 0.0)),
            Key::Complex(real, imag) => Some((*real, *imag)),
            _ => None,
        }
    }

    /// The text that `repr()` of the value gives.
    fn repr(&self) -> String {
        match self {
            Key::None => "None".to_owned(),
            Key::Bool(true) => "True".to_owned(),
            Key::Bool(false) => "False".to_owned(),
            Key::Int(n) => n.clone(),
            Key::Float(x) => format!("{x:?}"),
            Key::Complex(real, imag) if *real == 0.0 => format!("{imag}j"),
            Key::Complex(real, imag) => format!("({real}{imag:+}j)"),
            Key::Str(text) => quoted(text, ""),
            Key::Bytes(bytes) => quoted(&bytes.escape_ascii().to_string(), "b"),
        }
    }
}

fn quoted(text: &str, prefix: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let escaped = if prefix.is_empty() {
        text.replace('\\', "\\\\").replace('\n', "\\n")
    } else {
        text.to_owned()
    };
    format!("{prefix}{quote}{escaped}{quote}")
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        match (self, other) {
            (Key::None, Key::None) => true,
            (Key::Int(a), Key::Int(b)) | (Key::Str(a), Key::Str(b)) => a == b,
            (Key::Bytes(a), Key::Bytes(b)) => a == b,
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }
}
