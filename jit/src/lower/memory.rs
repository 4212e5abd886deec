//! Loads and stores, each in the alias region of its row.

use super::Lowerer;
use crate::ir::insts::region;
use crate::ir::{InstId, Op};
use cranelift_codegen::ir::{InstBuilder, Value, types};

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
}
