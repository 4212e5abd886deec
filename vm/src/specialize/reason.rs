//! Why a site was not specialized, in CPython's words where CPython has one.
//!
//! The functions at the end find the word for operands that no member serves. CPython has words for
//! kinds that are specialized here; those do not occur.

use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::stdlib::types::ARRAY;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A reason for declining.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Decline { $($(#[$doc])* $name,)* }

        impl Decline {
            /// Every reason.
            pub const ALL: &'static [Decline] = &[$(Decline::$name,)*];

            /// The reason in words.
            pub const fn text(self) -> &'static str {
                match self { $(Decline::$name => $text,)* }
            }
        }
    };
}

reasons! {
    /// Nothing more precise is known.
    Other = "other",
    /// The family or member is switched off.
    SwitchedOff = "switched off",
    /// A version does not fit its cache.
    OutOfVersions = "out of versions",
    /// An index does not fit its cache.
    OutOfRange = "out of range",
    /// The instruction is about to raise.
    ExpectedError = "expected error",
    /// Operands of classes for which there is no member.
    DifferentTypes = "different types",
    /// The class changes too often.
    MutableClass = "mutable class",
    /// `__getattribute__`, `__getattr__` or `__setattr__` is overridden.
    Overridden = "overridden",
    /// A data descriptor that is no property with a Python getter and no slot.
    OverridingDescriptor = "overriding descriptor",
    /// A descriptor that binds in a way no member serves.
    NonOverridingDescriptor = "non-overriding descriptor",
    /// A method, but not loaded for a call.
    Method = "method",
    /// A property whose getter is no simple Python function.
    Property = "property not a Python function",
    /// The class's metaclass has the attribute.
    MetaclassAttribute = "metaclass attribute",
    /// The attribute is not there, or may be shadowed in a dictionary.
    NotInKeys = "not in keys",
    /// The receiver is no heap object.
    NotHeapType = "not heap type",
    /// The globals or builtins are no exact dict.
    NotDict = "not dict",
    /// A callable of a kind that no member serves.
    CallKind = "bad call flags",
    /// The number of arguments does not fit.
    WrongArguments = "wrong number of arguments",
    /// An iterator for which there is no member.
    Iterator = "iterator",
    /// A sequence for which there is no member.
    Sequence = "sequence",
    /// The generator runs or is finished.
    GeneratorState = "generator state",
    /// `super` is not the builtin.
    Shadowed = "shadowed",

    // ---- BINARY_OP: operands that neither CPython nor we have a member for ------------------------
    /// `+` of two classes.
    AddDifferentTypes = "add different types",
    /// `+` of one class.
    AddOther = "add other",
    /// `-` of two classes.
    SubtractDifferentTypes = "subtract different types",
    /// `-` of one class.
    SubtractOther = "subtract other",
    /// `*` of two classes.
    MultiplyDifferentTypes = "multiply different types",
    /// `*` of one class.
    MultiplyOther = "multiply other",
    /// `/` of two classes.
    TrueDivideDifferentTypes = "true divide different types",
    /// `/` of one class.
    TrueDivideOther = "true divide other",
    /// `&` of two classes.
    AndDifferentTypes = "and different types",
    /// `&` of one class.
    AndOther = "and other",
    /// `|` of two classes.
    OrDifferentTypes = "or different types",
    /// `|` of one class.
    OrOther = "or other",
    /// `^` of two classes.
    XorDifferentTypes = "xor different types",
    /// `^` of one class.
    XorOther = "xor other",
    /// `//` but of small ints.
    FloorDivide = "floor divide",
    /// `%` but of small ints.
    Remainder = "remainder",
    /// `**` but with a float of positive base.
    Power = "power",
    /// `<<` but of small ints.
    LeftShift = "lshift",
    /// `>>` but of small ints.
    RightShift = "rshift",
    /// `@`.
    MatrixMultiply = "matrix multiply",
    /// A slice of a tuple.
    TupleSlice = "tuple slice",
    /// A slice of a str.
    StringSlice = "string slice",
    /// A slice of something else.
    OtherSlice = "other slice",
    /// A subscript of an `array`.
    Array = "array",
    /// A subscript of a `mappingproxy`.
    MappingProxy = "mappingproxy",
    /// A subscript of a match of `re`.
    ReMatch = "re match",
    /// A subscript of a range.
    RangeSubscript = "range",

    // ---- COMPARE_OP and TO_BOOL -------------------------------------------------------------------
    /// A big int.
    BigInt = "big int",
    /// Bytes.
    Bytes = "bytes",
    /// A bytearray.
    ByteArray = "bytearray",
    /// A tuple.
    Tuple = "tuple",
    /// A list.
    List = "list",
    /// A set.
    Set = "set",
    /// A dict.
    Dict = "dict",
    /// A float.
    Float = "float",
    /// Instances of a class without an order of its own.
    BaseObject = "baseobject",
    /// A memoryview.
    MemoryView = "memory view",
    /// A class with `__len__` and subscripts by name.
    Mapping = "mapping",
    /// A class with `__bool__`.
    Number = "number",

    // ---- CONTAINS_OP and STORE_SUBSCR -------------------------------------------------------------
    /// A str of a subclass, or something else in a str.
    Str = "str",
    /// A class with `__contains__` or `__setitem__` in Python.
    UserClass = "user class",
    /// An item of an `array` by its index.
    ArrayInt = "array int",
    /// A slice of an `array`.
    ArraySlice = "array slice",
    /// A byte of a bytearray.
    ByteArrayInt = "bytearray int",
    /// A slice of a bytearray.
    ByteArraySlice = "bytearray slice",
    /// A slice of a list.
    ListSlice = "list slice",
    /// Anything else that is not written in Python.
    BufferInt = "buffer int",
    /// A class with `__setitem__` that takes exactly key and value.
    PySimple = "py simple",
    /// A class with another `__setitem__`.
    PyOther = "py other",
    /// A dict of a subclass.
    DictSubclassNoOverride = "dict subclass no override",

    // ---- FOR_ITER and SEND ------------------------------------------------------------------------
    /// A coroutine.
    Coroutine = "coroutine",
    /// What an async generator is sent.
    AsyncGenSend = "async generator send",
    /// An iterator over bytes.
    IterBytes = "iter bytes",
    /// Something of `itertools`.
    Itertools = "itertools",
    /// A `zip` of other than two, or strict.
    IterZip = "zip",
    /// A `map` over more than one iterable.
    IterMap = "map",
    /// An iterator over a class with `__getitem__`.
    SeqIter = "seq iter",
    /// An iterator that calls something until it gives a sentinel.
    Callable = "callable",
    /// A class with `__next__` in Python.
    IterSelf = "self",

    // ---- CALL -------------------------------------------------------------------------------------
    /// A bound method of something that is no Python function.
    BoundMethod = "bound method",
}

use Decline as D;

/// The exact builtin type of a value, if it is one of these.
fn kind(v: Value, of: &[(TypeId, D)]) -> Option<D> {
    of.iter().find(|(ty, _)| v.has_shape(ty.shape())).map(|row| row.1)
}

fn is_python(class: Gc<TypeObj>) -> bool {
    class.has(TypeFlags::HEAP)
}

/// Why there is no member for `lhs op rhs`.
pub(super) fn binary_operator(cx: &mut Ctx, op: u32, lhs: Value, rhs: Value) -> D {
    let same = cx.type_of(lhs).ptr_eq(cx.type_of(rhs));
    let by_types = |other, different| if same { other } else { different };
    match op {
        0 => by_types(D::AddOther, D::AddDifferentTypes),
        1 => by_types(D::AndOther, D::AndDifferentTypes),
        2 => D::FloorDivide,
        3 => D::LeftShift,
        4 => D::MatrixMultiply,
        5 => by_types(D::MultiplyOther, D::MultiplyDifferentTypes),
        6 => D::Remainder,
        7 => by_types(D::OrOther, D::OrDifferentTypes),
        8 => D::Power,
        9 => D::RightShift,
        10 => by_types(D::SubtractOther, D::SubtractDifferentTypes),
        11 => by_types(D::TrueDivideOther, D::TrueDivideDifferentTypes),
        _ => by_types(D::XorOther, D::XorDifferentTypes),
    }
}

/// Why there is no member for `container[index]`; `why` if nothing more precise is known.
pub(super) fn subscript(cx: &mut Ctx, container: Value, index: Value, why: D) -> D {
    if index.has_shape(TypeId::SLICE.shape()) {
        let slices = [(TypeId::TUPLE, D::TupleSlice), (TypeId::STR, D::StringSlice)];
        return kind(container, &slices).unwrap_or(D::OtherSlice);
    }
    let kinds = [(TypeId::MAPPING_PROXY, D::MappingProxy), (TypeId::RANGE, D::RangeSubscript)];
    if let Some(found) = kind(container, &kinds) {
        return found;
    }
    if container.has_shape(ARRAY.shape()) {
        return D::Array;
    }
    if cx.type_name(container) == "re.Match" { D::ReMatch } else { why }
}

/// Why there is no member for a comparison.
pub(super) fn comparison(cx: &mut Ctx, lhs: Value, rhs: Value) -> D {
    let class = cx.type_of(lhs);
    if !class.ptr_eq(cx.type_of(rhs)) {
        return D::DifferentTypes;
    }
    let kinds = [
        (TypeId::INT, D::BigInt),
        (TypeId::BYTES, D::Bytes),
        (TypeId::TUPLE, D::Tuple),
        (TypeId::LIST, D::List),
        (TypeId::SET, D::Set),
        (TypeId::FROZENSET, D::Set),
    ];
    if let Some(found) = kind(lhs, &kinds) {
        return found;
    }
    let object = cx.ty(TypeId::OBJECT);
    match (class.slots.richcompare.get(), object.slots.richcompare.get()) {
        (Some(a), Some(b)) if std::ptr::fn_addr_eq(a, b) => D::BaseObject,
        _ => D::Other,
    }
}

/// Why there is no member for a truth test.
pub(super) fn truth(cx: &mut Ctx, v: Value) -> D {
    let kinds = [
        (TypeId::INT, D::BigInt),
        (TypeId::BYTES, D::Bytes),
        (TypeId::BYTEARRAY, D::ByteArray),
        (TypeId::TUPLE, D::Tuple),
        (TypeId::SET, D::Set),
        (TypeId::FROZENSET, D::Set),
        (TypeId::DICT, D::Dict),
        (TypeId::FLOAT, D::Float),
        (TypeId::MEMORYVIEW, D::MemoryView),
    ];
    if let Some(found) = kind(v, &kinds) {
        return found;
    }
    let class = cx.type_of(v);
    if v.is_inline_float() {
        D::Float
    } else if class.slots.bool.get().is_some() {
        D::Number
    } else if class.slots.getitem.get().is_some() {
        D::Mapping
    } else if class.slots.len.get().is_some() {
        D::Sequence
    } else {
        D::MutableClass
    }
}

/// Why there is no member for `in`.
pub(super) fn container(cx: &mut Ctx, v: Value) -> D {
    let class = cx.type_of(v);
    match kind(v, &[(TypeId::STR, D::Str), (TypeId::RANGE, D::RangeSubscript)]) {
        Some(found) => found,
        None if is_python(class) => D::UserClass,
        None => D::Other,
    }
}

/// Why there is no member for `container[index] = value`.
pub(super) fn store_subscript(cx: &mut Ctx, container: Value, index: Value) -> D {
    let sliced = index.has_shape(TypeId::SLICE.shape());
    let class = cx.type_of(container);
    if container.has_shape(TypeId::LIST.shape()) {
        return if sliced { D::ListSlice } else { D::Other };
    }
    if container.has_shape(TypeId::BYTEARRAY.shape()) {
        return if sliced { D::ByteArraySlice } else { D::ByteArrayInt };
    }
    if container.has_shape(ARRAY.shape()) {
        return if sliced { D::ArraySlice } else { D::ArrayInt };
    }
    if class.has(TypeFlags::DICT) {
        return D::DictSubclassNoOverride;
    }
    if !is_python(class) {
        return if index.is_small() { D::BufferInt } else { D::Other };
    }
    let name = cx.names.__setitem__;
    let function = cx.type_lookup(class, name).and_then(|v| v.cast::<FunctionObj>());
    match function.map(|f| f.code.get()) {
        Some(code) if code.simple && code.argcount == 3 => D::PySimple,
        _ => D::PyOther,
    }
}

/// Why there is no member for a loop over an iterator.
pub(super) fn iterator(cx: &mut Ctx, v: Value) -> D {
    let kinds = [
        (TypeId::BYTES_ITER, D::IterBytes),
        (TypeId::SEQ_ITER, D::SeqIter),
        (TypeId::CALLABLE_ITER, D::Callable),
    ];
    if let Some(found) = kind(v, &kinds) {
        return found;
    }
    let class = cx.type_of(v);
    let module = class.module.get().and_then(|m| m.cast::<StrObj>());
    let name = cx.names.__next__;
    if module.is_some_and(|m| m.to_string() == "itertools") {
        D::Itertools
    } else if cx.type_lookup(class, name).is_some_and(|n| n.cast::<FunctionObj>().is_some()) {
        D::IterSelf
    } else {
        D::Iterator
    }
}
