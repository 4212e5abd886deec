//! Binding the arguments of a call to the parameters of a Python function (Language Reference,
//! section 6.3.4), with CPython's error messages.

use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_frontend::code_flags::{VARARGS, VARKEYWORDS};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::Args;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// Fills the parameters at the start of `locals` (all unbound) from the arguments.
pub(crate) fn bind(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    args: Args<'_>,
    locals: &mut [Option<Value>],
) -> PyResult<()> {
    let code = func.code.get();
    // Names of parameters are asked for here and there.
    code.read(cx)?;
    let argcount = code.argcount as usize;
    let total = argcount + code.kwonly as usize;
    let given = args.pos.len();
    for (local, &v) in locals.iter_mut().zip(&args.pos[..given.min(argcount)]) {
        *local = Some(v);
    }
    let mut next = total;
    if code.has(VARARGS) {
        let rest = cx.tuple(args.pos.get(argcount..).unwrap_or(&[]))?;
        locals[next] = Some(rest.into());
        next += 1;
    }
    let mut extra = None;
    if code.has(VARKEYWORDS) {
        let dict = cx.dict()?;
        locals[next] = Some(dict.into());
        extra = Some(dict);
    }
    if args.kw_len() != 0 {
        bind_keywords(cx, func, code, args, locals, extra)?;
    }
    if given > argcount && !code.has(VARARGS) {
        return too_many(cx, func, code, given, locals);
    }
    if given < argcount {
        fill_defaults(cx, func, code, given, locals)?;
    }
    if code.kwonly > 0 {
        fill_keyword_only(cx, func, code, locals)?;
    }
    Ok(())
}

fn bind_keywords(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    args: Args<'_>,
    locals: &mut [Option<Value>],
    extra: Option<Gc<DictObj>>,
) -> PyResult<()> {
    let total = (code.argcount + code.kwonly) as usize;
    let posonly = code.posonly as usize;
    let names = code.locals.get();
    for (name, v) in args.keywords() {
        let wanted = Value::from(name);
        let found = (posonly..total).find(|&i| names.get(i) == Some(wanted)).or_else(|| {
            (posonly..total).find(|&i| {
                names.get(i).and_then(Value::cast::<StrObj>).is_some_and(|n| n.same_text(name))
            })
        });
        match (found, extra) {
            (Some(i), _) if locals[i].is_some() => {
                raise!(
                    cx,
                    TypeError,
                    "{}() got multiple values for argument '{}'",
                    func.qualname.get(),
                    name
                )
            }
            (Some(i), _) => locals[i] = Some(v),
            (None, Some(dict)) => cx.dict_set(dict, wanted, v)?,
            (None, None) => return unexpected_keyword(cx, func, code, args, name),
        }
    }
    Ok(())
}

#[cold]
fn unexpected_keyword(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    args: Args<'_>,
    name: Gc<StrObj>,
) -> PyResult<()> {
    let posonly: Vec<String> =
        (0..code.posonly as usize).map(|i| code.local_name(i).to_string()).collect();
    let wrong: Vec<String> =
        args.keywords().map(|(n, _)| n.to_string()).filter(|n| posonly.contains(n)).collect();
    let qualname = func.qualname.get();
    if !wrong.is_empty() {
        let names = wrong.join(", ");
        raise!(
            cx,
            TypeError,
            "{qualname}() got some positional-only arguments passed as keyword arguments: '{names}'"
        )
    }
    raise!(cx, TypeError, "{qualname}() got an unexpected keyword argument '{name}'")
}

#[cold]
fn too_many(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    given: usize,
    locals: &[Option<Value>],
) -> PyResult<()> {
    let argcount = code.argcount as usize;
    let defaults = func.defaults.get().map_or(0, |d| d.len());
    let kwonly =
        (argcount..argcount + code.kwonly as usize).filter(|&i| locals[i].is_some()).count();
    let plural = if defaults > 0 || argcount != 1 { "s" } else { "" };
    let takes = if defaults > 0 {
        format!("from {} to {argcount}", argcount - defaults)
    } else {
        argcount.to_string()
    };
    let (kwonly_text, were) = if kwonly > 0 {
        let s = |n| if n == 1 { "" } else { "s" };
        let text = format!(
            " positional argument{} (and {kwonly} keyword-only argument{})",
            s(given),
            s(kwonly)
        );
        (text, "were")
    } else {
        (String::new(), if given == 1 { "was" } else { "were" })
    };
    let qualname = func.qualname.get();
    raise!(
        cx,
        TypeError,
        "{qualname}() takes {takes} positional argument{plural} but {given}{kwonly_text} {were} given"
    )
}

fn fill_defaults(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    given: usize,
    locals: &mut [Option<Value>],
) -> PyResult<()> {
    let argcount = code.argcount as usize;
    let defaults = func.defaults.get();
    let first = argcount - defaults.map_or(0, |d| d.len()).min(argcount);
    if (given..first).any(|i| locals[i].is_none()) {
        return missing(cx, func, code, 0..first, "positional", locals);
    }
    for (i, local) in locals.iter_mut().enumerate().take(argcount).skip(given.max(first)) {
        if local.is_none() {
            *local = defaults.and_then(|d| d.get(i - first));
        }
    }
    Ok(())
}

fn fill_keyword_only(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    locals: &mut [Option<Value>],
) -> PyResult<()> {
    let argcount = code.argcount as usize;
    let range = argcount..argcount + code.kwonly as usize;
    for i in range.clone() {
        if locals[i].is_none()
            && let Some(defaults) = func.kwdefaults.get()
        {
            locals[i] = cx.dict_get_str(defaults, code.local_name(i));
        }
    }
    if range.clone().any(|i| locals[i].is_none()) {
        return missing(cx, func, code, range, "keyword-only", locals);
    }
    Ok(())
}

#[cold]
fn missing(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    range: std::ops::Range<usize>,
    kind: &str,
    locals: &[Option<Value>],
) -> PyResult<()> {
    let names: Vec<String> = range
        .filter(|&i| locals[i].is_none())
        .map(|i| format!("'{}'", code.local_name(i)))
        .collect();
    let list = match &names[..] {
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [init @ .., last] => format!("{}, and {last}", init.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let qualname = func.qualname.get();
    raise!(
        cx,
        TypeError,
        "{qualname}() missing {} required {kind} argument{plural}: {list}",
        names.len()
    )
}
