//! Arithmetic on words: small ints with their tags, floats out of them, and the extensions of
//! `BINARY_OP_EXTEND`.

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::object::exact::Bytes;
use taipan_runtime::object::slots::CmpOp;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::stdlib::collections::deque::{DequeObj, item as deque_item};
use taipan_runtime::stdlib::types::DEQUE;
use taipan_runtime::types::float::FloatObj;
use taipan_runtime::value::Value;

#[inline(always)]
fn from_word(word: i64) -> Option<Value> {
    Value::try_small(word >> 1)
}

/// Sum of small ints, if it is one.
#[inline(always)]
pub(crate) fn add_small(a: Value, b: Value) -> Option<Value> {
    if taipan_runtime::fault!("int-add-wraps") {
        return Value::try_small((a.bits() as i64).wrapping_add(b.bits() as i64 - 1) >> 1);
    }
    (a.bits() as i64).checked_add(b.bits() as i64 - 1).and_then(from_word)
}

/// Difference of small ints, if it is one.
#[inline(always)]
pub(crate) fn sub_small(a: Value, b: Value) -> Option<Value> {
    (a.bits() as i64).checked_sub(b.bits() as i64 - 1).and_then(from_word)
}

/// Product of small ints, if it is one.
#[inline(always)]
pub(crate) fn mul_small(a: Value, b: Value) -> Option<Value> {
    (a.bits() as i64 >> 1).checked_mul(b.bits() as i64 - 1).and_then(from_word)
}

/// Whether this is exactly a float.
#[inline(always)]
pub(crate) fn is_float(v: Value) -> bool {
    v.is_inline_float() || v.has_shape(TypeId::FLOAT.shape())
}

/// The float in a value that [`is_float`].
#[inline(always)]
pub(crate) fn float_of(v: Value) -> f64 {
    match v.as_inline_float() {
        Some(f) => f,
        None => boxed_float(v),
    }
}

#[cold]
fn boxed_float(v: Value) -> f64 {
    v.cast::<FloatObj>().map_or(f64::NAN, |f| f.value)
}

/// The comparison in the operand of `COMPARE_OP`.
#[inline(always)]
pub(crate) fn compare_op(oparg: u32) -> CmpOp {
    match oparg >> 5 {
        0 => CmpOp::Lt,
        1 => CmpOp::Le,
        2 => CmpOp::Eq,
        3 => CmpOp::Ne,
        4 => CmpOp::Gt,
        _ => CmpOp::Ge,
    }
}

/// A small int as an index below `len`; a negative one counts from the end.
#[inline(always)]
pub(crate) fn index_below(v: Value, len: usize) -> Option<usize> {
    let i = v.as_small()?;
    let i = if i < 0 { i + len as i64 } else { i };
    (i >= 0 && (i as usize) < len).then_some(i as usize)
}

/// One way to run `BINARY_OP` fast on a pair of classes: CPython's `BINARY_OP_EXTEND` descriptors.
pub(crate) struct Extension {
    /// What switches it.
    pub name: &'static str,
    /// The operator.
    pub op: u32,
    /// Whether the operands are of the kinds it serves.
    pub guard: fn(&Ctx, Value, Value) -> bool,
    /// What it does.
    pub action: fn(&mut Ctx, Value, Value) -> PyResult<Value>,
}

fn both_small(_: &Ctx, a: Value, b: Value) -> bool {
    Value::both_small(a, b)
}

fn number(v: Value) -> Option<f64> {
    match v.as_small() {
        Some(n) => Some(n as f64),
        None if is_float(v) => Some(float_of(v)),
        None => None,
    }
}

fn mixed(_: &Ctx, a: Value, b: Value) -> bool {
    (a.is_small() && is_float(b)) || (is_float(a) && b.is_small())
}

fn numbers_nonzero(_: &Ctx, a: Value, b: Value) -> bool {
    (is_float(a) || a.is_small() && a.as_small().is_some_and(exact))
        && number(b).is_some_and(|f| f != 0.0)
        && (is_float(b) || b.as_small().is_some_and(exact))
}

/// A small int, or a bool as one.
#[inline(always)]
pub(crate) fn int_or_bool(v: Value) -> Option<i64> {
    match v.as_small() {
        Some(n) => Some(n),
        None => v.as_bool().map(i64::from),
    }
}

/// Ints that a float holds exactly.
#[inline(always)]
pub(crate) fn exact(n: i64) -> bool {
    n.unsigned_abs() <= 1 << 53
}

/// A power with a float among its operands whose base is positive: never complex, never a division by zero.
fn positive_power(_: &Ctx, a: Value, b: Value) -> bool {
    let fits = |v: Value| is_float(v) || v.as_small().is_some_and(exact);
    fits(a) && fits(b) && (is_float(a) || is_float(b)) && number(a).is_some_and(|x| x > 0.0)
}

fn small_positive_divisor(_: &Ctx, a: Value, b: Value) -> bool {
    a.is_small() && b.as_small().is_some_and(|n| n > 0)
}

fn small_shift(_: &Ctx, a: Value, b: Value) -> bool {
    a.is_small() && b.as_small().is_some_and(|n| (0..63).contains(&n))
}

fn float_result(cx: &mut Ctx, a: Value, b: Value, f: fn(f64, f64) -> f64) -> PyResult<Value> {
    cx.float(f(number(a).unwrap_or(f64::NAN), number(b).unwrap_or(f64::NAN)))
}

fn int_result(cx: &mut Ctx, op: u32, a: Value, b: Value, r: Option<i64>) -> PyResult<Value> {
    match r.and_then(Value::try_small) {
        Some(v) => Ok(v),
        None => super::slow::binary_op(cx, op, a, b),
    }
}

fn smalls(a: Value, b: Value) -> (i64, i64) {
    (a.as_small().unwrap_or(0), b.as_small().unwrap_or(0))
}

macro_rules! int_ext {
    ($name:literal $op:literal, $guard:ident, |$x:ident, $y:ident| $r:expr) => {
        Extension {
            name: $name,
            op: $op,
            guard: $guard,
            action: |cx, a, b| {
                let ($x, $y) = smalls(a, b);
                int_result(cx, $op, a, b, $r)
            },
        }
    };
}

macro_rules! float_ext {
    ($name:literal $op:literal, $guard:ident, $f:expr) => {
        Extension {
            name: $name,
            op: $op,
            guard: $guard,
            action: |cx, a, b| float_result(cx, a, b, $f),
        }
    };
}

macro_rules! bool_ext {
    ($name:literal $op:literal, $guard:ident) => {
        Extension {
            name: $name,
            op: $op,
            guard: $guard,
            action: |cx, a, b| super::slow::binary_op(cx, $op, a, b),
        }
    };
}

macro_rules! subscript_ext {
    ($name:literal, $guard:expr, $action:expr) => {
        Extension { name: $name, op: SUBSCR, guard: $guard, action: $action }
    };
}

fn both_bool(_: &Ctx, a: Value, b: Value) -> bool {
    a.as_bool().is_some() && b.as_bool().is_some()
}

/// A bool and an int, or two bools.
fn bool_and_int(_: &Ctx, a: Value, b: Value) -> bool {
    int_or_bool(a).is_some() && int_or_bool(b).is_some() && !Value::both_small(a, b)
}

/// How many extensions there are.
pub(crate) const EXTENSION_COUNT: usize = 21;

const AND: u16 = 1;
const OR: u16 = 2;
const XOR: u16 = 3;
const MIXED_ADD: u16 = 4;
const MIXED_SUBTRACT: u16 = 5;
const MIXED_MULTIPLY: u16 = 6;
const TRUE_DIVIDE: u16 = 7;
const FLOOR_DIVIDE: u16 = 8;
const REMAINDER: u16 = 9;
const SHIFT_LEFT: u16 = 10;
const SHIFT_RIGHT: u16 = 11;
const BOOL_AND: u16 = 13;
const BOOL_OR: u16 = 14;
const BOOL_XOR: u16 = 15;
const BOOL_ADD: u16 = 16;
const BOOL_SUBTRACT: u16 = 17;
const BOOL_MULTIPLY: u16 = 18;
const BYTES_SUBSCRIPT: u16 = 19;
const DEQUE_SUBSCRIPT: u16 = 20;

/// In the order of the constants above. Numbers are CPython's `NB_*`; in-place ones are 13 higher.
static EXTENSIONS: &[Extension; EXTENSION_COUNT] = &[
    int_ext!("INT_AND" 1, both_small, |x, y| Some(x & y)),
    int_ext!("INT_OR" 7, both_small, |x, y| Some(x | y)),
    int_ext!("INT_XOR" 12, both_small, |x, y| Some(x ^ y)),
    float_ext!("MIXED_ADD" 0, mixed, |x, y| x + y),
    float_ext!("MIXED_SUBTRACT" 10, mixed, |x, y| x - y),
    float_ext!("MIXED_MULTIPLY" 5, mixed, |x, y| x * y),
    float_ext!("TRUE_DIVIDE" 11, numbers_nonzero, |x, y| x / y),
    int_ext!("INT_FLOOR_DIVIDE" 2, small_positive_divisor, |x, y| Some(x.div_euclid(y))),
    int_ext!("INT_REMAINDER" 6, small_positive_divisor, |x, y| Some(x.rem_euclid(y))),
    int_ext!("INT_SHIFT_LEFT" 3, small_shift, |x, y| x.checked_shl(y as u32).filter(|r| r >> y == x)),
    int_ext!("INT_SHIFT_RIGHT" 9, small_shift, |x, y| Some(x >> y)),
    Extension {
        name: "FLOAT_POWER",
        op: 8,
        guard: positive_power,
        action: |cx, a, b| {
            let (x, y) = (number(a).unwrap_or(f64::NAN), number(b).unwrap_or(f64::NAN));
            match x.powf(y) {
                r if r.is_finite() => cx.float(r),
                // OverflowError, or what infinite operands give.
                _ => super::slow::binary_op(cx, 8, a, b),
            }
        },
    },
    bool_ext!("BOOL_AND" 1, both_bool),
    bool_ext!("BOOL_OR" 7, both_bool),
    bool_ext!("BOOL_XOR" 12, both_bool),
    bool_ext!("BOOL_ADD" 0, bool_and_int),
    bool_ext!("BOOL_SUBTRACT" 10, bool_and_int),
    bool_ext!("BOOL_MULTIPLY" 5, bool_and_int),
    subscript_ext!(
        "BYTES_SUBSCRIPT",
        |_, a, b| a.exact::<Bytes>().is_some() && b.is_small(),
        |cx, a, b| { cx.getitem(a, b) }
    ),
    subscript_ext!(
        "DEQUE_SUBSCRIPT",
        |_, a, b| a.has_shape(DEQUE.shape()) && b.is_small(),
        deque_item
    ),
    Extension {
        name: "BYTES_ADD",
        op: 0,
        guard: |_, a, b| a.exact::<Bytes>().is_some() && b.exact::<Bytes>().is_some(),
        action: |cx, a, b| match (a.exact::<Bytes>(), b.exact::<Bytes>()) {
            (Some(x), Some(y)) => Ok(cx.bytes_concat(x, y)?.into()),
            _ => super::slow::binary_op(cx, 0, a, b),
        },
    },
];

/// The rows that stand for numbers, whose operators machine code has instructions for.
const NUMERIC: usize = 12;

/// The names of the rows, in order.
pub(crate) fn extension_names() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().map(|e| e.name)
}

/// The operator of an extension of numbers.
pub(crate) fn numeric_operator(number: u16) -> Option<u32> {
    extension(number).filter(|_| number as usize <= NUMERIC).map(|e| e.op)
}

/// First in-place operator; `op - IN_PLACE` is the plain one.
pub(crate) const IN_PLACE: u32 = 13;
/// `NB_SUBSCR`.
pub(crate) const SUBSCR: u32 = 26;

/// The extension with this number (from 1; 0 is none).
#[inline(always)]
pub(crate) fn extension(number: u16) -> Option<&'static Extension> {
    EXTENSIONS.get((number as usize).wrapping_sub(1))
}

/// Guard and action of an extension in one, for operands and results that are words: `None` when the
/// extension does not serve them, or only with a heap object.
#[inline(always)]
pub(crate) fn extend_inline(number: u16, a: Value, b: Value) -> Option<Value> {
    let float = |v: Value| match v.as_small() {
        Some(n) => Some(n as f64),
        None => v.as_inline_float(),
    };
    let mixed = |f: fn(f64, f64) -> f64| {
        if a.is_small() == b.is_small() { None } else { Value::try_float(f(float(a)?, float(b)?)) }
    };
    match number {
        AND => Value::small_and(a, b),
        OR => Value::small_or(a, b),
        XOR => Value::small_xor(a, b),
        MIXED_ADD => mixed(|x, y| x + y),
        MIXED_SUBTRACT => mixed(|x, y| x - y),
        MIXED_MULTIPLY => mixed(|x, y| x * y),
        TRUE_DIVIDE => {
            let fits = |v: Value| v.as_small().is_none_or(exact);
            let (x, y) = (float(a)?, float(b)?);
            if y == 0.0 || !fits(a) || !fits(b) { None } else { Value::try_float(x / y) }
        }
        FLOOR_DIVIDE => divided(a, b, |x, y| x / y, i64::div_euclid),
        REMAINDER => divided(a, b, |x, y| x % y, i64::rem_euclid),
        SHIFT_LEFT => Value::small_shl(a, b),
        SHIFT_RIGHT => Value::small_shr(a, b),
        BOOL_AND => Some(Value::bool(a.as_bool()? & b.as_bool()?)),
        BOOL_OR => Some(Value::bool(a.as_bool()? | b.as_bool()?)),
        BOOL_XOR => Some(Value::bool(a.as_bool()? ^ b.as_bool()?)),
        BOOL_ADD => Value::try_small(int_or_bool(a)?.checked_add(int_or_bool(b)?)?),
        BOOL_SUBTRACT => Value::try_small(int_or_bool(a)?.checked_sub(int_or_bool(b)?)?),
        BOOL_MULTIPLY => Value::try_small(int_or_bool(a)?.checked_mul(int_or_bool(b)?)?),
        BYTES_SUBSCRIPT => {
            let bytes = a.exact::<Bytes>()?;
            let i = index_below(b, bytes.as_slice().len())?;
            Some(Value::small(bytes.as_slice()[i] as i32))
        }
        DEQUE_SUBSCRIPT => {
            let deque = a.cast::<DequeObj>().filter(|_| a.has_shape(DEQUE.shape()))?;
            deque.get(index_below(b, deque.len.get())?)
        }
        _ => None,
    }
}

/// A division of small ints by a positive one. Most are of numbers that fit 32 bits, for which the
/// processor divides several times faster.
#[inline(always)]
fn divided(
    a: Value,
    b: Value,
    short: fn(u32, u32) -> u32,
    long: fn(i64, i64) -> i64,
) -> Option<Value> {
    let (x, y) = (a.as_small()?, b.as_small().filter(|&y| y > 0)?);
    if (x | y) >> 31 == 0 {
        return Value::try_small(short(x as u32, y as u32) as i64);
    }
    Value::try_small(long(x, y))
}

/// The number of the extension that serves these operands, if there is one.
pub(crate) fn find_extension(cx: &Ctx, op: u32, a: Value, b: Value) -> Option<u16> {
    let plain = if (IN_PLACE..SUBSCR).contains(&op) { op - IN_PLACE } else { op };
    let i = EXTENSIONS.iter().position(|e| e.op == plain && (e.guard)(cx, a, b))?;
    Some(i as u16 + 1)
}
