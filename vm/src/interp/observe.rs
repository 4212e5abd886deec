//! What a site sees: the operands that its specialization depends on, as the key of an alternative.
//!
//! Only attempts to specialize and, where executions are counted, misses look.

use crate::bytecode::{Opcode, Site};
use crate::feedback::{NO_KEY, Seen};
use crate::frame::layout::Slot;
use crate::interp::count;
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;

/// The operand `depth` words below the top of the stack.
fn operand(sp: *mut Slot, depth: usize) -> Option<Value> {
    // SAFETY: the instruction is about to run, so its operands lie below `sp`; the callers ask for no
    // more of them than it has.
    unsafe { Value::from_bits(sp.sub(1 + depth).read()) }
}

/// A number for the class of a value: that of its instances' first shape.
#[inline]
fn class_of(cx: &mut Ctx, v: Value) -> u32 {
    cx.type_of(v).instance_shape.get().0
}

/// Notes what a site sees that tries to specialize. Not inlined: what it sees takes memory, which no
/// handler may have.
#[inline(never)]
pub(crate) fn note_attempt(
    cx: &mut Ctx,
    vm: &Vm,
    code: Gc<CodeObj>,
    at: Site,
    head: Opcode,
    sp: *mut Slot,
) {
    let seen = seen(cx, head, at.oparg, sp);
    let is_void = |shape| cx.shapes.get(ShapeId(shape)).is_stale();
    vm.feedback.note_attempt(at, seen, is_void);
    if vm.config.count {
        count::attempted(vm, code, at, seen);
    }
}

/// What an instruction of family `head` sees whose operands end at `sp`; `None` for families whose
/// sites have one alternative.
#[inline(always)]
pub(crate) fn seen(cx: &mut Ctx, head: Opcode, oparg: u32, sp: *mut Slot) -> Option<Seen> {
    use Opcode::*;
    match head {
        BINARY_OP | COMPARE_OP => {
            let (lhs, rhs) = (operand(sp, 1)?, operand(sp, 0)?);
            Some(Seen::Types(class_of(cx, lhs), Some(class_of(cx, rhs))))
        }
        TO_BOOL | CONTAINS_OP | STORE_SUBSCR | UNPACK_SEQUENCE | FOR_ITER | SEND => {
            let depth = matches!(head, STORE_SUBSCR | SEND) as usize;
            let v = operand(sp, depth)?;
            Some(Seen::Types(class_of(cx, v), None))
        }
        LOAD_ATTR | STORE_ATTR => {
            let owner = operand(sp, 0)?;
            if owner.cast::<TypeObj>().is_some() || owner.cast::<ModuleObj>().is_some() {
                return Some(Seen::Object(owner.bits()));
            }
            let shape = match owner.heap_shape() {
                Some(shape) => shape.0,
                None => class_of(cx, owner),
            };
            Some(Seen::Types(shape, None))
        }
        LOAD_SUPER_ATTR => Some(Seen::Object(operand(sp, 1)?.bits())),
        CALL | CALL_KW => {
            let names = (head == CALL_KW) as usize;
            Some(Seen::Object(target(operand(sp, oparg as usize + 1 + names)?).bits()))
        }
        _ => None,
    }
}

/// The key of what it sees: [`seen`] in one register.
#[inline(never)]
pub(crate) fn key(cx: &mut Ctx, head: Opcode, oparg: u32, sp: *mut Slot) -> u64 {
    seen(cx, head, oparg, sp).map_or(NO_KEY, Seen::key)
}

/// What stands for a callable: functions and methods made of the same code are one alternative.
fn target(callable: Value) -> Value {
    let function = match callable.cast::<BoundMethodObj>() {
        Some(method) => method.function.get(),
        None => callable,
    };
    function.cast::<FunctionObj>().map_or(function, |f| f.code.get().into())
}

/// The object of a [`Seen::Object`].
pub(crate) fn object(word: u64) -> Option<Value> {
    // SAFETY: the profile that holds the word keeps the object alive.
    unsafe { Value::from_bits(word) }
}
