//! `unicodedata`: the Unicode character database.
#![deny(unsafe_code)]

use super::{ModuleSpec, types};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::raise;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;
use crate::value::Value;
use rustpython_unicode::data::{LookupResult, Ucd, character_name};
use rustpython_unicode::normalize::{NormalizeForm, is_normalized, normalize};
use rustpython_wtf8::{CodePoint, Wtf8Buf};

use NativeCode::{Fast, O};

crate::heap_object! {
    /// A database of an older version; there is one, of Unicode 3.2.
    pub struct UcdObj: UCD {
        plain modern: bool,
    }
}

/// The type of `ucd_3_2_0`.
pub static UCD_SPEC: TypeSpec = TypeSpec {
    methods: FUNCTIONS,
    getset: &[GetSetDef::readonly("unidata_version", |cx, v| {
        Ok(cx.str(&database(v).unidata_version())?.into())
    })],
    ..TypeSpec::EMPTY
};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "unicodedata",
    doc: "This module provides access to the Unicode Character Database.",
    functions: FUNCTIONS,
    init: Some(|cx, module| {
        let version = cx.str("16.0.0")?;
        cx.module_set(module, "unidata_version", version.into())?;
        let old = cx.alloc(UcdObj::new(types::UCD.shape(), false))?;
        cx.module_set(module, "ucd_3_2_0", old.into())?;
        let class = cx.ty(types::UCD);
        cx.module_set(module, "UCD", class.into())
    }),
};

static FUNCTIONS: &[MethodDef] = &[
    MethodDef::new(
        "category",
        O(|cx, s, c| property(cx, s, "category", c, |db, c| db.category(c))),
    ),
    MethodDef::new(
        "bidirectional",
        O(|cx, s, c| property(cx, s, "bidirectional", c, |db, c| db.bidirectional(c))),
    ),
    MethodDef::new(
        "east_asian_width",
        O(|cx, s, c| property(cx, s, "east_asian_width", c, |db, c| db.east_asian_width(c))),
    ),
    MethodDef::new(
        "combining",
        O(|cx, s, c| {
            let c = one(cx, "combining() argument", c)?;
            Ok(Value::small(database(s).combining(c).into()))
        }),
    ),
    MethodDef::new(
        "mirrored",
        O(|cx, s, c| {
            let c = one(cx, "mirrored() argument", c)?;
            Ok(Value::small(database(s).mirrored(c)))
        }),
    ),
    MethodDef::new(
        "decomposition",
        O(|cx, s, c| {
            let c = one(cx, "decomposition() argument", c)?;
            Ok(cx.str(&database(s).decomposition(c))?.into())
        }),
    ),
    MethodDef::new(
        "decimal",
        Fast(|cx, s, args| {
            number(cx, s, "decimal", "not a decimal", args, |_, db, c| {
                Ok(db.decimal(c).map(|n| Value::len(n as usize)))
            })
        }),
    ),
    MethodDef::new(
        "digit",
        Fast(|cx, s, args| {
            number(cx, s, "digit", "not a digit", args, |_, db, c| {
                Ok(db.digit(c).map(|n| Value::len(n as usize)))
            })
        }),
    ),
    MethodDef::new(
        "numeric",
        Fast(|cx, s, args| {
            number(cx, s, "numeric", "not a numeric character", args, |cx, db, c| {
                match db.numeric(c) {
                    Some(x) => cx.float(x).map(Some),
                    None => Ok(None),
                }
            })
        }),
    ),
    MethodDef::new("name", Fast(name)),
    MethodDef::new("lookup", O(lookup)),
    MethodDef::new(
        "normalize",
        Fast(|cx, _, args| {
            let (form, text) = form_args(cx, "normalize", args)?;
            let made = normalize(form, &wtf8(text));
            let mut buf = TextBuf::with_capacity(text.len());
            made.code_points().for_each(|c| buf.push(c.to_u32()));
            Ok(buf.finish(cx)?.into())
        }),
    ),
    MethodDef::new(
        "is_normalized",
        Fast(|cx, _, args| {
            let (form, text) = form_args(cx, "is_normalized", args)?;
            Ok(Value::bool(is_normalized(form, &wtf8(text))))
        }),
    ),
];

/// The database that a function is asked of: the module's, or that of an object.
fn database(self_: Value) -> Ucd {
    Ucd::new(self_.cast::<UcdObj>().is_none_or(|u| u.modern.get()))
}

fn one(cx: &mut Ctx, what: &str, v: Value) -> PyResult<CodePoint> {
    match v.cast::<StrObj>() {
        Some(s) if s.len() == 1 => {
            Ok(CodePoint::from_u32(s.at(0)).expect("a string holds code points"))
        }
        Some(s) => {
            raise!(
                cx,
                TypeError,
                "{what} must be a unicode character, not a string of length {}",
                s.len()
            )
        }
        None => {
            let ty = cx.type_name(v);
            raise!(cx, TypeError, "{what} must be a unicode character, not {ty}")
        }
    }
}

fn property(
    cx: &mut Ctx,
    self_: Value,
    name: &str,
    v: Value,
    get: fn(Ucd, CodePoint) -> &'static str,
) -> PyResult<Value> {
    let c = one(cx, &format!("{name}() argument"), v)?;
    Ok(cx.intern(get(database(self_), c))?.into())
}

fn number(
    cx: &mut Ctx,
    self_: Value,
    name: &str,
    missing: &str,
    args: &[Value],
    get: fn(&mut Ctx, Ucd, CodePoint) -> PyResult<Option<Value>>,
) -> PyResult<Value> {
    cx.check_arity(name, args.len(), 1, 2)?;
    let c = one(cx, &format!("{name}() argument 1"), args[0])?;
    match (get(cx, database(self_), c)?, args.get(1)) {
        (Some(v), _) => Ok(v),
        (None, Some(&default)) => Ok(default),
        (None, None) => raise!(cx, ValueError, "{missing}"),
    }
}

fn name(cx: &mut Ctx, self_: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("name", args.len(), 1, 2)?;
    let c = one(cx, "name() argument 1", args[0])?.to_char();
    match c.filter(|&c| database(self_).membership(c)).and_then(character_name) {
        Some(name) => Ok(cx.str(&name)?.into()),
        None => match args.get(1) {
            Some(&default) => Ok(default),
            None => raise!(cx, ValueError, "no such name"),
        },
    }
}

fn lookup(cx: &mut Ctx, self_: Value, name: Value) -> PyResult<Value> {
    let name = cx.expect_str(name, "lookup() argument")?.to_string();
    match database(self_).lookup(&name) {
        Some(LookupResult::Character(c)) => Ok(cx.char_str(c as u32)?.into()),
        Some(LookupResult::Sequence(text)) => Ok(cx.str(text)?.into()),
        None => {
            // The message of a `KeyError` is the repr of its argument.
            let message = cx.str(&format!("undefined character name '{name}'"))?;
            Err(cx.raise_args(crate::exceptions::Exc::KeyError, &[message.into()]))
        }
    }
}

fn form_args(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<(NormalizeForm, Gc<StrObj>)> {
    cx.check_arity(name, args.len(), 2, 2)?;
    let form = cx.expect_str(args[0], &format!("{name}() argument 1"))?.to_string();
    let text = cx.expect_str(args[1], &format!("{name}() argument 2"))?;
    match form.parse() {
        Ok(form) => Ok((form, text)),
        Err(()) => raise!(cx, ValueError, "invalid normalization form"),
    }
}

fn wtf8(text: Gc<StrObj>) -> Wtf8Buf {
    let mut out = Wtf8Buf::new();
    text.code_points().filter_map(CodePoint::from_u32).for_each(|c| out.push(c));
    out
}
