//! The stack and its marks.
#![forbid(unsafe_code)]

use super::super::errors;
use super::Loader;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::value::Value;

impl Loader {
    /// There is less on the stack than an opcode needs.
    #[cold]
    #[inline(never)]
    pub(super) fn underflow(&self, cx: &mut Ctx) -> Raised {
        let message = if self.marks.is_empty() {
            "unpickling stack underflow"
        } else {
            "unexpected MARK found"
        };
        errors::unpickling(cx, message)
    }

    /// How many values can be reached.
    #[inline(always)]
    pub(super) fn reach(&self) -> usize {
        self.stack.len() - self.fence
    }

    /// Checks that `n` values can be reached.
    #[inline(always)]
    pub(super) fn need(&self, cx: &mut Ctx, n: usize) -> PyResult<()> {
        if self.reach() >= n { Ok(()) } else { Err(self.underflow(cx)) }
    }

    #[inline(always)]
    pub(super) fn pop(&mut self, cx: &mut Ctx) -> PyResult<Value> {
        self.need(cx, 1)?;
        match self.stack.pop() {
            Some(v) => Ok(v),
            None => Err(self.underflow(cx)),
        }
    }

    #[inline(always)]
    pub(super) fn top(&mut self, cx: &mut Ctx) -> PyResult<Value> {
        self.need(cx, 1)?;
        match self.stack.get(self.stack.len() - 1) {
            Some(v) => Ok(v),
            None => Err(self.underflow(cx)),
        }
    }

    pub(super) fn mark(&mut self) {
        self.fence = self.stack.len();
        self.marks.push(self.fence);
    }

    /// Takes the last mark away; where it stood.
    pub(super) fn pop_mark(&mut self, cx: &mut Ctx) -> PyResult<usize> {
        let Some(at) = self.marks.pop() else {
            return Err(errors::unpickling(cx, "could not find MARK"));
        };
        self.fence = self.marks.last().copied().unwrap_or(0);
        Ok(at)
    }

    /// `POP` takes a mark that is on top.
    pub(super) fn load_pop(&mut self, cx: &mut Ctx) -> PyResult<()> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.pop_mark(cx)?;
            return Ok(());
        }
        self.pop(cx).map(|_| ())
    }
}
