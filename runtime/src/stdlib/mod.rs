//! Native modules of the standard library that need no bytecode.

pub mod abc;
pub mod array;
pub mod asyncio;
pub mod binascii;
pub mod bisect;
pub mod builtins;
pub mod cmath;
pub mod codecs;
pub mod collections;
pub mod contexts;
pub mod decimal;
pub mod deflate;
pub mod errors;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod io;
pub mod itertools;
pub mod json;
pub mod math;
pub mod operator;
pub mod pickle;
pub mod posix;
pub mod random;
pub mod record;
pub mod sre;
pub mod statistics;
pub mod string_;
pub mod struct_;
pub mod structseq;
pub mod sys;
pub mod thread;
pub mod time;
pub mod types;
pub mod unicodedata;
pub mod weakref;

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, Heap, HeapObject, LayoutOps, Trace};
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
    &abc::MODULE,
    &array::MODULE,
    &asyncio::MODULE,
    &binascii::MODULE,
    &bisect::MODULE,
    &builtins::MODULE,
    &cmath::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &contexts::MODULE,
    &decimal::MODULE,
    &deflate::MODULE,
    &functools::MODULE,
    &gc::MODULE,
    &hashes::MODULE,
    &heapq::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &json::MODULE,
    &math::MODULE,
    &operator::MODULE,
    &pickle::MODULE,
    &posix::MODULE,
    &random::MODULE,
    &sre::MODULE,
    &statistics::MODULE,
    &string_::MODULE,
    &struct_::MODULE,
    &sys::MODULE,
    &thread::MODULE,
    &time::MODULE,
    &unicodedata::MODULE,
    &weakref::MODULE,
];

impl Ctx {
    /// Makes a native module; the import system enters it in `sys.modules`.
    pub fn make_native_module(&mut self, spec: &'static ModuleSpec) -> PyResult<Gc<ModuleObj>> {
        let module = self.module(spec.name, Some(spec.doc).filter(|d| !d.is_empty()))?;
        // As in CPython, functions of the modules that were there first do not share the name with classes:
        // pickles show which strings are one object.
        let name = match spec.name {
            "builtins" | "sys" => {
                let name = self.str(spec.name)?;
                self.module_set(module, "__name__", name.into())?;
                name
            }
            name => self.intern(name)?,
        };
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
    fn register<T: HeapObject + Trace>(heap: &mut Heap, name: &'static str) {
        heap.register_layout(T::LAYOUT, LayoutOps::of::<T>(name));
    }
    macro_rules! register_all {
        ($($ty:ty,)*) => { $(register::<$ty>(heap, stringify!($ty));)* };
    }
    register_all! {
        struct_::StructObj, struct_::UnpackIterObj, sre::PatternObj, sre::MatchObj, sre::ScannerObj,
        unicodedata::UcdObj, json::ScannerObj, json::EncoderObj, io::TextIoObj, io::BytesIoObj, io::StringIoObj, abc::AbcObj,
        posix::DirEntryObj, posix::ScandirObj, asyncio::FutureObj, asyncio::FutureIterObj, asyncio::StepObj,
        contexts::ContextObj, contexts::ContextVarObj, contexts::TokenObj,
        record::RecordObj, collections::deque::DequeObj, functools::partial::PartialObj,
        functools::lru_cache::LruCacheObj, random::RandomObj, array::ArrayObj,
        pickle::PicklerObj, pickle::UnpicklerObj,
        decimal::DecimalObj, decimal::DecimalContextObj,
        thread::lock::LockObj, thread::rlock::RLockObj, thread::handle::HandleObj, thread::local::LocalObj,
    }
}

/// Makes the native module of this name, if this crate has one.
pub fn create(cx: &mut Ctx, name: &str) -> PyResult<Option<Gc<ModuleObj>>> {
    match MODULES.iter().find(|spec| spec.name == name) {
        Some(spec) => cx.make_native_module(spec).map(Some),
        None => Ok(None),
    }
}
