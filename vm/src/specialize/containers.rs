//! `UNPACK_SEQUENCE`, `FOR_ITER`, `SEND`.

use super::{Choice, Decline};
use crate::bytecode::{Opcode as Op, Site};
use crate::interp::uops::guards::is_exact;
use crate::types::generator::{self, GenState, GeneratorObj};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// Chooses for an unpacking into `oparg` targets.
pub(crate) fn unpack_sequence(at: Site, seq: Value) -> Choice {
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
    Err(Decline::Sequence)
}

/// Chooses for the iterator of a loop.
pub(crate) fn for_iter(iter: Value) -> Choice {
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
                && !matches!(g.state.get(), GenState::Running | GenState::Finished) =>
        {
            Ok(Op::FOR_ITER_GEN)
        }
        Some(_) => Err(Decline::GeneratorState),
        None => Err(Decline::Iterator),
    }
}

/// Chooses for the receiver of a delegation.
pub(crate) fn send(receiver: Value) -> Choice {
    match receiver.cast::<GeneratorObj>() {
        Some(g) if !generator::is_async(g) => Ok(Op::SEND_GEN),
        _ => Err(Decline::Iterator),
    }
}
