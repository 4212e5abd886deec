//! Native modules of the standard library that need no bytecode.

pub mod builtins;
pub mod codecs;
pub mod collections;
pub mod errors;
pub mod functools;
pub mod itertools;
pub mod operator;
pub mod record;
pub mod sre;
pub mod string_;
pub mod struct_;
pub mod structseq;
pub mod sys;
pub mod types;
pub mod unicodedata;
pub mod weakref;

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Heap, HeapObject, LayoutOps};
use crate::object::native::MethodDef;
use crate::types::module::ModuleObj;

/// A native module.
pub struct ModuleSpec {
    /// Its name in `sys.modules`.
    pub name: &'static str,
    /// The docstring, or empty.
    pub doc: &'static str,
    /// Its functions.
    pub functions: &'static [MethodDef],
    /// Adds what is not a function: types, constants.
    pub init: Option<fn(&mut Ctx, Gc<ModuleObj>) -> PyResult<()>>,
}

/// Every native module of this crate.
pub static MODULES: &[&ModuleSpec] = &[
    &builtins::MODULE,
    &collections::MODULE,
    &functools::MODULE,
    &itertools::MODULE,
    &operator::MODULE,
];

impl Ctx {
    /// Makes a native module; the import system enters it in `sys.modules`.
    pub fn make_native_module(&mut self, spec: &'static ModuleSpec) -> PyResult<Gc<ModuleObj>> {
        let module = self.module(spec.name, Some(spec.doc).filter(|d| !d.is_empty()))?;
        let name = self.intern(spec.name)?;
        for def in spec.functions {
            let f = self.builtin_function(def, Some(module.into()), Some(name.into()))?;
            self.module_set(module, def.name, f.into())?;
        }
        if let Some(init) = spec.init {
            init(self, module)?;
        }
        Ok(module)
    }
}

/// Registers the layouts of the modules' own types.
pub fn register_layouts(heap: &mut Heap) {
    heap.register_layout(<record::RecordObj as HeapObject>::LAYOUT, LayoutOps::of::<record::RecordObj>("RecordObj"));
    heap.register_layout(<collections::deque::DequeObj as HeapObject>::LAYOUT, LayoutOps::of::<collections::deque::DequeObj>("DequeObj"));
    heap.register_layout(<functools::partial::PartialObj as HeapObject>::LAYOUT, LayoutOps::of::<functools::partial::PartialObj>("PartialObj"));
    heap.register_layout(<functools::lru_cache::LruCacheObj as HeapObject>::LAYOUT, LayoutOps::of::<functools::lru_cache::LruCacheObj>("LruCacheObj"));
}
