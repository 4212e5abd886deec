//! Loops over generators whose body is translated in place: the generator is not made.
//!
//! Where a call makes a generator and a loop behind it takes it apart, the builder keeps the generator's
//! locals and operand stack as values of the loop (`VirtualGenerator`). `FOR_ITER` translates the body from where it
//! stands up to each `yield`, which goes on in the loop, once for each place that the generator can stand
//! at. Frame states name the generator, suspended or running, so that an exit makes it (`tier/generators.rs`).
//!
//! Left to the runtime: bodies that handle exceptions, since dropping them is to run their `finally`, and
//! generators that are used in another way.

use super::inline::{CELL, MAX_CALLEE, MAX_DEPTH};
use super::{Bailout, Builder, EntryPoint, Instr, Scope, block};
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::snapshot;
use crate::ir::{BlockId, Inst, InstId, Op, Region};
use std::mem::offset_of;
use taipan_runtime::heap::Gc;
use taipan_vm::abi::facts;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;
use taipan_vm::frame::layout;
use taipan_vm::tier::feed::Feed;
use taipan_vm::types::code::CodeObj;
use taipan_vm::types::function::FunctionObj;
use taipan_vm::types::generator::{
    FP_OFFSET, GENERATOR_SHAPE, GenState, GeneratorObj, STATE_FROM_FRAME,
};

/// Places of a body where it can be suspended, at most: the loop is translated for each.
const MAX_YIELDS: usize = 2;

/// A generator that is not made.
#[derive(Clone)]
pub(super) struct VirtualGenerator {
    /// Which word of the operand stack it is.
    pub slot: usize,
    /// The number of its frame among `Function::frames`.
    number: usize,
    func: Gc<FunctionObj>,
    code: Gc<CodeObj>,
    /// The code unit to go on at.
    pc: u32,
    /// What the builtin that takes it does with its items.
    pub feeds: Option<Feed>,
    pub locals: Vec<InstId>,
    pub stack: Vec<InstId>,
}

impl VirtualGenerator {
    /// What tells blocks apart that are otherwise at one code unit.
    pub(super) fn place(&self) -> (usize, u32, usize) {
        (self.slot, self.pc, self.number)
    }
}

/// Where a body was suspended.
pub(super) struct Suspension {
    block: BlockId,
    value: InstId,
    pc: u32,
    locals: Vec<InstId>,
    stack: Vec<InstId>,
}

/// How the body of a generator came to its ends.
#[derive(Default)]
pub(super) struct Ends {
    /// The total that its items are added to.
    total: Option<InstId>,
    yields: Vec<Suspension>,
    returns: Vec<BlockId>,
}

/// A function that was made here: code, template and cells of its closure.
#[derive(Clone)]
pub(super) struct MadeFunction {
    func: Gc<FunctionObj>,
    cells: Vec<InstId>,
}

impl Builder<'_> {
    /// `MAKE_FUNCTION`, with the `SET_FUNCTION_ATTRIBUTE` behind it that sets a closure; false if it must
    /// be done in the general way.
    pub(super) fn make_function(&mut self) -> bool {
        let code = self.f.const_word(self.peek(0)).and_then(|w| self.frame.value_of(w));
        let Some(code) = code.and_then(|v| v.cast::<CodeObj>()) else { return false };
        let mut cells = Vec::new();
        let mut last = self.at;
        if code.free_len > 0 {
            let (next, op) = block::decode(self.scope.code, self.at.next);
            let sets = op == Opcode::SET_FUNCTION_ATTRIBUTE && next.site.oparg == 8;
            if !sets || self.scope.marks.leaders[self.at.next as usize] {
                return false;
            }
            let closure = self.f.inst(self.peek(1));
            if closure.op != Op::NewTuple || closure.args.len() != code.free_len as usize {
                return false;
            }
            cells = closure.args.to_vec();
            last = next;
        }
        let Some(func) = self.vm.templates.of(self.cx, code, self.scope.func) else { return false };
        if self.scope.number == 0 {
            // The code may run for another function of the same code, such as one of another module.
            let running = self.frame_word(layout::FUNC);
            let (globals, builtins) = (func.globals.get().addr(), func.builtins.get().addr());
            for (at, want) in [
                (offset_of!(FunctionObj, globals), globals),
                (offset_of!(FunctionObj, builtins), builtins),
            ] {
                let now = self.load(Op::LoadI64, &[running], at, Region::Frozen);
                self.guard_equal(now, want as i64, ExitReason::Version);
            }
        }
        let imm = func.addr() as i64;
        self.f.keep.push(func.addr() as u64);
        let v = self.leaving(Op::NewFunction, &cells, imm, ExitReason::Raised);
        self.scope.stack.truncate(self.scope.stack.len() - 1 - (code.free_len > 0) as usize);
        self.push(v);
        if last.start != self.at.start {
            (self.at, self.state) = (last, None);
        }
        self.made_functions.insert(v, MadeFunction { func, cells });
        true
    }

    /// `CALL` of a function of generators that was made here.
    pub(super) fn call_made_generator(&mut self) -> bool {
        let n = self.at.site.oparg as usize;
        let callable = self.peek(n + 1);
        let Some(made) = self.made_functions.get(&callable).cloned() else { return false };
        let code = made.func.code.get();
        let args = self.call_args();
        if !facts::makes_plain_generators(code) || !code.takes_exactly(args.len()) {
            return false;
        }
        self.guard_receiver();
        let args = self.call_args();
        if self.virtualizes(code) {
            self.scope.stack.truncate(self.scope.stack.len() - n - 2);
            self.push_virtual(made.func, args, made.cells);
        } else {
            let v = self.make_generator(callable, &args);
            self.replace(n + 2, v);
        }
        true
    }

    /// A generator of a function that takes exactly these arguments.
    pub(super) fn make_generator(&mut self, func: InstId, args: &[InstId]) -> InstId {
        let mut words = vec![func];
        words.extend(args);
        self.libcall_array(Libcall::MakeGenerator, &words)
    }

    /// A known function of generators is called, and a loop takes the result apart: it is not made.
    pub(super) fn try_virtual_call(
        &mut self,
        func: Gc<FunctionObj>,
        args: &[InstId],
        pops: usize,
    ) -> bool {
        let code = func.code.get();
        if !self.virtualizes(code) {
            return false;
        }
        let free = code.free_len as usize;
        let cells: Vec<u64> = match func.closure.get() {
            Some(closure) => closure.items().iter().map(|v| v.bits()).collect(),
            None => Vec::new(),
        };
        if cells.len() != free {
            return false;
        }
        self.f.keep.push(func.addr() as u64);
        let cells = cells.into_iter().map(|cell| self.constant(cell)).collect();
        self.scope.stack.truncate(self.scope.stack.len() - pops);
        self.push_virtual(func, args.to_vec(), cells);
        true
    }

    fn push_virtual(&mut self, func: Gc<FunctionObj>, args: Vec<InstId>, cells: Vec<InstId>) {
        let code = func.code.get();
        self.inlined_units += code.units_len();
        self.f.keep.push(code.addr() as u64);
        let mut locals = args;
        while locals.len() < code.locals_len() - cells.len() {
            let unbound = self.constant(0);
            locals.push(unbound);
        }
        locals.extend(cells);
        let number = self.frame_number(func, code, 0);
        let start = block::generator_shape(code).start.expect("the code makes generators");
        let placeholder = self.constant(0);
        self.push(placeholder);
        let slot = self.scope.stack.len() - 1;
        let stack = Vec::new();
        self.scope.generators.push(VirtualGenerator {
            slot,
            number,
            func,
            code,
            pc: start,
            feeds: None,
            locals,
            stack,
        });
    }

    /// Code that is entered at the head of a loop over a generator takes that over: its locals and operand
    /// stack become the loop's. Nobody else has the generator if the call that made it went on to the loop.
    pub(super) fn take_generator(&mut self, entry: EntryPoint) {
        let op = block::decode(self.scope.code, entry.pc).1;
        if op.head() != Opcode::FOR_ITER || entry.depth == 0 {
            return;
        }
        let slot = self.scope.stack.len() - 1;
        let value = self.frame.slot_at(self.scope.locals.len() + slot);
        let Some(generator) = value.and_then(|v| v.cast::<GeneratorObj>()) else { return };
        let code = generator.code.get();
        let Some(behind) = self.goes_to_loop(entry.pc, generator) else { return };
        let (at, site) = (self.at, block::decode(self.scope.code, entry.pc).0.site);
        let failed = self.vm.feedback.get(site).is_some_and(|site| site.left);
        let shape = block::generator_shape(code);
        if generator.state.get() != GenState::Suspended
            || shape.yields != 1
            || self.attempt > 0 && failed
            || !self.is_simple(code)
        {
            return;
        }
        let inside = generator.frame();
        let running = inside.func();
        let Some(func) = self.vm.templates.of(self.cx, code, running) else { return };
        let pc = (inside.pc() as usize - code.units() as usize) / 2;
        let words = (generator.sp.get() as usize - inside.fp() as usize) / 8;
        self.f.keep.extend([func.addr() as u64, code.addr() as u64]);
        let v = self.scope.stack[slot];
        let it = self.guard_type(v, GENERATOR_SHAPE.0);
        let state = (FP_OFFSET as i64 + STATE_FROM_FRAME as i64) as usize;
        let now = self.load(Op::LoadU8, &[it], state, Region::Meta);
        self.guard_equal(now, GenState::Suspended as i64, ExitReason::NotType);
        let header = |at: isize| (FP_OFFSET as isize + at * 8) as usize;
        let units = self.scope.code.units() as i64;
        for (at, want) in [
            (header(layout::CODE), code.addr() as i64),
            (header(layout::PC), code.units() as i64 + 2 * pc as i64),
            (header(layout::FRAME_OBJ), 0),
            (offset_of!(GeneratorObj, returned_to), units + 2 * behind as i64),
        ] {
            let now = self.load(Op::LoadI64, &[it], at, Region::Meta);
            self.guard_equal(now, want, ExitReason::NotType);
        }
        let of = self.load(Op::LoadPtr, &[it], header(layout::FUNC), Region::Meta);
        for (at, want) in [
            (offset_of!(FunctionObj, globals), running.globals.get().addr()),
            (offset_of!(FunctionObj, builtins), running.builtins.get().addr()),
        ] {
            let now = self.load(Op::LoadI64, &[of], at, Region::Meta);
            self.guard_equal(now, want as i64, ExitReason::NotType);
        }
        let mut locals = Vec::new();
        for i in 0..words {
            let word = self.load(Op::LoadSlot, &[it], FP_OFFSET + i * 8, Region::Frame);
            if let Some(value) = inside.slot_at(i) {
                self.hints.insert(word, value.bits());
            }
            locals.push(word);
        }
        let stack = locals.split_off(code.locals_len());
        self.inlined_units += code.units_len();
        let number = self.frame_number(func, code, 0);
        self.scope.stack[slot] = self.constant(0);
        let (pc, feeds) = (pc as u32, None);
        let taken = VirtualGenerator { slot, number, func, code, pc, feeds, locals, stack };
        self.scope.generators.push(taken);
        (self.at, self.state) = (at, None);
    }

    /// The code unit behind the call that made a generator, if what it made goes to the loop at `head`, and
    /// only there.
    fn goes_to_loop(&mut self, head: u32, generator: Gc<GeneratorObj>) -> Option<u32> {
        let code = self.scope.code;
        let units = code.units() as usize;
        let behind = (generator.returned_to.get() as usize).checked_sub(units)? / 2;
        if behind > head as usize {
            return None;
        }
        let at = self.at;
        self.at.next = behind as u32;
        let found = self.loop_behind_call();
        self.at = at;
        let yields = self.f.is_generator && block::loop_yields(code, head);
        (found == Some(head) && !yields).then_some(behind as u32)
    }

    /// Whether a generator of this code, which the present call makes, need not be made.
    fn virtualizes(&mut self, code: Gc<CodeObj>) -> bool {
        self.is_simple(code) && self.is_taken_apart(code)
    }

    /// Whether a body can be translated in place.
    fn is_simple(&mut self, code: Gc<CodeObj>) -> bool {
        let len = code.units_len();
        let shape = block::generator_shape(code);
        facts::makes_plain_generators(code)
            && shape.start.is_some()
            && !shape.sends
            && shape.yields <= MAX_YIELDS
            && len <= MAX_CALLEE
            && !code.generic
            && !code.framed.get()
            && self.has_room_for(len)
            && self.around.len() < MAX_DEPTH
            && self.scope.ends.is_none()
            && !code.ptr_eq(self.scope.code)
            && !self.around.iter().any(|&outer| outer.ptr_eq(code))
            && (0..code.locals_len()).all(|i| code.local_kind(i) & CELL == 0)
            && facts::handles_nothing(code)
    }

    /// Whether the result of the call goes to a loop, and only there.
    fn is_taken_apart(&mut self, code: Gc<CodeObj>) -> bool {
        let Some(pc) = self.loop_behind_call() else { return self.is_fed(code) };
        let inside = |region: &Vec<bool>| region[pc as usize];
        let outermost = self.scope.number == 0;
        !(outermost && self.f.is_generator && block::loop_yields(self.scope.code, pc))
            && (!outermost || self.region.as_ref().is_none_or(inside))
    }

    /// The `FOR_ITER` to which the result of the present call goes, and only there.
    fn loop_behind_call(&self) -> Option<u32> {
        self.way_of_result()
            .filter(|&(pc, _)| block::decode(self.scope.code, pc).1.head() == Opcode::FOR_ITER)
            .map(|(pc, _)| pc)
    }

    /// The instruction that takes the result of the present call, a `FOR_ITER` or a `CALL` of one argument;
    /// and whether `PUSH_NULL` comes behind that argument.
    pub(super) fn way_of_result(&self) -> Option<(u32, bool)> {
        use Opcode::*;
        let mut pc = self.at.next;
        // `PUSH_NULL` comes behind the argument where the compiler first asks for the callable; for other
        // builtins than these three it asks whether that is None.
        let (mut is_null_last, mut never) = (false, false);
        let none = taipan_runtime::value::Value::NONE;
        loop {
            let (instr, op) = block::decode(self.scope.code, pc);
            match op.head() {
                FOR_ITER => return Some((pc, is_null_last)),
                LOAD_CONST if self.scope.code.const_at(instr.site.oparg as usize) == none => {
                    (pc, never) = (instr.next, true);
                }
                POP_JUMP_IF_FALSE if never => match block::target(op, &instr) {
                    Some(target) => pc = target,
                    None => return None,
                },
                PUSH_NULL => (pc, is_null_last) = (instr.next, true),
                // What asks whether `tuple`, `any` and `all` are the builtins.
                COPY | LOAD_COMMON_CONSTANT | IS_OP | POP_JUMP_IF_FALSE | NOT_TAKEN | SWAP
                | POP_TOP | BUILD_LIST | GET_ITER => pc = instr.next,
                CALL if instr.site.oparg == 1 => return Some((pc, is_null_last)),
                _ => return None,
            }
        }
    }

    /// The operand stack as a frame state has it: with the generators that are not made.
    pub(super) fn with_generators(&mut self, mut stack: Vec<InstId>) -> Vec<InstId> {
        for i in 0..self.scope.generators.len() {
            let of = &self.scope.generators[i];
            let (slot, func, pc) = (of.slot, of.func.addr() as i64, of.pc as i64);
            if slot < stack.len() {
                let words: Vec<InstId> = of.locals.iter().chain(&of.stack).copied().collect();
                let inst = Inst::with_imm(Op::VirtualGenerator, &words, func, pc);
                stack[slot] = self.f.push(self.block, inst);
            }
        }
        stack
    }

    /// Instructions that meet a generator that is not made; false if they do not.
    pub(super) fn meets_generator(&mut self, op: Opcode) -> Result<bool, Bailout> {
        if self.scope.generators.is_empty() {
            return Ok(false);
        }
        let top = self.scope.stack.len() - 1;
        let oparg = self.at.site.oparg as usize;
        let at = |b: &Self, slot: usize| b.scope.generators.iter().position(|g| g.slot == slot);
        match op.head() {
            Opcode::FOR_ITER => {
                let Some(i) = at(self, top) else { return Ok(false) };
                self.run_virtual(i)?;
                Ok(true)
            }
            Opcode::GET_ITER => Ok(at(self, top).is_some()),
            Opcode::CALL if oparg == 1 && at(self, top).is_some() => Ok(self.start_feed()),
            Opcode::POP_ITER | Opcode::POP_TOP => {
                if let Some(i) = at(self, top) {
                    self.scope.generators.remove(i);
                    self.pop();
                    return Ok(true);
                }
                Ok(false)
            }
            Opcode::SWAP => {
                let other = top + 1 - oparg;
                for of in &mut self.scope.generators {
                    of.slot = match of.slot {
                        slot if slot == top => other,
                        slot if slot == other => top,
                        slot => slot,
                    };
                }
                Ok(false)
            }
            Opcode::COPY => Ok(at(self, top + 1 - oparg).is_some() && self.give_up()),
            // They only look below what they pop.
            Opcode::LIST_APPEND | Opcode::SET_ADD | Opcode::MAP_ADD => Ok(false),
            _ => {
                let pops = op.pops(self.at.site.oparg) as usize;
                let taken = self.scope.generators.iter().any(|g| g.slot + pops > top);
                Ok(taken && self.give_up())
            }
        }
    }

    /// The generator is needed as an object: the interpreter goes on with it.
    pub(super) fn give_up(&mut self) -> bool {
        self.interpret();
        true
    }

    /// `FOR_ITER` over a generator that is not made.
    pub(super) fn run_virtual(&mut self, index: usize) -> Result<(), Bailout> {
        let generator = self.scope.generators[index].clone();
        let behind = self.at.next;
        let stack = self.scope.stack.clone();
        let mut stack = self.with_generators(stack);
        let frame = &mut self.f.frames[generator.number];
        let mut ends = Ends::default();
        match generator.feeds {
            None => {
                frame.generator = Some(self.at.site.oparg);
                stack[generator.slot] = self.op(Op::RunningGenerator, &[]);
            }
            Some(feed) => {
                (frame.generator, frame.feeds) = (Some(feed as u32), true);
                // The call is done when the body ends: what was collected is its result.
                stack.truncate(generator.slot);
                stack.remove(generator.slot - 2);
                ends.total = stack.last().copied().filter(|_| feed == Feed::Sum);
            }
        }
        let (number, caller) = (self.scope.number, self.scope.caller);
        let state = snapshot(behind, number, &self.scope.locals, &stack, caller);
        let state = self.f.push(self.block, state);
        let mut inner = Scope::new(generator.code, generator.func);
        inner.depth_outside = self.loop_depth();
        inner.number = generator.number;
        inner.caller = Some(state);
        inner.locals = generator.locals.clone();
        inner.stack = generator.stack.clone();
        let sent = self.constant(4);
        inner.stack.push(sent);
        inner.ends = Some(ends);
        let outer = std::mem::replace(&mut self.scope, inner);
        let (at, called) = (self.at, self.called);
        self.around.push(outer.code);
        let site = block::site_at(generator.code, generator.pc);
        self.at = Instr { start: generator.pc, next: generator.pc, site };
        self.state = None;
        self.jump_to(generator.pc);
        let done = self.translate();
        self.around.pop();
        let inner = std::mem::replace(&mut self.scope, outer);
        (self.at, self.called) = (at, called);
        done?;
        let ends = inner.ends.unwrap_or_default();
        for end in ends.yields {
            (self.block, self.state, self.ended) = (end.block, None, false);
            let of = &mut self.scope.generators[index];
            (of.pc, of.locals, of.stack) = (end.pc, end.locals, end.stack);
            match generator.feeds {
                Some(feed) => self.feed(feed, generator.slot, end.value),
                None => {
                    self.push(end.value);
                    self.jump_to(behind);
                    self.pop();
                }
            }
        }
        self.scope.generators.remove(index);
        for block in ends.returns {
            (self.block, self.state, self.ended) = (block, None, false);
            if generator.feeds.is_some() {
                let stack = self.scope.stack.clone();
                self.scope.stack.truncate(generator.slot);
                self.scope.stack.remove(generator.slot - 2);
                self.jump_to(behind);
                self.scope.stack = stack;
                continue;
            }
            // `POP_ITER` takes it.
            self.scope.stack[generator.slot] = self.constant(4);
            let target = block::target(Opcode::FOR_ITER, &self.at);
            self.jump_to(target.expect("FOR_ITER has a target"));
        }
        self.ended = true;
        Ok(())
    }

    /// `YIELD_VALUE` in the body of a generator that is not made.
    pub(super) fn suspend_virtual(&mut self) -> bool {
        if self.scope.ends.is_none() {
            return false;
        }
        let total = self.scope.ends.as_ref().and_then(|ends| ends.total);
        let value = match total {
            Some(total) => self.add_to_total(total),
            None => self.pop_value(),
        };
        let suspension = Suspension {
            block: self.block,
            value,
            pc: self.at.next,
            locals: self.scope.locals.clone(),
            stack: self.scope.stack.clone(),
        };
        if let Some(ends) = &mut self.scope.ends {
            ends.yields.push(suspension);
        }
        self.ended = true;
        true
    }

    /// `RETURN_VALUE` there.
    pub(super) fn return_virtual(&mut self) -> bool {
        let Some(ends) = &mut self.scope.ends else { return false };
        ends.returns.push(self.block);
        self.ended = true;
        true
    }
}
