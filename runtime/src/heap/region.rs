//! The one reserved range of addresses that a heap lives in, and the arithmetic on it.
//!
//! ```text
//! base (aligned to 32 GiB)
//! | cards 64 MiB | mark bits 256 MiB | shadow bits 256 MiB | blocks of 64 KiB ... |
//! ```
//! The tables cover the whole region, so card and mark bit of an address are found by masking and
//! shifting alone. Nothing but the pages that are touched takes memory.

use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Alignment of every region, and the size of a full one.
pub const REGION_ALIGN: usize = 32 << 30;
const REGION_MASK: usize = REGION_ALIGN - 1;
/// Size of a block.
pub const BLOCK_SIZE: usize = 1 << BLOCK_SHIFT;
/// log2 of [`BLOCK_SIZE`].
pub const BLOCK_SHIFT: usize = 16;
/// Objects are aligned to, and mark bits stand for, this many bytes.
pub const GRANULE: usize = 16;
/// log2 of the bytes that one card covers.
pub const CARD_SHIFT: usize = 9;
/// Words of mark bits per block.
pub const MARK_WORDS: usize = BLOCK_SIZE / GRANULE / 64;
/// Whether stores into heap objects mark cards (generations by sticky mark bits).
pub const GENERATIONAL: bool = false;

const MARKS_AT: usize = REGION_ALIGN >> CARD_SHIFT;
const BITMAP_BYTES: usize = REGION_ALIGN / GRANULE / 8;
const SHADOW_AT: usize = MARKS_AT + BITMAP_BYTES;
/// Offset of the first block.
pub const BLOCKS_AT: usize = SHADOW_AT + BITMAP_BYTES;

const _: () = assert!(BLOCKS_AT.is_multiple_of(BLOCK_SIZE));

/// Memory becomes accessible in steps of this size.
const COMMIT_STEP: usize = 32 << 20;
/// Beyond so many bytes of blocks a heap asks for pages of 2 MB: marking goes through memory in no order, and
/// the addresses of so much in small ones are looked up again and again. A small heap would be a page too large.
const HUGE_FROM: usize = BLOCKS_AT + (16 << 20);
/// Where regions are tried first: low addresses that no Linux puts anything at. Fixed addresses
/// make runs repeatable.
const FIRST_HINT: usize = 0x1000_0000_0000;
const HINTS: usize = 1024;

/// Remembers that the word at `field`, inside a heap object, was written.
#[inline(always)]
pub fn write_barrier(field: usize) {
    if GENERATIONAL {
        let card = (field & !REGION_MASK) + ((field & REGION_MASK) >> CARD_SHIFT);
        // SAFETY: `field` lies in a heap object, so in a region, whose card table covers it.
        unsafe { (card as *mut u8).write(1) }
    }
}

/// Remembers that words anywhere in this range of a heap object were written.
#[inline(always)]
pub fn write_barrier_range(from: usize, to: usize) {
    if GENERATIONAL {
        let mut at = from;
        while at < to {
            write_barrier(at);
            at = (at | ((1 << CARD_SHIFT) - 1)) + 1;
        }
    }
}

/// A bitmap over the region, one bit per granule.
#[derive(Copy, Clone)]
pub struct Bitmap {
    words: *mut u64,
}

impl Bitmap {
    /// The word and the bit within it for an offset into the region.
    #[inline(always)]
    fn place(self, offset: usize) -> (*mut u64, u64) {
        // SAFETY: offsets are within the region (all callers), which the bitmap covers.
        (unsafe { self.words.add(offset >> 10) }, 1 << ((offset >> 4) & 63))
    }

    /// Whether the bit for this offset is set.
    #[inline(always)]
    pub fn get(self, offset: usize) -> bool {
        let (word, bit) = self.place(offset);
        // SAFETY: the word lies in the bitmap, which is committed for all blocks in use.
        unsafe { *word & bit != 0 }
    }

    /// Sets the bit; returns whether it was clear.
    #[inline(always)]
    pub fn set(self, offset: usize) -> bool {
        let (word, bit) = self.place(offset);
        // SAFETY: as in `get`; only the thread that owns the heap writes.
        unsafe {
            let old = *word;
            *word = old | bit;
            old & bit == 0
        }
    }

    /// Clears the bit.
    pub fn clear(self, offset: usize) {
        let (word, bit) = self.place(offset);
        // SAFETY: as in `get`.
        unsafe { *word &= !bit };
    }

    /// The words of the block at this offset.
    #[inline(always)]
    pub fn block(self, offset: usize) -> *mut [u64; MARK_WORDS] {
        self.place(offset & !(BLOCK_SIZE - 1)).0.cast()
    }
}

/// A reserved range of addresses.
pub struct Region {
    base: usize,
    len: usize,
    committed: usize,
    /// How many blocks hold what an earlier heap left.
    dirty: u32,
    /// How many blocks were used, once they are left to the next heap of this thread.
    left: Option<u32>,
}

/// Blocks that a heap leaves to the next one; further ones are given back.
const MOST_LEFT: u32 = 256;

thread_local! {
    static SPARE: Cell<Option<Region>> = const { Cell::new(None) };
}

impl Region {
    /// Reserves a region, a smaller one if address space is short; with `same_place` the one that was
    /// left on this thread, or else one at the first addresses that are free.
    pub fn reserve(same_place: bool) -> Option<Region> {
        if let Some(spare) = SPARE.take().filter(|_| same_place) {
            return Some(spare);
        }
        [REGION_ALIGN, 8 << 30, 2 << 30, 1 << 30].into_iter().find_map(|len| {
            let base = Self::map_at_hint(len, same_place).or_else(|| Self::map_trimmed(len))?;
            let mut region = Region { base, len, committed: BLOCKS_AT, dirty: 0, left: None };
            region.commit(BLOCKS_AT + 1).then_some(region)
        })
    }

    fn map(at: usize, len: usize, flags: i32) -> Option<usize> {
        let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new private anonymous mapping that replaces nothing (the kernel may ignore the
        // hint, and `MAP_FIXED` is never passed).
        let p = unsafe { libc::mmap(at as *mut _, len, libc::PROT_NONE, flags, -1, 0) };
        (p != libc::MAP_FAILED).then_some(p as usize)
    }

    fn unmap(at: usize, len: usize) {
        if len > 0 {
            // SAFETY: callers pass ranges of mappings that they own and no longer use.
            unsafe { libc::munmap(at as *mut _, len) };
        }
    }

    fn map_at_hint(len: usize, same_place: bool) -> Option<usize> {
        #[cfg(target_os = "linux")]
        const NO_REPLACE: i32 = libc::MAP_FIXED_NOREPLACE;
        #[cfg(not(target_os = "linux"))]
        const NO_REPLACE: i32 = 0;
        // Each region gets new addresses, so that stale words on native stacks never seem to point
        // into a later heap.
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        for nth in 0..HINTS {
            let place = match same_place {
                true => HINTS + nth,
                false => NEXT.fetch_add(1, Ordering::Relaxed) % HINTS,
            };
            let hint = FIRST_HINT + place * REGION_ALIGN;
            match Self::map(hint, len, NO_REPLACE) {
                Some(at) if at == hint => return Some(at),
                Some(at) => Self::unmap(at, len),
                None => {}
            }
        }
        None
    }

    fn map_trimmed(len: usize) -> Option<usize> {
        let all = Self::map(0, len + REGION_ALIGN, 0)?;
        let base = all.next_multiple_of(REGION_ALIGN);
        Self::unmap(all, base - all);
        Self::unmap(base + len, all + REGION_ALIGN - base);
        Some(base)
    }

    /// Makes blocks below this offset, and their parts of the tables, accessible.
    pub fn commit(&mut self, end: usize) -> bool {
        if end <= self.committed {
            return true;
        }
        if end > self.len {
            return false;
        }
        let end = end.next_multiple_of(COMMIT_STEP).min(self.len);
        let (from, to) = (self.committed, end);
        // The first step takes the tables for everything below the blocks, too.
        let table_from = if from == BLOCKS_AT { 0 } else { from };
        let ok = self.protect(from, to)
            && self.protect(table_from >> CARD_SHIFT, to >> CARD_SHIFT)
            && self.protect(MARKS_AT + table_from / 128, MARKS_AT + to / 128)
            && self.protect(SHADOW_AT + table_from / 128, SHADOW_AT + to / 128);
        if ok {
            self.committed = end;
            self.ask_for_huge_pages(from.max(HUGE_FROM), to);
        }
        ok
    }

    fn protect(&self, from: usize, to: usize) -> bool {
        let (from, to) = (from & !(BLOCK_SIZE - 1), to.next_multiple_of(BLOCK_SIZE));
        let rw = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: the range lies within this region's mapping.
        unsafe { libc::mprotect((self.base + from) as *mut _, to - from, rw) == 0 }
    }

    /// A wish: a system without such pages goes on as before.
    fn ask_for_huge_pages(&self, from: usize, to: usize) {
        #[cfg(target_os = "linux")]
        if from < to {
            // SAFETY: the range lies within this region's mapping, and its content stays as it is.
            unsafe { libc::madvise((self.base + from) as *mut _, to - from, libc::MADV_HUGEPAGE) };
        }
        #[cfg(not(target_os = "linux"))]
        let _ = (from, to);
    }

    /// Gives the pages of a range of blocks back; they read as zero afterwards.
    pub fn decommit(&self, offset: usize, len: usize) -> bool {
        // SAFETY: the range holds only free blocks (the caller's duty), whose content nobody reads
        // before they are handed out again as zeroed.
        unsafe { libc::madvise((self.base + offset) as *mut _, len, libc::MADV_DONTNEED) == 0 }
    }

    /// How many blocks, from the first, hold what an earlier heap left. The tables tell nothing of it.
    pub fn dirty(&self) -> u32 {
        self.dirty
    }

    /// Has the next heap of this thread that asks for the same place lie here, once this one is gone: it finds the
    /// first `used` blocks as they are.
    pub fn leave(&mut self, used: u32) {
        self.left = Some(used);
    }

    /// The region without its heap; `None` when the system does not clear it.
    fn cleared(&self, used: u32) -> Option<Region> {
        let dirty = used.max(self.dirty).min(MOST_LEFT);
        let kept = block_offset(dirty);
        let beyond = block_offset(used).saturating_sub(kept);
        if beyond > 0 && !self.decommit(kept, beyond) {
            return None;
        }
        for bits in [self.marks(), self.shadow()] {
            for block in 0..used {
                // SAFETY: the bitmaps are committed for all blocks that were used, and their heap is gone.
                unsafe { *bits.block(block_offset(block)) = [0; MARK_WORDS] };
            }
        }
        Some(Region {
            base: self.base,
            len: self.len,
            committed: self.committed,
            dirty,
            left: None,
        })
    }

    /// Address of the region.
    #[inline(always)]
    pub fn base(&self) -> usize {
        self.base
    }

    /// How many blocks fit.
    pub fn max_blocks(&self) -> usize {
        (self.len - BLOCKS_AT) >> BLOCK_SHIFT
    }

    /// The mark bits.
    #[inline(always)]
    pub fn marks(&self) -> Bitmap {
        Bitmap { words: (self.base + MARKS_AT) as *mut u64 }
    }

    /// A second bitmap: the mark bits before this cycle, and scratch space of the verifier.
    #[inline(always)]
    pub fn shadow(&self) -> Bitmap {
        Bitmap { words: (self.base + SHADOW_AT) as *mut u64 }
    }

    /// The address at an offset.
    #[inline(always)]
    pub fn at(&self, offset: usize) -> NonNull<u8> {
        NonNull::new((self.base + offset) as *mut u8).expect("a region is not at address 0")
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        if let Some(cleared) = self.left.and_then(|used| self.cleared(used)) {
            // A thread that ends has no use for it, and lets it go.
            let _ = SPARE.try_with(|spare| spare.set(Some(cleared)));
            return;
        }
        Self::unmap(self.base, self.len);
    }
}

/// Offset into the region of the block with this index.
#[inline(always)]
pub const fn block_offset(index: u32) -> usize {
    BLOCKS_AT + ((index as usize) << BLOCK_SHIFT)
}
