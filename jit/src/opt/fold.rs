//! Local simplification: constants, conversions that cancel, branches that are decided.
//!
//! Each rule looks at one instruction and what makes its operands. Snapshots take values in the form
//! they have (an exit converts), so that boxing for the sake of a snapshot alone disappears.

use crate::ir::function::Replacements;
use crate::ir::{Cfg, Function, Inst, InstId, Op, Type};
use taipan_runtime::fault;
use taipan_runtime::types::tuple;

/// Runs the pass until nothing changes.
pub fn run(func: &mut Function) {
    while round(func) {}
}

/// What a rule found.
enum Simple {
    /// Nothing.
    Keep,
    /// Another value is the same.
    Same(InstId),
    /// Another instruction is simpler.
    Become(Inst),
    /// The instruction is not needed.
    Drop,
}

fn round(func: &mut Function) -> bool {
    let mut map = Replacements::default();
    let mut changed = false;
    for b in Cfg::new(func).order {
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for v in insts {
            for a in &mut func.inst_mut(v).args {
                *a = map.get(*a);
            }
            match simplify(func, v) {
                Simple::Keep => kept.push(v),
                Simple::Same(other) => {
                    map.insert(v, other);
                    changed = true;
                }
                Simple::Become(inst) => {
                    *func.inst_mut(v) = inst;
                    kept.push(v);
                    changed = true;
                }
                Simple::Drop => changed = true,
            }
        }
        func.block_mut(b).insts = kept;
    }
    func.replace_all(&map);
    changed
}

fn simplify(func: &Function, v: InstId) -> Simple {
    use Simple::*;
    let inst = func.inst(v);
    let arg = |i: usize| func.inst(inst.args[i]);
    let cond = |value: bool| Become(Inst::with_imm(Op::ConstCond, &[], value as i64, 0));
    match inst.op {
        op if op == Op::Snapshot || op.is_virtual() => snapshot(func, inst),
        Op::Unbox => match arg(0) {
            a if a.op == Op::Box => Same(a.args[0]),
            a if a.op == Op::Const => match decode_float(a.imm as u64) {
                Some(bits) => Become(Inst::with_imm(Op::ConstF64, &[], bits as i64, 0)),
                None => Keep,
            },
            _ => Keep,
        },
        Op::GuardNumber => match arg(0) {
            a if a.op == Op::Box => Same(a.args[0]),
            a if a.ty == Type::Float => Become(Inst::new(Op::Unbox, &inst.args)),
            a if a.ty == Type::Int
                && (inst.imm & 1 == 0 || a.op == Op::Const && a.imm.unsigned_abs() < 1 << 53) =>
            {
                Become(Inst::new(Op::IntToF64, &inst.args))
            }
            _ => Keep,
        },
        Op::LoadItem if arg(0).op == Op::NewTuple && inst.imm as usize == tuple::ITEMS_OFFSET => {
            match constant(arg(1)).and_then(|i| arg(0).args.get(i as usize)) {
                Some(&item) => Same(item),
                None => Keep,
            }
        }
        Op::LoadI64 if arg(0).op == Op::NewTuple && inst.imm as usize == tuple::LEN_OFFSET => {
            Become(Inst::with_imm(Op::ConstI64, &[], arg(0).args.len() as i64, 0))
        }
        Op::HasShape => match arg(0).ty {
            Type::Object(shape) => cond(shape as i64 == inst.imm),
            t if t.is_tagged() && !t.is(Type::Heap) && t != Type::Any => cond(false),
            _ => Keep,
        },
        Op::InBounds => match (constant(arg(0)), constant(arg(1))) {
            (Some(i), Some(len)) => cond((i as u64) < len as u64),
            _ => Keep,
        },
        Op::F64Add if arg(1).op == Op::ConstF64 && arg(1).imm == 0 && fault!("fold-minus-zero") => {
            Same(inst.args[0])
        }
        Op::Box if arg(0).op == Op::Unbox => Same(arg(0).args[0]),
        Op::Untag => match arg(0) {
            a if a.op == Op::Tag => Same(a.args[0]),
            a if a.op == Op::Const => Become(Inst::with_imm(Op::ConstI64, &[], a.imm >> 1, 0)),
            _ => Keep,
        },
        Op::Tag => match arg(0) {
            a if a.op == Op::Untag => Same(a.args[0]),
            a if a.op == Op::ConstI64 => Become(Inst::with_imm(Op::Const, &[], a.imm << 1 | 1, 0)),
            _ => Keep,
        },
        Op::IntToF64 if arg(0).op == Op::Const => {
            let bits = ((arg(0).imm >> 1) as f64).to_bits();
            Become(Inst::with_imm(Op::ConstF64, &[], bits as i64, 0))
        }
        Op::WrapIndex if arg(0).op == Op::ConstI64 => {
            if fault!("fold-index-sign") {
                Become(Inst::with_imm(Op::ConstI64, &[], arg(0).imm.wrapping_abs(), 0))
            } else if arg(0).imm >= 0 {
                Same(inst.args[0])
            } else {
                Become(Inst::new(Op::I64Add, &[inst.args[1], inst.args[0]]))
            }
        }
        Op::Not => match arg(0) {
            a if a.op == Op::Not => Same(a.args[0]),
            a if a.op == Op::ConstCond => cond(a.imm == 0),
            _ => Keep,
        },
        Op::CondOf => match arg(0) {
            a if a.op == Op::BoolOf => Same(a.args[0]),
            a if a.op == Op::Const => cond(a.imm == 0x14),
            _ => Keep,
        },
        Op::BoolOf if arg(0).op == Op::CondOf => Same(arg(0).args[0]),
        Op::BoolOf if arg(0).op == Op::ConstCond => {
            Become(Inst::with_imm(Op::Const, &[], if arg(0).imm != 0 { 0x14 } else { 0x0c }, 0))
        }
        Op::WordEq => match decide_word_eq(func, inst.args[0], inst.args[1]) {
            Some(c) => cond(c),
            None => Keep,
        },
        Op::IntCmp | Op::I64Cmp => match (constant(arg(0)), constant(arg(1))) {
            (Some(a), Some(b)) => cond(compare(inst.imm, a, b)),
            _ => Keep,
        },
        Op::IntAdd | Op::IntSub | Op::IntMul => int_arithmetic(func, inst),
        Op::BothInts if [arg(0).ty, arg(1).ty].iter().any(|&t| is_no_int(t)) => cond(false),
        Op::BothInts if arg(0).ty == Type::Int && arg(1).ty == Type::Int => cond(true),
        Op::I64Add | Op::I64Sub => match (constant(arg(0)), constant(arg(1))) {
            (Some(a), Some(b)) => {
                let r = if inst.op == Op::I64Add { a.wrapping_add(b) } else { a.wrapping_sub(b) };
                Become(Inst::with_imm(Op::ConstI64, &[], r, 0))
            }
            (_, Some(0)) => Same(inst.args[0]),
            _ => Keep,
        },
        Op::GuardTrue | Op::GuardFalse => match arg(0) {
            a if a.op == Op::ConstCond && (a.imm != 0) == (inst.op == Op::GuardTrue) => Drop,
            a if a.op == Op::Not => {
                let mut other = inst.clone();
                other.op = if inst.op == Op::GuardTrue { Op::GuardFalse } else { Op::GuardTrue };
                other.args[0] = a.args[0];
                Become(other)
            }
            _ => Keep,
        },
        Op::Branch => match arg(0) {
            a if a.op == Op::ConstCond => {
                let mut jump = Inst::new(Op::Jump, &[]);
                jump.targets.push(inst.targets[if a.imm != 0 { 0 } else { 1 }].clone());
                Become(jump)
            }
            a if a.op == Op::Not => {
                let mut other = inst.clone();
                other.args[0] = a.args[0];
                if !fault!("fold-branch-kept") {
                    other.targets.swap(0, 1);
                }
                Become(other)
            }
            _ => Keep,
        },
        _ => Keep,
    }
}

/// Takes operands of conversions instead of their results.
fn snapshot(func: &Function, inst: &Inst) -> Simple {
    let bare = |v: InstId| match func.inst(v).op {
        Op::Box | Op::Tag | Op::BoolOf => func.inst(v).args[0],
        _ => v,
    };
    if inst.args.iter().all(|&a| bare(a) == a) {
        return Simple::Keep;
    }
    let mut other = inst.clone();
    for a in &mut other.args {
        *a = bare(*a);
    }
    Simple::Become(other)
}

fn is_no_int(ty: Type) -> bool {
    ty.is_tagged() && !matches!(ty, Type::Any | Type::Int)
}

fn int_arithmetic(func: &Function, inst: &Inst) -> Simple {
    let (a, b) = (func.inst(inst.args[0]), func.inst(inst.args[1]));
    let result = match (constant(a), constant(b)) {
        (Some(a), Some(b)) => match inst.op {
            Op::IntAdd => a.checked_add(b),
            Op::IntSub => a.checked_sub(b),
            _ => a.checked_mul(b),
        },
        (_, Some(1)) if inst.op == Op::IntSub && fault!("fold-times-zero") => {
            return Simple::Same(inst.args[0]);
        }
        (_, Some(0)) if inst.op != Op::IntMul => return Simple::Same(inst.args[0]),
        (_, Some(1)) if inst.op == Op::IntMul => return Simple::Same(inst.args[0]),
        _ => None,
    };
    const LIMIT: i64 = 1 << 62;
    let fits = |r: &i64| (-LIMIT..LIMIT).contains(r) || fault!("fold-overflow");
    match result.filter(fits) {
        Some(r) => Simple::Become(Inst::with_imm(Op::Const, &[], r << 1 | 1, 0)),
        None => Simple::Keep,
    }
}

fn constant(inst: &Inst) -> Option<i64> {
    match inst.op {
        Op::Const if inst.imm & 1 == 1 => Some(inst.imm >> 1),
        Op::ConstI64 => Some(inst.imm),
        _ => None,
    }
}

fn compare(number: i64, a: i64, b: i64) -> bool {
    match number {
        0 => a < b,
        1 => a <= b,
        2 => a == b,
        3 => a != b,
        4 => a > b,
        _ => a >= b,
    }
}

fn decide_word_eq(func: &Function, a: InstId, b: InstId) -> Option<bool> {
    if let (Some(x), Some(y)) = (func.const_word(a), func.const_word(b)) {
        return Some(x == y);
    }
    let (x, y) = (func.ty(a), func.ty(b));
    // Words of a boxed float may differ though the value is the same, so floats decide nothing here.
    let known = |t: Type| {
        matches!(
            t,
            Type::Int | Type::Bool | Type::None | Type::Heap | Type::Object(_) | Type::Absent
        )
    };
    match (x, y) {
        (Type::Object(s), Type::Object(t)) if s != t => Some(false),
        (Type::Heap, Type::Object(_)) | (Type::Object(_), Type::Heap) => None,
        (Type::None, Type::None) => Some(true),
        _ if known(x) && known(y) && x != y => Some(false),
        _ => None,
    }
}

/// The bits of the float in an inline float word.
fn decode_float(word: u64) -> Option<u64> {
    match word {
        2 => Some(0),
        w if w & 3 == 2 => Some((w & !3).rotate_right(3).wrapping_add(0x3000_0000_0000_0000)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    #[test]
    fn boxes_cancel_and_snapshots_take_raw_floats() {
        let func = after(
            "fn f
b0():
  v0: F64 = const_f64 [1, 0]
  v1: Float = box v0
  v2: State = snapshot v1 [0, 1]
  v3: F64 = unbox v1
  v4: F64 = f64_add v3, v3
  v5: Float = box v4
  v6: Cond = f64_cmp v4, v3
  guard_true v6 @v2 !index
  return v5
",
            |f| {
                super::run(f);
                crate::opt::dce::run(f);
            },
        );
        assert_eq!(count(&func, "unbox"), 0, "{func}");
        assert_eq!(count(&func, "box"), 1, "{func}");
    }

    #[test]
    fn a_decided_branch_is_a_jump() {
        let func = after(
            "fn f
b0():
  v0: Int = const [3, 0]
  v1: None = const [4, 0]
  v2: Cond = word_eq v0, v1
  branch v2 -> b1(), b2()
b1():
  return v1
b2():
  return v0
",
            super::run,
        );
        assert_eq!(count(&func, "branch"), 0, "{func}");
        assert!(func.to_string().contains("return v0"));
    }

    #[test]
    fn constant_sums_fold_but_not_past_the_small_range() {
        let text = |a: i64| {
            format!(
                "fn f
b0():
  v0: Int = const [{a}, 0]
  v1: State = snapshot
  v2: Int = int_add v0, v0 @v1 !overflow
  return v2
"
            )
        };
        assert_eq!(count(&after(&text(7), super::run), "int_add"), 0);
        assert_eq!(count(&after(&text(i64::MAX), super::run), "int_add"), 1);
    }
}
