//! The builtin types, one folder or file each.
//!
//! A type's folder has `repr.rs` (the struct and how it is made), `methods.rs` (its Python methods)
//! and `protocol.rs` (its slots); `mod.rs` joins them in a `SPEC`.

pub mod bool;
pub mod builtin_function;
pub mod bytearray;
pub mod bytes;
pub mod callable_iter;
pub mod complex;
pub mod descriptor;
pub mod dict;
pub mod enumerate;
pub mod filter;
pub mod float;
pub mod generic_alias;
pub mod int;
pub mod list;
pub mod map;
pub mod mappingproxy;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod namespace;
pub mod object;
pub mod property;
pub mod range;
pub mod seq_iter;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod staticmethod;
pub mod str;
pub mod super_;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod union_;
pub mod weakref;
pub mod zip;

use crate::heap::{Heap, HeapObject, LayoutOps, Trace};

/// Registers the layouts of the types of this folder that are not in `object::register_layouts`.
pub fn register_layouts(heap: &mut Heap) {
    fn register<T: HeapObject + Trace>(heap: &mut Heap, name: &'static str) {
        heap.register_layout(T::LAYOUT, LayoutOps::of::<T>(name));
    }
    macro_rules! register_all {
        ($($ty:ty,)*) => { $(register::<$ty>(heap, stringify!($ty));)* };
    }
    register_all! {
        set::SetObj, set::SetIterObj, slice::SliceObj, range::RangeObj, range::RangeIterObj, seq_iter::SeqIterObj,
        dict::DictViewObj, dict::DictIterObj, enumerate::EnumerateObj, zip::ZipObj, map::MapObj, filter::FilterObj,
        callable_iter::CallableIterObj, generic_alias::GenericAliasObj, union_::UnionObj,
        weakref::WeakRefObj, complex::ComplexObj, bytearray::ByteArrayObj, memoryview::MemoryViewObj,
    }
}
