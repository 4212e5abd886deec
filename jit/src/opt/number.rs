//! Global value numbering: equal pure instructions and equal guards that dominate one another are one.
//!
//! A guard's frame state is no part of its identity: the dominating one has already left if it failed.

use crate::ir::function::{ENTRY, Replacements};
use crate::ir::{BlockId, Cfg, Function, Inst, InstId};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let mut children = vec![Vec::new(); func.blocks.len()];
    for &b in cfg.order.iter().filter(|&&b| b != ENTRY) {
        if let Some(up) = cfg.idom[b.0 as usize] {
            children[up.0 as usize].push(b);
        }
    }
    let table = HashTable::with_capacity(func.insts.len() / 2);
    let mut numbering = Numbering { table, map: Replacements::default() };
    numbering.walk(func, &children);
    func.replace_all(&numbering.map);
}

struct Numbering {
    /// The first of equal instructions, by the hash of what they have in common.
    table: HashTable<InstId>,
    map: Replacements,
}

/// The first immediate, as far as it tells instructions apart.
fn imm_of(inst: &Inst) -> i64 {
    if fault!("number-imm-ignored") && !inst.args.is_empty() { 0 } else { inst.imm }
}

fn hash_of(inst: &Inst) -> u64 {
    let mut hasher = FxHasher::default();
    (inst.op, &inst.args, imm_of(inst), inst.imm2).hash(&mut hasher);
    hasher.finish()
}

fn are_equal(a: &Inst, b: &Inst) -> bool {
    a.op == b.op && a.args == b.args && imm_of(a) == imm_of(b) && a.imm2 == b.imm2
}

impl Numbering {
    /// Preorder over the dominator tree with an undo log, without recursion.
    fn walk(&mut self, func: &mut Function, children: &[Vec<BlockId>]) {
        enum Step {
            Enter(BlockId),
            Leave(Vec<InstId>),
        }
        let mut work = vec![Step::Enter(ENTRY)];
        while let Some(step) = work.pop() {
            match step {
                Step::Leave(added) => {
                    for &v in added.iter().filter(|_| !fault!("number-scope-kept")) {
                        if let Ok(found) =
                            self.table.find_entry(hash_of(func.inst(v)), |&known| known == v)
                        {
                            found.remove();
                        }
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

    fn block(&mut self, func: &mut Function, b: BlockId) -> Vec<InstId> {
        let mut added = Vec::new();
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for v in insts {
            let inst = func.inst_mut(v);
            for a in &mut inst.args {
                *a = self.map.get(*a);
            }
            if inst.op.is_numbered() {
                let hash = hash_of(inst);
                let inst = func.inst(v);
                let same = |&known: &InstId| are_equal(func.inst(known), inst);
                if let Some(&same) = self.table.find(hash, same) {
                    self.map.insert(v, same);
                    continue;
                }
                self.table.insert_unique(hash, v, |&known| hash_of(func.inst(known)));
                added.push(v);
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
