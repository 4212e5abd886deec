//! Removes block parameters that get the same value on every edge (or themselves around a loop).
//!
//! The builder gives each block one parameter per live local and stack slot; this makes the SSA
//! minimal again.

use crate::ir::function::{ENTRY, Replacements};
use crate::ir::{BlockId, Cfg, Function, InstId, Op};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    // Which blocks follow which stays.
    let cfg = Cfg::new(func);
    let mut map = Replacements::default();
    while remove_redundant(func, &cfg, &mut map) {}
    func.replace_all(&map);
}

/// Drops parameters that are redundant now, and notes what stands for them.
fn remove_redundant(func: &mut Function, cfg: &Cfg, map: &mut Replacements) -> bool {
    let mut dropped: Vec<(BlockId, Vec<usize>)> = Vec::new();
    for &b in cfg.order.iter().filter(|&&b| b != ENTRY) {
        let mut gone = Vec::new();
        for i in 0..func.block(b).params.len() {
            let param = func.block(b).params[i];
            if let Some(only) = only_source(func, cfg, map, b, i, param) {
                map.insert(param, only);
                gone.push(i);
            }
        }
        if !gone.is_empty() {
            dropped.push((b, gone));
        }
    }
    if dropped.is_empty() {
        return false;
    }
    for (b, gone) in &dropped {
        drop_params(func, cfg, *b, gone);
    }
    true
}

/// The one value that a parameter gets, if there is only one.
fn only_source(
    func: &Function,
    cfg: &Cfg,
    map: &Replacements,
    b: BlockId,
    index: usize,
    param: InstId,
) -> Option<InstId> {
    let mut only = None;
    for &p in &cfg.preds[b.0 as usize] {
        for edge in func.edges(p).iter().filter(|e| e.block == b) {
            let arg = map.get(edge.args[index]);
            if arg == param || unguarded(func, map, arg) == param {
                continue;
            }
            match only {
                None => only = Some(arg),
                Some(o) if o == arg => {}
                Some(o) if fault!("params-second-source") && func.inst(o).op == Op::Const => {}
                Some(_) => return None,
            }
        }
    }
    only
}

/// The value behind guards and assumptions, which pass on the word that they look at. A value that goes
/// round a loop through them is invariant, and the guards can then leave the loop.
fn unguarded(func: &Function, map: &Replacements, mut v: InstId) -> InstId {
    while let Op::AssumeBound
    | Op::AssumeHeap
    | Op::AssumeInt
    | Op::AssumeType
    | Op::GuardInt
    | Op::GuardFloat
    | Op::GuardBool
    | Op::GuardBound
    | Op::GuardType
    | Op::GuardShape
    | Op::GuardWord = func.inst(v).op
    {
        v = map.get(func.inst(v).args[0]);
    }
    v
}

/// Removes parameters by index (ascending) and what the edges pass for them.
pub fn drop_params(func: &mut Function, cfg: &Cfg, b: BlockId, gone: &[usize]) {
    for &i in gone.iter().rev() {
        func.block_mut(b).params.remove(i);
    }
    let mut preds = cfg.preds[b.0 as usize].clone();
    preds.sort_unstable();
    preds.dedup();
    for p in preds {
        let Some(end) = func.end(p) else { continue };
        for edge in func.inst_mut(end).targets.iter_mut().filter(|e| e.block == b) {
            for &i in gone.iter().rev() {
                edge.args.remove(i);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::after;

    #[test]
    fn a_value_carried_round_a_loop_unchanged_is_no_parameter() {
        let func = after(
            "fn f
b0():
  v0: Any = const [3, 0]
  v1: Any = const [5, 0]
  jump -> b1(v0, v1)
b1(v2: Any, v3: Any):
  v4: Cond = word_eq v2, v3
  branch v4 -> b1(v2, v2), b2(v2)
b2(v5: Any):
  return v5
",
            super::run,
        );
        assert_eq!(func.blocks[1].params.len(), 1);
        assert_eq!(func.blocks[2].params.len(), 0);
    }
}
