//! Generators that machine code did without, or makes itself: what an exit or a call turns them into.

use crate::abi::libcalls::EXHAUSTED;
use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::frame::layout::{HEADER, Slot, flags, meta};
use crate::frame::push::too_deep;
use crate::interp::state::Vm;
use crate::tier::entry::is_stack_short;
use crate::types::function::{self, FunctionObj};
use crate::types::generator::{self, GenState, GeneratorObj};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::slots::Sent;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The template that a map names.
fn template(like: u64) -> Gc<FunctionObj> {
    // SAFETY: the map names a function that the VM keeps as a template, or the unit of machine code.
    unsafe { Gc::from_addr(like as usize) }
}

/// A function like another one, with a closure.
pub(super) fn function_like(cx: &mut Ctx, like: u64, closure: u64) -> PyResult<u64> {
    // SAFETY: the caller has just made the tuple.
    let closure = unsafe { Value::from_bits(closure) }.and_then(|v| v.cast::<TupleObj>());
    Ok(Value::from(make_function(cx, template(like), closure)?).bits())
}

/// A new function with code and namespaces of another one.
pub(crate) fn make_function(
    cx: &mut Ctx,
    like: Gc<FunctionObj>,
    closure: Option<Gc<TupleObj>>,
) -> PyResult<Gc<FunctionObj>> {
    let code = like.code.get();
    let made = function::make(cx, code, like.globals.get(), like.builtins.get())?;
    if code.free_len > 0 {
        made.closure.set(closure);
    }
    Ok(made)
}

/// A generator that goes on at a code unit. Its locals and operand stack lie at `local`, with room for a
/// header in front, below the end of the value stack.
pub(super) fn make_suspended(
    cx: &mut Ctx,
    vm: &Vm,
    like: u64,
    pc: u32,
    local: *mut Slot,
    words: usize,
) -> PyResult<u64> {
    let func = template(like);
    let top = vm.top.replace(local.wrapping_sub(HEADER));
    // SAFETY: machine code checked at its entry that what its exits store has room.
    let frame = unsafe { vm.lay(func, func.code.get(), meta(0, 0, 0)) };
    frame.set_pc(frame.code().units().wrapping_add(pc as usize));
    vm.top.set(top);
    let made = generator::make(cx, frame, frame.fp().wrapping_add(words))?;
    if let Some(generator) = made.cast::<GeneratorObj>()
        && !is_at_start(frame)
    {
        generator.state.set(GenState::Suspended);
    }
    Ok(made.bits())
}

/// Whether the next instruction is the first behind `RETURN_GENERATOR`.
fn is_at_start(frame: Frame) -> bool {
    let before = frame.last_unit().map_or(0, |unit| frame.code().unit(unit));
    before as u8 == Opcode::RETURN_GENERATOR as u8
}

/// Moves the topmost frame, which is the body of a generator that was never made, into that generator and
/// makes that the running one; its caller has the generator on top of the operand stack. `body` are flags
/// and return offset of its frame.
pub(super) fn enter_made(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    words: usize,
    body: (u64, u32),
    end: *mut Slot,
) -> PyResult<Frame> {
    let (prev, return_sp, depth) = (frame.prev(), frame.return_sp(), frame.depth());
    let top = vm.top.replace(end);
    let made = generator::make(cx, frame, frame.fp().wrapping_add(words));
    vm.top.set(top);
    vm.unlay(frame);
    let made = made?;
    let generator = made.cast::<GeneratorObj>().expect("`make` makes a generator");
    let inside = generator.frame();
    let (of_body, return_offset) = body;
    inside.set_meta(meta(flags::GENERATOR | of_body, return_offset, depth));
    inside.set_prev(prev);
    inside.set_return_sp(return_sp);
    generator.state.set(GenState::Running);
    generator.handled.prev.set(vm.handled.get());
    vm.handled.set(&raw const generator.handled);
    vm.fp.set(inside.fp());
    if of_body & flags::FEEDS == 0 {
        // SAFETY: the map says that the caller's operand stack, which ends there, has the generator on top.
        unsafe { return_sp.sub(1).write(made.bits()) };
    }
    Ok(inside)
}

/// Continues a generator in its machine code: the item, [`EXHAUSTED`], or 0 with the exception in the
/// context. `None` if there is no machine code, or another way to go on; nothing has happened then.
pub(crate) fn next_compiled(cx: &mut Ctx, it: Value) -> Option<u64> {
    let generator = it.cast::<GeneratorObj>()?;
    let (vm, state) = (Vm::of(cx), generator.state.get());
    let entry = generator.leaf.get().unwrap_or(generator).code.get().resume.get();
    let below = vm.frame()?;
    if entry == 0
        || !matches!(state, GenState::Suspended | GenState::Created | GenState::Delegating)
        || !generator::is_plain(generator)
        || is_stack_short(cx)
        || !vm.has_room(cx, generator.code.get(), below.depth())
    {
        return None;
    }
    Some(match generator::continue_compiled(cx, vm, generator, below) {
        Ok(Sent::Yielded(v)) => v.bits(),
        Ok(Sent::Returned(_)) => EXHAUSTED,
        Err(_) if cx.exception_is(Exc::StopIteration) => {
            cx.clear_exception();
            EXHAUSTED
        }
        Err(_) => 0,
    })
}

/// Calls a function of generators with arguments that fit exactly: its generator. `None` when its code does
/// more than that before the generator is there.
pub(crate) fn call_generator_function(
    cx: &mut Ctx,
    func: Gc<FunctionObj>,
    args: &[Value],
) -> PyResult<Option<Value>> {
    let (vm, code) = (Vm::of(cx), func.code.get());
    code.read(cx)?;
    let mut start = 0;
    if code.unit(start) as u8 == Opcode::COPY_FREE_VARS as u8 {
        start += 1;
    }
    if code.unit(start) as u8 != Opcode::RETURN_GENERATOR as u8 || !code.takes_exactly(args.len()) {
        return Ok(None);
    }
    let depth = vm.frame().map_or(0, Frame::depth);
    if !vm.has_room(cx, code, depth) {
        return Err(too_deep(cx));
    }
    generator::make_by_call(cx, func, args, start + 1).map(Some)
}
