//! Statements.

use super::expressions::operator;
use super::{Builder, Node, Tree, bare, identifier, text};
use ruff_text_size::Ranged;
use rustpython_compiler::ast::{self, Stmt};

impl Builder<'_> {
    pub(super) fn stmt(&self, s: &Stmt) -> Tree {
        match s {
            Stmt::FunctionDef(x) => {
                let kind = if x.is_async { "AsyncFunctionDef" } else { "FunctionDef" };
                let fields = vec![
                    ("name", text(x.name.as_str())),
                    ("args", self.parameters(Some(&x.parameters))),
                    ("body", self.body(&x.body)),
                    ("decorator_list", self.decorators(&x.decorator_list)),
                    ("returns", self.optional(x.returns.as_deref())),
                    ("type_comment", Tree::None),
                    ("type_params", self.type_params(x.type_params.as_deref())),
                ];
                self.decorated(kind, s, &x.decorator_list, fields)
            }
            Stmt::ClassDef(x) => {
                let (args, keywords) = match &x.arguments {
                    Some(a) => (self.exprs(&a.args), self.list(&a.keywords, Self::keyword)),
                    None => (Tree::List(Vec::new()), Tree::List(Vec::new())),
                };
                let fields = vec![
                    ("name", text(x.name.as_str())),
                    ("bases", args),
                    ("keywords", keywords),
                    ("body", self.body(&x.body)),
                    ("decorator_list", self.decorators(&x.decorator_list)),
                    ("type_params", self.type_params(x.type_params.as_deref())),
                ];
                self.decorated("ClassDef", s, &x.decorator_list, fields)
            }
            Stmt::Return(x) => {
                self.node("Return", s, vec![("value", self.optional(x.value.as_deref()))])
            }
            Stmt::Delete(x) => self.node("Delete", s, vec![("targets", self.exprs(&x.targets))]),
            Stmt::TypeAlias(x) => self.node(
                "TypeAlias",
                s,
                vec![
                    ("name", self.expr(&x.name)),
                    ("type_params", self.type_params(x.type_params.as_deref())),
                    ("value", self.expr(&x.value)),
                ],
            ),
            Stmt::Assign(x) => {
                let (targets, value) = (self.exprs(&x.targets), self.expr(&x.value));
                self.node(
                    "Assign",
                    s,
                    vec![("targets", targets), ("value", value), ("type_comment", Tree::None)],
                )
            }
            Stmt::AugAssign(x) => self.node(
                "AugAssign",
                s,
                vec![
                    ("target", self.expr(&x.target)),
                    ("op", operator(x.op)),
                    ("value", self.expr(&x.value)),
                ],
            ),
            Stmt::AnnAssign(x) => self.node(
                "AnnAssign",
                s,
                vec![
                    ("target", self.expr(&x.target)),
                    ("annotation", self.expr(&x.annotation)),
                    ("value", self.optional(x.value.as_deref())),
                    ("simple", Tree::Int(x.simple.into())),
                ],
            ),
            Stmt::For(x) => self.node(
                if x.is_async { "AsyncFor" } else { "For" },
                s,
                vec![
                    ("target", self.expr(&x.target)),
                    ("iter", self.expr(&x.iter)),
                    ("body", self.body(&x.body)),
                    ("orelse", self.body(&x.orelse)),
                    ("type_comment", Tree::None),
                ],
            ),
            Stmt::While(x) => self.node(
                "While",
                s,
                vec![
                    ("test", self.expr(&x.test)),
                    ("body", self.body(&x.body)),
                    ("orelse", self.body(&x.orelse)),
                ],
            ),
            Stmt::If(x) => {
                let orelse = self.else_clauses(&x.elif_else_clauses, s.end().into());
                self.node(
                    "If",
                    s,
                    vec![
                        ("test", self.expr(&x.test)),
                        ("body", self.body(&x.body)),
                        ("orelse", orelse),
                    ],
                )
            }
            Stmt::With(x) => {
                let items = self.list(&x.items, |b, item| {
                    let fields = vec![
                        ("context_expr", b.expr(&item.context_expr)),
                        ("optional_vars", b.optional(item.optional_vars.as_deref())),
                    ];
                    Tree::Node(Box::new(bare("withitem", fields)))
                });
                let kind = if x.is_async { "AsyncWith" } else { "With" };
                self.node(
                    kind,
                    s,
                    vec![
                        ("items", items),
                        ("body", self.body(&x.body)),
                        ("type_comment", Tree::None),
                    ],
                )
            }
            Stmt::Match(x) => self.node(
                "Match",
                s,
                vec![("subject", self.expr(&x.subject)), ("cases", self.cases(&x.cases))],
            ),
            Stmt::Raise(x) => {
                let (exc, cause) =
                    (self.optional(x.exc.as_deref()), self.optional(x.cause.as_deref()));
                self.node("Raise", s, vec![("exc", exc), ("cause", cause)])
            }
            Stmt::Try(x) => self.node(
                if x.is_star { "TryStar" } else { "Try" },
                s,
                vec![
                    ("body", self.body(&x.body)),
                    ("handlers", self.list(&x.handlers, Self::handler)),
                    ("orelse", self.body(&x.orelse)),
                    ("finalbody", self.body(&x.finalbody)),
                ],
            ),
            Stmt::Assert(x) => self.node(
                "Assert",
                s,
                vec![("test", self.expr(&x.test)), ("msg", self.optional(x.msg.as_deref()))],
            ),
            Stmt::Import(x) => {
                self.node("Import", s, vec![("names", self.list(&x.names, Self::alias))])
            }
            Stmt::ImportFrom(x) => self.node(
                "ImportFrom",
                s,
                vec![
                    ("module", identifier(x.module.as_ref())),
                    ("names", self.list(&x.names, Self::alias)),
                    ("level", Tree::Int(x.level.into())),
                ],
            ),
            Stmt::Global(x) => self.node(
                "Global",
                s,
                vec![("names", self.list(&x.names, |_, n| text(n.as_str())))],
            ),
            Stmt::Nonlocal(x) => self.node(
                "Nonlocal",
                s,
                vec![("names", self.list(&x.names, |_, n| text(n.as_str())))],
            ),
            Stmt::Expr(x) => self.node("Expr", s, vec![("value", self.expr(&x.value))]),
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => self.node("Pass", s, Vec::new()),
            Stmt::Break(_) => self.node("Break", s, Vec::new()),
            Stmt::Continue(_) => self.node("Continue", s, Vec::new()),
        }
    }

    fn decorators(&self, list: &[ast::Decorator]) -> Tree {
        self.list(list, |b, d| b.expr(&d.expression))
    }

    /// A definition begins at its keyword; the parser counts decorators in.
    fn decorated(
        &self,
        kind: &'static str,
        s: &Stmt,
        decorators: &[ast::Decorator],
        fields: Vec<(&'static str, Tree)>,
    ) -> Tree {
        let mut start = s.start().into();
        if let Some(last) = decorators.last() {
            start = usize::from(last.end());
            loop {
                let rest = &self.text[start..];
                let blank = rest.len() - rest.trim_start().len();
                start += blank;
                match self.text[start..].starts_with(['#', ')', ';', '\\']) {
                    true if self.text[start..].starts_with('#') => {
                        start += self.text[start..].find('\n').unwrap_or(self.text.len() - start);
                    }
                    true => start += 1,
                    false => break,
                }
            }
        }
        let place = Some(self.span(start, s.end().into()));
        Tree::Node(Box::new(Node { kind, fields, place }))
    }

    /// `elif` is an `If` in the `else` of the one before.
    fn else_clauses(&self, clauses: &[ast::ElifElseClause], end: usize) -> Tree {
        let Some((first, rest)) = clauses.split_first() else { return Tree::List(Vec::new()) };
        let Some(test) = &first.test else { return self.body(&first.body) };
        let fields = vec![
            ("test", self.expr(test)),
            ("body", self.body(&first.body)),
            ("orelse", self.else_clauses(rest, end)),
        ];
        let place = Some(self.span(first.start().into(), end));
        Tree::List(vec![Tree::Node(Box::new(Node { kind: "If", fields, place }))])
    }

    fn handler(&self, h: &ast::ExceptHandler) -> Tree {
        let ast::ExceptHandler::ExceptHandler(x) = h;
        let fields = vec![
            ("type", self.optional(x.type_.as_deref())),
            ("name", identifier(x.name.as_ref())),
            ("body", self.body(&x.body)),
        ];
        self.node("ExceptHandler", h, fields)
    }

    fn alias(&self, a: &ast::Alias) -> Tree {
        self.node(
            "alias",
            a,
            vec![("name", text(a.name.as_str())), ("asname", identifier(a.asname.as_ref()))],
        )
    }
}
