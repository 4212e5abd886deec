//! `Decimal.__format__`.
//!
//! As in CPython, specs beyond what libmpdec knows (`z`, `#`, `_`, grouped fractions) are left to the
//! Python implementation of the library.

use super::current::current;
use super::num::quantize::rescaled;
use super::num::settings::MAX_PREC;
use super::num::text::{Notation, Parts, parts};
use super::num::{Num, Settings};
use super::object::DecimalObj;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::Args;
use crate::ops::format_number::{NumberText, check_width, pad};
use crate::ops::format_spec::{Align, DEFAULT, FormatSpec, Grouping, Sign};
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

/// `Decimal.__format__(spec, override=None)`.
pub fn format(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    if args.pos.is_empty() {
        raise!(cx, TypeError, "function takes at least 1 argument (0 given)");
    }
    if args.pos.len() > 2 {
        let n = args.pos.len();
        raise!(cx, TypeError, "function takes at most 2 arguments ({n} given)");
    }
    let Some(text) = args.pos[0].cast::<StrObj>() else {
        raise!(cx, TypeError, "format arg must be str")
    };
    let context = current(cx)?;
    let capitals = context.capitals.get();
    let override_dict = args.pos.get(1).copied();
    let parsed = parse(&text, capitals);
    let Some((spec, ty)) = parsed.filter(|_| override_dict.is_none()) else {
        return by_library(cx, v, text, override_dict);
    };
    if spec.width.is_some_and(|w| w as i64 > MAX_PREC)
        || spec.precision.is_some_and(|p| p as i64 > MAX_PREC)
    {
        raise!(cx, ValueError, "format specification exceeds internal limits of _decimal");
    }
    if spec.width.is_some_and(|width| !cx.heap.could_hold(width.saturating_mul(2))) {
        return Err(cx.raise_memory());
    }
    let d = this!(v, DecimalObj);
    let (n, size, s) = (d.num(), d.size(), context.settings());
    let precision = spec.precision.map(|p| p as i64);
    let digits = match ty {
        'f' | '%' => size + n.exp.unsigned_abs(),
        _ => size,
    };
    let digits = digits.saturating_add(precision.unwrap_or(0).unsigned_abs());
    let made = cx.decimal_work(digits, move || {
        let letter = if ty == 'G' || ty == 'E' { 'E' } else { 'e' };
        rendered(n, ty.to_ascii_lowercase(), letter == 'E', precision, &s)
    })?;
    lay_out(cx, &made, d.negative.get(), &spec, ty)
}

/// A spec that libmpdec knows, and its type.
fn parse(text: &StrObj, capitals: bool) -> Option<(FormatSpec, char)> {
    let chars: Vec<u32> = text.code_points().collect();
    let at = |i: usize| chars.get(i).copied().and_then(char::from_u32);
    let align_of = |c: Option<char>| match c? {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Center),
        '=' => Some(Align::AfterSign),
        _ => None,
    };
    let (mut spec, mut i) = (DEFAULT, 0);
    if let Some(align) = align_of(at(1)) {
        (spec.fill, spec.align, i) = (chars[0], Some(align), 2);
    } else if let Some(align) = align_of(at(0)) {
        (spec.align, i) = (Some(align), 1);
    }
    let sign = match at(i) {
        Some('+') => Sign::Plus,
        Some('-') => Sign::Minus,
        Some(' ') => Sign::Space,
        _ => Sign::Default,
    };
    if sign != Sign::Default {
        (spec.sign, i) = (sign, i + 1);
    }
    if at(i) == Some('0') {
        if spec.align.is_some() {
            return None;
        }
        (spec.zero_pad, spec.fill, spec.align, i) =
            (true, u32::from('0'), Some(Align::AfterSign), i + 1);
        if at(i) == Some('0') {
            return None;
        }
    }
    let number = |i: &mut usize| {
        let mut n = None;
        while let Some(d) = at(*i).and_then(|c| c.to_digit(10)) {
            n = Some(n.unwrap_or(0usize).checked_mul(10)?.checked_add(d as usize)?);
            *i += 1;
        }
        Some(n.filter(|&n| n <= i64::MAX as usize))
    };
    spec.width = number(&mut i)?;
    if at(i) == Some(',') {
        (spec.grouping, i) = (Some(Grouping::Comma), i + 1);
    }
    if at(i) == Some('.') {
        i += 1;
        spec.precision = Some(number(&mut i)??);
    }
    let (ty, end) = match at(i) {
        Some('F') => ('f', i + 1),
        Some(c @ ('e' | 'E' | 'f' | 'g' | 'G' | '%')) => (c, i + 1),
        Some('n') if spec.grouping.is_none() => ('g', i + 1),
        _ => (if capitals { 'G' } else { 'g' }, i),
    };
    (end == chars.len()).then_some((spec, ty))
}

/// The digits that a type and precision ask for.
fn rendered(
    n: Num,
    ty: char,
    capitals: bool,
    precision: Option<i64>,
    s: &Settings,
) -> Result<Parts, super::num::NoRoom> {
    let mut n = n;
    if !n.is_finite() {
        return Ok(parts(&n, Notation::Scientific, capitals));
    }
    if ty == '%' {
        n.exp += 2;
    }
    super::num::room::check_digits(precision.unwrap_or(0).unsigned_abs())?;
    let mut notation = match ty {
        'e' => Notation::Exponent(1),
        'g' => Notation::Scientific,
        _ => Notation::Fixed,
    };
    if let Some(precision) = precision {
        match ty {
            'g' => n = to_digits(n, precision.max(1), s)?,
            'e' if n.coeff.is_zero() => notation = Notation::Exponent(1 - precision),
            'e' => n = to_digits(n, precision + 1, s)?,
            _ => n = rescaled(&n, -precision, s, &mut 0)?,
        }
    }
    if notation == Notation::Fixed {
        if n.coeff.is_zero() && n.exp > 0 {
            n.exp = 0;
        }
        super::num::room::check_digits(n.exp.unsigned_abs())?;
    }
    // An exponent that is asked for with a number of digits gets zeros to fill it.
    if let (Notation::Exponent(1), Some(precision)) = (notation, precision) {
        let missing = precision + 1 - n.coeff.digits();
        if missing > 0 {
            n = Num::finite(n.negative, n.coeff.shifted_up(missing)?, n.exp - missing);
        }
    }
    Ok(parts(&n, notation, capitals))
}

/// A number rounded to at most this many digits.
fn to_digits(n: Num, digits: i64, s: &Settings) -> Result<Num, super::num::NoRoom> {
    let excess = n.coeff.digits() - digits;
    if excess <= 0 {
        return Ok(n);
    }
    let rounded = rescaled(&n, n.exp + excess, s, &mut 0)?;
    // Rounding up may have made one digit more.
    if rounded.coeff.digits() > digits {
        rescaled(&rounded, rounded.exp + 1, s, &mut 0)
    } else {
        Ok(rounded)
    }
}

fn lay_out(
    cx: &mut Ctx,
    made: &Parts,
    negative: bool,
    spec: &FormatSpec,
    ty: char,
) -> PyResult<Value> {
    let mut spec = *spec;
    let is_number = made.whole.starts_with(|c: char| c.is_ascii_digit());
    let percent = if ty == '%' { "%" } else { "" };
    let rest = if is_number {
        format!("{}{percent}", made.exponent)
    } else {
        format!("{}{percent}", made.whole)
    };
    if !is_number && spec.zero_pad {
        (spec.fill, spec.align) = (u32::from(' '), Some(Align::Right));
    }
    let text = NumberText {
        negative,
        digits: if is_number { &made.whole } else { "" },
        group: 3,
        point: !made.fraction.is_empty(),
        fraction: &made.fraction,
        rest: &rest,
        ..NumberText::default()
    };
    if spec.zero_pad || spec.fill != u32::from('0') {
        return Ok(text.layout(cx, &spec)?.into());
    }
    // Zeros that were asked for as a fill are not grouped.
    check_width(cx, &spec)?;
    let head = text.sign(&spec);
    let whole = text.bare(&FormatSpec { width: None, ..spec });
    Ok(pad(cx, head, &whole[head.len()..], &spec, Align::Right)?.into())
}

/// What the library's Python implementation makes of a spec.
fn by_library(
    cx: &mut Ctx,
    v: Value,
    spec: Gc<StrObj>,
    override_dict: Option<Value>,
) -> PyResult<Value> {
    let conventions = match override_dict {
        None => Value::NONE,
        Some(given) => locale_conventions(cx, given)?,
    };
    let module = (cx.hooks.import)(cx, "_pydecimal")?;
    let (class, method) = (cx.intern("Decimal")?, cx.intern("__format__")?);
    let class = cx.getattr(module, class)?;
    let text = cx.str_of(v)?;
    let twin = cx.call(class, &[text.into()])?;
    let context = current(cx)?;
    let result = cx.call_method(twin, method, &[spec.into(), context.into(), conventions]);
    match result {
        Err(_) if cx.exception_is(Exc::ValueError) => {
            cx.clear_exception();
            raise!(cx, ValueError, "invalid format string")
        }
        other => other,
    }
}

/// An override dict in the form that the library takes.
fn locale_conventions(cx: &mut Ctx, given: Value) -> PyResult<Value> {
    let Some(given) = given.cast::<DictObj>() else {
        raise!(cx, TypeError, "optional argument must be a dict")
    };
    let conventions = cx.dict()?;
    for name in ["decimal_point", "thousands_sep", "grouping"] {
        let key = cx.intern(name)?;
        let found = given.get_str(key);
        let Some(text) = found.and_then(|v| v.cast::<StrObj>()) else {
            if found.is_some() {
                raise!(cx, TypeError, "bad argument type for built-in operation");
            }
            raise!(cx, ValueError, "invalid override dict")
        };
        if text.len() > 4 || name == "decimal_point" && text.is_empty() {
            raise!(cx, ValueError, "invalid override dict");
        }
        let value = if name == "grouping" {
            // Sizes of groups, as in a C string; negative ones are none.
            let sizes: Vec<u8> =
                text.code_points().map(|c| c as u8).take_while(|&size| size != 0).collect();
            if sizes.iter().any(|&size| size > 127) {
                raise!(cx, ValueError, "invalid override dict");
            }
            let list = cx.list(&[])?;
            for &size in &sizes {
                cx.list_append(list, Value::small(i32::from(size)))?;
            }
            if sizes.last().is_some_and(|&last| last != 127) {
                cx.list_append(list, Value::small(0))?;
            }
            list.into()
        } else {
            text.into()
        };
        cx.dict_set_str(conventions, key, value)?;
    }
    Ok(conventions.into())
}
