//! From machine code back to frames: entering code, rebuilding the frame at an exit, and running the rest
//! of a frame whose machine caller waits for its result.

use super::backend::Outcome;
use super::entry::is_stack_short;
use super::{generators, shadow, touched};
use crate::abi::frame_map::{ExitMap, Fix, FrameMap};
use crate::bytecode::Opcode;
use crate::bytecode::instr::HEADS;
use crate::frame::Frame;
use crate::frame::layout::{self, flags};
use crate::interp::dispatch::{self, run_frame};
use crate::interp::state::Vm;
use crate::interp::unwind;
use crate::types::function::FunctionObj;
use crate::types::generator;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::fault;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

/// The address of live machine code. Only a backend makes one, for code that it installed.
#[derive(Clone, Copy, Debug)]
pub struct CodeAddress(pub usize);

/// Runs machine code, compiled for this frame's code object and place, on the running frame.
///
/// The instruction that led here has polled, and so does the code: one unit of fuel is given back.
pub fn enter(cx: &mut Ctx, vm: &Vm, frame: Frame, entry: CodeAddress) -> Outcome {
    cx.fuel += 1;
    visit(cx, vm, frame, entry)
}

/// As [`enter`], where no instruction has polled: at the start of a callee, or where a generator goes on.
pub(crate) fn visit(cx: &mut Ctx, vm: &Vm, frame: Frame, entry: CodeAddress) -> Outcome {
    vm.machine_entries.set(vm.machine_entries.get() + 1);
    touched::forget(frame);
    // SAFETY: compiled code has this signature, and the backend that made the address (the contract of
    // `CodeAddress`) compiled it for this place.
    let code: extern "C" fn(*mut Ctx, *mut u64) -> u64 = unsafe { std::mem::transmute(entry.0) };
    vm.inside_machine_code.set(vm.inside_machine_code.get() + 1);
    let word = code(cx, frame.fp());
    vm.inside_machine_code.set(vm.inside_machine_code.get() - 1);
    // SAFETY: a word that is not 0 is the value the frame returned.
    if let Some(v) = unsafe { Value::from_bits(word) } {
        return Outcome::Returned(v);
    }
    let map = vm.backend.get().and_then(|b| b.take_exit()).expect("machine code reports its exit");
    if map.reason == "collects" {
        clear_dead_stack();
    }
    let (_, sp, raised) = rebuild(cx, vm, frame, &map);
    if raised { Outcome::Raised } else { Outcome::Exit { sp } }
}

/// Clears the native stack that machine code used until now: where frames of what runs next leave words as they are,
/// a collection would take them for alive.
#[inline(never)]
fn clear_dead_stack() {
    let mut words = [0_u64; 512];
    std::hint::black_box(&mut words);
}

/// Runs an entry frame that was laid and filled, by machine code if the stack allows, and takes it off.
pub(crate) fn run_compiled(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    entry: CodeAddress,
) -> PyResult<Value> {
    if is_stack_short(cx) {
        return dispatch::run(cx, frame);
    }
    vm.fp.set(frame.fp());
    let (sp, raising) = match visit(cx, vm, frame, entry) {
        Outcome::Returned(v) => {
            unwind::leave(cx, vm, frame);
            vm.fp.set(frame.prev().map_or(std::ptr::null_mut(), Frame::fp));
            return Ok(v);
        }
        Outcome::Exit { sp } => (sp, false),
        Outcome::Raised => (std::ptr::null_mut(), true),
        Outcome::Declined { .. } => return dispatch::run(cx, frame),
    };
    let inner = vm.frame().unwrap_or(frame);
    run_frame(cx, vm, inner, sp, raising)
}

/// Where the words of an exit lie.
#[derive(Clone, Copy)]
struct Words {
    /// The frame that the code was entered with.
    entered: Frame,
    /// What words behind that frame are counted from: its local 0, or of a frame inside a generator the
    /// place where that would be if the frame were the topmost of the value stack.
    above: *mut u64,
    /// Behind all that the exit stored.
    end: *mut u64,
}

impl Words {
    /// Machine code has left, and the value stack ends where it did at its entry.
    fn new(vm: &Vm, entered: Frame, words: u32) -> Words {
        let above = if entered.has(flags::GENERATOR) {
            let words = entered.code().frame_words as usize;
            vm.top.get().wrapping_add(layout::HEADER).wrapping_sub(words)
        } else {
            entered.fp()
        };
        Words { entered, above, end: above.wrapping_add(words as usize) }
    }

    /// The word this many words from the entered frame's local 0.
    fn at(self, at: i64) -> *mut u64 {
        let inside = at < self.entered.code().frame_words as i64;
        let from = if inside { self.entered.fp() } else { self.above };
        from.wrapping_offset(at as isize)
    }
}

/// Rebuilds all frames of an exit; the innermost is the running one then. Also says where its operand
/// stack ends, and whether an exception is in flight.
fn rebuild(cx: &mut Ctx, vm: &Vm, entered: Frame, map: &ExitMap) -> (Frame, *mut u64, bool) {
    let words = Words::new(vm, entered, map.words);
    let (mut frame, mut sp) = (entered, std::ptr::null_mut());
    let mut raised = map.raising;
    let is_touched = touched::take(entered);
    for (i, of) in map.frames.iter().enumerate() {
        if i > 0 {
            frame = lay_inlined(vm, frame, sp, of, words);
        }
        if map.reason == "resume" {
            // Nothing has happened: the generator is as whoever continues it left it.
            sp = generator::sent_sp(frame);
            continue;
        }
        frame.set_pc(frame.code().units().wrapping_add(of.pc as usize));
        // Conversions allocate, and the collector must see all that the exit stored.
        let top = vm.top.replace(words.end);
        for (slot, fix) in &of.fixes {
            let at = of.base + *slot as i64;
            raised |= !convert(cx, vm, words, at, fix);
        }
        vm.top.set(top);
        if is_touched {
            touched::give_back(vm, frame);
        }
        let stack = (of.locals + of.stack) as usize;
        if let Some(offset) = of.generator {
            match generators::enter_made(cx, vm, frame, stack, (of.flags, offset), words.end) {
                Ok(inside) => frame = inside,
                Err(_) => {
                    // Without memory for the generator, its caller gets the exception.
                    frame = frame.prev().unwrap_or(entered);
                    vm.fp.set(frame.fp());
                    raised = true;
                    break;
                }
            }
        }
        sp = frame.fp().wrapping_add(stack);
    }
    if is_touched {
        touched::drop_parked(vm, words.above);
    }
    if !raised && map.frames.last().is_some_and(|of| of.counted) {
        frame.code().count_back(frame.pc());
    }
    if raised {
        frame.set_pc(frame.pc().wrapping_add(1));
    } else if map.reason == "pending" && cx.meter.has_fuel() {
        pay(cx, frame);
    }
    match raised {
        false => shadow::exited(cx, vm, frame, sp, map.frames.len(), map.reason),
        true => vm.shadow.raised(),
    }
    if let Some(backend) = vm.backend.get() {
        // SAFETY: as in `lay_inlined`; 0 stands for the entered frame's function.
        let func =
            (map.site.0 != 0).then(|| unsafe { Gc::<FunctionObj>::from_addr(map.site.0 as usize) });
        let code = func.map_or(entered.code(), |func| func.code.get());
        backend.exited(cx, vm, frame, code, map);
        vm.cool_by_plan(frame.code());
    }
    (frame, sp, raised)
}

/// Machine code left at a poll. An instruction that polls will do so again; at an entry of code there is none,
/// so the unit is paid here, or the function's `RESUME` runs again to find that there is none left.
fn pay(cx: &mut Ctx, frame: Frame) {
    let polls = |mut at: *mut u16| {
        // SAFETY: the units that are asked for lie in the running code, and an instruction is behind its
        // extension.
        let head = |at: *mut u16| HEADS[unsafe { at.read() } as u8 as usize];
        while head(at) == Opcode::EXTENDED_ARG as u8 {
            at = at.wrapping_add(1);
        }
        let op = head(at);
        [Opcode::RESUME, Opcode::JUMP_BACKWARD, Opcode::JUMP_BACKWARD_NO_INTERRUPT]
            .iter()
            .any(|&head| head as u8 == op)
    };
    if polls(frame.pc()) {
        return;
    }
    if cx.fuel > 0 {
        cx.fuel -= 1;
    } else if frame.pc() > frame.code().units() && polls(frame.pc().wrapping_sub(1)) {
        frame.set_pc(frame.pc().wrapping_sub(1));
    }
}

/// Gives an inlined frame its header; it becomes the running one, and its result goes to `return_sp`.
fn lay_inlined(vm: &Vm, caller: Frame, return_sp: *mut u64, of: &FrameMap, words: Words) -> Frame {
    // SAFETY: the map names a function that the unit of machine code keeps alive.
    let func: Gc<FunctionObj> = unsafe { Gc::from_addr(of.func as usize) };
    vm.fp.set(caller.fp());
    vm.top.set(words.at(of.base).wrapping_sub(layout::HEADER));
    // SAFETY: machine code checked at its entry that its inlined frames have room.
    let frame =
        unsafe { vm.lay(func, func.code.get(), layout::meta(of.flags, 0, caller.depth() + 1)) };
    frame.set_return_sp(return_sp);
    vm.fp.set(frame.fp());
    frame
}

/// Turns the word `at` words from the entered frame's local 0 into a value; false without memory for it.
fn convert(cx: &mut Ctx, vm: &Vm, words: Words, at: i64, fix: &Fix) -> bool {
    let word = words.at(at);
    // SAFETY: the map's words lie in its frames or in the room behind them.
    let raw = unsafe { word.read() };
    let made = match fix {
        Fix::Const(word) => Ok(*word),
        Fix::Int => Ok(raw << 1 | u64::from(!fault!("exit-int-untagged"))),
        Fix::Bool => Ok(Value::bool((raw & 1 != 0) != fault!("exit-bool-inverted")).bits()),
        Fix::Float => cx.float(f64::from_bits(raw)).map(Value::bits),
        Fix::Tuple { at, items } => {
            let all = convert_items(cx, vm, words, *at, items);
            tuple_at(cx, words, *at, items.len()).map(|v| if all { v } else { Value::NONE.bits() })
        }
        Fix::Range { at } => {
            let number = |i| {
                // SAFETY: as above.
                unsafe { words.at(*at as i64 + i).read() as i64 }
            };
            let (next, stop) = (number(0), number(1));
            let made = cx.range_iter(next, 1, (stop - next).max(0));
            made.map(|it| Value::from(it).bits())
        }
        Fix::Function { like, at, items } => {
            convert_items(cx, vm, words, *at, items);
            tuple_at(cx, words, *at, items.len())
                .and_then(|cells| generators::function_like(cx, *like, cells))
        }
        Fix::Generator { like, pc, at, items } => {
            convert_items(cx, vm, words, *at, items);
            let local = words.at(*at as i64);
            generators::make_suspended(cx, vm, *like, *pc, local, items.len())
        }
    };
    let ok = made.is_ok();
    // SAFETY: as above.
    unsafe { word.write(made.unwrap_or(Value::NONE.bits())) };
    ok
}

/// Converts the items of an object that is to be made; false without memory.
fn convert_items(cx: &mut Ctx, vm: &Vm, words: Words, at: u32, items: &[Option<Fix>]) -> bool {
    let mut all = true;
    for (i, item) in items.iter().enumerate() {
        all &= item.as_ref().is_none_or(|fix| convert(cx, vm, words, at as i64 + i as i64, fix));
    }
    all
}

/// The word of a tuple of words that were stored or converted just now.
fn tuple_at(cx: &mut Ctx, words: Words, at: u32, len: usize) -> PyResult<u64> {
    let item = |i: usize| {
        let word = words.at(at as i64 + i as i64);
        // SAFETY: as in `convert`.
        unsafe { Value::from_bits(word.read()) }.unwrap_or(Value::NONE)
    };
    Ok(Value::from(cx.tuple_with(len, item)?).bits())
}

/// Takes the machine code of a code object out of use for further calls.
pub fn clear_entry(code: usize) {
    // SAFETY: the backend passes the address of a code object that it keeps alive.
    let code: Gc<crate::types::code::CodeObj> = unsafe { Gc::from_addr(code) };
    code.entry.set(0);
    code.resume.set(0);
}

/// Runs the rest of a frame that machine code entered and left, or its whole when the callee has no
/// machine code; takes it off the stack.
pub(crate) fn finish(cx: &mut Ctx, vm: &Vm, fp: *mut u64) -> PyResult<Value> {
    // SAFETY: machine code passes a frame that it laid and that is the running one.
    let frame = unsafe { Frame::from_fp(fp) };
    frame.set_meta(frame.meta() | flags::ENTRY);
    let exit = vm.backend.get().and_then(|b| b.take_exit());
    let Some(map) = exit else {
        return run_frame(cx, vm, frame, frame.stack_base(), false);
    };
    let (inner, sp, raised) = rebuild(cx, vm, frame, &map);
    run_frame(cx, vm, inner, sp, raised)
}

/// A frame returned in machine code whose frame object lives on.
pub(crate) fn detach(cx: &mut Ctx, fp: *mut u64) {
    // SAFETY: as in `finish`; the frame has returned but its words are intact.
    let frame = unsafe { Frame::from_fp(fp) };
    if frame.frame_obj().is_some() {
        crate::types::frame::detach(cx, frame);
    }
}
