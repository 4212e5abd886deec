//! The state of a heap besides the allocation cursors, at a fixed address: a collection works on
//! it through a raw pointer while the context that owns the heap is being read.

use super::HeapConfig;
use super::block::{BlockInfo, BlockKind, Blocks};
use super::finalize::Finalizers;
use super::header::Header;
use super::large::LargeObject;
use super::layout_table::LayoutTable;
use super::mark::MarkStack;
use super::permanent::Permanent;
use super::region::{BLOCK_SIZE, Region};
use super::roots::RootSet;
use super::size_class::CLASSES;
use super::stats::HeapStats;
use super::sweep::ClassBlocks;
use super::weak::WeakTable;
use crate::value::Value;
use std::ptr::NonNull;

/// Everything of a heap that allocation's fast path does not need.
pub(super) struct Core {
    pub region: Region,
    pub blocks: Blocks,
    pub classes: [ClassBlocks; CLASSES],
    pub large: Vec<LargeObject>,
    pub layouts: LayoutTable,
    pub roots: Option<NonNull<dyn RootSet>>,
    /// Values that live as long as the heap.
    pub permanent: Vec<Value>,
    pub immortal: Permanent,
    /// Constant data that is rarely read, see `Heap::add_resting`.
    pub resting: Vec<&'static [u8]>,
    pub weak: WeakTable,
    pub finalizers: Finalizers,
    /// Objects whose layout has a native finalizer.
    pub natives: Vec<NonNull<Header>>,
    pub config: HeapConfig,
    pub stats: HeapStats,
    pub mark_stack: MarkStack,
    /// Bytes handed out since the last collection.
    pub since: usize,
    /// How many of them start the next one.
    pub threshold: usize,
    /// The most bytes that blocks took when a collection began; an eighth is forgotten in each.
    pub recent_most: usize,
    /// Bytes alive in large objects that are no buffers of values: nothing in them is marked.
    pub plain_bytes: usize,
    /// Slow allocations since the last collection, for stress mode.
    pub stress_count: u32,
    /// Slow allocations until one fails; 0 = none does.
    pub fail_in: u64,
    /// Whether allocation may go beyond the limit now: it does not fail then.
    pub is_beyond: bool,
    /// Above zero, no collection starts.
    pub paused: u32,
    pub collecting: bool,
}

impl Core {
    /// An empty heap; `None` when no address space can be had.
    pub fn new(config: HeapConfig) -> Option<Core> {
        let region = Region::reserve(config.same_place)?;
        let limit = (config.limit / BLOCK_SIZE).min(region.max_blocks());
        Some(Core {
            region,
            blocks: Blocks::new(limit),
            classes: std::array::from_fn(|_| ClassBlocks::default()),
            large: Vec::new(),
            layouts: LayoutTable::new(),
            roots: None,
            permanent: Vec::new(),
            immortal: Permanent::default(),
            resting: Vec::new(),
            weak: WeakTable::default(),
            finalizers: Finalizers::default(),
            natives: Vec::new(),
            plain_bytes: 0,
            threshold: config.min_threshold,
            recent_most: 0,
            config,
            stats: HeapStats::default(),
            mark_stack: MarkStack::default(),
            since: 0,
            stress_count: 0,
            fail_in: 0,
            is_beyond: false,
            paused: 0,
            collecting: false,
        })
    }

    /// Whether a collection may start now.
    pub fn may_collect(&self) -> bool {
        self.roots.is_some() && self.paused == 0 && !self.collecting && !self.config.never
    }

    /// Whether this allocation was chosen to fail.
    pub fn is_to_fail(&mut self) -> bool {
        if self.fail_in == 0 || self.is_beyond {
            return false;
        }
        self.fail_in -= 1;
        self.fail_in == 0
    }

    /// Whether it is time for a collection before `bytes` more are handed out.
    pub fn wants_collection(&mut self, bytes: usize) -> bool {
        if !self.may_collect() {
            return false;
        }
        self.stress_count += 1;
        if self.config.stress > 0 && self.stress_count >= self.config.stress {
            return true;
        }
        self.since.saturating_add(bytes) > self.threshold
    }

    /// Takes a block for cells of a class.
    pub fn take_small_block(&mut self, class: usize) -> Option<u32> {
        let index = self.blocks.take(1, &mut self.region)?;
        let info = self.blocks.info_mut(index);
        *info = BlockInfo { kind: BlockKind::Small(class as u8), swept: 0, ..*info };
        Some(index)
    }

    /// Whether a request can be met at all.
    pub fn is_possible(&self, bytes: usize) -> bool {
        bytes <= self.config.limit
            && bytes >> super::region::BLOCK_SHIFT <= self.region.max_blocks()
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        for &object in &self.natives {
            super::finalize::run_native(&self.layouts, object);
        }
        if self.config.same_place {
            self.region.leave(self.blocks.used());
        }
    }
}
