//! Inlining: a small callee is translated in place of its call, in a scope of its own.
//!
//! Frame states inside it name the caller's state behind the call, so that an exit rebuilds both frames;
//! libcalls that may look at frames lay the callee's frame first (`lower/frames.rs`).

use super::{Bailout, Builder, Instr, Scope, block};
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::snapshot;
use crate::ir::function::InlineFrame;
use crate::ir::{InstId, Op, Type};
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;
use taipan_vm::contexts;
use taipan_vm::types::code::CodeObj;
use taipan_vm::types::function::FunctionObj;

/// Code units of a callee at most.
pub(super) const MAX_CALLEE: usize = 140;
/// The same of the only callee of a call in a loop of the compiled function itself. With larger callees in
/// callees, deltablue takes a fifth more processor time in all; with larger ones where a site chooses from several, richards
/// is a third slower.
const MAX_CALLEE_IN_LOOP: usize = 260;
/// Code units of all inlined callees of a function at most, where calls outside of its loops are concerned.
const MAX_TOTAL: usize = 600;
/// So many more may calls in a loop inline, in a loop in a loop twice as many, so that what runs most is not
/// left without room by what was translated before. Without it, LU's unit of three loops inside one another
/// calls in the innermost, and takes eight times as long.
const MAX_TOTAL_PER_LOOP: usize = 300;
/// Scopes inside one another at most.
pub(super) const MAX_DEPTH: usize = 5;

/// The kind bit of cells that a function makes.
pub(super) const CELL: u8 = 0x40;

/// What a call leaves on the caller's operand stack, and how its frame is marked.
pub(super) struct CallShape {
    /// Words that the call pops.
    pub pops: usize,
    /// The new instance, pushed before `__init__` runs.
    pub below: Option<InstId>,
    /// Flags of the callee's frame.
    pub flags: u64,
}

impl Builder<'_> {
    /// Whether a callee, whose arguments fit exactly, is translated in place.
    pub(super) fn inlines(&self, code: Gc<CodeObj>) -> bool {
        let len = code.units_len();
        let is_only_in_loop = self.arms == 0 && self.around.is_empty() && self.loop_depth() > 0;
        len <= if is_only_in_loop { MAX_CALLEE_IN_LOOP } else { MAX_CALLEE }
            && !code.is_unread()
            && !code.generic
            && !code.framed.get()
            && self.has_room_for(len)
            && self.around.len() < MAX_DEPTH
            && !code.ptr_eq(self.scope.code)
            && !self.around.iter().any(|&outer| outer.ptr_eq(code))
            && (0..code.locals_len()).all(|i| code.local_kind(i) & CELL == 0)
            && block::generator_shape(code).start.is_none()
    }

    /// Whether so many code units of a callee may be inlined at the present instruction.
    pub(super) fn has_room_for(&self, units: usize) -> bool {
        let loops = self.loop_depth().saturating_sub(self.entry_depth);
        self.inlined_units + units <= MAX_TOTAL + loops * MAX_TOTAL_PER_LOOP
    }

    /// How many loops the present instruction is in.
    pub(super) fn loop_depth(&self) -> usize {
        self.scope.depth_outside + usize::from(self.scope.marks.depths[self.at.start as usize])
    }

    /// Translates the callee in place; its result.
    pub(super) fn inline(
        &mut self,
        func: Gc<FunctionObj>,
        args: &[InstId],
        call: &CallShape,
    ) -> Result<InstId, Bailout> {
        let code = func.code.get();
        self.inlined_units += code.units_len();
        self.f.keep.extend([Value::from(func).bits(), Value::from(code).bits()]);
        let mut inner = Scope::new(code, func);
        inner.depth_outside = self.loop_depth();
        inner.calls = contexts::inside(self.scope.calls, self.at.next, func.addr() as u64);
        inner.number = self.frame_number(func, code, call.flags);
        inner.caller = Some(self.state_behind_call(call));
        let returns = self.f.new_block();
        let result = self.f.push_param(returns, Type::Any);
        inner.returns = Some(returns);
        inner.locals = args.to_vec();
        while inner.locals.len() < code.locals_len() {
            let unbound = self.constant(0);
            inner.locals.push(unbound);
        }
        let outer = std::mem::replace(&mut self.scope, inner);
        let (at, state, called) = (self.at, self.state.take(), self.called);
        self.around.push(outer.code);
        self.at = Instr { start: 0, next: 0, site: block::site_at(code, 0) };
        self.jump_to(0);
        let done = self.translate();
        self.around.pop();
        self.scope = outer;
        (self.at, self.state, self.block, self.ended) = (at, state, returns, false);
        self.called = called;
        done.map(|()| result)
    }

    /// The caller's state while the callee runs: behind the call, its operands popped.
    fn state_behind_call(&mut self, call: &CallShape) -> InstId {
        let keep = self.scope.stack.len() - call.pops;
        let mut stack = self.scope.stack[..keep].to_vec();
        stack.extend(call.below);
        let stack = self.with_generators(stack);
        let made = snapshot(
            self.at.next,
            self.scope.number,
            &self.scope.locals,
            &stack,
            self.scope.caller,
        );
        self.f.push(self.block, made)
    }

    /// The number of the frame of a callee of the present scope.
    pub(super) fn frame_number(
        &mut self,
        func: Gc<FunctionObj>,
        code: Gc<CodeObj>,
        flags: u64,
    ) -> usize {
        let caller = &self.f.frames[self.scope.number];
        let frame = InlineFrame {
            func: func.addr() as u64,
            code: code.addr() as u64,
            consts: code.consts_address() as u64,
            units: code.units() as u64,
            base: caller.base + caller.words,
            words: code.frame_words as i64,
            flags,
            depth: caller.depth + 1,
            generator: None,
            feeds: false,
        };
        self.f.frames.push(frame);
        self.f.frames.len() - 1
    }

    /// Tells the room check at the entry what the inlined frames need.
    pub(super) fn check_room(&mut self) {
        let words = self.f.frames.iter().map(|f| f.base + f.words).max().unwrap_or(0);
        let depth = self.f.frames.iter().map(|f| f.depth).max().unwrap_or(0);
        for inst in self.f.insts.iter_mut().filter(|i| i.op == Op::GuardRoom) {
            (inst.imm, inst.imm2) = (words, depth);
        }
    }

    /// The end of a function: to the caller, or on to the code behind an inlined call.
    pub(super) fn return_from_scope(&mut self, v: InstId) {
        if self.return_virtual() {
            return;
        }
        match self.scope.returns {
            None => {
                self.op(Op::Return, &[v]);
                self.ended = true;
            }
            Some(block) => self.jump_with(block, &[v]),
        }
    }

    /// Code that never ran is left to the interpreter, which then learns what it does.
    pub(super) fn leave_untaken(&mut self) {
        self.leaving(Op::Exit, &[], 0, ExitReason::Untaken);
        self.ended = true;
    }
}
