//! Checks that a function is well formed: run in tests and debug builds after each pass.

use super::cfg::Cfg;
use super::function::{BlockId, Function, InstId};
use super::insts::Op;
use super::types::Type;
use rustc_hash::FxHashMap;

/// The first fault found.
pub fn verify(func: &Function) -> Result<(), String> {
    let cfg = Cfg::new(func);
    let mut home: FxHashMap<InstId, (BlockId, usize)> = FxHashMap::default();
    for &b in &cfg.order {
        let block = func.block(b);
        for &p in &block.params {
            if func.inst(p).op != Op::Param || home.insert(p, (b, 0)).is_some() {
                return Err(format!("{p:?} is no parameter of {b:?} alone"));
            }
        }
        for (i, &v) in block.insts.iter().enumerate() {
            if home.insert(v, (b, i + 1)).is_some() {
                return Err(format!("{v:?} occurs twice"));
            }
            if func.inst(v).op.is_end() != (i + 1 == block.insts.len()) {
                return Err(format!("{b:?}: {v:?} is an end in the middle, or the block has none"));
            }
        }
        if block.insts.is_empty() {
            return Err(format!("{b:?} has no end"));
        }
    }
    for &b in &cfg.order {
        for (i, &v) in func.block(b).insts.iter().enumerate() {
            verify_inst(func, &cfg, &home, b, i + 1, v)?;
        }
    }
    Ok(())
}

fn verify_inst(
    func: &Function,
    cfg: &Cfg,
    home: &FxHashMap<InstId, (BlockId, usize)>,
    block: BlockId,
    position: usize,
    v: InstId,
) -> Result<(), String> {
    let inst = func.inst(v);
    let fixed = inst.op.operands();
    if inst.args.len() < fixed.len() || (inst.args.len() > fixed.len() && inst.op.rest().is_none())
    {
        return Err(format!("{v:?}: {} has {} operands", inst.op.name(), inst.args.len()));
    }
    for (i, &a) in inst.args.iter().enumerate() {
        let want = fixed.get(i).copied().or(inst.op.rest()).unwrap_or(Type::Void);
        let have = func.ty(a);
        if want != Type::Void && !have.is(want) {
            return Err(format!("{v:?}: {} takes {want}, {a:?} is {have}", inst.op.name()));
        }
    }
    let edge_args = inst.targets.iter().flat_map(|e| e.args.iter());
    for &a in inst.args.iter().chain(inst.state.iter()).chain(edge_args) {
        let Some(&(b, p)) = home.get(&a) else {
            return Err(format!("{v:?} uses {a:?}, which no block holds"));
        };
        let before = if b == block { p < position } else { cfg.dominates(b, block) };
        if !before {
            return Err(format!("{v:?} uses {a:?} before its definition"));
        }
    }
    if inst.op.needs_state() && inst.state.is_none() {
        return Err(format!("{v:?}: {} needs a frame state", inst.op.name()));
    }
    if let Some(s) = inst.state
        && func.inst(s).op != Op::Snapshot
    {
        return Err(format!("{v:?}: {s:?} is no snapshot"));
    }
    let targets = match inst.op {
        Op::Jump => 1,
        Op::Branch => 2,
        _ => 0,
    };
    if inst.targets.len() != targets {
        return Err(format!("{v:?} has {} targets", inst.targets.len()));
    }
    for edge in &inst.targets {
        let params = &func.block(edge.block).params;
        if params.len() != edge.args.len() {
            return Err(format!("{v:?} passes {} values to {:?}", edge.args.len(), edge.block));
        }
        for (&a, &p) in edge.args.iter().zip(params) {
            if !func.ty(a).is(func.ty(p)) {
                return Err(format!(
                    "{v:?} passes {a:?} ({}) for {p:?} ({})",
                    func.ty(a),
                    func.ty(p)
                ));
            }
        }
    }
    Ok(())
}
