//! Calls to the runtime and to Python code.

use super::Lowerer;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Type};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, InstBuilder, SigRef, Signature, StackSlotData, StackSlotKind, Value, types,
};
use std::collections::HashMap;
use taipan_vm::abi::libcalls::Libcall;

/// Signatures already imported into the function.
#[derive(Default)]
pub struct Signatures(HashMap<Signature, SigRef>);

/// Whether a runtime function may run Python code, which can look at frames.
fn may_look(libcall: i64) -> bool {
    let quiet = [Libcall::ListAppend, Libcall::BuildList, Libcall::BuildTuple, Libcall::NewInstance];
    !quiet.iter().any(|&q| q as i64 == libcall)
}

impl Lowerer<'_> {
    pub(super) fn call(&mut self, v: InstId) -> Option<Value> {
        let inst = self.func.inst(v);
        match inst.op {
            Op::CallPy => return Some(self.call_python(v)),
            Op::LibCallPure => {}
            _ if may_look(inst.imm) => self.show_frames(v),
            _ => {}
        }
        let mut args = vec![self.context];
        if inst.op == Op::LibCallArray {
            let count = inst.args.len() as u32;
            let data = StackSlotData::new(StackSlotKind::ExplicitSlot, count.max(1) * 8, 3);
            let slot = self.b.create_sized_stack_slot(data);
            for (i, &a) in inst.args.iter().enumerate() {
                let word = self.value(a);
                self.b.ins().stack_store(types::I64, word, slot, i as i32 * 8);
            }
            args.push(self.b.ins().stack_addr(types::I64, slot, 0));
            args.push(self.word(count as i64));
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
            if may_look(inst.imm) {
                self.hide_frames(v);
            }
            self.leave_if_raised(v, value);
        }
        (inst.ty != Type::Void).then_some(value)
    }

    /// Calls a constant address; needs no relocation.
    pub(super) fn call_address(&mut self, sig: Signature, address: u64, args: &[Value]) -> Value {
        let sig = match self.signatures.0.get(&sig) {
            Some(&known) => known,
            None => {
                let made = self.b.import_signature(sig.clone());
                self.signatures.0.insert(sig, made);
                made
            }
        };
        let callee = self.word(address as i64);
        let call = self.b.ins().call_indirect(sig, callee, args);
        self.b.inst_results(call)[0]
    }

    pub(super) fn leave_if_raised(&mut self, v: InstId, result: Value) {
        let Some(state) = self.func.inst(v).state else { return };
        let (exit, args) = self.exit_for(state, ExitReason::Raised);
        let next = self.fresh();
        let raised = self.b.ins().icmp_imm_s(IntCC::Equal, result, 0);
        self.b.ins().brif(raised, exit, &args, next, &[]);
        self.b.switch_to_block(next);
    }
}
