//! What lies on the operand stack before each instruction, as far as a jump to another line has to know.
//!
//! Source: `mark_stacks` of CPython 3.14's `frameobject.c`. A [`Stack`] is a number as there: three bits for each
//! word, the top in the lowest. Jumps to a line that several instructions begin go to the greatest number.

use super::Patched;
use crate::bytecode::{Opcode, exception_table};

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Kind {
    Iterator = 1,
    Exception = 2,
    Object = 3,
    Absent = 4,
    LastInstruction = 5,
}

impl Kind {
    fn of(bits: i64) -> Option<Kind> {
        Some(match bits {
            1 => Kind::Iterator,
            2 => Kind::Exception,
            3 => Kind::Object,
            4 => Kind::Absent,
            5 => Kind::LastInstruction,
            _ => return None,
        })
    }

    /// Whether a word of this kind may lie where one of the other kind is expected.
    fn serves_as(self, other: Kind) -> bool {
        match other {
            Kind::Object => self != Kind::Absent,
            Kind::Absent => true,
            other => self == other,
        }
    }
}

/// An operand stack, bottom in the highest bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Stack(i64);

const BITS: u32 = 3;
/// As many words as a number holds.
const MAX_WORDS: u32 = 63 / BITS;

impl Stack {
    pub const EMPTY: Stack = Stack(0);
    /// Nothing leads there but exceptions that were not seen.
    pub const UNKNOWN: Stack = Stack(-2);
    /// More words than a number holds.
    pub const TOO_DEEP: Stack = Stack(-1);

    /// Number of words.
    pub fn depth(self) -> usize {
        (64 - self.0.leading_zeros()).div_ceil(BITS) as usize
    }

    pub fn top(self) -> Option<Kind> {
        if self.0 < 0 { None } else { Kind::of(self.0 & ((1 << BITS) - 1)) }
    }

    pub fn pop(self) -> Stack {
        if self.0 < 0 { self } else { Stack(self.0 >> BITS) }
    }

    fn push(self, kind: Kind) -> Stack {
        match self.0 {
            ..0 => self,
            _ if self.depth() as u32 == MAX_WORDS => Stack::TOO_DEEP,
            words => Stack(words << BITS | kind as i64),
        }
    }

    fn pop_many(self, n: u32) -> Stack {
        (0..n).fold(self, |stack, _| stack.pop())
    }

    fn push_many(self, n: u32) -> Stack {
        (0..n).fold(self, |stack, _| stack.push(Kind::Object))
    }

    /// The kind of the n-th word from the top (1 is the top).
    fn peek(self, n: u32) -> Option<Kind> {
        self.pop_many(n - 1).top()
    }

    /// With another kind as n-th word from the top.
    fn with(self, n: u32, kind: Kind) -> Stack {
        if self.0 < 0 {
            return self;
        }
        let shift = BITS * (n - 1);
        Stack(self.0 & !(((1 << BITS) - 1) << shift) | (kind as i64) << shift)
    }

    /// The kind of the n-th word from the bottom (0 is the lowest).
    fn at(self, n: usize) -> Option<Kind> {
        self.peek((self.depth() - n) as u32)
    }

    /// Whether code that expects `to` can go on with this one, when the words above are popped.
    pub fn leads_to(self, to: Stack) -> bool {
        if self.0 < 0 || to.0 < 0 {
            return false;
        }
        let (mut from, mut to) = (self, to);
        while from > to {
            from = from.pop();
        }
        loop {
            match (from.top(), to.top()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a.serves_as(b) => (from, to) = (from.pop(), to.pop()),
                _ => return false,
            }
        }
    }
}

/// The stack before each code unit of patched code.
pub(super) fn stacks(patched: &Patched) -> Box<[Stack]> {
    let mut stacks = vec![Stack::UNKNOWN; patched.len() + 1];
    stacks[0] = Stack::EMPTY;
    let table = patched.code.exceptiontable.get();
    loop {
        let before = stacks.clone();
        flow(patched, &mut stacks);
        for range in exception_table::ranges(table.as_slice()) {
            let from = stacks[range.start];
            let handler = range.handler;
            if from == Stack::UNKNOWN || stacks[handler.target] != Stack::UNKNOWN {
                continue;
            }
            let above = from.depth().saturating_sub(handler.depth) as u32;
            let mut stack = from.pop_many(above);
            if handler.push_lasti {
                stack = stack.push(Kind::LastInstruction);
            }
            stacks[handler.target] = stack.push(Kind::Exception);
        }
        if before == stacks {
            return stacks.into();
        }
    }
}

/// Carries what is known from each instruction to those behind it.
fn flow(patched: &Patched, stacks: &mut [Stack]) {
    let mut unit = 0;
    while unit < patched.len() {
        let Some(op) = patched.head(unit) else {
            unit += 1;
            continue;
        };
        let behind = patched.behind(unit);
        let here = stacks[unit];
        if here != Stack::UNKNOWN {
            let operand = patched.operand(unit) as u32;
            if let Some(to) = patched.jump_of(unit) {
                let there = match op {
                    Opcode::FOR_ITER => here.push(Kind::Object),
                    Opcode::SEND => here,
                    _ => here.pop_many(op.pops(operand)),
                };
                if stacks[to] == Stack::UNKNOWN {
                    stacks[to] = there;
                }
            }
            if let Some(next) = after(op, operand, here) {
                stacks[behind] = next;
            }
        }
        unit = behind;
    }
}

/// The stack behind an instruction that goes on behind it.
fn after(op: Opcode, operand: u32, here: Stack) -> Option<Stack> {
    Some(match op {
        Opcode::RETURN_VALUE
        | Opcode::RAISE_VARARGS
        | Opcode::RERAISE
        | Opcode::JUMP_FORWARD
        | Opcode::JUMP_BACKWARD
        | Opcode::JUMP_BACKWARD_NO_INTERRUPT => return None,
        Opcode::PUSH_EXC_INFO => here.push(Kind::Exception),
        Opcode::GET_ITER | Opcode::GET_AITER => here.pop().push(Kind::Iterator),
        Opcode::PUSH_NULL | Opcode::LOAD_FAST_AND_CLEAR => here.push(Kind::Absent),
        Opcode::LOAD_GLOBAL => with_absent(here, operand),
        Opcode::LOAD_ATTR => with_absent(here.pop(), operand),
        Opcode::SWAP => {
            let (Some(top), Some(other)) = (here.top(), here.peek(operand)) else {
                return Some(here);
            };
            here.with(1, other).with(operand, top)
        }
        Opcode::COPY => match here.peek(operand) {
            Some(kind) => here.push(kind),
            None => here,
        },
        _ => {
            let (pops, pushes) = (op.pops(operand), op.pushes(operand));
            here.pop_many(pops.saturating_sub(pushes)).push_many(pushes.saturating_sub(pops))
        }
    })
}

/// Which instruction put each word of the operand stack there, bottom first, before each code unit that is reached. An
/// object that another instruction made is another object: a list where a set is built, another manager.
pub(super) fn makers(patched: &Patched, stacks: &[Stack]) -> Vec<Option<Vec<usize>>> {
    let mut makers = vec![None; patched.len() + 1];
    makers[0] = Some(Vec::new());
    let table = patched.code.exceptiontable.get();
    // Without jumps back every word would be known after one round.
    let mut is_new = true;
    while is_new {
        is_new = false;
        let mut learn = |makers: &mut Vec<Option<Vec<usize>>>, unit: usize, words| {
            if makers[unit].is_none() {
                makers[unit] = Some(words);
                is_new = true;
            }
        };
        let mut unit = 0;
        while unit < patched.len() {
            let behind = patched.behind(unit).max(unit + 1);
            if let (Some(op), Some(here)) = (patched.head(unit), makers[unit].clone()) {
                let operand = patched.operand(unit) as u32;
                if let Some(to) = patched.jump_of(unit) {
                    let kept = match op {
                        Opcode::FOR_ITER | Opcode::SEND => here.len(),
                        _ => here.len().saturating_sub(op.pops(operand) as usize),
                    };
                    learn(&mut makers, to, made(&here, kept, stacks[to].depth(), unit));
                }
                if let Some(next) = after(op, operand, stacks[unit]) {
                    learn(&mut makers, behind, behind_of(op, operand, &here, next.depth(), unit));
                }
            }
            unit = behind;
        }
        for range in exception_table::ranges(table.as_slice()) {
            if let Some(here) = makers[range.start].clone() {
                let (to, depth) = (range.handler.target, range.handler.depth);
                learn(&mut makers, to, made(&here, depth, stacks[to].depth(), to));
            }
        }
    }
    makers
}

/// The lowest `kept` words, and what `unit` put above them, up to `depth`.
fn made(here: &[usize], kept: usize, depth: usize, unit: usize) -> Vec<usize> {
    let mut words = here[..kept.min(depth).min(here.len())].to_vec();
    words.resize(depth, unit);
    words
}

/// The makers behind an instruction that goes on behind it.
fn behind_of(op: Opcode, operand: u32, here: &[usize], depth: usize, unit: usize) -> Vec<usize> {
    let nth = |n: u32| here.len().checked_sub(n as usize);
    match (op, nth(operand), nth(1)) {
        (Opcode::SWAP, Some(other), Some(top)) => {
            let mut words = here.to_vec();
            words.swap(other, top);
            words
        }
        (Opcode::COPY, Some(nth), _) if nth < here.len() => [here, &here[nth..=nth]].concat(),
        _ => made(here, here.len().saturating_sub(op.pops(operand) as usize), depth, unit),
    }
}

/// Whether the words that stay when code at `from` goes on at `to` are those that are expected there. What is dropped
/// there at once may be any.
pub(super) fn are_same(
    patched: &Patched,
    stacks: &[Stack],
    makers: &[Option<Vec<usize>>],
    (from, to): (usize, usize),
) -> bool {
    let (Some(has), Some(wants)) = (&makers[from], &makers[to]) else { return false };
    let dropped = matches!(patched.head(to), Some(Opcode::END_FOR | Opcode::POP_TOP));
    let used = stacks[to].depth().saturating_sub(usize::from(dropped));
    (0..used).all(|word| match stacks[to].at(word) {
        Some(Kind::Object | Kind::Absent) => has.get(word) == wants.get(word),
        _ => true,
    })
}

fn with_absent(below: Stack, operand: u32) -> Stack {
    let loaded = below.push(Kind::Object);
    if operand & 1 != 0 { loaded.push(Kind::Absent) } else { loaded }
}
