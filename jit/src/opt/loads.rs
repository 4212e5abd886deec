//! Facts about memory: a load or shape guard whose answer is still known is not repeated.
//!
//! A forward must-analysis. A fact is the key of a reading instruction with the value that answers
//! it. Writes end the facts of their region, calls end all but frozen ones. A changed shape of one object
//! leaves the shape facts of objects known to have had another shape (they are not the same object).
//! A branch on an object's shape, and a store of its shape, are as good as a guard.

use super::facts::{Facts, Key, Universe, disjoint};
use crate::ir::function::{Args, Replacements};
use crate::ir::insts::region;
use crate::ir::{BlockId, Cfg, Effect, Function, Inst, InstId, Op, Region, Type};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let mut all = Universe::default();
    let mut at_end: Vec<Option<Facts>> = vec![None; func.blocks.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for &b in &cfg.order {
            let mut facts = at_start(func, &cfg, &at_end, &mut all, b);
            for &v in &func.block(b).insts {
                step(func, v, &mut all, &mut facts);
            }
            if at_end[b.0 as usize].as_ref() != Some(&facts) {
                at_end[b.0 as usize] = Some(facts);
                changed = true;
            }
        }
    }
    let mut map = Replacements::default();
    for &b in &cfg.order {
        let mut facts = at_start(func, &cfg, &at_end, &mut all, b);
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for v in insts {
            answer_by_shape(func, v, &all, &facts);
            match read_key(func, v).and_then(|k| all.answer(&facts, &k)) {
                Some(known) if known != v && func.ty(known).is(func.ty(v)) => map.insert(v, known),
                _ => {
                    step(func, v, &mut all, &mut facts);
                    kept.push(v);
                }
            }
        }
        func.block_mut(b).insts = kept;
    }
    func.replace_all(&map);
}

/// What all predecessors agree on; a predecessor not yet visited (a back edge) agrees with anything.
fn at_start(
    func: &Function,
    cfg: &Cfg,
    at_end: &[Option<Facts>],
    all: &mut Universe,
    b: BlockId,
) -> Facts {
    let mut facts: Option<Facts> = None;
    for p in &cfg.preds[b.0 as usize] {
        let Some(theirs) = &at_end[p.0 as usize] else { continue };
        match &mut facts {
            None => facts = Some(theirs.clone()),
            Some(_) if fault!("loads-join-forgotten") => {}
            Some(ours) => ours.meet(theirs),
        }
    }
    let mut facts = facts.unwrap_or_default();
    if let [only] = cfg.preds[b.0 as usize][..]
        && let Some(end) = func.end(only).map(|end| func.inst(end))
        && end.op == Op::Branch
        && end.targets[0].block == b
    {
        let asks = func.inst(end.args[0]);
        if asks.op == Op::HasShape {
            learn_shape(func, asks.args[0], asks.imm, all, &mut facts);
        }
    }
    facts
}

/// From now on an object is known to have this shape.
fn learn_shape(func: &Function, v: InstId, shape: i64, all: &mut Universe, facts: &mut Facts) {
    let args = Args::from_slice(&[root(func, v)]);
    let key = Key { op: Op::GuardShape, args, imm: shape, region: Region::Shape };
    if all.answer(facts, &key).is_none() {
        all.learn(facts, key, v);
    }
}

/// What asks for the shape of an object of which it is known needs no look at memory.
fn answer_by_shape(func: &mut Function, v: InstId, all: &Universe, facts: &Facts) {
    let inst = func.inst(v);
    if !matches!(inst.op, Op::HasShape | Op::GuardShape) {
        return;
    }
    let object = root(func, inst.args[0]);
    let mut known = all.reads(facts, Region::Shape).into_iter();
    let Some(known) = known.find(|k| k.op == Op::GuardShape && k.args[0] == object) else {
        return;
    };
    let same = known.imm == inst.imm;
    let inst = match inst.op {
        Op::HasShape => Inst::with_imm(Op::ConstCond, &[], same.into(), 0),
        _ if same && !all.answer(facts, known).is_some_and(|v| func.ty(v).is(Type::Heap)) => {
            Inst::new(Op::AssumeHeap, &[inst.args[0]])
        }
        _ => return,
    };
    *func.inst_mut(v) = inst;
}

/// The object behind guards and assumptions that pass it on.
fn root(func: &Function, mut v: InstId) -> InstId {
    loop {
        let inst = func.inst(v);
        match inst.op {
            Op::GuardShape
            | Op::GuardBound
            | Op::GuardType
            | Op::AssumeBound
            | Op::AssumeHeap
            | Op::AssumeType => v = inst.args[0],
            _ => return v,
        }
    }
}

fn read_key(func: &Function, v: InstId) -> Option<Key> {
    let inst = func.inst(v);
    let region = match (inst.op, inst.op.effect()) {
        (Op::LibCallPure, _) => return None,
        (Op::GuardShape, _) => Region::Shape,
        (_, Effect::Read) => region(inst.imm2),
        _ => return None,
    };
    let mut args = inst.args.clone();
    if let Some(base) = args.first_mut() {
        *base = root(func, *base);
    }
    Some(Key { op: inst.op, args, imm: inst.imm, region })
}

/// The load that would read what a store writes.
fn stored_key(func: &Function, v: InstId) -> Option<(Key, InstId)> {
    let inst = func.inst(v);
    let op = match inst.op {
        Op::StoreSlot => Op::LoadSlot,
        Op::StoreI64 => Op::LoadI64,
        Op::StoreItem => Op::LoadItem,
        Op::StoreItemF64 => Op::LoadItemF64,
        _ => return None,
    };
    let (&value, place) = inst.args.split_last()?;
    let mut args = Args::from_slice(place);
    args[0] = root(func, args[0]);
    Some((Key { op, args, imm: inst.imm, region: region(inst.imm2) }, value))
}

fn step(func: &Function, v: InstId, all: &mut Universe, facts: &mut Facts) {
    let inst = func.inst(v);
    match (inst.op, inst.op.effect()) {
        (Op::LibCallAlloc | Op::NewTuple | Op::NewFunction, _) => {}
        (Op::StoreU32, _) if region(inst.imm2) == Region::Shape => {
            shape_changed(func, v, all, facts)
        }
        (_, Effect::Call) if fault!("loads-call-ignored") => {}
        (_, Effect::Call) => all.forget_all_but(facts, Region::Frozen),
        (_, Effect::Write) => {
            if !fault!("loads-store-ignored") {
                all.forget(facts, region(inst.imm2), |k| disjoint(func, k.op, k.imm, v));
            }
            if let Some((key, value)) = stored_key(func, v) {
                all.learn(facts, key, value);
            }
        }
        _ => {
            if let Some(key) = read_key(func, v)
                && all.answer(facts, &key).is_none()
            {
                all.learn(facts, key, v);
            }
        }
    }
}

fn shape_changed(func: &Function, v: InstId, all: &mut Universe, facts: &mut Facts) {
    if fault!("loads-shape-ignored") {
        return;
    }
    let stored = func.inst(v);
    let object = root(func, stored.args[0]);
    let new = func.inst(stored.args[1]);
    let new = (new.op == Op::ConstI64).then_some(new.imm);
    let old: Vec<i64> = all
        .reads(facts, Region::Shape)
        .into_iter()
        .filter(|k| k.op == Op::GuardShape && k.args[0] == object)
        .map(|k| k.imm)
        .collect();
    all.forget(facts, Region::Shape, |k| {
        // That an object has not the new shape is known of others only if they are others.
        let holds = k.op == Op::GuardShape || Some(k.imm) != new;
        k.args[0] != object && holds && !old.is_empty() && !old.contains(&k.imm)
    });
    if let Some(new) = new.filter(|_| stored.imm == 0) {
        learn_shape(func, stored.args[0], new, all, facts);
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    fn body(middle: &str) -> String {
        format!(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Heap = guard_shape v0 [2000, 0] @v1 !shape
  v3: Slot = load_slot v2 [16, 1]
{middle}
  v4: Heap = guard_shape v2 [2000, 0] @v1 !shape
  v5: Slot = load_slot v4 [16, 1]
  v6: Any = guard_bound v5 @v1 !unbound
  return v6
"
        )
    }

    #[test]
    fn a_second_guard_and_load_go() {
        let func = after(&body(""), super::run);
        assert_eq!((count(&func, "guard_shape"), count(&func, "load_slot")), (1, 1), "{func}");
    }

    #[test]
    fn a_call_ends_all_facts() {
        let func = after(&body("  v7: Any = libcall [1, 0] @v1 !raised"), super::run);
        assert_eq!((count(&func, "guard_shape"), count(&func, "load_slot")), (2, 2), "{func}");
    }

    fn asked(middle: &str) -> String {
        let text = format!(
            "fn f
b0():
  v0: Any = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Cond = has_shape v0 [2000, 0]
  branch v2 -> b1(), b2()
b1():
{middle}
  v3: Cond = has_shape v0 [2001, 0]
  branch v3 -> b2(), b3()
b2():
  exit @v1 !shape
b3():
  v4: Heap = guard_shape v0 [2000, 0] @v1 !shape
  v5: Slot = load_slot v4 [16, 1]
  v6: Any = guard_bound v5 @v1 !unbound
  return v6
"
        );
        after(&text, super::run).to_string()
    }

    #[test]
    fn a_branch_on_a_shape_answers_what_asks_for_it() {
        let text = asked("");
        assert!(text.contains("assume_heap v0") && !text.contains("guard_shape"), "{text}");
        assert!(text.contains("v3: Cond = const_cond\n"), "{text}");
    }

    #[test]
    fn a_call_may_change_the_shape_that_a_branch_found() {
        let text = asked("  v7: Any = libcall [1, 0] @v1 !raised");
        assert!(text.contains("guard_shape") && text.contains("has_shape v0 [2001, 0]"), "{text}");
    }

    #[test]
    fn a_stored_shape_is_known() {
        let text = asked("  v7: I64 = const_i64 [2001, 0]\n  store_u32 v0, v7 [0, 0]");
        assert!(text.contains("Cond = const_cond [1, 0]"), "{text}");
        assert!(text.contains("guard_shape v0 [2000, 0]"), "{text}");
    }

    #[test]
    fn an_object_that_may_be_the_same_may_have_a_stored_shape() {
        let text = after(
            "fn f
b0():
  v0: Any = entry_slot
  v1: Any = entry_slot [1, 0]
  v2: State = snapshot v0 [0, 1]
  v3: Cond = has_shape v1 [2001, 0]
  v4: Heap = guard_shape v0 [2000, 0] @v2 !shape
  v5: I64 = const_i64 [2001, 0]
  store_u32 v4, v5 [0, 0]
  v6: Cond = has_shape v1 [2001, 0]
  branch v6 -> b1(), b2()
b1():
  return v0
b2():
  branch v3 -> b1(), b1()
",
            super::run,
        )
        .to_string();
        assert_eq!(text.matches("has_shape v1 [2001, 0]").count(), 2, "{text}");
    }

    #[test]
    fn a_store_to_another_slot_leaves_the_fact() {
        let func =
            after(&body("  v7: Int = const [3, 0]\n  store_slot v2, v7 [24, 1]"), super::run);
        assert_eq!(count(&func, "load_slot"), 1, "{func}");
        let func =
            after(&body("  v7: Int = const [3, 0]\n  store_slot v2, v7 [16, 1]"), super::run);
        assert!(
            func.to_string().contains("guard_bound v7") || count(&func, "load_slot") == 1,
            "{func}"
        );
    }
}
