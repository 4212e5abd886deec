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
    opcode: u8,
    oparg: u32,
) {
    let vm = Vm::running(cx);
    if is_watched(cx, vm) || looks_at_depth(opcode) {
        compare(cx, pc, sp, fp, opcode);
    }
    let code = running(fp);
    if !code.runs_before(pc).is_apart() {
        return;
    }
    // A miss runs two handlers, as does an execution at which a site specializes: the first counted.
    if vm.counted_apart.replace(false) {
        return;
    }
    let Some(head) = Opcode::from_u8(HEADS[opcode as usize]) else { return };
    let seen = observe::seen(cx, head, oparg, sp);
    // SAFETY: `pc` is behind the instruction that runs, and so at its caches.
    let at = unsafe { Site::new(oparg, pc) };
    vm.feedback.count(code.rare_before(pc).profile.get(), at, seen);
}

/// Compares the frame, if it is watched, and looks at the native stack.
#[cold]
#[inline(never)]
fn compare(cx: &mut Ctx, pc: *mut u16, sp: *mut Slot, fp: *mut Slot, opcode: u8) {
    let vm = Vm::running(cx);
    if is_watched(cx, vm) {
        // SAFETY: as in `running`.
        shadow::check(cx, vm, unsafe { Frame::from_fp(fp) }, pc, sp);
    }
    if looks_at_depth(opcode) {
        check_depth(vm, opcode);
    }
}

/// A site tries to specialize and saw this: with a second alternative its executions are told apart.
pub(crate) fn attempted(vm: &Vm, code: Gc<CodeObj>, at: Site, seen: Option<Seen>) {
    let Some(site) = code.site_counts_before(at.caches()) else { return };
    if site.runs.is_apart() || !vm.feedback.is_polymorphic(at) {
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

/// Misses of a site after which not each is noted in its profile.
const FIRST_MISSES: u64 = 64;

/// A guard of the instruction before `pc`, whose operands end at `sp`, declined.
#[cold]
#[inline(never)]
pub(crate) fn miss(
    cx: &mut Ctx,
    fp: *mut Slot,
    pc: *mut u16,
    sp: *mut Slot,
    opcode: u8,
    oparg: u32,
) {
    let vm = Vm::running(cx);
    vm.stats.miss(opcode);
    let code = running(fp);
    let mut misses = 0;
    if let Some(site) = code.site_counts_before(pc) {
        misses = site.rare.misses.get() + 1;
        site.rare.misses.set(misses);
        // The generic handler follows, for the same execution.
        vm.counted_apart.set(site.runs.is_apart());
    }
    // What a site sees shows at its first misses; later ones are looked at more and more rarely.
    let is_logged = vm.events.get().is_some();
    if misses > FIRST_MISSES && !misses.is_power_of_two() && !is_logged {
        return;
    }
    let Some(op) = Opcode::from_u8(opcode) else { return };
    if !FAMILIES.contains(&op.head()) {
        return;
    }
    let seen = observe::seen(cx, op.head(), oparg, sp);
    let is_void = |shape| cx.shapes.get(ShapeId(shape)).is_stale();
    // SAFETY: `pc` is behind an instruction of a family, at its caches.
    let at = unsafe { Site::new(oparg, pc) };
    vm.feedback.note_miss(at, seen, is_void);
    if let Some(site) = code.site_counts_before(pc)
        && !site.runs.is_apart()
        && vm.feedback.is_polymorphic(at)
    {
        begin(vm, code, at, site);
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
fn check_depth(vm: &Vm, opcode: u8) {
    if vm.loop_depth.get().wrapping_sub(native_depth()) > HANDLER_STACK {
        leaked(opcode);
    }
}

#[cold]
#[inline(never)]
fn leaked(opcode: u8) {
    let name = Opcode::from_u8(opcode).map_or("?", Opcode::name);
    panic!("a handler did not end in a jump, before {name}");
}

/// An address in the caller's neighbourhood on the native stack.
#[inline(never)]
fn native_depth() -> usize {
    let here = 0u8;
    std::hint::black_box(&raw const here) as usize
}
