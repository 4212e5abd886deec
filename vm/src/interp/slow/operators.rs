//! Operators by number.

use crate::interp::arith::{IN_PLACE, SUBSCR, compare_op};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::object::exact::{List, Str, Tuple};
use taipan_runtime::ops::BinOp;
use taipan_runtime::ops::subscript::{adjust, resolve_index};
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::value::Value;

/// The operators in the order of CPython's `NB_*` numbers.
pub(crate) const OPERATORS: [BinOp; 13] = [
    BinOp::Add,
    BinOp::And,
    BinOp::FloorDivide,
    BinOp::Lshift,
    BinOp::MatrixMultiply,
    BinOp::Multiply,
    BinOp::Remainder,
    BinOp::Or,
    BinOp::Power,
    BinOp::Rshift,
    BinOp::Subtract,
    BinOp::TrueDivide,
    BinOp::Xor,
];

/// `BINARY_OP` with this operand.
#[inline(never)]
pub(crate) fn binary_op(cx: &mut Ctx, op: u32, a: Value, b: Value) -> PyResult<Value> {
    match op {
        0..IN_PLACE => cx.binary(OPERATORS[op as usize], a, b),
        IN_PLACE..SUBSCR => cx.inplace(OPERATORS[(op - IN_PLACE) as usize], a, b),
        _ => cx.getitem(a, b),
    }
}

/// `BINARY_OP` with this operand, after the left operand's own method said `NotImplemented`.
#[inline(never)]
pub(crate) fn binary_declined(cx: &mut Ctx, op: u32, a: Value, b: Value) -> PyResult<Value> {
    let inplace = op >= IN_PLACE;
    let plain = if inplace { op - IN_PLACE } else { op };
    cx.binary_after_left(OPERATORS[plain as usize], a, b, inplace)
}

/// `COMPARE_OP` with this operand.
#[inline(never)]
pub(crate) fn compare(cx: &mut Ctx, a: Value, b: Value, oparg: u32) -> PyResult<Value> {
    let v = cx.compare(a, b, compare_op(oparg))?;
    if oparg & 16 != 0 && v.as_bool().is_none() { Ok(Value::bool(cx.truth(v)?)) } else { Ok(v) }
}

/// Whether two strs (the guards saw them) have equal text.
#[inline(always)]
pub(crate) fn same_text(a: Value, b: Value) -> bool {
    a.is(b)
        || match (a.cast::<StrObj>(), b.cast::<StrObj>()) {
            (Some(a), Some(b)) => a.same_text(b),
            _ => false,
        }
}

/// The code point of a str at a small int that is known to be an index.
#[inline(never)]
pub(crate) fn str_at(cx: &mut Ctx, s: Value, index: Value) -> PyResult<Value> {
    if let Some(text) = s.exact::<Str>()
        && let Some(i) = index.as_small().and_then(|i| resolve_index(i, text.len()))
    {
        return Ok(cx.char_str(text.at(i))?.into());
    }
    cx.getitem(s, index)
}

/// `dict[key]` of an exact dict.
#[inline(never)]
pub(crate) fn dict_subscr(cx: &mut Ctx, dict: Value, key: Value) -> PyResult<Value> {
    let Some(d) = dict.cast::<DictObj>() else { return cx.getitem(dict, key) };
    match cx.dict_get(d, key)? {
        Some(v) => Ok(v),
        None => Err(cx.raise_args(Exc::KeyError, &[key])),
    }
}

/// `dict[key] = v` of an exact dict.
#[inline(never)]
pub(crate) fn dict_store(cx: &mut Ctx, dict: Value, key: Value, v: Value) -> PyResult<()> {
    match dict.cast::<DictObj>() {
        Some(d) => cx.dict_set(d, key, v),
        None => cx.setitem(dict, key, v),
    }
}

/// `container[start:stop]`.
#[inline(never)]
pub(crate) fn get_slice(
    cx: &mut Ctx,
    container: Value,
    start: Value,
    stop: Value,
) -> PyResult<Value> {
    if let (Some(list), Some((from, to))) = (container.exact::<List>(), small_bounds(start, stop)) {
        let s = adjust(from, to, 1, list.len());
        return Ok(cx.list_range(list, s.start as usize, s.start as usize + s.len)?.into());
    }
    if let (Some(text), Some((from, to))) = (container.exact::<Str>(), small_bounds(start, stop)) {
        let s = adjust(from, to, 1, text.len());
        return Ok(cx.substr(text, s.start as usize, s.start as usize + s.len)?.into());
    }
    if let (Some(tuple), Some((from, to))) = (container.exact::<Tuple>(), small_bounds(start, stop))
    {
        let s = adjust(from, to, 1, tuple.len());
        if s.len == tuple.len() {
            return Ok(container);
        }
        return Ok(cx.tuple(&tuple.items()[s.start as usize..][..s.len])?.into());
    }
    let slice = cx.slice(start, stop, Value::NONE)?;
    cx.getitem(container, slice.into())
}

/// `container[start:stop:step]`.
pub(crate) fn get_slice_by(cx: &mut Ctx, container: Value, parts: [Value; 3]) -> PyResult<Value> {
    let [start, stop, step] = parts;
    let steps = if step.is_none() { Some(1) } else { step.as_small().filter(|&s| s != 0) };
    if let (Some(list), Some((from, to)), Some(step)) =
        (container.exact::<List>(), small_bounds(start, stop), steps)
    {
        return Ok(cx.list_slice(list, adjust(from, to, step, list.len()))?.into());
    }
    let slice = cx.slice(start, stop, step)?;
    cx.getitem(container, slice.into())
}

/// `to[bounds] = list[parts]` of exact lists; the slice is not made where its items can move.
pub(crate) fn move_slice(
    cx: &mut Ctx,
    list: Value,
    parts: [Value; 3],
    to: Value,
    bounds: [Value; 2],
) -> PyResult<()> {
    let [start, stop, step] = parts;
    if let (Some(source), Some((first, last))) = (list.exact::<List>(), small_bounds(start, stop))
        && let (Some(dest), Some((from, till))) =
            (to.exact::<List>(), small_bounds(bounds[0], bounds[1]))
    {
        let step = if step.is_none() { 1 } else { step.as_small().unwrap_or(1) };
        let s = adjust(first, last, step, source.len());
        let d = adjust(from, till, 1, dest.len());
        if s.len == d.len && dest.overwrite_by_slice(d.start as usize, &source, s) {
            return Ok(());
        }
    }
    let items = get_slice_by(cx, list, parts)?;
    set_slice(cx, to, bounds[0], bounds[1], items)
}

/// The bounds of a slice that are `None` or small ints.
#[inline(always)]
fn small_bounds(start: Value, stop: Value) -> Option<(Option<i64>, Option<i64>)> {
    let bound = |v: Value| if v.is_none() { Some(None) } else { v.as_small().map(Some) };
    Some((bound(start)?, bound(stop)?))
}

/// `container[start:stop] = v`.
#[inline(never)]
pub(crate) fn set_slice(
    cx: &mut Ctx,
    container: Value,
    start: Value,
    stop: Value,
    v: Value,
) -> PyResult<()> {
    if let (Some(list), Some((from, to))) = (container.exact::<List>(), small_bounds(start, stop))
        && let s = adjust(from, to, 1, list.len())
    {
        let (at, end) = (s.start as usize, s.start as usize + s.len);
        if let Some(source) = v.exact::<List>().filter(|source| !source.ptr_eq(list)) {
            return cx.list_replace_by_list(list, at, end, source);
        }
        if let Some(tuple) = v.exact::<Tuple>() {
            return cx.list_replace(list, at, end, tuple.items());
        }
    }
    let slice = cx.slice(start, stop, Value::NONE)?;
    cx.setitem(container, slice.into(), v)
}

/// A slice object of two or three parts.
#[inline(never)]
pub(crate) fn slice(cx: &mut Ctx, parts: &[Value]) -> PyResult<Value> {
    let step = parts.get(2).copied().unwrap_or(Value::NONE);
    Ok(cx.slice(parts[0], parts[1], step)?.into())
}

/// `str(v)`.
#[inline(never)]
pub(crate) fn to_str(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.str_of(v)?.into())
}

/// `!s` (1), `!r` (2), `!a` (3).
#[inline(never)]
pub(crate) fn convert(cx: &mut Ctx, how: u32, v: Value) -> PyResult<Value> {
    match how {
        1 => Ok(cx.str_of(v)?.into()),
        2 => Ok(cx.repr(v)?.into()),
        _ => Ok(cx.ascii(v)?.into()),
    }
}

/// `format(v, spec)`; an exact str without a spec is itself.
#[inline(never)]
pub(crate) fn format(cx: &mut Ctx, v: Value, spec: Option<Value>) -> PyResult<Value> {
    match spec {
        None if super::is_exact_str(v) => Ok(v),
        None => {
            if let Some(n) = v.as_small() {
                return Ok(cx.int_text(n)?.into());
            }
            let empty = cx.empty_str()?;
            Ok(cx.format(v, empty)?.into())
        }
        Some(spec) => match spec.cast::<StrObj>() {
            Some(spec) => Ok(cx.format(v, spec)?.into()),
            None => raise!(cx, TypeError, "format spec must be a str"),
        },
    }
}

/// The error of `SystemError`s that only wrong bytecode can cause.
#[cold]
pub(crate) fn unknown_opcode(cx: &mut Ctx, opcode: u8) -> crate::interp::regs::Step {
    fn raised(cx: &mut Ctx, opcode: u8) -> PyResult<()> {
        raise!(cx, SystemError, "unknown opcode {opcode}")
    }
    crate::interp::regs::IntoStep::step(raised(cx, opcode))
}
