//! Calls to the runtime and to Python code.

use super::Lowerer;
use crate::exit::reason::ExitReason;
use crate::ir::insts::may_look;
use crate::ir::{InstId, Op, Type};
use cranelift_codegen::ir::{
    AbiParam, Inst, InstBuilder, MemFlagsData, SigRef, Signature, StackSlotData, StackSlotKind,
    Value, types,
};
use rustc_hash::FxHashMap;
use taipan_vm::abi::libcalls::Libcall;

/// Signatures already imported into the function.
#[derive(Default)]
pub struct Signatures(FxHashMap<Signature, SigRef>);

impl Lowerer<'_> {
    pub(super) fn call(&mut self, v: InstId) -> Option<Value> {
        let inst = self.func.inst(v);
        match inst.op {
            Op::CallPy => return Some(self.call_python(v)),
            Op::NewTuple => {
                let items: Vec<Value> = inst.args.iter().map(|&a| self.value(a)).collect();
                let made = self.make_tuple(&items);
                self.leave_if_raised(v, made);
                return Some(made);
            }
            Op::NewFunction => {
                let cells: Vec<Value> = inst.args.iter().map(|&a| self.value(a)).collect();
                let like = self.word(inst.imm);
                let [at, len] = self.array_of(&cells);
                let mut sig = Signature::new(self.b.func.signature.call_conv);
                sig.params.extend([AbiParam::new(types::I64); 4]);
                sig.returns.push(AbiParam::new(types::I64));
                let address = self.env.libcalls[Libcall::MakeFunction as usize];
                let made = self.call_address(sig, address, &[self.context, like, at, len]);
                self.leave_if_raised(v, made);
                return Some(made);
            }
            Op::LibCallPure => {}
            _ if may_look(inst.op, inst.imm) => self.show_frames(v),
            _ => {}
        }
        let mut args = vec![self.context];
        if inst.op == Op::LibCallArray {
            let words: Vec<Value> = inst.args.iter().map(|&a| self.value(a)).collect();
            args.extend(self.array_of(&words));
            if inst.imm2 != 0 {
                args.push(self.word(inst.imm2));
            }
        } else {
            args.extend(inst.args.iter().map(|&a| self.value(a)));
        }
        let mut sig = Signature::new(self.b.func.signature.call_conv);
        for &a in &args {
            sig.params.push(AbiParam::new(self.b.func.dfg.value_type(a)));
        }
        let result = super::machine_type(inst.ty).unwrap_or(types::I64);
        sig.returns.push(AbiParam::new(result));
        let address = self.env.libcalls[inst.imm as usize];
        let value = self.call_address(sig, address, &args);
        if inst.op != Op::LibCallPure {
            if may_look(inst.op, inst.imm) {
                self.hide_frames(v);
            }
            self.leave_if_raised(v, value);
        }
        (inst.ty != Type::Void).then_some(value)
    }

    /// Address and length of an array on the native stack.
    fn array_of(&mut self, words: &[Value]) -> [Value; 2] {
        let count = words.len() as u32;
        let data = StackSlotData::new(StackSlotKind::ExplicitSlot, count.max(1) * 8, 3);
        let slot = self.b.create_sized_stack_slot(data);
        let at = self.b.ins().stack_addr(types::I64, slot, 0);
        for (i, &word) in words.iter().enumerate() {
            self.b.ins().store(MemFlagsData::trusted(), word, at, i as i32 * 8);
        }
        [at, self.word(count as i64)]
    }

    /// A new tuple, or 0 without memory.
    pub(super) fn make_tuple(&mut self, items: &[Value]) -> Value {
        let [at, len] = self.array_of(items);
        let mut sig = Signature::new(self.b.func.signature.call_conv);
        sig.params.extend([AbiParam::new(types::I64); 3]);
        sig.returns.push(AbiParam::new(types::I64));
        let address = self.env.libcalls[Libcall::BuildTuple as usize];
        self.call_address(sig, address, &[self.context, at, len])
    }

    /// Calls a constant address.
    pub(super) fn call_address(&mut self, sig: Signature, address: u64, args: &[Value]) -> Value {
        let call = self.call_by_address(sig, address, args);
        self.b.inst_results(call)[0]
    }

    /// Calls a constant address; needs no relocation.
    pub(super) fn call_by_address(&mut self, sig: Signature, address: u64, args: &[Value]) -> Inst {
        let sig = match self.signatures.0.get(&sig) {
            Some(&known) => known,
            None => {
                let made = self.b.import_signature(sig.clone());
                self.signatures.0.insert(sig, made);
                made
            }
        };
        let callee = self.word(address as i64);
        self.b.ins().call_indirect(sig, callee, args)
    }

    pub(super) fn leave_if_raised(&mut self, v: InstId, result: Value) {
        let Some(state) = self.func.inst(v).state else { return };
        let exit = self.exit_for(state, ExitReason::Raised);
        let next = self.fresh();
        self.b.ins().brif(result, next, &[], exit, &[]);
        self.b.switch_to_block(next);
    }
}
