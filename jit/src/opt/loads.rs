//! Facts about memory: a load or shape guard whose answer is still known is not repeated.
//!
//! A forward must-analysis. A fact is the key of a reading instruction with the value that answers
//! it. Writes end the facts of their region, calls end all but frozen ones. A changed shape of one object
//! leaves the shape facts of objects known to have had another shape (they are not the same object).

use super::facts::{Facts, Key, Universe, disjoint};
use crate::ir::function::{Args, Replacements};
use crate::ir::insts::region;
use crate::ir::{BlockId, Cfg, Effect, Function, InstId, Op, Region};
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
            let mut facts = at_start(&cfg, &at_end, b);
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
        let mut facts = at_start(&cfg, &at_end, b);
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for v in insts {
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
fn at_start(cfg: &Cfg, at_end: &[Option<Facts>], b: BlockId) -> Facts {
    let mut facts: Option<Facts> = None;
    for p in &cfg.preds[b.0 as usize] {
        let Some(theirs) = &at_end[p.0 as usize] else { continue };
        match &mut facts {
            None => facts = Some(theirs.clone()),
            Some(_) if fault!("loads-join-forgotten") => {}
            Some(ours) => ours.meet(theirs),
        }
    }
    facts.unwrap_or_default()
}

/// The object behind guards and assumptions that pass it on.
fn root(func: &Function, mut v: InstId) -> InstId {
    loop {
        let inst = func.inst(v);
        match inst.op {
            Op::GuardShape | Op::GuardBound | Op::AssumeBound | Op::GuardType | Op::AssumeType => {
                v = inst.args[0]
            }
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

fn shape_changed(func: &Function, v: InstId, all: &Universe, facts: &mut Facts) {
    if fault!("loads-shape-ignored") {
        return;
    }
    let object = root(func, func.inst(v).args[0]);
    let old: Vec<i64> = all
        .reads(facts, Region::Shape)
        .into_iter()
        .filter(|k| k.op == Op::GuardShape && k.args[0] == object)
        .map(|k| k.imm)
        .collect();
    all.forget(facts, Region::Shape, |k| {
        k.args[0] != object && !old.is_empty() && !old.contains(&k.imm)
    });
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
