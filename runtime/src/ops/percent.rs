//! `%` formatting of `str` and `bytes` ("printf-style String Formatting").
//!
//! Both share the parser and the padding; bytes are handled as text of code points below 256.
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Units};
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// What is being formatted.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
}

/// The right operand, handed out one by one.
struct Arguments {
    all: Value,
    tuple: Option<Gc<TupleObj>>,
    used: usize,
    mapping: bool,
}

/// One conversion specifier, parsed.
#[derive(Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

struct Formatter<'a> {
    kind: Kind,
    format: Units<'a>,
    at: usize,
    args: Arguments,
    out: TextBuf,
}

/// `format % args` for text.
pub fn format_str(cx: &mut Ctx, format: Gc<StrObj>, args: Value) -> PyResult<Value> {
    let out = run(cx, Kind::Text, format.units(), args)?;
    Ok(out.finish(cx)?.into())
}

/// `format % args` for bytes: the resulting bytes.
pub fn format_bytes(cx: &mut Ctx, format: &[u8], args: Value) -> PyResult<Vec<u8>> {
    let out = run(cx, Kind::Bytes, Units::One(format), args)?;
    Ok(out.units().iter().map(|p| p as u8).collect())
}

fn run(cx: &mut Ctx, kind: Kind, format: Units<'_>, args: Value) -> PyResult<TextBuf> {
    let tuple = args.cast::<TupleObj>();
    let args = Arguments { all: args, tuple, used: 0, mapping: is_mapping(cx, kind, args) };
    let mut f =
        Formatter { kind, format, at: 0, args, out: TextBuf::with_capacity(format.len() + 16) };
    while f.at < format.len() {
        let from = f.at;
        while f.at < format.len() && format.at(f.at) != u32::from('%') {
            f.at += 1;
        }
        f.out.push_units(format.range(from, f.at));
        if f.at < format.len() {
            f.at += 1;
            f.conversion(cx)?;
        }
    }
    if f.args.left_over() && !f.args.mapping {
        let what = if kind == Kind::Text { "string" } else { "bytes" };
        raise!(cx, TypeError, "not all arguments converted during {what} formatting");
    }
    Ok(f.out)
}

fn is_mapping(cx: &mut Ctx, kind: Kind, args: Value) -> bool {
    let single = args.cast::<TupleObj>().is_some()
        || args.cast::<StrObj>().is_some()
        || kind == Kind::Bytes && cx.is_bytes_like(args);
    !single && cx.type_of(args).slots.getitem.get().is_some()
}

impl Arguments {
    fn take(&mut self, cx: &mut Ctx) -> PyResult<Value> {
        let next = match self.tuple {
            Some(tuple) => tuple.get(self.used),
            None => (self.used == 0).then_some(self.all),
        };
        self.used += 1;
        match next {
            Some(v) => Ok(v),
            None => raise!(cx, TypeError, "not enough arguments for format string"),
        }
    }

    fn left_over(&self) -> bool {
        self.used < self.tuple.map_or(1, |t| t.len())
    }
}

impl Formatter<'_> {
    fn next(&mut self) -> Option<char> {
        if self.at >= self.format.len() {
            return None;
        }
        let c = char::from_u32(self.format.at(self.at)).unwrap_or('\u{fffd}');
        self.at += 1;
        Some(c)
    }

    fn conversion(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let mut spec = Spec::default();
        let mut keyed = None;
        let mut c = self.next();
        if c == Some('%') {
            self.out.push_char('%');
            return Ok(());
        }
        if c == Some('(') {
            keyed = Some(self.keyed(cx)?);
            c = self.next();
        }
        loop {
            match c {
                Some('-') => spec.left = true,
                Some('+') => spec.plus = true,
                Some(' ') => spec.space = true,
                Some('#') => spec.alternate = true,
                Some('0') => spec.zero = true,
                _ => break,
            }
            c = self.next();
        }
        if c == Some('*') {
            let n = self.star(cx)?;
            spec.left |= n < 0;
            spec.width = n.unsigned_abs() as usize;
            c = self.next();
        } else {
            spec.width = self.number(cx, &mut c, "width too big")?.unwrap_or(0);
        }
        if c == Some('.') {
            c = self.next();
            if c == Some('*') {
                spec.precision = Some(self.star(cx)?.max(0) as usize);
                c = self.next();
            } else {
                let too_big =
                    if self.kind == Kind::Text { "precision too big" } else { "prec too big" };
                spec.precision = Some(self.number(cx, &mut c, too_big)?.unwrap_or(0));
            }
        }
        if matches!(c, Some('h' | 'l' | 'L')) {
            c = self.next();
        }
        let Some(c) = c else { raise!(cx, ValueError, "incomplete format") };
        let value = match keyed {
            Some(v) => v,
            None => self.args.take(cx)?,
        };
        self.convert(cx, c, &spec, value)
    }

    /// `%(key)…`: looks the key up.
    fn keyed(&mut self, cx: &mut Ctx) -> PyResult<Value> {
        if !self.args.mapping {
            raise!(cx, TypeError, "format requires a mapping");
        }
        let (from, mut depth) = (self.at, 1);
        while depth > 0 {
            match self.next() {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(_) => {}
                None => raise!(cx, ValueError, "incomplete format key"),
            }
        }
        let key = self.format.range(from, self.at - 1);
        let key: Value = match self.kind {
            Kind::Text => cx.str_small(key)?.into(),
            Kind::Bytes => cx.bytes(key.raw())?.into(),
        };
        // A key takes the whole mapping, so nothing is left over.
        self.args.used = 1;
        cx.getitem(self.args.all, key)
    }

    fn star(&mut self, cx: &mut Ctx) -> PyResult<i64> {
        let v = self.args.take(cx)?;
        if !v.is_int() {
            raise!(cx, TypeError, "* wants int");
        }
        cx.index_i64(v)
    }

    fn number(
        &mut self,
        cx: &mut Ctx,
        c: &mut Option<char>,
        too_big: &str,
    ) -> PyResult<Option<usize>> {
        let mut n = None;
        while let Some(digit) = c.and_then(|c| c.to_digit(10)) {
            let next =
                n.unwrap_or(0usize).checked_mul(10).and_then(|n| n.checked_add(digit as usize));
            match next.filter(|&n| n <= isize::MAX as usize) {
                Some(next) => n = Some(next),
                None => return Err(cx.raise(Exc::ValueError, too_big)),
            }
            *c = self.next();
        }
        Ok(n)
    }

    fn convert(&mut self, cx: &mut Ctx, c: char, spec: &Spec, value: Value) -> PyResult<()> {
        match (c, self.kind) {
            ('s', Kind::Text) => {
                let text = cx.str_of(value)?;
                self.put_text(cx, spec, text)
            }
            ('r', Kind::Text) => {
                let text = cx.repr(value)?;
                self.put_text(cx, spec, text)
            }
            ('a', _) | ('r', Kind::Bytes) => {
                let text = cx.ascii(value)?;
                self.put_text(cx, spec, text)
            }
            ('s' | 'b', Kind::Bytes) => self.put_bytes(cx, spec, value),
            ('c', _) => {
                let point =
                    if self.kind == Kind::Text { char_of(cx, value)? } else { byte_of(cx, value)? };
                let spec = Spec { zero: false, ..Spec { precision: None, ..*spec } };
                let text = cx.char_str(point)?;
                self.put_text(cx, &spec, text)
            }
            ('d' | 'i' | 'u' | 'o' | 'x' | 'X', _) => {
                let digits = integer_text(cx, c, spec, value)?;
                self.put_number(cx, spec, &digits)
            }
            ('e' | 'E' | 'f' | 'F' | 'g' | 'G', _) => {
                let digits = self.float_text(cx, c, spec, value)?;
                self.put_number(cx, spec, &digits)
            }
            _ => {
                let at = self.at - 1;
                let code = self.format.at(at);
                let shown =
                    if (0x20..0x7f).contains(&code) || self.kind == Kind::Bytes { c } else { '?' };
                raise!(
                    cx,
                    ValueError,
                    "unsupported format character '{shown}' (0x{code:x}) at index {at}"
                )
            }
        }
    }

    fn float_text(&mut self, cx: &mut Ctx, c: char, spec: &Spec, value: Value) -> PyResult<String> {
        if self.kind == Kind::Bytes
            && cx.type_of(value).slots.float.get().is_none()
            && !value.is_int()
        {
            let ty = cx.type_name(value);
            raise!(cx, TypeError, "float argument required, not {ty}");
        }
        let x = cx.to_f64(value)?;
        let sharp = if spec.alternate { "#" } else { "" };
        let format = format!("{sharp}.{}{c}", spec.precision.unwrap_or(6));
        let (x, format) = (cx.float(x)?, cx.str(&format)?);
        Ok(cx.format(x, format)?.to_string())
    }

    fn put_text(&mut self, cx: &mut Ctx, spec: &Spec, text: Gc<StrObj>) -> PyResult<()> {
        let units = text.units();
        let shown = spec.precision.map_or(units.len(), |p| p.min(units.len()));
        self.put_padded(cx, spec, units.range(0, shown))
    }

    fn put_padded(&mut self, cx: &mut Ctx, spec: &Spec, units: Units<'_>) -> PyResult<()> {
        let missing = spec.width.saturating_sub(units.len());
        self.out.reserve(cx, missing)?;
        if !spec.left {
            self.out.push_repeat(0x20, missing);
        }
        self.out.push_units(units);
        if spec.left {
            self.out.push_repeat(0x20, missing);
        }
        Ok(())
    }

    fn put_bytes(&mut self, cx: &mut Ctx, spec: &Spec, value: Value) -> PyResult<()> {
        let bytes = match cx.buffer_bytes(value)? {
            Some(view) => view.to_vec(),
            None => match cx.lookup_special(value, cx.names.__bytes__)? {
                Some(method) => {
                    let made = cx.call(method, &[])?;
                    match made.cast::<BytesObj>() {
                        Some(b) => b.as_slice().to_vec(),
                        None => {
                            let ty = cx.type_name(made);
                            raise!(cx, TypeError, "__bytes__ returned non-bytes (type {ty})");
                        }
                    }
                }
                None => {
                    let ty = cx.type_name(value);
                    raise!(
                        cx,
                        TypeError,
                        "%b requires a bytes-like object, or an object that implements __bytes__, not '{ty}'"
                    );
                }
            },
        };
        let shown = spec.precision.map_or(bytes.len(), |p| p.min(bytes.len()));
        self.put_padded(cx, spec, Units::One(&bytes[..shown]))
    }

    /// Signs, prefixes and zero padding of a number's text (which may begin with `-` and `0x`).
    fn put_number(&mut self, cx: &mut Ctx, spec: &Spec, text: &str) -> PyResult<()> {
        let (mut sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        if sign.is_empty() {
            sign = if spec.plus {
                "+"
            } else if spec.space {
                " "
            } else {
                ""
            };
        }
        let prefix = match digits.as_bytes() {
            [b'0', b'x' | b'X' | b'o', ..] => &digits[..2],
            _ => "",
        };
        let digits = &digits[prefix.len()..];
        let missing = spec.width.saturating_sub(sign.len() + prefix.len() + digits.len());
        self.out.reserve(cx, missing)?;
        let (spaces, zeros) = match (spec.left, spec.zero) {
            (true, _) => (0, 0),
            (false, true) => (0, missing),
            (false, false) => (missing, 0),
        };
        self.out.push_repeat(0x20, spaces);
        self.out.push_str(sign);
        self.out.push_str(prefix);
        self.out.push_repeat(0x30, zeros);
        self.out.push_str(digits);
        if spec.left {
            self.out.push_repeat(0x20, missing);
        }
        Ok(())
    }
}

fn char_of(cx: &mut Ctx, value: Value) -> PyResult<u32> {
    if let Some(s) = value.cast::<StrObj>() {
        if s.len() == 1 {
            return Ok(s.at(0));
        }
        raise!(
            cx,
            TypeError,
            "%c requires an int or a unicode character, not a string of length {}",
            s.len()
        );
    }
    if cx.type_of(value).slots.index.get().is_none() {
        let ty = cx.type_name(value);
        raise!(cx, TypeError, "%c requires an int or a unicode character, not {ty}");
    }
    let n = cx.index(value)?;
    match n.as_i64() {
        Some(n @ 0..=0x10_ffff) => Ok(n as u32),
        _ => raise!(cx, OverflowError, "%c arg not in range(0x110000)"),
    }
}

fn byte_of(cx: &mut Ctx, value: Value) -> PyResult<u32> {
    if cx.type_of(value).slots.index.get().is_some() {
        let n = cx.index(value)?;
        return match n.as_i64() {
            Some(n @ 0..=255) => Ok(n as u32),
            _ => raise!(cx, OverflowError, "%c arg not in range(256)"),
        };
    }
    if let Some(view) = cx.buffer_bytes(value)? {
        if view.len() == 1 {
            return Ok(view[0].into());
        }
        let ty = cx.type_name(value);
        raise!(
            cx,
            TypeError,
            "%c requires an integer in range(256) or a single byte, not a {ty} object of length {}",
            view.len()
        );
    }
    let ty = cx.type_name(value);
    raise!(cx, TypeError, "%c requires an integer in range(256) or a single byte, not {ty}")
}

/// The digits of an integer conversion, with sign and prefix.
fn integer_text(cx: &mut Ctx, c: char, spec: &Spec, value: Value) -> PyResult<String> {
    let exact = matches!(c, 'o' | 'x' | 'X');
    let number = if value.is_int() { cx.index(value)? } else { convert_int(cx, c, exact, value)? };
    let text = match (number.as_small(), c) {
        (Some(n), 'd' | 'i' | 'u') => n.to_string(),
        (_, 'd' | 'i' | 'u') => cx.repr(number)?.to_string(),
        _ => {
            let format = if spec.alternate { format!("#{c}") } else { c.to_string() };
            let format = cx.str(&format)?;
            cx.format(number, format)?.to_string()
        }
    };
    let Some(precision) = spec.precision else { return Ok(text) };
    // The precision is the least number of digits.
    let (sign, rest) = text.strip_prefix('-').map_or(("", &*text), |rest| ("-", rest));
    let split = if spec.alternate && exact { 2 } else { 0 };
    let (prefix, digits) = rest.split_at(split.min(rest.len()));
    let missing = precision.saturating_sub(digits.len());
    let mut out = String::new();
    if out.try_reserve(missing + text.len()).is_err() {
        return Err(cx.raise_memory());
    }
    out.push_str(sign);
    out.push_str(prefix);
    out.extend(std::iter::repeat_n('0', missing));
    out.push_str(digits);
    Ok(out)
}

fn convert_int(cx: &mut Ctx, c: char, exact: bool, value: Value) -> PyResult<Value> {
    let ty = cx.type_name(value);
    let class = cx.type_of(value);
    let slots = &class.slots;
    let is_number =
        slots.index.get().is_some() || slots.int.get().is_some() || slots.float.get().is_some();
    if is_number {
        let number = if exact { cx.index(value) } else { cx.int_of(value) };
        match number {
            Ok(n) => return Ok(n),
            Err(_) if cx.exception_is(Exc::TypeError) => cx.clear_exception(),
            Err(e) => return Err(e),
        }
    }
    let wanted = if exact { "an integer is required" } else { "a real number is required" };
    raise!(cx, TypeError, "%{c} format: {wanted}, not {ty}")
}
