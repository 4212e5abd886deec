//! Objects above [`MAX_SMALL`](super::size_class::MAX_SMALL) bytes: each takes whole blocks of its own.

use super::block::{BlockInfo, BlockKind, blocks_for};
use super::core::Core;
use super::region::{BLOCK_SHIFT, BLOCK_SIZE, block_offset};
use std::ptr::NonNull;

/// One large object.
#[derive(Copy, Clone)]
pub(super) struct LargeObject {
    pub block: u32,
    pub blocks: u32,
    pub bytes: usize,
}

impl Core {
    /// A zeroed large object.
    pub fn alloc_large(&mut self, bytes: usize) -> Option<NonNull<u8>> {
        let n = blocks_for(bytes)?;
        let head = self.blocks.take(n, &mut self.region)?;
        let base = self.region.base();
        for i in 0..n {
            let used = (bytes - ((i as usize) << BLOCK_SHIFT)).min(BLOCK_SIZE);
            let info = self.blocks.info_mut(head + i);
            let dirty = used.min(info.clean_from as usize);
            // SAFETY: the block was free and is now this object's.
            unsafe { std::ptr::write_bytes((base + block_offset(head + i)) as *mut u8, 0, dirty) };
            let kind = if i == 0 { BlockKind::LargeHead(n) } else { BlockKind::LargeTail(head) };
            let clean_from = info.clean_from.max(used as u32);
            *info = BlockInfo { kind, swept: BLOCK_SIZE as u32, clean_from };
        }
        self.large.push(LargeObject { block: head, blocks: n, bytes });
        self.since += bytes;
        self.stats.allocated += bytes as u64;
        Some(self.region.at(block_offset(head)))
    }

    /// After marking: the blocks of dead large objects become free.
    pub fn sweep_large(&mut self) {
        let mut large = std::mem::take(&mut self.large);
        large.retain(|object| {
            let is_alive = self.region.marks().get(block_offset(object.block));
            if is_alive {
                self.stats.live_objects += 1;
                self.stats.live_bytes += object.bytes;
            } else {
                self.blocks.release(object.block, object.blocks);
            }
            is_alive
        });
        self.large = large;
    }
}
