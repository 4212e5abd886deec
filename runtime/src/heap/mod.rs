//! The garbage-collected heap: non-moving, size-segregated, marking precisely from object to
//! object and conservatively from the native stack.
//!
//! | file | what |
//! |---|---|
//! | `header`, `gc`, `field` | what an object looks like and how Rust code holds one |
//! | `array`, `vec` | buffers of values and bytes, and a vector on top |
//! | `region`, `block`, `size_class`, `large` | where memory comes from |
//! | `mark`, `roots`, `stack`, `layout_table` | finding what is alive |
//! | `permanent` | objects that live as long as the heap |
//! | `sweep`, `collect`, `finalize`, `weak` | what happens to the dead |
//! | `pages`, `native` | memory given back to the system, and native blocks kept from it |
//! | `verify` | checks the whole heap, for tests |
//!
//! There are no reference counts and objects never move. A collection starts only inside `alloc`
//! or `collect`. An object must be written to its memory before the next allocation.

mod array;
mod block;
mod collect;
mod core;
mod field;
mod finalize;
mod gc;
mod header;
pub mod jit_layout;
mod large;
mod layout_table;
mod mark;
mod native;
mod pages;
mod permanent;
mod region;
mod roots;
pub mod size_class;
pub(crate) mod stack;
mod stats;
mod sweep;
mod vec;
mod verify;
mod weak;

#[cfg(test)]
mod tests;

pub use array::{BYTES_OFFSET, ByteArray, SLOTS_OFFSET, ValueArray};
pub use field::{Field, FieldWord};
pub use gc::{Gc, HeapObject};
pub use header::{Header, INSTANCE_PART, LayoutId, ShapeId};
pub use layout_table::{Finalize, LayoutOps, Trace};
pub use mark::Marker;
pub use native::{NativeAllocator, keep_freed_blocks};
pub use pages::{give_back_native_memory, keep_native_blocks, return_large_native_blocks};
pub use region::{CARD_SHIFT, GENERATIONAL, REGION_ALIGN, write_barrier, write_barrier_range};
pub use roots::{Liveness, RootSet};
pub use stats::HeapStats;
pub use vec::{GcAlloc, GcVec, HeapFull};
pub use weak::WeakHead;

use self::core::Core;
use crate::value::Value;
use layout_table::header_of;
use size_class::{CLASSES, cell_size, class_of, leaf_class_of};
use std::marker::PhantomPinned;
use std::ptr::NonNull;

/// How a heap behaves.
#[derive(Copy, Clone, Debug)]
pub struct HeapConfig {
    /// Most bytes that blocks may take; then allocation fails.
    pub limit: usize,
    /// Collect at every n-th allocation; 0 = only when it is time.
    pub stress: u32,
    /// Allocate at least this many bytes between collections.
    pub min_threshold: usize,
    /// And on top of that this many times the bytes alive after the last one.
    pub growth: f64,
    /// Whether it lies where the last such heap lay, once that is gone: a run on the same thread then finds
    /// its objects at the same addresses.
    pub same_place: bool,
    /// Whether nothing is ever collected, even if the program asks for it.
    pub never: bool,
}

/// From here on a heap grows by less before it is collected: for a small one a collection costs little, and
/// what it takes more than CPython's is little, too.
const LEAN_FROM: usize = 1 << 20;
/// From here on it grows by as much as a small one: marking would take most of the time.
const LEAN_TO: usize = 256 << 20;
/// Which part of the usual growth it has between the two.
const LEAN: f64 = 0.55;
/// About here half of the least growth does: what is not the heap of a process is as large, so that it has more than
/// CPython's for little to show. Smaller heaps would be collected too often for that, and in larger ones it is a
/// small part.
const LEANEST: usize = 3 << 20;
/// From here on the least is whole again.
const USUAL: usize = 6 << 20;
/// Which part of it large objects without pointers are good for.
const PLAIN: f64 = 0.15;

impl HeapConfig {
    /// How many bytes are handed out beyond those that are alive before the next collection: the least, so many that
    /// were marked, and so many in large objects without pointers, which cost nothing to mark.
    fn growth_beyond(&self, marked: usize, plain: usize) -> usize {
        let lean = marked.clamp(LEAN_FROM, LEAN_TO) - LEAN_FROM;
        let grown =
            ((marked - lean) as f64 + lean as f64 * LEAN + plain as f64 * PLAIN) * self.growth;
        // Nothing below `LEAN_FROM`, where `lean` is nothing, and from `USUAL` on.
        let saved = match marked {
            ..LEANEST => self.min_threshold / 2 * lean / (LEANEST - LEAN_FROM),
            _ => {
                let left = USUAL.saturating_sub(marked);
                self.min_threshold / 2 * left / (USUAL - LEANEST)
            }
        };
        (grown as usize).saturating_add(self.min_threshold - saved)
    }
}

impl Default for HeapConfig {
    fn default() -> HeapConfig {
        HeapConfig {
            limit: usize::MAX,
            stress: 0,
            min_threshold: 3 << 19,
            growth: 0.75,
            same_place: false,
            never: false,
        }
    }
}

/// Objects of so many bytes are touched before they are filled,
const TOUCHED: usize = 4 << 20;
/// in portions of so many,
const PORTION: usize = 1 << 20;
/// one byte of each page, which is at least so large.
const PAGE: usize = 4 << 10;

/// Where the next cell of a size class is, and where the run of free cells ends.
#[repr(C)]
#[derive(Copy, Clone)]
struct Cursor {
    cur: usize,
    limit: usize,
}

const NO_CELLS: Cursor = Cursor { cur: 0, limit: 0 };

/// A heap. It belongs to one context and is used by one thread at a time.
#[repr(C)]
pub struct Heap {
    cursors: [Cursor; CLASSES],
    core: NonNull<Core>,
    /// A collection reads the context that contains this heap while the context is mutably
    /// borrowed by the code that allocates; `PhantomPinned` keeps `&mut` from meaning "unaliased".
    _pin: PhantomPinned,
}

impl Heap {
    /// An empty heap; `None` when no address space can be had.
    pub fn new(config: HeapConfig) -> Option<Heap> {
        let core = NonNull::from(Box::leak(Box::new(Core::new(config)?)));
        let mut heap = Heap { cursors: [NO_CELLS; CLASSES], core, _pin: PhantomPinned };
        heap.register_layout(LayoutId::VALUE_ARRAY, LayoutOps::of::<ValueArray>("value array"));
        heap.register_layout(LayoutId::BYTE_ARRAY, LayoutOps::leaf::<ByteArray>("byte array"));
        Some(heap)
    }

    fn core(&self) -> &Core {
        // SAFETY: made from a leaked box in `new`, freed in `drop`.
        unsafe { self.core.as_ref() }
    }

    fn core_mut(&mut self) -> &mut Core {
        // SAFETY: as in `core`; callers do not start a collection while they hold the reference.
        unsafe { self.core.as_mut() }
    }

    /// Bytes that the heap may take.
    pub fn limit(&self) -> usize {
        self.core().config.limit
    }

    /// Whether allocation may go a little beyond the limit: for what must be there when a
    /// `MemoryError` is handled, such as a builtin type that is made when first touched. Such things
    /// are never permanent objects.
    pub fn set_beyond_limit(&mut self, on: bool) {
        const BLOCKS: usize = 64;
        self.core_mut().blocks.grant(BLOCKS, on);
        self.core_mut().is_beyond = on;
        self.suspend_permanent(on);
    }

    /// `bytes` zeroed bytes, aligned to 16. `None`: the limit is reached, even after a collection.
    ///
    /// The caller writes an object there, with its header, before it allocates again.
    #[inline(always)]
    pub fn alloc(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if let Some(class) = class_of(bytes)
            && let Some(cell) = self.bump(class)
        {
            return Some(cell);
        }
        self.alloc_slow(bytes, class_of(bytes))
    }

    /// As `alloc`, for an object that never points to another one.
    #[inline(always)]
    pub fn alloc_leaf(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if let Some(class) = leaf_class_of(bytes)
            && let Some(cell) = self.bump(class)
        {
            return Some(cell);
        }
        self.alloc_slow(bytes, leaf_class_of(bytes))
    }

    #[inline(always)]
    fn bump(&mut self, class: usize) -> Option<NonNull<u8>> {
        let cursor = &mut self.cursors[class];
        let at = cursor.cur;
        let next = at + cell_size(class);
        if next > cursor.limit {
            return None;
        }
        cursor.cur = next;
        NonNull::new(at as *mut u8)
    }

    #[cold]
    #[inline(never)]
    fn alloc_slow(&mut self, bytes: usize, class: Option<usize>) -> Option<NonNull<u8>> {
        if !self.core().is_possible(bytes) || self.core_mut().is_to_fail() {
            return None;
        }
        if self.core().immortal.is_active() {
            return self.core_mut().alloc_permanent(bytes);
        }
        if self.core_mut().wants_collection(if class.is_some() { 0 } else { bytes }) {
            self.collect_or_give_up();
        }
        // The limit: perhaps a collection makes room.
        self.refill(bytes, class).or_else(|| match self.collect_or_give_up() {
            true => self.refill(bytes, class),
            false => None,
        })
    }

    /// As `alloc`, for a buffer that will probably be extended by `grow_in_place`.
    #[inline(always)]
    pub(super) fn alloc_growable(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        match class_of(bytes) {
            Some(_) => self.alloc(bytes),
            None => self.alloc_large_growable(bytes),
        }
    }

    #[inline(never)]
    fn alloc_large_growable(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        if self.core().immortal.is_active() {
            return self.alloc(bytes);
        }
        if !self.core().is_possible(bytes) || self.core_mut().is_to_fail() {
            return None;
        }
        if self.core_mut().wants_collection(bytes) {
            self.collect_or_give_up();
        }
        self.core_mut().alloc_large(bytes, true).or_else(|| match self.collect_or_give_up() {
            true => self.core_mut().alloc_large(bytes, true),
            false => None,
        })
    }

    /// Extends the object at `addr` to `bytes`, the new part zeroed; false when it cannot be.
    pub(super) fn grow_in_place(&mut self, addr: usize, bytes: usize) -> bool {
        class_of(bytes).is_none()
            && self.core().is_possible(bytes)
            && self.core_mut().grow_large(addr, bytes)
    }

    /// Whether an object of this size is possible at all under the limit.
    pub fn could_hold(&self, bytes: usize) -> bool {
        self.core().is_possible(bytes)
    }

    fn refill(&mut self, bytes: usize, class: Option<usize>) -> Option<NonNull<u8>> {
        let Some(class) = class else { return self.core_mut().alloc_large(bytes, false) };
        let (cur, limit) = self.core_mut().next_run(class)?;
        self.cursors[class] = Cursor { cur, limit };
        self.bump(class)
    }

    /// Writes a new object. `None` when the heap is full.
    #[inline(always)]
    pub fn alloc_object<T: HeapObject>(&mut self, object: T) -> Option<Gc<T>> {
        const { assert!(align_of::<T>() <= 16 && !std::mem::needs_drop::<T>()) };
        let at = self.alloc(size_of::<T>())?.cast::<T>();
        // SAFETY: `alloc` gave memory of this size and sufficient alignment.
        unsafe {
            at.write(object);
            Some(Gc::from_ptr(at))
        }
    }

    /// Collects now, unless collections are paused or the roots are not known yet.
    pub fn collect(&mut self) {
        self.cycle(false);
    }

    /// As `collect`, but a collection is given up when the program is about to be stopped; false if it was.
    pub fn collect_or_give_up(&mut self) -> bool {
        let is_done = !self.is_stopping() && self.cycle(true);
        if !is_done {
            self.core_mut().postpone();
        }
        is_done
    }

    /// Whether the program is about to be stopped, so that what takes long fails, as if there were no memory. What
    /// goes beyond the limit does not fail.
    fn is_stopping(&self) -> bool {
        let core = self.core();
        // SAFETY: the roots are valid by the contract of `set_roots`.
        !core.is_beyond && core.roots.is_some_and(|roots| unsafe { roots.as_ref() }.is_stopping())
    }

    fn cycle(&mut self, may_give_up: bool) -> bool {
        if !self.core().may_collect() {
            return true;
        }
        let cursors = std::mem::replace(&mut self.cursors, [NO_CELLS; CLASSES]);
        let core = self.core;
        let mut is_done = true;
        stack::with_spilled_registers(&mut |low| {
            // SAFETY: the core is valid, and no reference into it is held here.
            is_done = unsafe { collect::full_cycle(core, low, may_give_up) };
        });
        if !is_done {
            self.cursors = cursors;
        }
        is_done
    }

    /// Has the system lay the memory of an object that is about to be filled at once, which for a large one takes
    /// far longer than filling it. False when the program is about to be stopped meanwhile.
    #[inline(always)]
    pub fn touch(&self, start: usize, bytes: usize) -> bool {
        bytes < TOUCHED || self.touch_portions(start, bytes)
    }

    #[cold]
    #[inline(never)]
    fn touch_portions(&self, start: usize, bytes: usize) -> bool {
        for at in (start..start + bytes).step_by(PAGE) {
            if (at - start).is_multiple_of(PORTION) && self.is_stopping() {
                return false;
            }
            // SAFETY: the byte belongs to the object, and stays as it is.
            unsafe { (at as *mut u8).write_volatile((at as *const u8).read_volatile()) };
        }
        true
    }

    /// Whether the next refill would collect.
    pub fn should_collect(&self) -> bool {
        self.core().may_collect() && self.core().since > self.core().threshold
    }

    /// Tells where the roots are. Without, nothing is ever collected.
    ///
    /// # Safety
    /// `roots` stays valid and in place as long as the heap, or until replaced.
    pub unsafe fn set_roots(&mut self, roots: NonNull<dyn RootSet>) {
        self.core_mut().roots = Some(roots);
    }

    /// Names constant data that is read now and then: collections let go of the memory that its pages
    /// take, and the system reads them again when they are needed.
    pub fn add_resting(&mut self, bytes: &'static [u8]) {
        self.core_mut().resting.push(bytes);
    }

    /// Lets the pages of the resting data go.
    pub fn rest(&self) {
        self.core().rest();
    }

    /// Keeps a value alive as long as the heap.
    pub fn add_permanent_root(&mut self, value: Value) {
        self.core_mut().permanent.push(value);
    }

    /// Looks into a permanent object in every collection: it may come to point to other objects.
    pub fn add_permanent_holder(&mut self, object: Value) {
        if let Some(header) = object.header() {
            self.core_mut().immortal.holders.push(NonNull::from(header));
        }
    }

    /// No collection starts until as many calls of `resume_collection`.
    pub fn pause_collection(&mut self) {
        self.core_mut().paused += 1;
    }

    /// See `pause_collection`.
    pub fn resume_collection(&mut self) {
        let core = self.core_mut();
        core.paused = core.paused.saturating_sub(1);
    }

    /// Makes the `n`th allocation from now fail, once; in stress mode, where each is seen.
    pub fn fail_at(&mut self, n: u64) {
        self.core_mut().fail_in = n;
    }

    /// Sets how often stress mode collects; 0 ends it.
    pub fn set_stress(&mut self, every: u32) {
        self.core_mut().config.stress = every;
        self.cursors = [NO_CELLS; CLASSES];
    }

    /// Sets the operations of a layout, once per layout.
    pub fn register_layout(&mut self, id: LayoutId, ops: LayoutOps) {
        self.core_mut().layouts.register(id, ops);
    }

    /// Counts memory outside the heap that an object owns, so that collections come in time.
    pub fn note_external(&mut self, bytes: usize) {
        let core = self.core_mut();
        core.since = core.since.saturating_add(bytes);
    }

    /// What the heap did so far.
    pub fn stats(&self) -> HeapStats {
        let core = self.core();
        HeapStats { used_bytes: core.blocks.in_use() << region::BLOCK_SHIFT, ..core.stats }
    }

    /// The native finalizer of the object's layout will run when the object is dead.
    pub fn track_native<T: HeapObject>(&mut self, object: Gc<T>) {
        self.core_mut().natives.push(header_of(object));
    }

    /// `__del__` of the object will be queued once, when it is dead. Immediates are ignored.
    pub fn register_finalizable(&mut self, object: Value) {
        if let Some(header) = object.header() {
            self.core_mut().finalizers.register(NonNull::from(header));
        }
    }

    /// `__del__` of the object has nothing to do any more, and need not be called when it is dead.
    pub fn forget_finalizable(&mut self, object: Value) {
        if let Some(header) = object.header() {
            self.core_mut().finalizers.forget(NonNull::from(header));
        }
    }

    /// The next object whose `__del__` is to be called now.
    pub fn take_pending_finalizer(&mut self) -> Option<Value> {
        // SAFETY: queued objects are alive.
        self.core_mut()
            .finalizers
            .pop()
            .and_then(|o| unsafe { Value::from_bits(o.addr().get() as u64) })
    }

    /// The objects with `__del__` that wait for nothing yet, dead or not.
    pub fn finalizable(&self) -> Vec<Value> {
        // SAFETY: registered objects are alive, or not reclaimed before they were queued.
        let value = |o: NonNull<Header>| unsafe { Value::from_bits(o.addr().get() as u64) };
        self.core().finalizers.registered().filter_map(value).collect()
    }

    /// Queues every object with `__del__`, dead or not, those that are `inner` last: the interpreter exits.
    pub fn queue_all_finalizers(&mut self, is_inner: impl Fn(u64) -> bool) {
        self.core_mut().finalizers.queue_all(|object| is_inner(object.addr().get() as u64));
    }

    /// Records that `weak` refers weakly to the heap object `target`. `T` begins with [`WeakHead`],
    /// whose target and callback are set by the caller.
    pub fn register_weak<T: HeapObject + WeakObject>(&mut self, target: Value, weak: Gc<T>) {
        if let Some(header) = target.header() {
            self.core_mut().weak.register(NonNull::from(header), header_of(weak).cast());
        }
    }

    /// The weak references to an object: call with increasing `i` from 0 (no allocation between).
    pub fn weak_of(&self, target: Value, i: usize) -> Option<Value> {
        let weak = self.core().weak.of(target.header()?).get(i)?;
        // SAFETY: registered weak references are alive.
        unsafe { Value::from_bits(weak.addr().get() as u64) }
    }

    /// The next weak reference that was cleared and whose callback is to be called now.
    pub fn take_cleared_weak(&mut self) -> Option<Value> {
        // SAFETY: queued weak references are alive.
        self.core_mut()
            .weak
            .pop_cleared()
            .and_then(|w| unsafe { Value::from_bits(w.addr().get() as u64) })
    }

    /// Makes all weak references to an object dead, as if it were.
    pub fn clear_weak_of(&mut self, target: Value) {
        if let Some(header) = target.header() {
            self.core_mut().weak.clear_target(header);
        }
    }

    /// Whether `__del__` of the object was queued already.
    pub fn is_finalized(&self, object: Value) -> bool {
        object.header().is_some_and(|h| h.has_gc(header::gc_bits::FINALIZED))
    }

    /// Whether weakref callbacks or `__del__` wait.
    pub fn has_pending(&self) -> bool {
        self.core().has_pending()
    }
}

/// An object that begins with a [`WeakHead`].
///
/// # Safety
/// It does.
pub unsafe trait WeakObject: HeapObject {}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: the core was leaked from a box in `new` and is dropped once.
        drop(unsafe { Box::from_raw(self.core.as_ptr()) });
    }
}
