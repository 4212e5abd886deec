//! Functions, blocks and instructions: arenas with newtype indices.
//!
//! A value is the instruction that makes it. Blocks have parameters, themselves instructions.

use super::insts::Op;
use super::types::Type;
use crate::exit::reason::ExitReason;
use smallvec::SmallVec;
use std::fmt;
use std::num::NonZeroU32;

/// A value, or the instruction that makes it.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstId(pub u32);

/// A block.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

impl fmt::Debug for InstId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

impl fmt::Debug for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b{}", self.0)
    }
}

/// Operands.
pub type Args = SmallVec<[InstId; 4]>;

/// A jump to a block with the values of its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    /// Where to.
    pub block: BlockId,
    /// One value per parameter.
    pub args: Args,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// The type of its result.
    pub ty: Type,
    /// Operands.
    pub args: Args,
    /// First immediate.
    pub imm: i64,
    /// Second immediate; the region number of memory instructions.
    pub imm2: i64,
    /// The frame state it leaves at; of a snapshot, the snapshot of its caller.
    pub state: Option<InstId>,
    /// Why it leaves.
    pub reason: ExitReason,
    /// Of a guard that moved: the frame state of its instruction, which tells whose guess it checks. Of a
    /// slice whose own state serves exceptions only: the state from which it can be made again.
    pub origin: Option<InstId>,
    /// Where an end goes.
    pub targets: Vec<Edge>,
}

impl Inst {
    /// An instruction with operands and nothing else.
    pub fn new(op: Op, args: &[InstId]) -> Inst {
        Inst::with_imm(op, args, 0, 0)
    }

    /// An instruction with operands and immediates.
    pub fn with_imm(op: Op, args: &[InstId], imm: i64, imm2: i64) -> Inst {
        Inst {
            op,
            ty: op.result_type(imm),
            args: Args::from_slice(args),
            imm,
            imm2,
            state: None,
            reason: ExitReason::Unknown,
            origin: None,
            targets: Vec::new(),
        }
    }

    /// The same with a frame state and a reason to leave.
    pub fn leaving(mut self, state: InstId, reason: ExitReason) -> Inst {
        self.state = Some(state);
        self.reason = reason;
        self
    }

    /// The values that it uses: operands, frame states, and what its edges pass.
    pub fn uses(&self) -> impl Iterator<Item = InstId> + '_ {
        let passed = self.targets.iter().flat_map(|edge| &edge.args);
        self.args.iter().chain(&self.state).chain(&self.origin).chain(passed).copied()
    }

    /// The same, to change.
    pub fn uses_mut(&mut self) -> impl Iterator<Item = &mut InstId> + '_ {
        let passed = self.targets.iter_mut().flat_map(|edge| &mut edge.args);
        self.args.iter_mut().chain(&mut self.state).chain(&mut self.origin).chain(passed)
    }
}

/// A straight run of instructions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Block {
    /// Parameters.
    pub params: Vec<InstId>,
    /// Instructions; the last is an end.
    pub insts: Vec<InstId>,
    /// Whether it is rarely run (laid out away from hot code).
    pub cold: bool,
    /// Whether no frame state describes its start, whatever its first one says.
    pub stateless: bool,
}

/// A frame that inlining left out, and that an exit or a call must lay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct InlineFrame {
    /// The function's address.
    pub func: u64,
    /// The address of its code object.
    pub code: u64,
    /// The address of its first constant.
    pub consts: u64,
    /// The address of its first code unit.
    pub units: u64,
    /// Words from the outermost frame's local 0 to this frame's.
    pub base: i64,
    /// Words of the whole frame.
    pub words: i64,
    /// Flags of the frame (`vm/src/frame/layout.rs`).
    pub flags: u64,
    /// How many inlined frames are below this one; 0 for the outermost.
    pub depth: i64,
    /// Of the body of a generator that is not made: how far behind the instruction that runs it its end goes.
    pub generator: Option<u32>,
    /// Whether that is a number of `taipan_vm::tier::feed::Feed` instead.
    pub feeds: bool,
}

/// A Python function that is called directly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Callee {
    /// Address of its code object.
    pub code: u64,
    /// Address of its first constant.
    pub consts: u64,
    /// Address of its first code unit.
    pub units: u64,
    /// Words of a whole frame.
    pub frame_words: i64,
    /// Locals, cells and free variables.
    pub locals: i64,
    /// Address of the cell with the address of its machine code.
    pub entry: u64,
}

/// A function in HIR.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Function {
    /// For people.
    pub name: String,
    /// All instructions ever made; those not in a block are dead.
    pub insts: Vec<Inst>,
    /// All blocks; those not reachable are dead.
    pub blocks: Vec<Block>,
    /// Frames of inlined callees by number (`Snapshot::frame`); 0 is the function's own.
    pub frames: Vec<InlineFrame>,
    /// Functions called directly, by number.
    pub callees: Vec<Callee>,
    /// Address of the first code unit of this function.
    pub units: u64,
    /// Words of this function's whole frame.
    pub frame_words: i64,
    /// Whether its frame lies inside a generator, and frames above it at the top of the value stack.
    pub is_generator: bool,
    /// Words that are heap pointers used by the code; they must be kept alive with it.
    pub keep: Vec<u64>,
}

/// The entry block.
pub const ENTRY: BlockId = BlockId(0);

impl Function {
    /// An empty function with an entry block.
    pub fn new(name: &str) -> Function {
        Function { name: name.into(), blocks: vec![Block::default()], ..Function::default() }
    }

    /// The instruction that makes `v`.
    pub fn inst(&self, v: InstId) -> &Inst {
        &self.insts[v.0 as usize]
    }

    /// The instruction that makes `v`, to change.
    pub fn inst_mut(&mut self, v: InstId) -> &mut Inst {
        &mut self.insts[v.0 as usize]
    }

    /// The type of a value.
    pub fn ty(&self, v: InstId) -> Type {
        self.inst(v).ty
    }

    /// A block.
    pub fn block(&self, b: BlockId) -> &Block {
        &self.blocks[b.0 as usize]
    }

    /// A block, to change.
    pub fn block_mut(&mut self, b: BlockId) -> &mut Block {
        &mut self.blocks[b.0 as usize]
    }

    /// A new empty block.
    pub fn new_block(&mut self) -> BlockId {
        self.blocks.push(Block::default());
        BlockId(self.blocks.len() as u32 - 1)
    }

    /// Adds an instruction to the arena only.
    pub fn make(&mut self, inst: Inst) -> InstId {
        self.insts.push(inst);
        InstId(self.insts.len() as u32 - 1)
    }

    /// Appends an instruction to a block.
    pub fn push(&mut self, block: BlockId, inst: Inst) -> InstId {
        let id = self.make(inst);
        self.block_mut(block).insts.push(id);
        id
    }

    /// Adds a parameter to a block.
    pub fn push_param(&mut self, block: BlockId, ty: Type) -> InstId {
        let mut inst = Inst::new(Op::Param, &[]);
        inst.ty = ty;
        let id = self.make(inst);
        self.block_mut(block).params.push(id);
        id
    }

    /// The last instruction of a block, if it is an end.
    pub fn end(&self, block: BlockId) -> Option<InstId> {
        let last = *self.block(block).insts.last()?;
        self.inst(last).op.is_end().then_some(last)
    }

    /// The edges that leave a block.
    pub fn edges(&self, block: BlockId) -> &[Edge] {
        match self.end(block) {
            Some(end) => &self.inst(end).targets,
            None => &[],
        }
    }

    /// The word of a constant.
    pub fn const_word(&self, v: InstId) -> Option<u64> {
        let inst = self.inst(v);
        (inst.op == Op::Const).then_some(inst.imm as u64)
    }

    /// Replaces values by others everywhere: `map[v]` is the replacement, followed to its end.
    pub fn replace_all(&mut self, map: &Replacements) {
        if map.is_empty() {
            return;
        }
        for inst in &mut self.insts {
            for used in inst.uses_mut() {
                *used = map.get(*used);
            }
        }
    }
}

/// Values and what stands for them now: a row per value up to the last that is replaced.
#[derive(Default)]
pub struct Replacements(Vec<Option<NonZeroU32>>);

impl Replacements {
    /// Notes that `to` stands for `from`.
    pub fn insert(&mut self, from: InstId, to: InstId) {
        debug_assert_ne!(from, to);
        let at = from.0 as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, None);
        }
        self.0[at] = NonZeroU32::new(to.0 + 1);
    }

    /// What stands for `v`.
    pub fn get(&self, mut v: InstId) -> InstId {
        while let Some(to) = self.0.get(v.0 as usize).copied().flatten() {
            v = InstId(to.get() - 1);
        }
        v
    }

    /// Whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
