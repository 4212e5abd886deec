//! One collection from beginning to end.

use super::core::Core;
use super::finalize::finalize_dead_natives;
use super::mark::Marker;
use super::pages;
use super::region::BLOCK_SIZE;
use super::roots::Liveness;
use super::stack;
use std::ptr::NonNull;
use std::time::Instant;

/// A heap that took more than this a few collections ago may fill most of that again, up to twice what it
/// usually may between two collections: memory that comes and goes is marked less often, and the peak stays.
const LARGE: usize = 16 << 20;

/// Runs a full cycle. `low` is the lowest native stack word to be scanned. One that `may_give_up` ends, with nothing
/// done, when the program is about to be stopped. Whether it was done.
///
/// # Safety
/// `core` is valid, and no reference into it is in use.
pub(super) unsafe fn full_cycle(core: NonNull<Core>, low: *const usize, may_give_up: bool) -> bool {
    let started = Instant::now();
    let core = core.as_ptr();
    // SAFETY: no reference into the core is alive across calls to the root set, which may read the
    // context but reaches the heap only through the marker. The marker reads `blocks` and
    // `layouts`, which no statement below changes while it exists.
    unsafe {
        (*core).collecting = true;
        (*core).clear_marks();
        let roots = (*core).roots;
        let region = &(*core).region;
        let mut m = Marker::new(
            region.base(),
            (region.marks(), region.shadow()),
            &raw const (*core).blocks,
            &raw const (*core).layouts,
            roots,
            std::mem::take(&mut (*core).mark_stack),
        );
        if may_give_up {
            m.may_give_up();
        }
        (*core).permanent.iter().for_each(|&v| m.mark_value(v));
        (*core).immortal.holders.iter().for_each(|&object| m.visit(object));
        (*core).finalizers.trace(&mut m);
        (*core).weak.trace(&mut m);
        stack::mark_native(low, &mut m);
        if let Some(roots) = roots {
            roots.as_ref().trace_roots(&mut m);
        }
        m.drain();
        let finalized = match m.is_given_up() {
            false => (*core).finalizers.after_mark(&mut m),
            true => 0,
        };
        if m.is_given_up() {
            (*core).mark_stack = m.finish();
            (*core).restore_marks();
            (*core).collecting = false;
            return false;
        }
        (*core).weak.after_mark(&m);
        finalize_dead_natives(&mut (*core).natives, &(*core).layouts, &m);
        if let Some(roots) = roots {
            roots.as_ref().after_mark(&Liveness(&m));
        }
        (*core).mark_stack = m.finish();
        (*core).reclaim();
        (*core).stats.finalized += finalized as u64;
        (*core).count(started);
        (*core).collecting = false;
        if let Some(roots) = roots {
            let has_pending = (*core).has_pending();
            roots.as_ref().after_collect(has_pending);
        }
    }
    true
}

impl Core {
    fn reclaim(&mut self) {
        self.stats.live_bytes = 0;
        self.stats.live_objects = 0;
        let used = self.blocks.in_use() * BLOCK_SIZE;
        self.recent_most = used.max(self.recent_most / 8 * 7);
        self.begin_sweep();
        self.sweep_large();
        self.since = 0;
        self.stress_count = 0;
        let marked = self.stats.live_bytes - self.plain_bytes;
        let usual = self.config.growth_beyond(marked, self.plain_bytes);
        // Whole blocks only: free cells in the others may be of sizes that nobody asks for.
        let room = self.recent_most.saturating_sub(self.blocks.in_use() * BLOCK_SIZE) / 4 * 3;
        self.threshold = match self.recent_most > LARGE {
            true => room.clamp(usual, usual.saturating_mul(2)),
            false => usual,
        };
        self.blocks.trim(self.threshold, &self.region);
    }

    /// A collection was given up: ending the program is not to begin with another one.
    pub fn postpone(&mut self) {
        let more = (self.threshold / 4).max(self.config.min_threshold);
        self.threshold = self.since.saturating_add(more);
    }

    fn count(&mut self, started: Instant) {
        let pause = started.elapsed();
        self.stats.collections += 1;
        // The next heap of this thread would ask for all of it again.
        if self.stats.collections.is_power_of_two() && !self.config.same_place {
            pages::give_back_native_memory();
            self.rest();
        }
        self.stats.time += pause;
        self.stats.max_pause = self.stats.max_pause.max(pause);
    }

    pub fn rest(&self) {
        self.resting.iter().for_each(|bytes| pages::forget(bytes));
    }

    /// Whether weakref callbacks or `__del__` wait for the VM.
    pub fn has_pending(&self) -> bool {
        self.weak.has_cleared() || self.finalizers.has_pending()
    }
}
