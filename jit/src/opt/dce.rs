//! Removes instructions, parameters and snapshots that nothing uses.
//!
//! The snapshot that begins a loop may be used by nothing yet: guards that move before the loop leave at it
//! (`loops`). It goes when no pass that moves guards follows.

use super::params::drop_params;
use crate::ir::cfg::Loop;
use crate::ir::function::ENTRY;
use crate::ir::{Cfg, Function, InstId, Op};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    remove(func, true);
}

/// Runs it as the last pass.
pub fn finish(func: &mut Function) {
    remove(func, false);
}

fn remove(func: &mut Function, keeps_entries: bool) {
    let cfg = Cfg::new(func);
    let entries = if keeps_entries { entry_states(func, &cfg) } else { Vec::new() };
    let live = live_values(func, &cfg, entries);
    for &b in &cfg.order {
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        func.block_mut(b).insts = insts.into_iter().filter(|v| live[v.0 as usize]).collect();
        if b != ENTRY {
            let params = &func.block(b).params;
            let gone: Vec<usize> =
                (0..params.len()).filter(|&i| !live[params[i].0 as usize]).collect();
            drop_params(func, &cfg, b, &gone);
        }
    }
}

/// The snapshots that begin loops.
fn entry_states(func: &Function, cfg: &Cfg) -> Vec<InstId> {
    let first = |l: &Loop| {
        let mut insts = func.block(l.header).insts.iter().copied();
        insts.find(|&v| !func.inst(v).op.is_virtual())
    };
    let firsts = cfg.loops(func);
    firsts.iter().filter_map(first).filter(|&v| func.inst(v).op == Op::Snapshot).collect()
}

/// Whether each value is used.
fn live_values(func: &Function, cfg: &Cfg, mut work: Vec<InstId>) -> Vec<bool> {
    let mut live = vec![false; func.insts.len()];
    for &b in &cfg.order {
        let roots = func.block(b).insts.iter().copied();
        work.extend(roots.filter(|&v| {
            let op = func.inst(v).op;
            let dropped = fault!("dce-guard-dropped")
                && matches!(op, Op::GuardTrue | Op::GuardFalse)
                || fault!("dce-store-dropped") && op == Op::StoreItem;
            !op.is_removable() && !op.is_checked_arithmetic() && !dropped
        }));
    }
    let mut param_home = vec![None; func.insts.len()];
    for &b in &cfg.order {
        for (i, p) in func.block(b).params.iter().enumerate() {
            param_home[p.0 as usize] = Some((b, i));
        }
    }
    while let Some(v) = work.pop() {
        if std::mem::replace(&mut live[v.0 as usize], true) {
            continue;
        }
        let inst = func.inst(v);
        work.extend(inst.args.iter().copied());
        work.extend(inst.state);
        if inst.op == Op::Param
            && let Some((b, i)) = param_home[v.0 as usize]
        {
            for &p in &cfg.preds[b.0 as usize] {
                let edges = func.edges(p).iter().filter(|e| e.block == b);
                work.extend(edges.map(|e| e.args[i]));
            }
        }
    }
    live
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    #[test]
    fn dead_sums_and_parameters_go_and_guards_stay() {
        let func = after(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Int = guard_int v0 @v1 !not_int
  v3: Int = int_add v2, v2 @v1 !overflow
  jump -> b1(v3)
b1(v4: Int):
  return v0
"
            .replace("return v0", "v5: Any = const [4, 0]\n  return v5")
            .as_str(),
            super::run,
        );
        assert_eq!(count(&func, "guard_int"), 1);
        assert_eq!(count(&func, "int_add"), 0);
        assert_eq!(func.blocks[1].params.len(), 0);
    }

    #[test]
    fn the_state_that_a_loop_begins_with_goes_last() {
        let text = "fn f
b0():
  v0: Slot = entry_slot
  v1: Int = const [1, 0]
  jump -> b1(v1)
b1(v2: Int):
  v3: State = snapshot v0, v2 [3, 2]
  v4: State = snapshot v2, v0 [5, 2]
  v5: Cond = word_eq v2, v0
  branch v5 -> b1(v2), b2()
b2():
  return v1
";
        let func = after(text, super::run);
        assert_eq!(count(&func, "snapshot"), 1, "{func}");
        let func = after(text, super::finish);
        assert_eq!(count(&func, "snapshot"), 0, "{func}");
    }
}
