//! Building, filling and unpacking containers.

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::list::{ListObj, contains_item as contains_in_list};
use taipan_runtime::types::set::SetObj;
use taipan_runtime::types::str::{StrObj, contains_text};
use taipan_runtime::types::tuple::{TupleObj, contains_item as contains_in_tuple};
use taipan_runtime::value::Value;

/// Whether this is exactly a str.
#[inline(always)]
pub(crate) fn is_exact_str(v: Value) -> bool {
    v.has_shape(TypeId::STR.shape())
}

/// A set of these items.
#[inline(never)]
pub(crate) fn set(cx: &mut Ctx, items: &[Value]) -> PyResult<Value> {
    let set = cx.set()?;
    for &v in items {
        cx.set_add(set, v)?;
    }
    Ok(set.into())
}

/// A dict of keys and values in turn.
#[inline(never)]
pub(crate) fn dict(cx: &mut Ctx, pairs: &[Value]) -> PyResult<Value> {
    let dict = cx.dict()?;
    for pair in pairs.chunks_exact(2) {
        cx.dict_set(dict, pair[0], pair[1])?;
    }
    Ok(dict.into())
}

/// The strs in one.
#[inline(never)]
pub(crate) fn join_strings(cx: &mut Ctx, parts: &[Value]) -> PyResult<Value> {
    let empty = cx.str("")?;
    Ok(cx.str_join(empty, parts.len(), |i| parts.get(i).copied())?.into())
}

/// `list += iterable`, with the error of `[*x]`.
#[inline(never)]
pub(crate) fn list_extend(cx: &mut Ctx, list: Gc<ListObj>, iterable: Value) -> PyResult<()> {
    if !cx.is_iterable(iterable) {
        let ty = cx.type_name(iterable);
        raise!(cx, TypeError, "Value after * must be an iterable, not {ty}")
    }
    cx.list_extend(list, iterable)
}

/// `set |= iterable`.
#[inline(never)]
pub(crate) fn set_update(cx: &mut Ctx, set: Gc<SetObj>, iterable: Value) -> PyResult<()> {
    let iter = cx.iter(iterable)?;
    while let Some(v) = cx.next(iter)? {
        cx.set_add(set, v)?;
    }
    Ok(())
}

/// `{**mapping}`.
#[inline(never)]
pub(crate) fn dict_update(cx: &mut Ctx, dict: Gc<DictObj>, mapping: Value) -> PyResult<()> {
    let updated = each_item(cx, mapping, &mut |cx, k, v| cx.dict_set(dict, k, v));
    match cx.catch(Exc::AttributeError, updated)? {
        Some(()) => Ok(()),
        None => {
            let ty = cx.type_name(mapping);
            raise!(cx, TypeError, "'{ty}' object is not a mapping")
        }
    }
}

/// `f(**mapping)`: a key that is there already or is no str is a TypeError naming the callable.
#[inline(never)]
pub(crate) fn dict_merge(
    cx: &mut Ctx,
    callable: Option<Value>,
    dict: Gc<DictObj>,
    mapping: Value,
) -> PyResult<()> {
    let merged = each_item(cx, mapping, &mut |cx, k, v| {
        if k.cast::<StrObj>().is_none() {
            raise!(cx, TypeError, "keywords must be strings")
        }
        if cx.dict_get(dict, k)?.is_some() {
            let name = callable_name(cx, callable)?;
            let key = cx.str_of(k)?;
            raise!(cx, TypeError, "{name} got multiple values for keyword argument '{key}'")
        }
        cx.dict_set(dict, k, v)
    });
    match cx.catch(Exc::AttributeError, merged)? {
        Some(()) => Ok(()),
        None => {
            let name = callable_name(cx, callable)?;
            let ty = cx.type_name(mapping);
            raise!(cx, TypeError, "{name} argument after ** must be a mapping, not {ty}")
        }
    }
}

/// `module.qualname()` of a callable, for messages.
pub(crate) fn callable_name(cx: &mut Ctx, callable: Option<Value>) -> PyResult<String> {
    let Some(callable) = callable else { return Ok("function".to_owned()) };
    let (qualname, module) = (cx.names.__qualname__, cx.names.__module__);
    let Some(name) = cx.getattr_opt(callable, qualname)? else {
        return Ok(cx.str_of(callable)?.to_string());
    };
    let name = cx.str_of(name)?.to_string();
    match cx.getattr_opt(callable, module)?.and_then(|m| m.cast::<StrObj>()) {
        Some(module) if !module.eq_str("builtins") => Ok(format!("{module}.{name}()")),
        _ => Ok(format!("{name}()")),
    }
}

/// Visits the items of a mapping: a dict directly, anything else through `keys()`.
fn each_item(
    cx: &mut Ctx,
    mapping: Value,
    visit: &mut dyn FnMut(&mut Ctx, Value, Value) -> PyResult<()>,
) -> PyResult<()> {
    if let Some(dict) = mapping.cast::<DictObj>()
        && mapping.has_shape(TypeId::DICT.shape())
    {
        let mut i = 0;
        while i < dict.fill() {
            if let Some(e) = dict.entry(i) {
                visit(cx, e.key, e.value)?;
            }
            i += 1;
        }
        return Ok(());
    }
    let keys = cx.names.keys;
    let keys = cx.call_method(mapping, keys, &[])?;
    let iter = cx.iter(keys)?;
    while let Some(k) = cx.next(iter)? {
        let v = cx.getitem(mapping, k)?;
        visit(cx, k, v)?;
    }
    Ok(())
}

/// Exactly `n` items of an iterable, as a tuple.
#[inline(never)]
pub(crate) fn unpack(cx: &mut Ctx, v: Value, n: usize) -> PyResult<Gc<TupleObj>> {
    if let Some(tuple) = v.cast::<TupleObj>()
        && v.has_shape(TypeId::TUPLE.shape())
        && tuple.len() == n
    {
        return Ok(tuple);
    }
    let iter = unpack_iter(cx, v)?;
    let list = cx.list_with_capacity(n)?;
    for i in 0..n {
        match cx.next(iter)? {
            Some(item) => cx.list_append(list, item)?,
            None => raise!(cx, ValueError, "not enough values to unpack (expected {n}, got {i})"),
        }
    }
    if cx.next(iter)?.is_some() {
        return too_many(cx, v, n);
    }
    cx.tuple_with(n, |i| list.get(i).unwrap_or(Value::NONE))
}

#[cold]
fn too_many<T>(cx: &mut Ctx, v: Value, n: usize) -> PyResult<T> {
    let exact = [TypeId::LIST, TypeId::TUPLE, TypeId::DICT].iter().any(|t| v.has_shape(t.shape()));
    if exact {
        let got = cx.len(v)?;
        raise!(cx, ValueError, "too many values to unpack (expected {n}, got {got})")
    }
    raise!(cx, ValueError, "too many values to unpack (expected {n})")
}

fn unpack_iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    if !cx.is_iterable(v) {
        let ty = cx.type_name(v);
        raise!(cx, TypeError, "cannot unpack non-iterable {ty} object")
    }
    cx.iter(v)
}

/// `a, *b, c = v`: `oparg & 255` items, a list, `oparg >> 8` items, as a tuple.
#[inline(never)]
pub(crate) fn unpack_ex(cx: &mut Ctx, v: Value, oparg: u32) -> PyResult<Gc<TupleObj>> {
    let (before, after) = ((oparg & 0xff) as usize, (oparg >> 8) as usize);
    let iter = unpack_iter(cx, v)?;
    let all = cx.list_with_capacity(before + after)?;
    cx.list_extend(all, iter)?;
    let got = all.len();
    if got < before + after {
        let least = before + after;
        raise!(cx, ValueError, "not enough values to unpack (expected at least {least}, got {got})")
    }
    let rest = cx.list_with_capacity(got - before - after)?;
    for i in before..got - after {
        cx.list_append(rest, all.get(i).unwrap_or(Value::NONE))?;
    }
    cx.tuple_with(before + 1 + after, |i| {
        let item = match i.cmp(&before) {
            std::cmp::Ordering::Less => all.get(i),
            std::cmp::Ordering::Equal => Some(rest.into()),
            std::cmp::Ordering::Greater => all.get(got - after + (i - before - 1)),
        };
        item.unwrap_or(Value::NONE)
    })
}

/// An `Interpolation` of value, text and an optional format spec.
#[inline(never)]
pub(crate) fn interpolation(cx: &mut Ctx, parts: &[Value], conversion: u32) -> PyResult<Value> {
    let conversion: Value = match conversion {
        1 => cx.str("s")?.into(),
        2 => cx.str("r")?.into(),
        3 => cx.str("a")?.into(),
        _ => Value::NONE,
    };
    let spec = match parts.get(2) {
        Some(&spec) => spec,
        None => cx.str("")?.into(),
    };
    crate::types::template::interpolation(cx, parts[0], parts[1], conversion, spec)
}

/// A `Template` of its strings and interpolations.
#[inline(never)]
pub(crate) fn template(cx: &mut Ctx, parts: &[Value]) -> PyResult<Value> {
    crate::types::template::template(cx, parts[0], parts[1])
}

/// `item in list`, an exact list.
#[inline(never)]
pub(crate) fn list_contains(cx: &mut Ctx, list: Value, item: Value) -> PyResult<bool> {
    match list.cast::<ListObj>() {
        Some(list) => contains_in_list(cx, list, item),
        None => cx.contains(list, item),
    }
}

/// `item in tuple`, an exact tuple.
#[inline(never)]
pub(crate) fn tuple_contains(cx: &mut Ctx, tuple: Value, item: Value) -> PyResult<bool> {
    match tuple.cast::<TupleObj>() {
        Some(tuple) => contains_in_tuple(cx, tuple, item),
        None => cx.contains(tuple, item),
    }
}

/// `part in text`, exact strs.
#[inline(never)]
pub(crate) fn str_contains(cx: &mut Ctx, text: Value, part: Value) -> PyResult<bool> {
    match (text.cast::<StrObj>(), part.cast::<StrObj>()) {
        (Some(text), Some(part)) => Ok(contains_text(&text, &part)),
        _ => cx.contains(text, part),
    }
}
