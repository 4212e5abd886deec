//! The interpreter loop: one `match` over opcodes, generated from the instruction table.
//!
//! Each arm runs the recipe of its row. A guard that declines runs the family head instead; since
//! guards come first, nothing has happened yet.

use super::regs::{Interp, IntoStep, Step};
use super::state::Vm;
use super::unwind::{Unwound, unwind};
use crate::bytecode::{Opcode, Site, UopVisitor};
use crate::frame::Frame;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::value::Value;

macro_rules! build_loop {
    ($( $(#[$doc:meta])* $num:literal $name:ident [$cache:literal] $(in $head:ident)?
        ( $($effect:tt)* ) : $($uop:ident),+ ; )*) => {
        /// Runs `frame`, an entry frame that is linked as the running one, until it returns or
        /// raises. `raising` starts with the exception in flight at the frame's position.
        fn run_loop<const COUNT: bool>(
            cx: &mut Ctx,
            vm: &Vm,
            frame: Frame,
            sp: *mut u64,
            raising: bool,
        ) -> PyResult<Value> {
            let mut i = Interp { cx, vm, pc: frame.pc(), sp, fp: frame.fp() };
            let mut step = if raising { Step::Raise } else { Step::Next };
            loop {
                if let Step::Raise | Step::Reraise = step {
                    let again = matches!(step, Step::Reraise);
                    match unwind(i.cx, i.vm, i.fp, i.pc, again) {
                        Unwound::Handler { fp, pc, sp } => {
                            i.fp = fp;
                            i.pc = pc;
                            i.sp = sp;
                        }
                        Unwound::Exit(raised) => return Err(raised),
                    }
                }
                // Runs instructions until one raises.
                step = 'run: loop {
                    // SAFETY: `pc` is inside the running code, whose last instruction ends the frame.
                    let unit = unsafe { i.pc.read() };
                    i.pc = i.pc.wrapping_add(1);
                    let mut opcode = unit as u8;
                    let mut oparg = (unit >> 8) as u32;
                    'same: loop {
                        if COUNT {
                            super::count::count(i.vm, opcode);
                        }
                        match opcode {
                            69 => {
                                // SAFETY: an instruction follows `EXTENDED_ARG`.
                                let unit = unsafe { i.pc.read() };
                                i.pc = i.pc.wrapping_add(1);
                                opcode = unit as u8;
                                oparg = oparg << 8 | (unit >> 8) as u32;
                                continue 'same;
                            }
                            $(
                                #[allow(unreachable_patterns)]
                                $num => {
                                    // SAFETY: `pc` is behind this instruction, at its caches.
                                    let site = unsafe { Site::new(oparg, i.pc) };
                                    i.pc = i.pc.wrapping_add($cache);
                                    $(
                                        match i.$uop(site).step() {
                                            Step::Next => {}
                                            Step::Miss => {
                                                if COUNT {
                                                    i.vm.stats.miss(opcode);
                                                }
                                                i.pc = i.pc.wrapping_sub($cache);
                                                opcode = Opcode::$name.head() as u8;
                                                continue 'same;
                                            }
                                            Step::Again => {
                                                i.pc = i.pc.wrapping_sub($cache);
                                                // SAFETY: the instruction lies before its caches.
                                                opcode = unsafe { i.pc.sub(1).read() } as u8;
                                                continue 'same;
                                            }
                                            Step::Exit(v) => return Ok(v),
                                            raised => break 'run raised,
                                        }
                                    )+
                                    continue 'run;
                                }
                            )*
                            _ => break 'run super::slow::unknown_opcode(i.cx, opcode),
                        }
                    }
                };
            }
        }
    };
}

for_each_op!(build_loop!);

macro_rules! kind_result {
    (hook) => { Step };
    (guard) => { bool };
    (pure) => { () };
    (raises) => { PyResult<()> };
    (calls) => { PyResult<()> };
    (jumps) => { () };
    (ends) => { Step };
}

macro_rules! visitor_impl {
    ($( $(#[$doc:meta])* $kind:ident $name:ident $effect:tt; )*) => {
        /// The interpreter visits a micro-op by executing it. The methods of the same names are
        /// inherent ones, by topic in `uops/`.
        impl UopVisitor for Interp<'_> {
            type Hook = Step;
            type Guard = bool;
            type Pure = ();
            type Raises = PyResult<()>;
            type Calls = PyResult<()>;
            type Jumps = ();
            type Ends = Step;
            $(
                #[inline(always)]
                fn $name(&mut self, at: Site) -> kind_result!($kind) {
                    Interp::$name(self, at)
                }
            )*
        }
    };
}

for_each_uop!(visitor_impl!);

/// Runs an entry frame that was laid and filled, and takes it off the stack.
pub fn run(cx: &mut Ctx, frame: Frame) -> PyResult<Value> {
    let vm = Vm::of(cx);
    if let Err(raised) = cx.check_stack() {
        vm.unlay(frame);
        return Err(raised);
    }
    run_frame(cx, vm, frame, frame.stack_base(), false)
}

/// As [`run`], for a frame that may be suspended in the middle (a generator's).
pub(crate) fn run_frame(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    sp: *mut u64,
    raising: bool,
) -> PyResult<Value> {
    vm.fp.set(frame.fp());
    if vm.config.count {
        run_loop::<true>(cx, vm, frame, sp, raising)
    } else {
        run_loop::<false>(cx, vm, frame, sp, raising)
    }
}
