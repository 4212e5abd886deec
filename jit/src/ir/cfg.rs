//! Control flow facts: predecessors, reverse postorder, dominators, natural loops.

use super::function::{BlockId, ENTRY, Function};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

/// Control flow facts of a function at one time.
pub struct Cfg {
    /// Reachable blocks in reverse postorder.
    pub order: Vec<BlockId>,
    /// Predecessors by block (one entry per edge).
    pub preds: Vec<SmallVec<[BlockId; 4]>>,
    /// Immediate dominators by block; the entry is its own.
    pub idom: Vec<Option<BlockId>>,
    position: Vec<usize>,
}

/// A natural loop.
pub struct Loop {
    /// The block that all iterations enter by.
    pub header: BlockId,
    /// All blocks of the loop, the header included.
    pub body: FxHashSet<BlockId>,
    /// Blocks that jump back to the header.
    pub latches: Vec<BlockId>,
}

impl Cfg {
    /// Computes the facts.
    pub fn new(func: &Function) -> Cfg {
        let n = func.blocks.len();
        let mut postorder = Vec::with_capacity(n);
        let mut seen = vec![false; n];
        let mut stack = vec![(ENTRY, 0usize)];
        seen[ENTRY.0 as usize] = true;
        while let Some((block, next)) = stack.pop() {
            match func.edges(block).get(next) {
                Some(edge) => {
                    stack.push((block, next + 1));
                    let to = edge.block.0 as usize;
                    if !seen[to] {
                        seen[to] = true;
                        stack.push((edge.block, 0));
                    }
                }
                None => postorder.push(block),
            }
        }
        let order: Vec<BlockId> = postorder.into_iter().rev().collect();
        let mut position = vec![usize::MAX; n];
        for (i, b) in order.iter().enumerate() {
            position[b.0 as usize] = i;
        }
        let mut preds = vec![SmallVec::new(); n];
        for &b in &order {
            for edge in func.edges(b) {
                preds[edge.block.0 as usize].push(b);
            }
        }
        let mut cfg = Cfg { order, preds, idom: vec![None; n], position };
        cfg.compute_dominators();
        cfg
    }

    /// Whether a block can be reached.
    pub fn is_reachable(&self, b: BlockId) -> bool {
        self.position[b.0 as usize] != usize::MAX
    }

    /// Whether every path to `b` passes `a`.
    pub fn dominates(&self, a: BlockId, mut b: BlockId) -> bool {
        let target = self.position[a.0 as usize];
        while self.position[b.0 as usize] > target {
            match self.idom[b.0 as usize] {
                Some(up) if up != b => b = up,
                _ => return false,
            }
        }
        a == b
    }

    /// Natural loops, inner ones before the outer ones that hold them.
    pub fn loops(&self, func: &Function) -> Vec<Loop> {
        let mut loops: Vec<Loop> = Vec::new();
        for &b in &self.order {
            for edge in func.edges(b) {
                if !self.dominates(edge.block, b) {
                    continue;
                }
                let header = edge.block;
                let index = match loops.iter().position(|l| l.header == header) {
                    Some(i) => i,
                    None => {
                        loops.push(Loop {
                            header,
                            body: FxHashSet::from_iter([header]),
                            latches: vec![],
                        });
                        loops.len() - 1
                    }
                };
                let l = &mut loops[index];
                l.latches.push(b);
                let mut work = vec![b];
                while let Some(x) = work.pop() {
                    if l.body.insert(x) {
                        work.extend(self.preds[x.0 as usize].iter().copied());
                    }
                }
            }
        }
        loops.sort_by_key(|l| (l.body.len(), l.header));
        loops
    }

    fn compute_dominators(&mut self) {
        self.idom[ENTRY.0 as usize] = Some(ENTRY);
        let mut changed = true;
        while changed {
            changed = false;
            for i in 1..self.order.len() {
                let b = self.order[i];
                let mut new: Option<BlockId> = None;
                for &p in &self.preds[b.0 as usize] {
                    if self.idom[p.0 as usize].is_some() {
                        new = Some(match new {
                            None => p,
                            Some(q) => self.common(p, q),
                        });
                    }
                }
                if new != self.idom[b.0 as usize] {
                    self.idom[b.0 as usize] = new;
                    changed = true;
                }
            }
        }
    }

    fn common(&self, mut a: BlockId, mut b: BlockId) -> BlockId {
        let up = |x: BlockId| self.idom[x.0 as usize].expect("processed blocks have a dominator");
        while a != b {
            while self.position[a.0 as usize] > self.position[b.0 as usize] {
                a = up(a);
            }
            while self.position[b.0 as usize] > self.position[a.0 as usize] {
                b = up(b);
            }
        }
        a
    }
}
