//! Type variables among type arguments, and putting arguments in their place.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The distinct type variables in these arguments, in order of appearance.
pub fn collect_parameters(cx: &mut Ctx, args: Gc<TupleObj>) -> PyResult<Gc<TupleObj>> {
    let mut found = GcVec::new();
    for &arg in args.items() {
        collect(cx, arg, &mut found)?;
    }
    cx.tuple(&found)
}

fn add(cx: &mut Ctx, found: &mut GcVec, v: Value) -> PyResult<()> {
    if found.iter().any(|x| x.is(v)) { Ok(()) } else { found.push(cx, v) }
}

fn collect(cx: &mut Ctx, arg: Value, found: &mut GcVec) -> PyResult<()> {
    // A class may have `__parameters__` of its own, which are not free here.
    if arg.cast::<TypeObj>().is_some() {
        return Ok(());
    }
    cx.check_stack()?;
    let n = cx.names;
    if cx.getattr_opt(arg, n.__typing_subst__)?.is_some() {
        return add(cx, found, arg);
    }
    if arg.cast::<TupleObj>().is_some() || arg.cast::<ListObj>().is_some() {
        let items = cx.to_tuple(arg)?;
        for &item in items.items() {
            collect(cx, item, found)?;
        }
        return Ok(());
    }
    let inner = cx.getattr_opt(arg, n.__parameters__)?;
    if let Some(inner) = inner.and_then(|p| p.cast::<TupleObj>()) {
        for &p in inner.items() {
            add(cx, found, p)?;
        }
    }
    Ok(())
}

/// The arguments of `alias[item]`: `args` with `parameters` replaced.
pub fn substitute(
    cx: &mut Ctx,
    alias: Value,
    args: Gc<TupleObj>,
    parameters: Gc<TupleObj>,
    item: Value,
) -> PyResult<Gc<TupleObj>> {
    if parameters.is_empty() {
        let text = cx.repr(alias)?;
        raise!(cx, TypeError, "{} is not a generic class", text.to_string());
    }
    let n = cx.names;
    let mut item = item;
    for &p in parameters.items() {
        if let Some(prepare) =
            cx.getattr_opt(p, n.__typing_prepare_subst__)?.filter(|m| !m.is_none())
        {
            let as_tuple = match item.cast::<TupleObj>() {
                Some(_) => item,
                None => cx.tuple(&[item])?.into(),
            };
            item = cx.call(prepare, &[alias, as_tuple])?;
        }
    }
    let items = match item.cast::<TupleObj>() {
        Some(tuple) => tuple,
        None => cx.tuple(&[item])?,
    };
    if items.len() != parameters.len() {
        let word = if items.len() > parameters.len() { "many" } else { "few" };
        let text = cx.repr(alias)?.to_string();
        let (actual, expected) = (items.len(), parameters.len());
        raise!(
            cx,
            TypeError,
            "Too {word} arguments for {text}; actual {actual}, expected {expected}"
        );
    }
    replace_all(cx, args, parameters, items)
}

fn replace_all(
    cx: &mut Ctx,
    args: Gc<TupleObj>,
    parameters: Gc<TupleObj>,
    items: Gc<TupleObj>,
) -> PyResult<Gc<TupleObj>> {
    let mut out = GcVec::new();
    for &arg in args.items() {
        replace(cx, arg, parameters, items, &mut out)?;
    }
    cx.tuple(&out)
}

fn replace(
    cx: &mut Ctx,
    arg: Value,
    parameters: Gc<TupleObj>,
    items: Gc<TupleObj>,
    out: &mut GcVec,
) -> PyResult<()> {
    if arg.cast::<TypeObj>().is_some() {
        return out.push(cx, arg);
    }
    cx.check_stack()?;
    let n = cx.names;
    if let Some(tuple) = arg.cast::<TupleObj>() {
        let inner = replace_all(cx, tuple, parameters, items)?;
        return out.push(cx, inner.into());
    }
    let at = |p: Value| parameters.items().iter().position(|x| x.is(p));
    if let Some(subst) = cx.getattr_opt(arg, n.__typing_subst__)? {
        let Some(i) = at(arg) else { return out.push(cx, arg) };
        let new = cx.call(subst, &[items.items()[i]])?;
        // An unpacked TypeVarTuple is replaced by as many arguments as it stands for.
        return match new.cast::<TupleObj>() {
            Some(many) if items.items()[i].cast::<TupleObj>().is_some() => {
                out.extend_from_slice(cx, many.items())
            }
            _ => out.push(cx, new),
        };
    }
    let inner = cx.getattr_opt(arg, n.__parameters__)?.and_then(|p| p.cast::<TupleObj>());
    let Some(inner) = inner.filter(|p| !p.is_empty()) else { return out.push(cx, arg) };
    let mut chosen = GcVec::new();
    for &p in inner.items() {
        match at(p).map(|i| items.items()[i]) {
            Some(v) => match v.cast::<TupleObj>() {
                Some(many) => chosen.extend_from_slice(cx, many.items())?,
                None => chosen.push(cx, v)?,
            },
            None => chosen.push(cx, p)?,
        }
    }
    let key = cx.tuple(&chosen)?;
    let new = cx.getitem(arg, key.into())?;
    match cx.getattr_opt(new, n.__typing_unpacked_tuple_args__)?.and_then(|t| t.cast::<TupleObj>())
    {
        Some(many) => out.extend_from_slice(cx, many.items()),
        None => out.push(cx, new),
    }
}
