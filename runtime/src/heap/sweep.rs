//! Lazy sweeping: after a collection every block of a class is gone through once, as allocation
//! needs cells. A run of adjacent unmarked cells is zeroed and handed out at a time.

use super::core::Core;
use super::region::{BLOCK_SIZE, GRANULE, MARK_WORDS, block_offset};
use super::size_class::{cell_size, cells_end};

/// A run handed out at once is at most about this long, so that it is still in the first-level
/// cache when it is used.
const RUN_BYTES: usize = 16 << 10;

/// Above so many live bytes a block's free cells are worth little.
const CROWDED: usize = BLOCK_SIZE / 4 * 3;

/// The blocks of one size class.
#[derive(Default)]
pub(super) struct ClassBlocks {
    pub blocks: Vec<u32>,
    /// Index in `blocks` of the one being swept; those before it are done.
    pub next: usize,
}

impl Core {
    /// Zeroed cells of a class, as begin and end addresses.
    pub fn next_run(&mut self, class: usize) -> Option<(usize, usize)> {
        loop {
            let of_class = &mut self.classes[class];
            match of_class.blocks.get(of_class.next) {
                Some(&block) => match self.sweep_to_run(block, class) {
                    Some((from, to)) => return Some(self.hand_out(block, from, to)),
                    None => self.classes[class].next += 1,
                },
                None => {
                    let block = self.take_small_block(class)?;
                    self.classes[class].blocks.push(block);
                }
            }
        }
    }

    /// Advances the sweep of a block over its next run of free cells.
    fn sweep_to_run(&mut self, block: u32, class: usize) -> Option<(usize, usize)> {
        let (cell, end) = (cell_size(class), cells_end(class));
        // SAFETY: the marks of a block in use are committed, and no marker exists now.
        let marks = unsafe { &*self.region.marks().block(block_offset(block)) };
        let is_marked = |at: usize| marks[at / GRANULE / 64] & 1 << (at / GRANULE % 64) != 0;
        let info = self.blocks.info_mut(block);
        let mut from = info.swept as usize;
        while from < end && is_marked(from) {
            from += cell;
        }
        if from >= end {
            info.swept = BLOCK_SIZE as u32;
            return None;
        }
        let most = if self.config.stress > 0 { cell } else { (RUN_BYTES / cell).max(1) * cell };
        let to = next_marked(marks, from).min(end).min(from + most);
        info.swept = to as u32;
        Some((from, to))
    }

    fn hand_out(&mut self, block: u32, from: usize, to: usize) -> (usize, usize) {
        let start = self.region.base() + block_offset(block);
        let info = self.blocks.info_mut(block);
        let dirty = to.min(info.clean_from as usize).saturating_sub(from);
        info.clean_from = info.clean_from.max(to as u32);
        // SAFETY: the cells are free, and the block is in use by this class alone.
        unsafe { std::ptr::write_bytes((start + from) as *mut u8, 0, dirty) };
        self.since += to - from;
        self.stats.allocated += (to - from) as u64;
        (start + from, start + to)
    }

    /// After marking: blocks without any object become free, the others are to be swept.
    pub fn begin_sweep(&mut self) {
        for class in 0..self.classes.len() {
            let mut blocks = std::mem::take(&mut self.classes[class].blocks);
            // Low addresses first, so that the heap stays dense; but blocks whose free cells lie
            // scattered come last, since they give only one cell at a time.
            blocks.sort_unstable();
            let mut crowded = Vec::new();
            blocks.retain(|&block| {
                let live = self.keep_small_block(block, class);
                if live > CROWDED {
                    crowded.push(block);
                }
                live > 0 && live <= CROWDED
            });
            blocks.append(&mut crowded);
            self.classes[class] = ClassBlocks { blocks, next: 0 };
        }
    }

    /// Bytes alive in a block; one without any becomes free.
    fn keep_small_block(&mut self, block: u32, class: usize) -> usize {
        // SAFETY: the marks of a block in use are committed, and marking is over.
        let marks = unsafe { &*self.region.marks().block(block_offset(block)) };
        // The shadow is clear between collections.
        // SAFETY: as above.
        unsafe { *self.region.shadow().block(block_offset(block)) = [0; MARK_WORDS] };
        let objects: u32 = marks.iter().map(|w| w.count_ones()).sum();
        if objects == 0 {
            self.blocks.release(block, 1);
            return 0;
        }
        let bytes = objects as usize * cell_size(class);
        self.stats.live_objects += objects as usize;
        self.stats.live_bytes += bytes;
        let is_full = bytes == cells_end(class);
        self.blocks.info_mut(block).swept = if is_full { BLOCK_SIZE as u32 } else { 0 };
        bytes
    }

    /// Marking was given up: the mark bits of memory that was not swept are again what they were.
    pub fn restore_marks(&mut self) {
        let (marks, shadow) = (self.region.marks(), self.region.shadow());
        for &block in self.classes.iter().flat_map(|c| &c.blocks) {
            let offset = block_offset(block);
            // SAFETY: both bitmaps are committed for blocks in use and do not overlap.
            unsafe {
                if self.blocks.info(block).swept < BLOCK_SIZE as u32 {
                    *marks.block(offset) = *shadow.block(offset);
                }
                *shadow.block(offset) = [0; MARK_WORDS];
            }
        }
    }

    /// Before marking: the mark bits move to the shadow, where they tell objects from free cells
    /// in memory that was not swept since, and become clear.
    pub fn clear_marks(&mut self) {
        let (marks, shadow) = (self.region.marks(), self.region.shadow());
        for &block in self.classes.iter().flat_map(|c| &c.blocks) {
            let offset = block_offset(block);
            // SAFETY: both bitmaps are committed for blocks in use and do not overlap.
            unsafe {
                if self.blocks.info(block).swept < BLOCK_SIZE as u32 {
                    *shadow.block(offset) = *marks.block(offset);
                }
                *marks.block(offset) = [0; MARK_WORDS];
            }
        }
        for object in &self.large {
            // SAFETY: as above.
            unsafe { *marks.block(block_offset(object.block)) = [0; MARK_WORDS] };
        }
    }
}

/// Offset of the first marked cell after `from`, or the size of the block.
fn next_marked(marks: &[u64; MARK_WORDS], from: usize) -> usize {
    let bit = from / GRANULE;
    let mut word = bit / 64;
    let mut bits = marks[word] & (!0 << (bit % 64));
    while bits == 0 {
        word += 1;
        if word == MARK_WORDS {
            return BLOCK_SIZE;
        }
        bits = marks[word];
    }
    (word * 64 + bits.trailing_zeros() as usize) * GRANULE
}
