//! `format()`: the dispatch to `__format__`, what a spec means for text, and `str.format`.
#![forbid(unsafe_code)]

pub mod markup;
mod template;

pub use template::{Fields, format_str};

use super::format_spec::{Align, FormatSpec, Sign, unknown_type};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

impl Ctx {
    /// `format(v, spec)`.
    pub fn format(&mut self, v: Value, spec: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
        if spec.is_empty() {
            if let Some(s) = v.cast::<StrObj>()
                && s.is_exact()
            {
                return Ok(s);
            }
            if v.is_int_exact() {
                return self.repr(v);
            }
        }
        let Some(method) = self.lookup_special(v, self.names.__format__)? else {
            let ty = self.type_name(v);
            raise!(self, TypeError, "Type {ty} doesn't define __format__");
        };
        let text = self.call(method, &[spec.into()])?;
        match text.cast::<StrObj>() {
            Some(s) => Ok(s),
            None => {
                let ty = self.type_name(text);
                raise!(self, TypeError, "__format__ must return a str, not {ty}")
            }
        }
    }
}

/// `str.__format__`.
pub fn format_text(cx: &mut Ctx, text: Gc<StrObj>, spec: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
    if spec.is_empty() {
        // Not the text: a subclass may have a `__str__` of its own.
        return if text.is_exact() { Ok(text) } else { cx.str_of(text.into()) };
    }
    let name = cx.type_name(text.into());
    let spec = FormatSpec::parse(cx, &spec, Align::Left, &name)?;
    match spec.ty {
        None => {}
        Some(ty) if ty == u32::from('s') => {}
        Some(ty) => return unknown_type(cx, ty, &name),
    }
    if let Some(grouping) = spec.grouping.or(spec.frac_grouping) {
        raise!(cx, ValueError, "Cannot specify '{}' with 's'.", grouping.symbol());
    }
    match spec.sign {
        Sign::Default => {}
        Sign::Space => raise!(cx, ValueError, "Space not allowed in string format specifier"),
        Sign::Minus | Sign::Plus => {
            raise!(cx, ValueError, "Sign not allowed in string format specifier")
        }
    }
    if spec.no_neg_zero {
        raise!(cx, ValueError, "Negative zero coercion (z) not allowed in string format specifier");
    }
    if spec.alternate {
        raise!(cx, ValueError, "Alternate form (#) not allowed in string format specifier");
    }
    let align = spec.align.unwrap_or(Align::Left);
    if align == Align::AfterSign {
        raise!(cx, ValueError, "'=' alignment not allowed in string format specifier");
    }
    let text = match spec.precision {
        Some(p) if p < text.len() => cx.substr(text, 0, p)?,
        _ => text,
    };
    let missing = spec.width.unwrap_or(0).saturating_sub(text.len());
    let left = match align {
        Align::Left | Align::AfterSign => 0,
        Align::Right => missing,
        Align::Center => missing / 2,
    };
    cx.str_padded(text, left, missing - left, spec.fill)
}
