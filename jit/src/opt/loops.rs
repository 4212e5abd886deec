//! Loops: what an iteration computes anew with the same answer moves before the loop.
//!
//! Guards move too when every iteration runs them; they then leave at the loop's entry state. Loads
//! move when nothing in the loop writes their region. Invariant: the first snapshot of a loop header
//! describes the state at the header's start (the builder puts it there).

use super::facts::disjoint;
use crate::ir::cfg::Loop;
use crate::ir::function::Edge;
use crate::ir::insts::region;
use crate::ir::{BlockId, Cfg, Effect, Function, Inst, InstId, Op, Region};
use rustc_hash::{FxHashMap, FxHashSet};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    let headers: Vec<BlockId> = cfg.loops(func).iter().map(|l| l.header).collect();
    for header in headers {
        ensure_preheader(func, header);
        let cfg = Cfg::new(func);
        if let Some(l) = cfg.loops(func).into_iter().find(|l| l.header == header) {
            hoist(func, &cfg, &l);
        }
    }
}

/// The one block outside the loop that enters it, made if need be.
fn ensure_preheader(func: &mut Function, header: BlockId) {
    let cfg = Cfg::new(func);
    let Some(l) = cfg.loops(func).into_iter().find(|l| l.header == header) else { return };
    if preheader(func, &cfg, &l).is_some() {
        return;
    }
    let before = func.new_block();
    let types: Vec<_> = func.block(header).params.iter().map(|&p| func.ty(p)).collect();
    let params = types.into_iter().map(|ty| func.push_param(before, ty)).collect();
    let mut jump = Inst::new(Op::Jump, &[]);
    jump.targets.push(Edge { block: header, args: params });
    func.push(before, jump);
    for &p in cfg.preds[header.0 as usize].iter().filter(|p| !l.body.contains(p)) {
        if let Some(end) = func.end(p) {
            for edge in func.inst_mut(end).targets.iter_mut().filter(|e| e.block == header) {
                edge.block = before;
            }
        }
    }
}

fn preheader(func: &Function, cfg: &Cfg, l: &Loop) -> Option<BlockId> {
    let mut outside = cfg.preds[l.header.0 as usize].iter().filter(|p| !l.body.contains(p));
    let only = *outside.next()?;
    (outside.next().is_none() && func.edges(only).len() == 1).then_some(only)
}

/// What a loop does to memory.
struct Writes {
    stores: Vec<InstId>,
    calls: bool,
}

impl Writes {
    /// Whether what an instruction reads from a region may change in the loop.
    fn change(&self, func: &Function, r: Region, read: &Inst) -> bool {
        let overlaps =
            |&v: &InstId| region(func.inst(v).imm2) == r && !disjoint(func, read.op, read.imm, v);
        r != Region::Frozen
            && !fault!("loops-write-ignored")
            && (self.calls || self.stores.iter().any(overlaps))
    }
}

fn writes(func: &Function, l: &Loop) -> Writes {
    let mut w = Writes { stores: Vec::new(), calls: false };
    for &b in &l.body {
        for &v in &func.block(b).insts {
            let inst = func.inst(v);
            match (inst.op, inst.op.effect()) {
                (Op::LibCallAlloc | Op::NewTuple | Op::NewFunction, _) => {}
                (_, Effect::Call) => w.calls = true,
                (_, Effect::Write) => w.stores.push(v),
                _ => {}
            }
        }
    }
    w
}

fn hoist(func: &mut Function, cfg: &Cfg, l: &Loop) {
    let Some(before) = preheader(func, cfg, l) else { return };
    let writes = writes(func, l);
    let mut inside: FxHashSet<InstId> = FxHashSet::default();
    for &b in &l.body {
        inside.extend(func.block(b).params.iter().chain(&func.block(b).insts));
    }
    let mut entry_state = EntryState { made: None, before };
    for &b in cfg.order.iter().filter(|b| l.body.contains(b)) {
        let always = l.latches.iter().all(|&latch| cfg.dominates(b, latch));
        for v in func.block(b).insts.clone() {
            let inst = func.inst(v);
            if inst.args.iter().any(|a| inside.contains(a)) {
                continue;
            }
            let can_move = match inst.op.effect() {
                Effect::Pure => {
                    inst.op != Op::Snapshot
                        && !inst.op.is_virtual()
                        && (always || is_cheap(inst.op))
                }
                Effect::Guard => always,
                Effect::GuardRead => {
                    inst.op == Op::GuardShape && always && !writes.change(func, Region::Shape, inst)
                }
                Effect::Read => {
                    always
                        && inst.op != Op::LibCallPure
                        && !writes.change(func, region(inst.imm2), inst)
                }
                _ => false,
            };
            if !can_move {
                continue;
            }
            if inst.state.is_some() {
                let Some(state) = entry_state.get(func, l, &inside) else { continue };
                if fault!("loops-state-late")
                    && let Some(own) = func.inst(v).state.map(|own| func.inst(own).clone())
                    && own.args.len() == func.inst(state).args.len()
                {
                    func.inst_mut(state).imm = own.imm;
                }
                let inst = func.inst_mut(v);
                inst.origin = inst.origin.or(inst.state);
                inst.state = Some(state);
            }
            func.block_mut(b).insts.retain(|&x| x != v);
            let at = func.block(before).insts.len() - 1;
            func.block_mut(before).insts.insert(at, v);
            inside.remove(&v);
        }
    }
}

/// Worth computing even when no iteration needs it.
fn is_cheap(op: Op) -> bool {
    !matches!(op, Op::F64Call | Op::Box | Op::F64Div | Op::F64Sqrt)
}

/// The frame state at the loop's entry, made in the preheader on first use.
struct EntryState {
    made: Option<Option<InstId>>,
    before: BlockId,
}

impl EntryState {
    fn get(&mut self, func: &mut Function, l: &Loop, inside: &FxHashSet<InstId>) -> Option<InstId> {
        if let Some(known) = self.made {
            return known;
        }
        let made = self.make(func, l, inside);
        self.made = Some(made);
        made
    }

    fn make(&self, func: &mut Function, l: &Loop, inside: &FxHashSet<InstId>) -> Option<InstId> {
        let header = func.block(l.header);
        // The snapshot, and before it what only it refers to.
        let mut parts = Vec::new();
        for &v in &header.insts {
            let inst = func.inst(v);
            match inst.op {
                Op::Param => {}
                op if op.is_virtual() => parts.push(v),
                Op::Snapshot if inst.state.is_none_or(|s| !inside.contains(&s)) => {
                    parts.push(v);
                    break;
                }
                _ => return None,
            }
        }
        if header.stateless || parts.is_empty() {
            return None;
        }
        let edge = func.edges(self.before).first()?.clone();
        let mut values: FxHashMap<InstId, InstId> =
            header.params.iter().copied().zip(edge.args.iter().copied()).collect();
        let known = |values: &FxHashMap<InstId, InstId>, a: &InstId| {
            values.contains_key(a) || parts.contains(a) || !inside.contains(a)
        };
        if !parts.iter().all(|&v| func.inst(v).args.iter().all(|a| known(&values, a))) {
            return None;
        }
        let mut last = None;
        for v in parts {
            let mut copy = func.inst(v).clone();
            for a in &mut copy.args {
                match values.get(a) {
                    Some(_) if fault!("loops-state-stale") => *a = edge.args[0],
                    Some(&outside) => *a = outside,
                    None => {}
                }
            }
            let made = func.make(copy);
            let at = func.block(self.before).insts.len() - 1;
            func.block_mut(self.before).insts.insert(at, made);
            values.insert(v, made);
            last = Some(made);
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::after;

    #[test]
    fn an_invariant_guard_moves_out_with_the_entry_state() {
        let func = after(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: Int = const [1, 0]
  jump -> b1(v1)
b1(v2: Int):
  v3: State = snapshot v0, v2 [5, 2]
  v4: Int = guard_int v0 @v3 !not_int
  v5: Int = int_add v2, v4 @v3 !overflow
  v6: Cond = int_cmp v5, v4
  branch v6 -> b1(v5), b2()
b2():
  return v2
",
            super::run,
        );
        let text = func.to_string();
        let before = text.split("b1(").next().unwrap_or("");
        assert!(before.contains("guard_int"), "{text}");
        assert!(before.contains("snapshot v0, v1 [5, 2]"), "{text}");
    }

    #[test]
    fn the_entry_state_has_the_generators_of_the_loop_as_they_enter_it() {
        let text = "fn f
b0():
  v0: Slot = entry_slot
  v1: Int = const [1, 0]
  jump -> b1(v1)
b1(v2: Int):
  v3: Void = virtual_generator v2 [4096, 7]
  v4: State = snapshot v0, v3 [5, 1]
  v5: Int = guard_int v0 @v4 !not_int
  v6: Int = int_add v2, v5 @v4 !overflow
  v7: Cond = int_cmp v6, v5
  branch v7 -> b1(v6), b2()
b2():
  return v2
";
        let func = after(text, super::run);
        let text = func.to_string();
        let before = text.split("b1(").next().unwrap_or("");
        assert!(before.contains("guard_int") && before.contains("virtual_generator v1"), "{text}");
    }
}
