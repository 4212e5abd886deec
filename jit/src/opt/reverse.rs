//! Parts of a list that are reversed in place (`p[:k] = p[k - 1::-1]`): an instruction that swaps items, in
//! front of the call that does all other moves.

use crate::ir::{BlockId, Edge, Function, Inst, InstId, Op, Region};
use taipan_runtime::heap::SLOTS_OFFSET;
use taipan_runtime::types::list::{ITEMS_OFFSET, LEN_OFFSET};
use taipan_vm::abi::libcalls::Libcall;

/// The words of `None` and -1.
const NONE: u64 = 4;
const MINUS_ONE: u64 = -1i64 as u64;

/// Numbers of comparisons.
const LESS: i64 = 0;
const LESS_OR_EQUAL: i64 = 1;
const EQUAL: i64 = 2;

/// Runs the pass.
pub fn run(func: &mut Function) {
    let mut next = 0;
    while next < func.blocks.len() {
        let b = BlockId(next as u32);
        match func.block(b).insts.iter().position(|&v| is_reversal(func, v)) {
            Some(at) => next = split(func, b, at).0 as usize,
            None => next += 1,
        }
    }
}

/// Whether `v` moves items of a list within it, backwards, each by one.
fn is_reversal(func: &Function, v: InstId) -> bool {
    let inst = func.inst(v);
    inst.op == Op::LibCall
        && inst.imm == Libcall::MoveSlice as i64
        && inst.args[0] == inst.args[4]
        && func.const_word(inst.args[3]) == Some(MINUS_ONE)
        && !func.insts.iter().any(|user| {
            user.args.contains(&v) || user.targets.iter().any(|edge| edge.args.contains(&v))
        })
}

/// Puts the reversal in front of the move at `at`; returns the block that holds what follows both.
fn split(func: &mut Function, b: BlockId, at: usize) -> BlockId {
    let (by_call, in_place, after) = (func.new_block(), func.new_block(), func.new_block());
    let mut rest = func.block_mut(b).insts.split_off(at);
    let call = rest.remove(0);
    func.block_mut(after).insts = rest;
    func.block_mut(after).cold = func.block(b).cold;
    func.block_mut(by_call).cold = true;
    func.push(by_call, jump(after));
    func.block_mut(by_call).insts.insert(0, call);

    let range = Range::of(func, b, call);
    let mut test = b;
    for condition in range.conditions {
        let c = func.push(test, condition);
        let next = func.new_block();
        branch(func, test, c, next, by_call);
        test = next;
    }
    func.push(test, jump(in_place));
    let list = func.inst(call).args[0];
    let items = memory(func, in_place, Op::LoadPtr, &[list], ITEMS_OFFSET, Region::Header);
    let ends = [items, range.low, range.high];
    memory(func, in_place, Op::ReverseItems, &ends, SLOTS_OFFSET, Region::Items);
    func.push(in_place, jump(after));
    after
}

/// The items that a slice with step -1 takes, from the lowest to the highest index.
struct Range {
    low: InstId,
    high: InstId,
    /// What has to hold for them to lie in the list and be the ones that are assigned.
    conditions: Vec<Inst>,
}

impl Range {
    /// Computes in block `b` what the operands of a move mean.
    fn of(func: &mut Function, b: BlockId, call: InstId) -> Range {
        let args = func.inst(call).args.clone();
        let [start, stop, from, till] = [1, 2, 5, 6].map(|i| bound(func, b, args[i]));
        let len = memory(func, b, Op::LoadI64, &[args[0]], LEN_OFFSET, Region::Header);
        let (zero, one) = (number(func, b, 0), number(func, b, 1));
        let high = start.unwrap_or_else(|| func.push(b, Inst::new(Op::I64Sub, &[len, one])));
        let end = func.push(b, Inst::new(Op::I64Add, &[high, one]));
        let mut conditions = vec![Inst::new(Op::InBounds, &[high, len])];
        let mut check = |number, x, y| {
            if x != y {
                conditions.push(Inst::with_imm(Op::I64Cmp, &[x, y], number, 0));
            }
        };
        let low = match stop {
            None => zero,
            Some(last) => {
                let low = func.push(b, Inst::new(Op::I64Add, &[last, one]));
                // A bound that is negative counts from the end.
                check(LESS, zero, low);
                check(LESS_OR_EQUAL, low, end);
                low
            }
        };
        check(EQUAL, from.unwrap_or(zero), low);
        match (start, till) {
            (None, None) => {}
            _ => check(EQUAL, till.unwrap_or(len), end),
        }
        Range { low, high, conditions }
    }
}

/// The number of a bound that is not `None`.
fn bound(func: &mut Function, b: BlockId, v: InstId) -> Option<InstId> {
    (func.const_word(v) != Some(NONE)).then(|| func.push(b, Inst::new(Op::Untag, &[v])))
}

fn number(func: &mut Function, b: BlockId, n: i64) -> InstId {
    func.push(b, Inst::with_imm(Op::ConstI64, &[], n, 0))
}

fn memory(
    func: &mut Function,
    b: BlockId,
    op: Op,
    args: &[InstId],
    offset: usize,
    region: Region,
) -> InstId {
    func.push(b, Inst::with_imm(op, args, offset as i64, region as i64))
}

fn to(block: BlockId) -> Edge {
    Edge { block, args: Default::default() }
}

fn jump(block: BlockId) -> Inst {
    let mut inst = Inst::new(Op::Jump, &[]);
    inst.targets.push(to(block));
    inst
}

fn branch(func: &mut Function, b: BlockId, condition: InstId, yes: BlockId, no: BlockId) {
    let mut inst = Inst::new(Op::Branch, &[condition]);
    inst.targets.extend([to(yes), to(no)]);
    func.push(b, inst);
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};
    use taipan_vm::abi::libcalls::Libcall;

    fn body(step: i64, to: &str) -> String {
        let call = Libcall::MoveSlice as i64;
        format!(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: Slot = entry_slot [1, 0]
  v2: State = snapshot v0, v1 [0, 2]
  v3: Object#13 = guard_type v0 [13, 0] @v2 !not_type
  v4: Object#13 = guard_type v1 [13, 0] @v2 !not_type
  v5: None = const [4, 0]
  v6: Int = const [{step}, 0]
  v7: Any = libcall v3, v5, v5, v6, {to}, v5, v5 [{call}, 0] @v2 !raised
  return v4
"
        )
    }

    #[test]
    fn a_list_reversed_in_place_needs_no_call() {
        let func = after(&body(-1, "v3"), super::run);
        assert_eq!((count(&func, "reverse_items"), count(&func, "libcall")), (1, 1), "{func}");
    }

    #[test]
    fn other_moves_are_left_to_the_call() {
        for text in [body(-1, "v4"), body(3, "v3")] {
            assert_eq!(count(&after(&text, super::run), "reverse_items"), 0);
        }
    }
}
