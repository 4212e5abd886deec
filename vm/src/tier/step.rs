//! One instruction at a time, for machine code that has no translation of it: the same micro-ops as the
//! interpreter loop, on the frame's memory. Never called for instructions that enter or leave frames.

use crate::bytecode::instr::{CACHES, HEADS};
use crate::bytecode::{Opcode, Site};
use crate::interp::regs::{Interp, IntoStep, Step};
use crate::interp::state::Vm;
use taipan_runtime::ctx::Ctx;

macro_rules! generic_only {
    ($i:ident, $site:ident, [$($uop:ident),+]) => {{
        $(
            match $i.$uop($site).step() {
                Step::Raise | Step::Reraise => return false,
                Step::Again => specialized($i, $site),
                _ => {}
            }
        )+
        true
    }};
    ($i:ident, $site:ident, [$($uop:ident),+] $head:ident) => { false };
}

macro_rules! build_step {
    ($( $(#[$doc:meta])* $num:literal $name:ident [$cache:literal] $(in $head:ident)?
        ( $($effect:tt)* ) : $($uop:ident),+ ; )*) => {
        /// Runs a generic instruction; false when it raised.
        #[inline(never)]
        fn one(i: &mut Interp<'_>, opcode: u8, site: Site) -> bool {
            match opcode {
                $(
                    #[allow(unreachable_patterns)]
                    $num => generic_only!(i, site, [$($uop),+] $($head)?),
                )*
                _ => false,
            }
        }
    };
}

for_each_op!(build_step!);

/// The site has specialized, and the handler of what stands there now is not entered: it is counted as if it
/// were, since each success is counted on (`stats/sites.rs`).
fn specialized(i: &Interp<'_>, site: Site) {
    if i.vm.config.count {
        let code = i.code();
        let special = &code.runs_before(site.caches()).special;
        special.set(special.get() + 1);
    }
}

/// Runs the generic form of the instruction at `pc`; false when it raised.
pub(crate) fn run(cx: &mut Ctx, fp: *mut u64, sp: *mut u64, pc: *mut u16) -> bool {
    let vm = Vm::of(cx);
    let mut at = pc;
    let mut oparg = 0;
    // SAFETY: machine code passes the address of an instruction of its own code, which lives.
    let mut unit = unsafe { at.read() };
    while unit as u8 == Opcode::EXTENDED_ARG as u8 {
        oparg = (oparg | (unit >> 8) as u32) << 8;
        at = at.wrapping_add(1);
        // SAFETY: an instruction follows `EXTENDED_ARG`.
        unit = unsafe { at.read() };
    }
    oparg |= (unit >> 8) as u32;
    let head = HEADS[unit as u8 as usize];
    // SAFETY: the caches follow the instruction.
    let site = unsafe { Site::new(oparg, at.wrapping_add(1)) };
    let behind = at.wrapping_add(1 + CACHES[head as usize] as usize);
    let mut interp = Interp {
        cx,
        vm,
        pc: behind,
        sp,
        fp,
        is_far: true,
        counted: false,
        counts: false,
        fuses: false,
    };
    one(&mut interp, head, site)
}
