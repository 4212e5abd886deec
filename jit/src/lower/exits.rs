//! Exits: cold blocks that put live values into the frame and report an exit number.
//!
//! All exits of one frame state share a block; the number arrives as its parameter.

use super::Lowerer;
use crate::exit::encode;
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::FrameState;
use crate::ir::{InstId, Op, Region, Type};
use cranelift_codegen::ir::{self as clif, BlockArg, InstBuilder, types};
use std::collections::HashMap;
use taipan_vm::abi::frame_map::ExitMap;

/// Exits of a function so far.
#[derive(Default)]
pub struct Exits {
    blocks: Vec<(InstId, clif::Block)>,
    by_state: HashMap<InstId, usize>,
    numbers: HashMap<(InstId, ExitReason, Option<InstId>), u32>,
    maps: Vec<ExitMap>,
}

impl Lowerer<'_> {
    /// The block and arguments by which instruction `v` leaves.
    pub(super) fn exit_target(&mut self, v: InstId) -> (clif::Block, [BlockArg; 1]) {
        let inst = self.func.inst(v);
        let state = inst.state.expect("the verifier saw a frame state");
        self.exit_with_origin(state, inst.reason, inst.origin)
    }

    pub(super) fn exit_for(
        &mut self,
        state: InstId,
        reason: ExitReason,
    ) -> (clif::Block, [BlockArg; 1]) {
        self.exit_with_origin(state, reason, None)
    }

    fn exit_with_origin(
        &mut self,
        state: InstId,
        reason: ExitReason,
        origin: Option<InstId>,
    ) -> (clif::Block, [BlockArg; 1]) {
        let index = match self.exits.by_state.get(&state) {
            Some(&i) => i,
            None => {
                let block = self.fresh_cold();
                self.b.append_block_param(block, types::I64);
                self.exits.blocks.push((state, block));
                self.exits.by_state.insert(state, self.exits.blocks.len() - 1);
                self.exits.blocks.len() - 1
            }
        };
        let number = match self.exits.numbers.get(&(state, reason, origin)) {
            Some(&n) => n,
            None => {
                let n = self.exits.maps.len() as u32;
                self.exits.maps.push(encode::exit_map(self.func, state, reason, origin));
                self.exits.numbers.insert((state, reason, origin), n);
                n
            }
        };
        let id = self.word((self.unit as i64) << 32 | number as i64);
        (self.exits.blocks[index].1, [BlockArg::Value(id)])
    }

    /// Leaves unless `ok`; goes on in a new block.
    pub(super) fn leave_unless(&mut self, ok: clif::Value, v: InstId) {
        let (exit, args) = self.exit_target(v);
        let next = self.fresh();
        match self.stress_check() {
            None => self.b.ins().brif(ok, next, &[], exit, &args),
            Some(not_forced) => {
                let both = self.b.ins().band(ok, not_forced);
                self.b.ins().brif(both, next, &[], exit, &args)
            }
        };
        self.b.switch_to_block(next);
    }

    /// Leaves if `bad`; goes on in a new block.
    pub(super) fn leave_if(&mut self, bad: clif::Value, v: InstId) {
        let (exit, args) = self.exit_target(v);
        let next = self.fresh();
        match self.stress_check() {
            None => self.b.ins().brif(bad, exit, &args, next, &[]),
            Some(not_forced) => {
                let forced = self.b.ins().bxor_imm_s(not_forced, 1);
                let either = self.b.ins().bor(bad, forced);
                self.b.ins().brif(either, exit, &args, next, &[])
            }
        };
        self.b.switch_to_block(next);
    }

    /// With deopt stress on: counts down, and says whether the counter is not yet zero.
    fn stress_check(&mut self) -> Option<clif::Value> {
        let address = self.word(self.env.stress? as i64);
        let flags = self.flags(Region::Meta);
        let count = self.b.ins().load(types::I64, flags, address, 0);
        let less = self.b.ins().iadd_imm_s(count, -1);
        self.b.ins().store(flags, less, address, 0);
        Some(self.b.ins().icmp_imm_s(clif::condcodes::IntCC::NotEqual, less, 0))
    }

    /// Emits the shared blocks.
    pub(super) fn emit_exits(&mut self) -> Vec<ExitMap> {
        let flags = self.flags(Region::Frame);
        for (state, block) in std::mem::take(&mut self.exits.blocks) {
            self.b.switch_to_block(block);
            let number = self.b.block_params(block)[0];
            for stored in encode::stored_tuples(self.func, state).0 {
                self.store_items(stored.tuple, stored.at, flags);
            }
            let mut at = Some(state);
            while let Some(s) = at {
                self.write_back(s, flags);
                at = FrameState::of(self.func, s).caller();
            }
            let cell = self.word(self.env.exit_cell as i64);
            let meta = self.flags(Region::Meta);
            self.b.ins().store(meta, number, cell, 0);
            let zero = self.word(0);
            self.b.ins().return_(&[zero]);
        }
        std::mem::take(&mut self.exits.maps)
    }

    /// Whether a slot may hold something other than this value.
    pub(super) fn must_store(&self, v: InstId, frame: usize, slot: usize, locals: usize) -> bool {
        encode::is_stored(self.func, v, frame, slot, locals)
            || frame == 0
                && self.changing.contains(&slot)
                && !matches!(self.func.inst(v).op, Op::Const | Op::VirtualTuple)
    }

    fn write_back(&mut self, state: InstId, flags: clif::MemFlagsData) {
        let view = FrameState::of(self.func, state);
        let base = self.func.frames.get(view.frame()).map_or(0, |f| f.base);
        for (slot, &v) in view.locals().iter().chain(view.stack()).enumerate() {
            if !self.must_store(v, view.frame(), slot, view.locals().len()) {
                continue;
            }
            let offset = self.env.slot_offset(slot as i64) + base as i32 * 8;
            self.store_raw(v, offset, flags);
        }
    }

    /// Stores the items of a tuple that the exit makes.
    fn store_items(&mut self, tuple: InstId, at: u32, flags: clif::MemFlagsData) {
        for (i, &item) in self.func.inst(tuple).args.iter().enumerate() {
            if self.func.inst(item).op != Op::Const {
                self.store_raw(item, self.env.slot_offset(at as i64 + i as i64), flags);
            }
        }
    }

    fn store_raw(&mut self, v: InstId, offset: i32, flags: clif::MemFlagsData) {
        let mut word = self.value(v);
        if self.func.ty(v) == Type::Cond {
            word = self.b.ins().uextend(types::I64, word);
        }
        self.b.ins().store(flags, word, self.frame, offset);
    }
}
