//! Native modules that expose the VM: what they add to the runtime's modules of the same names.

mod ast;
pub mod builtins;
mod class;
pub mod hooks;
pub(crate) mod imp;
mod monitoring;
mod opcode;
mod sys;
mod taipan;

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::MethodDef;
use taipan_runtime::types::module::ModuleObj;

/// Whether this crate has a part of the module.
pub(crate) fn extends(full: &str) -> bool {
    matches!(full, "builtins" | "sys" | "_opcode" | "_imp" | "_taipan")
}

/// Adds this crate's part to a new native module.
pub(crate) fn extend(cx: &mut Ctx, full: &str, module: Gc<ModuleObj>) -> PyResult<()> {
    match full {
        "builtins" => builtins::extend(cx, module),
        "sys" => {
            sys::extend(cx, module)?;
            monitoring::extend_sys(cx, module)?;
            hooks::extend_sys(cx, module)
        }
        "_imp" => imp::extend(cx, module),
        "_opcode" => opcode::extend(cx, module),
        "_taipan" => {
            monitoring::extend_tools(cx, module)?;
            taipan::extend(cx, module)
        }
        _ => Ok(()),
    }
}

/// Adds functions to a module.
fn add_functions(cx: &mut Ctx, module: Gc<ModuleObj>, defs: &[&'static MethodDef]) -> PyResult<()> {
    let own = cx.names.__name__;
    let name = cx.dict_get_str(module.dict.get(), own);
    for def in defs {
        let f = cx.builtin_function(def, Some(module.into()), name)?;
        cx.module_set(module, def.name, f.into())?;
    }
    Ok(())
}
