//! Syntax trees as `ast` knows them, in neutral form: the parser's tree turned into nodes named as in CPython's grammar.
//!
//! Places are CPython's: lines from 1, columns in bytes of UTF-8.

mod expressions;
mod patterns;
mod statements;
mod strings;

use crate::code::Constant;
use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast;

/// What a field of a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// An optional field without content.
    None,
    Node(Box<Node>),
    List(Vec<Tree>),
    /// An identifier or another text.
    Text(String),
    Int(i64),
    /// A constant of the program.
    Value(Constant),
}

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The name of its class in `ast`.
    pub kind: &'static str,
    pub fields: Vec<(&'static str, Tree)>,
    /// Line and column of start and end.
    pub place: Option<[u32; 4]>,
}

/// What kind of tree is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    Module,
    Expression,
    Interactive,
}

/// Builds nodes for one text.
struct Builder<'a> {
    text: &'a str,
    /// Byte offset of each line.
    lines: Vec<usize>,
}

/// Turns the parser's tree into nodes.
pub(crate) fn build(text: &str, module: &ast::Mod, root: Root) -> Node {
    let mut lines = vec![0];
    lines.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1));
    let b = Builder { text, lines };
    match (module, root) {
        (ast::Mod::Expression(e), _) => bare("Expression", vec![("body", b.expr(&e.body))]),
        (ast::Mod::Module(m), Root::Interactive) => {
            bare("Interactive", vec![("body", b.body(&m.body))])
        }
        (ast::Mod::Module(m), _) => bare(
            "Module",
            vec![("body", b.body(&m.body)), ("type_ignores", Tree::List(Vec::new()))],
        ),
    }
}

/// A node that has no place.
fn bare(kind: &'static str, fields: Vec<(&'static str, Tree)>) -> Node {
    Node { kind, fields, place: None }
}

/// A node without place and fields: contexts and operators.
fn tag(kind: &'static str) -> Tree {
    Tree::Node(Box::new(bare(kind, Vec::new())))
}

fn text(name: &str) -> Tree {
    Tree::Text(name.to_owned())
}

fn identifier(name: Option<&ast::Identifier>) -> Tree {
    name.map_or(Tree::None, |n| text(n.as_str()))
}

impl Builder<'_> {
    /// Line and column of a byte offset.
    fn position(&self, offset: usize) -> [u32; 2] {
        let line = self.lines.partition_point(|&start| start <= offset);
        [line as u32, (offset - self.lines[line - 1]) as u32]
    }

    fn span(&self, start: usize, end: usize) -> [u32; 4] {
        let ([a, b], [c, d]) = (self.position(start), self.position(end));
        [a, b, c, d]
    }

    fn range(&self, range: TextRange) -> [u32; 4] {
        self.span(range.start().into(), range.end().into())
    }

    /// A node with the place of a node of the parser.
    fn node(
        &self,
        kind: &'static str,
        at: &impl Ranged,
        fields: Vec<(&'static str, Tree)>,
    ) -> Tree {
        Tree::Node(Box::new(Node { kind, fields, place: Some(self.range(at.range())) }))
    }

    fn list<T>(&self, items: &[T], one: impl Fn(&Self, &T) -> Tree) -> Tree {
        Tree::List(items.iter().map(|item| one(self, item)).collect())
    }

    fn exprs(&self, items: &[ast::Expr]) -> Tree {
        self.list(items, Self::expr)
    }

    fn optional(&self, e: Option<&ast::Expr>) -> Tree {
        e.map_or(Tree::None, |e| self.expr(e))
    }

    fn body(&self, items: &[ast::Stmt]) -> Tree {
        self.list(items, Self::stmt)
    }
}
