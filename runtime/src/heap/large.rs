//! Objects above [`MAX_SMALL`](super::size_class::MAX_SMALL) bytes: each takes whole blocks of its
//! own. Growable ones have as many again reserved behind them, so that they grow in place.

use super::block::{BlockInfo, BlockKind, blocks_for};
use super::core::Core;
use super::header::{Header, LayoutId};
use super::region::{BLOCK_SHIFT, BLOCK_SIZE, block_offset};
use std::ptr::NonNull;

/// One large object.
#[derive(Copy, Clone)]
pub(super) struct LargeObject {
    pub block: u32,
    /// Blocks that `bytes` need.
    pub used: u32,
    /// With the reserve.
    pub blocks: u32,
    pub bytes: usize,
}

impl Core {
    /// A zeroed large object.
    pub fn alloc_large(&mut self, bytes: usize, growable: bool) -> Option<NonNull<u8>> {
        let used = blocks_for(bytes)?;
        let (block, blocks) = if growable {
            self.blocks.take_with_slack(used, &mut self.region)?
        } else {
            (self.blocks.take(used, &mut self.region)?, used)
        };
        for i in 0..blocks {
            let kind =
                if i == 0 { BlockKind::LargeHead(blocks) } else { BlockKind::LargeTail(block) };
            let info = self.blocks.info_mut(block + i);
            *info = BlockInfo { kind, swept: BLOCK_SIZE as u32, ..*info };
        }
        self.make_zero(block, 0, bytes);
        self.large.push(LargeObject { block, used, blocks, bytes });
        self.count_large(bytes);
        Some(self.region.at(block_offset(block)))
    }

    /// Extends the large object at `addr` to `bytes`, the new part zeroed, if its reserve allows.
    pub fn grow_large(&mut self, addr: usize, bytes: usize) -> bool {
        let offset = addr.wrapping_sub(self.region.base());
        let (Some(block), Some(used)) = (self.blocks.index_of(offset), blocks_for(bytes)) else {
            return false;
        };
        // Growing objects are mostly the latest.
        let Some(at) = self.large.iter().rposition(|l| l.block == block) else { return false };
        let old = self.large[at];
        if used > old.blocks || bytes < old.bytes || !self.blocks.use_reserved(used - old.used) {
            return false;
        }
        self.large[at] = LargeObject { used, bytes, ..old };
        self.make_zero(block, old.bytes, bytes);
        self.count_large(bytes - old.bytes);
        true
    }

    fn count_large(&mut self, bytes: usize) {
        self.since += bytes;
        self.stats.allocated += bytes as u64;
    }

    /// Zeroes what is dirty of the bytes `[from, to)` of a run of blocks.
    pub(super) fn make_zero(&mut self, first: u32, from: usize, to: usize) {
        let start = self.region.base() + block_offset(first);
        for i in from >> BLOCK_SHIFT..to.div_ceil(BLOCK_SIZE) {
            let begin = from.saturating_sub(i << BLOCK_SHIFT);
            let end = (to - (i << BLOCK_SHIFT)).min(BLOCK_SIZE);
            let info = self.blocks.info_mut(first + i as u32);
            let dirty_end = end.min(info.clean_from as usize);
            info.clean_from = info.clean_from.max(end as u32);
            if begin < dirty_end {
                let at = (start + (i << BLOCK_SHIFT) + begin) as *mut u8;
                // SAFETY: the bytes belong to a block of the object, and nothing is stored there yet.
                unsafe { std::ptr::write_bytes(at, 0, dirty_end - begin) };
            }
        }
    }

    /// After marking: the blocks of dead large objects become free.
    pub fn sweep_large(&mut self) {
        self.plain_bytes = 0;
        let mut large = std::mem::take(&mut self.large);
        large.retain(|object| {
            let is_alive = self.region.marks().get(block_offset(object.block));
            if is_alive {
                self.stats.live_objects += 1;
                self.stats.live_bytes += object.bytes;
                let at = self.region.at(block_offset(object.block)).cast::<Header>();
                // SAFETY: a live large object begins with its header.
                if unsafe { at.as_ref() }.layout != LayoutId::VALUE_ARRAY {
                    self.plain_bytes += object.bytes;
                }
            } else {
                self.blocks.release_with_slack(object.block, object.used, object.blocks);
            }
            is_alive
        });
        self.large = large;
    }
}
