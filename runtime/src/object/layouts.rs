//! Layout numbers: which Rust struct a heap object is. Each struct's file registers how the
//! collector traces it (`register_layouts` in `ctx.rs` calls them all).
//!
//! 1 to 95 belong to this crate, 96 to 127 to `taipan-vm`.

use crate::heap::LayoutId;

macro_rules! layouts {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        $($(#[$doc])* pub const $name: LayoutId = LayoutId($id);)*
    };
}

layouts! {
    /// A buffer of values (`heap/array.rs`).
    VALUE_ARRAY = 1,
    /// A buffer of bytes that the collector does not scan.
    BYTE_ARRAY = 2,
    /// `object` and classes on top of it: nothing but the instance part.
    INSTANCE = 3,
    TYPE = 4,
    STR = 5,
    BYTES = 6,
    BYTEARRAY = 7,
    INT = 8,
    FLOAT = 9,
    COMPLEX = 10,
    TUPLE = 11,
    LIST = 12,
    DICT = 13,
    SET = 14,
    SLICE = 15,
    RANGE = 16,
    BUILTIN_FUNCTION = 17,
    METHOD_DESCRIPTOR = 18,
    SLOT_WRAPPER = 19,
    METHOD_WRAPPER = 20,
    GETSET = 21,
    MEMBER = 22,
    BOUND_METHOD = 23,
    STATICMETHOD = 24,
    CLASSMETHOD = 25,
    PROPERTY = 26,
    MAPPING_PROXY = 27,
    SUPER = 28,
    MODULE = 29,
    EXCEPTION = 30,
    TRACEBACK = 31,
    /// Iterators over sequences by index: list, tuple, str, bytes, reversed and the like.
    SEQ_ITER = 32,
    RANGE_ITER = 33,
    DICT_VIEW = 34,
    DICT_ITER = 35,
    SET_ITER = 36,
    ENUMERATE = 37,
    ZIP = 38,
    MAP = 39,
    FILTER = 40,
    CALLABLE_ITER = 41,
    WEAKREF = 42,
    GENERIC_ALIAS = 43,
    UNION = 44,
    NAMESPACE = 45,
    MEMORYVIEW = 46,
    /// For modules: an object of up to N values and raw words (`types/record.rs`).
    RECORD = 47,
    REVERSED = 48,
    CLASSMETHOD_DESCRIPTOR = 49,
    DEQUE = 50,
    LRU_CACHE = 51,
    PARTIAL = 52,
    FILE_IO = 53,
    TEXT_IO = 54,
    BYTES_IO = 55,
    STRING_IO = 56,
    PATTERN = 57,
    MATCH = 58,
    RANDOM = 59,
    STRUCT = 60,
    ARRAY = 61,
    TYPING = 62,
    LOCK = 63,
    CONTEXT = 64,
    TEMPLATE = 65,
    INTERPOLATION = 66,
    UNPACK_ITER = 67,
    SRE_SCANNER = 68,
    JSON_SCANNER = 69,
    JSON_ENCODER = 70,
    FORMATTER_ITER = 71,
    FIELD_NAME_ITER = 72,
    UCD = 73,
    DECIMAL = 74,
    DECIMAL_CONTEXT = 75,
    ABC = 76,
    RLOCK = 77,
    THREAD_HANDLE = 78,
    LOCAL = 79,
    PICKLER = 80,
    UNPICKLER = 81,
}
