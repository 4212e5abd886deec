//! Specialized bytecode to HIR: an abstract interpretation over the instructions' recipes.
//!
//! Each block of bytecode becomes one block with a parameter per local and stack slot; `opt::params` makes
//! that minimal. A recipe of which every micro-op has a translation in `uops/` becomes guards and
//! actions; any other instruction runs in the VM's own implementation (`Libcall::Step`) on the frame's
//! memory. What cannot be either is a `Bailout`.

#![forbid(unsafe_code)]

mod block;
mod emit;
mod generic;
mod uops;

use crate::exit::reason::ExitReason;
use crate::ir::function::{Callee, ENTRY, Edge};
use crate::ir::{BlockId, Function, Inst, InstId, Op, Type};
use std::collections::HashMap;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_vm::Vm;
use taipan_vm::bytecode::Site;
use taipan_vm::frame::Frame;
use taipan_vm::types::code::CodeObj;

/// Why a function is not compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Bailout {
    /// Generators and coroutines.
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
}

/// Code objects with more units are left to the interpreter.
const MAX_UNITS: usize = 12_000;

/// One instruction, decoded.
#[derive(Clone, Copy)]
struct Instr {
    /// Its first unit (an `EXTENDED_ARG`'s, if it has one): where an exit resumes.
    start: u32,
    /// The unit behind its caches.
    next: u32,
    /// Operand and caches.
    site: Site,
}

/// The state of building.
pub struct Builder<'a> {
    cx: &'a Ctx,
    vm: &'a Vm,
    frame: Frame,
    code: Gc<CodeObj>,
    f: Function,
    block: BlockId,
    locals: Vec<InstId>,
    stack: Vec<InstId>,
    at: Instr,
    state: Option<InstId>,
    blocks: HashMap<u32, BlockId>,
    depths: HashMap<u32, usize>,
    work: Vec<u32>,
    leaders: Vec<bool>,
    loop_heads: Vec<bool>,
    /// Words that values had when the code was built: what to speculate on.
    hints: HashMap<InstId, u64>,
    ended: bool,
}

/// Builds the HIR of a code object from an entry point, speculating on what `frame` shows.
pub fn build(cx: &Ctx, vm: &Vm, frame: Frame, entry: EntryPoint) -> Result<Function, Bailout> {
    let code = frame.code();
    if code.units_len() > MAX_UNITS {
        return Err(Bailout::TooLarge);
    }
    if frame.namespace().is_some() {
        return Err(Bailout::Namespace);
    }
    let mut f = Function::new(&code.qualname.get().to_string());
    f.units = code.units() as u64;
    f.frame_words = code.frame_words as i64;
    let (leaders, loop_heads) = block::scan(code)?;
    let mut b = Builder {
        cx,
        vm,
        frame,
        code,
        f,
        block: ENTRY,
        locals: Vec::new(),
        stack: Vec::new(),
        at: Instr { start: entry.pc, next: entry.pc, site: block::site_at(code, entry.pc) },
        state: None,
        blocks: HashMap::new(),
        depths: HashMap::new(),
        work: Vec::new(),
        leaders,
        loop_heads,
        hints: HashMap::new(),
        ended: false,
    };
    b.entry(entry);
    while let Some(pc) = b.work.pop() {
        b.translate_block(pc)?;
    }
    Ok(b.f)
}

impl Builder<'_> {
    fn entry(&mut self, entry: EntryPoint) {
        let locals = self.code.locals_len();
        for slot in 0..locals + entry.depth as usize {
            let v = self.f.push(ENTRY, Inst::with_imm(Op::EntrySlot, &[], slot as i64, 0));
            if let Some(value) = self.frame.slot_at(slot) {
                self.hints.insert(v, value.bits());
            }
            if slot < locals { self.locals.push(v) } else { self.stack.push(v) }
        }
        // A direct call skips the RESUME, so the eval breaker is polled here.
        let breaker = self.vm.addresses(self.cx).breaker as i64;
        self.leaving(Op::Poll, &[], breaker, ExitReason::Pending);
        self.jump_to(entry.pc);
    }

    /// The block that starts at a code unit, with parameters for the present locals and stack.
    fn block_at(&mut self, pc: u32) -> BlockId {
        if let Some(&known) = self.blocks.get(&pc) {
            return known;
        }
        let block = self.f.new_block();
        for v in self.locals.iter().chain(&self.stack).copied().collect::<Vec<_>>() {
            let p = self.f.push_param(block, Type::Slot);
            let hint =
                self.hints.get(&v).copied().or(self.f.const_word(v).filter(|&word| word == 0));
            if let Some(hint) = hint {
                self.hints.insert(p, hint);
            }
        }
        self.blocks.insert(pc, block);
        self.depths.insert(pc, self.stack.len());
        self.work.push(pc);
        block
    }

    fn edge_to(&mut self, pc: u32) -> Edge {
        let block = self.block_at(pc);
        Edge { block, args: self.locals.iter().chain(&self.stack).copied().collect() }
    }

    fn jump_to(&mut self, pc: u32) {
        let edge = self.edge_to(pc);
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(edge);
        self.f.push(self.block, jump);
        self.ended = true;
    }

    fn translate_block(&mut self, pc: u32) -> Result<(), Bailout> {
        self.block = self.blocks[&pc];
        let params = self.f.block(self.block).params.clone();
        let (locals, stack) = params.split_at(self.code.locals_len());
        if stack.len() != self.depths[&pc] {
            return Err(Bailout::Stack);
        }
        self.locals = locals.to_vec();
        self.stack = stack.to_vec();
        self.ended = false;
        let mut pc = pc;
        loop {
            self.state = None;
            let (instr, op) = block::decode(self.code, pc);
            self.at = instr;
            if self.loop_heads[pc as usize] {
                self.state();
            }
            self.instruction(op)?;
            if self.ended {
                return Ok(());
            }
            pc = self.at.next;
            if self.leaders[pc as usize] {
                self.jump_to(pc);
                return Ok(());
            }
        }
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
