//! A bytecode of a few instructions on four variables, and its interpreter: what HIR from bytes is made of, and
//! what tells the truth about it.

use super::super::generate::Source;

/// Variables of a program.
pub const VARS: usize = 4;

/// A value of the little language.
#[derive(Clone, Debug)]
pub enum Val {
    /// An int of 63 bits.
    Int(i64),
    /// An int of more bits, or of what became of one: nothing is lost that arithmetic with dead results left out.
    Big,
    /// A float.
    Float(f64),
    /// A truth value.
    Bool(bool),
    /// A pair.
    Pair(Box<[Val; 2]>),
}

/// Numbers in a value at most: a pair of a pair with itself, in a loop, would take all memory.
const LARGEST: usize = 200;

impl Val {
    /// How many numbers are in it.
    fn size(&self) -> usize {
        match self {
            Val::Pair(items) => items[0].size() + items[1].size(),
            _ => 1,
        }
    }
}

impl PartialEq for Val {
    /// Floats by their bits.
    fn eq(&self, other: &Val) -> bool {
        match (self, other) {
            (Val::Int(a), Val::Int(b)) => a == b,
            (Val::Big, Val::Big) => true,
            (Val::Float(a), Val::Float(b)) => a.to_bits() == b.to_bits(),
            (Val::Bool(a), Val::Bool(b)) => a == b,
            (Val::Pair(a), Val::Pair(b)) => a == b,
            _ => false,
        }
    }
}

/// An instruction; variables by number.
#[derive(Clone, Debug)]
pub enum Instr {
    /// An operation on two variables: `+ - * & ^` by number.
    Arith(u8, usize, usize, usize),
    /// A constant.
    Const(Val, usize),
    /// A pair of two variables.
    Pair(usize, usize, usize),
    /// An item of a pair.
    Item(usize, usize, usize),
    /// Jumps if a comparison, by number, of two variables holds.
    Test(u8, usize, usize, usize),
}

/// A program: instructions, what to guess of each (bits), and what its variables hold at first.
#[derive(Clone, Debug)]
pub struct Mini {
    /// The instructions.
    pub code: Vec<Instr>,
    /// Guesses about operands: 0 ints, 1 floats, 2 numbers.
    pub guesses: Vec<u8>,
    /// The variables at entry.
    pub entry: Vec<Val>,
}

/// The range of small ints.
pub const SMALL: std::ops::Range<i64> = -(1 << 62)..1 << 62;

fn value(source: &mut Source<'_>, deep: bool) -> Val {
    const INTS: [i64; 9] = [0, 1, -1, 7, 100, (1 << 62) - 1, -(1 << 62), 1 << 53, (1 << 61) + 3];
    const FLOATS: [f64; 8] = [0.0, -0.0, 1.5, -2.25, 1e300, f64::NAN, f64::INFINITY, 0.1];
    match source.below(if deep { 8 } else { 7 }) {
        0..=3 => Val::Int(source.pick(&INTS)),
        4..=6 => Val::Float(source.pick(&FLOATS)),
        _ => Val::Pair(Box::new([value(source, false), value(source, false)])),
    }
}

impl Mini {
    /// The program that these bytes stand for: a loop over a few instructions, with jumps forward in it.
    pub fn new(bytes: &[u8]) -> Mini {
        let mut source = Source::new(bytes);
        let mut entry: Vec<Val> = (0..VARS - 1).map(|_| value(&mut source, true)).collect();
        entry.push(Val::Int(0));
        let count = 2 + source.below(10);
        let mut mini = Mini { code: Vec::new(), guesses: Vec::new(), entry };
        for at in 0..count {
            let (a, b) = (source.below(VARS), source.below(VARS));
            let to = source.below(VARS - 1);
            let instr = match source.below(10) {
                0..=4 => Instr::Arith(source.below(5) as u8, a, b, to),
                5 => Instr::Const(value(&mut source, false), to),
                6 => Instr::Pair(a, b, to),
                7 => Instr::Item(a.min(VARS - 2), b & 1, to),
                _ => Instr::Test(source.below(6) as u8, a, b, at + 1 + source.below(count - at)),
            };
            mini.code.push(instr);
            mini.guesses.push(source.pick(&[0, 1, 2, 0]));
        }
        // The last variable counts up to the limit, which a constant puts in the first.
        let limit = source.below(12) as i64;
        let step = source.below(VARS - 1);
        for (instr, guess) in [
            (Instr::Const(Val::Int(1), step), 0),
            (Instr::Arith(0, VARS - 1, step, VARS - 1), 0),
            (Instr::Const(Val::Int(limit), step), 0),
            (Instr::Test(0, VARS - 1, step, 0), 0),
        ] {
            mini.code.push(instr);
            mini.guesses.push(guess);
        }
        mini
    }

    /// Runs from an instruction to the end, or to the one that fails; variables are changed in place.
    pub fn run(&self, mut pc: usize, vars: &mut [Val]) -> Result<usize, String> {
        for _ in 0..20_000 {
            let Some(instr) = self.code.get(pc) else { return Ok(pc) };
            let mut next = pc + 1;
            match instr {
                Instr::Const(v, to) => vars[*to] = v.clone(),
                Instr::Pair(a, b, to) => {
                    if vars[*a].size() + vars[*b].size() > LARGEST {
                        return Err("a pair is too large".to_owned());
                    }
                    vars[*to] = Val::Pair(Box::new([vars[*a].clone(), vars[*b].clone()]));
                }
                Instr::Item(a, i, to) => match vars[*a].clone() {
                    Val::Pair(items) => vars[*to] = items[*i].clone(),
                    _ => return Ok(pc),
                },
                Instr::Arith(op, a, b, to) => match arith(*op, &vars[*a], &vars[*b]) {
                    Some(v) => vars[*to] = v,
                    None => return Ok(pc),
                },
                Instr::Test(cmp, a, b, to) => match compare(*cmp, &vars[*a], &vars[*b]) {
                    Some(true) => next = *to,
                    Some(false) => {}
                    None => return Ok(pc),
                },
            }
            pc = next;
        }
        Err("the program does not end".to_owned())
    }
}

/// The result, if there is one: an operation on other operands ends the program.
fn arith(op: u8, a: &Val, b: &Val) -> Option<Val> {
    if let (Val::Int(a), Val::Int(b)) = (a, b) {
        let result = match op {
            0 => a.checked_add(*b),
            1 => a.checked_sub(*b),
            2 => a.checked_mul(*b),
            3 => Some(a & b),
            _ => Some(a ^ b),
        };
        return Some(result.filter(|r| SMALL.contains(r)).map_or(Val::Big, Val::Int));
    }
    if matches!((a, b), (Val::Int(_) | Val::Big, Val::Int(_) | Val::Big)) {
        return Some(Val::Big);
    }
    let (a, b) = (number(a)?, number(b)?);
    Some(Val::Float(match op {
        0 => a + b,
        1 => a - b,
        2 => a * b,
        _ => return None,
    }))
}

fn compare(cmp: u8, a: &Val, b: &Val) -> Option<bool> {
    let order = match (a, b) {
        (Val::Int(a), Val::Int(b)) => Some(a.cmp(b)),
        _ => number(a)?.partial_cmp(&number(b)?),
    };
    Some(holds(cmp, order))
}

/// Whether a comparison by number holds of two things in this order.
pub fn holds(cmp: u8, order: Option<std::cmp::Ordering>) -> bool {
    match cmp {
        0 => order.is_some_and(|o| o.is_lt()),
        1 => order.is_some_and(|o| o.is_le()),
        2 => order.is_some_and(|o| o.is_eq()),
        3 => order.is_none_or(|o| o.is_ne()),
        4 => order.is_some_and(|o| o.is_gt()),
        _ => order.is_some_and(|o| o.is_ge()),
    }
}

/// A float, or an int that is one exactly.
pub fn number(v: &Val) -> Option<f64> {
    match v {
        Val::Float(f) => Some(*f),
        Val::Int(n) if n.unsigned_abs() <= 1 << 53 => Some(*n as f64),
        _ => None,
    }
}
