//! Direct calls of Python functions: the caller lays the callee's frame (`vm/src/frame/layout.rs`), calls
//! its machine code, and takes the frame off. When the callee leaves, the rest of it runs in `finish`.

use super::Lowerer;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Region};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, BlockArg, InstBuilder, MemFlagsData, Signature, Value, types,
};
use taipan_runtime::fault;
use taipan_vm::frame::layout;

impl Lowerer<'_> {
    pub(super) fn call_python(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        let callee = self.func.callees[inst.imm as usize].clone();
        let calls = self.env.calls.clone();
        let frame_flags = self.flags(Region::Frame);
        let (caller, end, inlined) = self.innermost(v);
        let callee_fp = self.b.ins().iadd_imm_s(self.above, end);
        let meta = self.b.ins().load(types::I64, frame_flags, self.frame, layout::META as i32 * 8);
        let depth = self.b.ins().ushr_imm_u(meta, 32);
        let depth = self.b.ins().iadd_imm_s(depth, inlined);
        self.leave_without_room(v, depth, callee_fp, callee.frame_words);
        self.show_frames(v);
        let from = self.frame_at(caller);
        let prev = self.b.ins().iadd_imm_s(from, caller);

        let deeper = if fault!("lower-depth-kept") { 0 } else { 1 };
        let deeper = self.b.ins().iadd_imm_s(depth, deeper);
        let callee_meta = self.b.ins().ishl_imm_u(deeper, 32);
        let zero = self.word(0);
        let header = [
            (layout::PREV, prev),
            (layout::FUNC, self.value(inst.args[0])),
            (layout::CODE, self.word(callee.code as i64)),
            (layout::CONSTS, self.word(callee.consts as i64)),
            (layout::NAMESPACE, zero),
            (layout::FRAME_OBJ, zero),
            (layout::META, callee_meta),
            (layout::RETURN_SP, zero),
            (layout::PC, self.word(callee.units as i64)),
        ];
        for (at, word) in header {
            self.b.ins().store(frame_flags, word, callee_fp, at as i32 * 8);
        }
        let args = &inst.args[1..];
        for (i, &a) in args.iter().enumerate() {
            let word = self.value(a);
            self.b.ins().store(frame_flags, word, callee_fp, i as i32 * 8);
        }
        let others = args.len() as i64..callee.locals;
        for i in others.filter(|_| !fault!("lower-stale-locals")) {
            self.b.ins().store(frame_flags, zero, callee_fp, i as i32 * 8);
        }
        self.store_at(calls.running_frame, callee_fp);
        let base = self.b.ins().iadd_imm_s(callee_fp, layout::PREV as i64 * 8);
        let top = self.b.ins().iadd_imm_s(base, callee.frame_words * 8);
        self.store_at(calls.top, top);

        let entry = self.load_at(callee.entry, types::I64);
        let (native, left, returned, held, drop, done) = (
            self.fresh(),
            self.fresh_cold(),
            self.fresh(),
            self.fresh_cold(),
            self.fresh(),
            self.fresh(),
        );
        let result = self.b.append_block_param(done, types::I64);
        self.b.ins().brif(entry, native, &[], left, &[]);

        self.b.switch_to_block(native);
        let mut sig = Signature::new(self.b.func.signature.call_conv);
        sig.params.extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
        sig.returns.push(AbiParam::new(types::I64));
        let sig = self.b.import_signature(sig);
        let call = self.b.ins().call_indirect(sig, entry, &[self.context, callee_fp]);
        let word = self.b.inst_results(call)[0];
        self.b.ins().brif(word, returned, &[], left, &[]);

        self.b.switch_to_block(returned);
        let object = self.b.ins().load(
            types::I64,
            MemFlagsData::trusted(),
            callee_fp,
            layout::FRAME_OBJ as i32 * 8,
        );
        self.b.ins().brif(object, held, &[], drop, &[]);

        self.b.switch_to_block(held);
        self.call_frame_function(calls.detach, callee_fp);
        self.b.ins().jump(drop, &[]);

        self.b.switch_to_block(drop);
        if inlined == 0 {
            self.set_running(0, self.func.frame_words * 8);
        }
        self.b.ins().jump(done, &[BlockArg::Value(word)]);

        self.b.switch_to_block(left);
        let finished = self.call_frame_function(calls.finish, callee_fp);
        let state = inst.state.expect("the verifier saw a frame state");
        let exit = self.exit_for(state, ExitReason::Raised);
        if inlined == 0 {
            self.b.ins().brif(finished, done, &[BlockArg::Value(finished)], exit, &[]);
        } else {
            let raised = self.fresh_cold();
            self.b.ins().brif(finished, done, &[BlockArg::Value(finished)], raised, &[]);
            self.b.switch_to_block(raised);
            self.park_frames(v);
            self.b.ins().jump(exit, &[]);
        }

        self.b.switch_to_block(done);
        self.hide_frames(v);
        result
    }

    pub(super) fn call_frame_function(&mut self, address: u64, frame: Value) -> Value {
        let mut sig = Signature::new(self.b.func.signature.call_conv);
        sig.params.extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
        sig.returns.push(AbiParam::new(types::I64));
        self.call_address(sig, address, &[self.context, frame])
    }

    /// As [`Self::leave_without_room`], at the entry, for all inlined frames at once.
    pub(super) fn leave_without_room_inside(&mut self, v: InstId, words: i64, deep: i64) {
        let flags = self.flags(Region::Frame);
        let meta = self.b.ins().load(types::I64, flags, self.frame, layout::META as i32 * 8);
        let depth = self.b.ins().ushr_imm_u(meta, 32);
        let deepest = self.b.ins().iadd_imm_s(depth, deep - 1);
        let end = self.b.ins().iadd_imm_s(self.above, words * 8);
        self.leave_without_room(v, deepest, end, 0);
    }

    /// Leaves to the interpreter when recursion, the value stack or the native stack is near its limit.
    fn leave_without_room(&mut self, v: InstId, depth: Value, callee_fp: Value, words: i64) {
        let calls = self.env.calls.clone();
        let limit = self.load_at(calls.recursion_limit, types::I64);
        let shallow = self.b.ins().icmp(IntCC::UnsignedLessThan, depth, limit);
        let end = self.b.ins().iadd_imm_s(callee_fp, words * 8);
        let value_limit = self.load_at(calls.value_limit, types::I64);
        let fits = self.b.ins().icmp(IntCC::UnsignedLessThanOrEqual, end, value_limit);
        let sp = self.b.ins().get_stack_pointer(types::I64);
        let native_limit = self.load_at(calls.native_limit, types::I64);
        let native = self.b.ins().icmp(IntCC::UnsignedGreaterThan, sp, native_limit);
        let both = self.b.ins().band(shallow, fits);
        let ok = self.b.ins().band(both, native);
        let state = self.func.inst(v).state.expect("the verifier saw a frame state");
        let exit = self.exit_for(state, ExitReason::StackLimit);
        let next = self.fresh();
        self.b.ins().brif(ok, next, &[], exit, &[]);
        self.b.switch_to_block(next);
    }
}
