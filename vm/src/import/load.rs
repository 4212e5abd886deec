//! Loading a module that was found: its attributes, and running its code.

use super::find::Found;
use crate::types::code::{self, CodeObj};
use crate::types::function;
use taipan_frontend::CompileMode;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;

/// Puts a native module into `sys.modules`, with what `importlib` expects of it.
pub(super) fn add_native(cx: &mut Ctx, full: &str, module: Gc<ModuleObj>) -> PyResult<Value> {
    set_spec(cx, module, full, Some("built-in"), None, false)?;
    add(cx, full, module.into())?;
    Ok(module.into())
}

fn add(cx: &mut Ctx, full: &str, module: Value) -> PyResult<()> {
    let Some(modules) = cx.modules.get() else { return Ok(()) };
    let key = cx.intern(full)?;
    cx.dict_set_str(modules, key, module)
}

/// `__spec__`, `__package__`, `__loader__`, `__path__`, `__file__` of a module.
fn set_spec(
    cx: &mut Ctx,
    module: Gc<ModuleObj>,
    full: &str,
    origin: Option<&str>,
    package: Option<&str>,
    is_file: bool,
) -> PyResult<()> {
    let parent = match package {
        Some(_) => full,
        None => full.rsplit_once('.').map_or("", |(parent, _)| parent),
    };
    let (name, parent) = (Value::from(cx.intern(full)?), Value::from(cx.intern(parent)?));
    let origin = match origin {
        Some(origin) => cx.str(origin)?.into(),
        None => Value::NONE,
    };
    let path = match package {
        Some(dir) => {
            let dir = cx.str(dir)?;
            Some(Value::from(cx.list(&[dir.into()])?))
        }
        None => None,
    };
    let dict = module.dict.get();
    if let Some(maker) = cx.kept(crate::stdlib::imp::SPEC_MAKER) {
        let package = match package {
            Some(dir) => cx.str(dir)?.into(),
            None => Value::NONE,
        };
        let spec = cx.call(maker, &[name, origin, package])?;
        let (flag, loader) = (cx.intern("_initializing")?, cx.intern("loader")?);
        cx.setattr(spec, flag, Value::bool(is_file))?;
        let loader = cx.getattr(spec, loader)?;
        let loader_name = cx.intern("__loader__")?;
        cx.dict_set_str(dict, loader_name, loader)?;
        return set_module_attrs(cx, module, spec, parent, path, is_file.then_some(origin));
    }
    let class = cx.ty(TypeId::NAMESPACE);
    let spec = cx.new_instance(class)?;
    let fields = [
        ("name", name),
        ("loader", Value::NONE),
        ("origin", origin),
        ("submodule_search_locations", path.unwrap_or(Value::NONE)),
        ("parent", parent),
        ("has_location", Value::bool(is_file)),
        ("cached", Value::NONE),
        ("loader_state", Value::NONE),
        ("_initializing", Value::bool(is_file)),
    ];
    for (field, v) in fields {
        let field = cx.intern(field)?;
        cx.instance_set(spec, field, v)?;
    }
    set_module_attrs(cx, module, spec, parent, path, is_file.then_some(origin))
}

fn set_module_attrs(
    cx: &mut Ctx,
    module: Gc<ModuleObj>,
    spec: Value,
    parent: Value,
    path: Option<Value>,
    file: Option<Value>,
) -> PyResult<()> {
    let n = cx.names;
    let dict = module.dict.get();
    cx.dict_set_str(dict, n.__spec__, spec)?;
    cx.dict_set_str(dict, n.__package__, parent)?;
    if let Some(path) = path {
        cx.dict_set_str(dict, n.__path__, path)?;
    }
    if let Some(file) = file {
        cx.dict_set_str(dict, n.__file__, file)?;
    }
    Ok(())
}

/// Whether the module's code is still running.
pub(super) fn is_initializing(cx: &mut Ctx, module: Value) -> bool {
    let flag = |cx: &mut Ctx| -> PyResult<bool> {
        let spec = cx.names.__spec__;
        let Some(spec) = cx.getattr_opt(module, spec)? else { return Ok(false) };
        let name = cx.intern("_initializing")?;
        match cx.getattr_opt(spec, name)? {
            Some(v) => cx.truth(v),
            None => Ok(false),
        }
    };
    match flag(cx) {
        Ok(flag) => flag,
        Err(_) => {
            cx.clear_exception();
            false
        }
    }
}

/// A module of the embedded library.
pub(super) fn load_embedded(cx: &mut Ctx, found: taipan_stdlib::Module) -> PyResult<Value> {
    let code = code::from_image(cx, found.code())?;
    let package =
        found.is_package().then(|| found.path().trim_end_matches("/__init__.py").to_owned());
    let module = cx.module(found.name(), None)?;
    let origin = if found.is_native() { "built-in" } else { found.path() };
    set_spec(cx, module, found.name(), Some(origin), package.as_deref(), !found.is_native())?;
    let module = exec_module(cx, found.name(), module, code)?;
    if found.name() == "_collections_abc" {
        let array = cx.intern("array")?;
        if super::loaded(cx, array)?.is_some() {
            taipan_runtime::stdlib::array::register(cx, module)?;
        }
    }
    Ok(module)
}

/// A module of a directory.
pub(super) fn load_file(cx: &mut Ctx, full: &str, found: &Found) -> PyResult<Value> {
    let module = cx.module(full, None)?;
    let Some(file) = &found.file else {
        set_spec(cx, module, full, None, found.package.as_deref(), false)?;
        add(cx, full, module.into())?;
        return Ok(module.into());
    };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let path = cx.str(file)?;
            return Err(cx.raise_os(&error, Some(path.into())));
        }
    };
    let code = compile(cx, &bytes, file)?;
    set_spec(cx, module, full, Some(file), found.package.as_deref(), true)?;
    exec_module(cx, full, module, code)
}

fn compile(cx: &mut Ctx, source: &[u8], file: &str) -> PyResult<Gc<CodeObj>> {
    let options = crate::compile::options(cx);
    match taipan_frontend::compile_bytes(source, file, CompileMode::Exec, options) {
        Ok(unit) => code::from_unit(cx, &unit),
        Err(error) => Err(crate::compile::raise_syntax_error(cx, &error)),
    }
}

/// Runs a module's code; a module that fails is taken out of `sys.modules` again.
fn exec_module(
    cx: &mut Ctx,
    full: &str,
    module: Gc<ModuleObj>,
    code: Gc<CodeObj>,
) -> PyResult<Value> {
    add(cx, full, module.into())?;
    if run_in_module(cx, module, code).is_err() {
        let exc = cx.take_exception();
        if let (Some(modules), Ok(key)) = (cx.modules.get(), cx.intern(full)) {
            let _ = cx.dict_remove(modules, key.into());
        }
        cx.clear_exception();
        return Err(cx.reraise(exc));
    }
    finish_spec(cx, module)?;
    // A module may replace itself.
    let key = cx.intern(full)?;
    Ok(super::loaded(cx, key)?.unwrap_or(module.into()))
}

fn finish_spec(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let (spec, flag) = (cx.names.__spec__, cx.intern("_initializing")?);
    if let Some(spec) = cx.dict_get_str(module.dict.get(), spec).filter(|s| !s.is_none()) {
        cx.setattr(spec, flag, Value::FALSE)?;
    }
    Ok(())
}

/// Runs code in the namespace of a module.
pub(crate) fn run_in_module(
    cx: &mut Ctx,
    module: Gc<ModuleObj>,
    code: Gc<CodeObj>,
) -> PyResult<Value> {
    let dict = module.dict.get();
    let builtins = cx.names.__builtins__;
    if cx.dict_get_str(dict, builtins).is_none() {
        let own = crate::interp::state::Vm::of(cx).builtins();
        cx.dict_set_str(dict, builtins, own.into())?;
    }
    let namespace = function::builtins_of(cx, dict);
    let func = function::make(cx, code, dict, namespace)?;
    function::run_in(cx, func, dict.into())
}

/// Loads by a spec that a program's finder returned.
pub(super) fn load_spec(cx: &mut Ctx, full: &str, spec: Value) -> PyResult<Value> {
    let bootstrap = super::import_module(cx, "importlib._bootstrap")?;
    let load = cx.intern("_load")?;
    let load = cx.getattr(bootstrap, load)?;
    let module = cx.call(load, &[spec])?;
    add(cx, full, module)?;
    Ok(module)
}

/// A fresh `__main__`, in `sys.modules`.
pub fn new_main(cx: &mut Ctx) -> PyResult<Gc<ModuleObj>> {
    let module = cx.module("__main__", None)?;
    let dict = module.dict.get();
    let builtins = super::import_module(cx, "builtins")?;
    let name = cx.names.__builtins__;
    cx.dict_set_str(dict, name, builtins)?;
    add(cx, "__main__", module.into())?;
    Ok(module)
}

/// Compiles a program.
pub fn compile_source(cx: &mut Ctx, source: &[u8], filename: &str) -> PyResult<Gc<CodeObj>> {
    compile(cx, source, filename)
}

/// Compiles a program and runs it in a module.
pub fn exec_source(
    cx: &mut Ctx,
    module: Gc<ModuleObj>,
    source: &[u8],
    filename: &str,
) -> PyResult<Value> {
    let code = compile(cx, source, filename)?;
    run_in_module(cx, module, code)
}

/// Runs compiled source in the namespace of a module.
pub fn exec_code(cx: &mut Ctx, module: Gc<ModuleObj>, code: Gc<CodeObj>) -> PyResult<Value> {
    run_in_module(cx, module, code)
}
