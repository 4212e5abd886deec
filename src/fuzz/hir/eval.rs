//! Runs HIR: an evaluator for the instructions that little programs become under any passes.

use super::mini::{SMALL, Val, holds, number};
use std::collections::HashMap;
use taipan_jit::exit::encode;
use taipan_jit::ir::frame_state::FrameState;
use taipan_jit::ir::function::ENTRY;
use taipan_jit::ir::{Function, InstId, Op};
use taipan_runtime::value::Value;
use taipan_vm::abi::frame_map::Fix;

/// A value in one of its machine forms.
#[derive(Clone, Debug)]
enum Form {
    Word(Val),
    F64(f64),
    I64(i64),
    Cond(bool),
    Nothing,
}

/// Where and how a run left.
pub struct Left<'f> {
    func: &'f Function,
    state: InstId,
    by: InstId,
    forms: HashMap<InstId, Form>,
    entry: Vec<Val>,
}

/// What a step of the run asks for next.
enum Next {
    Value(Form),
    Leave,
    Goto(usize),
}

/// Runs a function until it leaves.
///
/// # Errors
/// What no pass may make of a well-formed function.
pub fn run<'f>(func: &'f Function, entry: &[Val]) -> Result<Left<'f>, String> {
    let mut forms: HashMap<InstId, Form> = HashMap::new();
    let mut block = ENTRY;
    for _ in 0..50_000 {
        let mut goto = None;
        for &v in &func.block(block).insts {
            match step(func, v, &forms, entry)? {
                Next::Value(form) => {
                    forms.insert(v, form);
                }
                Next::Leave => {
                    let state = func.inst(v).state.ok_or("an exit without a frame state")?;
                    return Ok(Left { func, state, by: v, forms, entry: entry.to_vec() });
                }
                Next::Goto(at) => goto = func.inst(v).targets.get(at),
            }
        }
        let edge = goto.ok_or("a block without an end")?;
        let args: Vec<Option<Form>> = edge.args.iter().map(|a| forms.get(a).cloned()).collect();
        for (&param, arg) in func.block(edge.block).params.iter().zip(args) {
            forms.insert(param, arg.ok_or("an edge passes what was not computed")?);
        }
        block = edge.block;
    }
    Err("the function does not end".to_owned())
}

fn step(
    func: &Function,
    v: InstId,
    forms: &HashMap<InstId, Form>,
    entry: &[Val],
) -> Result<Next, String> {
    let inst = func.inst(v);
    let arg = |i: usize| -> Result<&Form, String> {
        let a = inst.args.get(i).ok_or("an operand is missing")?;
        forms.get(a).ok_or_else(|| format!("{a:?} is used before it was computed"))
    };
    let wrong = |what: &str| format!("{v:?}: {} of {what}", inst.op.name());
    let word = |i: usize| match arg(i)? {
        Form::Word(v) => Ok(v.clone()),
        other => Err(wrong(&format!("{other:?}"))),
    };
    let int = |i: usize| match word(i)? {
        Val::Int(n) => Ok(n),
        other => Err(wrong(&format!("{other:?}"))),
    };
    let i64_ = |i: usize| match arg(i)? {
        Form::I64(n) => Ok(*n),
        other => Err(wrong(&format!("{other:?}"))),
    };
    let f64_ = |i: usize| match arg(i)? {
        Form::F64(f) => Ok(*f),
        other => Err(wrong(&format!("{other:?}"))),
    };
    let cond = |i: usize| match arg(i)? {
        Form::Cond(c) => Ok(*c),
        other => Err(wrong(&format!("{other:?}"))),
    };
    let guarded = |ok: bool, v: Val| if ok { Next::Value(Form::Word(v)) } else { Next::Leave };
    let small = |n: Option<i64>| match n.filter(|n| SMALL.contains(n)) {
        Some(n) => Next::Value(Form::Word(Val::Int(n))),
        None => Next::Leave,
    };
    let plain = |v: Val| Ok(Next::Value(Form::Word(v)));
    Ok(match inst.op {
        Op::Const => {
            return constant(inst.imm as u64)
                .map(|v| Next::Value(Form::Word(v)))
                .ok_or(wrong("it"));
        }
        Op::ConstF64 => Next::Value(Form::F64(f64::from_bits(inst.imm as u64))),
        Op::ConstI64 => Next::Value(Form::I64(inst.imm)),
        Op::ConstCond => Next::Value(Form::Cond(inst.imm != 0)),
        Op::EntrySlot => return plain(entry[inst.imm as usize].clone()),
        Op::Snapshot | Op::VirtualTuple | Op::VirtualRange => Next::Value(Form::Nothing),
        Op::GuardInt => guarded(matches!(word(0)?, Val::Int(_)), word(0)?),
        Op::GuardFloat => guarded(matches!(word(0)?, Val::Float(_)), word(0)?),
        Op::GuardType => guarded(matches!(word(0)?, Val::Pair(_)), word(0)?),
        Op::GuardNumber => number(&word(0)?).map_or(Next::Leave, |f| Next::Value(Form::F64(f))),
        Op::GuardTrue | Op::GuardFalse => match cond(0)? == (inst.op == Op::GuardTrue) {
            true => Next::Value(Form::Nothing),
            false => Next::Leave,
        },
        Op::AssumeBound | Op::AssumeInt | Op::AssumeType | Op::GuardBound => {
            return plain(word(0)?);
        }
        Op::IntAdd => small(int(0)?.checked_add(int(1)?)),
        Op::IntSub => small(int(0)?.checked_sub(int(1)?)),
        Op::IntMul => small(int(0)?.checked_mul(int(1)?)),
        Op::IntAnd => return plain(Val::Int(int(0)? & int(1)?)),
        Op::IntXor => return plain(Val::Int(int(0)? ^ int(1)?)),
        Op::IntCmp => Next::Value(Form::Cond(holds(inst.imm as u8, Some(int(0)?.cmp(&int(1)?))))),
        Op::IntToF64 => Next::Value(Form::F64(int(0)? as f64)),
        Op::Untag => Next::Value(Form::I64(int(0)?)),
        Op::Tag => return plain(Val::Int(i64_(0)?)),
        Op::I64Cmp => Next::Value(Form::Cond(holds(inst.imm as u8, Some(i64_(0)?.cmp(&i64_(1)?))))),
        Op::Unbox => match word(0)? {
            Val::Float(f) => Next::Value(Form::F64(f)),
            other => return Err(wrong(&format!("{other:?}"))),
        },
        Op::Box => return plain(Val::Float(f64_(0)?)),
        Op::F64Add => Next::Value(Form::F64(f64_(0)? + f64_(1)?)),
        Op::F64Sub => Next::Value(Form::F64(f64_(0)? - f64_(1)?)),
        Op::F64Mul => Next::Value(Form::F64(f64_(0)? * f64_(1)?)),
        Op::F64Cmp => {
            Next::Value(Form::Cond(holds(inst.imm as u8, f64_(0)?.partial_cmp(&f64_(1)?))))
        }
        Op::Not => Next::Value(Form::Cond(!cond(0)?)),
        Op::NewTuple => return plain(Val::Pair(Box::new([word(0)?, word(1)?]))),
        Op::LoadI64 => Next::Value(Form::I64(2)),
        Op::LoadItem => match (word(0)?, i64_(1)?) {
            (Val::Pair(items), i @ 0..=1) => return plain(items[i as usize].clone()),
            (other, i) => return Err(wrong(&format!("{other:?} at {i}"))),
        },
        Op::Jump => Next::Goto(0),
        Op::Branch => Next::Goto(usize::from(!cond(0)?)),
        Op::Exit => Next::Leave,
        other => return Err(format!("{v:?}: {} is not known here", other.name())),
    })
}

fn constant(word: u64) -> Option<Val> {
    // Only words that are no addresses occur.
    if word & 1 == 1 {
        return Some(Val::Int(word as i64 >> 1));
    }
    match word {
        2 => Some(Val::Float(0.0)),
        w if w & 3 == 2 => {
            let bits = (w & !3).rotate_right(3).wrapping_add(0x3000_0000_0000_0000);
            Some(Val::Float(f64::from_bits(bits)))
        }
        w if w == Value::TRUE.bits() => Some(Val::Bool(true)),
        w if w == Value::FALSE.bits() => Some(Val::Bool(false)),
        _ => None,
    }
}

impl Left<'_> {
    /// The instruction that the interpreter goes on at.
    pub fn pc(&self) -> usize {
        FrameState::of(self.func, self.state).pc() as usize
    }

    /// The variables, as the frame state names them.
    ///
    /// # Errors
    /// When the state names what was not computed.
    pub fn vars(&self) -> Result<Vec<Val>, String> {
        FrameState::of(self.func, self.state).locals().iter().map(|&v| self.value(v)).collect()
    }

    fn value(&self, v: InstId) -> Result<Val, String> {
        if self.func.inst(v).op == Op::VirtualTuple {
            let args = &self.func.inst(v).args;
            return Ok(Val::Pair(Box::new([self.value(args[0])?, self.value(args[1])?])));
        }
        match self.forms.get(&v) {
            Some(Form::Word(v)) => Ok(v.clone()),
            Some(Form::F64(f)) => Ok(Val::Float(*f)),
            Some(Form::I64(n)) => Ok(Val::Int(*n)),
            Some(Form::Cond(c)) => Ok(Val::Bool(*c)),
            other => Err(format!("a frame state names {v:?}, which is {other:?}")),
        }
    }

    /// The variables by way of the exit's map: what is stored, what still lies in the frame from entry, and what
    /// the map says about both.
    ///
    /// # Errors
    /// When the map needs what is not stored.
    pub fn vars_by_map(&self) -> Result<Vec<Val>, String> {
        let inst = self.func.inst(self.by);
        let map = encode::exit_map(self.func, self.state, inst.reason, inst.origin);
        let frame = map.frames.first().ok_or("a map without frames")?;
        let locals = FrameState::of(self.func, self.state).locals();
        let tuples = encode::stored_objects(self.func, self.state).0;
        let mut vars = Vec::new();
        for (slot, &v) in locals.iter().enumerate() {
            let fix = frame.fixes.iter().find(|(at, _)| *at as usize == slot).map(|(_, fix)| fix);
            let is_stored = encode::is_stored(self.func, v, 0, slot, locals.len());
            let raw = if is_stored { self.forms.get(&v).cloned() } else { None };
            vars.push(match (fix, raw) {
                (Some(Fix::Tuple { at, items }), _) => {
                    let of =
                        tuples.iter().find(|t| t.at == *at).ok_or("a tuple that nobody stored")?;
                    let args = &self.func.inst(of.object).args;
                    let item =
                        |i: usize| fixed(items[i].as_ref(), self.forms.get(&args[i]).cloned());
                    Val::Pair(Box::new([item(0)?, item(1)?]))
                }
                (None, None) => self.entry[slot].clone(),
                (fix, raw) => fixed(fix, raw)?,
            });
        }
        Ok(vars)
    }
}

fn fixed(fix: Option<&Fix>, raw: Option<Form>) -> Result<Val, String> {
    match (fix, raw) {
        (Some(Fix::Const(word)), _) => constant(*word).ok_or("an unknown constant".to_owned()),
        (Some(Fix::Float), Some(Form::F64(f))) => Ok(Val::Float(f)),
        (Some(Fix::Int), Some(Form::I64(n))) => Ok(Val::Int(n)),
        (Some(Fix::Bool), Some(Form::Cond(c))) => Ok(Val::Bool(c)),
        (None, Some(Form::Word(v))) => Ok(v),
        (fix, raw) => Err(format!("{fix:?} of {raw:?}")),
    }
}
