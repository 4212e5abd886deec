//! `_string`: the parsers of `str.format`, for `string.Formatter`.
#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::ops::format::markup::{FieldName, First, Markup, Span, Step};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_string",
    doc: "string helper module",
    functions: &[
        MethodDef::new("formatter_parser", NativeCode::O(formatter_parser)),
        MethodDef::new("formatter_field_name_split", NativeCode::O(field_name_split)),
    ],
    init: None,
};

fn template(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(s),
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "expected str, got {ty}")
        }
    }
}

/// Pieces of a template: (literal, field name, spec, conversion), with `None` where no field follows.
fn formatter_parser(cx: &mut Ctx, _: Value, text: Value) -> PyResult<Value> {
    let text = template(cx, text)?;
    let list = cx.list(&[])?;
    let mut markup = Markup::new(text.units(), Span { from: 0, to: text.len() });
    while let Some((literal, field)) = cx.markup(markup.next_piece())? {
        let literal = cx.substr(text, literal.from, literal.to)?;
        let row = match field {
            None => [literal.into(), Value::NONE, Value::NONE, Value::NONE],
            Some(field) => {
                let name = cx.substr(text, field.name.from, field.name.to)?;
                let spec = cx.substr(text, field.spec.from, field.spec.to)?;
                let conversion = match field.conversion {
                    Some(c) => cx.char_str(c)?.into(),
                    None => Value::NONE,
                };
                [literal.into(), name.into(), spec.into(), conversion]
            }
        };
        let row = cx.tuple(&row)?;
        cx.list_append(list, row.into())?;
    }
    cx.iter(list.into())
}

/// The beginning of a field name, and an iterator over (is attribute, name or index).
fn field_name_split(cx: &mut Ctx, _: Value, text: Value) -> PyResult<Value> {
    let text = template(cx, text)?;
    let (first, mut steps) =
        cx.markup(FieldName::parse(text.units(), Span { from: 0, to: text.len() }))?;
    let first = match first {
        First::Index(i) => Value::len(i),
        First::Auto => cx.empty_str()?.into(),
        First::Name(span) => cx.substr(text, span.from, span.to)?.into(),
    };
    let list = cx.list(&[])?;
    while let Some(step) = cx.markup(steps.step())? {
        let row = match step {
            Step::Attr(span) => [Value::TRUE, cx.substr(text, span.from, span.to)?.into()],
            Step::Index(i) => [Value::FALSE, Value::len(i)],
            Step::Key(span) => [Value::FALSE, cx.substr(text, span.from, span.to)?.into()],
        };
        let row = cx.tuple(&row)?;
        cx.list_append(list, row.into())?;
    }
    let rest = cx.iter(list.into())?;
    Ok(cx.tuple(&[first, rest])?.into())
}
