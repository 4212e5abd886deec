//! Exits: cold blocks that put live values into the frame and report an exit number.
//!
//! Each exit has a landing block that notes its number, so that code which does not leave need not. The number is
//! put where the frame keeps its PC, which nobody reads before the exit's map gives it: that takes one
//! instruction and no register. The exits of one frame state share the stores behind it. States that agree in their locals share the block that stores those, and callees inlined
//! at one call share what stores the caller's frame: register allocation of exits is most of what
//! compiling costs, so each store is there once. What only one way needs has no block of its own.

use super::{Countdown, Lowerer};
use crate::exit::encode;
use crate::exit::reason::ExitReason;
use crate::ir::frame_state::FrameState;
use crate::ir::{BlockId, Cfg, InstId, Op, Region, Type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self as clif, InstBuilder, types};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;
use taipan_vm::abi::frame_map::ExitMap;
use taipan_vm::frame::layout;
use taipan_vm::tier::backend::{BlockSite, GuardSite};

/// Exits of a function so far.
#[derive(Default)]
pub struct Exits {
    landings: FxHashMap<(InstId, ExitReason, Option<InstId>), clif::Block>,
    /// Frame states in the order in which they came, with landing blocks and the number that each makes.
    states: Vec<(InstId, Vec<(clif::Block, u32)>)>,
    /// Where in `states` a state is.
    by_state: FxHashMap<InstId, usize>,
    maps: Vec<ExitMap>,
    /// How often what follows on the way of an exit is on one.
    uses: FxHashMap<Tail, usize>,
    /// The blocks of what several ways share.
    shared: FxHashMap<Tail, clif::Block>,
    /// Those that are still to be filled, and a state each.
    unfilled: Vec<(clif::Block, Tail, InstId)>,
    /// The block that reports the number and returns.
    end: Option<clif::Block>,
}

/// A part of the way from a landing block to the end.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Tail {
    /// Stores the operand stack of a frame state, then its locals.
    Frame(InstId),
    /// Stores locals, then what lies below: the frame's number, its locals, its caller's state.
    Locals(usize, Vec<InstId>, Option<InstId>),
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
        let states = &mut self.exits.states;
        let at = *self.exits.by_state.entry(state).or_insert(states.len());
        if at == states.len() {
            states.push((state, Vec::new()));
        }
        states[at].1.push((landing, number));
        landing
    }

    /// Leaves unless `ok`; goes on in a new block.
    pub(super) fn leave_unless(&mut self, ok: clif::Value, v: InstId) {
        let exit = self.exit_target(v);
        let next = self.fresh();
        match self.stress_check(v, IntCC::NotEqual) {
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
        match self.stress_check(v, IntCC::Equal) {
            None => self.b.ins().brif(bad, exit, &[], next, &[]),
            Some(forced) => {
                let either = self.b.ins().bor(bad, forced);
                self.b.ins().brif(either, exit, &[], next, &[])
            }
        };
        self.b.switch_to_block(next);
    }

    /// Where a guard begins that is passed in several ways, some of which have no check: here it is counted, and forced.
    pub(super) fn begin_guard(&mut self, v: InstId) {
        let Some(not_forced) = self.stress_check(v, IntCC::NotEqual) else { return };
        let (exit, next) = (self.exit_target(v), self.fresh());
        self.b.ins().brif(not_forced, next, &[], exit, &[]);
        self.b.switch_to_block(next);
    }

    /// Counts the guard, if that is wanted. With deopt stress on: counts down, and compares the counter with zero.
    /// All checks of a guard leave by the same exit: the first is the one that is counted and forced.
    fn stress_check(&mut self, v: InstId, is: IntCC) -> Option<clif::Value> {
        if self.guards.last.replace(v) == Some(v) {
            return None;
        }
        let this = self.guards.count;
        self.guards.count += 1;
        if let Some(counts) = self.counts {
            self.note_site(v);
            self.count_execution(counts.guards, this);
        }
        if self.env.forced.is_some_and(|(_, only)| only != this) {
            return None;
        }
        let Countdown { less, zero } = self.countdown?;
        let counter = self.env.stress?;
        let count = self.load_at(counter, types::I64);
        let rest = self.b.ins().iadd(count, less);
        self.store_at(counter, rest);
        // Read again, so that it is counted where it lies, without a register.
        let rest = self.load_at(counter, types::I64);
        Some(self.b.ins().icmp(is, rest, zero))
    }

    /// One more in word `n` at an address.
    pub(super) fn count_execution(&mut self, address: u64, n: u32) {
        let (at, flags) = (self.word(address as i64), self.flags(Region::Meta));
        let count = self.b.ins().load(types::I64, flags, at, n as i32 * 8);
        let more = self.b.ins().iadd_imm_s(count, 1);
        self.b.ins().store(flags, more, at, n as i32 * 8);
    }

    /// How blocks hang together, each by its place in the order.
    pub(super) fn note_blocks(&mut self, cfg: &Cfg) {
        let places: FxHashMap<BlockId, u32> = cfg.order.iter().copied().zip(0..).collect();
        for &block in &cfg.order {
            let end = self.func.block(block).insts.last().map(|&v| self.func.inst(v));
            let condition = end.and_then(|end| end.args.first()).map(|&v| self.func.inst(v));
            let is_object = |v: &InstId| {
                self.func.const_word(*v).is_some_and(|word| Type::of_word(word) == Type::Heap)
            };
            let choice = match condition.map(|inst| (inst.op, &inst.args)) {
                Some((Op::HasShape, _)) => "shape",
                // Not a comparison with None, or with the end of an iteration.
                Some((Op::WordEq, args)) if args.iter().any(is_object) => "identity",
                Some((Op::BothInts, _)) => "both_ints",
                _ => "branch",
            };
            let next = self.func.edges(block).iter().map(|edge| places[&edge.block]).collect();
            let above = cfg.idom[block.0 as usize].map_or(0, |above| places[&above]);
            self.guards.blocks.push(BlockSite { above, choice, next, runs: 0 });
        }
    }

    /// What guard this is: why it leaves, and where the interpreter would go on.
    fn note_site(&mut self, v: InstId) {
        let inst = self.func.inst(v);
        let (mut at, mut frames) = (inst.origin.or(inst.state), Vec::new());
        while let Some(state) = at {
            let state = FrameState::of(self.func, state);
            frames.push((state.frame() as u32, state.pc()));
            at = state.caller();
        }
        // The rest is known where the functions of frames are (`units.rs`).
        self.guards.sites.push(GuardSite {
            id: 0,
            number: 0,
            place: Default::default(),
            reason: inst.reason.name(),
            op: inst.op.name(),
            frames,
            function: String::new(),
            line: 0,
            instruction: "",
            block: self.guards.block,
        });
    }

    /// Emits the blocks of all exits.
    pub(super) fn emit_exits(&mut self) -> Vec<ExitMap> {
        let states = std::mem::take(&mut self.exits.states);
        for &(state, _) in &states {
            self.count_uses(state);
        }
        for (state, landings) in states {
            let mut stores = None;
            for &(landing, number) in &landings {
                self.b.switch_to_block(landing);
                let is_resume =
                    self.exits.maps[number as usize].reason == ExitReason::Resume.name();
                let number = self.word(i64::from(number));
                if is_resume {
                    // Nothing has happened, and the PC stays as it is.
                    self.report(number);
                    continue;
                }
                let frame = self.flags(Region::Frame);
                self.b.ins().store(frame, number, self.frame, layout::PC as i32 * 8);
                if landings.len() == 1 {
                    self.store_and_go_on(state);
                    continue;
                }
                let stores = *stores.get_or_insert_with(|| self.fresh_cold());
                self.b.ins().jump(stores, &[]);
            }
            if let Some(stores) = stores {
                self.b.switch_to_block(stores);
                self.store_and_go_on(state);
            }
        }
        while let Some((block, tail, state)) = self.exits.unfilled.pop() {
            self.b.switch_to_block(block);
            match tail {
                Tail::Frame(_) => self.store_frame(state),
                Tail::Locals(..) => self.store_locals(state),
            }
        }
        if let Some(end) = self.exits.end {
            self.b.switch_to_block(end);
            let frame = self.flags(Region::Frame);
            let number = self.b.ins().load(types::I64, frame, self.frame, layout::PC as i32 * 8);
            self.report(number);
        }
        std::mem::take(&mut self.exits.maps)
    }

    /// Reports the number of an exit, and returns.
    fn report(&mut self, number: clif::Value) {
        let mark = self.word((self.mark as i64) << 32);
        let marked = self.b.ins().bor(number, mark);
        self.store_at(self.env.exit_cell, marked);
        if self.func.is_generator {
            // A callee that raised has left it elsewhere, and `deopt.rs` counts from it.
            let words = self.func.frame_words - layout::HEADER as i64;
            let top = self.b.ins().iadd_imm_s(self.above, words * 8);
            self.store_at(self.env.calls.top, top);
        }
        let zero = self.word(0);
        self.b.ins().return_(&[zero]);
    }

    fn locals_tail(&self, state: InstId) -> Tail {
        let view = FrameState::of(self.func, state);
        Tail::Locals(view.frame(), view.locals().to_vec(), view.caller())
    }

    /// Counts what follows the operand stack of a frame state.
    fn count_uses(&mut self, state: InstId) {
        let mut next = Some(state);
        while let Some(state) = next {
            let uses = self.exits.uses.entry(self.locals_tail(state)).or_default();
            *uses += 1;
            if *uses > 1 {
                return;
            }
            next = FrameState::of(self.func, state).caller();
            if let Some(caller) = next {
                let uses = self.exits.uses.entry(Tail::Frame(caller)).or_default();
                *uses += 1;
                if *uses > 1 {
                    return;
                }
            }
        }
    }

    /// From the block of a frame state on.
    fn store_and_go_on(&mut self, state: InstId) {
        let flags = self.flags(Region::Frame);
        for stored in encode::stored_objects(self.func, state).0 {
            self.store_items(stored.object, stored.at, flags);
        }
        self.store_frame(state);
    }

    fn store_frame(&mut self, state: InstId) {
        let view = FrameState::of(self.func, state);
        let locals = view.locals().len();
        self.write_back(state, locals..locals + view.stack().len());
        if !self.goes_on_elsewhere(self.locals_tail(state), state) {
            self.store_locals(state);
        }
    }

    fn store_locals(&mut self, state: InstId) {
        let view = FrameState::of(self.func, state);
        self.write_back(state, 0..view.locals().len());
        match view.caller() {
            None => {
                let end = self.exits.end.unwrap_or_else(|| self.fresh_cold());
                self.exits.end = Some(end);
                self.b.ins().jump(end, &[]);
            }
            Some(caller) => {
                if !self.goes_on_elsewhere(Tail::Frame(caller), caller) {
                    self.store_frame(caller);
                }
            }
        }
    }

    /// Goes on in a block of its own, if several ways share what follows.
    fn goes_on_elsewhere(&mut self, tail: Tail, state: InstId) -> bool {
        if self.exits.uses[&tail] < 2 {
            return false;
        }
        let block = match self.exits.shared.get(&tail) {
            Some(&known) => known,
            None => {
                let made = self.fresh_cold();
                self.exits.shared.insert(tail.clone(), made);
                self.exits.unfilled.push((made, tail, state));
                made
            }
        };
        self.b.ins().jump(block, &[]);
        true
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
