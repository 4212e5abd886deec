//! Every builtin exception: name, base, and which attributes it adds.

use super::attrs::*;
use super::group;
use super::os_error;
use super::repr::ExceptionObj;
use crate::object::layouts;
use crate::object::native::TypeSpec;
use crate::object::type_id::{TypeDecl, TypeId};
use crate::object::type_obj::TypeFlags;

/// Type numbers of exceptions start here.
const FIRST: u16 = 200;

macro_rules! exceptions {
    ($($name:ident: $base:ident, $spec:expr;)*) => {
        /// A builtin exception type.
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        #[repr(u16)]
        pub enum Exc { $(#[doc = concat!("`", stringify!($name), "`.")] $name,)* }

        impl Exc {
            /// All of them.
            pub const ALL: &[Exc] = &[$(Exc::$name,)*];
            /// How many there are.
            pub const COUNT: usize = Exc::ALL.len();

            /// `__name__`.
            pub const fn name(self) -> &'static str {
                const NAMES: &[&str] = &[$(stringify!($name),)*];
                NAMES[self as usize]
            }

            /// The base class; `BaseException` has itself.
            const fn base_or_self(self) -> Exc {
                const BASES: &[Exc] = &[$(Exc::$base,)*];
                BASES[self as usize]
            }
        }

        /// The declarations of all exception types.
        pub static EXCEPTION_TYPES: &[TypeDecl] = &[$(TypeDecl {
            id: TypeId(FIRST + Exc::$name as u16),
            name: stringify!($name),
            module: if matches!(Exc::$name, Exc::LimitExceeded) { "taipan" } else { "builtins" },
            base: if matches!(Exc::$name, Exc::BaseException) { TypeId::OBJECT } else { TypeId(FIRST + Exc::$base as u16) },
            layout: layouts::EXCEPTION,
            size: size_of::<ExceptionObj>(),
            flags: TypeFlags(
                TypeFlags::BASETYPE.0 | TypeFlags::EXCEPTION.0 | TypeFlags::HAS_DICT.0 | TypeFlags::WEAKREF.0,
            ),
            spec: &$spec,
        },)*];
    };
}

impl Exc {
    /// The type's number.
    pub const fn type_id(self) -> TypeId {
        TypeId(FIRST + self as u16)
    }

    /// The base class.
    pub fn base(self) -> Option<Exc> {
        if self == Exc::BaseException { None } else { Some(self.base_or_self()) }
    }
}

exceptions! {
    BaseException: BaseException, BASE;
    BaseExceptionGroup: BaseException, group::SPEC;
    GeneratorExit: BaseException, TypeSpec::EMPTY;
    KeyboardInterrupt: BaseException, TypeSpec::EMPTY;
    SystemExit: BaseException, SYSTEM_EXIT;
    Exception: BaseException, TypeSpec::EMPTY;
    ExceptionGroup: BaseExceptionGroup, group::EXCEPTION_GROUP;
    ArithmeticError: Exception, TypeSpec::EMPTY;
    FloatingPointError: ArithmeticError, TypeSpec::EMPTY;
    OverflowError: ArithmeticError, TypeSpec::EMPTY;
    ZeroDivisionError: ArithmeticError, TypeSpec::EMPTY;
    AssertionError: Exception, TypeSpec::EMPTY;
    AttributeError: Exception, ATTRIBUTE_ERROR;
    BufferError: Exception, TypeSpec::EMPTY;
    EOFError: Exception, TypeSpec::EMPTY;
    ImportError: Exception, IMPORT_ERROR;
    ModuleNotFoundError: ImportError, TypeSpec::EMPTY;
    LookupError: Exception, TypeSpec::EMPTY;
    IndexError: LookupError, TypeSpec::EMPTY;
    KeyError: LookupError, KEY_ERROR;
    MemoryError: Exception, TypeSpec::EMPTY;
    NameError: Exception, NAME_ERROR;
    UnboundLocalError: NameError, TypeSpec::EMPTY;
    OSError: Exception, os_error::SPEC;
    BlockingIOError: OSError, TypeSpec::EMPTY;
    ChildProcessError: OSError, TypeSpec::EMPTY;
    ConnectionError: OSError, TypeSpec::EMPTY;
    BrokenPipeError: ConnectionError, TypeSpec::EMPTY;
    ConnectionAbortedError: ConnectionError, TypeSpec::EMPTY;
    ConnectionRefusedError: ConnectionError, TypeSpec::EMPTY;
    ConnectionResetError: ConnectionError, TypeSpec::EMPTY;
    FileExistsError: OSError, TypeSpec::EMPTY;
    FileNotFoundError: OSError, TypeSpec::EMPTY;
    InterruptedError: OSError, TypeSpec::EMPTY;
    IsADirectoryError: OSError, TypeSpec::EMPTY;
    NotADirectoryError: OSError, TypeSpec::EMPTY;
    PermissionError: OSError, TypeSpec::EMPTY;
    ProcessLookupError: OSError, TypeSpec::EMPTY;
    TimeoutError: OSError, TypeSpec::EMPTY;
    ReferenceError: Exception, TypeSpec::EMPTY;
    RuntimeError: Exception, TypeSpec::EMPTY;
    NotImplementedError: RuntimeError, TypeSpec::EMPTY;
    PythonFinalizationError: RuntimeError, TypeSpec::EMPTY;
    RecursionError: RuntimeError, TypeSpec::EMPTY;
    StopAsyncIteration: Exception, TypeSpec::EMPTY;
    StopIteration: Exception, STOP_ITERATION;
    SyntaxError: Exception, SYNTAX_ERROR;
    IndentationError: SyntaxError, TypeSpec::EMPTY;
    TabError: IndentationError, TypeSpec::EMPTY;
    _IncompleteInputError: SyntaxError, TypeSpec::EMPTY;
    SystemError: Exception, TypeSpec::EMPTY;
    TypeError: Exception, TypeSpec::EMPTY;
    ValueError: Exception, TypeSpec::EMPTY;
    UnicodeError: ValueError, TypeSpec::EMPTY;
    UnicodeDecodeError: UnicodeError, UNICODE_DECODE_ERROR;
    UnicodeEncodeError: UnicodeError, UNICODE_ENCODE_ERROR;
    UnicodeTranslateError: UnicodeError, UNICODE_TRANSLATE_ERROR;
    Warning: Exception, TypeSpec::EMPTY;
    BytesWarning: Warning, TypeSpec::EMPTY;
    DeprecationWarning: Warning, TypeSpec::EMPTY;
    EncodingWarning: Warning, TypeSpec::EMPTY;
    FutureWarning: Warning, TypeSpec::EMPTY;
    ImportWarning: Warning, TypeSpec::EMPTY;
    PendingDeprecationWarning: Warning, TypeSpec::EMPTY;
    ResourceWarning: Warning, TypeSpec::EMPTY;
    RuntimeWarning: Warning, TypeSpec::EMPTY;
    SyntaxWarning: Warning, TypeSpec::EMPTY;
    UnicodeWarning: Warning, TypeSpec::EMPTY;
    UserWarning: Warning, TypeSpec::EMPTY;
    LimitExceeded: BaseException, TypeSpec::EMPTY;
}
