//! Frames that others can see: before a call that may look at frames, machine code puts into memory what
//! it keeps in registers, and lays the frames of inlined callees.

use super::Lowerer;
use crate::ir::frame_state::FrameState;
use crate::ir::{BlockId, Cfg, InstId, Op, Region, Type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AbiParam, InstBuilder, Signature, Value, types};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;
use taipan_vm::frame::layout;

/// What slots hold for sure at some point of the code, by frame and slot.
pub(super) type Shown = FxHashMap<(usize, usize), InstId>;

impl Lowerer<'_> {
    /// What slots of the entered frame hold where a block begins, if all blocks that lead to it have been
    /// lowered; frames above it may have been overwritten by others since.
    pub(super) fn shown_before(
        &self,
        block: BlockId,
        cfg: &Cfg,
        ends: &FxHashMap<BlockId, Shown>,
    ) -> Shown {
        let mut common: Option<Shown> = None;
        for &pred in &cfg.preds[block.0 as usize] {
            let Some(end) = ends.get(&pred) else { return Shown::default() };
            let last = *self.func.block(pred).insts.last().expect("blocks end in a jump");
            for edge in self.func.inst(last).targets.iter().filter(|e| e.block == block) {
                let here = self.shown_behind(end, &edge.args, &self.func.block(block).params);
                match &mut common {
                    None => common = Some(here),
                    Some(common) => common.retain(|slot, v| here.get(slot) == Some(v)),
                }
            }
        }
        common.unwrap_or_default()
    }

    /// What slots hold behind an edge: a parameter's slot holds what it is given.
    fn shown_behind(&self, end: &Shown, args: &[InstId], params: &[InstId]) -> Shown {
        let of_entered = end.iter().filter(|((frame, _), _)| *frame == 0);
        let given = |v| args.iter().position(|&a| a == v).map_or(v, |i| params[i]);
        of_entered.map(|(&slot, &v)| (slot, given(v))).collect()
    }

    /// The frame states of an instruction, outermost first.
    fn states_of(&self, v: InstId) -> Vec<InstId> {
        let mut states: Vec<InstId> = std::iter::successors(self.func.inst(v).state, |&s| {
            FrameState::of(self.func, s).caller()
        })
        .collect();
        states.reverse();
        states
    }

    /// Bytes from the entered frame's local 0 to the local 0 of the innermost frame of an instruction, and
    /// to the end of that frame.
    pub(super) fn innermost(&self, v: InstId) -> (i64, i64, i64) {
        let number = self.func.inst(v).state.map_or(0, |s| FrameState::of(self.func, s).frame());
        match self.func.frames.get(number) {
            Some(f) => (f.base * 8, (f.base + f.words) * 8, f.depth),
            None => (0, self.func.frame_words * 8, 0),
        }
    }

    /// Makes every frame of an instruction whole in memory, and the innermost the running one.
    pub(super) fn show_frames(&mut self, v: InstId) {
        let states = self.states_of(v);
        let flags = self.flags(Region::Frame);
        for (i, &state) in states.iter().enumerate() {
            let view = FrameState::of(self.func, state);
            let frame = self.func.frames.get(view.frame()).cloned().unwrap_or_default();
            let base = frame.base as i32 * 8;
            if i > 0 {
                self.lay_header(states[i - 1], view.frame());
            }
            let units = if i > 0 { frame.units } else { self.func.units };
            let behind = view.pc() as u64 + (i + 1 == states.len()) as u64;
            let pc = self.word((units + 2 * behind) as i64);
            let from = self.frame_at(base as i64);
            self.b.ins().store(flags, pc, from, base + layout::PC as i32 * 8);
            for (slot, &local) in view.locals().iter().enumerate() {
                self.show_local(view.frame(), base, slot, local, view.locals().len());
            }
        }
        if states.len() > 1 {
            let (fp, end, _) = self.innermost(v);
            self.set_running(fp, end);
        }
    }

    /// The entered frame is the running one again. Frames of inlined callees that somebody took are put aside:
    /// the next `check_frames` leaves, and the exit gives them back.
    pub(super) fn hide_frames(&mut self, v: InstId) {
        let states = self.states_of(v);
        if states.len() < 2 {
            return;
        }
        let flags = self.flags(Region::Frame);
        let mut any = None;
        for &state in &states[1..] {
            let number = FrameState::of(self.func, state).frame();
            let at = self.func.frames[number].base as i32 * 8 + layout::FRAME_OBJ as i32 * 8;
            let object = self.b.ins().load(types::I64, flags, self.above, at);
            any = Some(match any {
                Some(others) => self.b.ins().bor(others, object),
                None => object,
            });
        }
        if let Some(any) = any {
            let (held, next) = (self.fresh_cold(), self.fresh());
            self.b.ins().brif(any, held, &[], next, &[]);
            self.b.switch_to_block(held);
            self.park_frames(v);
            self.b.ins().jump(next, &[]);
            self.b.switch_to_block(next);
        }
        self.set_running(0, self.func.frame_words * 8);
    }

    /// Puts frame objects of inlined callees aside.
    pub(super) fn park_frames(&mut self, v: InstId) {
        let (innermost, _, inlined) = self.innermost(v);
        if inlined == 0 {
            return;
        }
        let frame = self.b.ins().iadd_imm_s(self.above, innermost);
        let mut sig = Signature::new(self.b.func.signature.call_conv);
        sig.params.extend([AbiParam::new(types::I64); 3]);
        sig.returns.push(AbiParam::new(types::I64));
        self.call_address(sig, self.env.calls.park, &[self.context, frame, self.frame]);
    }

    /// Stores which frame runs, by the byte offset of its local 0, and where it ends.
    pub(super) fn set_running(&mut self, fp: i64, end: i64) {
        let from = self.frame_at(fp);
        let fp = self.b.ins().iadd_imm_s(from, fp);
        self.store_at(self.env.calls.running_frame, fp);
        let end = self.b.ins().iadd_imm_s(self.above, end + layout::PREV as i64 * 8);
        self.store_at(self.env.calls.top, end);
    }

    fn lay_header(&mut self, caller: InstId, number: usize) {
        let flags = self.flags(Region::Frame);
        let frame = self.func.frames[number].clone();
        let below = FrameState::of(self.func, caller);
        let below_base = self.func.frames[below.frame()].base;
        let from = self.frame_at(below_base * 8);
        let prev = self.b.ins().iadd_imm_s(from, below_base * 8);
        let depth = below.locals().len() + below.stack().len();
        let return_sp = self.b.ins().iadd_imm_s(prev, depth as i64 * 8);
        let meta = self.b.ins().load(types::I64, flags, self.frame, layout::META as i32 * 8);
        let outer = self.b.ins().ushr_imm_u(meta, 32);
        let deeper = self.b.ins().iadd_imm_s(outer, frame.depth);
        let meta = self.b.ins().ishl_imm_u(deeper, 32);
        let meta = self.b.ins().bor_imm_s(meta, frame.flags as i64);
        let zero = self.word(0);
        let header = [
            (layout::PREV, prev),
            (layout::FUNC, self.word(frame.func as i64)),
            (layout::CODE, self.word(frame.code as i64)),
            (layout::CONSTS, self.word(frame.consts as i64)),
            (layout::NAMESPACE, zero),
            (layout::FRAME_OBJ, zero),
            (layout::META, meta),
            (layout::RETURN_SP, return_sp),
        ];
        for (at, word) in header {
            let offset = frame.base as i32 * 8 + at as i32 * 8;
            self.b.ins().store(flags, word, self.above, offset);
        }
    }

    /// Puts a value into its slot, if that does not hold it already.
    pub(super) fn show_local(
        &mut self,
        frame: usize,
        base: i32,
        slot: usize,
        local: InstId,
        locals: usize,
    ) {
        if fault!("lower-locals-hidden") {
            return;
        }
        let op = self.func.inst(local).op;
        let is_const = op == Op::Const || op.is_virtual();
        if !is_const && !self.must_store(local, frame, slot, locals)
            || self.shown.get(&(frame, slot)) == Some(&local)
        {
            return;
        }
        self.shown.insert((frame, slot), local);
        let word = self.tagged(local);
        let flags = self.flags(Region::Frame);
        let offset = self.env.slot_offset(slot as i64) + base;
        let from = self.frame_at(base as i64);
        self.b.ins().store(flags, word, from, offset);
    }

    /// A value in the form that Python code sees.
    fn tagged(&mut self, v: InstId) -> Value {
        if self.func.inst(v).op == Op::VirtualTuple {
            let items: Vec<Value> =
                self.func.inst(v).args.iter().map(|&item| self.tagged(item)).collect();
            // Without memory the frame shows None: the call itself will report MemoryError soon enough.
            let made = self.make_tuple(&items);
            let none = self.word(4);
            let failed = self.b.ins().icmp_imm_s(IntCC::Equal, made, 0);
            return self.b.ins().select(failed, none, made);
        }
        let word = self.value(v);
        match self.func.ty(v) {
            Type::F64 => self.box_float(word),
            Type::I64 => {
                let twice = self.b.ins().ishl_imm_u(word, 1);
                self.b.ins().bor_imm_s(twice, 1)
            }
            Type::Cond => {
                let (yes, no) = (self.word(0x14), self.word(0x0c));
                self.b.ins().select(word, yes, no)
            }
            _ => word,
        }
    }
}
