//! Jumps, the eval breaker, and instructions that no code contains.

use crate::bytecode::{Site, branches};
use crate::interp::regs::{Interp, IntoStep, Step};
use crate::interp::slow;
use crate::monitor;
use std::sync::atomic::Ordering;
use taipan_runtime::ctx::breaker;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn unreachable_op(&mut self, _: Site) -> Step {
        self.save_pc();
        slow::unknown_opcode(self.cx, 0)
    }

    #[inline(always)]
    pub fn check_pending(&mut self, _: Site) -> Step {
        let reasons = self.cx.eval_breaker.load(Ordering::Relaxed);
        if reasons == 0 {
            return Step::Next;
        }
        if reasons == breaker::FUEL && self.cx.fuel > 0 {
            self.cx.fuel -= 1;
            return Step::Next;
        }
        if !self.is_far {
            return Step::Far;
        }
        if reasons & breaker::MONITOR != 0 {
            let frame = self.frame();
            match monitor::enters(self.cx, self.vm, frame) {
                Ok(false) => {}
                Ok(true) => return Step::Again,
                Err(_) => return Step::Raise,
            }
        }
        self.save_pc();
        slow::pending(self.cx).step()
    }

    #[inline(always)]
    pub fn jump_forward(&mut self, at: Site) {
        self.jump(at.oparg as isize);
    }

    #[inline(always)]
    pub fn jump_backward(&mut self, at: Site) {
        self.jump(-(at.oparg as isize));
    }

    #[inline(always)]
    fn jump_if(&mut self, taken: bool, at: Site) {
        branches::note(at, taken);
        if taken {
            self.jump(at.oparg as isize);
        }
    }

    #[inline(always)]
    pub fn pop_jump_if_false(&mut self, at: Site) {
        let v = self.pop();
        self.jump_if(v == Value::FALSE, at);
    }

    #[inline(always)]
    pub fn pop_jump_if_true(&mut self, at: Site) {
        let v = self.pop();
        self.jump_if(v == Value::TRUE, at);
    }

    #[inline(always)]
    pub fn pop_jump_if_none(&mut self, at: Site) {
        let v = self.pop();
        self.jump_if(v.is_none(), at);
    }

    #[inline(always)]
    pub fn pop_jump_if_not_none(&mut self, at: Site) {
        let v = self.pop();
        self.jump_if(!v.is_none(), at);
    }
}
