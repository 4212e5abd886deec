//! `BINARY_OP`, `COMPARE_OP`, `TO_BOOL`, `CONTAINS_OP`, `STORE_SUBSCR`.

use super::{Choice, Decline, fresh_shape, packed, pin, reason, rows};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::arith::{self, IN_PLACE, SUBSCR};
use crate::interp::state::Vm;
use crate::interp::uops::guards::is_exact;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::exact::Range;
use taipan_runtime::object::slots::CmpOp;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::dict::subscript as dict_subscript;
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
    vm: &Vm,
    code: Gc<CodeObj>,
    at: Site,
    lhs: Value,
    rhs: Value,
    stored_over: Option<Value>,
) -> Choice {
    let op = at.oparg;
    if op == SUBSCR {
        return subscript(cx, vm, code, at, lhs, rhs);
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
    extend(cx, vm, at, lhs, rhs)
        .unwrap_or_else(|| Err(reason::binary_operator(cx, plain, lhs, rhs)))
}

/// The extension for these operands, unless it is switched off; `None` if there is none.
fn extend(cx: &Ctx, vm: &Vm, at: Site, lhs: Value, rhs: Value) -> Option<Choice> {
    let number = arith::find_extension(cx, at.oparg, lhs, rhs)?;
    if !vm.settings.allows_row(number as usize - 1) {
        return Some(Err(Decline::SwitchedOff));
    }
    at.set_unit(1, number);
    Some(Ok(Op::BINARY_OP_EXTEND))
}

fn subscript(
    cx: &mut Ctx,
    vm: &Vm,
    code: Gc<CodeObj>,
    at: Site,
    container: Value,
    index: Value,
) -> Choice {
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
        Some(shape) if is_dict_subclass(cx, shape) => {
            let Some(shape) = fresh_shape(cx, container) else { return Err(Decline::NotHeapType) };
            if cx.shapes.get(shape).is_stale() {
                return Err(Decline::MutableClass);
            }
            at.set_pair(1, shape.0);
            return Ok(Op::BINARY_OP_SUBSCR_DICT_SUBCLASS);
        }
        Some(_) => {
            return match extend(cx, vm, at, container, index) {
                Some(choice) => choice,
                None => python_getitem(cx, code, at, container)
                    .map_err(|why| reason::subscript(cx, container, index, why)),
            };
        }
        None => return Err(Decline::NotHeapType),
    };
    let negative = index.as_small().is_some_and(|i| i < 0);
    if fits && negative && !vm.settings.allows_row(rows::NEGATIVE_INDEX) {
        Err(Decline::SwitchedOff)
    } else if fits {
        Ok(member)
    } else if index.is_small() {
        Err(Decline::ExpectedError)
    } else {
        Err(reason::subscript(cx, container, index, Decline::Other))
    }
}

/// Whether instances have the subscript of `dict`.
fn is_dict_subclass(cx: &Ctx, shape: ShapeId) -> bool {
    let usual: fn(&mut Ctx, Value, Value) -> PyResult<Value> = dict_subscript;
    let slot = cx.shapes.get(shape).class().and_then(|c| c.slots.getitem.get());
    slot.is_some_and(|f| std::ptr::fn_addr_eq(f, usual))
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
pub(crate) fn compare_op(cx: &mut Ctx, at: Site, lhs: Value, rhs: Value) -> Choice {
    if Value::both_small(lhs, rhs) {
        Ok(Op::COMPARE_OP_INT)
    } else if arith::is_float(lhs) && arith::is_float(rhs) {
        Ok(Op::COMPARE_OP_FLOAT)
    } else if is_exact(lhs, TypeId::STR) && is_exact(rhs, TypeId::STR) {
        match arith::compare_op(at.oparg) {
            CmpOp::Eq | CmpOp::Ne => Ok(Op::COMPARE_OP_STR),
            _ => Ok(Op::COMPARE_OP_STR_ORDER),
        }
    } else if lhs.is_small() && rhs.is_inline_float() || lhs.is_inline_float() && rhs.is_small() {
        Ok(Op::COMPARE_OP_MIXED)
    } else if arith::int_or_bool(lhs).is_some() && arith::int_or_bool(rhs).is_some() {
        Ok(Op::COMPARE_OP_BOOL)
    } else {
        Err(reason::comparison(cx, lhs, rhs))
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
        // A site that saw both an object and None keeps the object's shape.
        let sees_objects = [Op::TO_BOOL_ALWAYS_TRUE as u8, Op::TO_BOOL_OBJECT_OR_NONE as u8];
        return Ok(if sees_objects.contains(&at.opcode()) {
            Op::TO_BOOL_OBJECT_OR_NONE
        } else {
            Op::TO_BOOL_NONE
        });
    }
    let Some(shape) = fresh_shape(cx, v) else { return Err(reason::truth(cx, v)) };
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
        let sees_none = [Op::TO_BOOL_NONE as u8, Op::TO_BOOL_OBJECT_OR_NONE as u8];
        return Ok(if sees_none.contains(&at.opcode()) {
            Op::TO_BOOL_OBJECT_OR_NONE
        } else {
            Op::TO_BOOL_ALWAYS_TRUE
        });
    }
    Err(reason::truth(cx, v))
}

/// Chooses for `item in container`.
pub(crate) fn contains_op(cx: &mut Ctx, container: Value, item: Value) -> Choice {
    if is_exact(container, TypeId::SET) || is_exact(container, TypeId::FROZENSET) {
        Ok(Op::CONTAINS_OP_SET)
    } else if is_exact(container, TypeId::DICT) {
        Ok(Op::CONTAINS_OP_DICT)
    } else if is_exact(container, TypeId::LIST) {
        Ok(Op::CONTAINS_OP_LIST)
    } else if is_exact(container, TypeId::TUPLE) {
        Ok(Op::CONTAINS_OP_TUPLE)
    } else if is_exact(container, TypeId::STR) && is_exact(item, TypeId::STR) {
        Ok(Op::CONTAINS_OP_STR)
    } else if container.exact::<Range>().is_some_and(|r| r.small().is_some()) && item.is_small() {
        Ok(Op::CONTAINS_OP_RANGE)
    } else {
        Err(reason::container(cx, container))
    }
}

/// Chooses for `container[index] = value`.
pub(crate) fn store_subscr(cx: &mut Ctx, container: Value, index: Value) -> Choice {
    if is_exact(container, TypeId::LIST) {
        let len = container.cast::<ListObj>().map_or(0, |l| l.len());
        return match arith::index_below(index, len) {
            Some(_) => Ok(Op::STORE_SUBSCR_LIST_INT),
            None if index.is_small() => Err(Decline::OutOfRange),
            None => Err(reason::store_subscript(cx, container, index)),
        };
    }
    if is_exact(container, TypeId::DICT) {
        Ok(Op::STORE_SUBSCR_DICT)
    } else {
        Err(reason::store_subscript(cx, container, index))
    }
}
