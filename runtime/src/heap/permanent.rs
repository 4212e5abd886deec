//! Objects that live as long as the heap: code of the embedded library with its constants.
//!
//! They lie behind each other in blocks of their own, whatever their sizes, with their mark bits set
//! for ever: the marker takes them for visited, no sweep sees them. So they cost a collection
//! nothing, and may point only to each other, to roots, and to what is made a root for them.

use super::block::{BlockInfo, BlockKind, blocks_for};
use super::core::Core;
use super::header::Header;
use super::region::{BLOCK_SHIFT, BLOCK_SIZE, GRANULE, MARK_WORDS, block_offset};
use super::{CLASSES, Cursor, Heap, NO_CELLS};
use crate::value::Value;
use std::ptr::NonNull;

/// Where permanent objects are made, and whether they are at the moment.
#[derive(Default)]
pub(super) struct Permanent {
    /// Offsets into the region: the next object, and the end of the block at hand.
    next: usize,
    end: usize,
    /// First blocks and lengths of all runs.
    runs: Vec<(u32, u32)>,
    /// Objects that may point to ordinary ones, looked into in every collection.
    pub holders: Vec<NonNull<Header>>,
    /// The cursors of ordinary allocation, put aside while everything that is allocated is permanent.
    aside: Option<Box<[Cursor; CLASSES]>>,
    /// How many things that must be ordinary objects are being made.
    suspended: u32,
    /// How many were when permanent objects began to be made: they go on afterwards.
    suspended_around: u32,
}

impl Permanent {
    /// Whether allocation makes permanent objects now.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.aside.is_some() && self.suspended == 0
    }
}

impl Heap {
    /// From now on objects are permanent; no collection starts until `end_permanent`.
    ///
    /// What is made meanwhile may point to nothing else but roots, then and later.
    pub fn begin_permanent(&mut self) {
        self.pause_collection();
        let aside = Box::new(std::mem::replace(&mut self.cursors, [NO_CELLS; CLASSES]));
        let immortal = &mut self.core_mut().immortal;
        immortal.aside = Some(aside);
        immortal.suspended_around = std::mem::take(&mut immortal.suspended);
    }

    /// Ends what `begin_permanent` began.
    pub fn end_permanent(&mut self) {
        let immortal = &mut self.core_mut().immortal;
        if let Some(aside) = immortal.aside.take() {
            immortal.suspended = std::mem::take(&mut immortal.suspended_around);
            self.cursors = *aside;
            self.resume_collection();
        }
    }

    /// Suspends the making of permanent objects, or takes that back: for what is made when first
    /// touched and changes later, such as a builtin type.
    pub(super) fn suspend_permanent(&mut self, on: bool) {
        let immortal = &mut self.core_mut().immortal;
        let before = immortal.suspended;
        immortal.suspended = if on { before + 1 } else { before.saturating_sub(1) };
        // The cursors that are not in use wait in `aside`.
        if before.max(immortal.suspended) == 1
            && let Some(mut aside) = immortal.aside.take()
        {
            std::mem::swap(&mut self.cursors, &mut aside);
            self.core_mut().immortal.aside = Some(aside);
        }
    }

    /// Whether the object is permanent, so that collections do not look into it.
    pub fn is_permanent(&self, object: Value) -> bool {
        let core = self.core();
        let offset = (object.bits() as usize).wrapping_sub(core.region.base());
        let block = core.blocks.index_of(offset).filter(|_| object.is_heap());
        block.is_some_and(|i| core.blocks.info(i).kind == BlockKind::Permanent)
    }
}

impl Core {
    /// Zeroed memory for a permanent object.
    pub fn alloc_permanent(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let bytes = bytes.max(1).checked_next_multiple_of(GRANULE)?;
        if self.immortal.end - self.immortal.next < bytes {
            self.extend_permanent(bytes)?;
        }
        let at = self.immortal.next;
        self.immortal.next += bytes;
        self.region.marks().set(at);
        Some(self.region.at(at))
    }

    fn extend_permanent(&mut self, bytes: usize) -> Option<()> {
        let n = blocks_for(bytes)?;
        let first = self.blocks.take(n, &mut self.region)?;
        for i in first..first + n {
            let info = self.blocks.info_mut(i);
            *info = BlockInfo { kind: BlockKind::Permanent, swept: BLOCK_SIZE as u32, ..*info };
        }
        self.make_zero(first, 0, (n as usize) << BLOCK_SHIFT);
        for i in first..first + n {
            // SAFETY: the marks of a block in use are committed, and no marker exists now.
            unsafe { *self.region.marks().block(block_offset(i)) = [0; MARK_WORDS] };
        }
        let start = block_offset(first);
        if start != self.immortal.end {
            self.immortal.next = start;
        }
        self.immortal.end = start + ((n as usize) << BLOCK_SHIFT);
        self.immortal.runs.push((first, n));
        Some(())
    }

    /// Where the permanent objects are, as offsets into the region.
    pub fn permanent_objects(&self) -> Vec<usize> {
        let marks = self.region.marks();
        let blocks = self.immortal.runs.iter().flat_map(|&(first, n)| first..first + n);
        let granules =
            blocks.flat_map(|i| (block_offset(i)..block_offset(i) + BLOCK_SIZE).step_by(GRANULE));
        granules.filter(|&at| marks.get(at)).collect()
    }

    /// Bytes from a permanent object to the next one.
    pub fn permanent_size(&self, offset: usize) -> usize {
        let objects = self.permanent_objects();
        let next = objects.iter().copied().filter(|&at| at > offset).min();
        next.unwrap_or(self.immortal.next).saturating_sub(offset)
    }
}
