//! `BINARY_OP`, `COMPARE_OP`, `TO_BOOL`, `CONTAINS_OP`, `STORE_SUBSCR`.

use super::{Choice, Decline, fresh_shape, packed, pin};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::arith::{self, IN_PLACE, SUBSCR};
use crate::interp::uops::guards::is_exact;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::slots::CmpOp;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

const ADD: u32 = 0;
const MULTIPLY: u32 = 5;
const SUBTRACT: u32 = 10;

/// Chooses for `lhs op rhs`. `stored_over` is the local that the next instruction stores to.
pub(crate) fn binary_op(
    cx: &mut Ctx,
    code: Gc<CodeObj>,
    at: Site,
    lhs: Value,
    rhs: Value,
    stored_over: Option<Value>,
) -> Choice {
    let op = at.oparg;
    if op == SUBSCR {
        return subscript(cx, code, at, lhs, rhs);
    }
    let plain = if op >= IN_PLACE { op - IN_PLACE } else { op };
    if Value::both_small(lhs, rhs) {
        match plain {
            ADD => return Ok(Op::BINARY_OP_ADD_INT),
            SUBTRACT => return Ok(Op::BINARY_OP_SUBTRACT_INT),
            MULTIPLY => return Ok(Op::BINARY_OP_MULTIPLY_INT),
            _ => {}
        }
    } else if arith::is_float(lhs) && arith::is_float(rhs) {
        match plain {
            ADD => return Ok(Op::BINARY_OP_ADD_FLOAT),
            SUBTRACT => return Ok(Op::BINARY_OP_SUBTRACT_FLOAT),
            MULTIPLY => return Ok(Op::BINARY_OP_MULTIPLY_FLOAT),
            _ => {}
        }
    } else if is_exact(lhs, TypeId::STR) && is_exact(rhs, TypeId::STR) && plain == ADD {
        return Ok(match stored_over {
            Some(local) if local.is(lhs) => Op::BINARY_OP_INPLACE_ADD_UNICODE,
            _ => Op::BINARY_OP_ADD_UNICODE,
        });
    }
    match arith::find_extension(op, lhs, rhs) {
        Some(number) => {
            at.set_unit(1, number);
            Ok(Op::BINARY_OP_EXTEND)
        }
        None => Err(Decline::DifferentTypes),
    }
}

fn subscript(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, container: Value, index: Value) -> Choice {
    let in_range = |len: Option<usize>| len.is_some_and(|n| arith::index_below(index, n).is_some());
    let (member, fits) = match container.heap_shape() {
        Some(s) if s == TypeId::LIST.shape() && is_exact(index, TypeId::SLICE) => {
            return Ok(Op::BINARY_OP_SUBSCR_LIST_SLICE);
        }
        Some(s) if s == TypeId::LIST.shape() => {
            (Op::BINARY_OP_SUBSCR_LIST_INT, in_range(container.cast::<ListObj>().map(|l| l.len())))
        }
        Some(s) if s == TypeId::TUPLE.shape() => (
            Op::BINARY_OP_SUBSCR_TUPLE_INT,
            in_range(container.cast::<TupleObj>().map(|t| t.len())),
        ),
        Some(s) if s == TypeId::STR.shape() => {
            (Op::BINARY_OP_SUBSCR_STR_INT, in_range(container.cast::<StrObj>().map(|s| s.len())))
        }
        Some(s) if s == TypeId::DICT.shape() => return Ok(Op::BINARY_OP_SUBSCR_DICT),
        Some(_) => return python_getitem(cx, code, at, container),
        None => return Err(Decline::NotHeapType),
    };
    if fits {
        Ok(member)
    } else if index.is_small() {
        Err(Decline::ExpectedError)
    } else {
        Err(Decline::DifferentTypes)
    }
}

fn python_getitem(cx: &mut Ctx, code: Gc<CodeObj>, at: Site, container: Value) -> Choice {
    let Some(shape) = fresh_shape(cx, container) else { return Err(Decline::NotHeapType) };
    let ty = cx.type_of(container);
    if ty.is_volatile() || cx.shapes.get(shape).is_stale() || !ty.is_mutable() {
        return Err(Decline::NotHeapType);
    }
    let name = cx.names.__getitem__;
    let Some(func) = cx.type_lookup(ty, name).and_then(|v| v.cast::<FunctionObj>()) else {
        return Err(Decline::NotHeapType);
    };
    let Some(word) = packed::pack(shape, func) else { return Err(Decline::OutOfRange) };
    pin(cx, code, func.into())?;
    at.set_word(1, word);
    Ok(Op::BINARY_OP_SUBSCR_GETITEM)
}

/// Chooses for a comparison.
pub(crate) fn compare_op(at: Site, lhs: Value, rhs: Value) -> Choice {
    if Value::both_small(lhs, rhs) {
        Ok(Op::COMPARE_OP_INT)
    } else if arith::is_float(lhs) && arith::is_float(rhs) {
        Ok(Op::COMPARE_OP_FLOAT)
    } else if is_exact(lhs, TypeId::STR) && is_exact(rhs, TypeId::STR) {
        match arith::compare_op(at.oparg) {
            CmpOp::Eq | CmpOp::Ne => Ok(Op::COMPARE_OP_STR),
            _ => Err(Decline::Other),
        }
    } else {
        Err(Decline::DifferentTypes)
    }
}

/// Chooses for a truth test.
pub(crate) fn to_bool(cx: &mut Ctx, at: Site, v: Value) -> Choice {
    if v.as_bool().is_some() {
        return Ok(Op::TO_BOOL_BOOL);
    }
    if v.is_small() {
        return Ok(Op::TO_BOOL_INT);
    }
    if v.is_none() {
        return Ok(Op::TO_BOOL_NONE);
    }
    let Some(shape) = fresh_shape(cx, v) else { return Err(Decline::NotHeapType) };
    if shape == TypeId::LIST.shape() {
        return Ok(Op::TO_BOOL_LIST);
    }
    if shape == TypeId::STR.shape() {
        return Ok(Op::TO_BOOL_STR);
    }
    let ty = cx.type_of(v);
    let plain = ty.slots.bool.get().is_none() && ty.slots.len.get().is_none();
    if plain && !ty.is_volatile() && !cx.shapes.get(shape).is_stale() {
        at.set_pair(1, shape.0);
        return Ok(Op::TO_BOOL_ALWAYS_TRUE);
    }
    Err(Decline::Other)
}

/// Chooses for `item in container`.
pub(crate) fn contains_op(container: Value) -> Choice {
    if is_exact(container, TypeId::SET) || is_exact(container, TypeId::FROZENSET) {
        Ok(Op::CONTAINS_OP_SET)
    } else if is_exact(container, TypeId::DICT) {
        Ok(Op::CONTAINS_OP_DICT)
    } else {
        Err(Decline::Other)
    }
}

/// Chooses for `container[index] = value`.
pub(crate) fn store_subscr(container: Value, index: Value) -> Choice {
    if is_exact(container, TypeId::LIST) {
        let len = container.cast::<ListObj>().map_or(0, |l| l.len());
        return match arith::index_below(index, len) {
            Some(_) => Ok(Op::STORE_SUBSCR_LIST_INT),
            None if index.is_small() => Err(Decline::OutOfRange),
            None => Err(Decline::Other),
        };
    }
    if is_exact(container, TypeId::DICT) { Ok(Op::STORE_SUBSCR_DICT) } else { Err(Decline::Other) }
}
