//! Marking: an explicit stack, so that deep structures never recurse, and large buffers in
//! portions, so that wide ones never make it long.

use super::block::{BlockInfo, BlockKind, Blocks};
use super::header::{Header, INSTANCE_PART, ShapeId};
use super::layout_table::LayoutTable;
use super::region::{BLOCK_SIZE, Bitmap, GRANULE, block_offset};
use super::roots::RootSet;
use super::size_class::{FIRST_LEAF, cell_size, cell_start, cells_end};
use super::stack;
use crate::value::Value;
use std::ptr::NonNull;

/// Buffers of more words than this are marked in portions.
const PORTION: usize = 512;
/// After so many steps it is asked whether the program is about to be stopped.
const LOOK_EVERY: usize = 256;
/// Words of stacks that count as a step.
const STEP: usize = 64;
/// Objects between being found and being looked into, so that their memory arrives meanwhile.
const PREFETCH: usize = 32;

/// Collects what is alive. Trace functions call its `mark_*`.
pub struct Marker {
    base: usize,
    marks: Bitmap,
    /// Mark bits of the cycle before: tells which cells of unswept memory are objects.
    before: Bitmap,
    blocks: *const Blocks,
    layouts: *const LayoutTable,
    roots: Option<NonNull<dyn RootSet>>,
    /// Whether objects without pointers get onto the stack, too: not to be traced, but listed.
    pub(super) lists_leaves: bool,
    stack: Vec<NonNull<Header>>,
    ranges: Vec<(*const Option<Value>, usize)>,
    /// Whether marking may end early when the program is about to be stopped.
    may_give_up: bool,
    given_up: bool,
    /// Words of stacks that were marked since that was looked at.
    words: usize,
}

/// The buffers of a marker, kept between cycles.
#[derive(Default)]
pub struct MarkStack {
    stack: Vec<NonNull<Header>>,
    ranges: Vec<(*const Option<Value>, usize)>,
}

impl MarkStack {
    /// Frees buffers that an unusual cycle made large.
    fn trimmed(mut self) -> MarkStack {
        self.stack.shrink_to(1 << 14);
        self
    }
}

impl Marker {
    /// A marker that sets bits in `marks`.
    ///
    /// # Safety
    /// `blocks`, `layouts` and `roots` stay valid and the mutator stands still while it exists.
    pub(super) unsafe fn new(
        base: usize,
        (marks, before): (Bitmap, Bitmap),
        blocks: *const Blocks,
        layouts: *const LayoutTable,
        roots: Option<NonNull<dyn RootSet>>,
        MarkStack { stack, ranges }: MarkStack,
    ) -> Marker {
        Marker {
            base,
            marks,
            before,
            blocks,
            layouts,
            roots,
            lists_leaves: false,
            stack,
            ranges,
            may_give_up: false,
            given_up: false,
            words: 0,
        }
    }

    /// From now on marking ends early when the program is about to be stopped.
    pub(super) fn may_give_up(&mut self) {
        self.may_give_up = true;
    }

    /// From now on all is marked.
    pub(super) fn insist(&mut self) {
        self.may_give_up = false;
    }

    /// Whether marking has ended early: the mark bits tell nothing.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up
    }

    #[cold]
    fn look(&mut self) {
        self.words = 0;
        // SAFETY: the roots are valid by the contract of `new`.
        let is_stopping =
            || self.roots.is_some_and(|roots| unsafe { roots.as_ref() }.is_stopping());
        self.given_up = self.given_up || self.may_give_up && is_stopping();
    }

    /// Gives the buffers back.
    pub(super) fn finish(mut self) -> MarkStack {
        debug_assert!(self.given_up || self.stack.is_empty() && self.ranges.is_empty());
        self.stack.clear();
        self.ranges.clear();
        MarkStack { stack: self.stack, ranges: self.ranges }.trimmed()
    }

    /// Marks a value.
    #[inline(always)]
    pub fn mark_value(&mut self, value: Value) {
        if value.is_heap() {
            self.mark_object(value.bits() as usize);
        }
    }

    /// Marks the values of a slot, if any.
    #[inline(always)]
    pub fn mark_option(&mut self, value: Option<Value>) {
        if let Some(value) = value {
            self.mark_value(value);
        }
    }

    /// Marks all values of a run of slots that stays in place during the collection.
    #[inline]
    pub fn mark_slots(&mut self, slots: &[Option<Value>]) {
        if slots.len() > PORTION {
            self.ranges.push((slots.as_ptr(), slots.len()));
        } else {
            slots.iter().for_each(|&v| self.mark_option(v));
        }
    }

    /// Marks whatever these words point to; words that are no object addresses are passed over.
    pub fn mark_raw(&mut self, words: &[u64]) {
        let range = words.as_ptr_range();
        // SAFETY: the words of a slice are readable, and marking by words is conservative.
        unsafe { self.mark_words(range.start.cast(), range.end.cast()) };
    }

    /// Marks all values of a slice that stays in place during the collection.
    #[inline]
    pub fn mark_values(&mut self, values: &[Value]) {
        // SAFETY: `Option<Value>` has the representation of `Value` (the zero word is `None`).
        self.mark_slots(unsafe {
            std::slice::from_raw_parts(values.as_ptr().cast(), values.len())
        });
    }

    #[inline(always)]
    fn mark_object(&mut self, addr: usize) {
        let offset = addr.wrapping_sub(self.base);
        if self.marks.set(offset) {
            // Who lists what an object points to (the verifier) judges it himself.
            let is_object = || self.lists_leaves || self.find(addr) == Some(addr);
            debug_assert!(is_object(), "{addr:#x} is not an object");
            if self.is_leaf(offset) {
                return;
            }
            // SAFETY: objects are never at address 0.
            self.stack.push(unsafe { NonNull::new_unchecked(addr as *mut Header) });
        }
    }

    /// Whether there is nothing to trace in the object at this offset, told by its block alone.
    #[inline(always)]
    fn is_leaf(&self, offset: usize) -> bool {
        // SAFETY: valid by the contract of `new`; an object lies in a block that was used.
        let info = unsafe { (*self.blocks).info_unchecked(offset) };
        matches!(info.kind, BlockKind::Small(class) if class as usize >= FIRST_LEAF)
            && !self.lists_leaves
    }

    /// Marks the object that a word points to or into, if it looks like such a pointer.
    #[inline]
    pub fn mark_word(&mut self, word: usize) {
        let offset = word.wrapping_sub(self.base);
        // SAFETY: valid by the contract of `new`.
        let blocks = unsafe { &*self.blocks };
        let Some(index) = blocks.index_of(offset) else { return };
        // Most point to the start of an object that is marked already, which its bit alone tells: only starts
        // have one.
        if self.marks.get(offset) && offset.is_multiple_of(GRANULE) {
            return;
        }
        // The header of an object, which has to be fetched, is looked at last.
        if let Some((start, is_unswept)) = cell_of(blocks.info(index), index, offset)
            && !self.marks.get(start)
            && self.is_object(start, is_unswept)
        {
            self.marks.set(start);
            // SAFETY: objects are never at address 0.
            self.stack.push(unsafe { NonNull::new_unchecked((self.base + start) as *mut Header) });
        }
    }

    /// Marks what the words in `[from, to)` seem to point to (native stack, frames).
    ///
    /// # Safety
    /// The range is readable and aligned to 8.
    pub unsafe fn mark_words(&mut self, from: *const usize, to: *const usize) {
        if self.given_up {
            return;
        }
        let mut at = from;
        while at < to {
            // SAFETY: the caller vouches for the range.
            unsafe {
                self.mark_word(stack::read(at));
                at = at.add(1);
            }
        }
        self.words += to.addr().saturating_sub(from.addr()) / size_of::<usize>();
        if self.words > LOOK_EVERY * STEP {
            self.look();
        }
    }

    /// Whether an object (known to be one) is marked.
    #[inline(always)]
    pub fn is_marked(&self, addr: usize) -> bool {
        self.marks.get(addr - self.base)
    }

    /// The address of the object that contains this address.
    #[inline]
    pub(super) fn find(&self, addr: usize) -> Option<usize> {
        let offset = addr.wrapping_sub(self.base);
        // SAFETY: valid by the contract of `new`.
        let blocks = unsafe { &*self.blocks };
        let index = blocks.index_of(offset)?;
        let (start, is_unswept) = cell_of(blocks.info(index), index, offset)?;
        self.is_object(start, is_unswept).then_some(self.base + start)
    }

    /// Whether there is an object in a cell.
    #[inline]
    fn is_object(&self, start: usize, is_unswept: bool) -> bool {
        if is_unswept {
            return self.before.get(start);
        }
        // SAFETY: the start of a swept cell of a block in use is readable, and either zero or an object's
        // header.
        unsafe { (*((self.base + start) as *const Header)).shape.get() != ShapeId::FREE }
    }

    /// Marks what one marked object points to, without going further.
    pub(super) fn visit(&mut self, object: NonNull<Header>) {
        // SAFETY: only objects get onto the mark stack; the table is valid by the contract of `new`.
        let (header, layouts) = unsafe { (object.as_ref(), &*self.layouts) };
        if let Some(trace) = layouts.get(header.layout).trace {
            // SAFETY: this is the trace function of the object's own layout.
            unsafe { trace(object, self) };
        }
        if header.flags.get() & INSTANCE_PART != 0
            && let Some(roots) = self.roots
        {
            // SAFETY: valid by the contract of `new`.
            unsafe { roots.as_ref() }.trace_instance(header, self);
        }
    }

    /// Marks everything reachable from what is marked, unless it gives up.
    pub(super) fn drain(&mut self) {
        let mut waiting = [None; PREFETCH];
        while !self.given_up {
            for step in 0..LOOK_EVERY {
                if let Some(object) = self.stack.pop() {
                    self.prefetch(object);
                    if let Some(object) = waiting[step % PREFETCH].replace(object) {
                        self.visit(object);
                    }
                } else if waiting.iter().any(Option::is_some) {
                    for slot in &mut waiting {
                        if let Some(object) = slot.take() {
                            self.visit(object);
                        }
                    }
                } else if !self.mark_portion() {
                    return;
                }
            }
            self.look();
        }
    }

    /// Has the memory of an object fetched, up to its fourth line.
    #[inline(always)]
    fn prefetch(&self, object: NonNull<Header>) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the block of an object was used; a prefetch has no effect, whatever the address.
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            const LINE: usize = 64;
            let at = object.as_ptr() as usize;
            let size = match (*self.blocks).info_unchecked(at - self.base).kind {
                BlockKind::Small(class) => cell_size(class as usize),
                _ => LINE,
            };
            // Without branches, which would depend on where in a line the object begins.
            for line in 0..4 {
                _mm_prefetch::<_MM_HINT_T0>((at + (line * LINE).min(size - 1)) as *const i8);
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = object;
    }

    fn mark_portion(&mut self) -> bool {
        let Some((start, len)) = self.ranges.pop() else { return false };
        let n = len.min(PORTION);
        // SAFETY: ranges come from slices that stay in place during the collection, and the rest of
        // a range is within it.
        let (slots, rest) = unsafe { (std::slice::from_raw_parts(start, n), start.add(n)) };
        if len > n {
            self.ranges.push((rest, len - n));
        }
        slots.iter().for_each(|&v| self.mark_option(v));
        true
    }

    /// Empties the mark stack into `out` (the verifier's way to see an object's pointers).
    pub(super) fn take_found(&mut self, out: &mut Vec<NonNull<Header>>) {
        while self.mark_portion() {}
        out.append(&mut self.stack);
    }
}

/// Where the cell begins that contains this offset, which lies in that block, and whether it is unswept.
#[inline]
fn cell_of(info: &BlockInfo, index: u32, offset: usize) -> Option<(usize, bool)> {
    match info.kind {
        BlockKind::Free | BlockKind::Permanent => None,
        BlockKind::LargeHead(_) => Some((block_offset(index), false)),
        BlockKind::LargeTail(head) => Some((block_offset(head), false)),
        BlockKind::Small(class) => {
            let cell = cell_start(class as usize, offset & (BLOCK_SIZE - 1));
            let is_unswept = cell >= info.swept as usize;
            (cell < cells_end(class as usize)).then_some((block_offset(index) + cell, is_unswept))
        }
    }
}
