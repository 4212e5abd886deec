//! `FunctionObj`: the struct behind `types.FunctionType`.

use crate::types::code::CodeObj;
use crate::types::layouts;
use std::cell::Cell;
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A Python function.
#[repr(C)]
pub struct FunctionObj {
    pub(crate) hdr: Header,
    /// `__code__`.
    pub code: Field<Gc<CodeObj>>,
    /// `__globals__`.
    pub globals: Field<Gc<DictObj>>,
    /// `__builtins__`.
    pub builtins: Field<Gc<DictObj>>,
    /// `__closure__`.
    pub closure: Field<Option<Gc<TupleObj>>>,
    /// `__defaults__`.
    pub defaults: Field<Option<Gc<TupleObj>>>,
    /// `__kwdefaults__`.
    pub kwdefaults: Field<Option<Gc<DictObj>>>,
    /// `__name__`.
    pub name: Field<Gc<StrObj>>,
    /// `__qualname__`.
    pub qualname: Field<Gc<StrObj>>,
    /// `__doc__` if it was set, or the code was; else it is the code's.
    pub doc: Field<Option<Value>>,
    /// `__module__`.
    pub module: Field<Value>,
    /// `__annotate__`, or absent.
    pub annotate: Field<Option<Value>>,
    /// `__annotations__` once computed.
    pub annotations: Field<Option<Gc<DictObj>>>,
    /// `__type_params__`.
    pub type_params: Field<Option<Gc<TupleObj>>>,
    /// Never reused; changes with `__code__`, `__defaults__` and `__kwdefaults__`; 0 = none asked for.
    pub version: Cell<u32>,
}

// SAFETY: `FunctionObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for FunctionObj {
    const LAYOUT: LayoutId = layouts::FUNCTION;
}

impl Trace for FunctionObj {
    fn trace(&self, m: &mut Marker) {
        self.code.trace(m);
        self.globals.trace(m);
        self.builtins.trace(m);
        self.closure.trace(m);
        self.defaults.trace(m);
        self.kwdefaults.trace(m);
        self.name.trace(m);
        self.qualname.trace(m);
        self.doc.trace(m);
        self.module.trace(m);
        self.annotate.trace(m);
        self.annotations.trace(m);
        self.type_params.trace(m);
    }
}
