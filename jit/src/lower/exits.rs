//! Exits: cold blocks that put live values into the frame and report an exit number.
//!
//! Each exit has a landing block that makes its number, so that code which does not leave need not.
//! All exits of one frame state share a block behind these; the number arrives as its parameter. States that agree in
//! their locals share the block that stores those, and callees inlined at one call share what stores the
//! caller's frame: register allocation of exits is most of what compiling costs, so each store is
//! there once.

use super::Lowerer;
use crate::exit::encode;
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::FrameState;
use crate::ir::{InstId, Op, Region, Type};
use cranelift_codegen::ir::{self as clif, BlockArg, InstBuilder, types};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;
use taipan_vm::abi::frame_map::ExitMap;
use taipan_vm::frame::layout;

/// Exits of a function so far.
#[derive(Default)]
pub struct Exits {
    blocks: Vec<(InstId, clif::Block)>,
    by_state: FxHashMap<InstId, clif::Block>,
    landings: FxHashMap<(InstId, ExitReason, Option<InstId>), clif::Block>,
    /// Landing blocks without instructions yet, the number that each makes, and where it goes on.
    unfilled: Vec<(clif::Block, u32, clif::Block)>,
    maps: Vec<ExitMap>,
    /// Blocks that store a frame's operand stack, its locals and its callers' frames.
    frames: FxHashMap<InstId, clif::Block>,
    /// Blocks that store a frame's locals and its callers' frames.
    locals: FxHashMap<LocalsKey, clif::Block>,
    /// What those blocks have still to be filled with.
    tails: Vec<(clif::Block, Tail)>,
    /// The block that reports the number and returns.
    end: Option<clif::Block>,
}

/// What decides which locals a block stores: the frame's number, its locals, its caller's state.
type LocalsKey = (usize, Vec<InstId>, Option<InstId>);

/// A block of stores that several exits end in.
enum Tail {
    /// Of a frame state: its stack, then its locals.
    Frame(InstId),
    /// Of any state with the same locals: these, then the caller's frame.
    Locals(InstId),
}

impl Lowerer<'_> {
    /// The block by which instruction `v` leaves.
    pub(super) fn exit_target(&mut self, v: InstId) -> clif::Block {
        let inst = self.func.inst(v);
        let state = inst.state.expect("the verifier saw a frame state");
        self.exit_with_origin(state, inst.reason, inst.origin)
    }

    pub(super) fn exit_for(&mut self, state: InstId, reason: ExitReason) -> clif::Block {
        self.exit_with_origin(state, reason, None)
    }

    fn exit_with_origin(
        &mut self,
        state: InstId,
        reason: ExitReason,
        origin: Option<InstId>,
    ) -> clif::Block {
        if let Some(&known) = self.exits.landings.get(&(state, reason, origin)) {
            return known;
        }
        let landing = self.fresh_cold();
        self.exits.landings.insert((state, reason, origin), landing);
        let number = self.exits.maps.len() as u32;
        self.exits.maps.push(encode::exit_map(self.func, state, reason, origin));
        let stores = match self.exits.by_state.get(&state) {
            Some(&known) => known,
            None => {
                let made = self.number_block();
                self.exits.blocks.push((state, made));
                self.exits.by_state.insert(state, made);
                made
            }
        };
        self.exits.unfilled.push((landing, number, stores));
        landing
    }

    /// Leaves unless `ok`; goes on in a new block.
    pub(super) fn leave_unless(&mut self, ok: clif::Value, v: InstId) {
        let exit = self.exit_target(v);
        let next = self.fresh();
        match self.stress_check() {
            None => self.b.ins().brif(ok, next, &[], exit, &[]),
            Some(not_forced) => {
                let both = self.b.ins().band(ok, not_forced);
                self.b.ins().brif(both, next, &[], exit, &[])
            }
        };
        self.b.switch_to_block(next);
    }

    /// Leaves if `bad`; goes on in a new block.
    pub(super) fn leave_if(&mut self, bad: clif::Value, v: InstId) {
        let exit = self.exit_target(v);
        let next = self.fresh();
        match self.stress_check() {
            None => self.b.ins().brif(bad, exit, &[], next, &[]),
            Some(not_forced) => {
                let forced = self.b.ins().bxor_imm_s(not_forced, 1);
                let either = self.b.ins().bor(bad, forced);
                self.b.ins().brif(either, exit, &[], next, &[])
            }
        };
        self.b.switch_to_block(next);
    }

    /// Counts the guard, if that is wanted. With deopt stress on: counts down, and says whether the counter is not yet zero.
    fn stress_check(&mut self) -> Option<clif::Value> {
        let this = self.guards;
        self.guards += 1;
        if let Some(counts) = self.counts {
            let (at, flags) = (self.word(counts as i64), self.flags(Region::Meta));
            let count = self.b.ins().load(types::I64, flags, at, this as i32 * 8);
            let more = self.b.ins().iadd_imm_s(count, 1);
            self.b.ins().store(flags, more, at, this as i32 * 8);
        }
        if self.env.forced.is_some_and(|(_, only)| only != this) {
            return None;
        }
        let address = self.word(self.env.stress? as i64);
        let flags = self.flags(Region::Meta);
        let count = self.b.ins().load(types::I64, flags, address, 0);
        let less = self.b.ins().iadd_imm_s(count, -1);
        self.b.ins().store(flags, less, address, 0);
        Some(self.b.ins().icmp_imm_s(clif::condcodes::IntCC::NotEqual, less, 0))
    }

    /// Emits the blocks of all exits.
    pub(super) fn emit_exits(&mut self) -> Vec<ExitMap> {
        for (landing, number, stores) in std::mem::take(&mut self.exits.unfilled) {
            self.b.switch_to_block(landing);
            let id = self.word((self.mark as i64) << 32 | i64::from(number));
            self.b.ins().jump(stores, &[BlockArg::Value(id)]);
        }
        let flags = self.flags(Region::Frame);
        for (state, block) in std::mem::take(&mut self.exits.blocks) {
            self.b.switch_to_block(block);
            let number = self.b.block_params(block)[0];
            for stored in encode::stored_objects(self.func, state).0 {
                self.store_items(stored.object, stored.at, flags);
            }
            self.store_stack_and_go_on(state, number);
        }
        while let Some((block, tail)) = self.exits.tails.pop() {
            self.b.switch_to_block(block);
            let number = self.b.block_params(block)[0];
            match tail {
                Tail::Frame(state) => self.store_stack_and_go_on(state, number),
                Tail::Locals(state) => self.store_locals_and_go_on(state, number),
            }
        }
        if let Some(end) = self.exits.end {
            self.b.switch_to_block(end);
            let number = self.b.block_params(end)[0];
            let cell = self.word(self.env.exit_cell as i64);
            let meta = self.flags(Region::Meta);
            self.b.ins().store(meta, number, cell, 0);
            if self.func.is_generator {
                // A callee that raised has left it elsewhere, and `deopt.rs` counts from it.
                let words = self.func.frame_words - layout::HEADER as i64;
                let top = self.b.ins().iadd_imm_s(self.above, words * 8);
                let cell = self.word(self.env.calls.top as i64);
                self.b.ins().store(meta, top, cell, 0);
            }
            let zero = self.word(0);
            self.b.ins().return_(&[zero]);
        }
        std::mem::take(&mut self.exits.maps)
    }

    fn store_stack_and_go_on(&mut self, state: InstId, number: clif::Value) {
        let view = FrameState::of(self.func, state);
        let locals = view.locals().len();
        self.write_back(state, locals..locals + view.stack().len());
        let key = (view.frame(), view.locals().to_vec(), view.caller());
        let next = match self.exits.locals.get(&key) {
            Some(&known) => known,
            None => {
                let made = self.tail(Tail::Locals(state));
                self.exits.locals.insert(key, made);
                made
            }
        };
        self.b.ins().jump(next, &[BlockArg::Value(number)]);
    }

    fn store_locals_and_go_on(&mut self, state: InstId, number: clif::Value) {
        let view = FrameState::of(self.func, state);
        self.write_back(state, 0..view.locals().len());
        let next = match view.caller() {
            None => match self.exits.end {
                Some(end) => end,
                None => {
                    let end = self.number_block();
                    self.exits.end = Some(end);
                    end
                }
            },
            Some(caller) => match self.exits.frames.get(&caller) {
                Some(&known) => known,
                None => {
                    let made = self.tail(Tail::Frame(caller));
                    self.exits.frames.insert(caller, made);
                    made
                }
            },
        };
        self.b.ins().jump(next, &[BlockArg::Value(number)]);
    }

    fn tail(&mut self, tail: Tail) -> clif::Block {
        let block = self.number_block();
        self.exits.tails.push((block, tail));
        block
    }

    /// A cold block that takes the number of an exit.
    fn number_block(&mut self) -> clif::Block {
        let block = self.fresh_cold();
        self.b.append_block_param(block, types::I64);
        block
    }

    /// Whether a slot may hold something other than this value.
    pub(super) fn must_store(&self, v: InstId, frame: usize, slot: usize, locals: usize) -> bool {
        encode::is_stored(self.func, v, frame, slot, locals)
            || frame == 0
                && self.changing.contains(&slot)
                && self.func.inst(v).op != Op::Const
                && !self.func.inst(v).op.is_virtual()
    }

    /// Stores some slots of one frame: first its locals, then its operand stack.
    fn write_back(&mut self, state: InstId, slots: std::ops::Range<usize>) {
        let flags = self.flags(Region::Frame);
        let view = FrameState::of(self.func, state);
        let base = self.func.frames.get(view.frame()).map_or(0, |f| f.base);
        let values = view.locals().iter().chain(view.stack()).enumerate();
        for (slot, &v) in values.skip(slots.start).take(slots.len()) {
            if slot + 1 == slots.end && fault!("exit-store-lost") {
                continue;
            }
            if !self.must_store(v, view.frame(), slot, view.locals().len()) {
                continue;
            }
            let offset = self.env.slot_offset(slot as i64) + base as i32 * 8;
            let from = self.frame_at(base * 8);
            self.store_raw(v, from, offset, flags);
        }
    }

    /// Stores the parts of an object that the exit makes.
    fn store_items(&mut self, object: InstId, at: u32, flags: clif::MemFlagsData) {
        for (i, &item) in self.func.inst(object).args.iter().enumerate() {
            if self.func.inst(item).op != Op::Const {
                let offset = self.env.slot_offset(at as i64 + i as i64);
                self.store_raw(item, self.above, offset, flags);
            }
        }
    }

    fn store_raw(&mut self, v: InstId, from: clif::Value, offset: i32, flags: clif::MemFlagsData) {
        let mut word = self.value(v);
        if self.func.ty(v) == Type::Cond {
            word = self.b.ins().uextend(types::I64, word);
        }
        self.b.ins().store(flags, word, from, offset);
    }
}
