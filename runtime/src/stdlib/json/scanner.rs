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
use crate::types::str::{StrObj, Units};
use crate::value::Value;

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
    let (value, end) = Scan { settings, text }.value(cx, at)?;
    Ok(cx.tuple(&[value, Value::len(end)])?.into())
}

/// No value begins here: the decoder turns it into its error.
fn nothing(cx: &mut Ctx, at: usize) -> Raised {
    cx.raise_args(Exc::StopIteration, &[Value::len(at)])
}

struct Scan {
    settings: Gc<ScannerObj>,
    text: Gc<StrObj>,
}

impl Scan {
    fn units(&self) -> Units<'_> {
        self.text.units()
    }

    fn peek(&self, at: usize) -> Option<char> {
        if at < self.text.len() { char::from_u32(self.text.at(at)) } else { None }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        let units = self.units();
        while at < units.len() && matches!(units.at(at), 0x20 | 0x09 | 0x0a | 0x0d) {
            at += 1;
        }
        at
    }

    fn has(&self, at: usize, word: &str) -> bool {
        let units = self.units();
        units.len() - at >= word.len()
            && word.bytes().enumerate().all(|(i, b)| units.at(at + i) == u32::from(b))
    }

    fn value(&self, cx: &mut Ctx, at: usize) -> PyResult<(Value, usize)> {
        let Some(first) = self.peek(at) else { return Err(nothing(cx, at)) };
        match first {
            '"' => {
                let (s, end) = strings::scan(cx, self.text, at + 1, self.settings.strict.get())?;
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
            _ => {}
        }
        for (word, value) in [("null", Value::NONE), ("true", Value::TRUE), ("false", Value::FALSE)]
        {
            if self.has(at, word) {
                return Ok((value, at + word.len()));
            }
        }
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.has(at, word) {
                let name = cx.intern(word)?;
                let value = cx.call(self.settings.parse_constant.get(), &[name.into()])?;
                return Ok((value, at + word.len()));
            }
        }
        self.number(cx, at)
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.peek(at).is_some_and(|c| c.is_ascii_digit()) {
            at += 1;
        }
        at
    }

    fn number(&self, cx: &mut Ctx, start: usize) -> PyResult<(Value, usize)> {
        let mut at = start + usize::from(self.peek(start) == Some('-'));
        at = match self.peek(at) {
            Some('0') => at + 1,
            Some('1'..='9') => self.digits(at),
            _ => return Err(nothing(cx, start)),
        };
        let mut is_float = false;
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
            let text: String =
                self.units().range(start, at).iter().filter_map(char::from_u32).collect();
            if is_float && let Ok(x) = text.parse() {
                return Ok((cx.float(x)?, at));
            }
            if let Ok(n) = text.parse() {
                return Ok((cx.int(n)?, at));
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
                        return Err(decode_error(
                            cx,
                            "Illegal trailing comma before end of array",
                            self.text,
                            comma,
                        ));
                    }
                }
                _ => return Err(decode_error(cx, "Expecting ',' delimiter", self.text, at)),
            }
        }
    }

    fn object(&self, cx: &mut Ctx, at: usize) -> PyResult<(Value, usize)> {
        let pairs_hook = self.settings.object_pairs_hook.get();
        let (dict, pairs) = (cx.dict()?, cx.list(&[])?);
        let mut at = self.skip_space(at);
        if self.peek(at) == Some('}') {
            return self.finish(cx, dict.into(), pairs.into(), at + 1);
        }
        loop {
            if self.peek(at) != Some('"') {
                let message = "Expecting property name enclosed in double quotes";
                return Err(decode_error(cx, message, self.text, at));
            }
            let (key, next) = strings::scan(cx, self.text, at + 1, self.settings.strict.get())?;
            // Keys repeat from object to object.
            let key = if key.len() <= 64 { cx.intern_obj(key) } else { key };
            at = self.skip_space(next);
            if self.peek(at) != Some(':') {
                return Err(decode_error(cx, "Expecting ':' delimiter", self.text, at));
            }
            let (value, next) = self.value(cx, self.skip_space(at + 1))?;
            if pairs_hook.is_none() {
                cx.dict_set(dict, key.into(), value)?;
            } else {
                let pair = cx.tuple(&[key.into(), value])?;
                cx.list_append(pairs, pair.into())?;
            }
            at = self.skip_space(next);
            match self.peek(at) {
                Some('}') => return self.finish(cx, dict.into(), pairs.into(), at + 1),
                Some(',') => {
                    let comma = at;
                    at = self.skip_space(at + 1);
                    if self.peek(at) == Some('}') {
                        return Err(decode_error(
                            cx,
                            "Illegal trailing comma before end of object",
                            self.text,
                            comma,
                        ));
                    }
                }
                _ => return Err(decode_error(cx, "Expecting ',' delimiter", self.text, at)),
            }
        }
    }

    /// Applies the hooks to a finished object.
    fn finish(
        &self,
        cx: &mut Ctx,
        dict: Value,
        pairs: Value,
        end: usize,
    ) -> PyResult<(Value, usize)> {
        let (hook, pairs_hook) =
            (self.settings.object_hook.get(), self.settings.object_pairs_hook.get());
        let value = if !pairs_hook.is_none() {
            cx.call(pairs_hook, &[pairs])?
        } else if !hook.is_none() {
            cx.call(hook, &[dict])?
        } else {
            dict
        };
        Ok((value, end))
    }
}
