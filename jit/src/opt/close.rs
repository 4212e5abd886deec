//! Loop-closed form: what a loop computes reaches the code behind it through block parameters, so that the loop
//! can be copied and either copy can come to that code.
//!
//! Not a pass of its own: peeling asks for it.

use super::repair::{self, Definitions};
use crate::ir::{BlockId, Cfg, Function, InstId, cfg::Loop};
use rustc_hash::FxHashSet;

/// Brings a loop into this form.
pub fn run(func: &mut Function, cfg: &Cfg, l: &Loop) {
    let body = l.body.iter().map(|&b| func.block(b));
    let inside = body.flat_map(|block| block.params.iter().chain(&block.insts)).copied().collect();
    let behind: Vec<BlockId> = cfg.order.iter().copied().filter(|b| !l.body.contains(b)).collect();
    repair::run(func, cfg, &behind, &Inside { body: &l.body, inside });
}

/// The values that a loop makes are there in all of its blocks, and behind it only by way of parameters.
struct Inside<'a> {
    body: &'a FxHashSet<BlockId>,
    inside: FxHashSet<InstId>,
}

impl Definitions for Inside<'_> {
    fn is_old(&self, v: InstId) -> bool {
        self.inside.contains(&v)
    }

    fn at(&self, _: &Cfg, b: BlockId, v: InstId) -> Option<InstId> {
        self.body.contains(&b).then_some(v)
    }

    fn is_split(&self, b: BlockId) -> bool {
        self.body.contains(&b)
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
