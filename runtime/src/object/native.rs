//! Native functions: how Rust code is called from Python.
//!
//! The kinds carry CPython's `METH_*` names, since the specializer picks its `CALL_*` member by
//! them. `self` is the receiver of a method and the module of a module function.

use super::type_obj::TypeObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// The arguments of a call: positional values, then keyword values named by a tuple of `str`.
#[derive(Copy, Clone)]
pub struct Args<'a> {
    /// Positional arguments.
    pub pos: &'a [Value],
    /// Names of the keyword arguments, all `str`; `None` when there are none.
    pub kw_names: Option<Gc<TupleObj>>,
    /// One value for each name.
    pub kw_values: &'a [Value],
}

impl<'a> Args<'a> {
    /// Positional arguments only.
    pub const fn positional(pos: &'a [Value]) -> Args<'a> {
        Args { pos, kw_names: None, kw_values: &[] }
    }

    /// No arguments.
    pub const EMPTY: Args<'static> = Args { pos: &[], kw_names: None, kw_values: &[] };

    /// How many keyword arguments there are.
    pub fn kw_len(&self) -> usize {
        self.kw_values.len()
    }

    /// Whether nothing was passed.
    pub fn is_empty(&self) -> bool {
        self.pos.is_empty() && self.kw_values.is_empty()
    }

    /// The keyword arguments as (name, value), in order.
    pub fn keywords(&self) -> impl Iterator<Item = (Gc<StrObj>, Value)> + use<'a> {
        let names = self.kw_names;
        self.kw_values.iter().enumerate().filter_map(move |(i, &value)| {
            let name = names?.get(i)?.cast::<StrObj>()?;
            Some((name, value))
        })
    }

    /// The same call without the first positional argument.
    pub fn skip_first(&self) -> Args<'a> {
        Args { pos: self.pos.get(1..).unwrap_or(&[]), ..*self }
    }
}

/// The code of a native function, by calling convention. The first value is `self`.
#[derive(Copy, Clone)]
pub enum NativeCode {
    /// `METH_NOARGS`: no argument but `self`.
    NoArgs(fn(&mut Ctx, Value) -> PyResult<Value>),
    /// `METH_O`: exactly one argument.
    O(fn(&mut Ctx, Value, Value) -> PyResult<Value>),
    /// `METH_FASTCALL`: positional arguments.
    Fast(fn(&mut Ctx, Value, &[Value]) -> PyResult<Value>),
    /// `METH_FASTCALL | METH_KEYWORDS`.
    FastKw(fn(&mut Ctx, Value, Args<'_>) -> PyResult<Value>),
}

/// What a method in a type's dictionary binds to.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum MethodKind {
    /// To the instance.
    Instance,
    /// To the class.
    Class,
    /// To nothing.
    Static,
}

/// A native function as a type or module lists it.
pub struct MethodDef {
    /// The Python name.
    pub name: &'static str,
    /// The function.
    pub code: NativeCode,
    /// What it binds to.
    pub kind: MethodKind,
    /// `__text_signature__` (such as `($self, /)`), or empty.
    pub signature: &'static str,
    /// The docstring, or empty.
    pub doc: &'static str,
    /// Whether machine code leaves to have it called: words of its frames would keep dead objects alive.
    pub collects: bool,
}

impl MethodDef {
    /// An instance method (or module function).
    pub const fn new(name: &'static str, code: NativeCode) -> MethodDef {
        MethodDef::of_kind(name, code, MethodKind::Instance)
    }

    const fn of_kind(name: &'static str, code: NativeCode, kind: MethodKind) -> MethodDef {
        MethodDef { name, code, kind, signature: "", doc: "", collects: false }
    }

    /// A class method.
    pub const fn class(name: &'static str, code: NativeCode) -> MethodDef {
        MethodDef::of_kind(name, code, MethodKind::Class)
    }

    /// A static method.
    pub const fn static_(name: &'static str, code: NativeCode) -> MethodDef {
        MethodDef::of_kind(name, code, MethodKind::Static)
    }

    /// With a text signature, as `inspect.signature` reads it.
    pub const fn sig(mut self, signature: &'static str) -> MethodDef {
        self.signature = signature;
        self
    }

    /// One that collects all that is dead.
    pub const fn collects(mut self) -> MethodDef {
        self.collects = true;
        self
    }

    /// With a docstring.
    pub const fn doc(mut self, doc: &'static str) -> MethodDef {
        self.doc = doc;
        self
    }
}

/// A computed attribute of a builtin type.
pub struct GetSetDef {
    /// The Python name.
    pub name: &'static str,
    /// Reads it from an instance.
    pub get: fn(&mut Ctx, Value) -> PyResult<Value>,
    /// Writes (or with `None` deletes) it; without a setter the attribute is read-only.
    pub set: Option<fn(&mut Ctx, Value, Option<Value>) -> PyResult<()>>,
    /// The docstring, or empty.
    pub doc: &'static str,
}

impl GetSetDef {
    /// A read-only attribute.
    pub const fn readonly(
        name: &'static str,
        get: fn(&mut Ctx, Value) -> PyResult<Value>,
    ) -> GetSetDef {
        GetSetDef { name, get, set: None, doc: "" }
    }

    /// A writable attribute.
    pub const fn new(
        name: &'static str,
        get: fn(&mut Ctx, Value) -> PyResult<Value>,
        set: fn(&mut Ctx, Value, Option<Value>) -> PyResult<()>,
    ) -> GetSetDef {
        GetSetDef { name, get, set: Some(set), doc: "" }
    }
}

/// Everything a builtin type declares about itself.
pub struct TypeSpec {
    /// The docstring, or empty.
    pub doc: &'static str,
    /// `__text_signature__` of the constructor, or empty.
    pub signature: &'static str,
    /// Native slots.
    pub slots: super::slots::SlotTable,
    /// Methods.
    pub methods: &'static [MethodDef],
    /// Computed attributes.
    pub getset: &'static [GetSetDef],
    /// Runs after the type is ready, to add constants and the like to its dictionary.
    pub finish: Option<fn(&mut Ctx, Gc<TypeObj>) -> PyResult<()>>,
}

impl TypeSpec {
    /// Nothing declared: all is inherited.
    pub const EMPTY: TypeSpec = TypeSpec {
        doc: "",
        signature: "",
        slots: super::slots::SlotTable::EMPTY,
        methods: &[],
        getset: &[],
        finish: None,
    };
}
