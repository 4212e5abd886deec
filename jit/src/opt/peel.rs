//! Loop peeling: a loop whose accumulator changes its kind in the first iteration (`total = 0`, then floats
//! are added) gets that iteration as code of its own, so that the rest can keep the value unboxed.
//!
//! Runs first, while nearly every value that crosses a block still goes through a parameter; the others get one
//! (`close`), as the code behind the loop is come to from both copies.

use super::{close, params, types};
use crate::ir::cfg::Loop;
use crate::ir::{BlockId, Cfg, Function, Inst, InstId, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use taipan_runtime::fault;

/// Instructions of a loop that is copied at most.
const MAX_SIZE: usize = 1_500;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let loops = Cfg::new(func).loops(func);
    let is_float = |inst: &Inst| inst.ty != Type::Never && inst.ty.is(Type::Float);
    if loops.is_empty() || !func.insts.iter().any(is_float) {
        return;
    }
    let headers = changing_headers(func);
    for l in loops {
        // Inner loops come first; one that holds a loop is left alone.
        if headers.contains(&l.header) && is_innermost(func, &l) && size(func, &l) <= MAX_SIZE {
            peel(func, &l);
        }
    }
}

/// Headers with a parameter that enters as another type than it comes round with.
fn changing_headers(func: &Function) -> FxHashSet<BlockId> {
    let mut minimal = func.clone();
    params::run(&mut minimal);
    types::run(&mut minimal);
    let cfg = Cfg::new(&minimal);
    let mut found = FxHashSet::default();
    for l in cfg.loops(&minimal) {
        for i in 0..minimal.block(l.header).params.len() {
            let (mut enters, mut returns) = (Type::Never, Type::Never);
            for &p in &cfg.preds[l.header.0 as usize] {
                for edge in minimal.edges(p).iter().filter(|e| e.block == l.header) {
                    let ty = minimal.ty(edge.args[i]);
                    if l.body.contains(&p) {
                        returns = returns.join(ty);
                    } else {
                        enters = enters.join(ty);
                    }
                }
            }
            if returns.is(Type::Float) && enters.is(Type::Int) {
                found.insert(l.header);
            }
        }
    }
    found
}

fn is_innermost(func: &Function, l: &Loop) -> bool {
    let inner = Cfg::new(func).loops(func);
    inner.iter().all(|other| other.header == l.header || !l.body.contains(&other.header))
}

fn size(func: &Function, l: &Loop) -> usize {
    l.body.iter().map(|&b| func.block(b).insts.len()).sum()
}

/// Copies the loop in front of itself: whoever entered it enters the copy, whose jumps back enter the loop.
fn peel(func: &mut Function, l: &Loop) {
    let cfg = Cfg::new(func);
    let body: Vec<BlockId> = cfg.order.iter().copied().filter(|b| l.body.contains(b)).collect();
    close::run(func, &cfg, l);
    let mut blocks: FxHashMap<BlockId, BlockId> = FxHashMap::default();
    let mut values: FxHashMap<InstId, InstId> = FxHashMap::default();
    for &b in &body {
        let copy = func.new_block();
        func.block_mut(copy).cold = func.block(b).cold;
        func.block_mut(copy).stateless = func.block(b).stateless;
        blocks.insert(b, copy);
        for p in func.block(b).params.clone() {
            let ty = func.ty(p);
            let made = func.push_param(copy, ty);
            values.insert(p, made);
        }
        for v in func.block(b).insts.clone() {
            let inst = func.inst(v).clone();
            let made = func.push(copy, inst);
            values.insert(v, made);
        }
    }
    let first = func.block(l.header).params.clone();
    let renamed = |v: &InstId| values.get(v).copied().unwrap_or(*v);
    for &b in &body {
        for v in func.block(blocks[&b]).insts.clone() {
            let inst = func.inst_mut(v);
            for a in inst.args.iter_mut().chain(&mut inst.state).chain(&mut inst.origin) {
                *a = renamed(a);
            }
            for edge in &mut inst.targets {
                for (i, a) in edge.args.iter_mut().enumerate() {
                    let is_kept = i == 2 && fault!("peel-phi-dropped") && edge.block == l.header;
                    *a = renamed(if is_kept { &first[i] } else { a });
                }
                if edge.block != l.header {
                    edge.block = blocks.get(&edge.block).copied().unwrap_or(edge.block);
                }
            }
        }
    }
    for &p in &cfg.preds[l.header.0 as usize] {
        let Some(end) = func.end(p).filter(|_| !l.body.contains(&p)) else { continue };
        for edge in func.inst_mut(end).targets.iter_mut().filter(|e| e.block == l.header) {
            edge.block = blocks[&l.header];
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::{Cfg, Type};
    use crate::opt::testing::after;
    use crate::opt::{params, types};

    const SUM: &str = "fn f
b0():
  v0: Int = const [1, 0]
  jump -> b1(v0)
b1(v2: Any):
  v3: F64 = const_f64 [4607182418800017408, 0]
  v4: State = snapshot v2 [0, 1]
  v5: F64 = guard_number v2 @v4 !not_float
  v6: F64 = f64_add v5, v3
  v7: Float = box v6
  v8: Cond = f64_cmp v6, v3 [4, 0]
  branch v8 -> b1(v7), b2(v7)
b2(v9: Any):
  return v9
";

    #[test]
    fn an_accumulator_that_becomes_a_float_is_one_all_through_the_loop() {
        let mut func = after(SUM, super::run);
        params::run(&mut func);
        types::run(&mut func);
        let loops = Cfg::new(&func).loops(&func);
        assert_eq!(loops.len(), 1, "{func}");
        let params = &func.block(loops[0].header).params;
        assert!(params.iter().all(|&p| func.ty(p).is(Type::Float)), "{func}");
    }

    #[test]
    fn a_loop_whose_values_are_used_behind_it_is_peeled_too() {
        let text = SUM.replace("return v9", "return v2");
        let func = after(&text, super::run);
        assert_eq!(crate::opt::testing::count(&func, "guard_number"), 2, "{func}");
    }

    #[test]
    fn a_loop_whose_values_keep_their_kind_is_left_alone() {
        let text = SUM.replace("v0: Int = const [1, 0]", "v0: Float = const [2, 0]");
        let before = text.matches("guard_number").count();
        let func = after(&text, super::run);
        assert_eq!(crate::opt::testing::count(&func, "guard_number"), before, "{func}");
    }
}
