//! From the interpreter loop into machine code and back.

use super::backend::Outcome;
use super::continued::{self, Came};
use super::deopt;
use crate::bytecode::{Site, backoff};
use crate::frame::Frame;
use crate::frame::layout::flags;
use crate::interp::regs::{Interp, Step};
use crate::types::async_in_place;
use crate::types::generator::{self, GenState};
use taipan_runtime::ctx::Ctx;

/// Native stack that machine code must find.
const STACK_FOR_CODE: usize = 512 << 10;

/// Whether so little native stack is left that machine code had better not be entered.
pub fn is_stack_short(cx: &Ctx) -> bool {
    let here = 0u8;
    (&raw const here as usize) < cx.stack_limit + STACK_FOR_CODE
}

impl Frame {
    /// Whether this is the frame of a generator that machine code has left in this state.
    fn is_left(self, state: GenState) -> bool {
        self.has(flags::GENERATOR) && generator::of_frame(self).state.get() == state
    }
}

impl Interp<'_> {
    /// The running function was entered; it may go on in machine code.
    #[inline(always)]
    pub fn enter_compiled_function(&mut self) -> Step {
        let code = self.code();
        let entry = code.entry.get();
        if entry != 0 && !is_stack_short(self.cx) {
            self.save_pc();
            let outcome = deopt::enter(self.cx, self.vm, self.frame(), deopt::CodeAddress(entry));
            return self.after_machine_code(outcome);
        }
        if code.generic || self.vm.settings.frozen.get() {
            code.heat.set(0);
            return Step::Next;
        }
        let heat = code.heat.get();
        if heat < self.vm.settings.entry_threshold.get() {
            code.heat.set(heat + 1);
            return Step::Next;
        }
        let Some(backend) = self.vm.backend.get() else { return Step::Next };
        if self.vm.plan_leaves(code, None) {
            code.heat.set(0);
            return Step::Next;
        }
        self.save_pc();
        match backend.enter_function(self.cx, self.vm, self.frame()) {
            Outcome::Declined { retry: 0 } => {
                // Half the range: `heat` never reaches the threshold by counting alone.
                code.heat.set(0);
                Step::Next
            }
            Outcome::Declined { retry } => {
                code.heat.set(heat.saturating_sub(retry as u32));
                Step::Next
            }
            outcome => self.after_machine_code(outcome),
        }
    }

    /// A hot back edge: `pc` is at the loop head, which may go on in machine code.
    #[inline(always)]
    pub fn enter_compiled_loop(&mut self, at: Site) -> Step {
        let Some(backend) = self.vm.backend.get() else { return Step::Next };
        self.save_pc();
        let head = (self.pc as usize - self.code().units() as usize) / 2;
        if self.vm.plan_leaves(self.code(), Some(head)) {
            at.set_opcode(crate::bytecode::Opcode::JUMP_BACKWARD_NO_JIT);
            return Step::Next;
        }
        match backend.enter_loop(self.cx, self.vm, self.frame(), head, self.sp) {
            Outcome::Declined { retry: 0 } => {
                at.set_opcode(crate::bytecode::Opcode::JUMP_BACKWARD_NO_JIT);
                Step::Next
            }
            Outcome::Declined { retry } => {
                at.set_unit(0, backoff::make(retry.min(4095), backoff::MAX_BACKOFF));
                Step::Next
            }
            outcome => self.after_machine_code(outcome),
        }
    }

    /// The running frame is a generator's, which goes on with the value that was sent on top: in machine code
    /// if there is some.
    pub fn continue_in_machine_code(&mut self) -> Step {
        if self.code().resume.get() == 0 || is_stack_short(self.cx) {
            return Step::Next;
        }
        let came = continued::run(self.cx, self.vm, generator::of_frame(self.frame()));
        let Some(frame) = self.vm.frame() else { return Step::Raise };
        self.fp = frame.fp();
        self.pc = frame.pc();
        match came {
            Came::Yielded(_, v) => self.suspended(frame, v),
            Came::Returned(frame, v) => self.return_from(frame, v),
            Came::Exit { sp } => {
                self.sp = sp;
                Step::Next
            }
            Came::Raised => Step::Raise,
        }
    }

    #[inline(always)]
    fn after_machine_code(&mut self, outcome: Outcome) -> Step {
        let Some(frame) = self.vm.frame() else { return Step::Raise };
        self.fp = frame.fp();
        self.pc = frame.pc();
        match outcome {
            Outcome::Returned(v) if frame.is_left(GenState::Suspended) => self.suspended(frame, v),
            Outcome::Returned(v) if frame.is_left(GenState::YieldedItem) => {
                match async_in_place::wrap_yielded(self.cx, generator::of_frame(frame), v) {
                    Some(v) => self.suspended(frame, v),
                    None => Step::Raise,
                }
            }
            Outcome::Returned(_) if frame.is_left(GenState::Sending) => {
                let generator = generator::of_frame(frame);
                generator.state.set(GenState::Running);
                self.sp = generator.sp.get();
                // Back to the `SEND`.
                self.pc = self.pc.wrapping_sub(2);
                Step::Next
            }
            Outcome::Returned(v) => self.return_from(frame, v),
            Outcome::Exit { sp } => {
                self.sp = sp;
                Step::Next
            }
            Outcome::Raised => Step::Raise,
            Outcome::Declined { .. } => Step::Next,
        }
    }
}
