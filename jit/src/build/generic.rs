//! Instructions without a translation: the VM's own implementation runs on the frame's memory.

use super::{Bailout, Builder};
use crate::ir::{InstId, Op, Region};
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::{Opcode, Uop};

impl Builder<'_> {
    /// One instruction: its recipe if every micro-op has a translation, else the generic way.
    pub(super) fn instruction(&mut self, op: Opcode) -> Result<(), Bailout> {
        use Opcode::*;
        if self.never_ran(op, self.at.site) {
            self.leave_untaken();
            return Ok(());
        }
        let done = match op.head() {
            LOAD_ATTR => self.load_attr_of_class(op) || self.load_attr_by_shape(op),
            LOAD_SUPER_ATTR => self.load_super_method(op),
            BUILD_SLICE => self.build_slice_and_subscript(),
            COPY_FREE_VARS => self.copy_free_vars(),
            LOAD_DEREF => self.load_deref(),
            STORE_DEREF => self.store_deref(),
            STORE_ATTR => self.store_attr_by_shape(op),
            MAKE_FUNCTION => self.make_function(),
            CALL => {
                self.call_made_generator()
                    || self.call_noted()
                    || self.call_one_of()
                    || self.call_number_function(op)
                    || self.call_range_for_loop(op)
            }
            COMPARE_OP => self.compare_by_kinds(op),
            BINARY_OP => {
                self.subscript_by_constant_slice(op)
                    || self.subscript_by_shape(op)
                    || self.operator_by_kinds(op)
            }
            STORE_SUBSCR => self.store_subscript_by_shape(op),
            FOR_ITER => self.for_enumerate(op),
            TO_BOOL => self.truth_of_several(op),
            UNPACK_SEQUENCE => self.unpack_tuple_or_list(),
            _ => false,
        };
        if done {
            return Ok(());
        }
        let seen = self.vm.feedback.get(self.at.site);
        let op = match seen {
            Some(s) if s.hopeless => op.head(),
            Some(s) if s.distrusts(op) => op.head(),
            _ => op,
        };
        if op.recipe().iter().all(|&u| self.translates(op, u)) {
            for &u in op.recipe() {
                self.uop(op, u);
                if self.ended {
                    break;
                }
            }
            return Ok(());
        }
        match op.head() {
            RETURN_GENERATOR => return Err(Bailout::Generator),
            SEND => self.send(),
            GET_YIELD_FROM_ITER => {
                self.unary_with(Libcall::YieldFromIter, self.scope.code.flags as i64)
            }
            GET_AWAITABLE => self.unary_with(Libcall::Awaitable, self.at.site.oparg as i64),
            CALL_INTRINSIC_1 if self.yield_item() => {}
            CALL_INTRINSIC_1 => self.unary_with(Libcall::Intrinsic, self.at.site.oparg as i64),
            GET_ANEXT => {
                let iter = self.peek(0);
                let v = self.libcall(Libcall::Anext, &[iter]);
                self.push(v);
            }
            YIELD_VALUE if self.suspend_virtual() => {}
            YIELD_VALUE => self.suspend(),
            RAISE_VARARGS | RERAISE | WITH_EXCEPT_START | CLEANUP_THROW | END_ASYNC_FOR
            | PUSH_EXC_INFO | POP_EXCEPT | CHECK_EXC_MATCH | CHECK_EG_MATCH => self.interpret(),
            BINARY_OP => self.generic_binary(),
            LOAD_ATTR => self.generic_load_attr(),
            STORE_ATTR => self.generic_store_attr(),
            CALL | CALL_KW if self.leaves_to_collect(op) => {}
            CALL if self.call_native(op) || self.call_completed(op, false) => {}
            CALL_KW if self.call_completed(op, true) => {}
            CALL => self.generic_call(false),
            CALL_KW => self.generic_call(true),
            CALL_FUNCTION_EX => {
                let words = self.scope.stack[self.scope.stack.len() - 4..].to_vec();
                let drops = self.drops_result();
                let which = if drops { Libcall::CallExDropped } else { Libcall::CallEx };
                let v = self.libcall_array(which, &words);
                self.replace(4, v);
            }
            FOR_ITER if op == FOR_ITER_GEN => self.for_iter_by(Libcall::NextGenerator),
            FOR_ITER => self.for_iter_by(Libcall::Next),
            STORE_SUBSCR => {
                let (key, container, v) = (self.peek(0), self.peek(1), self.peek(2));
                self.libcall(Libcall::SetItem, &[container, key, v]);
                self.scope.stack.truncate(self.scope.stack.len() - 3);
            }
            TO_BOOL => self.unary(Libcall::Truth),
            COMPARE_OP => {
                let (a, b) = (self.peek(1), self.peek(0));
                let oparg = self.i64(self.at.site.oparg as i64);
                let v = self.libcall(Libcall::Compare, &[oparg, a, b]);
                self.replace(2, v);
            }
            LOAD_GLOBAL => self.step_global(op),
            _ => self.step(op),
        }
        Ok(())
    }

    fn step_global(&mut self, op: Opcode) {
        self.step(op);
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 1);
        let (globals, builtins) = (self.scope.func.globals.get(), self.scope.func.builtins.get());
        let now = globals.get_str(name).or_else(|| builtins.get_str(name));
        let v = self.peek(self.at.site.oparg as usize & 1);
        self.expect(v, now);
    }

    /// Pops `n` words and pushes one.
    pub(super) fn replace(&mut self, n: usize, v: InstId) {
        self.scope.stack.truncate(self.scope.stack.len() - n);
        self.push(v);
    }

    pub(super) fn unary(&mut self, which: Libcall) {
        let a = self.peek(0);
        let v = self.libcall(which, &[a]);
        self.replace(1, v);
    }

    /// As [`Builder::unary`], with a number.
    fn unary_with(&mut self, which: Libcall, n: i64) {
        let (a, n) = (self.peek(0), self.i64(n));
        let v = self.libcall(which, &[a, n]);
        self.replace(1, v);
    }

    pub(super) fn generic_binary(&mut self) {
        let (a, b) = (self.peek(1), self.peek(0));
        let op = self.i64(self.at.site.oparg as i64);
        let v = self.libcall(Libcall::BinaryOp, &[op, a, b]);
        self.replace(2, v);
    }

    pub(super) fn generic_load_attr(&mut self) {
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 1).addr() as u64;
        let (owner, name) = (self.peek(0), self.pointer(name));
        let now = self.module_attr(owner);
        if self.at.site.oparg & 1 != 0 {
            // The receiver comes back in the frame, where the interpreter would push it.
            let base = self.f.frames[self.scope.number].base;
            let at = base + (self.scope.locals.len() + self.scope.stack.len()) as i64;
            let at = self.op_imm(Op::FramePtr, &[], at * 8);
            let v = self.libcall(Libcall::LoadMethod, &[owner, name, at]);
            self.expect(v, now);
            self.replace(1, v);
            let receiver = self.load(Op::LoadSlot, &[at], 0, Region::Frame);
            return self.push(receiver);
        }
        let v = self.libcall(Libcall::GetAttr, &[owner, name]);
        self.expect(v, now);
        self.replace(1, v);
    }

    /// What the module that a value is, or was when the code was built, has under the name of a `LOAD_ATTR`.
    pub(in crate::build) fn module_attr(&self, owner: InstId) -> Option<Value> {
        let module = self.known_word(owner).and_then(|w| self.frame.value_of(w))?;
        let name = self.scope.code.name_at(self.at.site.oparg as usize >> 1);
        module.cast::<ModuleObj>()?.dict.get().get_str(name)
    }

    /// Speculates on what a value will be.
    pub(in crate::build) fn expect(&mut self, v: InstId, now: Option<Value>) {
        if let Some(now) = now {
            self.hints.insert(v, now.bits());
        }
    }

    pub(super) fn generic_store_attr(&mut self) {
        let name = self.scope.code.name_at(self.at.site.oparg as usize).addr() as u64;
        let (owner, v, name) = (self.peek(0), self.peek(1), self.pointer(name));
        self.libcall(Libcall::SetAttr, &[owner, name, v]);
        self.scope.stack.truncate(self.scope.stack.len() - 2);
    }

    pub(super) fn generic_call(&mut self, keywords: bool) {
        let n = self.at.site.oparg as usize + 2 + keywords as usize;
        let words: Vec<InstId> = self.scope.stack[self.scope.stack.len() - n..].to_vec();
        let which = match (keywords, self.drops_result()) {
            (false, false) => Libcall::Call,
            (false, true) => Libcall::CallDropped,
            (true, false) => Libcall::CallKw,
            (true, true) => Libcall::CallKwDropped,
        };
        let v = self.libcall_array(which, &words);
        self.replace(n, v);
    }

    /// Puts the operand stack into the frame, runs the instruction there, takes the results out.
    pub(super) fn step(&mut self, op: Opcode) {
        let oparg = self.at.site.oparg;
        let head = op.head();
        let locals = self.scope.locals.len();
        let base = self.f.frames[self.scope.number].base;
        let frame = self.op_imm(Op::FramePtr, &[], base * 8);
        self.state();
        let touches_locals = matches!(
            head,
            Opcode::MAKE_CELL
                | Opcode::COPY_FREE_VARS
                | Opcode::DELETE_FAST
                | Opcode::LOAD_DEREF
                | Opcode::STORE_DEREF
                | Opcode::DELETE_DEREF
                | Opcode::LOAD_FROM_DICT_OR_DEREF
                | Opcode::LOAD_SUPER_ATTR
        ) || head.recipe().contains(&Uop::load_locals);
        if touches_locals {
            for i in 0..locals {
                let v = self.scope.locals[i];
                self.store(Op::StoreSlot, &[frame, v], i * 8, Region::Frame);
            }
        }
        for i in 0..self.scope.stack.len() {
            let v = self.scope.stack[i];
            self.store(Op::StoreSlot, &[frame, v], (locals + i) * 8, Region::Frame);
        }
        let words = base + (locals + self.scope.stack.len()) as i64;
        let sp = self.op_imm(Op::FramePtr, &[], words * 8);
        let pc = self.pointer(self.scope.code.units() as u64 + 2 * self.at.start as u64);
        self.libcall(Libcall::Step, &[frame, sp, pc]);
        let (pops, pushes) = (op.pops(oparg) as usize, op.pushes(oparg) as usize);
        let keep = self.scope.stack.len() - pops;
        self.scope.stack.truncate(keep);
        for i in 0..pushes {
            let v = self.load(Op::LoadSlot, &[frame], (locals + keep + i) * 8, Region::Frame);
            self.push(v);
        }
        if touches_locals {
            for i in 0..locals {
                self.scope.locals[i] = self.load(Op::LoadSlot, &[frame], i * 8, Region::Frame);
            }
        }
    }
}

/// Whether an instruction is a family head, which runs the generic way but for jumps and entries.
pub(super) fn is_generic_head(op: Opcode) -> bool {
    !matches!(
        op,
        Opcode::RESUME
            | Opcode::RESUME_CHECK
            | Opcode::JUMP_BACKWARD
            | Opcode::JUMP_BACKWARD_JIT
            | Opcode::JUMP_BACKWARD_NO_JIT
    ) && op.head() == op
}
