//! The builtin types: number, name, base, layout and declaration of each.
//!
//! A builtin type is made when it is first asked for (`Ctx::ty`), so start-up pays only for what a
//! program touches. Its number is also the number of the shape of its exact instances.
//! Rows of this crate take numbers from 1, `taipan-vm` adds its own table from [`FIRST_VM`].

use super::layouts;
use super::native::TypeSpec;
use super::type_obj::TypeFlags;
use crate::heap::{LayoutId, ShapeId};

/// The number of a builtin type.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct TypeId(pub u16);

impl From<TypeId> for ShapeId {
    #[inline(always)]
    fn from(id: TypeId) -> ShapeId {
        ShapeId(id.0 as u32)
    }
}

impl TypeId {
    /// The shape of exact instances.
    #[inline(always)]
    pub const fn shape(self) -> ShapeId {
        ShapeId(self.0 as u32)
    }
}

/// Numbers from here belong to `taipan-vm`.
pub const FIRST_VM: u16 = 400;

/// One builtin type.
pub struct TypeDecl {
    /// Its number.
    pub id: TypeId,
    /// `__name__`.
    pub name: &'static str,
    /// `__module__`.
    pub module: &'static str,
    /// `__base__`; `object` has itself.
    pub base: TypeId,
    /// Layout of instances.
    pub layout: LayoutId,
    /// Byte size of the (fixed part of) instances.
    pub size: usize,
    /// What the type is.
    pub flags: TypeFlags,
    /// What it can do.
    pub spec: &'static TypeSpec,
}

/// Declares a table of builtin types: constants on `TypeId` (through the trait-less `impl` of this
/// crate, or plain constants elsewhere) and a slice of declarations.
#[macro_export]
macro_rules! type_table {
    ($table:ident from $first:expr; $(
        $const:ident = $name:literal in $module:literal : $base:expr, $layout:expr, $ty:ty, [$($flag:ident)*], $spec:expr;
    )*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u16)]
        enum Number { First = $first - 1, $($const,)* }
        $(
            #[doc = concat!("`", $module, ".", $name, "`.")]
            pub const $const: $crate::object::type_id::TypeId =
                $crate::object::type_id::TypeId(Number::$const as u16);
        )*
        /// Every type of this table, by number from the first.
        pub static $table: &[$crate::object::type_id::TypeDecl] = &[$(
            $crate::object::type_id::TypeDecl {
                id: $const,
                name: $name,
                module: $module,
                base: $base,
                layout: $layout,
                size: size_of::<$ty>(),
                flags: $crate::object::type_obj::TypeFlags(
                    0 $(| $crate::object::type_obj::TypeFlags::$flag.0)*
                ),
                spec: &$spec,
            },
        )*];
        const _: () = { let _ = Number::First; };
    };
}

/// The numbers of this crate's types, with a table of their declarations.
pub mod table {
    use super::layouts as l;
    use crate::types as t;

    type Hdr = crate::heap::Header;

    type_table! { RUNTIME_TYPES from 1;
        OBJECT = "object" in "builtins": OBJECT, l::INSTANCE, Hdr, [BASETYPE], t::object::SPEC;
        TYPE = "type" in "builtins": OBJECT, l::TYPE, crate::object::type_obj::TypeObj, [BASETYPE TYPE WEAKREF], t::type_::SPEC;
        NONE = "NoneType" in "builtins": OBJECT, l::INSTANCE, Hdr, [], t::singletons::NONE;
        INT = "int" in "builtins": OBJECT, l::INT, t::int::IntObj, [BASETYPE INT VAR_SIZE], t::int::SPEC;
        BOOL = "bool" in "builtins": INT, l::INT, t::int::IntObj, [INT], t::bool::SPEC;
        FLOAT = "float" in "builtins": OBJECT, l::FLOAT, t::float::FloatObj, [BASETYPE], t::float::SPEC;
        COMPLEX = "complex" in "builtins": OBJECT, l::COMPLEX, t::complex::ComplexObj, [BASETYPE], t::complex::SPEC;
        STR = "str" in "builtins": OBJECT, l::STR, t::str::StrObj, [BASETYPE STR VAR_SIZE], t::str::SPEC;
        BYTES = "bytes" in "builtins": OBJECT, l::BYTES, t::bytes::BytesObj, [BASETYPE BYTES VAR_SIZE], t::bytes::SPEC;
        BYTEARRAY = "bytearray" in "builtins": OBJECT, l::BYTEARRAY, t::bytearray::ByteArrayObj, [BASETYPE], t::bytearray::SPEC;
        MEMORYVIEW = "memoryview" in "builtins": OBJECT, l::MEMORYVIEW, t::memoryview::MemoryViewObj, [SEQUENCE WEAKREF], t::memoryview::SPEC;
        TUPLE = "tuple" in "builtins": OBJECT, l::TUPLE, t::tuple::TupleObj, [BASETYPE TUPLE VAR_SIZE SEQUENCE], t::tuple::SPEC;
        LIST = "list" in "builtins": OBJECT, l::LIST, t::list::ListObj, [BASETYPE LIST SEQUENCE], t::list::SPEC;
        DICT = "dict" in "builtins": OBJECT, l::DICT, t::dict::DictObj, [BASETYPE DICT MAPPING], t::dict::SPEC;
        SET = "set" in "builtins": OBJECT, l::SET, t::set::SetObj, [BASETYPE WEAKREF], t::set::SPEC;
        FROZENSET = "frozenset" in "builtins": OBJECT, l::SET, t::set::SetObj, [BASETYPE WEAKREF], t::set::FROZEN_SPEC;
        SLICE = "slice" in "builtins": OBJECT, l::SLICE, t::slice::SliceObj, [], t::slice::SPEC;
        RANGE = "range" in "builtins": OBJECT, l::RANGE, t::range::RangeObj, [SEQUENCE], t::range::SPEC;
        ELLIPSIS = "ellipsis" in "builtins": OBJECT, l::INSTANCE, Hdr, [], t::singletons::ELLIPSIS;
        NOT_IMPLEMENTED = "NotImplementedType" in "builtins": OBJECT, l::INSTANCE, Hdr, [], t::singletons::NOT_IMPLEMENTED;
        BUILTIN_FUNCTION = "builtin_function_or_method" in "builtins": OBJECT, l::BUILTIN_FUNCTION, t::builtin_function::BuiltinFunctionObj, [NO_INSTANTIATION WEAKREF], t::builtin_function::SPEC;
        METHOD_DESCRIPTOR = "method_descriptor" in "builtins": OBJECT, l::METHOD_DESCRIPTOR, t::descriptor::MethodDescrObj, [NO_INSTANTIATION METHOD_DESCRIPTOR], t::descriptor::METHOD_SPEC;
        CLASSMETHOD_DESCRIPTOR = "classmethod_descriptor" in "builtins": OBJECT, l::METHOD_DESCRIPTOR, t::descriptor::MethodDescrObj, [NO_INSTANTIATION], t::descriptor::CLASSMETHOD_SPEC;
        SLOT_WRAPPER = "wrapper_descriptor" in "builtins": OBJECT, l::SLOT_WRAPPER, t::descriptor::SlotWrapperObj, [NO_INSTANTIATION METHOD_DESCRIPTOR], t::descriptor::WRAPPER_SPEC;
        METHOD_WRAPPER = "method-wrapper" in "builtins": OBJECT, l::METHOD_WRAPPER, t::descriptor::MethodWrapperObj, [NO_INSTANTIATION], t::descriptor::METHOD_WRAPPER_SPEC;
        GETSET = "getset_descriptor" in "builtins": OBJECT, l::GETSET, t::descriptor::GetSetObj, [NO_INSTANTIATION], t::descriptor::GETSET_SPEC;
        MEMBER = "member_descriptor" in "builtins": OBJECT, l::MEMBER, t::descriptor::MemberObj, [NO_INSTANTIATION], t::descriptor::MEMBER_SPEC;
        METHOD = "method" in "builtins": OBJECT, l::BOUND_METHOD, t::method::BoundMethodObj, [WEAKREF], t::method::SPEC;
        STATICMETHOD = "staticmethod" in "builtins": OBJECT, l::STATICMETHOD, t::staticmethod::StaticMethodObj, [BASETYPE HAS_DICT], t::staticmethod::SPEC;
        CLASSMETHOD = "classmethod" in "builtins": OBJECT, l::STATICMETHOD, t::staticmethod::StaticMethodObj, [BASETYPE HAS_DICT], t::staticmethod::CLASSMETHOD_SPEC;
        PROPERTY = "property" in "builtins": OBJECT, l::PROPERTY, t::property::PropertyObj, [BASETYPE], t::property::SPEC;
        MAPPING_PROXY = "mappingproxy" in "builtins": OBJECT, l::MAPPING_PROXY, t::mappingproxy::MappingProxyObj, [MAPPING], t::mappingproxy::SPEC;
        SUPER = "super" in "builtins": OBJECT, l::SUPER, t::super_::SuperObj, [BASETYPE], t::super_::SPEC;
        MODULE = "module" in "builtins": OBJECT, l::MODULE, t::module::ModuleObj, [BASETYPE WEAKREF], t::module::SPEC;
        NAMESPACE = "SimpleNamespace" in "types": OBJECT, l::INSTANCE, Hdr, [BASETYPE HAS_DICT], t::namespace::SPEC;
        TRACEBACK = "traceback" in "builtins": OBJECT, l::TRACEBACK, t::traceback::TracebackObj, [], t::traceback::SPEC;
        LIST_ITER = "list_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::LIST;
        LIST_REVERSE_ITER = "list_reverseiterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::LIST_REVERSE;
        TUPLE_ITER = "tuple_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::TUPLE;
        STR_ITER = "str_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::STR;
        BYTES_ITER = "bytes_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::BYTES;
        BYTEARRAY_ITER = "bytearray_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::BYTEARRAY;
        MEMORY_ITER = "memory_iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::MEMORY;
        SEQ_ITER = "iterator" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [NO_INSTANTIATION], t::seq_iter::SEQUENCE;
        RANGE_ITER = "range_iterator" in "builtins": OBJECT, l::RANGE_ITER, t::range::RangeIterObj, [NO_INSTANTIATION], t::range::ITER_SPEC;
        LONGRANGE_ITER = "longrange_iterator" in "builtins": OBJECT, l::RANGE_ITER, t::range::RangeIterObj, [NO_INSTANTIATION], t::range::LONG_ITER_SPEC;
        DICT_KEYS = "dict_keys" in "builtins": OBJECT, l::DICT_VIEW, t::dict::DictViewObj, [NO_INSTANTIATION], t::dict::KEYS_SPEC;
        DICT_VALUES = "dict_values" in "builtins": OBJECT, l::DICT_VIEW, t::dict::DictViewObj, [NO_INSTANTIATION], t::dict::VALUES_SPEC;
        DICT_ITEMS = "dict_items" in "builtins": OBJECT, l::DICT_VIEW, t::dict::DictViewObj, [NO_INSTANTIATION], t::dict::ITEMS_SPEC;
        DICT_KEY_ITER = "dict_keyiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::KEY_ITER_SPEC;
        DICT_VALUE_ITER = "dict_valueiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::VALUE_ITER_SPEC;
        DICT_ITEM_ITER = "dict_itemiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::ITEM_ITER_SPEC;
        DICT_REVERSE_KEY_ITER = "dict_reversekeyiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::REVERSE_KEY_ITER_SPEC;
        DICT_REVERSE_VALUE_ITER = "dict_reversevalueiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::REVERSE_VALUE_ITER_SPEC;
        DICT_REVERSE_ITEM_ITER = "dict_reverseitemiterator" in "builtins": OBJECT, l::DICT_ITER, t::dict::DictIterObj, [NO_INSTANTIATION], t::dict::REVERSE_ITEM_ITER_SPEC;
        SET_ITER = "set_iterator" in "builtins": OBJECT, l::SET_ITER, t::set::SetIterObj, [NO_INSTANTIATION], t::set::ITER_SPEC;
        ENUMERATE = "enumerate" in "builtins": OBJECT, l::ENUMERATE, t::enumerate::EnumerateObj, [BASETYPE], t::enumerate::SPEC;
        REVERSED = "reversed" in "builtins": OBJECT, l::SEQ_ITER, t::seq_iter::SeqIterObj, [BASETYPE], t::seq_iter::REVERSED;
        ZIP = "zip" in "builtins": OBJECT, l::ZIP, t::zip::ZipObj, [BASETYPE], t::zip::SPEC;
        MAP = "map" in "builtins": OBJECT, l::MAP, t::map::MapObj, [BASETYPE], t::map::SPEC;
        FILTER = "filter" in "builtins": OBJECT, l::FILTER, t::filter::FilterObj, [BASETYPE], t::filter::SPEC;
        CALLABLE_ITER = "callable_iterator" in "builtins": OBJECT, l::CALLABLE_ITER, t::callable_iter::CallableIterObj, [NO_INSTANTIATION], t::callable_iter::SPEC;
        GENERIC_ALIAS = "GenericAlias" in "types": OBJECT, l::GENERIC_ALIAS, t::generic_alias::GenericAliasObj, [BASETYPE WEAKREF], t::generic_alias::SPEC;
        UNION = "Union" in "typing": OBJECT, l::UNION, t::union_::UnionObj, [NO_INSTANTIATION WEAKREF], t::union_::SPEC;
        WEAKREF = "ReferenceType" in "weakref": OBJECT, l::WEAKREF, t::weakref::WeakRefObj, [BASETYPE], t::weakref::SPEC;
        PROXY = "ProxyType" in "weakref": OBJECT, l::WEAKREF, t::weakref::WeakRefObj, [NO_INSTANTIATION], t::weakref::PROXY_SPEC;
        CALLABLE_PROXY = "CallableProxyType" in "weakref": OBJECT, l::WEAKREF, t::weakref::WeakRefObj, [NO_INSTANTIATION], t::weakref::CALLABLE_PROXY_SPEC;
        VALUE_ARRAY = "value_array" in "_taipan": OBJECT, l::VALUE_ARRAY, Hdr, [NO_INSTANTIATION], crate::object::native::TypeSpec::EMPTY;
        BYTE_ARRAY = "byte_array" in "_taipan": OBJECT, l::BYTE_ARRAY, Hdr, [NO_INSTANTIATION], crate::object::native::TypeSpec::EMPTY;
    }
}

macro_rules! ids {
    ($($name:ident)*) => {
        impl TypeId { $(#[doc = concat!("See the table: `", stringify!($name), "`.")] pub const $name: TypeId = table::$name;)* }
    };
}

ids! {
    OBJECT TYPE NONE INT BOOL FLOAT COMPLEX STR BYTES BYTEARRAY MEMORYVIEW TUPLE LIST DICT SET FROZENSET SLICE
    RANGE ELLIPSIS NOT_IMPLEMENTED BUILTIN_FUNCTION METHOD_DESCRIPTOR CLASSMETHOD_DESCRIPTOR SLOT_WRAPPER
    METHOD_WRAPPER GETSET MEMBER METHOD STATICMETHOD CLASSMETHOD PROPERTY MAPPING_PROXY SUPER MODULE NAMESPACE
    TRACEBACK LIST_ITER LIST_REVERSE_ITER TUPLE_ITER STR_ITER BYTES_ITER BYTEARRAY_ITER MEMORY_ITER SEQ_ITER
    RANGE_ITER LONGRANGE_ITER DICT_KEYS DICT_VALUES DICT_ITEMS DICT_KEY_ITER DICT_VALUE_ITER DICT_ITEM_ITER
    DICT_REVERSE_KEY_ITER DICT_REVERSE_VALUE_ITER DICT_REVERSE_ITEM_ITER SET_ITER ENUMERATE REVERSED ZIP MAP
    FILTER CALLABLE_ITER GENERIC_ALIAS UNION WEAKREF PROXY CALLABLE_PROXY VALUE_ARRAY BYTE_ARRAY
}
