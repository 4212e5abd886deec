//! `_functools`: `partial`, `reduce`, `cmp_to_key`, `lru_cache`.

#![deny(unsafe_code)]

pub mod cmp_to_key;
pub mod lru_cache;
pub mod partial;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::types::module::ModuleObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        MethodDef::new("reduce", NativeCode::FastKw(reduce))
            .sig("($module, function, iterable, /, initial=<unrepresentable>)"),
        cmp_to_key::CMP_TO_KEY,
    ],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    for (name, id) in [
        ("partial", ty::PARTIAL),
        ("_lru_cache_wrapper", ty::LRU_CACHE),
        ("_PlaceholderType", ty::PLACEHOLDER_TYPE),
    ] {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    let placeholder = partial::placeholder(cx)?;
    cx.module_set(module, "Placeholder", placeholder)
}

fn reduce(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "reduce",
        params: &["function", "iterable", "initial"],
        pos_only: 2,
        pos_max: 3,
        required: 2,
    };
    if args.kw_len() == 0 {
        check_positional(cx, "reduce", args.pos.len(), 2, 3)?;
    }
    let [function, iterable, initial] = args.bind(cx, &SIGNATURE)?;
    let function = function.unwrap_or(Value::NONE);
    let mut items = cx.iterate(iterable.unwrap_or(Value::NONE))?;
    let mut total = match initial {
        Some(v) => v,
        None => match items.next(cx)? {
            Some(v) => v,
            None => raise!(cx, TypeError, "reduce() of empty iterable with no initial value"),
        },
    };
    while let Some(item) = items.next(cx)? {
        cx.poll()?;
        total = cx.call(function, &[total, item])?;
    }
    Ok(total)
}
