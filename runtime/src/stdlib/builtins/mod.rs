//! `builtins`: the functions that need no frame, the types, the exceptions and the constants.
//! `taipan-vm` adds `exec`, `eval`, `compile`, `globals`, `locals`, `vars`, `dir`, `__import__` and
//! `__build_class__`.

#![forbid(unsafe_code)]

mod attributes;
mod classes;
mod extremes;
mod iteration;
mod numbers;
mod output;
mod text;

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::native::MethodDef;
use crate::object::type_id::TypeId;
use crate::types::module::ModuleObj;
use crate::value::Value;
pub use numbers::sum_rest;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().",
    functions: &[],
    init: Some(init),
};

const GROUPS: &[&[MethodDef]] = &[
    attributes::FUNCTIONS,
    classes::FUNCTIONS,
    extremes::FUNCTIONS,
    iteration::FUNCTIONS,
    numbers::FUNCTIONS,
    output::FUNCTIONS,
    text::FUNCTIONS,
];

const TYPES: &[(&str, TypeId)] = &[
    ("bool", TypeId::BOOL),
    ("bytearray", TypeId::BYTEARRAY),
    ("bytes", TypeId::BYTES),
    ("classmethod", TypeId::CLASSMETHOD),
    ("complex", TypeId::COMPLEX),
    ("dict", TypeId::DICT),
    ("enumerate", TypeId::ENUMERATE),
    ("filter", TypeId::FILTER),
    ("float", TypeId::FLOAT),
    ("frozenset", TypeId::FROZENSET),
    ("int", TypeId::INT),
    ("list", TypeId::LIST),
    ("map", TypeId::MAP),
    ("memoryview", TypeId::MEMORYVIEW),
    ("object", TypeId::OBJECT),
    ("property", TypeId::PROPERTY),
    ("range", TypeId::RANGE),
    ("reversed", TypeId::REVERSED),
    ("set", TypeId::SET),
    ("slice", TypeId::SLICE),
    ("staticmethod", TypeId::STATICMETHOD),
    ("str", TypeId::STR),
    ("super", TypeId::SUPER),
    ("tuple", TypeId::TUPLE),
    ("type", TypeId::TYPE),
    ("zip", TypeId::ZIP),
];

/// Names besides: aliases, constants, and what `taipan-vm` adds.
const FURTHER: usize = 24;

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let functions: usize = GROUPS.iter().map(|group| group.len()).sum();
    cx.dict_reserve(module.dict.get(), functions + TYPES.len() + Exc::ALL.len() + FURTHER)?;
    let own = cx.names.__name__;
    let name = cx.dict_get_str(module.dict.get(), own);
    for def in GROUPS.iter().copied().flatten() {
        let f = cx.builtin_function(def, Some(module.into()), name)?;
        cx.module_set(module, def.name, f.into())?;
    }
    for &(name, id) in TYPES {
        let ty = cx.ty(id);
        cx.module_set(module, name, ty.into())?;
    }
    for &exc in Exc::ALL.iter().filter(|&&exc| exc != Exc::LimitExceeded) {
        let ty = cx.exc_ty(exc);
        cx.module_set(module, exc.name(), ty.into())?;
    }
    let os_error = cx.exc_ty(Exc::OSError);
    for alias in ["IOError", "EnvironmentError"] {
        cx.module_set(module, alias, os_error.into())?;
    }
    for (name, value) in [
        ("None", Value::NONE),
        ("True", Value::TRUE),
        ("False", Value::FALSE),
        ("Ellipsis", Value::ELLIPSIS),
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("__debug__", Value::bool(cx.optimize == 0)),
    ] {
        cx.module_set(module, name, value)?;
    }
    Ok(())
}

impl Ctx {
    /// A member of the `builtins` module, as Python code sees it now.
    pub fn builtin(&mut self, name: &str) -> PyResult<Value> {
        self.module_attr("builtins", name)
    }

    /// An attribute of a module, which is imported if need be.
    pub fn module_attr(&mut self, module: &str, name: &str) -> PyResult<Value> {
        let module = match self.loaded_module(module)? {
            Some(module) => module,
            None => (self.hooks.import)(self, module)?,
        };
        let name = self.intern(name)?;
        self.getattr(module, name)
    }

    /// An entry of `sys.modules`.
    pub fn loaded_module(&mut self, name: &str) -> PyResult<Option<Value>> {
        let name = self.intern(name)?;
        Ok(self.modules.get().and_then(|modules| self.dict_get_str(modules, name)))
    }

    /// `sys.name`, if there is such an attribute.
    pub fn sys_attr(&mut self, name: &str) -> PyResult<Option<Value>> {
        let name = self.intern(name)?;
        match self.loaded_module("sys")? {
            Some(sys) => self.getattr_opt(sys, name),
            None => Ok(None),
        }
    }
}
