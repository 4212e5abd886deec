//! The import system: `import` statements and `__import__`, natively.
//!
//! Modules are looked for in `sys.modules`, among the native modules, in the embedded library, and
//! in the directories of `sys.path`. `importlib` of the library works on top of what is set here
//! (`__spec__`, `__loader__`, `__path__`), but is not needed for it.

mod find;
mod load;
mod name;
pub mod registry;

pub use load::{compile_source, exec_code, exec_source, new_main};

use crate::interp::slow::mapping_get;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// `IMPORT_NAME`: through `builtins.__import__` if a program replaced it.
pub(crate) fn import_name(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    namespace: Option<Value>,
    name: Gc<StrObj>,
    fromlist: Value,
    level: Value,
) -> PyResult<Value> {
    let hook = cx.names.__import__;
    let globals = func.globals.get();
    match cx.dict_get_str(func.builtins.get(), hook) {
        Some(f) if registry::is_native_import(f) => {
            import(cx, &name.to_string(), Some(globals), fromlist, level.as_small().unwrap_or(0))
        }
        Some(f) => {
            let locals = namespace.unwrap_or(Value::NONE);
            cx.call(f, &[name.into(), globals.into(), locals, fromlist, level])
        }
        None => raise!(cx, ImportError, "__import__ not found"),
    }
}

/// `__import__(name, globals, _, fromlist, level)`.
pub fn import(
    cx: &mut Ctx,
    name: &str,
    globals: Option<Gc<DictObj>>,
    fromlist: Value,
    level: i64,
) -> PyResult<Value> {
    let full = if level > 0 {
        name::resolve(cx, name, globals, level as usize)?
    } else if name.is_empty() {
        raise!(cx, ValueError, "Empty module name")
    } else {
        name.to_owned()
    };
    let module = import_module(cx, &full)?;
    let wanted = match fromlist.cast::<TupleObj>() {
        Some(t) if !t.is_empty() => Some(t.items().to_vec()),
        Some(_) => None,
        None => fromlist
            .cast::<ListObj>()
            .filter(|l| !l.is_empty())
            .map(|l| (0..l.len()).filter_map(|i| l.get(i)).collect()),
    };
    if let Some(wanted) = wanted {
        import_submodules(cx, module, &full, &wanted)?;
        return Ok(module);
    }
    // `import a.b.c` binds `a`; relative imports without names bind the first part behind the dots.
    let Some(dot) = name.find('.') else { return Ok(module) };
    let top = &full[..full.len() - (name.len() - dot)];
    import_module(cx, top)
}

/// The names of a `from` list that are submodules are imported.
fn import_submodules(cx: &mut Ctx, module: Value, full: &str, wanted: &[Value]) -> PyResult<()> {
    let path = cx.names.__path__;
    if cx.getattr_opt(module, path)?.is_none() {
        return Ok(());
    }
    for &item in wanted {
        let Some(item) = item.cast::<StrObj>() else {
            let got = cx.type_name(item);
            raise!(cx, TypeError, "Item in ``from list'' must be str, not {got}")
        };
        if item.eq_str("*") {
            let all = cx.names.__all__;
            if let Some(all) = cx.getattr_opt(module, all)? {
                let names = cx.to_tuple(all)?;
                let names: Vec<Value> = names
                    .items()
                    .iter()
                    .copied()
                    .filter(|v| v.cast::<StrObj>().is_some_and(|s| !s.eq_str("*")))
                    .collect();
                import_submodules(cx, module, full, &names)?;
            }
            continue;
        }
        if cx.getattr_opt(module, item)?.is_none() {
            let child = format!("{full}.{item}");
            if let Err(raised) = import_module(cx, &child) {
                // The name may still be no module at all; `IMPORT_FROM` says so.
                if !name::is_missing(cx, &child) {
                    return Err(raised);
                }
                cx.clear_exception();
            }
        }
    }
    Ok(())
}

/// The module of this absolute name, loaded if it is not in `sys.modules`.
pub fn import_module(cx: &mut Ctx, full: &str) -> PyResult<Value> {
    let key = cx.intern(full)?;
    cx.wait_for_import(key.addr())?;
    if let Some(module) = loaded(cx, key)? {
        if module.is_none() {
            return Err(name::not_found(
                cx,
                full,
                &format!("import of {full} halted; None in sys.modules"),
            ));
        }
        return Ok(module);
    }
    cx.check_stack()?;
    let mut search = None;
    if let Some((parent, _)) = full.rsplit_once('.') {
        let parent_module = import_module(cx, parent)?;
        // Loading the parent may have loaded the child.
        if let Some(module) = loaded(cx, key)? {
            return Ok(module);
        }
        let path = cx.names.__path__;
        match cx.getattr_opt(parent_module, path)? {
            Some(path) => search = Some(path),
            None => {
                let message = format!("No module named '{full}'; '{parent}' is not a package");
                return Err(name::not_found(cx, full, &message));
            }
        }
    }
    cx.threads.begin_import(key.addr());
    let module = find::find_and_load(cx, full, search);
    cx.end_import(key.addr());
    let module = module?;
    if let Some((parent, child)) = full.rsplit_once('.') {
        let parent = cx.intern(parent)?;
        if let Some(parent) = loaded(cx, parent)? {
            let child = cx.intern(child)?;
            cx.setattr(parent, child, module)?;
        }
    }
    Ok(module)
}

/// What `sys.modules` has under this name.
pub(crate) fn loaded(cx: &mut Ctx, key: Gc<StrObj>) -> PyResult<Option<Value>> {
    match cx.modules.get() {
        Some(modules) => mapping_get(cx, modules.into(), key),
        None => Ok(None),
    }
}

/// `from module import name`: the attribute, or the submodule while the package is being loaded.
pub(crate) fn import_from(cx: &mut Ctx, module: Value, name: Gc<StrObj>) -> PyResult<Value> {
    if let Some(v) = cx.getattr_opt(module, name)? {
        return Ok(v);
    }
    let own = cx.names.__name__;
    let own = cx.getattr_opt(module, own)?.and_then(|n| n.cast::<StrObj>());
    if let Some(own) = own {
        let full = cx.intern(&format!("{own}.{name}"))?;
        if let Some(found) = loaded(cx, full)? {
            return Ok(found);
        }
    }
    Err(name::cannot_import(cx, module, own, name))
}

/// `from module import *` into the namespace of the running frame.
pub(crate) fn import_star(cx: &mut Ctx, module: Value) -> PyResult<()> {
    let vm = crate::interp::state::Vm::of(cx);
    let Some(target) = vm.frame().and_then(|f| f.namespace()) else {
        raise!(cx, SystemError, "no locals found during 'import *'")
    };
    let all = cx.names.__all__;
    let (names, skip_private) = match cx.getattr_opt(module, all)? {
        Some(all) => (cx.to_tuple(all)?, false),
        None => {
            let dict = cx.names.__dict__;
            let Some(dict) = cx.getattr_opt(module, dict)? else {
                raise!(cx, ImportError, "from-import-* object has no __dict__ and no __all__")
            };
            (cx.to_tuple(dict)?, true)
        }
    };
    for &name in names.items() {
        let Some(name) = name.cast::<StrObj>() else {
            let got = cx.type_name(name);
            raise!(cx, TypeError, "Item in __all__ must be str, not {got}")
        };
        if skip_private && name.to_string().starts_with('_') {
            continue;
        }
        let v = cx.getattr(module, name)?;
        cx.setitem(target, name.into(), v)?;
    }
    Ok(())
}

/// For native code: the module, imported by its full name.
pub(crate) fn import_for_native(cx: &mut Ctx, full: &str) -> PyResult<Value> {
    import_module(cx, full)
}

/// The module of a name in `sys.modules`, if it is a module.
pub fn loaded_module(cx: &mut Ctx, full: &str) -> Option<Gc<ModuleObj>> {
    let key = cx.intern(full).ok()?;
    loaded(cx, key).ok().flatten()?.cast()
}
