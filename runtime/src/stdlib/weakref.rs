//! `_weakref`: what the `weakref` module of the library is built on.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::weakref::{WeakRefObj, make_proxy};
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        MethodDef::new("getweakrefcount", NativeCode::O(getweakrefcount)),
        MethodDef::new("getweakrefs", NativeCode::O(getweakrefs)),
        MethodDef::new("proxy", NativeCode::Fast(proxy)),
        MethodDef::new("_remove_dead_weakref", NativeCode::Fast(remove_dead_weakref)),
    ],
    init: Some(|cx, module| {
        let types = [
            ("ref", TypeId::WEAKREF),
            ("ReferenceType", TypeId::WEAKREF),
            ("ProxyType", TypeId::PROXY),
            ("CallableProxyType", TypeId::CALLABLE_PROXY),
        ];
        for (name, id) in types {
            let class = cx.ty(id);
            cx.module_set(module, name, class.into())?;
        }
        Ok(())
    }),
};

fn getweakrefcount(cx: &mut Ctx, _: Value, object: Value) -> PyResult<Value> {
    let n = (0..).take_while(|&i| cx.heap.weak_of(object, i).is_some()).count();
    Ok(Value::len(n))
}

fn getweakrefs(cx: &mut Ctx, _: Value, object: Value) -> PyResult<Value> {
    let all = cx.weak_references_to(object)?;
    Ok(cx.list(all.as_slice())?.into())
}

fn proxy(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("proxy", args.len(), 1, 2)?;
    make_proxy(cx, args[0], args.get(1).copied())
}

/// Removes a key whose value is a dead weak reference, in one step.
fn remove_dead_weakref(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("_remove_dead_weakref", args.len(), 2, 2)?;
    let Some(dict) = args[0].cast::<DictObj>() else {
        let class = cx.type_name(args[0]);
        raise!(cx, TypeError, "_remove_dead_weakref() argument 1 must be dict, not {class}");
    };
    let found = cx.dict_get(dict, args[1])?.and_then(|v| v.cast::<WeakRefObj>());
    if found.is_some_and(|weak| weak.target().is_none()) {
        cx.dict_remove(dict, args[1])?;
    }
    Ok(Value::NONE)
}
