//! Type slots: the native entry points of each protocol, one function pointer per operation, as in
//! CPython's type objects.
//!
//! A builtin type fills a [`SlotTable`]; a class made by Python code gets trampolines that look the
//! dunder method up (`slot_defs.rs`). `ops/` is what calls slots; nothing else should.

use super::native::Args;
use super::type_obj::TypeObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;
use crate::value::Value;
use std::cell::Cell;

/// The six rich comparisons, in CPython's numbering (`COMPARE_OP` uses it).
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CmpOp {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

impl CmpOp {
    /// All six, by number.
    pub const ALL: [CmpOp; 6] = [CmpOp::Lt, CmpOp::Le, CmpOp::Eq, CmpOp::Ne, CmpOp::Gt, CmpOp::Ge];

    /// The operation for `b op a`.
    pub const fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
            CmpOp::Eq | CmpOp::Ne => self,
        }
    }

    /// As it is written in source.
    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// The result for two operands in this order.
    pub const fn eval(self, order: std::cmp::Ordering) -> bool {
        match self {
            CmpOp::Lt => order.is_lt(),
            CmpOp::Le => order.is_le(),
            CmpOp::Eq => order.is_eq(),
            CmpOp::Ne => order.is_ne(),
            CmpOp::Gt => order.is_gt(),
            CmpOp::Ge => order.is_ge(),
        }
    }
}

/// How what was sent to came back.
pub enum Sent {
    /// It yielded.
    Yielded(Value),
    /// It returned.
    Returned(Value),
}

/// `op(a)`.
pub type UnaryFn = fn(&mut Ctx, Value) -> PyResult<Value>;
/// `a op b`; either operand may be the one whose type owns the slot; `NotImplemented` declines.
pub type BinaryFn = fn(&mut Ctx, Value, Value) -> PyResult<Value>;
/// `pow(a, b, c)`.
pub type TernaryFn = fn(&mut Ctx, Value, Value, Value) -> PyResult<Value>;
/// `hash(a)`.
pub type HashFn = fn(&mut Ctx, Value) -> PyResult<i64>;
/// `bool(a)`.
pub type BoolFn = fn(&mut Ctx, Value) -> PyResult<bool>;
/// `len(a)`.
pub type LenFn = fn(&mut Ctx, Value) -> PyResult<usize>;
/// `item in a`: container first.
pub type ContainsFn = fn(&mut Ctx, Value, Value) -> PyResult<bool>;
/// `a[k] = v`, or `del a[k]` without a value.
pub type SetItemFn = fn(&mut Ctx, Value, Value, Option<Value>) -> PyResult<()>;
/// `a.name`.
pub type GetAttrFn = fn(&mut Ctx, Value, Gc<StrObj>) -> PyResult<Value>;
/// `a.name = v`, or `del a.name` without a value.
pub type SetAttrFn = fn(&mut Ctx, Value, Gc<StrObj>, Option<Value>) -> PyResult<()>;
/// `a op b`; `NotImplemented` declines.
pub type CompareFn = fn(&mut Ctx, Value, Value, CmpOp) -> PyResult<Value>;
/// `next(a)`; `None` is exhaustion without an exception.
pub type NextFn = fn(&mut Ctx, Value) -> PyResult<Option<Value>>;
/// `send(a, v)`: how a generator, or what behaves like one, goes on.
pub type SendFn = fn(&mut Ctx, Value, Value) -> PyResult<Sent>;
/// `descr.__get__(obj, type)`; without an object the access was through the class.
pub type DescrGetFn = fn(&mut Ctx, Value, Option<Value>, Option<Value>) -> PyResult<Value>;
/// `descr.__set__(obj, v)`, or `__delete__` without a value.
pub type DescrSetFn = fn(&mut Ctx, Value, Value, Option<Value>) -> PyResult<()>;
/// `a(*args, **kwargs)`.
pub type CallFn = fn(&mut Ctx, Value, Args<'_>) -> PyResult<Value>;
/// `cls.__new__(cls, *args, **kwargs)`.
pub type NewFn = fn(&mut Ctx, Gc<TypeObj>, Args<'_>) -> PyResult<Value>;
/// `self.__init__(*args, **kwargs)`.
pub type InitFn = fn(&mut Ctx, Value, Args<'_>) -> PyResult<()>;

/// Declares the slots once; derives the constant table of a builtin type and the mutable cells of
/// a type object.
macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident: $ty:ty,)*) => {
        /// The slots that a builtin type fills; the rest is inherited.
        #[derive(Copy, Clone)]
        pub struct SlotTable { $($(#[$doc])* pub $name: Option<$ty>,)* }

        impl SlotTable {
            /// No slot filled.
            pub const EMPTY: SlotTable = SlotTable { $($name: None,)* };
        }

        /// The slots of a type object; they change when a class in the MRO changes.
        pub struct TypeSlots { $($(#[$doc])* pub $name: Cell<Option<$ty>>,)* }

        impl TypeSlots {
            /// All empty.
            pub const fn new() -> TypeSlots {
                TypeSlots { $($name: Cell::new(None),)* }
            }

            /// Fills the slots that `table` has.
            pub fn fill(&self, table: &SlotTable) {
                $(if table.$name.is_some() { self.$name.set(table.$name); })*
            }

            /// Fills each empty slot from `base`.
            pub fn inherit(&self, base: &TypeSlots) {
                $(if self.$name.get().is_none() { self.$name.set(base.$name.get()); })*
            }
        }

        impl Default for TypeSlots {
            fn default() -> Self { TypeSlots::new() }
        }
    };
}

slots! {
    repr: UnaryFn,
    str: UnaryFn,
    hash: HashFn,
    call: CallFn,
    getattr: GetAttrFn,
    setattr: SetAttrFn,
    richcompare: CompareFn,
    iter: UnaryFn,
    next: NextFn,
    /// Has no name in Python: `send` of builtin generators and the like, which tells a result without raising it.
    send: SendFn,
    descr_get: DescrGetFn,
    descr_set: DescrSetFn,
    init: InitFn,
    new: NewFn,
    /// Runs `__del__`; a type with this slot registers its instances as finalizable.
    del: UnaryFn,
    add: BinaryFn,
    sub: BinaryFn,
    mul: BinaryFn,
    matmul: BinaryFn,
    truediv: BinaryFn,
    floordiv: BinaryFn,
    rem: BinaryFn,
    divmod: BinaryFn,
    /// Called with `None` as the modulus for `a ** b`.
    pow: TernaryFn,
    lshift: BinaryFn,
    rshift: BinaryFn,
    and: BinaryFn,
    xor: BinaryFn,
    or: BinaryFn,
    iadd: BinaryFn,
    isub: BinaryFn,
    imul: BinaryFn,
    imatmul: BinaryFn,
    itruediv: BinaryFn,
    ifloordiv: BinaryFn,
    irem: BinaryFn,
    ipow: BinaryFn,
    ilshift: BinaryFn,
    irshift: BinaryFn,
    iand: BinaryFn,
    ixor: BinaryFn,
    ior: BinaryFn,
    neg: UnaryFn,
    pos: UnaryFn,
    abs: UnaryFn,
    invert: UnaryFn,
    bool: BoolFn,
    int: UnaryFn,
    float: UnaryFn,
    index: UnaryFn,
    len: LenFn,
    getitem: BinaryFn,
    setitem: SetItemFn,
    contains: ContainsFn,
    /// Sequence concatenation, tried after `add` of both operands declined.
    concat: BinaryFn,
    /// Sequence repetition `(sequence, count)`, tried after `mul` of both operands declined.
    repeat: BinaryFn,
    iconcat: BinaryFn,
    irepeat: BinaryFn,
    await_: UnaryFn,
    aiter: UnaryFn,
    anext: UnaryFn,
}
