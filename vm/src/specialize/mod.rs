//! The adaptive tier: choosing a specialized instruction for what a site sees. One file per family:
//! its caches, its chooser, its reasons for declining.
//!
//! A site counts down (`bytecode::backoff`); at zero its family's chooser looks at the operands. It
//! rewrites the opcode and fills the caches, or declines with a reason and the site backs off. A
//! specialized site that misses runs its head, which counts down the cooldown in the same counter.

pub(crate) mod attributes;
pub(crate) mod call;
pub(crate) mod containers;
pub(crate) mod globals;
pub(crate) mod operators;
pub(crate) mod packed;
pub mod reason;
pub mod rows;

pub use reason::Decline;

use crate::bytecode::{Opcode, Site, backoff};
use crate::events;
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::value::Value;

/// What a chooser says: the member to install (its caches are filled), or why not.
pub(crate) type Choice = Result<Opcode, Decline>;

/// Installs a choice at a site of family `head`. True if the instruction was rewritten.
pub(crate) fn install(cx: &mut Ctx, vm: &Vm, at: Site, head: Opcode, choice: Choice) -> bool {
    let choice = match choice {
        Ok(op) if !vm.settings.allows(op) => Err(Decline::SwitchedOff),
        other => other,
    };
    let deopt = choice.is_err() && at.opcode() != head as u8;
    if vm.events.get().is_some() {
        events::attempted(cx, vm, at, head, choice);
    }
    if vm.config.count {
        crate::stats::sites::note(vm, at, choice, deopt);
        // The specialized handler follows, for the same execution.
        vm.counted_apart.set(choice.is_ok() && vm.feedback.is_apart(at));
    }
    match choice {
        Ok(op) => {
            debug_assert_eq!(op.head(), head);
            // With none, a site whose guard fails at once would specialize forever and never run.
            at.set_unit(0, backoff::make(vm.cooldown().max(1), 0));
            at.set_opcode(op);
            vm.stats.success(head);
            true
        }
        Err(reason) => {
            at.set_opcode(head);
            at.set_unit(0, backoff::restart(at.unit(0)));
            vm.stats.decline(head, reason, deopt);
            false
        }
    }
}

/// The shape of a heap object, once it is moved to its class's present shapes: a class may have changed
/// since, and nothing but a store moves an instance by itself.
pub(crate) fn fresh_shape(cx: &mut Ctx, v: Value) -> Option<ShapeId> {
    let shape = v.heap_shape()?;
    let moves = cx.shapes.get(shape).is_stale() && !cx.type_of(v).is_volatile();
    if moves && cx.refresh_shape(v).is_err() {
        cx.clear_exception();
    }
    v.heap_shape()
}

/// Keeps an object alive as long as the code object whose cache points to it; gives its index.
pub(crate) fn pin(cx: &mut Ctx, code: Gc<CodeObj>, v: Value) -> Result<u32, Decline> {
    let no_memory = |cx: &mut Ctx| {
        cx.clear_exception();
        Decline::Other
    };
    let list = match code.pins.get() {
        Some(list) => list,
        None => {
            let list = cx.list(&[]).map_err(|_| no_memory(cx))?;
            code.pins.set(Some(list));
            if cx.heap.is_permanent(code.into()) {
                cx.heap.add_permanent_root(list.into());
            }
            list
        }
    };
    cx.list_append(list, v).map_err(|_| no_memory(cx))?;
    Ok(list.len() as u32 - 1)
}

/// Object `i` that was pinned.
#[inline(always)]
pub(crate) fn pinned(code: Gc<CodeObj>, i: u32) -> Option<Value> {
    code.pins.get()?.get(i as usize)
}

/// A version as caches hold it.
pub(crate) fn version32(version: u64) -> Result<u32, Decline> {
    match u32::try_from(version) {
        Ok(v) if v != 0 => Ok(v),
        _ => Err(Decline::OutOfVersions),
    }
}
