//! Slices of lists. A slice of a known list by ints allocates and does nothing else; one that is
//! assigned to a slice of a list at once (`p[:k + 1] = p[k::-1]`) is never made: its items move.
//!
//! What leaves between the slice and the assignment goes back to the slice: making one again has no
//! effect that a program sees.

use crate::ir::{BlockId, Cfg, Effect, Function, Inst, InstId, Op, Type};
use taipan_runtime::object::type_id::TypeId;
use taipan_vm::abi::libcalls::Libcall;

const NONE: i64 = 4;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let cfg = Cfg::new(func);
    for &b in &cfg.order {
        for v in func.block(b).insts.clone() {
            if is_list_slice(func, v) {
                let is_whole = is_whole(func, v);
                let inst = func.inst_mut(v);
                inst.op = Op::LibCallAlloc;
                inst.ty = list();
                if is_whole {
                    inst.imm = Libcall::CopyList as i64;
                    inst.args.truncate(1);
                }
                drop_check_behind(func, b, v);
            }
        }
    }
    for &b in &cfg.order {
        while let Some(pair) = find_pair(func, b) {
            fuse(func, b, pair);
        }
    }
}

/// Takes the check behind a call away that asks whether frames were looked at: what allocates does not look.
fn drop_check_behind(func: &mut Function, b: BlockId, v: InstId) {
    let insts = &func.block(b).insts;
    let behind = insts.iter().skip_while(|&&w| w != v).skip(1);
    let next = behind.copied().find(|&w| func.inst(w).op != Op::Snapshot);
    if let Some(check) = next.filter(|&w| func.inst(w).op == Op::CheckFrames) {
        func.block_mut(b).insts.retain(|&w| w != check);
    }
}

fn list() -> Type {
    Type::Object(TypeId::LIST.shape().0)
}

/// Whether `v` subscripts a list by `None` and small ints, with a step that is not zero.
fn is_list_slice(func: &Function, v: InstId) -> bool {
    let inst = func.inst(v);
    let is_slice = [Libcall::GetSlice, Libcall::GetSliceBy].iter().any(|&l| l as i64 == inst.imm);
    let step = inst.args.get(3).map(|&s| func.const_word(s));
    is_slice
        && inst.op == Op::LibCall
        && func.ty(inst.args[0]).is(list())
        && inst.args[1..].iter().all(|&a| is_bound(func, a))
        && step.is_none_or(|known| known.is_some_and(|word| word != 1))
}

/// Whether a slice of a list has no bounds and no step but 1.
fn is_whole(func: &Function, v: InstId) -> bool {
    const ONE: u64 = 1 << 1 | 1;
    let parts = &func.inst(v).args[1..];
    let is_none = |v: &InstId| func.const_word(*v) == Some(NONE as u64);
    parts[..2].iter().all(is_none)
        && parts.get(2).is_none_or(|step| is_none(step) || func.const_word(*step) == Some(ONE))
}

fn is_bound(func: &Function, v: InstId) -> bool {
    func.ty(v).is(Type::Int) || func.const_word(v) == Some(NONE as u64)
}

/// A slice and the assignment of it, as positions in a block, and the frame states that know it.
struct Pair {
    slice: usize,
    store: usize,
    states: Vec<InstId>,
}

fn find_pair(func: &Function, b: BlockId) -> Option<Pair> {
    let insts = &func.block(b).insts;
    (0..insts.len()).find_map(|at| {
        let v = insts[at];
        let inst = func.inst(v);
        let is_slice =
            [Libcall::GetSlice, Libcall::GetSliceBy].iter().any(|&l| l as i64 == inst.imm);
        if inst.op != Op::LibCallAlloc || !is_slice {
            return None;
        }
        let mut states = Vec::new();
        for (i, &w) in insts.iter().enumerate().skip(at + 1) {
            let inst = func.inst(w);
            if is_store_of(func, w, v) {
                let pair = Pair { slice: at, store: i, states };
                return is_known_nowhere_else(func, b, &pair).then_some(pair);
            }
            match inst.op {
                Op::Snapshot if inst.args.contains(&v) => states.push(w),
                _ if inst.args.contains(&v) => return None,
                _ => {}
            }
            let changes_nothing = matches!(
                inst.op.effect(),
                Effect::Pure | Effect::Guard | Effect::GuardRead | Effect::Read
            );
            if !changes_nothing && inst.op != Op::CountSite {
                return None;
            }
        }
        None
    })
}

/// Whether `w` assigns the list `v` to a slice of a list by small ints.
fn is_store_of(func: &Function, w: InstId, v: InstId) -> bool {
    let inst = func.inst(w);
    inst.op == Op::LibCall
        && inst.imm == Libcall::SetSlice as i64
        && inst.args[0] == v
        && func.ty(inst.args[1]).is(list())
        && inst.args[1] != v
        && inst.args[2..].iter().all(|&a| is_bound(func, a))
}

/// Whether only the instructions from the slice to the store know of the slice.
fn is_known_nowhere_else(func: &Function, b: BlockId, pair: &Pair) -> bool {
    let block = func.block(b);
    let v = block.insts[pair.slice];
    let inside = &block.insts[pair.slice..=pair.store];
    let cfg = Cfg::new(func);
    cfg.order.iter().all(|&other| {
        func.block(other).insts.iter().all(|&w| {
            let inst = func.inst(w);
            let passed = inst.targets.iter().any(|e| e.args.contains(&v));
            let knows = inst.args.contains(&v) && !pair.states.contains(&w);
            let is_state_of = inst.state.is_some_and(|s| pair.states.contains(&s));
            let may = inside.contains(&w) && inst.op != Op::Snapshot;
            !passed && (may || !knows && !is_state_of)
        })
    })
}

fn fuse(func: &mut Function, b: BlockId, pair: Pair) {
    let mut insts = func.block(b).insts.clone();
    let (slice, store) = (insts[pair.slice], insts[pair.store]);
    let again = func.inst(slice).origin;
    let before = again.or(func.inst(slice).state);
    // What leaves goes back to before these were counted.
    let is_count = |v: &&InstId| func.inst(**v).op == Op::CountSite;
    let of_slice = insts[..pair.slice].iter().rev().find(is_count).filter(|_| again.is_some());
    let between = insts[pair.slice..pair.store].iter().filter(is_count);
    let counts: Vec<InstId> = of_slice.into_iter().chain(between).copied().collect();
    for &v in &insts[pair.slice + 1..pair.store] {
        let inst = func.inst_mut(v);
        if inst.state.is_some_and(|s| pair.states.contains(&s)) {
            inst.origin = inst.origin.or(inst.state);
            inst.state = before;
        }
    }
    let none = func.make(Inst::with_imm(Op::Const, &[], NONE, 0));
    let mut args = func.inst(slice).args.clone();
    args.resize(4, none);
    args.extend_from_slice(&func.inst(store).args[1..]);
    let state = func.inst(store).state.map(|s| without(func, s, slice, none));
    let inst = func.inst_mut(store);
    (inst.args, inst.imm, inst.state) = (args, Libcall::MoveSlice as i64, state);
    insts.splice(pair.store..pair.store, [Some(none), state].into_iter().flatten());
    // The state may still be where it was made.
    let again = again.filter(|s| !insts.contains(s));
    insts.splice(pair.slice..=pair.slice, again);
    insts.retain(|v| !pair.states.contains(v) && !counts.contains(v));
    let at = insts.iter().position(|&v| v == store).unwrap_or(insts.len() - 1);
    insts.splice(at..at, counts);
    func.block_mut(b).insts = insts;
}

/// A copy of a frame state in which another value stands for the slice.
fn without(func: &mut Function, state: InstId, slice: InstId, other: InstId) -> InstId {
    let mut copy = func.inst(state).clone();
    for a in copy.args.iter_mut().filter(|a| **a == slice) {
        *a = other;
    }
    func.make(copy)
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};
    use taipan_vm::abi::libcalls::Libcall;

    /// A slice, `between`, and the assignment of the slice.
    fn body(between: &str) -> String {
        let (get, set) = (Libcall::GetSliceBy as i64, Libcall::SetSlice as i64);
        format!(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: Slot = entry_slot [1, 0]
  v2: State = snapshot v0, v1 [0, 2]
  v3: Object#13 = guard_type v0 [13, 0] @v2 !not_type
  v4: Int = guard_int v1 @v2 !not_int
  v5: None = const [4, 0]
  v6: Int = const [-1, 0]
  v7: State = snapshot v3, v4, v3, v4, v5, v6 [2, 2]
  v8: Any = libcall v3, v4, v5, v6 [{get}, 0] @v7 !raised
  v9: State = snapshot v3, v4, v8, v3, v5, v4 [5, 2]
{between}
  v12: Any = libcall v8, v3, v5, v10 [{set}, 0] @v9 !raised
  return v4
"
        )
    }

    #[test]
    fn a_slice_that_is_assigned_at_once_is_not_made() {
        let func = after(&body("  v10: Int = int_add v4, v6 @v9 !overflow"), super::run);
        assert_eq!((count(&func, "libcall"), count(&func, "libcall_alloc")), (1, 0), "{func}");
        assert!(
            func.to_string().contains("int_add v4, v6 @v7"),
            "it goes back to the slice: {func}"
        );
    }

    #[test]
    fn a_slice_of_a_list_lets_nobody_look_at_frames() {
        let between = "  check_frames @v9 !frames\n  v10: Int = guard_int v4 @v9 !not_int";
        let func = after(&body(between), super::run);
        assert_eq!((count(&func, "check_frames"), count(&func, "libcall")), (0, 1), "{func}");
    }

    #[test]
    fn a_slice_without_bounds_is_a_copy() {
        let between = "  v10: Int = guard_int v4 @v9 !not_int";
        let text = body(between).replace("libcall v3, v4, v5, v6", "libcall v3, v5, v5, v5");
        let func = after(&text, super::run).to_string();
        let copy = format!("libcall_alloc v3 [{}, 0]", Libcall::CopyList as i64);
        assert!(func.contains(&copy), "{func}");
    }

    #[test]
    fn a_slice_of_which_a_call_knows_is_made() {
        let between =
            "  v10: Int = guard_int v4 @v9 !not_int\n  v11: Any = libcall v4 [1, 0] @v9 !raised";
        let func = after(&body(between), super::run);
        assert_eq!((count(&func, "libcall"), count(&func, "libcall_alloc")), (2, 1), "{func}");
    }

    #[test]
    fn a_slice_that_is_used_again_is_made() {
        let text = body("  v10: Int = guard_int v4 @v9 !not_int").replace("return v4", "return v8");
        assert_eq!(count(&after(&text, super::run), "libcall_alloc"), 1);
    }
}
