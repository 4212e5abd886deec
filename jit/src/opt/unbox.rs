//! Float unboxing across blocks: a block parameter that is always a float, and is used as one, becomes
//! an unboxed parameter. Each remaining use as a word gets its own `box` beside it, so that a cold use
//! costs nothing in hot code.

use crate::ir::function::Args;
use crate::ir::{BlockId, Cfg, Function, Inst, InstId, Op, Type};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    super::fold::run(func);
    let cfg = Cfg::new(func);
    let chosen = choose(func, &cfg);
    if chosen.is_empty() {
        return;
    }
    let raw = retype(func, &cfg, &chosen);
    rewrite_uses(func, &cfg, &raw);
    super::fold::run(func);
}

/// Parameters worth unboxing, with their place.
fn choose(func: &Function, cfg: &Cfg) -> FxHashMap<InstId, (BlockId, usize)> {
    let mut candidates = FxHashMap::default();
    for &b in &cfg.order {
        for (i, &p) in func.block(b).params.iter().enumerate() {
            if func.ty(p) == Type::Float {
                candidates.insert(p, (b, i));
            }
        }
    }
    // Worth it: someone unboxes it, or it feeds another that is worth it.
    let mut worth: FxHashMap<InstId, bool> = FxHashMap::default();
    for &b in &cfg.order {
        for &v in &func.block(b).insts {
            let inst = func.inst(v);
            if inst.op == Op::Unbox {
                worth.insert(inst.args[0], true);
            }
        }
    }
    // Or what flows in was boxed for it alone.
    for &b in &cfg.order {
        for edge in func.edges(b) {
            for (&a, &p) in edge.args.iter().zip(&func.block(edge.block).params) {
                if func.inst(a).op == Op::Box && candidates.contains_key(&p) {
                    worth.insert(p, true);
                }
            }
        }
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &b in &cfg.order {
            for edge in func.edges(b) {
                let params = &func.block(edge.block).params;
                for (&a, p) in edge.args.iter().zip(params) {
                    if worth.contains_key(p)
                        && candidates.contains_key(&a)
                        && !worth.contains_key(&a)
                    {
                        worth.insert(a, true);
                        changed = true;
                    }
                }
            }
        }
    }
    // A parameter that only carries a word produced elsewhere, and whose sources are all loads that
    // nobody else unboxes, still gains: the conversion moves to the edge, once per entry.
    candidates.retain(|p, _| worth.contains_key(p));
    candidates
}

/// Makes the chosen parameters unboxed and converts what flows in.
fn retype(
    func: &mut Function,
    cfg: &Cfg,
    chosen: &FxHashMap<InstId, (BlockId, usize)>,
) -> FxHashMap<InstId, InstId> {
    for &p in chosen.keys() {
        func.inst_mut(p).ty = Type::F64;
    }
    for &b in &cfg.order {
        let Some(end) = func.end(b) else { continue };
        for t in 0..func.inst(end).targets.len() {
            let edge = func.inst(end).targets[t].clone();
            let mut args: Args = edge.args.clone();
            for (i, &p) in func.block(edge.block).params.clone().iter().enumerate() {
                if !chosen.contains_key(&p) || chosen.contains_key(&args[i]) {
                    continue;
                }
                let raw = func.make(Inst::new(Op::Unbox, &[args[i]]));
                let at = func.block(b).insts.len() - 1;
                func.block_mut(b).insts.insert(at, raw);
                args[i] = raw;
            }
            func.inst_mut(end).targets[t].args = args;
        }
    }
    chosen.keys().map(|&p| (p, p)).collect()
}

/// Uses as a word get a box right before them; uses by `unbox` and edges to unboxed parameters do not.
fn rewrite_uses(func: &mut Function, cfg: &Cfg, raw: &FxHashMap<InstId, InstId>) {
    for &b in &cfg.order {
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut out = Vec::with_capacity(insts.len());
        let mut boxed: FxHashMap<InstId, InstId> = FxHashMap::default();
        for v in insts {
            let inst = func.inst(v).clone();
            let mut new = inst.clone();
            let mut word = |func: &mut Function, p: InstId| {
                *boxed.entry(p).or_insert_with(|| {
                    let made = func.make(Inst::new(Op::Box, &[p]));
                    out.push(made);
                    made
                })
            };
            for (i, &a) in inst.args.iter().enumerate() {
                if raw.contains_key(&a) && inst.op != Op::Snapshot && !inst.op.is_virtual() {
                    new.args[i] = word(func, a);
                }
            }
            for (t, edge) in inst.targets.iter().enumerate() {
                let params = func.block(edge.block).params.clone();
                for (i, &a) in edge.args.iter().enumerate() {
                    let kept = fault!("unbox-edge-raw");
                    if raw.contains_key(&a) && !raw.contains_key(&params[i]) && !kept {
                        new.targets[t].args[i] = word(func, a);
                    }
                }
            }
            *func.inst_mut(v) = new;
            out.push(v);
        }
        func.block_mut(b).insts = out;
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    #[test]
    fn a_float_sum_in_a_loop_is_never_boxed_inside() {
        let func = after(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Float = guard_float v0 @v1 !not_float
  jump -> b1(v2)
b1(v3: Float):
  v4: State = snapshot v3 [2, 1]
  v5: F64 = unbox v3
  v6: F64 = f64_add v5, v5
  v7: Float = box v6
  v8: Cond = f64_cmp v6, v5
  guard_true v8 @v4 !index
  branch v8 -> b1(v7), b2()
b2():
  return v7
",
            |f| {
                super::run(f);
                crate::opt::dce::run(f);
            },
        );
        let text = func.to_string();
        let body = text.split("b1(").nth(2).and_then(|t| t.split("b2(").next()).unwrap_or("");
        assert!(!body.contains("unbox"), "{text}");
        assert_eq!(func.ty(func.blocks[1].params[0]), crate::ir::Type::F64);
        assert_eq!(count(&func, "unbox"), 1, "{text}");
    }
}
