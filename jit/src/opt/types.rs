//! Type propagation: a fixpoint over block parameters, then guards that their operand's type already
//! answers disappear.

use crate::ir::function::Replacements;
use crate::ir::{Cfg, Function, InstId, Op, Type};
use taipan_runtime::fault;

/// Runs the pass.
pub fn run(func: &mut Function) {
    infer(func);
    remove_answered_guards(func);
}

/// Gives every parameter the join of what flows in, starting from nothing.
fn infer(func: &mut Function) {
    let cfg = Cfg::new(func);
    for &b in &cfg.order {
        for p in func.block(b).params.clone() {
            if is_inferred(func.ty(p)) {
                func.inst_mut(p).ty = Type::Never;
            }
        }
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &b in &cfg.order {
            for v in func.block(b).insts.clone() {
                changed |= refine(func, v);
            }
            for i in 0..func.edges(b).len() {
                let edge = func.edges(b)[i].clone();
                for (&a, p) in edge.args.iter().zip(func.block(edge.block).params.clone()) {
                    let mut new = func.ty(p).join(func.ty(a));
                    if fault!("types-join-forgotten") && func.ty(p) != Type::Never {
                        new = func.ty(p);
                    }
                    if new != func.ty(p) {
                        func.inst_mut(p).ty = new;
                        changed = true;
                    }
                }
            }
        }
    }
}

fn is_inferred(ty: Type) -> bool {
    ty.is_word() || ty == Type::Never
}

/// Assumptions pass on what is known better of their operand.
fn refine(func: &mut Function, v: InstId) -> bool {
    let inst = func.inst(v);
    let new = match inst.op {
        Op::AssumeBound | Op::GuardBound => {
            let t = func.ty(inst.args[0]);
            if t.is(Type::Any) { t } else { Type::Any }
        }
        Op::GuardShape => Type::Heap,
        _ => return false,
    };
    let changed = new != inst.ty;
    func.inst_mut(v).ty = new;
    changed
}

/// The type that makes a guard or assumption superfluous.
fn answered_by(func: &Function, v: InstId) -> bool {
    let inst = func.inst(v);
    let Some(&a) = inst.args.first() else { return false };
    let have = func.ty(a);
    if have == Type::Never {
        return false;
    }
    match inst.op {
        Op::GuardInt if fault!("types-guard-dropped") => have.is(Type::Any),
        Op::GuardInt | Op::AssumeInt => have.is(Type::Int),
        Op::GuardFloat => have.is(Type::Float),
        Op::GuardBool => have.is(Type::Bool),
        Op::GuardBound | Op::AssumeBound => have.is(Type::Any),
        Op::GuardType | Op::AssumeType => have.is(Type::Object(inst.imm as u32)),
        Op::GuardWord => match have {
            Type::None => inst.imm == 4,
            Type::Absent => inst.imm == 0,
            _ => func.const_word(a) == Some(inst.imm as u64),
        },
        _ => false,
    }
}

fn remove_answered_guards(func: &mut Function) {
    let mut map = Replacements::default();
    for b in Cfg::new(func).order {
        let insts = std::mem::take(&mut func.block_mut(b).insts);
        let kept = insts
            .into_iter()
            .filter(|&v| {
                let gone = answered_by(func, v);
                if gone {
                    map.insert(v, func.inst(v).args[0]);
                }
                !gone
            })
            .collect();
        func.block_mut(b).insts = kept;
    }
    func.replace_all(&map);
}

#[cfg(test)]
mod tests {
    use crate::opt::testing::{after, count};

    #[test]
    fn a_loop_counter_is_an_int_without_a_guard() {
        let func = after(
            "fn f
b0():
  v0: Int = const [3, 0]
  v1: State = snapshot
  jump -> b1(v0)
b1(v2: Any):
  v3: Int = guard_int v2 @v1 !not_int
  v4: Int = int_add v3, v3 @v1 !overflow
  v5: Cond = int_cmp v4, v3
  branch v5 -> b1(v4), b2()
b2():
  return v2
",
            super::run,
        );
        assert_eq!(count(&func, "guard_int"), 0, "{func}");
    }
}
