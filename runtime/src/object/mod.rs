//! Objects: classes, shapes, instances, slots, and native functions.

pub mod args;
pub mod build;
pub(crate) mod dict_templates;
pub mod exact;
pub mod heap_object;
pub mod instance;
pub mod layouts;
pub mod mutate;
pub mod native;
pub mod shape;
pub mod slot_defs;
pub mod slots;
pub mod suggest;
pub(crate) mod trampolines;
pub mod type_id;
pub mod type_obj;
mod wrappers;

use crate::heap::{Heap, HeapObject, LayoutOps, Trace};

/// Registers how the collector traces each struct of this crate.
pub fn register_layouts(heap: &mut Heap) {
    use crate::exceptions::ExceptionObj;
    use crate::types as t;

    fn register<T: HeapObject + Trace>(heap: &mut Heap, name: &'static str) {
        heap.register_layout(T::LAYOUT, LayoutOps::of::<T>(name));
    }

    macro_rules! register_all {
        ($($ty:ty,)*) => { $(register::<$ty>(heap, stringify!($ty));)* };
    }
    register_all! {
        instance::InstanceObj, type_obj::TypeObj, t::str::StrObj, t::tuple::TupleObj, t::list::ListObj, t::dict::DictObj, ExceptionObj,
        t::builtin_function::BuiltinFunctionObj, t::descriptor::MethodDescrObj,
        t::descriptor::SlotWrapperObj, t::descriptor::MethodWrapperObj, t::descriptor::GetSetObj,
        t::descriptor::MemberObj, t::method::BoundMethodObj, t::staticmethod::StaticMethodObj,
        t::property::PropertyObj, t::mappingproxy::MappingProxyObj, t::super_::SuperObj,
        t::module::ModuleObj, t::traceback::TracebackObj,
    }
    heap.register_layout(layouts::INT, LayoutOps::leaf::<t::int::IntObj>("IntObj"));
    heap.register_layout(layouts::FLOAT, LayoutOps::leaf::<t::float::FloatObj>("FloatObj"));
    heap.register_layout(layouts::BYTES, LayoutOps::leaf::<t::bytes::BytesObj>("BytesObj"));
    crate::types::register_layouts(heap);
    crate::stdlib::register_layouts(heap);
}
