//! From machine code back to frames: entering code, rebuilding the frame at an exit, and running the rest
//! of a frame whose machine caller waits for its result.

use super::backend::Outcome;
use crate::abi::frame_map::{ExitMap, Fix};
use crate::frame::Frame;
use crate::frame::layout::flags;
use crate::interp::dispatch::run_frame;
use crate::interp::state::Vm;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::value::Value;

/// The address of live machine code. Only a backend makes one, for code that it installed.
#[derive(Clone, Copy, Debug)]
pub struct CodeAddress(pub usize);

/// Runs machine code, compiled for this frame's code object and place, on the running frame.
pub fn enter(cx: &mut Ctx, vm: &Vm, frame: Frame, entry: CodeAddress) -> Outcome {
    // SAFETY: compiled code has this signature, and the backend that made the address (the contract of
    // `CodeAddress`) compiled it for this place.
    let code: extern "C" fn(*mut Ctx, *mut u64) -> u64 = unsafe { std::mem::transmute(entry.0) };
    let word = code(cx, frame.fp());
    // SAFETY: a word that is not 0 is the value the frame returned.
    if let Some(v) = unsafe { Value::from_bits(word) } {
        return Outcome::Returned(v);
    }
    let map = vm.backend.get().and_then(|b| b.take_exit()).expect("machine code reports its exit");
    let raised_boxing = materialize(cx, frame, map);
    if map.raising || raised_boxing {
        return Outcome::Raised;
    }
    let inner = &map.frames[0];
    Outcome::Exit { sp: frame.fp().wrapping_add((inner.locals + inner.stack) as usize) }
}

/// Rebuilds the frame from what the exit stored; true when there was no memory for it.
fn materialize(cx: &mut Ctx, frame: Frame, map: &ExitMap) -> bool {
    let inner = &map.frames[0];
    let mut raised = false;
    for &(slot, fix) in &inner.fixes {
        let at = frame.fp().wrapping_add(slot as usize);
        // SAFETY: the map's slots lie in the frame.
        unsafe {
            let word = match fix {
                Fix::Const(word) => word,
                Fix::Int => at.read() << 1 | 1,
                Fix::Bool => Value::bool(at.read() & 1 != 0).bits(),
                Fix::Float => match cx.float(f64::from_bits(at.read())) {
                    Ok(v) => v.bits(),
                    Err(_) => {
                        raised = true;
                        Value::NONE.bits()
                    }
                },
            };
            at.write(word);
        }
    }
    let behind = inner.pc as usize + (map.raising || raised) as usize;
    frame.set_pc(frame.code().units().wrapping_add(behind));
    raised
}

/// Takes the machine code of a code object out of use for further calls.
pub fn clear_entry(code: usize) {
    // SAFETY: the backend passes the address of a code object that it keeps alive.
    let code: taipan_runtime::heap::Gc<crate::types::code::CodeObj> =
        unsafe { taipan_runtime::heap::Gc::from_addr(code) };
    code.entry.set(0);
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
    let raised = materialize(cx, frame, map);
    let inner = &map.frames[0];
    let sp = fp.wrapping_add((inner.locals + inner.stack) as usize);
    run_frame(cx, vm, frame, sp, map.raising || raised)
}

/// A frame returned in machine code whose frame object lives on.
pub(crate) fn detach(cx: &mut Ctx, fp: *mut u64) {
    // SAFETY: as in `finish`; the frame has returned but its words are intact.
    let frame = unsafe { Frame::from_fp(fp) };
    if frame.frame_obj().is_some() {
        crate::types::frame::detach(cx, frame);
    }
}
