//! `for` loops: ranges, lists and tuples inline, anything else by the iterator protocol.

use crate::build::{Builder, block};
use crate::exit::reason::ExitReason;
use crate::ir::{BlockId, Inst, InstId, Op, Region, Type};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::{list, range, seq_iter, tuple};
use taipan_runtime::value::Value;
use taipan_vm::abi::libcalls::{EXHAUSTED, Libcall};
use taipan_vm::bytecode::{Opcode, Uop};

pub(super) fn translates(u: Uop) -> bool {
    use Uop::*;
    matches!(
        u,
        get_iter
            | guard_tos_list_iter
            | guard_tos_tuple_iter
            | guard_tos_range_iter
            | for_iter_list
            | for_iter_tuple
            | for_iter_range
    )
}

impl Builder<'_> {
    pub(super) fn iteration(&mut self, u: Uop) -> bool {
        use Uop::*;
        match u {
            get_iter => self.unary(Libcall::Iter),
            guard_tos_list_iter => self.guard_iter(TypeId::LIST_ITER),
            guard_tos_tuple_iter => self.guard_iter(TypeId::TUPLE_ITER),
            guard_tos_range_iter => self.guard_iter(TypeId::RANGE_ITER),
            for_iter_range => self.for_range(),
            for_iter_list => self.for_sequence(true),
            for_iter_tuple => self.for_sequence(false),
            _ => return false,
        }
        true
    }

    fn guard_iter(&mut self, ty: TypeId) {
        let v = self.peek(0);
        self.guard_type(v, ty.shape().0);
    }

    /// Ends the instruction in two blocks: `body` goes on with an item, `end` leaves the loop.
    pub(in crate::build) fn finish_loop(&mut self, body: (BlockId, InstId), end: BlockId) {
        let target = block::target(Opcode::FOR_ITER, &self.at).expect("FOR_ITER has a target");
        self.block = end;
        self.jump_to(target);
        self.block = body.0;
        self.push(body.1);
        let next = self.at.next;
        self.jump_to(next);
    }

    /// `iter(range(...))` of small ints, as a `for` loop makes it: the range itself is not made. False if the
    /// `CALL` is another.
    pub(in crate::build) fn call_range_for_loop(&mut self, op: Opcode) -> bool {
        let n = self.at.site.oparg as usize;
        let (next, then) = block::decode(self.scope.code, self.at.next);
        let (callable, receiver) = (self.peek(n + 1), self.peek(n));
        let range = TypeId::RANGE.shape();
        let is_range = self
            .known_word(callable)
            .and_then(|w| self.frame.value_of(w)?.cast::<TypeObj>())
            .is_some_and(|class| class.instance_shape.get() == range);
        if !is_range
            || !matches!(n, 1..=3)
            || then != Opcode::GET_ITER
            || self.scope.marks.leaders[self.at.next as usize]
            || self.known_word(receiver) != Some(0)
            || self.is_distrusted(op)
        {
            return false;
        }
        let class = self.known_word(callable).unwrap_or(0);
        self.f.keep.push(class);
        self.guard(Op::GuardWord, callable, class as i64, ExitReason::Callee);
        self.guard(Op::GuardWord, receiver, 0, ExitReason::Callee);
        for i in 0..n {
            self.guard_int(i);
        }
        let (zero, one) =
            (self.constant(Value::small(0).bits()), self.constant(Value::small(1).bits()));
        let (start, stop, step) = match n {
            1 => (zero, self.peek(0), one),
            2 => (self.peek(1), self.peek(0), one),
            _ => (self.peek(2), self.peek(1), self.peek(0)),
        };
        if n == 3 {
            let is_zero = self.op(Op::WordEq, &[step, zero]);
            self.leaving(Op::GuardFalse, &[is_zero], 0, ExitReason::Arithmetic);
        }
        let which = Libcall::RangeIter as i64;
        let it = self.leaving(Op::LibCallAlloc, &[start, stop, step], which, ExitReason::Raised);
        if n < 3 {
            // A step may lead beyond the small ints: then it is an iterator of another type.
            self.f.inst_mut(it).ty = Type::Object(TypeId::RANGE_ITER.shape().0);
        }
        self.replace(n + 2, it);
        (self.at, self.state) = (next, None);
        true
    }

    fn for_range(&mut self) {
        let it = self.peek(0);
        let left = self.load(Op::LoadI64, &[it], range::LEFT_OFFSET, Region::Cursor);
        let zero = self.i64(0);
        let more = self.op_imm(Op::I64Cmp, &[left, zero], 4);
        let (body, end) = self.branch(more);
        self.block = body;
        let n = self.load(Op::LoadI64, &[it], range::NEXT_OFFSET, Region::Cursor);
        let one = self.i64(1);
        let less = self.op(Op::I64Sub, &[left, one]);
        self.store(Op::StoreI64, &[it, less], range::LEFT_OFFSET, Region::Cursor);
        let step = self.load(Op::LoadI64, &[it], range::STEP_OFFSET, Region::Frozen);
        let next = self.op(Op::I64Add, &[n, step]);
        self.store(Op::StoreI64, &[it, next], range::NEXT_OFFSET, Region::Cursor);
        let v = self.op(Op::Tag, &[n]);
        self.finish_loop((body, v), end);
    }

    fn for_sequence(&mut self, is_list: bool) {
        let it = self.peek(0);
        let seq = self.load(Op::LoadSlot, &[it], seq_iter::SEQ_OFFSET, Region::Cursor);
        let absent = self.constant(0);
        let exhausted = self.op(Op::WordEq, &[seq, absent]);
        let (end, look) = self.branch(exhausted);
        self.block = look;
        let ty = if is_list { TypeId::LIST } else { TypeId::TUPLE };
        let seq = self.op_imm(Op::AssumeType, &[seq], ty.shape().0 as i64);
        let index = self.load(Op::LoadI64, &[it], seq_iter::INDEX_OFFSET, Region::Cursor);
        let (offset, region) = if is_list {
            (list::LEN_OFFSET, Region::Header)
        } else {
            (tuple::LEN_OFFSET, Region::Frozen)
        };
        let len = self.load(Op::LoadI64, &[seq], offset, region);
        let more = self.op(Op::InBounds, &[index, len]);
        let (body, drop) = self.branch(more);
        // An exhausted iterator lets go of its sequence.
        self.block = drop;
        let absent = self.constant(0);
        self.store(Op::StoreSlot, &[it, absent], seq_iter::SEQ_OFFSET, Region::Cursor);
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(crate::ir::Edge { block: end, args: Default::default() });
        self.f.push(drop, jump);
        self.block = body;
        let v = self.item(seq, index, is_list);
        let one = self.i64(1);
        let next = self.op(Op::I64Add, &[index, one]);
        self.store(Op::StoreI64, &[it, next], seq_iter::INDEX_OFFSET, Region::Cursor);
        self.finish_loop((body, v), end);
    }

    pub(in crate::build) fn for_iter_by(&mut self, next: Libcall) {
        let it = self.peek(0);
        let v = self.libcall(next, &[it]);
        let end_word = self.constant(EXHAUSTED);
        let ended = self.op(Op::WordEq, &[v, end_word]);
        let (end, body) = self.branch(ended);
        self.finish_loop((body, v), end);
    }
}
