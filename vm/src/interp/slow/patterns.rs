//! Class and mapping patterns (PEP 634).

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The values of all keys as a tuple, or None when one is missing.
#[inline(never)]
pub(crate) fn match_keys(cx: &mut Ctx, subject: Value, keys: Value) -> PyResult<Value> {
    let keys = keys.cast::<TupleObj>().expect("the compiler makes a tuple of keys");
    let seen = cx.set()?;
    let values = cx.list_with_capacity(keys.len())?;
    let get = cx.intern("get")?;
    let get = cx.getattr(subject, get)?;
    let object = cx.ty(TypeId::OBJECT);
    let missing = cx.new_instance(object)?;
    for &key in keys.items() {
        if cx.contains(seen.into(), key)? {
            let shown = cx.repr(key)?;
            raise!(cx, ValueError, "mapping pattern checks duplicate key ({shown})")
        }
        cx.set_add(seen, key)?;
        let v = cx.call(get, &[key, missing])?;
        if v.is(missing) {
            return Ok(Value::NONE);
        }
        cx.list_append(values, v)?;
    }
    Ok(cx.tuple_with(keys.len(), |i| values.get(i).unwrap_or(Value::NONE))?.into())
}

/// Builtin classes that match one positional pattern against the subject itself.
const SELF_MATCHING: [TypeId; 11] = [
    TypeId::BOOL,
    TypeId::BYTEARRAY,
    TypeId::BYTES,
    TypeId::DICT,
    TypeId::FLOAT,
    TypeId::FROZENSET,
    TypeId::INT,
    TypeId::LIST,
    TypeId::SET,
    TypeId::STR,
    TypeId::TUPLE,
];

fn matches_itself(cx: &mut Ctx, class: Gc<TypeObj>) -> bool {
    SELF_MATCHING.iter().any(|&id| {
        let ty = cx.ty(id);
        class.is_subtype(ty)
    })
}

/// The attributes of a class pattern with `n` positional ones as a tuple, or None.
#[inline(never)]
pub(crate) fn match_class(
    cx: &mut Ctx,
    subject: Value,
    class: Value,
    names: Value,
    n: usize,
) -> PyResult<Value> {
    let Some(class) = class.cast::<TypeObj>() else {
        raise!(cx, TypeError, "called match pattern must be a class")
    };
    if !cx.isinstance(subject, class.into())? {
        return Ok(Value::NONE);
    }
    let found = cx.list_with_capacity(n)?;
    let seen = cx.set()?;
    if n > 0 && !match_positional(cx, subject, class, n, found, seen.into())? {
        return Ok(Value::NONE);
    }
    if let Some(names) = names.cast::<TupleObj>() {
        for &name in names.items() {
            if !match_attr(cx, subject, class, name, found, seen.into())? {
                return Ok(Value::NONE);
            }
        }
    }
    Ok(cx.tuple_with(found.len(), |i| found.get(i).unwrap_or(Value::NONE))?.into())
}

fn match_positional(
    cx: &mut Ctx,
    subject: Value,
    class: Gc<TypeObj>,
    n: usize,
    found: Gc<ListObj>,
    seen: Value,
) -> PyResult<bool> {
    let name = cx.names.__match_args__;
    let args = match cx.getattr_opt(class.into(), name)? {
        Some(args) => match args.cast::<TupleObj>() {
            Some(args) => Some(args),
            None => {
                let (c, got) = (class.name_str(), cx.type_name(args));
                raise!(cx, TypeError, "{c}.__match_args__ must be a tuple (got {got})")
            }
        },
        None => None,
    };
    let itself = args.is_none() && matches_itself(cx, class);
    let allowed = args.map_or(itself as usize, |a| a.len());
    if allowed < n {
        let plural = if allowed == 1 { "" } else { "s" };
        let c = class.name_str();
        raise!(cx, TypeError, "{c}() accepts {allowed} positional sub-pattern{plural} ({n} given)")
    }
    if itself {
        cx.list_append(found, subject)?;
        return Ok(true);
    }
    for i in 0..n {
        let Some(name) = args.and_then(|a| a.get(i)) else { return Ok(false) };
        if name.cast::<StrObj>().is_none() {
            let got = cx.type_name(name);
            raise!(cx, TypeError, "__match_args__ elements must be strings (got {got})")
        }
        if !match_attr(cx, subject, class, name, found, seen)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn match_attr(
    cx: &mut Ctx,
    subject: Value,
    class: Gc<TypeObj>,
    name: Value,
    found: Gc<ListObj>,
    seen: Value,
) -> PyResult<bool> {
    if cx.contains(seen, name)? {
        let (c, shown) = (class.name_str(), cx.repr(name)?);
        raise!(cx, TypeError, "{c}() got multiple sub-patterns for attribute {shown}")
    }
    if let Some(seen) = seen.cast() {
        cx.set_add(seen, name)?;
    }
    let name = cx.expect_attr_name(name)?;
    let got = cx.getattr(subject, name);
    match cx.catch(Exc::AttributeError, got)? {
        Some(v) => {
            cx.list_append(found, v)?;
            Ok(true)
        }
        None => Ok(false),
    }
}
