//! Iterators of ranges that only their loop and frame states know are not made: the next number is a value that
//! goes round the loop, and an exit makes the iterator then (`Fix::Range`).
//!
//! The loop's own code (`build/uops/iteration.rs`) counts down what is left, in memory; for steps of one, that is
//! the distance from the next number to the stop.

use super::repair::{self, Definitions};
use crate::ir::frame_state::FrameState;
use crate::ir::function::Replacements;
use crate::ir::{BlockId, Cfg, Function, Inst, InstId, Op, Type};
use rustc_hash::FxHashMap;
use taipan_runtime::fault;
use taipan_runtime::types::range::{LEFT_OFFSET, NEXT_OFFSET, STEP_OFFSET};
use taipan_runtime::value::Value;
use taipan_vm::abi::libcalls::Libcall;

const NEXT: i64 = NEXT_OFFSET as i64;
const LEFT: i64 = LEFT_OFFSET as i64;
const STEP: i64 = STEP_OFFSET as i64;

/// Runs the pass.
pub fn run(func: &mut Function) {
    // A generator that is suspended in its loop would need the iterator each time.
    if func.is_generator {
        return;
    }
    let cfg = Cfg::new(func);
    for it in unseen(func, &cfg) {
        replace(func, &cfg, it);
    }
}

/// Iterators of ranges with a step of one that nothing needs as an object.
fn unseen(func: &Function, cfg: &Cfg) -> Vec<InstId> {
    let mut made: Vec<InstId> = Vec::new();
    for &b in &cfg.order {
        made.extend(func.block(b).insts.iter().filter(|&&v| is_simple(func, v)));
    }
    if made.is_empty() {
        return made;
    }
    for &b in &cfg.order {
        for &v in &func.block(b).insts {
            let inst = func.inst(v);
            let mut needed: Vec<InstId> = inst.uses().collect();
            let known = match (inst.op, inst.imm) {
                (Op::LoadI64, NEXT | LEFT | STEP) | (Op::StoreI64, NEXT | LEFT) => 1,
                _ => 0,
            };
            needed.drain(..known);
            if inst.op == Op::Snapshot {
                // On the operand stack nobody sees it.
                needed = FrameState::of(func, v).locals().to_vec();
            }
            made.retain(|it| !needed.contains(it));
        }
    }
    made
}

fn is_simple(func: &Function, v: InstId) -> bool {
    let inst = func.inst(v);
    let is_int = |v: &InstId| func.ty(*v).is(Type::Int);
    inst.op == Op::LibCallAlloc
        && inst.imm == Libcall::RangeIter as i64
        && inst.args[..2].iter().all(is_int)
        && func.const_word(inst.args[2]) == Some(Value::small(1).bits())
}

/// The next number, which each turn of the loop defines anew.
struct Next {
    /// The name of the number before its definitions are known.
    old: InstId,
    /// What it is where a block ends that defines it.
    ends: FxHashMap<BlockId, InstId>,
}

impl Definitions for Next {
    fn is_old(&self, v: InstId) -> bool {
        v == self.old
    }

    fn at(&self, _: &Cfg, b: BlockId, _: InstId) -> Option<InstId> {
        self.ends.get(&b).copied()
    }

    fn before(&self, _: &Cfg, _: BlockId, _: InstId) -> Option<InstId> {
        None
    }

    fn is_split(&self, _: BlockId) -> bool {
        false
    }
}

fn replace(func: &mut Function, cfg: &Cfg, it: InstId) {
    let ends = (func.inst(it).args[0], func.inst(it).args[1]);
    let [start, stop] = [ends.0, ends.1].map(|v| func.make(Inst::new(Op::Untag, &[v])));
    let mut old = Inst::new(Op::Param, &[]);
    old.ty = Type::I64;
    let mut next = Next { old: func.make(old), ends: FxHashMap::default() };
    let mut answers = Replacements::default();
    // What was the next number when it was read: known when all definitions are.
    let mut read = Vec::new();
    for &b in &cfg.order {
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut out = Vec::with_capacity(insts.len());
        let mut now = None;
        for v in insts {
            let inst = func.inst(v);
            let present = now.unwrap_or(next.old);
            match (inst.op, inst.imm) {
                _ if v == it => {
                    out.extend([start, stop]);
                    now = Some(start);
                }
                (Op::LoadI64, NEXT) if inst.args[0] == it => {
                    func.inst_mut(v).args[0] = present;
                    read.push(v);
                    out.push(v);
                }
                (Op::LoadI64, LEFT) if inst.args[0] == it => {
                    let left = func.make(Inst::new(Op::I64Sub, &[stop, present]));
                    out.push(left);
                    answers.insert(v, left);
                }
                (Op::LoadI64, _) if inst.args[0] == it => {
                    let step = func.make(Inst::with_imm(Op::ConstI64, &[], 1, 0));
                    out.push(step);
                    answers.insert(v, step);
                }
                (Op::StoreI64, at) if inst.args[0] == it => {
                    if at == NEXT {
                        now = Some(inst.args[1]);
                    }
                }
                (Op::Snapshot, _) if inst.args.contains(&it) => {
                    let next = if fault!("ranges-last-again") { next.old } else { present };
                    let object = func.make(Inst::new(Op::VirtualRange, &[next, stop]));
                    let args = func.inst_mut(v).args.iter_mut();
                    args.filter(|a| **a == it).for_each(|a| *a = object);
                    out.extend([object, v]);
                }
                _ => out.push(v),
            }
        }
        func.block_mut(b).insts = out;
        next.ends.extend(now.map(|now| (b, now)));
    }
    repair::run(func, cfg, &cfg.order, &next);
    for &v in &read {
        answers.insert(v, func.inst(v).args[0]);
    }
    func.replace_all(&answers);
    for &b in &cfg.order {
        func.block_mut(b).insts.retain(|v| !read.contains(v));
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};
    use taipan_vm::abi::libcalls::Libcall;

    fn counting(last: &str) -> String {
        let which = Libcall::RangeIter as i64;
        format!(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: State = snapshot v0 [0, 1]
  v2: Int = guard_int v0 @v1 !not_int
  v3: Int = const [1, 0]
  v4: Int = const [3, 0]
  v5: Any = libcall_alloc v3, v2, v4 [{which}, 0] @v1 !raised
  v6: I64 = const_i64
  v7: I64 = const_i64 [1, 0]
  jump -> b1()
b1():
  v8: State = snapshot v0, v5 [3, 1]
  v9: I64 = load_i64 v5 [{left}, 9]
  v10: Cond = i64_cmp v9, v6 [4, 0]
  branch v10 -> b2(), b3()
b2():
  v11: I64 = load_i64 v5 [{next}, 9]
  v12: I64 = i64_sub v9, v7
  store_i64 v5, v12 [{left}, 9]
  v13: I64 = load_i64 v5 [{step}, 4]
  v14: I64 = i64_add v11, v13
  store_i64 v5, v14 [{next}, 9]
  poll [8, 0] @v8 !pending
  jump -> b1()
b3():
  {last}
",
            left = super::LEFT,
            next = super::NEXT,
            step = super::STEP
        )
    }

    #[test]
    fn an_iterator_that_only_its_loop_knows_is_not_made() {
        let func = after(&counting("return v2"), super::run);
        assert_eq!(count(&func, "libcall_alloc"), 0, "{func}");
        assert_eq!(count(&func, "store_i64"), 0, "{func}");
        assert_eq!(count(&func, "virtual_range"), 1, "{func}");
        assert_eq!(func.blocks[1].params.len(), 1, "{func}");
    }

    #[test]
    fn an_iterator_that_is_passed_on_is_made() {
        let func = after(&counting("return v5"), super::run);
        assert_eq!(count(&func, "libcall_alloc"), 1, "{func}");
        assert_eq!(count(&func, "virtual_range"), 0, "{func}");
    }

    #[test]
    fn an_iterator_in_a_variable_is_made() {
        let text =
            counting("return v2").replace("snapshot v0, v5 [3, 1]", "snapshot v0, v5 [3, 2]");
        let func = after(&text, super::run);
        assert_eq!(count(&func, "libcall_alloc"), 1, "{func}");
    }
}
