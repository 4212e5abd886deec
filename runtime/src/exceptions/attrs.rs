//! What `BaseException` can do, and the attributes of particular exceptions.

use super::{Exc, ExceptionObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::object::{dict_getset_get, dict_getset_set};
use crate::types::str::StrObj;
use crate::types::traceback::TracebackObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

pub(super) fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<ExceptionObj>> {
    match v.cast::<ExceptionObj>() {
        Some(e) => Ok(e),
        None => {
            let got = cx.type_name(v);
            raise!(
                cx,
                TypeError,
                "descriptor requires a 'BaseException' object but received a '{got}'"
            )
        }
    }
}

/// `BaseException`.
pub(super) static BASE: TypeSpec = TypeSpec {
    doc: "Common base class for all exceptions.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        str: Some(str),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new(
            "with_traceback",
            NativeCode::O(|cx, v, tb| {
                set_traceback(cx, v, Some(tb))?;
                Ok(v)
            }),
        ),
        MethodDef::new(
            "add_note",
            NativeCode::O(|cx, v, note| {
                if note.cast::<StrObj>().is_none() {
                    let got = cx.type_name(note);
                    raise!(cx, TypeError, "add_note() argument must be str, not {got}");
                }
                let e = this(cx, v)?;
                cx.add_note(e, note)?;
                Ok(Value::NONE)
            }),
        ),
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new("__setstate__", NativeCode::O(setstate)),
    ],
    getset: &[
        GetSetDef::new(
            "args",
            |cx, v| Ok(this(cx, v)?.args.get().into()),
            |cx, v, to| {
                let Some(to) = to else { raise!(cx, TypeError, "args may not be deleted") };
                let args = cx.to_tuple(to)?;
                this(cx, v)?.args.set(args);
                Ok(())
            },
        ),
        GetSetDef::new(
            "__traceback__",
            |cx, v| Ok(this(cx, v)?.traceback.get().map_or(Value::NONE, Value::from)),
            set_traceback,
        ),
        GetSetDef::new(
            "__context__",
            |cx, v| Ok(this(cx, v)?.context.get().unwrap_or(Value::NONE)),
            |cx, v, to| {
                let to = chained(cx, to, "context")?;
                this(cx, v)?.context.set(to);
                Ok(())
            },
        ),
        GetSetDef::new(
            "__cause__",
            |cx, v| Ok(this(cx, v)?.cause.get().unwrap_or(Value::NONE)),
            |cx, v, to| {
                let to = chained(cx, to, "cause")?;
                let e = this(cx, v)?;
                e.cause.set(to);
                e.suppress_context.set(true);
                Ok(())
            },
        ),
        GetSetDef::new(
            "__suppress_context__",
            |cx, v| Ok(Value::bool(this(cx, v)?.suppress_context.get())),
            |cx, v, to| {
                let on = match to {
                    Some(to) => cx.truth(to)?,
                    None => false,
                };
                this(cx, v)?.suppress_context.set(on);
                Ok(())
            },
        ),
        GetSetDef::new("__dict__", dict_getset_get, dict_getset_set),
    ],
    ..TypeSpec::EMPTY
};

fn chained(cx: &mut Ctx, to: Option<Value>, what: &str) -> PyResult<Option<Value>> {
    match to {
        None => raise!(cx, TypeError, "__{what}__ may not be deleted"),
        Some(v) if v.is_none() => Ok(None),
        Some(v) if v.cast::<ExceptionObj>().is_some() => Ok(Some(v)),
        Some(_) => {
            raise!(cx, TypeError, "exception {what} must be None or derive from BaseException")
        }
    }
}

fn set_traceback(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let tb = match to {
        None => raise!(cx, TypeError, "__traceback__ may not be deleted"),
        Some(tb) if tb.is_none() => None,
        Some(tb) => match tb.cast::<TracebackObj>() {
            Some(tb) => Some(tb),
            None => raise!(cx, TypeError, "__traceback__ must be a traceback or None"),
        },
    };
    this(cx, v)?.traceback.set(tb);
    Ok(())
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let tuple = cx.tuple(args.pos)?;
    Ok(cx.alloc_instance(class, |shape| ExceptionObj::new(shape, tuple))?.into())
}

fn no_keywords(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    if args.kw_len() != 0 {
        let name = cx.type_name(v);
        raise!(cx, TypeError, "{name}() takes no keyword arguments");
    }
    Ok(())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    no_keywords(cx, v, args)?;
    let tuple = cx.tuple(args.pos)?;
    this(cx, v)?.args.set(tuple);
    Ok(())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (e, name) = (this(cx, v)?, cx.type_name(v));
    let args = e.args.get();
    let text = match args.items() {
        [] => format!("{name}()"),
        &[only] => format!("{name}({})", cx.repr(only)?),
        _ => format!("{name}{}", cx.repr(args.into())?),
    };
    Ok(cx.str(&text)?.into())
}

fn str(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let args = this(cx, v)?.args.get();
    match args.items() {
        [] => Ok(cx.str("")?.into()),
        &[only] => Ok(cx.str_of(only)?.into()),
        _ => Ok(cx.str_of(args.into())?.into()),
    }
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (e, class) = (this(cx, v)?, cx.type_of(v));
    match cx.instance_dict(v)?.filter(|d| !d.is_empty()) {
        Some(dict) => Ok(cx.tuple(&[class.into(), e.args.get().into(), dict.into()])?.into()),
        None => Ok(cx.tuple(&[class.into(), e.args.get().into()])?.into()),
    }
}

fn setstate(cx: &mut Ctx, v: Value, state: Value) -> PyResult<Value> {
    if state.is_none() {
        return Ok(Value::NONE);
    }
    let Some(dict) = state.cast::<crate::types::dict::DictObj>() else {
        raise!(cx, TypeError, "state is not a dictionary");
    };
    for i in 0..dict.fill() {
        if let Some(e) = dict.entry(i) {
            let name = cx.expect_attr_name(e.key)?;
            cx.setattr(v, name, e.value)?;
        }
    }
    Ok(Value::NONE)
}

/// An attribute that is one of the extra words.
macro_rules! extra {
    ($name:literal, $i:literal) => {
        GetSetDef::new(
            $name,
            |cx, v| Ok(this(cx, v)?.extra($i).unwrap_or(Value::NONE)),
            |cx, v, to| {
                this(cx, v)?.set_extra($i, to);
                Ok(())
            },
        )
    };
}
pub(super) use extra;

/// Sets the extra words of a builtin exception from its positional arguments.
pub(super) fn set_from_args(cx: &mut Ctx, exc: Exc, e: Gc<ExceptionObj>) {
    let args = e.args.get();
    let first = args.get(0);
    match exc {
        Exc::StopIteration => e.set_extra(0, first),
        Exc::SystemExit => e.set_extra(0, exit_code(args)),
        Exc::ImportError | Exc::ModuleNotFoundError => e.set_extra(0, first),
        Exc::SyntaxError | Exc::IndentationError | Exc::TabError => syntax_words(e),
        Exc::UnicodeDecodeError | Exc::UnicodeEncodeError | Exc::UnicodeTranslateError => {
            for (i, &v) in args.items().iter().enumerate().take(5) {
                e.set_extra(i, Some(v));
            }
        }
        _ if os_error_like(exc) => super::os_error::set_words(cx, e),
        _ => {}
    }
}

fn os_error_like(exc: Exc) -> bool {
    let mut at = Some(exc);
    while let Some(e) = at {
        if e == Exc::OSError {
            return true;
        }
        at = e.base();
    }
    false
}

/// Keyword arguments that only set extra words.
fn init_with_keywords(
    cx: &mut Ctx,
    v: Value,
    args: Args<'_>,
    names: &[(&str, usize)],
) -> PyResult<Gc<ExceptionObj>> {
    let e = this(cx, v)?;
    for (name, value) in args.keywords() {
        match names.iter().find(|(n, _)| name.eq_str(n)) {
            Some(&(_, i)) => e.set_extra(i, Some(value)),
            None => {
                let class = cx.type_name(v);
                raise!(cx, TypeError, "{class}() got an unexpected keyword argument '{name}'");
            }
        }
    }
    let tuple = cx.tuple(args.pos)?;
    e.args.set(tuple);
    Ok(e)
}

/// `StopIteration`: `value`.
pub(super) static STOP_ITERATION: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| {
            init(cx, v, args)?;
            this(cx, v)?.set_extra(0, args.pos.first().copied());
            Ok(())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("value", 0)],
    ..TypeSpec::EMPTY
};

fn exit_code(args: Gc<TupleObj>) -> Option<Value> {
    match args.items() {
        [] => None,
        &[only] => Some(only),
        _ => Some(args.into()),
    }
}

/// `SystemExit`: `code`.
pub(super) static SYSTEM_EXIT: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| {
            init(cx, v, args)?;
            let e = this(cx, v)?;
            e.set_extra(0, exit_code(e.args.get()));
            Ok(())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("code", 0)],
    ..TypeSpec::EMPTY
};

/// `AttributeError`: `name`, `obj`.
pub(super) static ATTRIBUTE_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| {
            init_with_keywords(cx, v, args, &[("name", 0), ("obj", 1)]).map(|_| ())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("name", 0), extra!("obj", 1)],
    ..TypeSpec::EMPTY
};

/// `NameError`: `name`.
pub(super) static NAME_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| init_with_keywords(cx, v, args, &[("name", 0)]).map(|_| ())),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("name", 0)],
    ..TypeSpec::EMPTY
};

/// `ImportError`: `msg`, `name`, `path`, `name_from`.
pub(super) static IMPORT_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| {
            let e = init_with_keywords(cx, v, args, &[("name", 1), ("path", 2), ("name_from", 3)])?;
            e.set_extra(0, if args.pos.len() == 1 { Some(args.pos[0]) } else { None });
            Ok(())
        }),
        str: Some(|cx, v| match this(cx, v)?.extra(0) {
            Some(msg) if msg.has_shape(crate::object::type_id::TypeId::STR.shape()) => Ok(msg),
            _ => str(cx, v),
        }),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("msg", 0), extra!("name", 1), extra!("path", 2), extra!("name_from", 3)],
    ..TypeSpec::EMPTY
};

/// `KeyError` shows the repr of its only argument.
pub(super) static KEY_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        str: Some(|cx, v| match *this(cx, v)?.args.get().items() {
            [only] => Ok(cx.repr(only)?.into()),
            _ => str(cx, v),
        }),
        ..SlotTable::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// Words of `SyntaxError`: msg, filename, lineno, offset, text, end_lineno, end_offset.
fn syntax_words(e: Gc<ExceptionObj>) {
    let args = e.args.get();
    e.set_extra(0, args.get(0));
    if let Some(details) = args.get(1).and_then(|d| d.cast::<TupleObj>()) {
        for (i, &v) in details.items().iter().enumerate().take(6) {
            e.set_extra(1 + i, Some(v));
        }
    }
}

/// `SyntaxError`.
pub(super) static SYNTAX_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| {
            init(cx, v, args)?;
            let e = this(cx, v)?;
            if let Some(details) = args.pos.get(1) {
                let details = cx.to_tuple(*details)?;
                let n = details.len();
                if n < 4 || n == 5 || n > 7 {
                    raise!(cx, TypeError, "function takes at most 7 arguments ({n} given)");
                }
                let tuple = cx.tuple(&[args.pos[0], details.into()])?;
                e.args.set(tuple);
            }
            syntax_words(e);
            Ok(())
        }),
        str: Some(|cx, v| {
            let e = this(cx, v)?;
            let msg = match e.extra(0) {
                Some(m) => cx.str_of(m)?.to_string(),
                None => "None".to_owned(),
            };
            let file = e.extra(1).and_then(|f| f.cast::<StrObj>()).map(|f| {
                let f = f.to_string();
                f.rsplit('/').next().unwrap_or("").to_owned()
            });
            let line = e.extra(2).and_then(Value::as_i64);
            let text = match (file, line) {
                (Some(f), Some(l)) => format!("{msg} ({f}, line {l})"),
                (Some(f), None) => format!("{msg} ({f})"),
                (None, Some(l)) => format!("{msg} (line {l})"),
                (None, None) => msg,
            };
            Ok(cx.str(&text)?.into())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[
        extra!("msg", 0),
        extra!("filename", 1),
        extra!("lineno", 2),
        extra!("offset", 3),
        extra!("text", 4),
        extra!("end_lineno", 5),
        extra!("end_offset", 6),
        GetSetDef::new("print_file_and_line", |_, _| Ok(Value::NONE), |_, _, _| Ok(())),
    ],
    ..TypeSpec::EMPTY
};

/// Sets words 0.. from exactly `n` arguments.
fn init_unicode(cx: &mut Ctx, v: Value, args: Args<'_>, n: usize) -> PyResult<()> {
    init(cx, v, args)?;
    if args.pos.len() != n {
        raise!(cx, TypeError, "function takes exactly {n} arguments ({} given)", args.pos.len());
    }
    let e = this(cx, v)?;
    for (i, &a) in args.pos.iter().enumerate() {
        e.set_extra(i, Some(a));
    }
    Ok(())
}

/// `start` and `end` of a Unicode error, as numbers.
fn span(e: Gc<ExceptionObj>, first: usize) -> (i64, i64) {
    let at = |i: usize| e.extra(i).and_then(Value::as_i64).unwrap_or(0);
    (at(first), at(first + 1))
}

fn word(cx: &mut Ctx, e: Gc<ExceptionObj>, i: usize) -> PyResult<String> {
    match e.extra(i) {
        Some(v) => Ok(cx.str_of(v)?.to_string()),
        None => Ok(String::new()),
    }
}

/// How CPython shows a code point in the message: `\xe9`, `\u20ac`, `\U0001f600`.
fn escape(c: u32) -> String {
    match c {
        0..0x100 => format!("\\x{c:02x}"),
        0x100..0x1_0000 => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    }
}

/// `UnicodeDecodeError`: encoding, object, start, end, reason.
pub(super) static UNICODE_DECODE_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| init_unicode(cx, v, args, 5)),
        str: Some(|cx, v| {
            let e = this(cx, v)?;
            let (start, end) = span(e, 2);
            let (encoding, reason) = (word(cx, e, 0)?, word(cx, e, 4)?);
            let byte = e
                .extra(1)
                .and_then(|o| o.cast::<crate::types::bytes::BytesObj>())
                .and_then(|b| b.as_slice().get(start as usize).copied());
            let text = match byte {
                Some(b) if end == start + 1 => {
                    format!(
                        "'{encoding}' codec can't decode byte 0x{b:02x} in position {start}: {reason}"
                    )
                }
                _ => format!(
                    "'{encoding}' codec can't decode bytes in position {start}-{}: {reason}",
                    end - 1
                ),
            };
            Ok(cx.str(&text)?.into())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[
        extra!("encoding", 0),
        extra!("object", 1),
        extra!("start", 2),
        extra!("end", 3),
        extra!("reason", 4),
    ],
    ..TypeSpec::EMPTY
};

/// `UnicodeEncodeError`: encoding, object, start, end, reason.
pub(super) static UNICODE_ENCODE_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| init_unicode(cx, v, args, 5)),
        str: Some(|cx, v| {
            let e = this(cx, v)?;
            let (start, end) = span(e, 2);
            let (encoding, reason) = (word(cx, e, 0)?, word(cx, e, 4)?);
            let text = unencodable(e, 1, start, end);
            let text = format!("'{encoding}' codec can't encode {text}: {reason}");
            Ok(cx.str(&text)?.into())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[
        extra!("encoding", 0),
        extra!("object", 1),
        extra!("start", 2),
        extra!("end", 3),
        extra!("reason", 4),
    ],
    ..TypeSpec::EMPTY
};

fn unencodable(e: Gc<ExceptionObj>, object: usize, start: i64, end: i64) -> String {
    let c = e
        .extra(object)
        .and_then(|o| o.cast::<StrObj>())
        .filter(|s| start >= 0 && (start as usize) < s.len())
        .map(|s| s.at(start as usize));
    match c {
        Some(c) if end == start + 1 => format!("character '{}' in position {start}", escape(c)),
        _ => format!("characters in position {start}-{}", end - 1),
    }
}

/// `UnicodeTranslateError`: object, start, end, reason.
pub(super) static UNICODE_TRANSLATE_ERROR: TypeSpec = TypeSpec {
    slots: SlotTable {
        init: Some(|cx, v, args| init_unicode(cx, v, args, 4)),
        str: Some(|cx, v| {
            let e = this(cx, v)?;
            let (start, end) = span(e, 1);
            let reason = word(cx, e, 3)?;
            let text = format!("can't translate {}: {reason}", unencodable(e, 0, start, end));
            Ok(cx.str(&text)?.into())
        }),
        ..SlotTable::EMPTY
    },
    getset: &[extra!("object", 0), extra!("start", 1), extra!("end", 2), extra!("reason", 3)],
    ..TypeSpec::EMPTY
};
