//! `str.format` and `str.format_map`: filling the fields of a template.

use super::markup::{Fault, FieldMarkup, FieldName, First, Markup, Span, Step};
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::Args;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;

/// Where the values of the fields come from.
#[derive(Copy, Clone)]
pub enum Fields<'a> {
    /// The arguments of `str.format`.
    Args(Args<'a>),
    /// The mapping of `str.format_map`.
    Mapping(Value),
}

/// Which way fields are numbered; the first field decides.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Numbering {
    Open,
    Automatic(usize),
    Manual,
}

struct Template<'a> {
    text: Gc<StrObj>,
    fields: Fields<'a>,
    numbering: Numbering,
}

/// Fields inside the spec of a field are allowed, but no deeper.
const MAX_DEPTH: u32 = 2;

/// `text.format(...)`.
pub fn format_str(cx: &mut Ctx, text: Gc<StrObj>, fields: Fields<'_>) -> PyResult<Value> {
    let mut template = Template { text, fields, numbering: Numbering::Open };
    let mut buf = TextBuf::with_capacity(text.len());
    let whole = Span { from: 0, to: text.len() };
    template.expand(cx, whole, MAX_DEPTH, &mut buf)?;
    Ok(buf.finish(cx)?.into())
}

impl Ctx {
    /// The value, or the `ValueError` that a template parser asks for.
    pub fn markup<T>(&mut self, parsed: Result<T, Fault>) -> PyResult<T> {
        match parsed {
            Ok(v) => Ok(v),
            Err(message) => Err(self.raise(Exc::ValueError, message)),
        }
    }
}

impl Template<'_> {
    fn expand(&mut self, cx: &mut Ctx, span: Span, depth: u32, buf: &mut TextBuf) -> PyResult<()> {
        if depth == 0 {
            raise!(cx, ValueError, "Max string recursion exceeded");
        }
        let text = self.text;
        let mut markup = Markup::new(text.units(), span);
        while let Some((literal, field)) = cx.markup(markup.next_piece())? {
            buf.push_units(text.units().range(literal.from, literal.to));
            if let Some(field) = field {
                self.field(cx, field, depth, buf)?;
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        cx: &mut Ctx,
        field: FieldMarkup,
        depth: u32,
        buf: &mut TextBuf,
    ) -> PyResult<()> {
        let value = self.value(cx, field.name)?;
        let value = match field.conversion {
            None => value,
            Some(c) => convert(cx, value, c)?,
        };
        let spec = if field.nested {
            let mut spec = TextBuf::new();
            self.expand(cx, field.spec, depth - 1, &mut spec)?;
            spec.finish(cx)?
        } else {
            cx.substr(self.text, field.spec.from, field.spec.to)?
        };
        let shown = cx.format(value, spec)?;
        buf.push_obj(shown);
        Ok(())
    }

    fn value(&mut self, cx: &mut Ctx, name: Span) -> PyResult<Value> {
        let text = self.text;
        let (first, mut steps) = cx.markup(FieldName::parse(text.units(), name))?;
        let mut value = match first {
            First::Name(span) => {
                let key = cx.substr(text, span.from, span.to)?;
                self.named(cx, key)?
            }
            First::Index(i) => {
                if matches!(self.numbering, Numbering::Automatic(_)) {
                    raise!(
                        cx,
                        ValueError,
                        "cannot switch from automatic field numbering to manual field specification"
                    );
                }
                self.numbering = Numbering::Manual;
                self.positional(cx, i)?
            }
            First::Auto => {
                let i = match self.numbering {
                    Numbering::Open => 0,
                    Numbering::Automatic(i) => i,
                    Numbering::Manual => raise!(
                        cx,
                        ValueError,
                        "cannot switch from manual field specification to automatic field numbering"
                    ),
                };
                self.numbering = Numbering::Automatic(i + 1);
                self.positional(cx, i)?
            }
        };
        while let Some(step) = cx.markup(steps.step())? {
            value = match step {
                Step::Attr(span) => {
                    let name = cx.substr(text, span.from, span.to)?;
                    let name = cx.intern_obj(name);
                    cx.getattr(value, name)?
                }
                Step::Index(i) => cx.getitem(value, Value::len(i))?,
                Step::Key(span) => {
                    let key = cx.substr(text, span.from, span.to)?;
                    cx.getitem(value, key.into())?
                }
            };
        }
        Ok(value)
    }

    fn positional(&self, cx: &mut Ctx, i: usize) -> PyResult<Value> {
        let Fields::Args(args) = self.fields else {
            raise!(cx, ValueError, "Format string contains positional fields");
        };
        match args.pos.get(i) {
            Some(&v) => Ok(v),
            None => raise!(
                cx,
                IndexError,
                "Replacement index {i} out of range for positional args tuple"
            ),
        }
    }

    fn named(&self, cx: &mut Ctx, key: Gc<StrObj>) -> PyResult<Value> {
        match self.fields {
            Fields::Mapping(mapping) => cx.getitem(mapping, key.into()),
            Fields::Args(args) => match args.keywords().find(|(name, _)| name.same_text(key)) {
                Some((_, value)) => Ok(value),
                None => Err(cx.raise_args(Exc::KeyError, &[key.into()])),
            },
        }
    }
}

/// Applies `!r`, `!s` or `!a`.
fn convert(cx: &mut Ctx, value: Value, conversion: u32) -> PyResult<Value> {
    let text = match char::from_u32(conversion) {
        Some('r') => cx.repr(value)?,
        Some('s') => cx.str_of(value)?,
        Some('a') => cx.ascii(value)?,
        Some(c) if c.is_ascii_graphic() => {
            raise!(cx, ValueError, "Unknown conversion specifier {c}")
        }
        _ => raise!(cx, ValueError, "Unknown conversion specifier \\x{conversion:x}"),
    };
    Ok(text.into())
}
