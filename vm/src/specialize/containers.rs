//! `UNPACK_SEQUENCE`, `FOR_ITER`, `SEND`.

use super::{Choice, Decline, reason};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::uops::guards::is_exact;
use crate::types::generator::{self, GenState, GeneratorObj};
use taipan_runtime::ctx::Ctx;
use taipan_runtime::object::exact::{Map, Zip};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// Chooses for an unpacking into `oparg` targets.
pub(crate) fn unpack_sequence(cx: &mut Ctx, at: Site, seq: Value) -> Choice {
    let n = at.oparg as usize;
    if is_exact(seq, TypeId::TUPLE) {
        if seq.cast::<TupleObj>().is_none_or(|t| t.len() != n) {
            return Err(Decline::ExpectedError);
        }
        return Ok(if n == 2 { Op::UNPACK_SEQUENCE_TWO_TUPLE } else { Op::UNPACK_SEQUENCE_TUPLE });
    }
    if is_exact(seq, TypeId::LIST) {
        if seq.cast::<ListObj>().is_none_or(|l| l.len() != n) {
            return Err(Decline::ExpectedError);
        }
        return Ok(Op::UNPACK_SEQUENCE_LIST);
    }
    // CPython has words for two kinds only.
    Err(if cx.is_iterator(seq) { Decline::Iterator } else { Decline::Sequence })
}

/// Chooses for the iterator of a loop.
pub(crate) fn for_iter(cx: &mut Ctx, iter: Value) -> Choice {
    if is_exact(iter, TypeId::LIST_ITER) {
        return Ok(Op::FOR_ITER_LIST);
    }
    if is_exact(iter, TypeId::TUPLE_ITER) {
        return Ok(Op::FOR_ITER_TUPLE);
    }
    if is_exact(iter, TypeId::RANGE_ITER) {
        return Ok(Op::FOR_ITER_RANGE);
    }
    match iter.cast::<GeneratorObj>() {
        Some(g)
            if generator::is_plain(g)
                && matches!(generator::state_of(g), GenState::Created | GenState::Suspended) =>
        {
            Ok(Op::FOR_ITER_GEN)
        }
        Some(g) if generator::is_plain(g) => Err(Decline::GeneratorState),
        Some(_) => Err(Decline::Coroutine),
        None => match BUILTIN_ITERATORS.iter().find(|(ty, _)| is_exact(iter, *ty)) {
            Some(&(TypeId::ZIP, op)) => match pairs(iter) {
                true => Ok(op),
                false => Err(Decline::IterZip),
            },
            Some(&(TypeId::MAP, op)) => match iter.exact::<Map>().map(|m| m.iters.get().len()) {
                Some(1) => Ok(op),
                _ => Err(Decline::IterMap),
            },
            Some(&(_, op)) => Ok(op),
            None => Err(reason::iterator(cx, iter)),
        },
    }
}

/// The instructions for builtin iterators beyond CPython's.
const BUILTIN_ITERATORS: &[(TypeId, Op)] = &[
    (TypeId::DICT_KEY_ITER, Op::FOR_ITER_DICT_KEYS),
    (TypeId::DICT_VALUE_ITER, Op::FOR_ITER_DICT_VALUES),
    (TypeId::DICT_ITEM_ITER, Op::FOR_ITER_DICT_ITEMS),
    (TypeId::SET_ITER, Op::FOR_ITER_SET),
    (TypeId::ENUMERATE, Op::FOR_ITER_ENUMERATE),
    (TypeId::ZIP, Op::FOR_ITER_ZIP),
    (TypeId::MAP, Op::FOR_ITER_MAP),
    (TypeId::STR_ITER, Op::FOR_ITER_STR),
    (TypeId::LIST_REVERSE_ITER, Op::FOR_ITER_REVERSED),
];

/// Whether a `zip` makes pairs and ends with its shorter iterable.
fn pairs(iter: Value) -> bool {
    iter.exact::<Zip>().is_some_and(|z| z.iters.get().len() == 2 && !z.strict.get())
}

/// Chooses for the receiver of a delegation.
pub(crate) fn send(cx: &mut Ctx, receiver: Value) -> Choice {
    match receiver.cast::<GeneratorObj>() {
        Some(g) if !generator::is_async(g) => Ok(Op::SEND_GEN),
        Some(_) => Err(Decline::AsyncGenSend),
        None => Err(reason::iterator(cx, receiver)),
    }
}
