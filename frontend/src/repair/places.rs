//! Where the parts of a program are to which the generator gives the place of a part within.

use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use rustpython_compiler::ast::{Expr, Mod, Stmt, StmtClassDef};
use std::collections::{HashMap, HashSet};

/// Line and column of start and end.
pub type Span = [i32; 4];

/// A `class` statement.
#[derive(Clone, Debug)]
pub struct Class {
    /// From the keyword on.
    pub whole: Span,
    /// Expressions of its decorators, first one first.
    pub decorators: Vec<Span>,
}

/// Where the parts of a program are.
#[derive(Default)]
pub struct Places {
    /// Attributes by the place that the generator gives and the name.
    pub attributes: HashMap<(Span, String), Vec<Span>>,
    /// `await` and `yield from` by the place of the operand.
    pub delegations: HashMap<Span, Span>,
    /// `return` statements by the place of the value.
    pub returns: HashMap<Span, Span>,
    /// Places of all `return` statements.
    pub return_statements: HashSet<Span>,
    /// Places of `pass` and of other statements without code.
    pub empty_statements: HashSet<Span>,
    /// Classes by the first line of their code, decorators included, and the name.
    pub classes: HashMap<(u32, String), Class>,
    /// That line by the one that the generator gives, of the last decorator, and the name.
    pub first_lines: HashMap<(u32, String), u32>,
}

impl Places {
    /// Looks through a program.
    pub fn of(text: &str, module: &Mod) -> Places {
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1));
        let mut collector = Collector { text, lines, found: Places::default() };
        match module {
            Mod::Module(module) => collector.visit_body(&module.body),
            Mod::Expression(expression) => collector.visit_expr(&expression.body),
        }
        for places in collector.found.attributes.values_mut() {
            // Inner attributes of one chain come first.
            places.sort_unstable();
            places.dedup();
        }
        collector.found
    }
}

struct Collector<'a> {
    text: &'a str,
    lines: Vec<usize>,
    found: Places,
}

impl Collector<'_> {
    fn position(&self, offset: usize) -> [i32; 2] {
        let line = self.lines.partition_point(|&start| start <= offset);
        [line as i32, (offset - self.lines[line - 1]) as i32]
    }

    fn span(&self, range: TextRange) -> Span {
        let ([a, b], [c, d]) =
            (self.position(range.start().into()), self.position(range.end().into()));
        [a, b, c, d]
    }

    fn class(&mut self, c: &StmtClassDef) {
        // The statement's own range may begin with its decorators.
        let name = c.name.range().start().into();
        let Some(keyword) = self.text[..name].rfind("class") else { return };
        let mut lines = c.decorator_list.iter().map(|d| d.range().start().into());
        let (first, last) = (lines.next(), lines.next_back());
        let line = self.position(first.unwrap_or(keyword))[0] as u32;
        if let Some(last) = last {
            let given = self.position(last)[0] as u32;
            self.found.first_lines.insert((given, c.name.to_string()), line);
        }
        let ([a, b], [end_line, end]) =
            (self.position(keyword), self.position(c.range().end().into()));
        let decorators = c.decorator_list.iter().map(|d| self.span(d.expression.range())).collect();
        let class = Class { whole: [a, b, end_line, end], decorators };
        self.found.classes.insert((line, c.name.to_string()), class);
    }
}

impl<'a> SourceOrderVisitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::ClassDef(c) => self.class(c),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {
                let place = self.span(s.range());
                self.found.empty_statements.insert(place);
            }
            Stmt::Return(r) => {
                let whole = self.span(r.range());
                self.found.return_statements.insert(whole);
                if let Some(value) = &r.value {
                    let value = self.span(value.range());
                    self.found.returns.insert(value, whole);
                }
            }
            _ => {}
        }
        walk_stmt(self, s);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        let delegated = match e {
            Expr::Await(x) => Some(&x.value),
            Expr::YieldFrom(x) => Some(&x.value),
            _ => None,
        };
        if let Some(operand) = delegated {
            let (operand, whole) = (self.span(operand.range()), self.span(e.range()));
            self.found.delegations.insert(operand, whole);
        }
        if let Expr::Attribute(attribute) = e {
            let mut root = &attribute.value;
            while let Expr::Attribute(inner) = &**root {
                root = &inner.value;
            }
            let (key, mut whole) = (self.span(root.range()), self.span(e.range()));
            if whole[0] != whole[2] {
                // Of an expression over several lines, the line of the name counts.
                let name = self.span(attribute.attr.range());
                [whole[0], whole[1]] = [name[0], name[1]];
            }
            let name = attribute.attr.as_str().to_owned();
            self.found.attributes.entry((key, name)).or_default().push(whole);
        }
        walk_expr(self, e);
    }
}
