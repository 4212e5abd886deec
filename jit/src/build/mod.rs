//! Specialized bytecode to HIR: an abstract interpretation over the instructions' recipes.
//!
//! Each block of bytecode becomes one block with a parameter per local and stack slot; `opt::params` makes
//! that minimal. A recipe of which every micro-op has a translation in `uops/` becomes guards and
//! actions; any other instruction runs in the VM's own implementation (`Libcall::Step`) on the frame's
//! memory. What cannot be either is a `Bailout`.

#![forbid(unsafe_code)]

mod arguments;
pub(crate) mod block;
mod builtins;
mod cells;
mod classes;
mod containers;
mod contexts;
mod dispatch;
mod emit;
mod feed;
mod generators;
mod generic;
mod inline;
mod loops_over_generators;
mod natives;
mod operators;
mod slices;
mod truth;
mod unpack;
mod uops;
mod ways;

use self::block::Marks;
use self::loops_over_generators::{Ends, MadeFunction, VirtualGenerator};
use crate::exit::reason::ExitReason;
use crate::ir::function::{Callee, ENTRY, Edge, InlineFrame};
use crate::ir::{BlockId, Function, Inst, InstId, Op, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_vm::Vm;
use taipan_vm::bytecode::{Opcode, Site};
use taipan_vm::contexts::Place;
use taipan_vm::frame::Frame;
use taipan_vm::types::code::CodeObj;
use taipan_vm::types::function::FunctionObj;

/// Why a function is not compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Bailout {
    /// A generator is made behind the entry.
    Generator,
    /// More code units than the limit.
    TooLarge,
    /// The operand stack is not where it was expected.
    Stack,
    /// The namespace of the frame is a mapping (class bodies, modules, exec).
    Namespace,
    /// Cranelift declined.
    Backend,
    /// No room for machine code.
    Memory,
}

impl Bailout {
    /// The name in counters.
    pub fn name(self) -> &'static str {
        match self {
            Bailout::Generator => "generator",
            Bailout::TooLarge => "too_large",
            Bailout::Stack => "stack",
            Bailout::Namespace => "namespace",
            Bailout::Backend => "backend",
            Bailout::Memory => "memory",
        }
    }
}

/// Where machine code is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct EntryPoint {
    /// The code unit to start at.
    pub pc: u32,
    /// Words on the operand stack there.
    pub depth: u32,
    /// Whether the code is a generator's body, entered wherever it can be suspended.
    pub resumes: bool,
}

/// Code objects with more units are left to the interpreter: Cranelift's time grows faster than the code. One
/// of 7,850 units with 640 branches compiles in 37 ms and takes 3 MB meanwhile.
const MAX_UNITS: usize = 8_000;

/// `NB_SUBSCR`, the operand of a `BINARY_OP` that subscripts.
pub(crate) const SUBSCR: u32 = 26;

/// Likewise when units times locals are more: each exit names every local, and each block has it as a
/// parameter. At this bound a function compiles for about half a second.
const MAX_STATE_WORDS: usize = 700_000;

/// Compilations of a place after which nothing is noted any more, but for what replaces what came before.
pub(crate) const LAST_NOTES: u32 = 2;

/// Where functions are compiled after fewer entries, they are compiled again too soon for notes.
const WARM: u32 = 8;

/// One instruction, decoded.
#[derive(Clone, Copy)]
pub(crate) struct Instr {
    /// Its first unit (an `EXTENDED_ARG`'s, if it has one): where an exit resumes.
    pub start: u32,
    /// The unit behind its caches.
    pub next: u32,
    /// Operand and caches.
    pub site: Site,
}

/// Marks the code unit of a call that takes a generator apart: the block that gets the next item.
const FEED: u32 = 1 << 31;

/// Where a block starts: the code unit, and the places of the generators that are not made.
type BlockKey = (u32, Vec<(usize, u32, usize)>);

/// One function that is being translated: the compiled one, or a callee that is inlined.
struct Scope {
    code: Gc<CodeObj>,
    func: Gc<FunctionObj>,
    /// Its number among `Function::frames`; 0 is the compiled function.
    number: usize,
    /// Of an inlined callee: the caller's frame state behind the call.
    caller: Option<InstId>,
    /// Of an inlined callee: the block that takes its result.
    returns: Option<BlockId>,
    /// Of the body of a generator that is not made: where it came to an end.
    ends: Option<Ends>,
    locals: Vec<InstId>,
    stack: Vec<InstId>,
    /// Generators on the operand stack that are not made.
    generators: Vec<VirtualGenerator>,
    blocks: FxHashMap<BlockKey, BlockId>,
    /// Of each block: how many words are on the operand stack, and generators that are not made.
    shapes: FxHashMap<BlockKey, (usize, Vec<VirtualGenerator>)>,
    work: Vec<BlockKey>,
    marks: Marks,
    /// Of an inlined callee: how many loops its call is in.
    depth_outside: usize,
    /// The calls around it, as contexts are told apart.
    calls: u64,
}

impl Scope {
    /// All values that a block takes over.
    fn carried(&self) -> Vec<InstId> {
        let inside = self.generators.iter().flat_map(|g| g.locals.iter().chain(&g.stack));
        self.locals.iter().chain(&self.stack).chain(inside).copied().collect()
    }

    fn new(code: Gc<CodeObj>, func: Gc<FunctionObj>) -> Scope {
        Scope {
            code,
            func,
            number: 0,
            caller: None,
            returns: None,
            ends: None,
            locals: Vec::new(),
            stack: Vec::new(),
            generators: Vec::new(),
            blocks: FxHashMap::default(),
            shapes: FxHashMap::default(),
            work: Vec::new(),
            marks: block::scan(code),
            depth_outside: 0,
            calls: 0,
        }
    }
}

/// The state of building.
pub struct Builder<'a> {
    cx: &'a mut Ctx,
    vm: &'a Vm,
    /// How often this place was compiled before.
    attempt: u32,
    /// What is compiled.
    place: Place,
    /// Whether sites that saw several alternatives note which come in each context, rather than guessing.
    notes: bool,
    /// Whether some do.
    has_noted: bool,
    /// Whether some do in inlined callees, or on what is called. Elsewhere what a site saw is what it saw in its context, but for what came
    /// long ago.
    is_worth_notes: bool,
    /// What attributes are whose site does: nothing is guessed of them either.
    noted: FxHashSet<InstId>,
    /// The frame that the code was asked for.
    frame: Frame,
    f: Function,
    scope: Scope,
    /// Code objects of the scopes around this one, outermost first.
    around: Vec<Gc<CodeObj>>,
    /// Of code that is entered at a loop head: the code units of that loop. What lies outside is left to
    /// the interpreter, or to code of its own.
    region: Option<Vec<bool>>,
    /// Of a generator's body: where it goes on, by code unit.
    resumes: Option<Vec<(u32, BlockId)>>,
    /// Code units of inlined callees so far.
    inlined_units: usize,
    /// The code unit of the compiled function where the code is entered.
    entry_pc: u32,
    /// How many loops the code is entered in, which run around all of it.
    entry_depth: usize,
    /// How many callees that a site chooses from are around the present instruction.
    arms: usize,
    block: BlockId,
    at: Instr,
    state: Option<InstId>,
    /// Frame number and code unit of the instruction that was counted last.
    counted: Option<(usize, u32)>,
    /// Words that values had when the code was built: what to speculate on.
    hints: FxHashMap<InstId, u64>,
    /// Values that are one of these words.
    alternatives: FxHashMap<InstId, Vec<u64>>,
    /// Functions that were made here.
    made_functions: FxHashMap<InstId, MadeFunction>,
    ended: bool,
    /// Whether the present instruction may have called what looks at frames.
    called: bool,
    /// Why an inlined callee could not be translated.
    failed: Option<Bailout>,
}

/// Builds the HIR of a code object from an entry point, speculating on what `frame` shows.
pub fn build(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    place: Place,
    entry: EntryPoint,
    attempt: u32,
) -> Result<Function, Bailout> {
    let code = frame.code();
    let state_words = code.units_len() * code.locals_len();
    if code.units_len() > MAX_UNITS || state_words > MAX_STATE_WORDS {
        return Err(Bailout::TooLarge);
    }
    if frame.namespace().is_some() {
        return Err(Bailout::Namespace);
    }
    let generator = block::generator_shape(code);
    let mut f = Function::new(&code.qualname.get().to_string());
    f.units = code.units() as u64;
    f.frame_words = code.frame_words as i64;
    f.is_generator = generator.start.is_some();
    f.frames.push(InlineFrame {
        func: frame.func().addr() as u64,
        base: 0,
        words: code.frame_words as i64,
        ..InlineFrame::default()
    });
    let mut b = Builder {
        cx,
        vm,
        attempt,
        place,
        notes: !vm.contexts.is_known(place)
            && (attempt < LAST_NOTES || vm.contexts.notes_again(place))
            && vm.settings.entry_threshold.get() >= WARM,
        has_noted: false,
        is_worth_notes: false,
        noted: FxHashSet::default(),
        frame,
        f,
        scope: Scope::new(code, frame.func()),
        around: Vec::new(),
        region: if entry.resumes { None } else { block::loop_region(code, entry.pc) },
        resumes: entry.resumes.then(Vec::new),
        inlined_units: 0,
        entry_pc: entry.pc,
        entry_depth: 0,
        arms: 0,
        block: ENTRY,
        at: Instr { start: entry.pc, next: entry.pc, site: block::site_at(code, entry.pc) },
        state: None,
        counted: None,
        hints: FxHashMap::default(),
        alternatives: FxHashMap::default(),
        made_functions: FxHashMap::default(),
        ended: false,
        called: false,
        failed: None,
    };
    if b.region.is_some() {
        b.entry_depth = usize::from(b.scope.marks.depths[entry.pc as usize]);
    }
    match generator.start.filter(|_| entry.resumes) {
        None => b.entry(entry),
        Some(start) => b.start_of_generator(start),
    }
    b.translate()?;
    b.dispatch_resumes();
    b.check_room();
    if b.region.is_none() && !entry.resumes {
        b.drop_unneeded_checks();
    }
    if b.notes && !b.is_worth_notes {
        vm.contexts.set_unknown(place);
        if b.has_noted {
            return build(b.cx, vm, frame, place, entry, attempt);
        }
    }
    match b.failed {
        Some(why) => Err(why),
        None => Ok(b.f),
    }
}

impl Builder<'_> {
    fn entry(&mut self, entry: EntryPoint) {
        let locals = self.scope.code.locals_len();
        for slot in 0..locals + entry.depth as usize {
            let v = self.f.push(ENTRY, Inst::with_imm(Op::EntrySlot, &[], slot as i64, 0));
            if let Some(value) = self.frame.slot_at(slot) {
                self.hints.insert(v, value.bits());
            }
            if slot < locals { self.scope.locals.push(v) } else { self.scope.stack.push(v) }
        }
        // A direct call skips the RESUME, so the eval breaker is polled here.
        let breaker = self.vm.addresses(self.cx).breaker as i64;
        self.leaving(Op::Poll, &[], breaker, ExitReason::Pending);
        self.leaving(Op::GuardRoom, &[], 0, ExitReason::StackLimit);
        self.trust_float_locals(entry);
        self.take_generator(entry);
        self.jump_to(entry.pc);
    }

    /// A loop that is entered with floats in its locals will likely keep them: known as floats from the
    /// start, they can go round it unboxed.
    fn trust_float_locals(&mut self, entry: EntryPoint) {
        if self.attempt > 0 || !self.scope.marks.loop_heads[entry.pc as usize] {
            return;
        }
        for i in 0..self.scope.locals.len() {
            let v = self.scope.locals[i];
            let word = self.hints.get(&v).copied();
            if word.is_some_and(|word| Type::of_word(word) == Type::Float) {
                self.guard_float(v);
            }
        }
    }

    /// Translates every block that can be reached in this scope.
    fn translate(&mut self) -> Result<(), Bailout> {
        while let Some(key) = self.scope.work.pop() {
            self.translate_block(key)?;
        }
        Ok(())
    }

    /// The block that starts at a code unit, with parameters for the present locals and stack.
    fn block_at(&mut self, pc: u32) -> BlockId {
        let key = (pc, self.scope.generators.iter().map(VirtualGenerator::place).collect());
        if let Some(&known) = self.scope.blocks.get(&key) {
            return known;
        }
        let block = self.f.new_block();
        for v in self.scope.carried() {
            let p = self.f.push_param(block, Type::Slot);
            let hint =
                self.hints.get(&v).copied().or(self.f.const_word(v).filter(|&word| word == 0));
            if let Some(hint) = hint {
                self.hints.insert(p, hint);
            }
        }
        let shape = (self.scope.stack.len(), self.scope.generators.clone());
        self.scope.blocks.insert(key.clone(), block);
        self.scope.shapes.insert(key.clone(), shape);
        self.scope.work.push(key);
        block
    }

    fn edge_to(&mut self, pc: u32) -> Edge {
        let block = self.block_at(pc);
        Edge { block, args: self.scope.carried().into() }
    }

    fn jump_to(&mut self, pc: u32) {
        if self.called && pc & FEED == 0 {
            let (start, state, counted) = (self.at.start, self.state.take(), self.counted.take());
            self.at.start = pc;
            self.check_frames();
            (self.at.start, self.state, self.counted) = (start, state, counted);
        }
        let edge = self.edge_to(pc);
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(edge);
        self.f.push(self.block, jump);
        self.ended = true;
    }

    fn translate_block(&mut self, key: BlockKey) -> Result<(), Bailout> {
        self.block = self.scope.blocks[&key];
        let mut params = self.f.block(self.block).params.clone().into_iter();
        let (depth, generators) = self.scope.shapes[&key].clone();
        let mut next = |n: usize| params.by_ref().take(n).collect::<Vec<InstId>>();
        self.scope.locals = next(self.scope.code.locals_len());
        self.scope.stack = next(depth);
        self.scope.generators = generators;
        for of in &mut self.scope.generators {
            of.locals = next(of.locals.len());
            of.stack = next(of.stack.len());
        }
        if !next(1).is_empty() {
            return Err(Bailout::Stack);
        }
        (self.ended, self.state, self.called) = (false, None, false);
        if key.0 & FEED != 0 {
            self.at = block::decode(self.scope.code, key.0 & !FEED).0;
            self.f.block_mut(self.block).stateless = true;
            return self.go_on_feeding();
        }
        let mut pc = key.0;
        loop {
            (self.state, self.counted) = (None, None);
            let (instr, op) = block::decode(self.scope.code, pc);
            self.at = instr;
            let outside = |inside: &Vec<bool>| !inside[pc as usize];
            if self.is_left(op, pc)
                || self.scope.number == 0 && self.region.as_ref().is_some_and(outside)
            {
                self.interpret();
                return Ok(());
            }
            let called = std::mem::take(&mut self.called);
            if op.head() == Opcode::RETURN_VALUE && self.scope.number == 0 {
                self.leaving(Op::CheckHeld, &[], called.into(), ExitReason::Held);
            } else if called {
                self.check_frames();
            }
            // What a loop starts with: what leaves the loop is checked there.
            let is_first = pc == key.0 && !key.1.is_empty();
            if self.scope.marks.loop_heads[pc as usize] || is_first {
                self.state();
            }
            if pc == key.0 && self.is_cold_branch(pc) {
                self.leave_untaken();
                return Ok(());
            }
            self.count(op);
            if !self.meets_generator(op)? {
                self.instruction(op)?;
            }
            if self.ended {
                return Ok(());
            }
            pc = self.at.next;
            if self.scope.marks.leaders[pc as usize] {
                self.jump_to(pc);
                return Ok(());
            }
        }
    }

    /// Whether the block that begins here, which only jumps lead to, has an instruction that never ran.
    fn is_cold_branch(&self, start: u32) -> bool {
        let marks = &self.scope.marks;
        let of = start as usize;
        if start == self.entry_pc || !marks.leaders[of] || marks.loop_heads[of] {
            return false;
        }
        let mut pc = start;
        while (pc as usize) < self.scope.code.units_len() {
            let (instr, op) = block::decode(self.scope.code, pc);
            if self.never_ran(op, instr.site) {
                return true;
            }
            pc = instr.next;
            if marks.leaders[pc as usize] || block::is_end(op) {
                return false;
            }
        }
        false
    }

    /// Whether an instruction was asked to be the interpreter's.
    fn is_left(&self, op: Opcode, pc: u32) -> bool {
        let config = &self.vm.config;
        !config.leave.is_empty()
            && config.leaves(op, &self.scope.code.qualname.get().to_string(), pc)
    }

    /// A function that is called directly, as the lowering needs it.
    fn callee(&mut self, code: Gc<CodeObj>) -> i64 {
        let callee = Callee {
            code: code.addr() as u64,
            consts: code.consts_address() as u64,
            units: code.units() as u64,
            frame_words: code.frame_words as i64,
            locals: code.locals_len() as i64,
            entry: code.entry.as_ptr() as u64,
        };
        self.f.keep.push(callee.code);
        match self.f.callees.iter().position(|c| *c == callee) {
            Some(i) => i as i64,
            None => {
                self.f.callees.push(callee);
                self.f.callees.len() as i64 - 1
            }
        }
    }
}
