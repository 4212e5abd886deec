//! `_operator`: the operators as functions, and `itemgetter`. `operator.py` has the rest.

#![forbid(unsafe_code)]

pub mod getters;

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::slots::CmpOp;
use crate::ops::BinOp;
use crate::raise;
use crate::types::module::ModuleObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: FUNCTIONS,
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    let class = cx.ty(ty::ITEM_GETTER);
    cx.module_set(module, "itemgetter", class.into())
}

fn two(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<(Value, Value)> {
    check_positional(cx, name, args.len(), 2, 2)?;
    Ok((args[0], args[1]))
}

macro_rules! function {
    ($name:literal, |$cx:ident, $a:ident, $b:ident| $body:expr) => {
        MethodDef::new(
            $name,
            NativeCode::Fast(|$cx, _, args| {
                let ($a, $b) = two($cx, $name, args)?;
                $body
            }),
        )
        .sig("($module, a, b, /)")
    };
    ($name:literal, |$cx:ident, $a:ident| $body:expr) => {
        MethodDef::new($name, NativeCode::O(|$cx, _, $a| $body)).sig("($module, a, /)")
    };
}
macro_rules! compare {
    ($name:literal, $op:ident) => {
        function!($name, |cx, a, b| cx.compare(a, b, CmpOp::$op))
    };
}
macro_rules! binary {
    ($name:literal, $op:ident) => {
        function!($name, |cx, a, b| cx.binary(BinOp::$op, a, b))
    };
}
macro_rules! inplace {
    ($name:literal, $op:ident) => {
        function!($name, |cx, a, b| cx.inplace(BinOp::$op, a, b))
    };
}

const FUNCTIONS: &[MethodDef] = &[
    compare!("lt", Lt),
    compare!("le", Le),
    compare!("eq", Eq),
    compare!("ne", Ne),
    compare!("ge", Ge),
    compare!("gt", Gt),
    binary!("add", Add),
    binary!("and_", And),
    binary!("floordiv", FloorDivide),
    binary!("lshift", Lshift),
    binary!("matmul", MatrixMultiply),
    binary!("mod", Remainder),
    binary!("mul", Multiply),
    binary!("or_", Or),
    binary!("pow", Power),
    binary!("rshift", Rshift),
    binary!("sub", Subtract),
    binary!("truediv", TrueDivide),
    binary!("xor", Xor),
    inplace!("iadd", Add),
    inplace!("iand", And),
    inplace!("ifloordiv", FloorDivide),
    inplace!("ilshift", Lshift),
    inplace!("imatmul", MatrixMultiply),
    inplace!("imod", Remainder),
    inplace!("imul", Multiply),
    inplace!("ior", Or),
    inplace!("ipow", Power),
    inplace!("irshift", Rshift),
    inplace!("isub", Subtract),
    inplace!("itruediv", TrueDivide),
    inplace!("ixor", Xor),
    function!("abs", |cx, a| cx.abs(a)),
    function!("neg", |cx, a| cx.neg(a)),
    function!("pos", |cx, a| cx.pos(a)),
    function!("inv", |cx, a| cx.invert(a)),
    function!("invert", |cx, a| cx.invert(a)),
    function!("index", |cx, a| cx.index(a)),
    function!("not_", |cx, a| Ok(Value::bool(!cx.truth(a)?))),
    function!("truth", |cx, a| Ok(Value::bool(cx.truth(a)?))),
    function!("is_none", |_cx, a| Ok(Value::bool(a.is_none()))),
    function!("is_not_none", |_cx, a| Ok(Value::bool(!a.is_none()))),
    function!("is_", |_cx, a, b| Ok(Value::bool(a.is(b)))),
    function!("is_not", |_cx, a, b| Ok(Value::bool(!a.is(b)))),
    function!("concat", |cx, a, b| concat(cx, a, b, false)),
    function!("iconcat", |cx, a, b| concat(cx, a, b, true)),
    function!("contains", |cx, a, b| Ok(Value::bool(cx.contains(a, b)?))),
    function!("countOf", |cx, a, b| count_of(cx, a, b)),
    function!("indexOf", |cx, a, b| index_of(cx, a, b)),
    function!("getitem", |cx, a, b| cx.getitem(a, b)),
    function!("delitem", |cx, a, b| {
        cx.delitem(a, b)?;
        Ok(Value::NONE)
    }),
    MethodDef::new("setitem", NativeCode::Fast(setitem)).sig("($module, a, b, c, /)"),
    MethodDef::new("length_hint", NativeCode::Fast(length_hint))
        .sig("($module, obj, default=0, /)"),
    MethodDef::new("call", NativeCode::FastKw(call)).sig("($module, obj, /, *args, **kwargs)"),
    function!("_compare_digest", |cx, a, b| compare_digest(cx, a, b)),
];

fn concat(cx: &mut Ctx, a: Value, b: Value, inplace: bool) -> PyResult<Value> {
    let ty = cx.type_of(a);
    if ty.slots.concat.get().is_none() && !crate::ops::iter::is_sequence(ty) {
        raise!(cx, TypeError, "'{}' object can't be concatenated", ty.shown_name());
    }
    if inplace { cx.inplace(BinOp::Add, a, b) } else { cx.add(a, b) }
}

fn count_of(cx: &mut Ctx, items: Value, wanted: Value) -> PyResult<Value> {
    let mut n = 0;
    cx.for_each(items, &mut |cx, item| {
        n += cx.eq(item, wanted)? as usize;
        Ok(())
    })?;
    Ok(Value::len(n))
}

fn index_of(cx: &mut Ctx, items: Value, wanted: Value) -> PyResult<Value> {
    let (mut items, mut i) = (cx.iterate(items)?, 0);
    while let Some(item) = items.next(cx)? {
        if cx.eq(item, wanted)? {
            return Ok(Value::len(i));
        }
        i += 1;
    }
    raise!(cx, ValueError, "sequence.index(x): x not in sequence")
}

fn setitem(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "setitem", args.len(), 3, 3)?;
    cx.setitem(args[0], args[1], args[2])?;
    Ok(Value::NONE)
}

fn length_hint(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "length_hint", args.len(), 1, 2)?;
    let default = match args.get(1) {
        Some(&v) if !v.is_int() => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "'{got}' object cannot be interpreted as an integer")
        }
        Some(&v) => cx.index_i64(v)?.max(0) as usize,
        None => 0,
    };
    Ok(Value::len(cx.length_hint(args[0], default)?))
}

fn call(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(&function) = args.pos.first() else {
        raise!(cx, TypeError, "call expected at least 1 argument, got 0")
    };
    cx.call_args(function, args.skip_first())
}

/// Equality whose time does not tell where two strings differ.
fn compare_digest(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    use crate::types::str::StrObj;
    let differs = |x: &[u8], y: &[u8]| {
        let shared = x.iter().zip(y).fold(0u8, |acc, (p, q)| acc | (p ^ q));
        shared != 0 || x.len() != y.len()
    };
    match (a.cast::<StrObj>(), b.cast::<StrObj>()) {
        (Some(x), Some(y)) => match (x.as_ascii(), y.as_ascii()) {
            (Some(x), Some(y)) => Ok(Value::bool(!differs(x.as_bytes(), y.as_bytes()))),
            _ => raise!(
                cx,
                TypeError,
                "comparing strings with non-ASCII characters is not supported"
            ),
        },
        _ if cx.is_bytes_like(a) && cx.is_bytes_like(b) => {
            let (x, y) = (cx.expect_buffer(a)?.to_vec(), cx.expect_buffer(b)?.to_vec());
            Ok(Value::bool(!differs(&x, &y)))
        }
        _ => {
            let (x, y) = (cx.type_name(a), cx.type_name(b));
            raise!(
                cx,
                TypeError,
                "unsupported operand types(s) or combination of types: '{x}' and '{y}'"
            )
        }
    }
}
