//! Weak proxies: they behave as their target, for every operation that a type slot stands for.

#![forbid(unsafe_code)]

use super::WeakRefObj;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::ops::BinOp;
use crate::raise;
use crate::value::Value;

/// `weakref.proxy(target, callback)`.
pub fn make_proxy(cx: &mut Ctx, target: Value, callback: Option<Value>) -> PyResult<Value> {
    let id = if cx.is_callable(target) { TypeId::CALLABLE_PROXY } else { TypeId::PROXY };
    let class = cx.ty(id);
    Ok(cx.weak_reference(class, target, callback, true)?.into())
}

/// The target of a proxy, or the value itself if it is none.
fn strip(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let is_proxy =
        v.has_shape(TypeId::PROXY.shape()) || v.has_shape(TypeId::CALLABLE_PROXY.shape());
    match v.cast::<WeakRefObj>().filter(|_| is_proxy).map(|w| w.target()) {
        None => Ok(v),
        Some(Some(target)) => Ok(target),
        Some(None) => raise!(cx, ReferenceError, "weakly-referenced object no longer exists"),
    }
}

/// Slot functions that do with the targets what was asked of the proxies.
macro_rules! forward {
    ($cx:ident, $($v:ident),+ => $result:expr) => {
        Some(|$cx, $($v),+| {
            $(let $v = strip($cx, $v)?;)+
            $result
        })
    };
}

macro_rules! binary {
    ($op:ident) => { forward!(cx, a, b => cx.binary(BinOp::$op, a, b)) };
}

macro_rules! inplace {
    ($op:ident) => { forward!(cx, a, b => cx.inplace(BinOp::$op, a, b)) };
}

const SLOTS: SlotTable = SlotTable {
    repr: Some(repr),
    str: forward!(cx, v => Ok(cx.str_of(v)?.into())),
    getattr: Some(|cx, v, name| {
        let target = strip(cx, v)?;
        cx.getattr(target, name)
    }),
    setattr: Some(|cx, v, name, to| {
        let target = strip(cx, v)?;
        cx.setattr_or_del(target, name, to)
    }),
    richcompare: Some(|cx, a, b, op| {
        let (a, b) = (strip(cx, a)?, strip(cx, b)?);
        cx.compare(a, b, op)
    }),
    iter: forward!(cx, v => cx.iter(v)),
    next: forward!(cx, v => {
        if !cx.is_iterator(v) {
            let class = cx.type_name(v);
            raise!(cx, TypeError, "Weakref proxy referenced a non-iterator '{class}' object");
        }
        cx.next(v)
    }),
    add: binary!(Add),
    sub: binary!(Subtract),
    mul: binary!(Multiply),
    matmul: binary!(MatrixMultiply),
    truediv: binary!(TrueDivide),
    floordiv: binary!(FloorDivide),
    rem: binary!(Remainder),
    divmod: forward!(cx, a, b => cx.divmod(a, b)),
    pow: forward!(cx, a, b, m => cx.power(a, b, m)),
    lshift: binary!(Lshift),
    rshift: binary!(Rshift),
    and: binary!(And),
    xor: binary!(Xor),
    or: binary!(Or),
    iadd: inplace!(Add),
    isub: inplace!(Subtract),
    imul: inplace!(Multiply),
    imatmul: inplace!(MatrixMultiply),
    itruediv: inplace!(TrueDivide),
    ifloordiv: inplace!(FloorDivide),
    irem: inplace!(Remainder),
    ipow: inplace!(Power),
    ilshift: inplace!(Lshift),
    irshift: inplace!(Rshift),
    iand: inplace!(And),
    ixor: inplace!(Xor),
    ior: inplace!(Or),
    neg: forward!(cx, v => cx.neg(v)),
    pos: forward!(cx, v => cx.pos(v)),
    abs: forward!(cx, v => cx.abs(v)),
    invert: forward!(cx, v => cx.invert(v)),
    bool: forward!(cx, v => cx.truth(v)),
    int: forward!(cx, v => cx.int_of(v)),
    float: forward!(cx, v => {
        let f = cx.float_of(v)?;
        cx.float(f)
    }),
    index: forward!(cx, v => cx.index(v)),
    len: forward!(cx, v => cx.len(v)),
    getitem: forward!(cx, v, key => cx.getitem(v, key)),
    setitem: Some(|cx, v, key, to| {
        let target = strip(cx, v)?;
        match to {
            Some(to) => cx.setitem(target, key, to),
            None => cx.delitem(target, key),
        }
    }),
    contains: forward!(cx, v, item => cx.contains(v, item)),
    ..SlotTable::EMPTY
};

const METHODS: &[MethodDef] = &[
    MethodDef::new("__bytes__", NativeCode::NoArgs(|cx, v| call_target(cx, v, "__bytes__"))),
    MethodDef::new("__reversed__", NativeCode::NoArgs(|cx, v| call_target(cx, v, "__reversed__"))),
];

/// A proxy of something that cannot be called.
pub static PROXY_SPEC: TypeSpec = TypeSpec { slots: SLOTS, methods: METHODS, ..TypeSpec::EMPTY };

/// A proxy of something that can be called.
pub static CALLABLE_PROXY_SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        call: Some(|cx, v, args| {
            let target = strip(cx, v)?;
            cx.call_args(target, args)
        }),
        ..SLOTS
    },
    methods: METHODS,
    ..TypeSpec::EMPTY
};

fn call_target(cx: &mut Ctx, v: Value, method: &str) -> PyResult<Value> {
    let target = strip(cx, v)?;
    let name = cx.intern(method)?;
    cx.call_method(target, name, &[])
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let target = v.cast::<WeakRefObj>().and_then(|w| w.target());
    let class = cx.type_name(target.unwrap_or(Value::NONE));
    let to = target.map_or(0, Value::bits);
    Ok(cx.str(&format!("<weakproxy at {:#x}; to '{class}' at {to:#x}>", v.bits()))?.into())
}
