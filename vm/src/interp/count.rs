//! Exact execution counts, in the counting instance of the handlers only; and a check there that
//! handlers follow each other by jumps.

use super::observe;
use super::state::Vm;
use super::uops::hooks::FAMILIES;
use crate::bytecode::instr::HEADS;
use crate::bytecode::{Opcode, Site};
use crate::events;
use crate::feedback::Seen;
use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::stats::sites::{APART, SiteCounts};
use crate::tier::shadow;
use crate::types::code::CodeObj;
use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};

/// One execution of an opcode, whose instruction lies before `pc`; whether [`rare`] has something to do.
/// It calls nothing, so that near handlers save no registers for it.
#[inline(always)]
#[must_use]
pub(crate) fn count(cx: &Ctx, vm: &Vm, pc: *mut u16, fp: *mut Slot, opcode: u8) -> bool {
    vm.clock.set(vm.clock.get() + 1);
    let code = running(fp);
    let cell = cell(&code, pc, opcode);
    let n = cell.get() + 1;
    cell.set(n);
    n & APART != 0 || is_watched(cx, vm) || looks_at_depth(opcode) && n & 0xff == 0
}

/// Whether a handler may do the instruction at `pc` along with its own: nothing of it is rare.
#[inline(always)]
pub(crate) fn counts_along(cx: &Ctx, vm: &Vm, pc: *mut u16, fp: *mut Slot, opcode: u8) -> bool {
    cell(&running(fp), pc.wrapping_add(1), opcode).get() & APART == 0 && !is_watched(cx, vm)
}

/// One execution of an instruction at `pc` that a handler does along with its own.
#[inline(always)]
pub(crate) fn count_along(vm: &Vm, pc: *mut u16, fp: *mut Slot, opcode: u8) {
    vm.clock.set(vm.clock.get() + 1);
    let code = running(fp);
    let cell = cell(&code, pc.wrapping_add(1), opcode);
    cell.set(cell.get() + 1);
}

/// The counter of handlers like that of an opcode, for the instruction before `pc`.
#[inline(always)]
fn cell(code: &CodeObj, pc: *mut u16, opcode: u8) -> &Cell<u64> {
    let runs = code.runs_before(pc);
    if HEADS[opcode as usize] == opcode { &runs.generic } else { &runs.special }
}

/// The code of the running frame.
#[inline(always)]
fn running(fp: *mut Slot) -> Gc<CodeObj> {
    // SAFETY: `fp` is the local 0 of the running frame.
    unsafe { Frame::from_fp(fp) }.code()
}

/// Whether frames are compared at this moment.
#[inline(always)]
fn is_watched(cx: &Ctx, vm: &Vm) -> bool {
    cx.fuel_left() <= vm.shadow.next.get()
}

/// A handler that leaves something behind does so in every turn of a loop.
#[inline(always)]
fn looks_at_depth(opcode: u8) -> bool {
    opcode == Opcode::JUMP_BACKWARD as u8 || opcode == Opcode::RESUME as u8
}

/// What [`count`] does not do: this execution is compared, or its alternative told apart. The arguments are
/// in registers: a handler must not give away the address of memory of its own.
#[inline(never)]
pub(crate) fn rare(
    cx: &mut Ctx,
    pc: *mut u16,
    sp: *mut Slot,
    fp: *mut Slot,
    op: Opcode,
    oparg: u32,
) {
    let vm = Vm::running(cx);
    if is_watched(cx, vm) || looks_at_depth(op as u8) {
        compare(cx, pc, sp, fp, op);
    }
    let code = running(fp);
    if !code.runs_before(pc).is_apart() {
        return;
    }
    // A miss runs two handlers, as does an execution at which a site specializes: the first counted.
    if vm.counted_apart.replace(false) {
        return;
    }
    let key = observe::key(cx, op.head(), oparg, sp);
    // SAFETY: `pc` is behind the instruction that runs, and so at its caches.
    let at = unsafe { Site::new(oparg, pc) };
    vm.feedback.count(code.rare_before(pc).profile.get(), at, key);
}

/// Compares the frame, if it is watched, and looks at the native stack.
#[cold]
#[inline(never)]
fn compare(cx: &mut Ctx, pc: *mut u16, sp: *mut Slot, fp: *mut Slot, op: Opcode) {
    let vm = Vm::running(cx);
    if is_watched(cx, vm) {
        // SAFETY: as in `running`.
        shadow::check(cx, vm, unsafe { Frame::from_fp(fp) }, pc, sp);
    }
    if looks_at_depth(op as u8) {
        check_depth(vm, op);
    }
}

/// A site tries to specialize and saw this: with a second alternative its executions are told apart.
pub(crate) fn attempted(vm: &Vm, code: Gc<CodeObj>, at: Site, seen: Option<Seen>) {
    let Some(site) = code.site_counts_before(at.caches()) else { return };
    if vm.feedback.is_apart(at) || !vm.feedback.is_polymorphic(at) {
        return;
    }
    begin(vm, code, at, site);
    // This execution was counted among those before.
    vm.feedback.recount(site.rare.profile.get(), at, seen);
}

/// From now on executions of a site are told apart.
fn begin(vm: &Vm, code: Gc<CodeObj>, at: Site, site: SiteCounts<'_>) {
    let unit = ((at.caches() as usize).wrapping_sub(code.units() as usize) / 2).wrapping_sub(1);
    let executions = site.derived(vm.stats.successes_at(code, unit)).executions();
    site.runs.tell_apart();
    site.rare.profile.set(vm.feedback.tell_apart(at, executions));
}

/// Whether all that a hit of an instruction can see is one alternative, known from its caches: then hits need
/// not be looked at.
const fn pins(op: Opcode) -> bool {
    use Opcode::*;
    matches!(
        op,
        TO_BOOL_BOOL
            | TO_BOOL_INT
            | TO_BOOL_LIST
            | TO_BOOL_NONE
            | TO_BOOL_STR
            | BINARY_OP_ADD_INT
            | BINARY_OP_SUBTRACT_INT
            | BINARY_OP_MULTIPLY_INT
            | BINARY_OP_ADD_FLOAT
            | BINARY_OP_SUBTRACT_FLOAT
            | BINARY_OP_MULTIPLY_FLOAT
            | COMPARE_OP_INT
            | COMPARE_OP_FLOAT
            | LOAD_ATTR_INSTANCE_VALUE
            | LOAD_ATTR_SLOT
            | LOAD_ATTR_METHOD_WITH_VALUES
            | LOAD_ATTR_METHOD_NO_DICT
            | STORE_ATTR_INSTANCE_VALUE
            | STORE_ATTR_SLOT
            | UNPACK_SEQUENCE_LIST
            | UNPACK_SEQUENCE_TUPLE
            | UNPACK_SEQUENCE_TWO_TUPLE
            | FOR_ITER_LIST
            | FOR_ITER_TUPLE
            | FOR_ITER_RANGE
            | CALL_PY_EXACT_ARGS
    )
}

/// A site got this instruction, for operands that end at `sp`.
#[inline(never)]
pub(crate) fn installed(cx: &mut Ctx, vm: &Vm, code: Gc<CodeObj>, at: Site, sp: *mut Slot) {
    let Some(site) = code.site_counts_before(at.caches()).filter(|site| site.runs.is_apart())
    else {
        return;
    };
    let Some(op) = Opcode::from_u8(at.opcode()) else { return };
    let place = (site.rare.profile.get(), at);
    let looks = !pins(op);
    site.runs.look_at_specials(looks);
    if looks {
        vm.feedback.pin(place, site.hits(), 0, None);
    } else {
        // The handler of this execution's hit is about to be entered; it was told apart before.
        vm.counted_apart.set(false);
        let key = observe::key(cx, op.head(), at.oparg, sp);
        vm.feedback.pin(place, site.hits(), 1, Some(key));
    }
}

/// Misses of a site after which not each is noted in its profile.
const FIRST_MISSES: u64 = 64;

/// A guard of the instruction before `pc`, whose operands end at `sp`, declined. Counts the execution of the
/// generic instruction, which follows.
#[cold]
#[inline(never)]
pub(crate) fn miss(
    cx: &mut Ctx,
    fp: *mut Slot,
    pc: *mut u16,
    sp: *mut Slot,
    op: Opcode,
    oparg: u32,
) {
    let vm = Vm::running(cx);
    vm.stats.miss(op as u8);
    vm.clock.set(vm.clock.get() + 1);
    let code = running(fp);
    let (runs, rare) = (code.runs_before(pc), code.rare_before(pc));
    let misses = rare.misses.get() + 1;
    rare.misses.set(misses);
    runs.generic.set(runs.generic.get() + 1);
    // SAFETY: `pc` is behind an instruction, at its caches if it has some.
    let at = unsafe { Site::new(oparg, pc) };
    if runs.is_apart() && !runs.looks_at_specials() {
        let key = observe::key(cx, op.head(), oparg, sp);
        vm.feedback.count(rare.profile.get(), at, key);
    }
    // What a site sees shows at its first misses; later ones are looked at more and more rarely.
    let is_logged = vm.events.get().is_some();
    if misses > FIRST_MISSES && !misses.is_power_of_two() && !is_logged {
        return;
    }
    if !FAMILIES.contains(&op.head()) {
        return;
    }
    let seen = observe::seen(cx, op.head(), oparg, sp);
    let is_void = |shape| cx.shapes.get(ShapeId(shape)).is_stale();
    vm.feedback.note_miss(at, seen, is_void);
    if !runs.is_apart()
        && vm.feedback.is_polymorphic(at)
        && let Some(site) = code.site_counts_before(pc)
    {
        begin(vm, code, at, site);
        vm.feedback.recount(rare.profile.get(), at, seen);
        if pins(op)
            && let Some(first) = vm.feedback.first_seen(at)
        {
            runs.look_at_specials(false);
            vm.feedback.pin((rare.profile.get(), at), site.hits(), 0, Some(first.key()));
        }
    }
    if is_logged {
        let unit = ((pc as usize).wrapping_sub(code.units() as usize) / 2).wrapping_sub(1);
        events::missed(cx, vm, code, unit, op, seen);
    }
}

/// More native stack than one handler and what it calls could need.
const HANDLER_STACK: usize = 1 << 16;

/// Remembers how deep the native stack is where the handlers start; restores the former depth of an
/// outer loop when dropped.
pub(crate) struct LoopDepth<'a> {
    vm: &'a Vm,
    outer: usize,
}

impl LoopDepth<'_> {
    pub fn mark(vm: &Vm) -> LoopDepth<'_> {
        LoopDepth { vm, outer: vm.loop_depth.replace(native_depth()) }
    }
}

impl Drop for LoopDepth<'_> {
    fn drop(&mut self) {
        self.vm.loop_depth.set(self.outer);
    }
}

/// Panics when the handlers that ran so far have left something on the native stack.
#[cold]
fn check_depth(vm: &Vm, op: Opcode) {
    if vm.loop_depth.get().wrapping_sub(native_depth()) > HANDLER_STACK {
        leaked(op);
    }
}

#[cold]
#[inline(never)]
fn leaked(op: Opcode) {
    panic!("a handler did not end in a jump, before {}", op.name());
}

/// An address in the caller's neighbourhood on the native stack.
#[inline(never)]
fn native_depth() -> usize {
    let here = 0u8;
    std::hint::black_box(&raw const here) as usize
}
