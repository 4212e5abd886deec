//! What is known about a pattern in advance: for single-unit instructions, for the alternatives of a
//! branch, for what follows a repeat and for the whole pattern, which code points below 256 can come
//! first. The matcher asks a table of bits where it would walk a set or try an alternative.
//!
//! The facts are words: one for each word of the code, which is 0 or the index of a table of eight
//! words further on.
//!
//! | word of the code | table |
//! |---|---|
//! | 0 | first units of a match (or of the single-unit instruction there) |
//! | 1 to 3, inside `INFO` | second to fourth units of a match |
//! | a single-unit instruction | units that it accepts |
//! | the skip of an alternative | first units of the alternative and what follows it |
//! | the skip of a repeat of single units | first units of what follows the repeat |
//!
//! Without a table anything may come, nothing included. Where there is one, a unit must come; those
//! from 256 on are not told.
#![forbid(unsafe_code)]

use super::charset::{accepts, word};
use super::codes::op;

/// Bits for the code points below 256.
type Table = [u32; 8];

/// Nested deeper, a pattern has no facts.
const DEPTH: usize = 60;
/// Instructions looked at for one table; beyond that there is none.
const STEPS: u32 = 500;

/// The table at a word of the code.
#[inline(always)]
pub fn table(facts: &[u32], i: usize) -> Option<&[u32]> {
    match facts.get(i) {
        Some(&at) if at != 0 => facts.get(at as usize..at as usize + 8),
        _ => None,
    }
}

/// Whether a table lets a unit come.
#[inline(always)]
pub fn may_be(table: &[u32], c: u32) -> bool {
    c >= 256 || table[c as usize >> 5] & 1 << (c & 31) != 0
}

/// The facts about a pattern's code.
pub fn facts(code: &[u32]) -> Vec<u32> {
    let mut survey = Survey { code, facts: vec![0; code.len()] };
    survey.part(0, code.len(), 0);
    if survey.facts.first() == Some(&0) {
        survey.first_units(0, 0);
    }
    if code.len() > AHEAD && code[0] == op::INFO && survey.facts[0] != 0 {
        for n in 1..=AHEAD {
            match ahead(code, 0, n, 0, &mut STEPS.clone()) {
                Some(table) => survey.note(n, table),
                None => break,
            }
        }
    }
    survey.facts
}

/// So many units behind the first one of a match are told.
pub const AHEAD: usize = 3;

struct Survey<'a> {
    code: &'a [u32],
    facts: Vec<u32>,
}

impl Survey<'_> {
    fn word(&self, i: usize) -> usize {
        word(self.code, i) as usize
    }

    /// Notes a table for a word of the code.
    fn note(&mut self, i: usize, table: Table) {
        let at = self.facts.len() as u32;
        if let Some(fact) = self.facts.get_mut(i).filter(|_| i < self.code.len()) {
            *fact = at;
            self.facts.extend(table);
        }
    }

    fn first_units(&mut self, i: usize, from: usize) {
        if let Some(table) = first(self.code, from, 0, &mut STEPS.clone()) {
            self.note(i, table);
        }
    }

    /// Looks at the instructions in `[i, end)`.
    fn part(&mut self, mut i: usize, end: usize, depth: usize) {
        if depth > DEPTH {
            return;
        }
        while i < end {
            // Code that the compiler did not make may say anything: skips only lead onward.
            let behind = |skip: usize| skip.saturating_add(i + 1).max(i + 1);
            match word(self.code, i) {
                op::SUCCESS | op::FAILURE | op::MAX_UNTIL | op::MIN_UNTIL | op::ANY_ALL => i += 1,
                op::ANY => {
                    self.note(i, accepted(self.code, i));
                    i += 1;
                }
                op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                    self.note(i, accepted(self.code, i));
                    i = behind(self.word(i + 1));
                }
                op::CATEGORY
                | op::NOT_LITERAL
                | op::LITERAL_IGNORE
                | op::NOT_LITERAL_IGNORE
                | op::LITERAL_UNI_IGNORE
                | op::NOT_LITERAL_UNI_IGNORE
                | op::LITERAL_LOC_IGNORE
                | op::NOT_LITERAL_LOC_IGNORE => {
                    self.note(i, accepted(self.code, i));
                    i += 2;
                }
                op::BRANCH => {
                    let mut alternative = i + 1;
                    while let skip @ 1.. = self.word(alternative)
                        && alternative < end
                    {
                        self.first_units(alternative, alternative + 1);
                        let next = alternative.saturating_add(skip);
                        self.part(alternative + 1, next.min(end), depth + 1);
                        alternative = next;
                    }
                    i = alternative.saturating_add(1);
                }
                op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                    let tail = behind(self.word(i + 1));
                    self.first_units(i + 1, tail);
                    self.part(i + 4, tail.min(end), depth + 1);
                    i = tail;
                }
                op::REPEAT | op::POSSESSIVE_REPEAT => {
                    let tail = behind(self.word(i + 1));
                    self.part(i + 4, tail.min(end), depth + 1);
                    i = tail;
                }
                op::ASSERT | op::ASSERT_NOT => {
                    let tail = behind(self.word(i + 1));
                    self.part(i + 3, tail.min(end), depth + 1);
                    i = tail;
                }
                op::ATOMIC_GROUP => {
                    let tail = behind(self.word(i + 1));
                    self.part(i + 2, tail.min(end), depth + 1);
                    i = tail;
                }
                op::INFO => i = behind(self.word(i + 1)),
                op::GROUPREF_EXISTS => i += 3,
                _ => i += 2,
            }
        }
    }
}

/// The code points below 256 that a single-unit instruction accepts.
fn accepted(code: &[u32], i: usize) -> Table {
    let mut table = [0; 8];
    if word(code, i) == op::LITERAL {
        let c = word(code, i + 1);
        if let Some(bits) = table.get_mut(c as usize >> 5) {
            *bits |= 1 << (c & 31);
        }
        return table;
    }
    for c in (0..256).filter(|&c| accepts(code, i, c)) {
        table[c as usize >> 5] |= 1 << (c & 31);
    }
    table
}

fn either(a: Table, b: Table) -> Table {
    std::array::from_fn(|i| a[i] | b[i])
}

/// What can come `n` units behind the place where the code goes on at `i`, if it matches there: as [`first`].
fn ahead(code: &[u32], mut i: usize, mut n: usize, depth: usize, steps: &mut u32) -> Option<Table> {
    if depth > DEPTH {
        return None;
    }
    loop {
        if n == 0 {
            return first(code, i, depth, steps);
        }
        *steps = steps.checked_sub(1)?;
        let behind = || i.checked_add(1)?.checked_add(word(code, i + 1) as usize);
        match word(code, i) {
            op::FAILURE => return Some([0; 8]),
            op::ANY_ALL | op::ANY => (i, n) = (i + 1, n - 1),
            op::LITERAL
            | op::CATEGORY
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => (i, n) = (i + 2, n - 1),
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                (i, n) = (behind()?, n - 1);
            }
            op::AT | op::MARK => i += 2,
            op::JUMP | op::INFO | op::ASSERT | op::ASSERT_NOT => i = behind()?,
            op::BRANCH => {
                let mut all = [0; 8];
                let mut alternative = i + 1;
                while let skip @ 1.. = word(code, alternative) {
                    all = either(all, ahead(code, alternative + 1, n, depth + 1, steps)?);
                    alternative = alternative.checked_add(skip as usize)?;
                }
                return Some(all);
            }
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE
                if n < word(code, i + 2) as usize =>
            {
                return first(code, i + 4, depth + 1, steps);
            }
            op::ATOMIC_GROUP => i += 2,
            _ => return None,
        }
    }
}

/// What can come first where the code goes on at `i`; `None` if that is not known, or nothing need
/// come. Assertions are taken to hold: the table may have too much, never too little.
fn first(code: &[u32], mut i: usize, depth: usize, steps: &mut u32) -> Option<Table> {
    if depth > DEPTH {
        return None;
    }
    loop {
        *steps = steps.checked_sub(1)?;
        match word(code, i) {
            op::FAILURE => return Some([0; 8]),
            op::ANY_ALL => return Some([u32::MAX; 8]),
            op::LITERAL
            | op::ANY
            | op::IN
            | op::IN_IGNORE
            | op::IN_UNI_IGNORE
            | op::IN_LOC_IGNORE
            | op::CATEGORY
            | op::NOT_LITERAL
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => return Some(accepted(code, i)),
            op::AT | op::MARK => i += 2,
            op::JUMP | op::INFO | op::ASSERT | op::ASSERT_NOT => {
                i = i.checked_add(1)?.checked_add(word(code, i + 1) as usize)?;
            }
            op::BRANCH => {
                let mut all = [0; 8];
                let mut alternative = i + 1;
                while let skip @ 1.. = word(code, alternative) {
                    all = either(all, first(code, alternative + 1, depth + 1, steps)?);
                    alternative = alternative.checked_add(skip as usize)?;
                }
                return Some(all);
            }
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                let item = first(code, i + 4, depth + 1, steps)?;
                if word(code, i + 2) > 0 {
                    return Some(item);
                }
                let tail = i.checked_add(1)?.checked_add(word(code, i + 1) as usize)?;
                return Some(either(item, first(code, tail, depth + 1, steps)?));
            }
            op::REPEAT if word(code, i + 2) > 0 => i += 4,
            op::REPEAT => {
                let body = first(code, i + 4, depth + 1, steps)?;
                // The instruction behind the body is the repeat's end.
                let tail = i.checked_add(2)?.checked_add(word(code, i + 1) as usize)?;
                return Some(either(body, first(code, tail, depth + 1, steps)?));
            }
            op::ATOMIC_GROUP => i += 2,
            op::POSSESSIVE_REPEAT if word(code, i + 2) > 0 => i += 4,
            _ => return None,
        }
    }
}
