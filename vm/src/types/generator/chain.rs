//! Chains of delegation: generators and coroutines that wait for one another in `yield from` or `await`.
//!
//! ```text
//! whoever iterates -> root -> linked -> linked -> leaf
//! ```
//! A value that the leaf yields is what the root gives out, and what is sent to the root arrives in the leaf.
//! So the frames of a chain stay linked while it is suspended, and continuing the root is to continue the
//! leaf, however long the chain is. Root and leaf name each other; those between are `Linked`.
//!
//! Frames of a suspended chain are not what a program may see: they stand behind their `SEND`, not behind its
//! `YIELD_VALUE`. Whatever looks at a member settles it first. Where instructions are counted, or fuel, no
//! chain outlives the moment.

use super::repr::{GenState, GeneratorObj, of_frame};
use crate::frame::Frame;
use crate::frame::layout::{flags, meta, return_offset_of};
use crate::interp::state::Vm;
use std::sync::atomic::Ordering;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;

/// Whether the generator of a running frame was continued by one that delegates to it.
#[inline(always)]
pub(crate) fn is_delegated_to(g: Gc<GeneratorObj>) -> bool {
    g.root.get().is_some()
        || !g.frame().has(flags::ENTRY) && g.frame().prev().is_some_and(Frame::is_delegating)
}

/// The leaf has suspended itself: so have those that delegate to it, out to the one whose consumer gets the
/// value, which is the result.
#[inline(never)]
pub(crate) fn suspend(cx: &Ctx, vm: &Vm, leaf: Gc<GeneratorObj>) -> Gc<GeneratorObj> {
    let mut top = leaf;
    loop {
        let outer = match top.root.get() {
            Some(root) => {
                top.root.set(None);
                root.leaf.set(None);
                root
            }
            None if !top.frame().has(flags::ENTRY) => match top.frame().prev() {
                Some(prev) if prev.is_delegating() => of_frame(prev),
                _ => break,
            },
            None => break,
        };
        top.state.set(GenState::Linked);
        top = outer;
    }
    if !top.ptr_eq(leaf) {
        leaf.root.set(Some(top));
        top.leaf.set(Some(leaf));
        top.state.set(GenState::Delegating);
        if cx.eval_breaker.load(Ordering::Relaxed) != 0 || vm.config.count {
            undo(top);
        }
    }
    top
}

/// The leaf of a suspended chain, whose frame goes on when the root is continued on a frame of this depth.
/// `None` if there is no chain (any more): the root's own frame goes on.
#[inline(never)]
pub(crate) fn wake(
    cx: &Ctx,
    vm: &Vm,
    root: Gc<GeneratorObj>,
    depth: u32,
) -> Option<Gc<GeneratorObj>> {
    let leaf = root.leaf.get()?;
    let (was, now) = (root.frame().depth(), depth + 1);
    let deepest = leaf.frame().depth() - was + now;
    // What is pending, and running out of room, happens where it would without the chain.
    if cx.eval_breaker.load(Ordering::Relaxed) != 0
        || !vm.has_room(cx, leaf.code.get(), deepest - 1)
    {
        undo(root);
        return None;
    }
    if was != now {
        move_to_depth(leaf, root, now);
    }
    leaf.state.set(GenState::Running);
    Some(leaf)
}

/// Counts the depth of the members anew, but for the root's.
#[cold]
fn move_to_depth(leaf: Gc<GeneratorObj>, root: Gc<GeneratorObj>, now: u32) {
    let was = root.frame().depth();
    let mut frame = leaf.frame();
    while frame != root.frame() {
        let depth = frame.depth() - was + now;
        let offset = return_offset_of(frame.meta()) as u32;
        frame.set_meta(meta(flags::GENERATOR, offset, depth));
        let Some(prev) = frame.prev() else { return };
        frame = prev;
    }
}

/// The running leaf has ended: the one that delegated to it goes on.
#[inline]
pub(crate) fn leaf_ended(leaf: Gc<GeneratorObj>) {
    let Some(root) = leaf.root.get() else { return };
    leaf.root.set(None);
    root.leaf.set(None);
    if let Some(prev) = leaf.frame().prev()
        && prev != root.frame()
    {
        let outer = of_frame(prev);
        outer.state.set(GenState::Running);
        outer.root.set(Some(root));
        root.leaf.set(Some(outer));
    }
}

/// Brings a generator whose state or frame is looked at into the state that a program may see.
#[inline]
pub(crate) fn settle(g: Gc<GeneratorObj>) {
    if matches!(g.state.get(), GenState::Linked | GenState::Delegating) {
        settle_member(g);
    }
}

#[cold]
fn settle_member(g: Gc<GeneratorObj>) {
    let mut root = g;
    while root.state.get() == GenState::Linked {
        let Some(prev) = root.frame().prev() else { return };
        root = of_frame(prev);
    }
    if root.state.get() == GenState::Delegating {
        undo(root);
    }
}

/// Takes a suspended chain apart: each member becomes a generator suspended in its own `yield from`. The
/// root's frame is still linked if it has suspended itself just now.
#[cold]
fn undo(root: Gc<GeneratorObj>) {
    let Some(leaf) = root.leaf.get() else { return };
    root.leaf.set(None);
    leaf.root.set(None);
    let mut g = leaf;
    loop {
        g.state.set(GenState::Suspended);
        if g.ptr_eq(root) {
            return;
        }
        let frame = g.frame();
        let Some(prev) = frame.prev() else { return };
        frame.set_prev(None);
        let outer = of_frame(prev);
        outer.sp.set(frame.return_sp());
        prev.set_pc(prev.pc().wrapping_add(1));
        g = outer;
    }
}

/// What a generator is doing, as a program sees it.
pub(crate) fn state_of(g: Gc<GeneratorObj>) -> GenState {
    settle(g);
    match g.state.get() {
        GenState::Linked => GenState::Running,
        state => state,
    }
}
