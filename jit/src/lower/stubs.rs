//! Calls that keep all registers, for paths that are rarely taken.
//!
//! A call ends what the caller-saved registers hold, so that every value that lives over it is spilled
//! where it is made, and read again behind it: on the usual path too, when only a cold block calls. A
//! stub has the convention `preserve_all`: it saves what the C function it calls may change, and the
//! caller's registers stay. Such a stub returns nothing; its result comes through memory.

use super::Lowerer;
use super::compile::Compiler;
use crate::code::CodeMemory;
use cranelift_codegen::ir::{
    AbiParam, InstBuilder, MemFlagsData, Signature, StackSlotData, StackSlotKind, Type, Value,
    types,
};
use cranelift_codegen::isa::CallConv;
use std::sync::OnceLock;

/// What stubs call: `fn(parameters) -> result`.
#[derive(Copy, Clone)]
pub struct Callee {
    parameters: [Type; 2],
    result: Type,
}

/// Allocation of a float: context and float to a word.
pub const ALLOCATION: Callee = Callee { parameters: [types::I64, types::F64], result: types::I64 };

/// A machine function of two floats.
pub const OF_FLOATS: Callee = Callee { parameters: [types::F64, types::F64], result: types::F64 };

/// The stubs of this process: they depend on no VM, since what they call is a parameter.
struct Stubs {
    allocation: u64,
    of_floats: u64,
}

static STUBS: OnceLock<Option<Stubs>> = OnceLock::new();

impl Callee {
    /// Of the function itself.
    fn signature(self) -> Signature {
        let mut sig = Signature::new(CallConv::SystemV);
        sig.params.extend(self.parameters.map(AbiParam::new));
        sig.returns.push(AbiParam::new(self.result));
        sig
    }

    /// Of its stub: the function's address, where the result goes, the parameters.
    fn stub_signature(self) -> Signature {
        let mut sig = Signature::new(CallConv::PreserveAll);
        sig.params.extend([AbiParam::new(types::I64); 2]);
        sig.params.extend(self.parameters.map(AbiParam::new));
        sig
    }

    fn compile(self, compiler: &mut Compiler) -> Option<Vec<u8>> {
        let made = compiler.compile_block(self.stub_signature(), |b, params| {
            let sig = b.import_signature(self.signature());
            let call = b.ins().call_indirect(sig, params[0], &params[2..]);
            let result = b.inst_results(call)[0];
            b.ins().store(MemFlagsData::trusted(), result, params[1], 0);
            b.ins().return_(&[]);
        });
        made.ok()
    }
}

impl Stubs {
    /// `None` without memory for code.
    fn new() -> Option<Stubs> {
        let mut compiler = Compiler::new(false, false).ok()?;
        let mut memory = CodeMemory::new(1).ok()?;
        let mut install = |callee: Callee| {
            let entry = memory.install(&callee.compile(&mut compiler)?)?;
            Some(entry.0 as u64)
        };
        let (allocation, of_floats) = (install(ALLOCATION)?, install(OF_FLOATS)?);
        // Code of every VM refers to it.
        std::mem::forget(memory);
        Some(Stubs { allocation, of_floats })
    }
}

impl Lowerer<'_> {
    /// Calls a function from a cold block.
    pub(super) fn call_keeping(&mut self, callee: Callee, address: u64, args: &[Value]) -> Value {
        let Some(stubs) = STUBS.get_or_init(Stubs::new) else {
            return self.call_address(callee.signature(), address, args);
        };
        let stub = if callee.result == types::F64 { stubs.of_floats } else { stubs.allocation };
        let slot = *self.stub_result.get_or_insert_with(|| {
            let data = StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3);
            self.b.create_sized_stack_slot(data)
        });
        let to = self.b.ins().stack_addr(types::I64, slot, 0);
        let mut all = vec![self.word(address as i64), to];
        all.extend(args);
        self.call_by_address(callee.stub_signature(), stub, &all);
        self.b.ins().stack_load(types::I64, callee.result, slot, 0)
    }
}
