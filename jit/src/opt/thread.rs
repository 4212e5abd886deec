//! Jump threading: a join whose branch asks what all ways into it have answered is split, so that each
//! way goes on without the question.
//!
//! A site that tells two types apart ends in a join; the next site with the same operand asks again
//! (`a, b = seq` for tuples and lists, attributes of one object). Split, the second answer follows from the
//! first, and what depends on it is known all along the way. What the join computes is repaired where it lives
//! on.

use super::repair::{self, Definitions};
use crate::ir::function::{ENTRY, Edge};
use crate::ir::{BlockId, Cfg, Function, Inst, InstId, Op};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;

/// How many dominators are asked for an answer.
const MAX_STEPS: usize = 100;
/// Instructions that a join is copied with at most.
const MAX_SIZE: usize = 4;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let joins: Vec<Join> = cfg.order.iter().filter_map(|&b| candidate(func, &cfg, b)).collect();
    if joins.is_empty() {
        return;
    }
    let mut split = Split::default();
    for join in joins {
        split.join(func, &join);
    }
    let cfg = Cfg::new(func);
    repair::run(func, &cfg, &cfg.order, &split);
}

/// A join that can be split, and by edge into it which target its branch takes then.
struct Join {
    block: BlockId,
    answers: Vec<(BlockId, usize, usize)>,
}

/// A block as a join, if it is one whose branch is answered on every way into it.
fn candidate(func: &Function, cfg: &Cfg, block: BlockId) -> Option<Join> {
    let insts = &func.block(block).insts;
    let preds = &cfg.preds[block.0 as usize];
    let branch = func.inst(func.end(block)?);
    if block == ENTRY || branch.op != Op::Branch || preds.len() < 2 || insts.len() > MAX_SIZE {
        return None;
    }
    let (copied, cond) = (&insts[..insts.len() - 1], branch.args[0]);
    let is_light = |v: &InstId| {
        let op = func.inst(*v).op;
        op.is_virtual() || matches!(op, Op::Snapshot | Op::Const | Op::ConstI64)
    };
    let has_arms = branch.targets.iter().all(|t| cfg.preds[t.block.0 as usize].len() == 1);
    if !has_arms || !copied.iter().all(is_light) || func.block(block).params.contains(&cond) {
        return None;
    }
    let mut answers = Vec::new();
    for &p in preds {
        if cfg.dominates(block, p) {
            return None;
        }
        for (edge, _) in func.edges(p).iter().enumerate().filter(|(_, e)| e.block == block) {
            answers.push((p, edge, answer(func, cfg, p, edge, cond)?));
        }
    }
    Some(Join { block, answers })
}

/// Which target a branch on `cond` takes behind this edge of a block, if a branch before has told.
fn answer(func: &Function, cfg: &Cfg, b: BlockId, edge: usize, cond: InstId) -> Option<usize> {
    let asks = |b: BlockId| {
        let end = func.inst(func.end(b)?);
        (end.op == Op::Branch && end.args[0] == cond).then_some(end)
    };
    if asks(b).is_some() {
        return Some(edge);
    }
    let mut b = b;
    for _ in 0..MAX_STEPS {
        if let [only] = cfg.preds[b.0 as usize][..]
            && let Some(end) = asks(only)
        {
            return end.targets.iter().position(|t| t.block == b);
        }
        let up = cfg.idom[b.0 as usize]?;
        if up == b {
            return None;
        }
        b = up;
    }
    None
}

/// The values of joins that were split: what they are in each copy.
#[derive(Default)]
struct Split(FxHashMap<InstId, [(BlockId, InstId); 2]>);

impl Split {
    /// Makes a copy of the join for each arm of its branch; the join itself cannot be reached any more.
    fn join(&mut self, func: &mut Function, join: &Join) {
        let of = func.block(join.block).clone();
        let end = func.end(join.block).map(|end| func.inst(end).targets.clone());
        let copies = [0, 1].map(|arm| {
            let copy = func.new_block();
            func.block_mut(copy).cold = of.cold;
            func.block_mut(copy).stateless = of.stateless;
            let mut values: FxHashMap<InstId, InstId> = FxHashMap::default();
            for &p in &of.params {
                let ty = func.ty(p);
                values.insert(p, func.push_param(copy, ty));
            }
            let renamed = |values: &FxHashMap<InstId, InstId>, v: &mut InstId| {
                *v = values.get(v).copied().unwrap_or(*v);
            };
            for &v in &of.insts[..of.insts.len() - 1] {
                let mut inst = func.inst(v).clone();
                inst.uses_mut().for_each(|used| renamed(&values, used));
                values.insert(v, func.push(copy, inst));
            }
            let mut jump = Inst::new(Op::Jump, &[]);
            if let Some(targets) = &end {
                let Edge { block, mut args } = targets[arm].clone();
                args.iter_mut().for_each(|a| renamed(&values, a));
                jump.targets.push(Edge { block, args });
            }
            func.push(copy, jump);
            (copy, values)
        });
        for &v in of.params.iter().chain(&of.insts[..of.insts.len() - 1]) {
            self.0.insert(v, [0, 1].map(|arm| (copies[arm].0, copies[arm].1[&v])));
        }
        for &(p, edge, arm) in &join.answers {
            if let Some(end) = func.end(p) {
                func.inst_mut(end).targets[edge].block = copies[arm].0;
            }
        }
    }
}

impl Definitions for Split {
    fn is_old(&self, v: InstId) -> bool {
        self.0.contains_key(&v)
    }

    fn at(&self, cfg: &Cfg, b: BlockId, v: InstId) -> Option<InstId> {
        let mut copies = self.0[&v];
        if fault!("thread-other-arm") {
            (copies[0].1, copies[1].1) = (copies[1].1, copies[0].1);
        }
        let over = |c: &&(BlockId, InstId)| cfg.is_reachable(c.0) && cfg.dominates(c.0, b);
        copies.iter().find(over).map(|c| c.1)
    }

    fn is_split(&self, _: BlockId) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    /// Two questions after one another: what the first join joins is used in the arms of the second, and behind it.
    const TWICE: &str = "fn f
b0():
  v0: Slot = entry_slot [0, 0]
  v1: Cond = has_shape v0 [7, 0]
  branch v1 -> b1(), b2()
b1():
  v2: Any = const [16, 0]
  jump -> b3(v2, v0)
b2():
  v3: Any = const [24, 0]
  jump -> b3(v3, v0)
b3(v4: Any, v10: Slot):
  v5: State = snapshot v0 [3, 1]
  branch v1 -> b4(), b5()
b4():
  v6: Any = const [32, 0]
  guard_true v1 @v5 !not_type
  jump -> b6(v6)
b5():
  jump -> b6(v4)
b6(v7: Any):
  v8: State = snapshot v4, v7, v10 [4, 1]
  poll [8, 0] @v8 !pending
  return v4
";

    #[test]
    fn a_question_that_was_answered_is_not_asked_again() {
        let func = after(TWICE, super::run);
        assert_eq!(count(&func, "branch"), 1, "{func}");
        assert_eq!(count(&func, "snapshot"), 3, "{func}");
    }

    #[test]
    fn values_of_the_join_that_live_on_are_joined_again() {
        // Types tell whether each edge passes them in the order of the parameters.
        let func = after(TWICE, super::run);
        let text = func.to_string();
        let last = text.lines().find(|l| l.starts_with("b6")).expect("the last join is there");
        let types: Vec<&str> = last.matches(": Any").chain(last.matches(": Slot")).collect();
        assert_eq!(types, [": Any", ": Any", ": Slot"], "{func}");
    }

    #[test]
    fn a_snapshot_that_is_needed_behind_the_arms_is_made_again() {
        let text = TWICE.replace("@v8", "@v5");
        let func = after(&text, super::run);
        assert_eq!(count(&func, "branch"), 1, "{func}");
        assert_eq!(count(&func, "snapshot"), 4, "{func}");
    }

    #[test]
    fn another_question_is_asked() {
        let text = TWICE
            .replace("branch v1 -> b4", "branch v9 -> b4")
            .replace("  branch v1 -> b1", "  v9: Cond = has_shape v0 [8, 0]\n  branch v1 -> b1");
        assert_eq!(count(&after(&text, super::run), "branch"), 2);
    }
}
