//! The native modules: those of the runtime and those of this crate.

use crate::stdlib;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::types::builtin_function::BuiltinFunctionObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;

/// Makes the native module of this name, if there is one; the VM's part is added to the runtime's.
pub(super) fn create(cx: &mut Ctx, full: &str) -> PyResult<Option<Gc<ModuleObj>>> {
    let module = match taipan_runtime::stdlib::create(cx, full)? {
        Some(module) => Some(module),
        None if stdlib::extends(full) => Some(cx.module(full, None)?),
        None => None,
    };
    if let Some(module) = module {
        stdlib::extend(cx, full, module)?;
    }
    Ok(module)
}

/// Whether this is the VM's own `__import__`.
pub(super) fn is_native_import(f: Value) -> bool {
    f.cast::<BuiltinFunctionObj>().is_some_and(|f| std::ptr::eq(f.def, &stdlib::builtins::IMPORT))
}

/// An attribute of the `sys` module, while that is loaded.
pub(super) fn sys_attr(cx: &mut Ctx, name: &str) -> PyResult<Option<Value>> {
    let sys = cx.intern("sys")?;
    let Some(sys) = super::loaded(cx, sys)? else { return Ok(None) };
    let name = cx.intern(name)?;
    cx.getattr_opt(sys, name)
}
