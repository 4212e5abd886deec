//! `print`, `input` and `open`.

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("print", NativeCode::FastKw(print))
        .sig("($module, /, *args, sep=' ', end='\\n', file=None, flush=False)"),
    MethodDef::new("input", NativeCode::Fast(input)).sig("($module, prompt='', /)"),
    MethodDef::new("open", NativeCode::FastKw(open)),
];

/// `sep` or `end`: a string, or the default for `None`.
fn piece(cx: &mut Ctx, v: Option<Value>, name: &str, default: &str) -> PyResult<Gc<StrObj>> {
    match v.filter(|v| !v.is_none()) {
        None => cx.intern(default),
        Some(v) => match v.cast::<StrObj>() {
            Some(text) => Ok(text),
            None => {
                let got = cx.type_name(v);
                raise!(cx, TypeError, "{name} must be None or a string, not {got}")
            }
        },
    }
}

fn print(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "print",
        params: &["sep", "end", "file", "flush"],
        pos_only: 0,
        pos_max: 0,
        required: 0,
    };
    let [sep, end, file, flush] = Args { pos: &[], ..args }.bind(cx, &SIGNATURE)?;
    let file = match file.filter(|f| !f.is_none()) {
        Some(file) => file,
        None => match cx.sys_attr("stdout")? {
            Some(out) if out.is_none() => return Ok(Value::NONE),
            Some(out) => out,
            None => raise!(cx, RuntimeError, "lost sys.stdout"),
        },
    };
    let sep = piece(cx, sep, "sep", " ")?;
    let end = piece(cx, end, "end", "\n")?;
    let name = cx.names.write;
    let write = cx.getattr(file, name)?;
    for (i, &v) in args.pos.iter().enumerate() {
        if i > 0 {
            cx.call(write, &[sep.into()])?;
        }
        let text = cx.str_of(v)?;
        cx.call(write, &[text.into()])?;
    }
    cx.call(write, &[end.into()])?;
    if let Some(flush) = flush
        && cx.truth(flush)?
    {
        let name = cx.names.flush;
        cx.call_method(file, name, &[])?;
    }
    Ok(Value::NONE)
}

/// A standard stream, or `RuntimeError` when it is gone.
fn stream(cx: &mut Ctx, name: &str) -> PyResult<Value> {
    match cx.sys_attr(name)? {
        Some(s) if !s.is_none() => Ok(s),
        _ => raise!(cx, RuntimeError, "input(): lost sys.{name}"),
    }
}

fn input(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "input", args.len(), 0, 1)?;
    let stdin = stream(cx, "stdin")?;
    let stdout = stream(cx, "stdout")?;
    let n = cx.names;
    if let Ok(stderr) = stream(cx, "stderr") {
        cx.call_method(stderr, n.flush, &[])?;
    } else {
        cx.clear_exception();
    }
    if let Some(&prompt) = args.first() {
        let text = cx.str_of(prompt)?;
        cx.call_method(stdout, n.write, &[text.into()])?;
    }
    cx.call_method(stdout, n.flush, &[])?;
    let line = cx.call_method(stdin, n.readline, &[])?;
    let Some(text) = line.cast::<StrObj>() else {
        raise!(cx, TypeError, "object.readline() returned non-string")
    };
    if text.is_empty() {
        return Err(cx.raise(Exc::EOFError, "EOF when reading a line"));
    }
    let len = text.len();
    let keep = if text.at(len - 1) == u32::from('\n') { len - 1 } else { len };
    Ok(cx.substr(text, 0, keep)?.into())
}

fn open(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let open = cx.module_attr("_io", "_open")?;
    cx.call_args(open, args)
}
