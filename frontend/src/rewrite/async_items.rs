//! Generator expressions whose items need an async comprehension (`([x async for x in f(y)] for y in z)`): they are
//! async generators, since that is awaited. The generator of code only looks for `await`.

use ruff_text_size::Ranged;
use rustpython_compiler::ast::visitor::source_order::{SourceOrderVisitor, walk_expr};
use rustpython_compiler::ast::{self, AtomicNodeIndex, Expr, ExprGenerator};

/// Puts an `await` in such an expression, where it never runs.
pub(super) fn rewrite(generator: &mut ExprGenerator) {
    let mut search = Search::default();
    search.visit_expr(&generator.elt);
    for (i, part) in generator.generators.iter().enumerate() {
        // The first iterable is evaluated outside.
        if i > 0 {
            search.visit_expr(&part.iter);
        }
        part.ifs.iter().for_each(|condition| search.visit_expr(condition));
    }
    if !search.has_async {
        return;
    }
    let range = generator.elt.range();
    let node_index = AtomicNodeIndex::default;
    let none = Expr::NoneLiteral(ast::ExprNoneLiteral { node_index: node_index(), range });
    let never =
        Expr::Await(ast::ExprAwait { node_index: node_index(), range, value: Box::new(none) });
    let yes = Expr::BooleanLiteral(ast::ExprBooleanLiteral {
        node_index: node_index(),
        range,
        value: true,
    });
    let placeholder = Expr::NoneLiteral(ast::ExprNoneLiteral { node_index: node_index(), range });
    let item = std::mem::replace(&mut *generator.elt, placeholder);
    *generator.elt = Expr::If(ast::ExprIf {
        node_index: node_index(),
        range,
        test: Box::new(yes),
        body: Box::new(item),
        orelse: Box::new(never),
    });
}

#[derive(Default)]
struct Search {
    has_async: bool,
}

impl<'a> SourceOrderVisitor<'a> for Search {
    fn visit_expr(&mut self, e: &'a Expr) {
        let parts = match e {
            Expr::ListComp(list) => &list.generators,
            Expr::SetComp(set) => &set.generators,
            Expr::DictComp(dict) => &dict.generators,
            // What these await does not concern whoever makes them.
            Expr::Generator(_) | Expr::Lambda(_) => return,
            _ => return walk_expr(self, e),
        };
        self.has_async |= parts.iter().any(|part| part.is_async);
        walk_expr(self, e);
    }
}
