//! Emitting HIR: the few shapes that all micro-ops are built from.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::{set_counted, snapshot};
use crate::ir::insts::{INLINE_ONLY, may_look};
use crate::ir::{BlockId, Inst, InstId, Op, Region, Type};
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;
use taipan_vm::stats::FAMILIES;

impl Builder<'_> {
    /// The frame state at the start of the instruction; taken before its first effect.
    pub(super) fn state(&mut self) -> InstId {
        if let Some(known) = self.state {
            return known;
        }
        let stack = self.scope.stack.clone();
        let stack = self.with_generators(stack);
        let mut made = snapshot(
            self.at.start,
            self.scope.number,
            &self.scope.locals,
            &stack,
            self.scope.caller,
        );
        if self.counted == Some((self.scope.number, self.at.start)) {
            set_counted(&mut made);
        }
        let v = self.f.push(self.block, made);
        self.state = Some(v);
        v
    }

    /// Counts an execution of the instruction, in a VM that counts those of sites. An exit that runs it again
    /// takes that back (`vm/src/tier/deopt.rs`).
    pub(super) fn count(&mut self, op: Opcode) {
        let Some(site) = self.scope.code.site_counts(self.at.start as usize) else { return };
        if !FAMILIES.contains(&op.head()) {
            return;
        }
        let counter = if op == op.head() { &site.runs.generic } else { &site.runs.special };
        let (at, region) = (counter.as_ptr() as i64, Region::Counts as i64);
        self.f.push(self.block, Inst::with_imm(Op::CountSite, &[], at, region));
        self.counted = Some((self.scope.number, self.at.start));
        self.state = None;
    }

    pub(super) fn op(&mut self, op: Op, args: &[InstId]) -> InstId {
        self.f.push(self.block, Inst::new(op, args))
    }

    pub(super) fn op_imm(&mut self, op: Op, args: &[InstId], imm: i64) -> InstId {
        self.f.push(self.block, Inst::with_imm(op, args, imm, 0))
    }

    /// An instruction that may leave.
    pub(super) fn leaving(
        &mut self,
        op: Op,
        args: &[InstId],
        imm: i64,
        reason: ExitReason,
    ) -> InstId {
        let state = self.state();
        self.called |= may_look(op, imm);
        self.f.push(self.block, Inst::with_imm(op, args, imm, 0).leaving(state, reason))
    }

    /// Behind an instruction that called: what took a frame of an inlined callee, or wrote a variable of a frame,
    /// is for the interpreter to go on with.
    pub(super) fn check_frames(&mut self) {
        self.leaving(Op::CheckFrames, &[], 0, ExitReason::Frames);
    }

    /// Without calls nobody can have taken the frame of a function that is entered at its start.
    pub(super) fn drop_unneeded_checks(&mut self) {
        if self.f.insts.iter().any(|inst| may_look(inst.op, inst.imm)) {
            return;
        }
        let is_check = |inst: &Inst| inst.op == Op::CheckHeld;
        let insts = &self.f.insts;
        for block in &mut self.f.blocks {
            block.insts.retain(|v| !is_check(&insts[v.0 as usize]));
        }
    }

    /// A guard on a value: whoever holds the value holds the guarded one afterwards.
    pub(super) fn guard(&mut self, op: Op, v: InstId, imm: i64, reason: ExitReason) -> InstId {
        let guarded = self.leaving(op, &[v], imm, reason);
        let known = (op == Op::GuardWord).then_some(imm as u64);
        if let Some(hint) =
            known.or_else(|| self.f.const_word(v)).or_else(|| self.hints.get(&v).copied())
        {
            self.hints.insert(guarded, hint);
        }
        let generators = &mut self.scope.generators;
        let inside = generators.iter_mut().flat_map(|g| g.locals.iter_mut().chain(&mut g.stack));
        for slot in self.scope.locals.iter_mut().chain(&mut self.scope.stack).chain(inside) {
            if *slot == v {
                *slot = guarded;
            }
        }
        guarded
    }

    pub(super) fn load(
        &mut self,
        op: Op,
        args: &[InstId],
        offset: usize,
        region: Region,
    ) -> InstId {
        self.f.push(self.block, Inst::with_imm(op, args, offset as i64, region as i64))
    }

    pub(super) fn store(&mut self, op: Op, args: &[InstId], offset: usize, region: Region) {
        self.f.push(self.block, Inst::with_imm(op, args, offset as i64, region as i64));
    }

    pub(super) fn constant(&mut self, word: u64) -> InstId {
        if Type::of_word(word) == Type::Heap {
            self.f.keep.push(word);
        }
        self.op_imm(Op::Const, &[], word as i64)
    }

    pub(super) fn i64(&mut self, n: i64) -> InstId {
        self.op_imm(Op::ConstI64, &[], n)
    }

    pub(super) fn pointer(&mut self, address: u64) -> InstId {
        self.op_imm(Op::ConstPtr, &[], address as i64)
    }

    /// The value as one that is surely present.
    pub(super) fn present(&mut self, v: InstId) -> InstId {
        if self.f.ty(v).is(Type::Any) {
            return v;
        }
        let present = self.op(Op::AssumeBound, &[v]);
        if let Some(&hint) = self.hints.get(&v) {
            self.hints.insert(present, hint);
        }
        present
    }

    pub(super) fn pop(&mut self) -> InstId {
        self.scope.stack.pop().expect("the compiler checked the stack depth")
    }

    /// A value that is known to be there.
    pub(super) fn pop_value(&mut self) -> InstId {
        let v = self.pop();
        self.present(v)
    }

    pub(super) fn push(&mut self, v: InstId) {
        self.scope.stack.push(v);
    }

    /// The word `n` below the top.
    pub(super) fn peek(&self, n: usize) -> InstId {
        self.scope.stack[self.scope.stack.len() - 1 - n]
    }

    pub(super) fn libcall(&mut self, which: Libcall, args: &[InstId]) -> InstId {
        self.leaving(Op::LibCall, args, which as i64, ExitReason::Raised)
    }

    pub(super) fn libcall_array(&mut self, which: Libcall, args: &[InstId]) -> InstId {
        self.leaving(Op::LibCallArray, args, which as i64, ExitReason::Raised)
    }

    pub(super) fn guard_type(&mut self, v: InstId, shape: u32) -> InstId {
        self.guard(Op::GuardType, v, shape as i64, ExitReason::NotType)
    }

    /// Guards a float.
    pub(super) fn guard_float(&mut self, v: InstId) -> InstId {
        let imm = self.floats_that_pass();
        self.guard(Op::GuardFloat, v, imm, ExitReason::NotFloat)
    }

    /// The number in a float or an int, which has to be exact if `exact`.
    pub(super) fn guard_number(&mut self, v: InstId, exact: bool, reason: ExitReason) -> InstId {
        let inline = self.floats_that_pass();
        self.leaving(Op::GuardNumber, &[v], inline | exact as i64, reason)
    }

    /// Only floats with an inline form pass guards, until one of this code met another.
    pub(super) fn floats_that_pass(&self) -> i64 {
        if self.scope.code.heap_floats.get() { 0 } else { INLINE_ONLY }
    }

    pub(super) fn guard_true(&mut self, cond: InstId, reason: ExitReason) {
        self.leaving(Op::GuardTrue, &[cond], 0, reason);
    }

    /// Guards that two untagged integers are equal.
    pub(super) fn guard_equal(&mut self, a: InstId, n: i64, reason: ExitReason) {
        let want = self.i64(n);
        let same = self.op_imm(Op::I64Cmp, &[a, want], 2);
        self.guard_true(same, reason);
    }

    /// Branches within one instruction: the blocks for true and false.
    pub(super) fn branch(&mut self, cond: InstId) -> (BlockId, BlockId) {
        let (yes, no) = (self.f.new_block(), self.f.new_block());
        let mut end = Inst::new(Op::Branch, &[cond]);
        for block in [yes, no] {
            end.targets.push(crate::ir::Edge { block, args: Default::default() });
        }
        self.f.push(self.block, end);
        (yes, no)
    }

    /// Leaves to the interpreter for good.
    pub(super) fn interpret(&mut self) {
        self.leave_for_good(ExitReason::Interpret);
    }

    pub(super) fn leave_for_good(&mut self, reason: ExitReason) {
        self.leaving(Op::Exit, &[], 0, reason);
        self.ended = true;
    }
}
