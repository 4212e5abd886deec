//! Patterns of `match`, and type parameters.

use super::{Builder, Tree, bare, identifier, text};
use crate::code::Constant;
use rustpython_compiler::ast::{self, Pattern};

impl Builder<'_> {
    pub(super) fn cases(&self, cases: &[ast::MatchCase]) -> Tree {
        self.list(cases, |b, case| {
            let fields = vec![
                ("pattern", b.pattern(&case.pattern)),
                ("guard", b.optional(case.guard.as_deref())),
                ("body", b.body(&case.body)),
            ];
            Tree::Node(Box::new(bare("match_case", fields)))
        })
    }

    fn patterns(&self, patterns: &[Pattern]) -> Tree {
        self.list(patterns, Self::pattern)
    }

    fn pattern(&self, p: &Pattern) -> Tree {
        match p {
            Pattern::MatchValue(x) => {
                self.node("MatchValue", p, vec![("value", self.expr(&x.value))])
            }
            Pattern::MatchSingleton(x) => {
                let value = match x.value {
                    ast::Singleton::None => Constant::None,
                    ast::Singleton::True => Constant::True,
                    ast::Singleton::False => Constant::False,
                };
                self.node("MatchSingleton", p, vec![("value", Tree::Value(value))])
            }
            Pattern::MatchSequence(x) => {
                self.node("MatchSequence", p, vec![("patterns", self.patterns(&x.patterns))])
            }
            Pattern::MatchMapping(x) => self.node(
                "MatchMapping",
                p,
                vec![
                    ("keys", self.exprs(&x.keys)),
                    ("patterns", self.patterns(&x.patterns)),
                    ("rest", identifier(x.rest.as_ref())),
                ],
            ),
            Pattern::MatchClass(x) => self.node(
                "MatchClass",
                p,
                vec![
                    ("cls", self.expr(&x.cls)),
                    ("patterns", self.patterns(&x.arguments.patterns)),
                    ("kwd_attrs", self.list(&x.arguments.keywords, |_, k| text(k.attr.as_str()))),
                    (
                        "kwd_patterns",
                        self.list(&x.arguments.keywords, |b, k| b.pattern(&k.pattern)),
                    ),
                ],
            ),
            Pattern::MatchStar(x) => {
                self.node("MatchStar", p, vec![("name", identifier(x.name.as_ref()))])
            }
            Pattern::MatchAs(x) => {
                let inner = x.pattern.as_deref().map_or(Tree::None, |inner| self.pattern(inner));
                self.node(
                    "MatchAs",
                    p,
                    vec![("pattern", inner), ("name", identifier(x.name.as_ref()))],
                )
            }
            Pattern::MatchOr(x) => {
                self.node("MatchOr", p, vec![("patterns", self.patterns(&x.patterns))])
            }
        }
    }

    pub(super) fn type_params(&self, params: Option<&ast::TypeParams>) -> Tree {
        let params = params.map_or(&[][..], |p| &p.type_params[..]);
        self.list(params, |b, p| {
            let (kind, name, bound, default) = match p {
                ast::TypeParam::TypeVar(x) => {
                    ("TypeVar", &x.name, Some(b.optional(x.bound.as_deref())), x.default.as_deref())
                }
                ast::TypeParam::ParamSpec(x) => ("ParamSpec", &x.name, None, x.default.as_deref()),
                ast::TypeParam::TypeVarTuple(x) => {
                    ("TypeVarTuple", &x.name, None, x.default.as_deref())
                }
            };
            let mut fields = vec![("name", text(name.as_str()))];
            fields.extend(bound.map(|bound| ("bound", bound)));
            fields.push(("default_value", b.optional(default)));
            b.node(kind, p, fields)
        })
    }
}
