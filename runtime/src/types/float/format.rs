//! `format(float, spec)`.

#![forbid(unsafe_code)]

use super::text::{Style, format_double, shortest};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::format_number::NumberText;
use crate::ops::format_spec::{Align, FormatSpec, unknown_type};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// `float.__format__(v, spec)`.
pub fn format(cx: &mut Ctx, v: Value, f: f64, spec: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
    if spec.is_empty() {
        return cx.str_of(v);
    }
    let type_name = cx.type_name(v);
    let spec = FormatSpec::parse(cx, &spec, Align::Right, &type_name)?;
    format_float(cx, f, &spec, &type_name)
}

/// Formats a float by a parsed spec; `type_name` is for messages.
pub fn format_float(
    cx: &mut Ctx,
    f: f64,
    spec: &FormatSpec,
    type_name: &str,
) -> PyResult<Gc<StrObj>> {
    let text = float_text(cx, f, spec, type_name)?;
    NumberText::of_float(&text).layout(cx, spec)
}

/// The number in the format that the spec asks for, not yet grouped or padded.
pub fn float_text(cx: &mut Ctx, f: f64, spec: &FormatSpec, type_name: &str) -> PyResult<String> {
    if spec.precision.is_some_and(|p| p > i32::MAX as usize) {
        raise!(cx, ValueError, "precision too big");
    }
    let style = Style {
        alternate: spec.alternate,
        add_dot_zero: false,
        no_neg_zero: spec.no_neg_zero,
        upper: matches!(spec.ty_char(), Some('E' | 'F' | 'G')),
    };
    let precision = spec.precision.unwrap_or(6);
    Ok(match (spec.ty, spec.ty_char()) {
        (None, _) => match spec.precision {
            Some(p) => format_double(f, 'g', p, Style { add_dot_zero: true, ..style }),
            None => bare(f, spec, true),
        },
        (_, Some('e' | 'E')) => format_double(f, 'e', precision, style),
        (_, Some('f' | 'F')) => format_double(f, 'f', precision, style),
        (_, Some('g' | 'G' | 'n')) => format_double(f, 'g', precision, style),
        (_, Some('%')) => format_double(f * 100.0, 'f', precision, style) + "%",
        (Some(ty), _) => return unknown_type(cx, ty, type_name),
    })
}

/// The repr, with what `z` and `#` change of it.
pub fn bare(f: f64, spec: &FormatSpec, dot_zero: bool) -> String {
    let f = if spec.no_neg_zero && f == 0.0 { 0.0 } else { f };
    let mut text = shortest(f, dot_zero);
    if spec.alternate && f.is_finite() && !text.contains('.') {
        let at = text.find('e').unwrap_or(text.len());
        text.insert(at, '.');
    }
    text
}
