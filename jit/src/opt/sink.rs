//! Tuples that are taken apart again and never seen as a whole are not made: what is left of them are
//! frame states, and an exit makes the tuple then (`Fix::Tuple`). `fold` has forwarded their items.
//! Likewise functions of generators that are inlined, while they wait on the operand stack to be called.

use crate::ir::frame_state::FrameState;
use crate::ir::{Cfg, Function, InstId, Op};
use rustc_hash::FxHashSet;
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let (mut made, mut needed) = (Vec::new(), FxHashSet::default());
    for &b in &cfg.order {
        for &v in &func.block(b).insts {
            let inst = func.inst(v);
            if inst.op == Op::NewTuple && !inst.args.is_empty() || inst.op == Op::NewFunction {
                made.push(v);
            }
            if inst.op != Op::Snapshot {
                needed.extend(inst.args.iter().copied());
            } else {
                // A function in a variable can be seen twice, and is the same one each time.
                let locals = FrameState::of(func, v).locals().iter();
                needed.extend(locals.filter(|&&v| func.inst(v).op == Op::NewFunction));
            }
            // A suspended frame is seen too.
            if let Some(state) = inst.state.filter(|_| inst.op == Op::Yield) {
                let words = func.inst(state).args.iter();
                needed.extend(words.filter(|&&v| func.inst(v).op == Op::NewFunction));
            }
            needed.extend(inst.targets.iter().flat_map(|edge| edge.args.iter().copied()));
        }
    }
    for v in made.into_iter().filter(|v| !needed.contains(v)) {
        make_virtual(func, v);
    }
}

fn make_virtual(func: &mut Function, v: InstId) {
    let inst = func.inst_mut(v);
    inst.op = match inst.op {
        Op::NewFunction => Op::VirtualFunction,
        _ => Op::VirtualTuple,
    };
    inst.ty = inst.op.declared_type();
    inst.state = None;
    if fault!("sink-swapped") {
        inst.args.reverse();
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    fn body(last: &str) -> String {
        format!(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: Slot = entry_slot [1, 0]
  v2: State = snapshot v0, v1 [0, 2]
  v3: Object#12 = new_tuple v0, v1 @v2 !raised
  v4: State = snapshot v0, v1, v3 [1, 2]
  v5: Int = guard_int v0 @v4 !not_int
  return {last}
"
        )
    }

    #[test]
    fn a_tuple_that_only_frame_states_know_is_not_made() {
        let func = after(&body("v5"), super::run);
        assert_eq!((count(&func, "new_tuple"), count(&func, "virtual_tuple")), (0, 1), "{func}");
    }

    #[test]
    fn a_tuple_that_is_returned_is_made() {
        let func = after(&body("v3"), super::run);
        assert_eq!(count(&func, "new_tuple"), 1, "{func}");
    }
}
