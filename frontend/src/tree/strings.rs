//! f-strings and t-strings. Neighbouring literal texts are one constant, as in CPython.

use super::{Builder, Node, Tree};
use crate::code::Constant;
use ruff_text_size::{Ranged, TextRange};
use rustpython_compiler::ast::{self, Expr, InterpolatedStringElement as Element};

/// The values of an interpolated string while they are gathered.
#[derive(Default)]
struct Values {
    done: Vec<Tree>,
    /// Text that no constant has taken yet, and its place.
    text: String,
    place: Option<(usize, usize)>,
}

impl Values {
    fn push_text(&mut self, text: &str, at: TextRange) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let (start, end) = (at.start().into(), at.end().into());
        self.place = Some(self.place.map_or((start, end), |(first, _)| (first, end)));
    }

    fn flush(&mut self, b: &Builder<'_>) {
        let Some((start, end)) = self.place.take() else { return };
        let value = Constant::Str(std::mem::take(&mut self.text).into());
        let fields = vec![("value", Tree::Value(value)), ("kind", Tree::None)];
        self.done.push(Tree::Node(Box::new(Node {
            kind: "Constant",
            fields,
            place: Some(b.span(start, end)),
        })));
    }
}

impl Builder<'_> {
    pub(super) fn f_string(&self, e: &Expr, value: &ast::FStringValue) -> Tree {
        let mut values = Values::default();
        for part in value.iter() {
            match part {
                ast::FStringPart::Literal(literal) => {
                    values.push_text(literal.as_str(), literal.range())
                }
                ast::FStringPart::FString(f) => self.elements(&f.elements, false, &mut values),
            }
        }
        values.flush(self);
        self.node("JoinedStr", e, vec![("values", Tree::List(values.done))])
    }

    pub(super) fn t_string(&self, e: &Expr, value: &ast::TStringValue) -> Tree {
        let mut values = Values::default();
        for part in value.iter() {
            self.elements(&part.elements, true, &mut values);
        }
        values.flush(self);
        self.node("TemplateStr", e, vec![("values", Tree::List(values.done))])
    }

    fn elements<'e>(
        &self,
        elements: impl IntoIterator<Item = &'e Element>,
        is_template: bool,
        values: &mut Values,
    ) {
        for element in elements {
            match element {
                Element::Literal(literal) => values.push_text(&literal.value, literal.range()),
                Element::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        let inner = &self.text[usize::from(field.expression.start())
                            ..usize::from(field.expression.end())];
                        values.push_text(
                            &format!("{}{inner}{}", debug.leading, debug.trailing),
                            field.range(),
                        );
                    }
                    values.flush(self);
                    let node = self.field(field, is_template);
                    values.done.push(node);
                }
            }
        }
    }

    fn field(&self, field: &ast::InterpolatedElement, is_template: bool) -> Tree {
        let conversion = match field.conversion {
            // `{x=}` shows the repr, unless the field says how else.
            ast::ConversionFlag::None
                if field.debug_text.is_some() && field.format_spec.is_none() =>
            {
                'r' as i64
            }
            flag => flag as i8 as i64,
        };
        let spec = match &field.format_spec {
            Some(spec) => {
                let mut values = Values::default();
                self.elements(&spec.elements, is_template, &mut values);
                values.flush(self);
                self.node("JoinedStr", &**spec, vec![("values", Tree::List(values.done))])
            }
            None => Tree::None,
        };
        let mut fields = vec![("value", self.expr(&field.expression))];
        if is_template {
            let written = &self.text
                [usize::from(field.expression.start())..usize::from(field.expression.end())];
            fields.push(("str", Tree::Value(Constant::Str(written.to_owned().into()))));
        }
        fields.push(("conversion", Tree::Int(conversion)));
        fields.push(("format_spec", spec));
        self.node(if is_template { "Interpolation" } else { "FormattedValue" }, field, fields)
    }
}
