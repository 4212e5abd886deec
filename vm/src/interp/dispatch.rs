//! From one instruction to the next: a handler per row of the instruction table, each of which ends
//! by jumping to the handler of the next instruction.
//!
//! A handler gets the registers of the interpreter as arguments, so they are in machine registers
//! from handler to handler, and every instruction has a dispatch jump of its own to be predicted.
//! The jump is a call in tail position with the arguments of its caller, which LLVM makes a jump
//! when it optimizes (`cfg(threaded)`, see `build.rs`). Without optimization a handler parks the
//! registers and returns to the loop in `run_loop`, which calls the next one: same order, same
//! counts.
//!
//! A row has two handlers. The near one has no call on its usual path, and so saves no registers;
//! where a micro-op would need one (`Step::Far`, which it says before any effect) it jumps to the
//! far one, which runs the recipe again with the calls. A guard that declines jumps to the family
//! head; since guards come first, nothing has happened yet.
//!
//! Where executions are counted, a near handler counts first. What needs more than adding one (`counted`:
//! several alternatives, frames that are compared; `missed`: a guard declined) is a handler of its own, which
//! goes on in the instance of the near one that does not count.
//!
//! For calls to become jumps, no handler may keep memory whose address it has given away: micro-ops
//! that need some put it in a function of their own. `-X stats` runs would show a leak: see
//! `check_depth`.

use super::count;
use super::regs::{Interp, IntoStep, Step};
use super::state::Vm;
use super::unwind::{Unwound, unwind};
use crate::bytecode::{Opcode, Site, UopVisitor, branches};
use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::monitor::INSTRUMENTED;
use crate::monitor::before::{Before, before};
use crate::types::code::unread::{UNREAD, begin};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::value::Value;

/// Runs the instruction before `pc` with this operand, and then all that follow until the frame of
/// the loop is left or an exception wants to be unwound.
type Handler = fn(&mut Ctx, *mut u16, *mut Slot, *mut Slot, u32) -> Left;

/// Why handlers came back to the loop, with `pc` saved in the running frame but for `Parked`. It is one word without
/// data: only then are calls in several tail positions of a handler all made jumps.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Left {
    /// Handlers are not threaded: call the next, at `Vm::parked_pc` with the operand stack in `Vm::parked_sp`.
    Parked,
    /// An exception is in flight; the traceback gets an entry for the running frame.
    Raised,
    /// As `Raised`, without an entry.
    RaisedAgain,
    /// The loop's entry frame is left; its value is in `Vm::result`.
    Exit,
}

/// The handlers by opcode, counting or not.
struct Table<const COUNT: bool>;

macro_rules! run_recipe {
    ($num:literal $name:ident $cache:literal $head:tt ($far:literal)
        ($cx:ident $pc:ident $sp:ident $fp:ident $oparg:ident) $($uop:ident)+) => {{
        // SAFETY: `pc` is behind this instruction, at its caches.
        let site = unsafe { Site::new($oparg, $pc) };
        let vm = Vm::running($cx);
        let counted = $far && vm.counted_down.replace(false);
        let pc = $pc.wrapping_add($cache);
        let mut i = Interp { cx: $cx, vm, pc, sp: $sp, fp: $fp, is_far: $far, counted, counts: COUNT, fuses: cfg!(threaded) };
        let mut is_first = true;
        $(
            match i.$uop(site).step() {
                Step::Next => {}
                Step::Miss if COUNT => return missed::$name(i.cx, $pc, $sp, $fp, $oparg),
                Step::Miss => return on_miss!(COUNT, false $name $head)(i.cx, $pc, $sp, $fp, $oparg),
                Step::Again => {
                    // SAFETY: the instruction lies before its caches.
                    let opcode = unsafe { $pc.sub(1).read() } as u8;
                    return Table::<COUNT>::NEAR[opcode as usize](i.cx, $pc, $sp, $fp, $oparg);
                }
                Step::Far => {
                    // The hook in front, if there is one, is not to count this execution again.
                    if !is_first {
                        vm.counted_down.set(true);
                    }
                    return far::$name::<COUNT>(i.cx, $pc, $sp, $fp, $oparg);
                }
                Step::Exit(v) => {
                    vm.result.set(Some(v));
                    return Left::Exit;
                }
                Step::Raise => return i.leave(Left::Raised),
                Step::Reraise => return i.leave(Left::RaisedAgain),
            }
            is_first = false;
        )+
        let _ = is_first;
        if cfg!(threaded) {
            match const { next_after($num) } {
                After::Bool => return i.branch::<COUNT>(),
                After::Store if i.pc == $pc.wrapping_add($cache) => return i.store_next::<COUNT>(),
                // Not taken: the pc is where it was.
                After::Branch if i.pc == $pc.wrapping_add($cache) => i.skip_not_taken(),
                _ => {}
            }
        }
        i.go_on::<COUNT>()
    }};
}

macro_rules! on_miss {
    ($count:expr, $counted:literal $name:ident []) => {
        near::$name::<$count, $counted>
    };
    ($count:expr, $counted:literal $name:ident [$head:ident]) => {
        near::$head::<$count, $counted>
    };
}

macro_rules! build_handlers {
    ($( $(#[$doc:meta])* $num:literal $name:ident [$cache:literal] $(in $head:ident)?
        ( $($effect:tt)* ) : $($uop:ident),+ ; )*) => {
        /// Handlers without calls on their usual paths, which count this execution unless it is counted.
        #[allow(non_snake_case)]
        mod near {
            use super::*;
            $(
                #[inline(never)]
                pub(super) fn $name<const COUNT: bool, const COUNTED: bool>(
                    cx: &mut Ctx,
                    pc: *mut u16,
                    sp: *mut Slot,
                    fp: *mut Slot,
                    oparg: u32,
                ) -> Left {
                    if COUNT && !COUNTED && count::count(cx, Vm::running(cx), pc, fp, $num) {
                        return counted::$name(cx, pc, sp, fp, oparg);
                    }
                    run_recipe!($num $name $cache [$($head)?] (false) (cx pc sp fp oparg) $($uop)+)
                }
            )*
        }

        /// Handlers for what the near ones leave.
        #[allow(non_snake_case)]
        mod far {
            use super::*;
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name<const COUNT: bool>(
                    cx: &mut Ctx,
                    pc: *mut u16,
                    sp: *mut Slot,
                    fp: *mut Slot,
                    oparg: u32,
                ) -> Left {
                    run_recipe!($num $name $cache [$($head)?] (true) (cx pc sp fp oparg) $($uop)+)
                }
            )*
        }

        /// What near handlers do after an execution about which more is noted than that it was, and then go on.
        #[allow(non_snake_case)]
        mod counted {
            use super::*;
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name(
                    cx: &mut Ctx,
                    pc: *mut u16,
                    sp: *mut Slot,
                    fp: *mut Slot,
                    oparg: u32,
                ) -> Left {
                    count::rare(cx, pc, sp, fp, Opcode::$name, oparg);
                    near::$name::<true, true>(cx, pc, sp, fp, oparg)
                }
            )*
        }

        /// What handlers that count do when a guard declined.
        #[allow(non_snake_case)]
        mod missed {
            use super::*;
            $(
                #[cold]
                #[inline(never)]
                pub(super) fn $name(
                    cx: &mut Ctx,
                    pc: *mut u16,
                    sp: *mut Slot,
                    fp: *mut Slot,
                    oparg: u32,
                ) -> Left {
                    count::miss(cx, fp, pc, sp, Opcode::$name, oparg);
                    on_miss!(true, true $name [$($head)?])(cx, pc, sp, fp, oparg)
                }
            )*
        }

        impl<const COUNT: bool> Table<COUNT> {
            /// Names and addresses of the handlers, near ones first.
            fn addresses() -> [Vec<(&'static str, usize)>; 2] {
                let near = vec![
                    $( (stringify!($name), near::$name::<COUNT, false> as Handler as usize), )*
                    ("EXTENDED_ARG", extended_arg::<COUNT> as Handler as usize),
                    ("UNREAD", unread::<COUNT> as Handler as usize),
                    ("INSTRUMENTED", instrumented::<COUNT> as Handler as usize),
                ];
                let far = vec![ $( (stringify!($name), far::$name::<COUNT> as Handler as usize), )* ];
                [near, far]
            }

            const NEAR: &'static [Handler; 256] = &{
                let mut table: [Handler; 256] = [unknown; 256];
                $( table[$num] = near::$name::<COUNT, false>; )*
                table[Opcode::EXTENDED_ARG as usize] = extended_arg::<COUNT>;
                table[UNREAD as usize] = unread::<COUNT>;
                table[INSTRUMENTED as usize] = instrumented::<COUNT>;
                table
            };
        }
    };
}

for_each_op!(build_handlers!);

/// Name and address of every handler, for the test that reads their machine code: near ones and far ones,
/// and the same again of those that count.
pub fn handler_addresses() -> [Vec<(&'static str, usize)>; 4] {
    let ([near, far], [near_counting, far_counting]) =
        (Table::<false>::addresses(), Table::<true>::addresses());
    [near, far, near_counting, far_counting]
}

/// An opcode that is in no row of the table.
#[cold]
fn unknown(cx: &mut Ctx, pc: *mut u16, sp: *mut Slot, fp: *mut Slot, _: u32) -> Left {
    let vm = Vm::running(cx);
    let i =
        Interp { cx, vm, pc, sp, fp, is_far: true, counted: false, counts: false, fuses: false };
    super::slow::unknown_opcode(i.cx, 0);
    i.leave(Left::Raised)
}

/// High bits of the operand of the next instruction.
fn extended_arg<const COUNT: bool>(
    cx: &mut Ctx,
    pc: *mut u16,
    sp: *mut Slot,
    fp: *mut Slot,
    oparg: u32,
) -> Left {
    if COUNT && count::count(cx, Vm::running(cx), pc, fp, Opcode::EXTENDED_ARG as u8) {
        count::rare(cx, pc, sp, fp, Opcode::EXTENDED_ARG, oparg);
    }
    // SAFETY: an instruction follows `EXTENDED_ARG`.
    let unit = unsafe { pc.read() };
    let oparg = oparg << 8 | (unit >> 8) as u32;
    Table::<COUNT>::NEAR[unit as u8 as usize](cx, pc.wrapping_add(1), sp, fp, oparg)
}

/// What stands for code of the library that was not read: reads it, and begins.
fn unread<const COUNT: bool>(
    cx: &mut Ctx,
    pc: *mut u16,
    sp: *mut Slot,
    fp: *mut Slot,
    _: u32,
) -> Left {
    // SAFETY: `fp` is the running frame.
    let frame = unsafe { Frame::from_fp(fp) };
    if !begin(cx, frame) {
        let vm = Vm::running(cx);
        let i = Interp {
            cx,
            vm,
            pc,
            sp,
            fp,
            is_far: true,
            counted: false,
            counts: false,
            fuses: false,
        };
        return i.leave(Left::Raised);
    }
    run_next::<COUNT>(cx, frame.pc(), sp, fp)
}

/// What stands for each instruction of code that is monitored: tells what happens, and runs the instruction.
fn instrumented<const COUNT: bool>(
    cx: &mut Ctx,
    pc: *mut u16,
    sp: *mut Slot,
    fp: *mut Slot,
    oparg: u32,
) -> Left {
    let vm = Vm::running(cx);
    // SAFETY: `fp` is the running frame.
    let frame = unsafe { Frame::from_fp(fp) };
    vm.parked_sp.set(sp);
    match before(cx, vm, frame, pc, (sp as usize - fp as usize) / size_of::<Slot>()) {
        Before::Run(opcode) => Table::<COUNT>::NEAR[opcode as usize](cx, pc, sp, fp, oparg),
        Before::Again => {
            // SAFETY: the instruction lies before `pc`.
            let opcode = unsafe { pc.sub(1).read() } as u8;
            Table::<COUNT>::NEAR[opcode as usize](cx, pc, sp, fp, oparg)
        }
        Before::Moved => run_next::<COUNT>(cx, frame.pc(), vm.parked_sp.get(), fp),
        Before::Raise => {
            let i = Interp {
                cx,
                vm,
                pc,
                sp,
                fp,
                is_far: true,
                counted: false,
                counts: false,
                fuses: false,
            };
            i.leave(Left::Raised)
        }
    }
}

/// The handler of the instruction at `pc`.
#[inline(always)]
fn run_next<const COUNT: bool>(cx: &mut Ctx, pc: *mut u16, sp: *mut Slot, fp: *mut Slot) -> Left {
    // SAFETY: `pc` is inside the running code, whose last instruction ends the frame.
    let unit = unsafe { pc.read() };
    let oparg = (unit >> 8) as u32;
    Table::<COUNT>::NEAR[unit as u8 as usize](cx, pc.wrapping_add(1), sp, fp, oparg)
}

/// What usually follows an instruction, so that its handler looks for it and does it too.
enum After {
    /// A conditional jump by the bool that the instruction leaves on top.
    Bool,
    /// `STORE_FAST` of the value that the instruction leaves on top, if it did not jump.
    Store,
    /// `NOT_TAKEN`, if the conditional jump that the instruction is was not taken.
    Branch,
    /// Anything.
    Any,
}

const fn next_after(opcode: u8) -> After {
    use Opcode::*;
    match Opcode::from_u8(opcode) {
        Some(
            COMPARE_OP_INT
            | COMPARE_OP_FLOAT
            | COMPARE_OP_STR
            | CONTAINS_OP
            | CONTAINS_OP_SET
            | COMPARE_OP_MIXED
            | COMPARE_OP_STR_ORDER
            | COMPARE_OP_BOOL
            | CONTAINS_OP_LIST
            | CONTAINS_OP_TUPLE
            | CONTAINS_OP_STR
            | CONTAINS_OP_RANGE
            | TO_BOOL_OBJECT_OR_NONE
            | CONTAINS_OP_DICT
            | IS_OP
            | TO_BOOL_BOOL
            | TO_BOOL_INT
            | TO_BOOL_LIST
            | TO_BOOL_STR
            | TO_BOOL_NONE
            | TO_BOOL_ALWAYS_TRUE
            | CALL_ISINSTANCE,
        ) => After::Bool,
        Some(
            FOR_ITER_RANGE
            | FOR_ITER_LIST
            | FOR_ITER_TUPLE
            | FOR_ITER_DICT_KEYS
            | FOR_ITER_DICT_VALUES
            | FOR_ITER_SET
            | FOR_ITER_STR
            | FOR_ITER_REVERSED
            | BINARY_OP_ADD_INT
            | BINARY_OP_SUBTRACT_INT
            | BINARY_OP_MULTIPLY_INT
            | BINARY_OP_ADD_FLOAT
            | BINARY_OP_SUBTRACT_FLOAT
            | BINARY_OP_MULTIPLY_FLOAT
            | BINARY_OP_SUBSCR_LIST_INT,
        ) => After::Store,
        Some(POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE) => {
            After::Branch
        }
        _ => After::Any,
    }
}

/// Keeps LLVM from making one jump of two at the ends of a handler: each is predicted by itself, and
/// what would choose between their operands is saved.
#[inline(always)]
fn keep_apart() {
    // SAFETY: it does nothing.
    unsafe { std::arch::asm!("", options(nomem, nostack, preserves_flags)) };
}

impl Interp<'_> {
    /// Ends the handler of an instruction that leaves a bool on top: does the conditional jump that
    /// follows, if one does.
    #[inline(always)]
    fn branch<const COUNT: bool>(mut self) -> Left {
        // SAFETY: an instruction follows every one that does not end the frame.
        let unit = unsafe { self.pc.read() };
        let jumps_if = if self.does_along(unit, Opcode::POP_JUMP_IF_FALSE) {
            Value::FALSE
        } else if self.does_along(unit, Opcode::POP_JUMP_IF_TRUE) {
            Value::TRUE
        } else {
            return self.go_on::<COUNT>();
        };
        // SAFETY: the jump's cache unit is behind it.
        let at = unsafe { Site::new((unit >> 8) as u32, self.pc.wrapping_add(1)) };
        self.jump(1 + Opcode::POP_JUMP_IF_FALSE.caches() as isize);
        let jumps = self.pop() == jumps_if;
        branches::note(at, jumps);
        if jumps {
            self.jump((unit >> 8) as isize);
            return self.go_on::<COUNT>();
        }
        self.skip_not_taken();
        self.go_on::<COUNT>()
    }

    /// Does the `STORE_FAST` that follows, if one does.
    #[inline(always)]
    fn store_next<const COUNT: bool>(mut self) -> Left {
        // SAFETY: as in `branch`.
        let unit = unsafe { self.pc.read() };
        if self.does_along(unit, Opcode::STORE_FAST) {
            self.jump(1);
            let v = self.pop_opt();
            self.set_local((unit >> 8) as usize, v);
            keep_apart();
            return self.go_on::<COUNT>();
        }
        self.go_on::<COUNT>()
    }

    /// Steps over a `NOT_TAKEN`, which does nothing.
    #[inline(always)]
    fn skip_not_taken(&mut self) {
        // SAFETY: as in `branch`.
        let unit = unsafe { self.pc.read() };
        if self.does_along(unit, Opcode::NOT_TAKEN) {
            self.jump(1);
        }
    }

    /// Ends a handler.
    #[inline(always)]
    fn go_on<const COUNT: bool>(self) -> Left {
        if cfg!(threaded) {
            return run_next::<COUNT>(self.cx, self.pc, self.sp, self.fp);
        }
        // Not the frame's, which monitored code tells from: it stays at what was saved last, as it does when
        // handlers are threaded.
        self.vm.parked_pc.set(self.pc);
        self.vm.parked_sp.set(self.sp);
        Left::Parked
    }

    /// Goes back to the loop.
    #[inline(always)]
    fn leave(self, why: Left) -> Left {
        self.save_pc();
        why
    }
}

/// Runs `frame`, an entry frame that is linked as the running one, until it returns or raises.
/// `raising` starts with the exception in flight at the frame's position.
fn run_loop<const COUNT: bool>(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    sp: *mut Slot,
    raising: bool,
) -> PyResult<Value> {
    let (mut pc, mut sp, mut fp) = (frame.pc(), sp, frame.fp());
    let mut left = if raising { Left::Raised } else { Left::Parked };
    let _depth = COUNT.then(|| count::LoopDepth::mark(vm));
    loop {
        if let Left::Raised | Left::RaisedAgain = left {
            match unwind(cx, vm, fp, pc, left == Left::RaisedAgain) {
                Unwound::Handler { fp: to_fp, pc: to_pc, sp: to_sp } => {
                    (fp, pc, sp) = (to_fp, to_pc, to_sp);
                }
                Unwound::Exit(raised) => return Err(raised),
            }
        }
        left = run_next::<COUNT>(cx, pc, sp, fp);
        if left == Left::Exit {
            return Ok(vm.result.take().expect("a handler that leaves the loop sets the result"));
        }
        let running = vm.frame().expect("the loop ends with its entry frame");
        pc = if left == Left::Parked { vm.parked_pc.get() } else { running.pc() };
        (sp, fp) = (vm.parked_sp.get(), running.fp());
    }
}

macro_rules! kind_result {
    (hook) => {
        Step
    };
    (guard) => {
        bool
    };
    ($other:ident) => {
        Step
    };
}

macro_rules! visit {
    (guard $call:expr) => {
        $call
    };
    ($other:ident $call:expr) => {
        $call.step()
    };
}

macro_rules! visitor_impl {
    ($( $(#[$doc:meta])* $kind:ident $name:ident $effect:tt; )*) => {
        /// The interpreter visits a micro-op by executing it. The methods of the same names are
        /// inherent ones, by topic in `uops/`.
        impl UopVisitor for Interp<'_> {
            type Hook = Step;
            type Guard = bool;
            type Pure = Step;
            type Raises = Step;
            type Calls = Step;
            type Jumps = Step;
            type Ends = Step;
            $(
                #[inline(always)]
                fn $name(&mut self, at: Site) -> kind_result!($kind) {
                    visit!($kind Interp::$name(self, at))
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
