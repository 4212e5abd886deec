//! Expressions, parameters and arguments.

use super::{Builder, Tree, bare, identifier, tag, text};
use crate::code::Constant;
use malachite_bigint::BigInt;
use rustpython_compiler::ast::{self, Expr};

impl Builder<'_> {
    pub(super) fn expr(&self, e: &Expr) -> Tree {
        match e {
            Expr::BoolOp(x) => {
                let op = tag(if x.op == ast::BoolOp::And { "And" } else { "Or" });
                self.node("BoolOp", e, vec![("op", op), ("values", self.exprs(&x.values))])
            }
            Expr::Named(x) => self.node(
                "NamedExpr",
                e,
                vec![("target", self.expr(&x.target)), ("value", self.expr(&x.value))],
            ),
            Expr::BinOp(x) => self.node(
                "BinOp",
                e,
                vec![
                    ("left", self.expr(&x.left)),
                    ("op", operator(x.op)),
                    ("right", self.expr(&x.right)),
                ],
            ),
            Expr::UnaryOp(x) => {
                let op = tag(match x.op {
                    ast::UnaryOp::Invert => "Invert",
                    ast::UnaryOp::Not => "Not",
                    ast::UnaryOp::UAdd => "UAdd",
                    ast::UnaryOp::USub => "USub",
                });
                self.node("UnaryOp", e, vec![("op", op), ("operand", self.expr(&x.operand))])
            }
            Expr::Lambda(x) => {
                let args = self.parameters(x.parameters.as_deref());
                self.node("Lambda", e, vec![("args", args), ("body", self.expr(&x.body))])
            }
            Expr::If(x) => self.node(
                "IfExp",
                e,
                vec![
                    ("test", self.expr(&x.test)),
                    ("body", self.expr(&x.body)),
                    ("orelse", self.expr(&x.orelse)),
                ],
            ),
            Expr::Dict(x) => {
                let keys = self.list(&x.items, |b, item| b.optional(item.key.as_ref()));
                let values = self.list(&x.items, |b, item| b.expr(&item.value));
                self.node("Dict", e, vec![("keys", keys), ("values", values)])
            }
            Expr::Set(x) => self.node("Set", e, vec![("elts", self.exprs(&x.elts))]),
            Expr::ListComp(x) => self.comprehension("ListComp", e, &x.elt, &x.generators),
            Expr::SetComp(x) => self.comprehension("SetComp", e, &x.elt, &x.generators),
            Expr::Generator(x) => self.comprehension("GeneratorExp", e, &x.elt, &x.generators),
            Expr::DictComp(x) => self.node(
                "DictComp",
                e,
                vec![
                    ("key", self.expr(&x.key)),
                    ("value", self.expr(&x.value)),
                    ("generators", self.generators(&x.generators)),
                ],
            ),
            Expr::Await(x) => self.node("Await", e, vec![("value", self.expr(&x.value))]),
            Expr::Yield(x) => {
                self.node("Yield", e, vec![("value", self.optional(x.value.as_deref()))])
            }
            Expr::YieldFrom(x) => self.node("YieldFrom", e, vec![("value", self.expr(&x.value))]),
            Expr::Compare(x) => {
                let ops = self.list(&x.ops, |_, op| comparison(*op));
                let (left, right) = (self.expr(&x.left), self.exprs(&x.comparators));
                self.node("Compare", e, vec![("left", left), ("ops", ops), ("comparators", right)])
            }
            Expr::Call(x) => {
                let args = self.exprs(&x.arguments.args);
                let keywords = self.list(&x.arguments.keywords, Self::keyword);
                self.node(
                    "Call",
                    e,
                    vec![("func", self.expr(&x.func)), ("args", args), ("keywords", keywords)],
                )
            }
            Expr::FString(x) => self.f_string(e, &x.value),
            Expr::TString(x) => self.t_string(e, &x.value),
            Expr::StringLiteral(x) => {
                let kind = if x.value.is_unicode() { text("u") } else { Tree::None };
                let value = Constant::Str(x.value.to_str().to_owned().into());
                self.node("Constant", e, vec![("value", Tree::Value(value)), ("kind", kind)])
            }
            Expr::BytesLiteral(x) => {
                let bytes =
                    x.value.iter().flat_map(|part| part.as_slice().iter().copied()).collect();
                self.constant(e, Constant::Bytes(bytes))
            }
            Expr::NumberLiteral(x) => self.constant(e, number(&x.value)),
            Expr::BooleanLiteral(x) => {
                self.constant(e, if x.value { Constant::True } else { Constant::False })
            }
            Expr::NoneLiteral(_) => self.constant(e, Constant::None),
            Expr::EllipsisLiteral(_) => self.constant(e, Constant::Ellipsis),
            Expr::Attribute(x) => self.node(
                "Attribute",
                e,
                vec![
                    ("value", self.expr(&x.value)),
                    ("attr", text(x.attr.as_str())),
                    ("ctx", context(x.ctx)),
                ],
            ),
            Expr::Subscript(x) => self.node(
                "Subscript",
                e,
                vec![
                    ("value", self.expr(&x.value)),
                    ("slice", self.expr(&x.slice)),
                    ("ctx", context(x.ctx)),
                ],
            ),
            Expr::Starred(x) => self.node(
                "Starred",
                e,
                vec![("value", self.expr(&x.value)), ("ctx", context(x.ctx))],
            ),
            Expr::Name(x) => {
                self.node("Name", e, vec![("id", text(x.id.as_str())), ("ctx", context(x.ctx))])
            }
            Expr::List(x) => {
                self.node("List", e, vec![("elts", self.exprs(&x.elts)), ("ctx", context(x.ctx))])
            }
            Expr::Tuple(x) => {
                self.node("Tuple", e, vec![("elts", self.exprs(&x.elts)), ("ctx", context(x.ctx))])
            }
            Expr::Slice(x) => self.node(
                "Slice",
                e,
                vec![
                    ("lower", self.optional(x.lower.as_deref())),
                    ("upper", self.optional(x.upper.as_deref())),
                    ("step", self.optional(x.step.as_deref())),
                ],
            ),
            Expr::IpyEscapeCommand(_) => self.constant(e, Constant::None),
        }
    }

    fn constant(&self, e: &Expr, value: Constant) -> Tree {
        self.node("Constant", e, vec![("value", Tree::Value(value)), ("kind", Tree::None)])
    }

    fn comprehension(
        &self,
        kind: &'static str,
        e: &Expr,
        elt: &Expr,
        generators: &[ast::Comprehension],
    ) -> Tree {
        self.node(
            kind,
            e,
            vec![("elt", self.expr(elt)), ("generators", self.generators(generators))],
        )
    }

    fn generators(&self, generators: &[ast::Comprehension]) -> Tree {
        self.list(generators, |b, g| {
            let fields = vec![
                ("target", b.expr(&g.target)),
                ("iter", b.expr(&g.iter)),
                ("ifs", b.exprs(&g.ifs)),
                ("is_async", Tree::Int(g.is_async.into())),
            ];
            Tree::Node(Box::new(bare("comprehension", fields)))
        })
    }

    pub(super) fn keyword(&self, k: &ast::Keyword) -> Tree {
        self.node(
            "keyword",
            k,
            vec![("arg", identifier(k.arg.as_ref())), ("value", self.expr(&k.value))],
        )
    }

    /// The parameters of a function.
    pub(super) fn parameters(&self, p: Option<&ast::Parameters>) -> Tree {
        let arg = |p: &ast::Parameter| {
            let annotation = self.optional(p.annotation.as_deref());
            let fields = vec![
                ("arg", text(p.name.as_str())),
                ("annotation", annotation),
                ("type_comment", Tree::None),
            ];
            self.node("arg", p, fields)
        };
        let args = |list: &[ast::ParameterWithDefault]| {
            Tree::List(list.iter().map(|p| arg(&p.parameter)).collect())
        };
        let variadic = |p: Option<&ast::Parameter>| p.map_or(Tree::None, arg);
        let (pos_only, plain, kw_only) = p.map_or((&[][..], &[][..], &[][..]), |p| {
            (&p.posonlyargs[..], &p.args[..], &p.kwonlyargs[..])
        });
        let defaults = pos_only
            .iter()
            .chain(plain)
            .filter_map(|p| p.default.as_deref())
            .map(|d| self.expr(d))
            .collect();
        let kw_defaults = self.list(kw_only, |b, p| b.optional(p.default.as_deref()));
        let fields = vec![
            ("posonlyargs", args(pos_only)),
            ("args", args(plain)),
            ("vararg", variadic(p.and_then(|p| p.vararg.as_deref()))),
            ("kwonlyargs", args(kw_only)),
            ("kw_defaults", kw_defaults),
            ("kwarg", variadic(p.and_then(|p| p.kwarg.as_deref()))),
            ("defaults", Tree::List(defaults)),
        ];
        Tree::Node(Box::new(bare("arguments", fields)))
    }
}

fn context(ctx: ast::ExprContext) -> Tree {
    tag(match ctx {
        ast::ExprContext::Store => "Store",
        ast::ExprContext::Del => "Del",
        ast::ExprContext::Load | ast::ExprContext::Invalid => "Load",
    })
}

/// The node of a binary operator.
pub(super) fn operator(op: ast::Operator) -> Tree {
    use ast::Operator as O;
    tag(match op {
        O::Add => "Add",
        O::Sub => "Sub",
        O::Mult => "Mult",
        O::MatMult => "MatMult",
        O::Div => "Div",
        O::Mod => "Mod",
        O::Pow => "Pow",
        O::LShift => "LShift",
        O::RShift => "RShift",
        O::BitOr => "BitOr",
        O::BitXor => "BitXor",
        O::BitAnd => "BitAnd",
        O::FloorDiv => "FloorDiv",
    })
}

fn comparison(op: ast::CmpOp) -> Tree {
    use ast::CmpOp as C;
    tag(match op {
        C::Eq => "Eq",
        C::NotEq => "NotEq",
        C::Lt => "Lt",
        C::LtE => "LtE",
        C::Gt => "Gt",
        C::GtE => "GtE",
        C::Is => "Is",
        C::IsNot => "IsNot",
        C::In => "In",
        C::NotIn => "NotIn",
    })
}

fn number(n: &ast::Number) -> Constant {
    match n {
        ast::Number::Float(f) => Constant::Float(*f),
        ast::Number::Complex { real, imag } => Constant::Complex { re: *real, im: *imag },
        ast::Number::Int(n) => match n.as_i64() {
            Some(small) => Constant::Int(small),
            None => {
                let written = n.to_string().to_ascii_lowercase().replace('_', "");
                let (digits, radix) = match written.get(..2) {
                    Some("0x") => (&written[2..], 16),
                    Some("0o") => (&written[2..], 8),
                    Some("0b") => (&written[2..], 2),
                    _ => (written.as_str(), 10),
                };
                let big = BigInt::parse_bytes(digits.as_bytes(), radix).unwrap_or_default();
                let (_, magnitude) = big.to_bytes_le();
                Constant::BigInt { negative: false, magnitude }
            }
        },
    }
}
