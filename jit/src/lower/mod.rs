//! HIR to Cranelift's IR, one HIR instruction at a time, and on to machine code.
//!
//! `env` holds every address and offset of the VM that code refers to; so this module knows nothing of
//! the VM, and tests lower text and run it on raw words. The rows of `ir/insts.rs` are served by `ints`,
//! `floats`, `power`, `memory`, `guards`, `calls`, `stubs`; `exits` writes values back to the frame.

#![forbid(unsafe_code)]

mod calls;
mod calls_python;
pub mod compile;
pub mod env;
mod exits;
mod floats;
mod frames;
mod generators;
mod guards;
mod ints;
mod memory;
mod power;
mod stubs;
#[cfg(test)]
mod tests;

use crate::exit::encode;
use crate::ir::{Cfg, Function, InstId, Op, REGIONS, Region, Type};
use cranelift_codegen::ir::{
    self as clif, AbiParam, AliasRegion, AliasRegionData, BlockArg, InstBuilder, MemFlagsData,
    Signature, types,
};
use cranelift_codegen::isa::{CallConv, TargetFrontendConfig};
use cranelift_codegen::packed_option::ReservedValue;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use env::Env;
use rustc_hash::{FxHashMap, FxHashSet};
use taipan_vm::abi::frame_map::ExitMap;
use taipan_vm::tier::backend::{BlockSite, GuardSite};

/// The signature of compiled code: context and frame to a result word, 0 for an exit.
pub fn entry_signature(call_conv: CallConv) -> Signature {
    let mut sig = Signature::new(call_conv);
    sig.params.push(AbiParam::new(types::I64));
    sig.params.push(AbiParam::new(types::I64));
    sig.returns.push(AbiParam::new(types::I64));
    sig
}

/// The machine type of a value, if it has one.
fn machine_type(ty: Type) -> Option<clif::Type> {
    match ty {
        Type::F64 => Some(types::F64),
        Type::Cond => Some(types::I8),
        Type::State | Type::Void => None,
        _ => Some(types::I64),
    }
}

/// What lowering knows of the machine.
#[derive(Copy, Clone)]
pub struct Machine {
    /// Pointer width and calling convention.
    pub config: TargetFrontendConfig,
    /// Whether it multiplies and adds with one rounding.
    pub is_fused: bool,
}

/// Where executions are counted: a word each for the checks of guards, and for blocks.
#[derive(Clone, Copy)]
pub struct Counts {
    /// Those of checks.
    pub guards: u64,
    /// Those of blocks.
    pub blocks: u64,
}

/// Lowers `func` into `target` and returns its exits and its guards; exit `i` reports `mark << 32 | i`.
pub fn lower(
    func: &Function,
    env: &Env,
    (mark, counts): (u32, Option<Counts>),
    machine: Machine,
    target: &mut clif::Function,
    context: &mut FunctionBuilderContext,
) -> (Vec<ExitMap>, Guards) {
    let builder = FunctionBuilder::new(target, context);
    let mut lowerer = Lowerer::new(func, env, (mark, counts), machine, builder);
    lowerer.function();
    lowerer.finish()
}

/// Slots of locals that some frame state gives another value than the one at entry.
fn changing_slots(func: &Function) -> FxHashSet<usize> {
    let of_entered = |i: &&crate::ir::Inst| i.op == Op::Snapshot && i.imm2 >> 32 == 0;
    let slots = func.insts.iter().filter(of_entered).flat_map(|i| i.args.iter().enumerate());
    slots
        .filter(|&(slot, &v)| {
            func.inst(v).op == Op::Const
                || func.inst(v).op.is_virtual()
                || encode::is_stored(func, v, 0, slot, usize::MAX)
        })
        .map(|(slot, _)| slot)
        .collect()
}

/// The guards of a unit.
#[derive(Clone, Default)]
pub struct Guards {
    /// How many.
    pub count: u32,
    /// Where each is, and why it leaves; only when they are counted.
    pub sites: Vec<GuardSite>,
    /// The blocks that they are in, likewise.
    pub blocks: Vec<BlockSite>,
    /// The block that is lowered.
    block: u32,
    /// The last one.
    last: Option<InstId>,
}

struct Lowerer<'a> {
    func: &'a Function,
    env: &'a Env,
    mark: u32,
    counts: Option<Counts>,
    machine: Machine,
    b: FunctionBuilder<'a>,
    /// By number.
    blocks: Vec<clif::Block>,
    /// By number; a reserved value where there is none yet.
    values: Vec<clif::Value>,
    /// Unboxed forms of tagged floats that a guard already decoded.
    decoded: FxHashMap<InstId, clif::Value>,
    regions: Vec<AliasRegion>,
    context: clif::Value,
    frame: clif::Value,
    /// What frames above the entered one are counted from: `frame`, but in generators.
    above: clif::Value,
    exits: exits::Exits,
    /// Slots of the entered frame that do not keep what they held at entry.
    changing: FxHashSet<usize>,
    /// What slots of frames hold for sure.
    shown: frames::Shown,
    signatures: calls::Signatures,
    /// Where stubs put results.
    stub_result: Option<clif::StackSlot>,
    /// Guards lowered so far.
    guards: Guards,
    /// How they are counted down to the one that is forced.
    countdown: Option<Countdown>,
}

/// Constants that all guards use, made once: -1 and 0.
#[derive(Clone, Copy)]
struct Countdown {
    less: clif::Value,
    zero: clif::Value,
}

impl<'a> Lowerer<'a> {
    fn new(
        func: &'a Function,
        env: &'a Env,
        (mark, counts): (u32, Option<Counts>),
        machine: Machine,
        mut b: FunctionBuilder<'a>,
    ) -> Lowerer<'a> {
        let entry = b.create_block();
        b.append_block_params_for_function_params(entry);
        b.switch_to_block(entry);
        let params = b.block_params(entry).to_vec();
        let mut constant = |word: i64| b.ins().iconst(types::I64, word);
        let countdown = env.stress.map(|_| Countdown { less: constant(-1), zero: constant(0) });
        let regions = REGIONS
            .iter()
            .map(|r| {
                let data =
                    AliasRegionData { user_id: *r as u32, description: format!("{r:?}").into() };
                b.func.dfg.alias_regions.insert(data)
            })
            .collect();
        Lowerer {
            func,
            env,
            mark,
            counts,
            machine,
            b,
            blocks: vec![clif::Block::reserved_value(); func.blocks.len()],
            values: vec![clif::Value::reserved_value(); func.insts.len()],
            decoded: FxHashMap::default(),
            regions,
            context: params[0],
            frame: params[1],
            above: params[1],
            exits: exits::Exits::default(),
            changing: changing_slots(func),
            shown: frames::Shown::default(),
            signatures: calls::Signatures::default(),
            stub_result: None,
            guards: Guards::default(),
            countdown,
        }
    }

    fn function(&mut self) {
        let cfg = Cfg::new(self.func);
        for &block in &cfg.order {
            let made = self.b.create_block();
            for &p in &self.func.block(block).params {
                if let Some(ty) = machine_type(self.func.ty(p)) {
                    let value = self.b.append_block_param(made, ty);
                    self.values[p.0 as usize] = value;
                }
            }
            if self.func.block(block).cold {
                self.b.set_cold_block(made);
            }
            self.blocks[block.0 as usize] = made;
        }
        if self.counts.is_some() {
            self.note_blocks(&cfg);
        }
        let first = self.blocks[cfg.order[0].0 as usize];
        if self.func.is_generator {
            self.above = self.above_generator();
        }
        self.b.ins().jump(first, &[]);
        let mut ends = FxHashMap::default();
        for (number, &block) in (0..).zip(&cfg.order) {
            self.b.switch_to_block(self.blocks[block.0 as usize]);
            self.guards.block = number;
            if let Some(counts) = self.counts {
                self.count_execution(counts.blocks, number);
            }
            self.shown = self.shown_before(block, &cfg, &ends);
            for &v in &self.func.block(block).insts {
                self.inst(v);
            }
            ends.insert(block, std::mem::take(&mut self.shown));
        }
    }

    fn finish(mut self) -> (Vec<ExitMap>, Guards) {
        let maps = self.emit_exits();
        self.b.seal_all_blocks();
        self.b.finalize(self.machine.config);
        (maps, self.guards)
    }

    fn inst(&mut self, v: InstId) {
        use Op::*;
        let inst = self.func.inst(v);
        let result = match inst.op {
            Param | Snapshot | VirtualTuple | VirtualFunction | VirtualRange | VirtualGenerator
            | RunningGenerator => None,
            Const | ConstI64 | ConstPtr => Some(self.word(inst.imm)),
            ConstF64 => Some(self.b.ins().f64const(f64::from_bits(inst.imm as u64))),
            ConstCond => Some(self.b.ins().iconst(types::I8, inst.imm)),
            EntrySlot => Some(self.entry_slot(inst.imm)),
            Context => Some(self.context),
            FramePtr => Some(self.frame_ptr(inst.imm)),
            GuardInt | GuardFloat | GuardNumber | GuardBool | GuardWord | GuardBound
            | GuardType | GuardShape | GuardTrue | GuardFalse | GuardRoom | CheckFrames
            | CheckHeld | Poll => self.guard(v),
            IntAdd | IntSub | IntMul | IntFloorDiv | IntMod | IntShl | IntShr | IntNeg | IntNot
            | IntAnd | IntOr | IntXor | IntCmp | IntToF64 | Untag | Tag | I64Add | I64Sub
            | I64Mul | I64Cmp | InBounds | WrapIndex => Some(self.int(v)),
            Unbox | Box | F64Add | F64Sub | F64Mul | F64Div | F64Neg | F64Abs | F64Sqrt
            | F64Call | F64Cmp | F64ToI64 => Some(self.float(v)),
            WordEq | BothInts | BoolOf | CondOf | Not | HasShape => Some(self.condition(v)),
            LoadSlot | LoadI64 | LoadU32 | LoadU8 | LoadF64 | LoadPtr | LoadItem | LoadItemF64
            | LoadItemI32 | LoadItemU8 => Some(self.load(v)),
            StoreSlot | StoreI64 | StoreU32 | StoreItem | StoreItemF64 => {
                self.store(v);
                None
            }
            ReverseItems => {
                self.reverse_items(v);
                None
            }
            CountSite => {
                self.count_site(inst.imm);
                None
            }
            Offset => {
                let base = self.arg(v, 0);
                Some(self.b.ins().iadd_imm_s(base, inst.imm))
            }
            AssumeType | AssumeHeap | AssumeBound | AssumeInt => Some(self.arg(v, 0)),
            LibCall | LibCallArray | LibCallPure | LibCallAlloc | NewTuple | NewFunction
            | CallPy => self.call(v),
            Jump | Branch | Return | Yield | Exit | Unreachable => {
                self.end(v);
                None
            }
        };
        if let Some(value) = result {
            self.values[v.0 as usize] = value;
        }
    }

    fn end(&mut self, v: InstId) {
        let inst = self.func.inst(v);
        let edges: Vec<(clif::Block, Vec<BlockArg>)> = inst
            .targets
            .iter()
            .map(|e| {
                (
                    self.blocks[e.block.0 as usize],
                    e.args.iter().map(|&a| BlockArg::Value(self.value(a))).collect(),
                )
            })
            .collect();
        match inst.op {
            Op::Jump => {
                self.b.ins().jump(edges[0].0, &edges[0].1);
            }
            Op::Branch => {
                let c = self.arg(v, 0);
                self.b.ins().brif(c, edges[0].0, &edges[0].1, edges[1].0, &edges[1].1);
            }
            Op::Return => {
                let result = self.arg(v, 0);
                self.b.ins().return_(&[result]);
            }
            Op::Yield => self.suspend(v),
            Op::Exit => {
                let block = self.exit_target(v);
                self.b.ins().jump(block, &[]);
            }
            _ => {
                self.b.ins().trap(clif::TrapCode::unwrap_user(1));
            }
        }
    }

    fn value(&self, v: InstId) -> clif::Value {
        let value = self.values[v.0 as usize];
        debug_assert!(!value.is_reserved_value(), "{v:?} has no value yet");
        value
    }

    fn arg(&self, v: InstId, i: usize) -> clif::Value {
        self.value(self.func.inst(v).args[i])
    }

    fn word(&mut self, word: i64) -> clif::Value {
        self.b.ins().iconst(types::I64, word)
    }

    /// A constant address as base and offset: from the context, if it lies near that, since no instruction has to make
    /// that one.
    fn cell(&mut self, address: u64) -> (clif::Value, i32) {
        match i32::try_from(address.wrapping_sub(self.env.context) as i64) {
            Ok(offset) if self.env.context != 0 => (self.context, offset),
            _ => (self.word(address as i64), 0),
        }
    }

    /// Stores a word at a constant address.
    fn store_at(&mut self, address: u64, word: clif::Value) {
        let (base, offset) = self.cell(address);
        let flags = self.flags(Region::Meta);
        self.b.ins().store(flags, word, base, offset);
    }

    /// Loads what lies at a constant address.
    fn load_at(&mut self, address: u64, ty: clif::Type) -> clif::Value {
        let (base, offset) = self.cell(address);
        let flags = self.flags(Region::Meta);
        self.b.ins().load(ty, flags, base, offset)
    }

    fn flags(&self, region: Region) -> MemFlagsData {
        let flags = MemFlagsData::trusted().with_alias_region(Some(self.regions[region as usize]));
        if region == Region::Frozen { flags.with_readonly() } else { flags }
    }

    fn entry_slot(&mut self, slot: i64) -> clif::Value {
        let offset = self.env.slot_offset(slot);
        let flags = self.flags(Region::Frame);
        self.b.ins().load(types::I64, flags, self.frame, offset)
    }

    fn frame_ptr(&mut self, bytes: i64) -> clif::Value {
        let from = self.frame_at(bytes);
        if bytes == 0 { from } else { self.b.ins().iadd_imm_s(from, bytes) }
    }

    /// A new block that code goes on in.
    fn fresh(&mut self) -> clif::Block {
        self.b.create_block()
    }

    /// A new block laid out away from hot code.
    fn fresh_cold(&mut self) -> clif::Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }
}
