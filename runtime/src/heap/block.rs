//! What each 64 KiB block is used for, and the pool of free blocks.

use super::region::{BLOCK_SHIFT, BLOCK_SIZE, Region, block_offset};
use std::collections::BTreeMap;

/// What a block holds.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// Nothing.
    Free,
    /// Cells of the size class with this number.
    Small(u8),
    /// The beginning of a large object of this many blocks.
    LargeHead(u32),
    /// A further block of the large object that begins at this block.
    LargeTail(u32),
    /// Objects that live as long as the heap.
    Permanent,
}

/// State of one block.
#[derive(Copy, Clone)]
pub struct BlockInfo {
    /// What the block holds.
    pub kind: BlockKind,
    /// Cells below this offset are objects if their header says so; cells at or above it are
    /// objects if they were marked in the last cycle (they are not yet swept).
    pub swept: u32,
    /// Bytes at and above this offset are zero.
    pub clean_from: u32,
}

impl BlockInfo {
    const FRESH: BlockInfo = BlockInfo { kind: BlockKind::Free, swept: 0, clean_from: 0 };
}

/// All blocks of a region, and which are free.
pub struct Blocks {
    infos: Vec<BlockInfo>,
    /// First block and length of each maximal run of free blocks.
    free: BTreeMap<u32, u32>,
    in_use: usize,
    /// The fewest and the most blocks in use since the last `trim`.
    least: usize,
    most: usize,
    limit: usize,
}

impl Blocks {
    /// No block is in use; never more than `limit` will be.
    pub fn new(limit: usize) -> Blocks {
        Blocks { infos: Vec::new(), free: BTreeMap::new(), in_use: 0, least: 0, most: 0, limit }
    }

    /// The state of a block.
    #[inline(always)]
    pub fn info(&self, index: u32) -> &BlockInfo {
        &self.infos[index as usize]
    }

    /// The state of the block that holds this offset into the region.
    ///
    /// # Safety
    /// The block was used.
    #[inline(always)]
    pub unsafe fn info_unchecked(&self, offset: usize) -> &BlockInfo {
        // SAFETY: blocks that were used have a row.
        unsafe { self.infos.get_unchecked((offset - block_offset(0)) >> BLOCK_SHIFT) }
    }

    /// The state of a block.
    #[inline(always)]
    pub fn info_mut(&mut self, index: u32) -> &mut BlockInfo {
        &mut self.infos[index as usize]
    }

    /// The block that holds this offset into the region, if it was ever used.
    #[inline(always)]
    pub fn index_of(&self, offset: usize) -> Option<u32> {
        let index = offset.wrapping_sub(block_offset(0)) >> BLOCK_SHIFT;
        (index < self.infos.len()).then_some(index as u32)
    }

    /// How many blocks were ever used.
    pub fn used(&self) -> u32 {
        self.infos.len() as u32
    }

    /// Counts `n` blocks more in use.
    fn count(&mut self, n: u32) {
        self.in_use += n as usize;
        self.most = self.most.max(self.in_use);
    }

    /// Blocks in use.
    pub fn in_use(&self) -> usize {
        self.in_use
    }

    /// Raises the limit by `n` blocks, or takes that back.
    pub fn grant(&mut self, n: usize, on: bool) {
        self.limit = if on { self.limit.saturating_add(n) } else { self.limit.saturating_sub(n) };
    }

    /// Takes `n` adjacent blocks, at low addresses first.
    pub fn take(&mut self, n: u32, region: &mut Region) -> Option<u32> {
        if n == 0 || n as usize > self.limit.checked_sub(self.in_use)? {
            return None;
        }
        let fit = self.free.iter().find(|&(_, &len)| len >= n).map(|(&start, &len)| (start, len));
        let start = match fit {
            Some((start, len)) => {
                self.free.remove(&start);
                if len > n {
                    self.free.insert(start + n, len - n);
                }
                start
            }
            None => self.extend(n, region)?,
        };
        self.count(n);
        Some(start)
    }

    /// Takes blocks at the end, where the last free run may lie already.
    fn extend(&mut self, n: u32, region: &mut Region) -> Option<u32> {
        let end = self.infos.len() as u32;
        let last = self.free.last_key_value().map(|(&start, &len)| (start, len));
        let start = match last {
            Some((start, len)) if start + len == end => start,
            _ => end,
        };
        let new_end = start.checked_add(n)?;
        if !region.commit(block_offset(new_end)) {
            return None;
        }
        if start != end {
            self.free.remove(&start);
        }
        let dirty = region.dirty();
        self.infos.extend((end..new_end).map(|index| match index < dirty {
            true => BlockInfo { clean_from: BLOCK_SIZE as u32, ..BlockInfo::FRESH },
            false => BlockInfo::FRESH,
        }));
        Some(start)
    }

    /// Takes `n` adjacent blocks with at least as many reserved behind them if there is room for
    /// that. Reserved blocks take no memory and do not count. Returns the first and how many there
    /// are in all.
    pub fn take_with_slack(&mut self, n: u32, region: &mut Region) -> Option<(u32, u32)> {
        let all = n.checked_mul(2)?;
        if n as usize > self.limit.checked_sub(self.in_use)? {
            return None;
        }
        // The limit is about blocks that are used, so it does not apply to the reserve.
        let (limit, in_use, most) = (self.limit, self.in_use, self.most);
        self.limit = usize::MAX;
        let taken = self.take(all, region);
        (self.limit, self.in_use, self.most) = (limit, in_use, most);
        match taken {
            Some(start) => {
                self.count(n);
                Some((start, all))
            }
            None => self.take(n, region).map(|start| (start, n)),
        }
    }

    /// Counts `n` blocks of a reserve as used; false when the limit does not allow it.
    pub fn use_reserved(&mut self, n: u32) -> bool {
        let ok = n as usize <= self.limit.saturating_sub(self.in_use);
        if ok {
            self.count(n);
        }
        ok
    }

    /// Gives back `all` adjacent blocks, of which `used` were counted.
    pub fn release_with_slack(&mut self, start: u32, used: u32, all: u32) {
        self.in_use += (all - used) as usize;
        self.release(start, all);
    }

    /// Gives `n` adjacent blocks back.
    pub fn release(&mut self, start: u32, n: u32) {
        for info in &mut self.infos[start as usize..(start + n) as usize] {
            info.kind = BlockKind::Free;
        }
        self.in_use -= n as usize;
        self.least = self.least.min(self.in_use);
        let (mut start, mut n) = (start, n);
        if let Some((&before, &len)) = self.free.range(..start).next_back()
            && before + len == start
        {
            self.free.remove(&before);
            (start, n) = (before, n + len);
        }
        if let Some(len) = self.free.remove(&(start + n)) {
            n += len;
        }
        self.free.insert(start, n);
    }

    /// Returns the memory of free blocks beyond `keep` bytes to the system, highest addresses first, and of
    /// those that were not needed since the last time: a heap whose cells are spread over many size classes
    /// finds most of its room in blocks it has.
    pub fn trim(&mut self, keep: usize, region: &Region) {
        let keep = keep.min((self.most - self.least) << BLOCK_SHIFT);
        (self.least, self.most) = (self.in_use, self.in_use);
        let mut kept = 0;
        let mut ranges = Vec::new();
        for (&start, &len) in &self.free {
            let mut first_excess = None;
            for index in start..start + len {
                if self.infos[index as usize].clean_from > 0 {
                    kept += BLOCK_SIZE;
                }
                if kept > keep && first_excess.is_none() {
                    first_excess = Some(index);
                }
            }
            if let Some(first) = first_excess {
                ranges.push((first, start + len));
            }
        }
        for (from, to) in ranges {
            if region.decommit(block_offset(from), ((to - from) as usize) << BLOCK_SHIFT) {
                for info in &mut self.infos[from as usize..to as usize] {
                    info.clean_from = 0;
                }
            }
        }
    }
}

/// How many blocks a large object of this size takes; `None` beyond any region.
pub fn blocks_for(bytes: usize) -> Option<u32> {
    u32::try_from(bytes.div_ceil(BLOCK_SIZE)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_runs_coalesce_and_are_reused_lowest_first() {
        let mut region = Region::reserve(false).expect("address space");
        let mut blocks = Blocks::new(100);
        let runs: Vec<u32> = (0..4).map(|_| blocks.take(5, &mut region).expect("room")).collect();
        assert_eq!(runs, [0, 5, 10, 15]);
        blocks.release(0, 5);
        blocks.release(10, 5);
        blocks.release(5, 5);
        assert_eq!(blocks.take(15, &mut region), Some(0));
        blocks.release(15, 5);
        assert_eq!(blocks.take(30, &mut region), Some(15), "the free run at the end is extended");
        assert_eq!(blocks.in_use(), 45);
    }

    #[test]
    fn the_limit_holds() {
        let mut region = Region::reserve(false).expect("address space");
        let mut blocks = Blocks::new(3);
        assert_eq!(blocks.take(4, &mut region), None);
        assert_eq!(blocks.take(3, &mut region), Some(0));
        assert_eq!(blocks.take(1, &mut region), None);
    }
}
