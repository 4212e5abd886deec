//! `TypeObj`: the struct behind every class, builtin or made by Python code.
//!
//! What lives here is the struct and its lookups. Making classes is `build.rs`, changing them is
//! `mutate.rs`, the attributes that Python sees are `types/type_/`.

use super::slots::TypeSlots;
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, ShapeId};
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use std::cell::Cell;

/// Facts about a type, as a bit set.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct TypeFlags(pub u32);

impl TypeFlags {
    /// Made by a class statement or `type()`: mutable.
    pub const HEAP: TypeFlags = TypeFlags(1);
    /// May be a base class.
    pub const BASETYPE: TypeFlags = TypeFlags(1 << 1);
    /// Instances have a `__dict__` (attributes of their own).
    pub const HAS_DICT: TypeFlags = TypeFlags(1 << 2);
    /// The builtin part of instances varies in size (str, bytes, tuple, int).
    pub const VAR_SIZE: TypeFlags = TypeFlags(1 << 3);
    /// Subclass of `int`, and so on for the next ones: quick tests for the builtin bases.
    pub const INT: TypeFlags = TypeFlags(1 << 4);
    /// Subclass of `str`.
    pub const STR: TypeFlags = TypeFlags(1 << 5);
    /// Subclass of `tuple`.
    pub const TUPLE: TypeFlags = TypeFlags(1 << 6);
    /// Subclass of `list`.
    pub const LIST: TypeFlags = TypeFlags(1 << 7);
    /// Subclass of `dict`.
    pub const DICT: TypeFlags = TypeFlags(1 << 8);
    /// Subclass of `bytes`.
    pub const BYTES: TypeFlags = TypeFlags(1 << 9);
    /// Subclass of `BaseException`.
    pub const EXCEPTION: TypeFlags = TypeFlags(1 << 10);
    /// Subclass of `type`.
    pub const TYPE: TypeFlags = TypeFlags(1 << 11);
    /// Matches sequence patterns (PEP 634).
    pub const SEQUENCE: TypeFlags = TypeFlags(1 << 12);
    /// Matches mapping patterns (PEP 634).
    pub const MAPPING: TypeFlags = TypeFlags(1 << 13);
    /// Has abstract methods: cannot be instantiated.
    pub const ABSTRACT: TypeFlags = TypeFlags(1 << 14);
    /// Attributes cannot be set, though it may be a heap type.
    pub const IMMUTABLE: TypeFlags = TypeFlags(1 << 15);
    /// Cannot be called to make instances.
    pub const NO_INSTANTIATION: TypeFlags = TypeFlags(1 << 16);
    /// A function-like descriptor: `obj.f(x)` may be called as `f(obj, x)` without binding.
    pub const METHOD_DESCRIPTOR: TypeFlags = TypeFlags(1 << 17);
    /// Changed so often that lookups through its shapes are not cached.
    pub const VOLATILE: TypeFlags = TypeFlags(1 << 18);
    /// Instances can be weakly referenced.
    pub const WEAKREF: TypeFlags = TypeFlags(1 << 19);
    /// It is written in Python, but CPython has it in C: messages name it with its module.
    pub const OF_NATIVE_MODULE: TypeFlags = TypeFlags(1 << 20);

    /// Both sets.
    pub const fn or(self, other: TypeFlags) -> TypeFlags {
        TypeFlags(self.0 | other.0)
    }

    /// Whether all of `other` is in this set.
    #[inline(always)]
    pub const fn has(self, other: TypeFlags) -> bool {
        self.0 & other.0 == other.0
    }

    /// What a subclass takes over from a base.
    pub const INHERITED: TypeFlags = TypeFlags(
        Self::VAR_SIZE.0
            | Self::INT.0
            | Self::STR.0
            | Self::TUPLE.0
            | Self::LIST.0
            | Self::DICT.0
            | Self::BYTES.0
            | Self::EXCEPTION.0
            | Self::TYPE.0
            | Self::SEQUENCE.0
            | Self::MAPPING.0,
    );
}

/// A class.
#[repr(C)]
pub struct TypeObj {
    pub(crate) hdr: Header,
    /// `__name__`; for builtin types outside `builtins` without the module.
    pub name: Field<Gc<StrObj>>,
    /// `__qualname__`.
    pub qualname: Field<Gc<StrObj>>,
    /// The class's own attributes. Change them through `mutate.rs` only.
    pub dict: Field<Gc<DictObj>>,
    /// `__bases__`.
    pub bases: Field<Gc<TupleObj>>,
    /// `__mro__`.
    pub mro: Field<Gc<TupleObj>>,
    /// `__base__`: the base that decides the layout of instances.
    pub base: Field<Option<Gc<TypeObj>>>,
    /// Direct subclasses, each held weakly by a `weakref`-less list that the collector may prune.
    pub subclasses: Field<Option<Gc<ListObj>>>,
    /// `__module__` when it is not in the dictionary (builtin types), else absent.
    pub module: Field<Option<Value>>,
    /// A number that no other class of this process has or had.
    pub serial: u64,
    /// Changes of attributes since the class was made.
    pub mutations: Cell<u32>,
    pub(crate) flags: Cell<TypeFlags>,
    /// Never reused; 0 = not to be relied upon. See `Ctx::type_version`.
    pub version: Cell<u64>,
    /// Shape of a new instance.
    pub instance_shape: Cell<ShapeId>,
    /// Shape of an instance in dictionary mode; 0 until needed.
    pub dict_shape: Cell<ShapeId>,
    /// Layout of instances.
    pub layout: LayoutId,
    /// Byte size of the builtin part of an instance (fixed part, if it varies).
    pub basic_size: Cell<u16>,
    /// Number of `__slots__` words, those of the bases included.
    pub slot_words: Cell<u16>,
    /// How many attribute slots the next instance gets; grows as instances overflow.
    pub inline_hint: Cell<u16>,
    /// Whether instances are registered for `__del__`.
    pub slots: TypeSlots,
}

// SAFETY: `TypeObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for TypeObj {
    const LAYOUT: LayoutId = super::layouts::TYPE;
}

impl TypeObj {
    /// The flag set.
    #[inline(always)]
    pub fn flags(&self) -> TypeFlags {
        self.flags.get()
    }

    /// Whether all these flags are set.
    #[inline(always)]
    pub fn has(&self, flags: TypeFlags) -> bool {
        self.flags.get().has(flags)
    }

    /// Sets flags.
    pub fn add_flags(&self, flags: TypeFlags) {
        self.flags.set(self.flags.get().or(flags));
    }

    /// Clears flags.
    pub fn remove_flags(&self, flags: TypeFlags) {
        self.flags.set(TypeFlags(self.flags.get().0 & !flags.0));
    }

    /// Whether Python code may set attributes.
    pub fn is_mutable(&self) -> bool {
        self.has(TypeFlags::HEAP) && !self.has(TypeFlags::IMMUTABLE)
    }

    /// Whether lookups through this class must not be cached by shape.
    pub fn is_volatile(&self) -> bool {
        self.has(TypeFlags::VOLATILE)
    }

    /// The bytes of `__name__` for messages.
    pub fn name_str(&self) -> String {
        self.name.get().to_string()
    }
}

impl Gc<TypeObj> {
    /// Whether this class is `other` or derives from it.
    #[inline]
    pub fn is_subtype(self, other: Gc<TypeObj>) -> bool {
        if self.ptr_eq(other) {
            return true;
        }
        let target = Value::from(other);
        let mro = self.mro.get();
        (0..mro.len()).any(|i| mro.get(i) == Some(target))
    }

    /// Looks an interned name up in the MRO, without binding and without running Python code.
    /// Prefer `Ctx::type_lookup`, which has a cache.
    pub fn lookup_uncached(self, name: Gc<StrObj>) -> Option<(Gc<TypeObj>, Value)> {
        let mro = self.mro.get();
        (0..mro.len()).find_map(|i| {
            let class = mro.get(i)?.cast::<TypeObj>()?;
            class.dict.get().get_str(name).map(|v| (class, v))
        })
    }
}
