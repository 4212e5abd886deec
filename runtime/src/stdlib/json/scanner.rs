//! `make_scanner`: reads one JSON value from a text.
#![deny(unsafe_code)]

use super::{decode_error, strings};
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::str::{StrObj, Unit, Units};
use crate::value::Value;
use std::cell::Cell;

crate::heap_object! {
    /// A scanner with the settings of a `JSONDecoder`.
    pub struct ScannerObj: JSON_SCANNER {
        traced object_hook: Value,
        traced object_pairs_hook: Value,
        traced parse_float: Value,
        traced parse_int: Value,
        traced parse_constant: Value,
        plain strict: bool,
    }
}

/// The type.
pub static SCANNER_SPEC: TypeSpec = TypeSpec {
    doc: "JSON scanner object",
    slots: SlotTable { new: Some(new), call: Some(call), ..SlotTable::EMPTY },
    getset: &[
        GetSetDef::readonly("strict", |cx, v| Ok(Value::bool(this(cx, v)?.strict.get()))),
        GetSetDef::readonly("object_hook", |cx, v| Ok(this(cx, v)?.object_hook.get())),
        GetSetDef::readonly("object_pairs_hook", |cx, v| Ok(this(cx, v)?.object_pairs_hook.get())),
        GetSetDef::readonly("parse_float", |cx, v| Ok(this(cx, v)?.parse_float.get())),
        GetSetDef::readonly("parse_int", |cx, v| Ok(this(cx, v)?.parse_int.get())),
        GetSetDef::readonly("parse_constant", |cx, v| Ok(this(cx, v)?.parse_constant.get())),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<ScannerObj>> {
    match v.cast::<ScannerObj>() {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "a '_json.Scanner' object is required"),
    }
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("make_scanner", &["context"], 1);
    let [context] = args.bind::<1>(cx, &SIGNATURE)?;
    let context = context.unwrap_or(Value::NONE);
    let mut setting = |name: &str| {
        let name = cx.intern(name)?;
        cx.getattr(context, name)
    };
    let (strict, object_hook, pairs_hook) =
        (setting("strict")?, setting("object_hook")?, setting("object_pairs_hook")?);
    let (parse_float, parse_int, parse_constant) =
        (setting("parse_float")?, setting("parse_int")?, setting("parse_constant")?);
    let strict = cx.truth(strict)?;
    let scanner = cx.alloc_instance(cls, |shape| {
        ScannerObj::new(
            shape,
            object_hook,
            pairs_hook,
            parse_float,
            parse_int,
            parse_constant,
            strict,
        )
    })?;
    Ok(scanner.into())
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("scan_once", &["string", "idx"], 2);
    let settings = this(cx, v)?;
    let [string, at] = args.bind::<2>(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    let Some(text) = string.cast::<StrObj>() else {
        let ty = cx.type_name(string);
        raise!(cx, TypeError, "first argument must be a string, not {ty}");
    };
    let at = cx.index_i64(at)?;
    let Ok(at) = usize::try_from(at) else { raise!(cx, ValueError, "idx cannot be negative") };
    let (value, end) = match text.units() {
        Units::One(units) => Scan::new(settings, text, units).value(cx, at)?,
        Units::Two(units) => Scan::new(settings, text, units).value(cx, at)?,
        Units::Four(units) => Scan::new(settings, text, units).value(cx, at)?,
    };
    Ok(cx.tuple(&[value, Value::len(end)])?.into())
}

/// No value begins here: the decoder turns it into its error.
fn nothing(cx: &mut Ctx, at: usize) -> Raised {
    cx.raise_args(Exc::StopIteration, &[Value::len(at)])
}

/// How many keys of objects are remembered.
const KEYS: usize = 64;

/// One call of a scanner.
struct Scan<'a, U> {
    settings: Gc<ScannerObj>,
    text: Gc<StrObj>,
    units: &'a [U],
    /// Keys that were met, each at the place of its hash: objects of one kind have the same keys.
    keys: [Cell<Option<Gc<StrObj>>>; KEYS],
}

impl<'a, U: Unit> Scan<'a, U> {
    fn new(settings: Gc<ScannerObj>, text: Gc<StrObj>, units: &'a [U]) -> Scan<'a, U> {
        Scan { settings, text, units, keys: [const { Cell::new(None) }; KEYS] }
    }

    #[inline(always)]
    fn peek(&self, at: usize) -> Option<char> {
        char::from_u32(self.units.get(at)?.point())
    }

    #[inline]
    fn skip_space(&self, mut at: usize) -> usize {
        while let Some(u) = self.units.get(at)
            && matches!(u.point(), 0x20 | 0x09 | 0x0a | 0x0d)
        {
            at += 1;
        }
        at
    }

    fn has(&self, at: usize, word: &str) -> bool {
        let rest = &self.units[at..];
        rest.len() >= word.len()
            && rest.iter().zip(word.bytes()).all(|(u, b)| u.point() == u32::from(b))
    }

    fn value(&self, cx: &mut Ctx, at: usize) -> PyResult<(Value, usize)> {
        let Some(first) = self.peek(at) else { return Err(nothing(cx, at)) };
        let known = match first {
            '"' => {
                let strict = self.settings.strict.get();
                let (s, end) = strings::scan(cx, self.text, self.units, at + 1, strict)?;
                return Ok((s.into(), end));
            }
            '{' => {
                cx.check_stack()?;
                return self.object(cx, at + 1);
            }
            '[' => {
                cx.check_stack()?;
                return self.array(cx, at + 1);
            }
            'n' => ("null", Value::NONE),
            't' => ("true", Value::TRUE),
            'f' => ("false", Value::FALSE),
            'N' => return self.constant(cx, at, "NaN"),
            'I' => return self.constant(cx, at, "Infinity"),
            '-' if self.has(at, "-Infinity") => return self.constant(cx, at, "-Infinity"),
            _ => return self.number(cx, at),
        };
        if self.has(at, known.0) { Ok((known.1, at + known.0.len())) } else { Err(nothing(cx, at)) }
    }

    /// What `parse_constant` makes of this word, if it is there.
    fn constant(&self, cx: &mut Ctx, at: usize, word: &str) -> PyResult<(Value, usize)> {
        if !self.has(at, word) {
            return Err(nothing(cx, at));
        }
        let name = cx.intern(word)?;
        let value = cx.call(self.settings.parse_constant.get(), &[name.into()])?;
        Ok((value, at + word.len()))
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.units.get(at).is_some_and(|u| (0x30..0x3a).contains(&u.point())) {
            at += 1;
        }
        at
    }

    fn number(&self, cx: &mut Ctx, start: usize) -> PyResult<(Value, usize)> {
        let negative = self.peek(start) == Some('-');
        let first = start + usize::from(negative);
        let mut at = match self.peek(first) {
            Some('0') => first + 1,
            Some('1'..='9') => self.digits(first),
            _ => return Err(nothing(cx, start)),
        };
        let (whole, mut is_float) = (at, false);
        if self.peek(at) == Some('.') && self.digits(at + 1) > at + 1 {
            (at, is_float) = (self.digits(at + 1), true);
        }
        if matches!(self.peek(at), Some('e' | 'E')) {
            let from = at + 1 + usize::from(matches!(self.peek(at + 1), Some('+' | '-')));
            if self.digits(from) > from {
                (at, is_float) = (self.digits(from), true);
            }
        }
        let parse =
            if is_float { self.settings.parse_float.get() } else { self.settings.parse_int.get() };
        let builtin: Value = cx.ty(if is_float { TypeId::FLOAT } else { TypeId::INT }).into();
        if parse.is(builtin) {
            if is_float {
                let digit = |u: &U| char::from_u32(u.point());
                let text: String = self.units[start..at].iter().filter_map(digit).collect();
                if let Ok(x) = text.parse() {
                    return Ok((cx.float(x)?, at));
                }
            } else if whole - first <= 18 {
                let n = self.units[first..whole]
                    .iter()
                    .fold(0, |n, u| n * 10 + i64::from(u.point() - 0x30));
                return Ok((cx.int(if negative { -n } else { n })?, at));
            }
        }
        let text = cx.substr(self.text, start, at)?;
        Ok((cx.call(parse, &[text.into()])?, at))
    }

    fn array(&self, cx: &mut Ctx, at: usize) -> PyResult<(Value, usize)> {
        let list = cx.list(&[])?;
        let mut at = self.skip_space(at);
        if self.peek(at) == Some(']') {
            return Ok((list.into(), at + 1));
        }
        loop {
            let (item, next) = self.value(cx, at)?;
            cx.list_append(list, item)?;
            at = self.skip_space(next);
            match self.peek(at) {
                Some(']') => return Ok((list.into(), at + 1)),
                Some(',') => {
                    let comma = at;
                    at = self.skip_space(at + 1);
                    if self.peek(at) == Some(']') {
                        let message = "Illegal trailing comma before end of array";
                        return Err(decode_error(cx, message, self.text, comma));
                    }
                }
                _ => return Err(decode_error(cx, "Expecting ',' delimiter", self.text, at)),
            }
        }
    }

    /// The key whose opening quote is before `at`, and where it ends.
    fn key(&self, cx: &mut Ctx, at: usize) -> PyResult<(Gc<StrObj>, usize)> {
        let strict = self.settings.strict.get();
        let Some(bytes) = U::bytes(self.units) else {
            return strings::scan(cx, self.text, self.units, at, strict);
        };
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = |&b: &u8| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\';
        let mut hash = 0usize;
        let mut len = 0;
        while let Some(b) = rest.get(len).filter(|b| plain(b)) {
            hash = hash.wrapping_mul(31).wrapping_add(usize::from(*b));
            len += 1;
        }
        if rest.get(len) != Some(&b'"') {
            return strings::scan(cx, self.text, self.units, at, strict);
        }
        let place = &self.keys[(hash ^ len) % KEYS];
        if let Some(known) = place.get()
            && known.as_ascii_bytes() == Some(&rest[..len])
        {
            return Ok((known, at + len + 1));
        }
        let key = cx.substr(self.text, at, at + len)?;
        place.set(Some(key));
        Ok((key, at + len + 1))
    }

    fn object(&self, cx: &mut Ctx, at: usize) -> PyResult<(Value, usize)> {
        let has_pairs_hook = !self.settings.object_pairs_hook.get().is_none();
        let mut at = self.skip_space(at);
        let empty = self.peek(at) == Some('}');
        if has_pairs_hook {
            let pairs = cx.list(&[])?;
            let end = match empty {
                true => at + 1,
                false => self.members(cx, at, &mut |cx, key, value| {
                    let pair = cx.tuple(&[key.into(), value])?;
                    cx.list_append(pairs, pair.into())
                })?,
            };
            return Ok((cx.call(self.settings.object_pairs_hook.get(), &[pairs.into()])?, end));
        }
        let dict = cx.dict()?;
        at = match empty {
            true => at + 1,
            false => {
                self.members(cx, at, &mut |cx, key, value| cx.dict_set_str(dict, key, value))?
            }
        };
        let hook = self.settings.object_hook.get();
        match hook.is_none() {
            true => Ok((dict.into(), at)),
            false => Ok((cx.call(hook, &[dict.into()])?, at)),
        }
    }

    /// Reads the members of an object, of which there is at least one, and what closes it.
    #[inline(always)]
    fn members(
        &self,
        cx: &mut Ctx,
        mut at: usize,
        add: &mut impl FnMut(&mut Ctx, Gc<StrObj>, Value) -> PyResult<()>,
    ) -> PyResult<usize> {
        loop {
            if self.peek(at) != Some('"') {
                let message = "Expecting property name enclosed in double quotes";
                return Err(decode_error(cx, message, self.text, at));
            }
            let (key, next) = self.key(cx, at + 1)?;
            at = self.skip_space(next);
            if self.peek(at) != Some(':') {
                return Err(decode_error(cx, "Expecting ':' delimiter", self.text, at));
            }
            let (value, next) = self.value(cx, self.skip_space(at + 1))?;
            add(cx, key, value)?;
            at = self.skip_space(next);
            match self.peek(at) {
                Some('}') => return Ok(at + 1),
                Some(',') => {
                    let comma = at;
                    at = self.skip_space(at + 1);
                    if self.peek(at) == Some('}') {
                        let message = "Illegal trailing comma before end of object";
                        return Err(decode_error(cx, message, self.text, comma));
                    }
                }
                _ => return Err(decode_error(cx, "Expecting ',' delimiter", self.text, at)),
            }
        }
    }
}
