//! HIR of a little program, as the JIT's builder would write it: a frame state per instruction, guards for what
//! is guessed of operands, a block per jump target with a parameter per variable.

use super::mini::{Instr, Mini, VARS, Val};
use std::collections::BTreeMap;
use taipan_jit::exit::reason::ExitReason;
use taipan_jit::ir::frame_state::snapshot;
use taipan_jit::ir::function::ENTRY;
use taipan_jit::ir::{BlockId, Edge, Function, Inst, InstId, Op, Region, Type};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::tuple;
use taipan_runtime::value::Value;

/// The word of a value that is no heap object.
pub fn word(v: &Val) -> Option<u64> {
    match v {
        Val::Int(n) => Value::try_small(*n).map(Value::bits),
        Val::Float(f) => Value::try_float(*f).map(Value::bits),
        Val::Bool(b) => Some(Value::bool(*b).bits()),
        Val::Pair(_) | Val::Big => None,
    }
}

struct Builder<'a> {
    mini: &'a Mini,
    f: Function,
    block: BlockId,
    vars: Vec<InstId>,
    state: InstId,
    blocks: BTreeMap<usize, BlockId>,
    work: Vec<usize>,
}

/// The function of a program.
pub fn build(mini: &Mini) -> Function {
    let mut f = Function::new("mini");
    f.frame_words = VARS as i64;
    f.frames.push(Default::default());
    let vars: Vec<InstId> = (0..VARS)
        .map(|slot| f.push(ENTRY, Inst::with_imm(Op::EntrySlot, &[], slot as i64, 0)))
        .collect();
    let state = InstId(0);
    let mut b =
        Builder { mini, f, block: ENTRY, vars, state, blocks: BTreeMap::new(), work: Vec::new() };
    b.jump(0);
    while let Some(pc) = b.work.pop() {
        b.block = b.blocks[&pc];
        b.vars = b.f.block(b.block).params.clone();
        b.straight(pc);
    }
    b.f
}

impl Builder<'_> {
    fn edge(&mut self, pc: usize) -> Edge {
        let block = match self.blocks.get(&pc) {
            Some(&known) => known,
            None => {
                let block = self.f.new_block();
                (0..VARS).for_each(|_| {
                    self.f.push_param(block, Type::Slot);
                });
                self.blocks.insert(pc, block);
                self.work.push(pc);
                block
            }
        };
        Edge { block, args: self.vars.iter().copied().collect() }
    }

    fn jump(&mut self, pc: usize) {
        let mut jump = Inst::new(Op::Jump, &[]);
        jump.targets.push(self.edge(pc));
        self.f.push(self.block, jump);
    }

    fn push(&mut self, inst: Inst) -> InstId {
        self.f.push(self.block, inst)
    }

    fn leaving(&mut self, op: Op, args: &[InstId], imm: i64, reason: ExitReason) -> InstId {
        let inst = Inst::with_imm(op, args, imm, 0).leaving(self.state, reason);
        self.push(inst)
    }

    /// Guards a variable; whoever holds it holds the guarded one afterwards.
    fn guard(&mut self, op: Op, var: usize, imm: i64, reason: ExitReason) -> InstId {
        let v = self.vars[var];
        let guarded = self.leaving(op, &[v], imm, reason);
        self.vars.iter_mut().filter(|slot| **slot == v).for_each(|slot| *slot = guarded);
        guarded
    }

    /// A block's instructions, up to a jump.
    fn straight(&mut self, mut pc: usize) {
        loop {
            let state = snapshot(pc as u32, 0, &self.vars, &[], None);
            self.state = self.push(state);
            let Some(instr) = self.mini.code.get(pc).cloned() else {
                self.leaving(Op::Exit, &[], 0, ExitReason::Interpret);
                return;
            };
            match instr {
                Instr::Const(v, to) => {
                    let Some(word) = word(&v) else {
                        self.leaving(Op::Exit, &[], 0, ExitReason::Interpret);
                        return;
                    };
                    self.vars[to] = self.push(Inst::with_imm(Op::Const, &[], word as i64, 0));
                }
                Instr::Pair(a, b, to) => {
                    let items = [self.vars[a], self.vars[b]];
                    self.vars[to] = self.leaving(Op::NewTuple, &items, 0, ExitReason::Raised);
                }
                Instr::Item(a, i, to) => self.vars[to] = self.item(a, i),
                Instr::Arith(op, a, b, to) => {
                    self.vars[to] = self.arith(op, a, b, self.mini.guesses[pc])
                }
                Instr::Test(cmp, a, b, to) => {
                    let cond = self.test(cmp, a, b, self.mini.guesses[pc]);
                    let mut branch = Inst::new(Op::Branch, &[cond]);
                    for target in [to, pc + 1] {
                        let edge = self.edge(target);
                        branch.targets.push(edge);
                    }
                    self.push(branch);
                    return;
                }
            }
            pc += 1;
            // What jumps here has a block to jump to.
            if self
                .mini
                .code
                .iter()
                .any(|instr| matches!(instr, Instr::Test(_, _, _, to) if *to == pc))
            {
                self.jump(pc);
                return;
            }
        }
    }

    fn item(&mut self, var: usize, index: usize) -> InstId {
        let shape = i64::from(TypeId::TUPLE.shape().0);
        let pair = self.guard(Op::GuardType, var, shape, ExitReason::NotType);
        let frozen = Region::Frozen as i64;
        let len = self.push(Inst::with_imm(Op::LoadI64, &[pair], tuple::LEN_OFFSET as i64, frozen));
        let two = self.push(Inst::with_imm(Op::ConstI64, &[], 2, 0));
        let same = self.push(Inst::with_imm(Op::I64Cmp, &[len, two], 2, 0));
        self.leaving(Op::GuardTrue, &[same], 0, ExitReason::Length);
        let at = self.push(Inst::with_imm(Op::ConstI64, &[], index as i64, 0));
        let item = Inst::with_imm(Op::LoadItem, &[pair, at], tuple::ITEMS_OFFSET as i64, frozen);
        let item = self.push(item);
        self.push(Inst::new(Op::AssumeBound, &[item]))
    }

    fn float(&mut self, var: usize, guess: u8) -> InstId {
        if guess == 2 {
            let v = self.vars[var];
            return self.leaving(Op::GuardNumber, &[v], 1, ExitReason::NotNumber);
        }
        let guarded = self.guard(Op::GuardFloat, var, 0, ExitReason::NotFloat);
        self.push(Inst::new(Op::Unbox, &[guarded]))
    }

    fn ints(&mut self, a: usize, b: usize) -> [InstId; 2] {
        self.guard(Op::GuardInt, a, 0, ExitReason::NotInt);
        let y = self.guard(Op::GuardInt, b, 0, ExitReason::NotInt);
        [self.vars[a], y]
    }

    fn arith(&mut self, op: u8, a: usize, b: usize, guess: u8) -> InstId {
        if guess == 0 || op > 2 {
            let operands = self.ints(a, b);
            return match op {
                0 => self.leaving(Op::IntAdd, &operands, 0, ExitReason::Overflow),
                1 => self.leaving(Op::IntSub, &operands, 0, ExitReason::Overflow),
                2 => self.leaving(Op::IntMul, &operands, 0, ExitReason::Overflow),
                3 => self.push(Inst::new(Op::IntAnd, &operands)),
                _ => self.push(Inst::new(Op::IntXor, &operands)),
            };
        }
        // Two numbers of which one is a float: two ints are other code's.
        let y = if guess == 2 {
            let y = self.guard(Op::GuardFloat, b, 0, ExitReason::NotFloat);
            self.push(Inst::new(Op::Unbox, &[y]))
        } else {
            self.float(b, 1)
        };
        let x = self.float(a, guess);
        let op = [Op::F64Add, Op::F64Sub, Op::F64Mul][op as usize];
        let result = self.push(Inst::new(op, &[x, y]));
        self.push(Inst::new(Op::Box, &[result]))
    }

    fn test(&mut self, cmp: u8, a: usize, b: usize, guess: u8) -> InstId {
        if guess == 0 {
            let operands = self.ints(a, b);
            return self.push(Inst::with_imm(Op::IntCmp, &operands, cmp.into(), 0));
        }
        let y = self.float(b, 1);
        let x = self.float(a, guess);
        self.push(Inst::with_imm(Op::F64Cmp, &[x, y], cmp.into(), 0))
    }
}
