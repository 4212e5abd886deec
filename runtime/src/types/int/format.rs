//! `format(int, spec)`.

use super::text;
use super::view::IntView;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::ops::format_number::NumberText;
use crate::ops::format_spec::{Align, FormatSpec, Sign, unknown_type};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

/// `int.__format__(v, spec)`.
pub fn format(cx: &mut Ctx, v: Value, spec: Gc<StrObj>) -> PyResult<Gc<StrObj>> {
    if spec.is_empty() {
        return cx.str_of(v);
    }
    let type_name = cx.type_name(v);
    let spec = FormatSpec::parse(cx, &spec, Align::Right, &type_name)?;
    format_int(cx, v, &spec)
}

/// Formats an int by a parsed spec; the float types convert it first.
pub fn format_int(cx: &mut Ctx, v: Value, spec: &FormatSpec) -> PyResult<Gc<StrObj>> {
    let Some(view) = IntView::of(v) else {
        let name = cx.type_name(v);
        raise!(cx, TypeError, "an integer is required, not '{name}'");
    };
    let type_name = |cx: &mut Ctx| cx.type_name(v);
    let (base, prefix) = match (spec.ty, spec.ty_char()) {
        (None, _) | (_, Some('d' | 'n')) => (10, ""),
        (_, Some('b')) => (2, "0b"),
        (_, Some('o')) => (8, "0o"),
        (_, Some('x')) => (16, "0x"),
        (_, Some('X')) => (16, "0X"),
        (_, Some('c')) => return character(cx, &view, spec),
        (_, Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')) => {
            let f = super::to_float::checked(cx, &view)?;
            return crate::types::float::format::format_float(cx, f, spec, "int");
        }
        (Some(ty), _) => {
            let name = type_name(cx);
            return unknown_type(cx, ty, &name);
        }
    };
    check_no_fraction(cx, spec)?;
    let mut digits =
        if base == 10 { text::decimal(cx, &view)? } else { text::in_base(&view, base) };
    if view.is_negative() {
        digits.remove(0);
    }
    if spec.ty_char() == Some('X') {
        digits.make_ascii_uppercase();
    }
    let number = NumberText {
        negative: view.is_negative(),
        prefix: if spec.alternate { prefix } else { "" },
        digits: &digits,
        group: if base == 10 { 3 } else { 4 },
        ..NumberText::default()
    };
    number.layout(cx, spec)
}

fn check_no_fraction(cx: &mut Ctx, spec: &FormatSpec) -> PyResult<()> {
    if spec.precision.is_some() {
        raise!(cx, ValueError, "Precision not allowed in integer format specifier");
    }
    if spec.no_neg_zero {
        raise!(
            cx,
            ValueError,
            "Negative zero coercion (z) not allowed in integer format specifier"
        );
    }
    Ok(())
}

fn character(cx: &mut Ctx, view: &IntView, spec: &FormatSpec) -> PyResult<Gc<StrObj>> {
    check_no_fraction(cx, spec)?;
    if spec.sign != Sign::Default {
        raise!(cx, ValueError, "Sign not allowed with integer format specifier 'c'");
    }
    if spec.alternate {
        raise!(cx, ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    let Some(n) = view.to_i64() else {
        raise!(cx, OverflowError, "Python int too large to convert to C long");
    };
    if !(0..0x11_0000).contains(&n) {
        raise!(cx, OverflowError, "%c arg not in range(0x110000)");
    }
    let code = n as u32;
    match char::from_u32(code) {
        Some(c) => {
            let mut buffer = [0; 4];
            let rest: &str = c.encode_utf8(&mut buffer);
            NumberText { rest, ..NumberText::default() }.layout(cx, spec)
        }
        // A surrogate has no place in a Rust string: pad it as if it were another character.
        None => {
            let stand_in =
                NumberText { rest: "\u{fffd}", ..NumberText::default() }.layout(cx, spec)?;
            let swap = |c| if c == 0xfffd { code } else { c };
            cx.str_from_iter(
                stand_in.len(),
                stand_in.units().max().max(code),
                stand_in.code_points().map(swap),
            )
        }
    }
}
