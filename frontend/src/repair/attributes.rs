//! The places of attribute loads and of delegation.
//!
//! The generator gives a `LOAD_ATTR` the place of what its object was loaded by, and `await` and `yield from` that of their operand; CPython gives them that of the whole expression.

use super::listing::Listing;
use super::locations::Location;
use super::opcode::{END_SEND, GET_AWAITABLE, GET_YIELD_FROM_ITER, LOAD_ATTR, SEND, YIELD_VALUE};
use crate::code::CodeUnit;
use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use rustpython_compiler::ast::{Expr, Mod};
use std::collections::HashMap;

/// Line and column of start and end.
type Span = [i32; 4];

/// Where the attributes of a program are: by the place that the generator gives and the name.
#[derive(Default)]
pub struct Attributes {
    places: HashMap<(Span, String), Vec<Span>>,
    /// Of `await` and `yield from`, by the place of the operand.
    delegations: HashMap<Span, Span>,
}

impl Attributes {
    /// Looks through a program.
    pub fn of(text: &str, module: &Mod) -> Attributes {
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1));
        let mut collector = Collector { lines, found: Attributes::default() };
        match module {
            Mod::Module(module) => collector.visit_body(&module.body),
            Mod::Expression(expression) => collector.visit_expr(&expression.body),
        }
        for places in collector.found.places.values_mut() {
            // Inner attributes of one chain come first.
            places.sort_unstable();
            places.dedup();
        }
        collector.found
    }
}

struct Collector {
    lines: Vec<usize>,
    found: Attributes,
}

impl Collector {
    fn position(&self, offset: usize) -> [i32; 2] {
        let line = self.lines.partition_point(|&start| start <= offset);
        [line as i32, (offset - self.lines[line - 1]) as i32]
    }

    fn span(&self, range: TextRange) -> Span {
        let ([a, b], [c, d]) =
            (self.position(range.start().into()), self.position(range.end().into()));
        [a, b, c, d]
    }
}

impl<'a> SourceOrderVisitor<'a> for Collector {
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
            self.found.places.entry((key, name)).or_default().push(whole);
        }
        walk_expr(self, e);
    }
}

/// Corrects the places; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit, attributes: &Attributes) -> bool {
    let (mut seen, mut changed) = (HashMap::new(), false);
    for instruction in &mut listing.instructions {
        let Location::Full { line, end_line, column, end_column } = instruction.location else {
            continue;
        };
        match instruction.opcode {
            LOAD_ATTR => {}
            SEND | END_SEND | YIELD_VALUE | GET_AWAITABLE | GET_YIELD_FROM_ITER => {
                let Some(&whole) =
                    attributes.delegations.get(&[line, column, end_line, end_column])
                else {
                    continue;
                };
                let [line, column, end_line, end_column] = whole;
                instruction.location = Location::Full { line, end_line, column, end_column };
                changed = true;
                continue;
            }
            _ => continue,
        }
        let Some(name) = code.names.get(instruction.argument as usize >> 1) else { continue };
        let key = ([line, column, end_line, end_column], name.clone());
        let Some(places) = attributes.places.get(&key) else { continue };
        // A name that comes twice in a chain is loaded inside out.
        let turn: &mut usize = seen.entry(key).or_default();
        let [line, column, end_line, end_column] = places[*turn % places.len()];
        *turn += 1;
        instruction.location = Location::Full { line, end_line, column, end_column };
        changed = true;
    }
    changed
}
