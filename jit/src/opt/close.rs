//! Loop-closed form: what a loop computes reaches the code behind it through block parameters, so that the loop
//! can be copied and either copy can come to that code.
//!
//! Not a pass of its own: peeling asks for it. Parameters that turn out to have one source go in `params`.

use crate::ir::{BlockId, Cfg, Function, InstId, Op, Type, cfg::Loop};
use rustc_hash::{FxHashMap, FxHashSet};

/// Brings a loop into this form.
pub fn run(func: &mut Function, cfg: &Cfg, l: &Loop) {
    let body = l.body.iter().map(|&b| func.block(b));
    let inside = body.flat_map(|block| block.params.iter().chain(&block.insts)).copied().collect();
    let mut closing = Closing {
        func,
        cfg,
        body: &l.body,
        inside,
        known: FxHashMap::default(),
        copied: FxHashMap::default(),
    };
    for &b in cfg.order.iter().filter(|b| !l.body.contains(b)) {
        for v in closing.func.block(b).insts.clone() {
            closing.rename(b, v);
        }
    }
}

struct Closing<'a> {
    func: &'a mut Function,
    cfg: &'a Cfg,
    body: &'a FxHashSet<BlockId>,
    /// The values that the loop makes.
    inside: FxHashSet<InstId>,
    /// What stands for such a value at the start of a block behind the loop.
    known: FxHashMap<(BlockId, InstId), InstId>,
    /// How many copied instructions begin a block.
    copied: FxHashMap<BlockId, usize>,
}

impl Closing<'_> {
    /// Renames what an instruction behind the loop uses.
    fn rename(&mut self, b: BlockId, v: InstId) {
        let mut inst = self.func.inst(v).clone();
        let passed = inst.targets.iter_mut().flat_map(|edge| &mut edge.args);
        let used = inst.args.iter_mut().chain(&mut inst.state).chain(&mut inst.origin);
        let mut is_changed = false;
        for a in used.chain(passed) {
            if self.inside.contains(a) {
                *a = self.at_start(b, *a);
                is_changed = true;
            }
        }
        if is_changed {
            // Its edges may have got arguments meanwhile.
            let edges = std::mem::take(&mut self.func.inst_mut(v).targets);
            for (edge, now) in inst.targets.iter_mut().zip(edges) {
                let had = edge.args.len();
                edge.args.extend(now.args[had..].iter().copied());
            }
            *self.func.inst_mut(v) = inst;
        }
    }

    /// What stands for a value of the loop at the start of a block that the value's definition dominates.
    fn at_start(&mut self, b: BlockId, v: InstId) -> InstId {
        if let Some(&known) = self.known.get(&(b, v)) {
            return known;
        }
        let (ty, op) = (self.func.ty(v), self.func.inst(v).op);
        if ty == Type::State || matches!(op, Op::Const | Op::ConstI64 | Op::ConstF64) {
            return self.copy(b, v);
        }
        let mut preds = self.cfg.preds[b.0 as usize].to_vec();
        if let [only] = preds[..]
            && !self.body.contains(&only)
        {
            let same = self.at_start(only, v);
            self.known.insert((b, v), same);
            return same;
        }
        let param = self.func.push_param(b, ty);
        self.known.insert((b, v), param);
        preds.sort_unstable();
        preds.dedup();
        for p in preds {
            let comes = if self.body.contains(&p) { v } else { self.at_start(p, v) };
            let end = self.func.end(p).expect("a block with an edge has an end");
            for edge in self.func.inst_mut(end).targets.iter_mut().filter(|e| e.block == b) {
                edge.args.push(comes);
            }
        }
        param
    }

    /// Frame states and constants are made again.
    fn copy(&mut self, b: BlockId, v: InstId) -> InstId {
        let mut inst = self.func.inst(v).clone();
        for a in inst.args.iter_mut().chain(&mut inst.state) {
            if self.inside.contains(a) {
                *a = self.at_start(b, *a);
            }
        }
        let made = self.func.make(inst);
        let copied = self.copied.entry(b).or_default();
        self.func.block_mut(b).insts.insert(*copied, made);
        *copied += 1;
        self.known.insert((b, v), made);
        made
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::Cfg;
    use crate::opt::testing::after;

    /// The header's parameter, and a frame state of the loop, are used in a block that two exits come to.
    const TWO_EXITS: &str = "fn f
b0():
  v0: Int = const [1, 0]
  jump -> b1(v0)
b1(v2: Any):
  v4: State = snapshot v2 [0, 1]
  v5: Int = guard_int v2 @v4 !not_int
  v8: Cond = word_eq v5, v2
  branch v8 -> b2(), b3()
b2():
  v9: Cond = word_eq v2, v5
  branch v9 -> b1(v5), b4()
b3():
  jump -> b4()
b4():
  v10: Int = guard_int v2 @v4 !not_int
  return v10
";

    #[test]
    fn values_reach_the_code_behind_through_parameters() {
        let func = after(TWO_EXITS, |func| {
            let cfg = Cfg::new(func);
            let loops = cfg.loops(func);
            super::run(func, &cfg, &loops[0]);
        });
        let counts: Vec<usize> = func.blocks.iter().map(|block| block.params.len()).collect();
        assert_eq!(counts, [0, 1, 0, 1, 1], "{func}");
        assert_eq!(crate::opt::testing::count(&func, "snapshot"), 2, "{func}");
    }
}
