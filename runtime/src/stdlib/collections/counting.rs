//! `_count_elements`, the loop of `collections.Counter`.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::object::args::check_positional;
use crate::object::native::{MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::types::dict::DictObj;
use crate::value::Value;

/// The function.
pub(super) const COUNT_ELEMENTS: MethodDef =
    MethodDef::new("_count_elements", NativeCode::Fast(count_elements))
        .sig("($module, mapping, iterable, /)");

fn count_elements(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "_count_elements", args.len(), 2, 2)?;
    let (mapping, one) = (args[0], Value::small(1));
    match mapping.cast::<DictObj>().filter(|_| plain_items(cx, mapping)) {
        Some(dict) => cx.for_each(args[1], &mut |cx, item| {
            let hash = cx.hash(item)?;
            match cx.dict_find(dict, item, hash)? {
                Some(i) => {
                    let old = dict.value_at(i).unwrap_or(Value::small(0));
                    let new = cx.add(old, one)?;
                    dict.set_value_at(i, new);
                    Ok(())
                }
                None => cx.dict_insert_new(dict, item, hash, one),
            }
        })?,
        None => {
            let get = cx.names.get;
            let get = cx.getattr(mapping, get)?;
            cx.for_each(args[1], &mut |cx, item| {
                let old = cx.call(get, &[item, Value::small(0)])?;
                let new = cx.add(old, one)?;
                cx.setitem(mapping, item, new)
            })?;
        }
    }
    Ok(Value::NONE)
}

/// Whether `get` and `__setitem__` are those of `dict`.
fn plain_items(cx: &mut Ctx, mapping: Value) -> bool {
    let (class, dict) = (cx.type_of(mapping), cx.ty(TypeId::DICT));
    let n = cx.names;
    [n.get, n.__setitem__]
        .into_iter()
        .all(|name| cx.type_lookup(class, name) == cx.type_lookup(dict, name))
}
