//! `format(complex, spec)`.

#![forbid(unsafe_code)]

use super::Pair;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::format_number::{NumberText, check_width, pad};
use crate::ops::format_spec::{Align, FormatSpec, Sign, unknown_type};
use crate::raise;
use crate::types::float::format::{bare, float_text};
use crate::types::float::text::{Style, format_double};
use crate::types::str::StrObj;
use crate::value::Value;

/// `complex.__format__(v, spec)`.
pub fn format(cx: &mut Ctx, v: Value, pair: Pair, spec: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
    if spec.is_empty() {
        return cx.str_of(v);
    }
    let type_name = cx.type_name(v);
    let spec = FormatSpec::parse(cx, &spec, Align::Right, &type_name)?;
    format_complex(cx, pair, &spec, &type_name)
}

/// Formats a complex number by a parsed spec.
pub fn format_complex(
    cx: &mut Ctx,
    (re, im): Pair,
    spec: &FormatSpec,
    type_name: &str,
) -> PyResult<Gc<StrObj>> {
    if let (Some(ty), None | Some('%')) = (spec.ty, spec.ty_char()) {
        return unknown_type(cx, ty, type_name);
    }
    if spec.fill == '0' as u32 {
        raise!(cx, ValueError, "Zero padding is not allowed in complex format specifier");
    }
    if spec.align == Some(Align::AfterSign) {
        raise!(cx, ValueError, "'=' alignment flag is not allowed in complex format specifier");
    }
    check_width(cx, spec)?;
    let plain = FormatSpec { width: None, align: None, ..*spec };
    let like_str = spec.ty.is_none();
    let skip_real = like_str && re == 0.0 && re.is_sign_positive();
    let imag_spec = if skip_real { plain } else { FormatSpec { sign: Sign::Plus, ..plain } };
    let real = part(cx, re, &plain, type_name)?;
    let imag = part(cx, im, &imag_spec, type_name)?;
    let body = match (skip_real, like_str) {
        (true, _) => format!("{imag}j"),
        (false, true) => format!("({real}{imag}j)"),
        (false, false) => format!("{real}{imag}j"),
    };
    pad(cx, "", &body, spec, Align::Right)
}

fn part(cx: &mut Ctx, f: f64, spec: &FormatSpec, type_name: &str) -> PyResult<String> {
    let text = match (spec.ty, spec.precision) {
        (None, None) => bare(f, spec, false),
        (None, Some(p)) => {
            let style = Style {
                alternate: spec.alternate,
                no_neg_zero: spec.no_neg_zero,
                ..Style::default()
            };
            format_double(f, 'g', p, style)
        }
        _ => float_text(cx, f, spec, type_name)?,
    };
    Ok(NumberText::of_float(&text).bare(spec))
}
