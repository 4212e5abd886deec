//! Code whose frame lies inside a generator object: other frames are not behind it but at the top of the
//! value stack, and `yield` leaves what the interpreter would leave.

use super::Lowerer;
use crate::ir::frame_state::FrameState;
use crate::ir::{InstId, Region};
use cranelift_codegen::ir::{InstBuilder, Value, types};
use taipan_vm::frame::layout;
use taipan_vm::types::generator::{SP_FROM_FRAME, STATE_FROM_FRAME};

impl Lowerer<'_> {
    /// Where local 0 of the generator's frame would be if that were the topmost one of the value stack.
    pub(super) fn above_generator(&mut self) -> Value {
        let cell = self.word(self.env.calls.top as i64);
        let flags = self.flags(Region::Meta);
        let top = self.b.ins().load(types::I64, flags, cell, 0);
        self.b.ins().iadd_imm_s(top, (layout::HEADER as i64 - self.func.frame_words) * 8)
    }

    /// What a place this many bytes from the entered frame's local 0 is counted from.
    pub(super) fn frame_at(&self, bytes: i64) -> Value {
        if bytes < self.func.frame_words * 8 { self.frame } else { self.above }
    }

    /// Writes the frame and the generator's state and returns the value.
    pub(super) fn suspend(&mut self, v: InstId) {
        let inst = self.func.inst(v);
        let state = inst.state.expect("the verifier saw a frame state");
        let view = FrameState::of(self.func, state);
        let locals = view.locals().len();
        for (slot, &word) in view.locals().iter().chain(view.stack()).enumerate() {
            self.show_local(0, 0, slot, word, locals);
        }
        let flags = self.flags(Region::Frame);
        let pc = self.word((self.func.units + 2 * view.pc() as u64) as i64);
        self.b.ins().store(flags, pc, self.frame, layout::PC as i32 * 8);
        let end = (locals + view.stack().len()) as i64;
        let sp = self.b.ins().iadd_imm_s(self.frame, end * 8);
        let meta = self.flags(Region::Meta);
        self.b.ins().store(meta, sp, self.frame, SP_FROM_FRAME);
        let state = self.b.ins().iconst(types::I8, inst.imm);
        self.b.ins().store(meta, state, self.frame, STATE_FROM_FRAME);
        let value = self.arg(v, 0);
        self.b.ins().return_(&[value]);
    }
}
