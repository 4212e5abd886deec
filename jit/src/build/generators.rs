//! Bodies of generators: one unit that goes on wherever the generator can be suspended.
//!
//! A suspended generator keeps locals and operand stack in its frame, which lies inside the object, and the
//! PC behind its `YIELD_VALUE`; one that delegates may also go on behind its `SEND`. The unit's entry compares that PC with the places that it has code for; each
//! has a block that reads the frame. `Yield` writes the frame and returns.

use super::{Builder, Instr, block};
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::snapshot;
use crate::ir::function::{ENTRY, Edge};
use crate::ir::{Inst, InstId, Op, Region};
use taipan_vm::bytecode::Opcode;
use taipan_vm::frame::layout;
use taipan_vm::types::generator::GenState;

/// The operand of the intrinsic that wraps what an async generator yields.
const ASYNC_GEN_WRAP: u32 = 4;

impl Builder<'_> {
    /// The entry of a generator's body, which starts at a code unit.
    pub(super) fn start_of_generator(&mut self, start: u32) {
        let locals = self.scope.code.locals_len();
        for slot in 0..locals {
            let v = self.entry_slot(slot);
            self.scope.locals.push(v);
        }
        self.resume_at(start);
    }

    /// The frame slot as it is when the generator goes on, in the present block.
    fn entry_slot(&mut self, slot: usize) -> InstId {
        let v = self.f.push(self.block, Inst::with_imm(Op::EntrySlot, &[], slot as i64, 0));
        // What is unbound now need not be so elsewhere.
        if slot < self.scope.code.locals_len()
            && let Some(value) = self.frame.slot_at(slot)
        {
            self.hints.insert(v, value.bits());
        }
        v
    }

    /// `YIELD_VALUE`: the frame is as it will be found, but for the value that will be sent.
    pub(super) fn suspend(&mut self) {
        let v = self.pop_value();
        let behind = self.at.next;
        self.leave_in_state(GenState::Suspended, v);
        self.resume_at(behind);
    }

    /// `CALL_INTRINSIC_1` that wraps what an async generator yields, with the `YIELD_VALUE` behind it: whoever
    /// entered the code wraps the value, if it must be. False if it is another.
    pub(super) fn yield_item(&mut self) -> bool {
        let (next, op) = block::decode(self.scope.code, self.at.next);
        if self.at.site.oparg != ASYNC_GEN_WRAP
            || op != Opcode::YIELD_VALUE
            || self.scope.marks.leaders[self.at.next as usize]
            || self.scope.number > 0
        {
            return false;
        }
        let v = self.pop_value();
        (self.at, self.state) = (next, None);
        self.leave_in_state(GenState::YieldedItem, v);
        self.resume_at(next.next);
        true
    }

    /// `SEND`: whoever entered the code does it, since a generator that is sent to runs in its stead. The code
    /// goes on behind the `YIELD_VALUE`, or where the result of what has ended is expected.
    pub(super) fn send(&mut self) {
        let target = block::target(Opcode::SEND, &self.at);
        let is_plain = self.scope.number == 0 && self.at.next == self.at.start + 2;
        let (Some(target), true) = (target, is_plain) else { return self.interpret() };
        let behind = self.at.next;
        let v = self.peek(0);
        let v = self.present(v);
        self.leave_in_state(GenState::Sending, v);
        self.pop();
        self.resume_at(behind + 1);
        self.resume_at(target);
    }

    /// Leaves the code behind the present instruction.
    fn leave_in_state(&mut self, to: GenState, v: InstId) {
        let (locals, stack) = (self.scope.locals.clone(), self.scope.stack.clone());
        let state = self.f.push(self.block, snapshot(self.at.next, 0, &locals, &stack, None));
        let mut end = Inst::with_imm(Op::Yield, &[v], to as i64, 0);
        end.state = Some(state);
        self.f.push(self.block, end);
        self.ended = true;
    }

    /// Makes the block in which the generator goes on at a code unit, with the present words on the operand
    /// stack and the sent one.
    fn resume_at(&mut self, pc: u32) {
        match &self.resumes {
            Some(known) if known.iter().all(|&(at, _)| at != pc) => {}
            _ => return,
        }
        let (block, at) = (self.block, self.at);
        self.block = self.f.new_block();
        self.at = Instr { start: pc, next: pc, site: block::site_at(self.scope.code, pc) };
        self.state = None;
        let locals = self.scope.locals.len();
        let words = locals + self.scope.stack.len() + 1;
        let mut slots: Vec<InstId> = (0..words).map(|slot| self.entry_slot(slot)).collect();
        let stack = slots.split_off(locals);
        let outer = (
            std::mem::replace(&mut self.scope.locals, slots),
            std::mem::replace(&mut self.scope.stack, stack),
        );
        self.leaving(Op::GuardRoom, &[], 0, ExitReason::StackLimit);
        let resumed = self.block;
        self.jump_to(pc);
        (self.scope.locals, self.scope.stack) = outer;
        (self.block, self.at, self.state) = (block, at, None);
        self.resumes.iter_mut().for_each(|known| known.push((pc, resumed)));
    }

    /// Fills the entry block: to the place where the generator is suspended.
    pub(super) fn dispatch_resumes(&mut self) {
        let Some(places) = self.resumes.take() else { return };
        self.block = ENTRY;
        let frame = self.op(Op::FramePtr, &[]);
        let at = Inst::with_imm(Op::LoadI64, &[frame], layout::PC as i64 * 8, Region::Frame as i64);
        let pc = self.f.push(ENTRY, at);
        for (unit, block) in places.into_iter().rev() {
            let here = self.i64(self.scope.code.units() as i64 + 2 * unit as i64);
            let same = self.op_imm(Op::I64Cmp, &[pc, here], 2);
            let mut end = Inst::new(Op::Branch, &[same]);
            let next = self.f.new_block();
            for block in [block, next] {
                end.targets.push(Edge { block, args: Default::default() });
            }
            self.f.push(self.block, end);
            self.block = next;
        }
        // The frame stays as it is; the map says nothing of it.
        let state = self.f.push(self.block, snapshot(0, 0, &[], &[], None));
        let exit = Inst::new(Op::Exit, &[]).leaving(state, ExitReason::Resume);
        self.f.push(self.block, exit);
    }
}
