//! Raising, handling, and `with`.

use crate::bytecode::Site;
use crate::interp::regs::{Interp, Step};
use crate::interp::slow;
use taipan_runtime::ctx::PyResult;
use taipan_runtime::value::Value;

impl Interp<'_> {
    #[inline(always)]
    pub fn raise_varargs(&mut self, at: Site) -> Step {
        self.save_pc();
        match at.oparg {
            0 => slow::raise_again(self.cx, self.vm),
            1 => slow::raise_new(self.cx, self.peek(0), None),
            _ => slow::raise_new(self.cx, self.peek(1), Some(self.peek(0))),
        }
    }

    #[inline(always)]
    pub fn reraise(&mut self, at: Site) -> Step {
        let exc = self.pop();
        if at.oparg > 0
            && let Some(unit) = self.peek_opt(at.oparg as usize - 1).and_then(Value::as_small)
        {
            self.vm.reraised_at.set(self.code().units().wrapping_add(unit as usize + 1));
        }
        slow::reraise(self.cx, exc)
    }

    #[inline(always)]
    pub fn push_exc_info(&mut self, _: Site) {
        let exc = self.pop();
        let item = self.vm.handled_item();
        self.push(item.exc.get().unwrap_or(Value::NONE));
        item.exc.set(Some(exc));
        self.push(exc);
    }

    #[inline(always)]
    pub fn pop_except(&mut self, _: Site) {
        let exc = self.pop();
        self.vm.handled_item().exc.set((!exc.is_none()).then_some(exc));
    }

    #[inline(always)]
    pub fn check_exc_match(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let matches = slow::exception_matches(self.cx, self.peek(1), self.peek(0))?;
        self.set_top(Value::bool(matches));
        Ok(())
    }

    #[inline(always)]
    pub fn check_eg_match(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let (rest, matched) = slow::group_matches(self.cx, self.vm, self.peek(1), self.peek(0))?;
        self.poke(1, Some(rest));
        self.set_top(matched);
        Ok(())
    }

    #[inline(always)]
    pub fn with_except_start(&mut self, _: Site) -> PyResult<()> {
        self.save_pc();
        let (exc, receiver, exit) = (self.peek(0), self.peek_opt(3), self.peek(4));
        let v = slow::call_exit(self.cx, exit, receiver, exc)?;
        self.push(v);
        Ok(())
    }
}
