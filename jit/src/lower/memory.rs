//! Loads and stores, each in the alias region of its row.

use super::Lowerer;
use crate::ir::insts::region;
use crate::ir::{InstId, Op, Region};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    BlockArg, InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Value, types,
};

/// Stores need no write barrier as long as the collector has no generations.
const _: () = assert!(!taipan_runtime::heap::GENERATIONAL, "machine code does not mark cards");

impl Lowerer<'_> {
    pub(super) fn load(&mut self, v: InstId) -> Value {
        let inst = self.func.inst(v);
        let flags = self.flags(region(inst.imm2));
        let (base, offset) = self.address(v, inst.args.len() > 1);
        match inst.op {
            Op::LoadSlot | Op::LoadI64 | Op::LoadPtr | Op::LoadItem => {
                self.b.ins().load(types::I64, flags, base, offset)
            }
            Op::LoadU32 => self.b.ins().uload32(flags, base, offset),
            Op::LoadItemI32 => self.b.ins().sload32(flags, base, offset),
            Op::LoadU8 | Op::LoadItemU8 => self.b.ins().uload8(types::I64, flags, base, offset),
            _ => self.b.ins().load(types::F64, flags, base, offset),
        }
    }

    pub(super) fn store(&mut self, v: InstId) {
        let inst = self.func.inst(v);
        let flags = self.flags(region(inst.imm2));
        let value = self.arg(v, inst.args.len() - 1);
        let (base, offset) = self.address(v, inst.args.len() > 2);
        match inst.op {
            Op::StoreU32 => self.b.ins().istore32(flags, value, base, offset),
            _ => self.b.ins().store(flags, value, base, offset),
        };
    }

    /// Adds one to the counter at an address.
    pub(super) fn count_site(&mut self, address: i64) {
        let (at, flags) = (self.word(address), self.flags(Region::Counts));
        let n = self.b.ins().load(types::I64, flags, at, 0);
        let more = self.b.ins().iadd_imm_s(n, 1);
        self.b.ins().store(flags, more, at, 0);
    }

    /// Base and constant offset; an index is scaled and added to the base.
    fn address(&mut self, v: InstId, indexed: bool) -> (Value, i32) {
        let inst = self.func.inst(v);
        let base = self.arg(v, 0);
        let offset = inst.imm as i32;
        if !indexed {
            return (base, offset);
        }
        let index = self.arg(v, 1);
        let bytes = match inst.op {
            Op::LoadItemU8 => index,
            Op::LoadItemI32 => self.b.ins().ishl_imm_u(index, 2),
            _ => self.b.ins().ishl_imm_u(index, 3),
        };
        (self.b.ins().iadd(base, bytes), offset)
    }

    /// Swaps items from both ends inwards: `UNROLLED` pairs without a jump, since how many there are in a
    /// short list is hard to predict, and the rest in a loop.
    pub(super) fn reverse_items(&mut self, v: InstId) {
        const UNROLLED: usize = 4;
        let inst = self.func.inst(v);
        let flags = self.flags(region(inst.imm2));
        let items = self.arg(v, 0);
        let base = self.b.ins().iadd_imm_s(items, inst.imm);
        let mut ends = [1, 2].map(|i| {
            let index = self.arg(v, i);
            let bytes = self.b.ins().ishl_imm_u(index, 3);
            self.b.ins().iadd(base, bytes)
        });
        // Where swaps go that are one too many.
        let nowhere = StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3);
        let nowhere = self.b.create_sized_stack_slot(nowhere);
        let nowhere = self.b.ins().stack_addr(types::I64, nowhere, 0);
        for _ in 0..UNROLLED {
            let apart = self.b.ins().icmp(IntCC::UnsignedLessThan, ends[0], ends[1]);
            let swapped = ends.map(|end| self.b.ins().select(apart, end, nowhere));
            self.swap(swapped, flags);
            ends = self.inwards(ends);
        }
        let (head, body, done) = (self.fresh(), self.fresh_cold(), self.fresh());
        let params = [0; 2].map(|_| self.b.append_block_param(head, types::I64));
        self.b.ins().jump(head, &ends.map(BlockArg::Value));
        self.b.switch_to_block(head);
        let apart = self.b.ins().icmp(IntCC::UnsignedLessThan, params[0], params[1]);
        self.b.ins().brif(apart, body, &[], done, &[]);
        self.b.switch_to_block(body);
        self.swap(params, flags);
        let next = self.inwards(params);
        self.b.ins().jump(head, &next.map(BlockArg::Value));
        self.b.switch_to_block(done);
    }

    fn swap(&mut self, places: [Value; 2], flags: MemFlagsData) {
        let [x, y] = places.map(|at| self.b.ins().load(types::I64, flags, at, 0));
        self.b.ins().store(flags, y, places[0], 0);
        self.b.ins().store(flags, x, places[1], 0);
    }

    fn inwards(&mut self, ends: [Value; 2]) -> [Value; 2] {
        [self.b.ins().iadd_imm_s(ends[0], 8), self.b.ins().iadd_imm_s(ends[1], -8)]
    }
}
