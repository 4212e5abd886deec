//! Global value numbering: equal pure instructions and equal guards that dominate one another are one.
//!
//! A guard's frame state is no part of its identity: the dominating one has already left if it failed.

use crate::ir::function::{Args, ENTRY, Replacements};
use crate::ir::{BlockId, Cfg, Function, InstId, Op};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;

type Key = (Op, Args, i64, i64);

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let mut children = vec![Vec::new(); func.blocks.len()];
    for &b in cfg.order.iter().filter(|&&b| b != ENTRY) {
        if let Some(up) = cfg.idom[b.0 as usize] {
            children[up.0 as usize].push(b);
        }
    }
    let mut numbering = Numbering { table: FxHashMap::default(), map: Replacements::default() };
    numbering.walk(func, &children);
    func.replace_all(&numbering.map);
}

struct Numbering {
    table: FxHashMap<Key, InstId>,
    map: Replacements,
}

impl Numbering {
    /// Preorder over the dominator tree with an undo log, without recursion.
    fn walk(&mut self, func: &mut Function, children: &[Vec<BlockId>]) {
        enum Step {
            Enter(BlockId),
            Leave(Vec<Key>),
        }
        let mut work = vec![Step::Enter(ENTRY)];
        while let Some(step) = work.pop() {
            match step {
                Step::Leave(keys) => {
                    for key in keys.iter().filter(|_| !fault!("number-scope-kept")) {
                        self.table.remove(key);
                    }
                }
                Step::Enter(b) => {
                    let added = self.block(func, b);
                    work.push(Step::Leave(added));
                    work.extend(children[b.0 as usize].iter().map(|&c| Step::Enter(c)));
                }
            }
        }
    }

    fn block(&mut self, func: &mut Function, b: BlockId) -> Vec<Key> {
        let mut added = Vec::new();
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for v in insts {
            let inst = func.inst_mut(v);
            for a in &mut inst.args {
                *a = self.map.get(*a);
            }
            if inst.op.is_numbered() {
                let imm = if fault!("number-imm-ignored") && !inst.args.is_empty() {
                    0
                } else {
                    inst.imm
                };
                let key = (inst.op, inst.args.clone(), imm, inst.imm2);
                if let Some(&same) = self.table.get(&key) {
                    self.map.insert(v, same);
                    continue;
                }
                self.table.insert(key.clone(), v);
                added.push(key);
            }
            kept.push(v);
        }
        func.block_mut(b).insts = kept;
        added
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    #[test]
    fn an_equal_guard_further_down_goes() {
        let func = after(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Int = guard_int v0 @v1 !not_int
  v3: Cond = int_cmp v2, v2
  branch v3 -> b1(), b2()
b1():
  v4: State = snapshot v0 [1, 1]
  v5: Int = guard_int v0 @v4 !not_int
  return v5
b2():
  return v2
",
            super::run,
        );
        assert_eq!(count(&func, "guard_int"), 1, "{func}");
    }
}
