//! The builtin types, one folder or file each.
//!
//! A type's folder has `repr.rs` (the struct and how it is made), `methods.rs` (its Python methods)
//! and `protocol.rs` (its slots); `mod.rs` joins them in a `SPEC`.

pub mod bool {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
}
pub mod builtin_function;
pub mod bytearray {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(ByteArrayObj, BYTEARRAY);
}
pub mod bytes {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod callable_iter {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(CallableIterObj, CALLABLE_ITER);
}
pub mod complex {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(ComplexObj, COMPLEX);
}
pub mod descriptor;
pub mod dict {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
    crate::pending_object!(DictViewObj, DICT_VIEW);
    crate::pending_object!(DictIterObj, DICT_ITER);
    pub static KEYS_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static VALUES_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static ITEMS_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static KEY_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static VALUE_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static ITEM_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static REVERSE_KEY_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static REVERSE_VALUE_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static REVERSE_ITEM_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
}
pub mod enumerate {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(EnumerateObj, ENUMERATE);
}
pub mod filter {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(FilterObj, FILTER);
}
pub mod float {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod generic_alias {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(GenericAliasObj, GENERIC_ALIAS);
    pub use crate::pending::class_getitem;
}
pub mod int {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod list {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod map {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(MapObj, MAP);
}
pub mod mappingproxy;
pub mod memoryview {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(MemoryViewObj, MEMORYVIEW);
}
pub mod method;
pub mod module;
pub mod namespace;
pub mod object;
pub mod property;
pub mod range {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static LONG_ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(RangeObj, RANGE);
    crate::pending_object!(RangeIterObj, RANGE_ITER);
}
pub mod seq_iter {
    pub static LIST: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static LIST_REVERSE: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static TUPLE: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static STR: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static BYTES: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static BYTEARRAY: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static MEMORY: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static SEQUENCE: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static REVERSED: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(SeqIterObj, SEQ_ITER);
}
pub mod set {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static FROZEN_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    pub static ITER_SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(SetObj, SET);
    crate::pending_object!(SetIterObj, SET_ITER);
}
pub mod singletons;
pub mod slice {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(SliceObj, SLICE);
}
pub mod staticmethod;
pub mod str {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod super_;
pub mod traceback;
pub mod tuple {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    mod repr;
    pub use repr::*;
}
pub mod type_;
pub mod union_ {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(UnionObj, UNION);
    pub use crate::pending::type_or;
}
pub mod zip {
    pub static SPEC: crate::object::native::TypeSpec = crate::object::native::TypeSpec::EMPTY;
    crate::pending_object!(ZipObj, ZIP);
}

use crate::heap::Heap;

/// Registers the layouts of types that are not listed in `object::register_layouts`.
pub fn register_layouts(heap: &mut Heap) {
    let _ = heap;
}
