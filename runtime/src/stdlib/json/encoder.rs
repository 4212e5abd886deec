//! `make_encoder`: writes a value as JSON.
#![deny(unsafe_code)]

use super::strings;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::builtin_function::BuiltinFunctionObj;
use crate::types::dict::DictObj;
use crate::types::float::FloatObj;
use crate::types::list::ListObj;
use crate::types::str::build::TextBuf;
use crate::types::str::{StrObj, Units};
use crate::types::tuple::TupleObj;
use crate::value::Value;

crate::heap_object! {
    /// An encoder with the settings of a `JSONEncoder`.
    pub struct EncoderObj: JSON_ENCODER {
        traced markers: Value,
        traced default: Value,
        traced encoder: Value,
        traced indent: Value,
        traced key_separator: Gc<StrObj>,
        traced item_separator: Gc<StrObj>,
        plain sort_keys: bool,
        plain skip_keys: bool,
        plain allow_nan: bool,
        /// How strings are written: `Some(ascii)` when the encoder is one of this module's.
        plain quotes: Option<bool>,
    }
}

/// The type.
pub static ENCODER_SPEC: TypeSpec = TypeSpec {
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    slots: SlotTable { new: Some(new), call: Some(call), ..SlotTable::EMPTY },
    ..TypeSpec::EMPTY
};

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain(
        "make_encoder",
        &[
            "markers",
            "default",
            "encoder",
            "indent",
            "key_separator",
            "item_separator",
            "sort_keys",
            "skipkeys",
            "allow_nan",
        ],
        9,
    );
    let [markers, default, encoder, indent, key, item, sort, skip, nan] =
        args.bind::<9>(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    if !markers.is_none() && markers.cast::<DictObj>().is_none() {
        let ty = cx.type_name(markers);
        raise!(cx, TypeError, "make_encoder() argument 1 must be dict or None, not {ty}");
    }
    let key = cx.expect_str(key, "make_encoder() argument 5")?;
    let item = cx.expect_str(item, "make_encoder() argument 6")?;
    let (sort, skip, nan) = (cx.truth(sort)?, cx.truth(skip)?, cx.truth(nan)?);
    let quotes = match encoder.cast::<BuiltinFunctionObj>() {
        Some(f) if matches!(f.def.code, NativeCode::O(_)) => match f.def.name {
            "encode_basestring" => Some(false),
            "encode_basestring_ascii" => Some(true),
            _ => None,
        },
        _ => None,
    };
    let object = cx.alloc_instance(cls, |shape| {
        EncoderObj::new(
            shape, markers, default, encoder, indent, key, item, sort, skip, nan, quotes,
        )
    })?;
    Ok(object.into())
}

/// `encoder(value, level)`: a tuple with the text.
fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature::plain("_iterencode", &["obj", "_current_indent_level"], 2);
    let Some(settings) = v.cast::<EncoderObj>() else {
        raise!(cx, TypeError, "a '_json.Encoder' object is required");
    };
    let [value, level] = args.bind::<2>(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    let level = cx.index_i64(level)?.max(0) as usize;
    let mut writer = Writer { settings, out: TextBuf::with_capacity(200) };
    writer.value(cx, value, level)?;
    let text = writer.out.finish(cx)?;
    Ok(cx.tuple(&[text.into()])?.into())
}

struct Writer {
    settings: Gc<EncoderObj>,
    out: TextBuf,
}

impl Writer {
    fn value(&mut self, cx: &mut Ctx, v: Value, level: usize) -> PyResult<()> {
        if v.is_none() {
            self.out.push_str("null");
        } else if let Some(b) = v.as_bool() {
            self.out.push_str(if b { "true" } else { "false" });
        } else if let Some(s) = v.cast::<StrObj>() {
            self.string(cx, s)?;
        } else if let Some(n) = v.as_small() {
            self.int(n);
        } else if v.is_int() {
            let n = cx.index(v)?;
            let text = cx.repr(n)?;
            self.out.push_obj(text);
        } else if v.is_inline_float() || v.cast::<FloatObj>().is_some() {
            let text = self.float(cx, v)?;
            self.out.push_str(&text);
        } else if v.cast::<ListObj>().is_some() || v.cast::<TupleObj>().is_some() {
            cx.check_stack()?;
            self.marked(cx, v, |w, cx| w.list(cx, v, level))?;
        } else if let Some(d) = v.cast::<DictObj>() {
            cx.check_stack()?;
            self.marked(cx, v, |w, cx| w.dict(cx, v, d, level))?;
        } else {
            cx.check_stack()?;
            self.marked(cx, v, |w, cx| {
                let default = w.settings.default.get();
                let other = cx.call(default, &[v])?;
                let done = w.value(cx, other, level);
                noted(cx, done, |cx| Ok(format!("when serializing {} object", cx.type_name(v))))
            })?;
        }
        Ok(())
    }

    fn int(&mut self, n: i64) {
        let (mut digits, mut at, mut rest) = ([0; 20], 20, n.unsigned_abs());
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if n < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.out.push_units(Units::One(&digits[at..]));
    }

    /// Runs `f` with the value entered in the markers, which find circles.
    fn marked(
        &mut self,
        cx: &mut Ctx,
        v: Value,
        f: impl FnOnce(&mut Writer, &mut Ctx) -> PyResult<()>,
    ) -> PyResult<()> {
        let Some(markers) = self.settings.markers.get().cast::<DictObj>() else {
            return f(self, cx);
        };
        let key = cx.int(v.bits() as i64)?;
        if cx.dict_get(markers, key)?.is_some() {
            raise!(cx, ValueError, "Circular reference detected");
        }
        cx.dict_set(markers, key, v)?;
        f(self, cx)?;
        cx.dict_remove(markers, key)?;
        Ok(())
    }

    fn string(&mut self, cx: &mut Ctx, s: Gc<StrObj>) -> PyResult<()> {
        match self.settings.quotes.get() {
            Some(ascii) => strings::push_quoted(&mut self.out, s.units(), ascii),
            None => {
                let made = cx.call(self.settings.encoder.get(), &[s.into()])?;
                match made.cast::<StrObj>() {
                    Some(text) => self.out.push_obj(text),
                    None => {
                        let ty = cx.type_name(made);
                        raise!(cx, TypeError, "encoder() must return a string, not {ty}");
                    }
                }
            }
        }
        Ok(())
    }

    fn float(&self, cx: &mut Ctx, v: Value) -> PyResult<String> {
        let x = cx.to_f64(v)?;
        let plain = cx.float(x)?;
        let shown = cx.repr(plain)?.to_string();
        if x.is_finite() {
            return Ok(shown);
        }
        if !self.settings.allow_nan.get() {
            raise!(cx, ValueError, "Out of range float values are not JSON compliant: {shown}");
        }
        Ok(match x {
            x if x.is_nan() => "NaN",
            x if x > 0.0 => "Infinity",
            _ => "-Infinity",
        }
        .to_owned())
    }

    /// A line break with the indentation of a level, if there is indentation.
    fn line(&mut self, level: usize) {
        if let Some(indent) = self.settings.indent.get().cast::<StrObj>() {
            self.out.push_char('\n');
            (0..level).for_each(|_| self.out.push_obj(indent));
        }
    }

    fn list(&mut self, cx: &mut Ctx, v: Value, level: usize) -> PyResult<()> {
        let item = |i: usize| match v.cast::<ListObj>() {
            Some(list) => list.get(i),
            None => v.cast::<TupleObj>().and_then(|t| t.get(i)),
        };
        if item(0).is_none() {
            self.out.push_str("[]");
            return Ok(());
        }
        self.out.push_char('[');
        let mut i = 0;
        while let Some(x) = item(i) {
            if i > 0 {
                self.out.push_obj(self.settings.item_separator.get());
            }
            self.line(level + 1);
            let done = self.value(cx, x, level + 1);
            noted(cx, done, |cx| Ok(format!("when serializing {} item {i}", cx.type_name(v))))?;
            i += 1;
        }
        self.line(level);
        self.out.push_char(']');
        Ok(())
    }

    fn dict(&mut self, cx: &mut Ctx, v: Value, d: Gc<DictObj>, level: usize) -> PyResult<()> {
        if d.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.out.push_char('{');
        let mut first = true;
        if v.has_shape(TypeId::DICT.shape()) && !self.settings.sort_keys.get() {
            // What is called on the way may change the dict: then this sees the changes, or not.
            let mut i = 0;
            while i < d.fill() {
                if let Some(entry) = d.entry(i) {
                    self.member(cx, v, (entry.key, entry.value), level, &mut first)?;
                }
                i += 1;
            }
        } else {
            let name = cx.names.items;
            let items = cx.call_method(v, name, &[])?;
            let items = cx.to_list(items)?;
            if self.settings.sort_keys.get() {
                let name = cx.intern("sort")?;
                cx.call_method(items.into(), name, &[])?;
            }
            let mut i = 0;
            while let Some(pair) = items.get(i) {
                i += 1;
                let pair = pair.cast::<TupleObj>().filter(|t| t.len() == 2);
                let (Some(key), Some(value)) =
                    (pair.and_then(|t| t.get(0)), pair.and_then(|t| t.get(1)))
                else {
                    raise!(cx, ValueError, "items must return 2-tuples");
                };
                self.member(cx, v, (key, value), level, &mut first)?;
            }
        }
        if !first {
            self.line(level);
        }
        self.out.push_char('}');
        Ok(())
    }

    /// A member of the dict `v`.
    fn member(
        &mut self,
        cx: &mut Ctx,
        v: Value,
        (key, value): (Value, Value),
        level: usize,
        first: &mut bool,
    ) -> PyResult<()> {
        let Some(name) = self.key(cx, key)? else { return Ok(()) };
        if !std::mem::take(first) {
            self.out.push_obj(self.settings.item_separator.get());
        }
        self.line(level + 1);
        self.string(cx, name)?;
        self.out.push_obj(self.settings.key_separator.get());
        let done = self.value(cx, value, level + 1);
        noted(cx, done, |cx| {
            let shown = cx.repr(key)?;
            Ok(format!("when serializing {} item {}", cx.type_name(v), shown))
        })
    }

    /// The text of a key; none when it is to be skipped.
    fn key(&self, cx: &mut Ctx, key: Value) -> PyResult<Option<Gc<StrObj>>> {
        if let Some(s) = key.cast::<StrObj>() {
            return Ok(Some(s));
        }
        let text = if key.is_none() {
            "null".to_owned()
        } else if let Some(b) = key.as_bool() {
            if b { "true" } else { "false" }.to_owned()
        } else if key.is_inline_float() || key.cast::<FloatObj>().is_some() {
            self.float(cx, key)?
        } else if key.is_int() {
            let n = cx.index(key)?;
            cx.repr(n)?.to_string()
        } else if self.settings.skip_keys.get() {
            return Ok(None);
        } else {
            let ty = cx.type_name(key);
            raise!(cx, TypeError, "keys must be str, int, float, bool or None, not {ty}");
        };
        Ok(Some(cx.str(&text)?))
    }
}

/// Adds a note to the exception of a failed step that tells where it happened.
fn noted(
    cx: &mut Ctx,
    done: PyResult<()>,
    note: impl FnOnce(&mut Ctx) -> PyResult<String>,
) -> PyResult<()> {
    if done.is_ok() {
        return Ok(());
    }
    let exception = cx.take_exception();
    let text = note(cx)?;
    let text = cx.str(&text)?;
    cx.add_note(exception, text.into())?;
    Err(cx.reraise(exception))
}
