//! Calls of native functions that are known: machine code guards which function it is and hands over its
//! definition, so that nothing is looked up at the call.

use super::Builder;
use crate::exit::reason::ExitReason;
use crate::ir::{InstId, Op, Region, Type};
use std::mem::offset_of;
use taipan_runtime::object::native::{MethodDef, NativeCode};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::types::builtin_function::BuiltinFunctionObj;
use taipan_runtime::types::descriptor::MethodDescrObj;
use taipan_runtime::value::Value;
use taipan_vm::abi::libcalls::Libcall;
use taipan_vm::bytecode::Opcode;

impl Builder<'_> {
    /// A `CALL` of a builtin function, of a bound method of a builtin object, or of a method of an object
    /// whose builtin class is known; false for other callables.
    pub(super) fn call_native(&mut self, op: Opcode) -> bool {
        let n = self.at.site.oparg as usize;
        let v = self.peek(n + 1);
        let Some(callable) = self.known_word(v).and_then(|w| self.frame.value_of(w)) else {
            return false;
        };
        if self.is_distrusted(op) {
            return false;
        }
        if let Some(f) = callable.cast::<BuiltinFunctionObj>() {
            return accepts(f.def, n)
                && self.known_word(self.peek(n)) == Some(0)
                && self.call_builtin_function(v, f.def, f.receiver.get());
        }
        match callable.cast::<MethodDescrObj>() {
            Some(d) if self.f.const_word(v).is_some() && accepts(d.def, n) => {
                let exact = Type::Object(d.owner.get().instance_shape.get().0);
                let receiver = self.peek(n);
                if !callable.has_shape(TypeId::METHOD_DESCRIPTOR.shape())
                    || self.f.ty(receiver) != exact
                {
                    return false;
                }
                self.call_definition(d.def, receiver);
                true
            }
            _ => false,
        }
    }

    /// A call of what collects all that is dead is left to the interpreter: words of this code's frame would keep
    /// alive what nobody refers to any more.
    pub(super) fn leaves_to_collect(&mut self, op: Opcode) -> bool {
        let above = self.at.site.oparg as usize + usize::from(op.head() == Opcode::CALL_KW);
        let callable = self.known_word(self.peek(above + 1));
        let collects = callable
            .and_then(|w| self.frame.value_of(w)?.cast::<BuiltinFunctionObj>())
            .is_some_and(|f| f.def.collects);
        if collects {
            self.leave_for_good(ExitReason::Collects);
        }
        collects
    }

    fn call_builtin_function(
        &mut self,
        callable: InstId,
        def: &'static MethodDef,
        receiver: Option<Value>,
    ) -> bool {
        let absent = self.peek(self.at.site.oparg as usize);
        self.guard(Op::GuardWord, absent, 0, ExitReason::Callee);
        let receiver = match self.f.const_word(callable) {
            Some(_) => self.constant(receiver.unwrap_or(Value::NONE).bits()),
            None => {
                // Another object of the same function may come, such as `list.pop` of another list.
                let f = self.guard_type(callable, TypeId::BUILTIN_FUNCTION.shape().0);
                let at = offset_of!(BuiltinFunctionObj, def);
                let now = self.load(Op::LoadI64, &[f], at, Region::Frozen);
                self.guard_equal(now, std::ptr::from_ref(def) as i64, ExitReason::Callee);
                let at = offset_of!(BuiltinFunctionObj, receiver);
                let receiver = self.load(Op::LoadSlot, &[f], at, Region::Frozen);
                self.guard(Op::GuardBound, receiver, 0, ExitReason::Callee)
            }
        };
        self.call_definition(def, receiver);
        true
    }

    fn call_definition(&mut self, def: &'static MethodDef, receiver: InstId) {
        let n = self.at.site.oparg as usize;
        let args = self.scope.stack[self.scope.stack.len() - n..].to_vec();
        let address = std::ptr::from_ref(def) as u64;
        let result = match def.code {
            NativeCode::NoArgs(_) => {
                let def = self.pointer(address);
                self.libcall(Libcall::NativeNoArgs, &[def, receiver])
            }
            NativeCode::O(_) => {
                let def = self.pointer(address);
                self.libcall(Libcall::NativeO, &[def, receiver, args[0]])
            }
            NativeCode::Fast(_) | NativeCode::FastKw(_) => {
                let mut words = vec![receiver];
                words.extend(args);
                let v = self.libcall_array(Libcall::NativeFast, &words);
                self.f.inst_mut(v).imm2 = address as i64;
                v
            }
        };
        self.replace(n + 2, result);
    }
}

/// Whether a function takes this many positional arguments, as far as its convention says.
fn accepts(def: &MethodDef, n: usize) -> bool {
    match def.code {
        NativeCode::NoArgs(_) => n == 0,
        NativeCode::O(_) => n == 1,
        NativeCode::Fast(_) | NativeCode::FastKw(_) => true,
    }
}
