//! Names: lookup chains and their errors.

use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_frontend::local_kind;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// `name` of globals, then builtins.
#[inline(never)]
pub(crate) fn load_global(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    name: Gc<StrObj>,
) -> PyResult<Value> {
    let globals = func.globals.get();
    let found = match Value::from(globals).has_shape(TypeId::DICT.shape()) {
        true => cx.dict_get_str(globals, name),
        // A subclass may have `__missing__`, as the namespaces of `annotationlib` have.
        false => mapping_get(cx, globals.into(), name)?,
    };
    if let Some(v) = found {
        return Ok(v);
    }
    match cx.dict_get_str(func.builtins.get(), name) {
        Some(v) => Ok(v),
        None => Err(name_error(cx, name)),
    }
}

/// `NameError` for a name that is nowhere.
#[cold]
pub(crate) fn name_error(cx: &mut Ctx, name: Gc<StrObj>) -> taipan_runtime::ctx::Raised {
    let raised = cx.raise(Exc::NameError, format!("name '{name}' is not defined"));
    if let Some(e) = cx.exception_in_flight() {
        e.set_extra(0, Some(name.into()));
    }
    raised
}

/// An item of a namespace mapping; absent instead of `KeyError`.
pub(crate) fn mapping_get(
    cx: &mut Ctx,
    mapping: Value,
    name: Gc<StrObj>,
) -> PyResult<Option<Value>> {
    match mapping.cast::<DictObj>() {
        Some(dict) if mapping.has_shape(TypeId::DICT.shape()) => Ok(cx.dict_get_str(dict, name)),
        _ => {
            let found = cx.getitem(mapping, name.into());
            cx.catch(Exc::KeyError, found)
        }
    }
}

/// `name` of the namespace, globals, builtins.
#[inline(never)]
pub(crate) fn load_name(
    cx: &mut Ctx,
    namespace: Option<Value>,
    func: Gc<FunctionObj>,
    name: Gc<StrObj>,
) -> PyResult<Value> {
    if let Some(mapping) = namespace
        && let Some(v) = mapping_get(cx, mapping, name)?
    {
        return Ok(v);
    }
    // The body of a generic class asks for its type parameters under this name (the front end's
    // `type_params.rs`), which no program can bind.
    if name.eq_str(".type_params") {
        return Ok(func.type_params.get().map_or(Value::NONE, Value::from));
    }
    load_global(cx, func, name)
}

/// `SystemError` of an instruction that needs a namespace in a frame that has none.
#[cold]
pub(crate) fn no_locals<T>(cx: &mut Ctx, what: &str) -> PyResult<T> {
    raise!(cx, SystemError, "no locals found when loading or storing {what}")
}

/// Binds `name` in the namespace.
#[inline(never)]
pub(crate) fn store_name(
    cx: &mut Ctx,
    namespace: Option<Value>,
    name: Gc<StrObj>,
    v: Value,
) -> PyResult<()> {
    let Some(mapping) = namespace else { return no_locals(cx, "names") };
    match mapping.cast::<DictObj>() {
        Some(dict) if mapping.has_shape(TypeId::DICT.shape()) => cx.dict_set_str(dict, name, v),
        _ => cx.setitem(mapping, name.into(), v),
    }
}

/// Unbinds `name` of the namespace.
#[inline(never)]
pub(crate) fn delete_name(
    cx: &mut Ctx,
    namespace: Option<Value>,
    name: Gc<StrObj>,
) -> PyResult<()> {
    let Some(mapping) = namespace else { return no_locals(cx, "names") };
    let deleted = cx.delitem(mapping, name.into());
    match cx.catch(Exc::KeyError, deleted)? {
        Some(()) => Ok(()),
        None => Err(name_error(cx, name)),
    }
}

/// Unbinds a global.
#[inline(never)]
pub(crate) fn delete_global(cx: &mut Ctx, globals: Gc<DictObj>, name: Gc<StrObj>) -> PyResult<()> {
    match cx.dict_remove(globals, name.into())? {
        Some(_) => Ok(()),
        None => Err(name_error(cx, name)),
    }
}

/// Makes `__annotations__` in the namespace if it is not there.
#[inline(never)]
pub(crate) fn setup_annotations(cx: &mut Ctx, namespace: Option<Value>) -> PyResult<()> {
    let Some(mapping) = namespace else { return no_locals(cx, "annotations") };
    let name = cx.names.__annotations__;
    if mapping_get(cx, mapping, name)?.is_none() {
        let dict = cx.dict()?;
        store_name(cx, namespace, name, dict.into())?;
    }
    Ok(())
}

/// `UnboundLocalError` for local `i`.
#[cold]
#[inline(never)]
pub(crate) fn unbound_local(cx: &mut Ctx, code: Gc<CodeObj>, i: usize) -> PyResult<()> {
    let name = code.local_name(i);
    let message =
        format!("cannot access local variable '{name}' where it is not associated with a value");
    let raised = cx.raise(Exc::UnboundLocalError, message);
    if let Some(e) = cx.exception_in_flight() {
        e.set_extra(0, Some(name.into()));
    }
    Err(raised)
}

/// The error of an empty cell: a local of this function, or a free variable.
#[cold]
#[inline(never)]
pub(crate) fn unbound_cell(cx: &mut Ctx, code: Gc<CodeObj>, i: usize) -> PyResult<()> {
    if code.local_kind(i) & local_kind::FREE == 0 {
        return unbound_local(cx, code, i);
    }
    let name = code.local_name(i);
    let message = format!(
        "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
    );
    Err(cx.raise(Exc::NameError, message))
}
