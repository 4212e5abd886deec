//! The matcher: a backtracking machine over the code, without recursion.
//!
//! What could be tried differently is a [`Choice`] on a stack. Everything that changes on the way
//! (marks, repeat counters) is noted on a trail, so going back to a choice restores it exactly.
//! Look-around, atomic groups and possessive repeats run their part above a choice that says what
//! its failure means; when the part succeeds, all choices made inside are dropped.
#![forbid(unsafe_code)]

use super::charset::{accepts, is_unicode_word, is_word, lower_ascii, lower_unicode, word};
use super::codes::{MAXREPEAT, at, op};
use super::facts::{may_be, table};
use crate::ctx::{Ctx, PyResult};
use crate::types::str::Unit;

/// No position.
pub const UNSET: usize = usize::MAX;
const NO_REPEAT: u32 = u32::MAX;
/// More choices than this are a `MemoryError`.
const MAX_CHOICES: usize = 1 << 26;

/// Where to go on when the present way fails.
struct Choice {
    kind: Kind,
    at: usize,
    trail: usize,
    repeats: usize,
}

enum Kind {
    /// The alternatives of a branch from this one on.
    Branch(usize),
    /// A greedy repeat of single units: fewer, down to `low`, then the tail.
    Fewer { low: usize, tail: Tail },
    /// A lazy repeat of single units: one more, up to `more` times, then the tail.
    More { code: usize, more: usize },
    /// A greedy repeat is done: leave it.
    Leave { repeat: u32, tail: usize },
    /// A lazy repeat: its body once more.
    Again { repeat: u32 },
    /// Below the choices of a part that runs on its own.
    Part(Part),
}

/// What follows a repeat of single units.
#[derive(Copy, Clone)]
struct Tail {
    /// Its first instruction.
    at: usize,
    /// The skip word of the repeat, which facts are about.
    skip: usize,
}

#[derive(Copy, Clone)]
enum Part {
    Assert { next: usize, start: usize, repeat: u32 },
    AssertNot { next: usize, start: usize },
    Atomic { next: usize, repeat: u32 },
    Possessive { code: usize, count: u32, start: usize, repeat: u32 },
}

enum Undo {
    Mark(u32, usize),
    LastIndex(u32),
    Current(u32),
    Repeat(u32, u32, usize),
}

/// A repeat under way.
struct Repeat {
    /// Index of the skip word.
    code: usize,
    count: u32,
    last: usize,
    outer: u32,
}

/// What restricts a match beyond the pattern.
#[derive(Copy, Clone)]
pub struct Demand {
    /// It must end at the end of the text.
    pub whole: bool,
    /// It must not be empty at this position.
    pub not_empty_at: usize,
}

/// The buffers of a machine, kept from one text to the next.
#[derive(Default)]
pub struct Scratch {
    marks: Vec<usize>,
    repeats: Vec<Repeat>,
    choices: Vec<Choice>,
    parts: Vec<usize>,
    trail: Vec<Undo>,
}

/// Buffers of more entries than this are not kept.
const KEPT: usize = 1 << 12;

/// The machine, reusable for several matches on a text.
pub struct Machine<'a, U> {
    code: &'a [u32],
    facts: &'a [u32],
    text: &'a [U],
    /// Where the text ends for this search (`endpos`).
    end: usize,
    /// Begin and end of each group; [`UNSET`] where it did not take part.
    pub marks: Vec<usize>,
    /// Number of the group that closed last, 0 for none.
    pub last_index: u32,
    repeats: Vec<Repeat>,
    current: u32,
    choices: Vec<Choice>,
    parts: Vec<usize>,
    trail: Vec<Undo>,
    fuel: u32,
}

impl<'a, U: Unit> Machine<'a, U> {
    /// A machine for a pattern with `groups` groups; the text counts up to `end`. `facts` are those
    /// about the code, or empty.
    pub fn new(
        code: &'a [u32],
        facts: &'a [u32],
        text: &'a [U],
        end: usize,
        groups: usize,
        scratch: Scratch,
    ) -> Machine<'a, U> {
        let Scratch { mut marks, repeats, choices, parts, trail } = scratch;
        marks.clear();
        marks.resize(groups * 2, UNSET);
        Machine {
            code,
            facts,
            text,
            end: end.min(text.len()),
            marks,
            last_index: 0,
            repeats,
            current: NO_REPEAT,
            choices,
            parts,
            trail,
            fuel: 0,
        }
    }

    /// Gives the buffers back, unless this text made them large.
    pub fn into_scratch(self) -> Scratch {
        let Machine { marks, repeats, choices, parts, trail, .. } = self;
        if choices.capacity().max(trail.capacity()) > KEPT {
            return Scratch::default();
        }
        Scratch { marks, repeats, choices, parts, trail }
    }

    /// The text up to the end.
    pub fn text(&self) -> &'a [U] {
        &self.text[..self.end]
    }

    #[inline(always)]
    fn word(&self, i: usize) -> usize {
        word(self.code, i) as usize
    }

    fn reset(&mut self) {
        // Not for none: a masked store of no bytes to the address of an empty `Vec` is slow.
        if !self.marks.is_empty() {
            self.marks.fill(UNSET);
        }
        self.last_index = 0;
        self.repeats.clear();
        self.current = NO_REPEAT;
        self.choices.clear();
        self.parts.clear();
        self.trail.clear();
    }

    /// Notes how to take a change back, if there is a choice to go back to.
    #[inline]
    fn note(&mut self, undo: Undo) {
        if !self.choices.is_empty() {
            self.trail.push(undo);
        }
    }

    fn set_mark(&mut self, i: usize, to: usize) {
        if let Some(mark) = self.marks.get_mut(i) {
            let old = std::mem::replace(mark, to);
            self.note(Undo::Mark(i as u32, old));
            if i % 2 == 1 {
                self.note(Undo::LastIndex(self.last_index));
                self.last_index = i as u32 / 2 + 1;
            }
        }
    }

    fn set_current(&mut self, to: u32) {
        if self.current != to {
            self.note(Undo::Current(self.current));
            self.current = to;
        }
    }

    fn set_repeat(&mut self, i: u32, count: u32, last: usize) {
        let r = &mut self.repeats[i as usize];
        let undo = Undo::Repeat(i, r.count, r.last);
        (r.count, r.last) = (count, last);
        self.note(undo);
    }

    fn undo_to(&mut self, len: usize) {
        while self.trail.len() > len {
            match self.trail.pop() {
                Some(Undo::Mark(i, old)) => self.marks[i as usize] = old,
                Some(Undo::LastIndex(old)) => self.last_index = old,
                Some(Undo::Current(old)) => self.current = old,
                Some(Undo::Repeat(i, count, last)) => {
                    // Repeats that began after the choice are gone already.
                    if let Some(r) = self.repeats.get_mut(i as usize) {
                        (r.count, r.last) = (count, last);
                    }
                }
                None => return,
            }
        }
    }

    #[inline]
    fn choice(&mut self, kind: Kind, at: usize) {
        let (trail, repeats) = (self.trail.len(), self.repeats.len());
        self.choices.push(Choice { kind, at, trail, repeats });
    }

    fn begin_part(&mut self, part: Part, at: usize) {
        self.parts.push(self.choices.len());
        self.choice(Kind::Part(part), at);
    }

    /// The group's text as positions, if it took part.
    #[inline]
    fn group(&self, i: usize) -> Option<(usize, usize)> {
        let (from, to) = (*self.marks.get(i * 2)?, *self.marks.get(i * 2 + 1)?);
        (from != UNSET && to != UNSET && from <= to).then_some((from, to))
    }

    /// Matches from `start`; the end of the match.
    pub fn run(&mut self, cx: &mut Ctx, start: usize, demand: Demand) -> PyResult<Option<usize>> {
        self.reset();
        let (mut pc, mut at) = (0, start);
        loop {
            self.fuel += 1;
            if self.fuel & 0xfff == 0 {
                cx.poll()?;
                if self.choices.len() > MAX_CHOICES {
                    return Err(cx.raise_memory());
                }
            }
            match self.step(&mut pc, &mut at) {
                Step::On => {}
                Step::Done => {
                    if let Some(base) = self.parts.pop() {
                        if !self.part_matched(base, &mut pc, &mut at)
                            && !self.backtrack(&mut pc, &mut at)
                        {
                            return Ok(None);
                        }
                        continue;
                    }
                    let refused = demand.whole && at != self.end || demand.not_empty_at == at;
                    if !refused {
                        return Ok(Some(at));
                    }
                    if !self.backtrack(&mut pc, &mut at) {
                        return Ok(None);
                    }
                }
                Step::Fail => {
                    if !self.backtrack(&mut pc, &mut at) {
                        return Ok(None);
                    }
                }
            }
        }
    }

    /// A part that runs on its own has matched; false if that is a failure.
    fn part_matched(&mut self, base: usize, pc: &mut usize, at: &mut usize) -> bool {
        let Kind::Part(part) = self.choices[base].kind else { return false };
        self.choices.truncate(base);
        match part {
            Part::Assert { next, start, repeat } => {
                self.set_current(repeat);
                (*pc, *at) = (next, start);
                true
            }
            Part::AssertNot { .. } => false,
            Part::Atomic { next, repeat } => {
                self.set_current(repeat);
                *pc = next;
                true
            }
            Part::Possessive { code, count, start, repeat } => {
                self.set_current(repeat);
                let (min, max) = (self.word(code + 1) as u32, self.word(code + 2) as u32);
                let count = count.saturating_add(1);
                if count < min || (count < max || max == MAXREPEAT) && *at != start {
                    self.begin_part(Part::Possessive { code, count, start: *at, repeat }, *at);
                    *pc = code + 3;
                } else {
                    *pc = code + self.word(code) + 1;
                }
                true
            }
        }
    }

    /// Goes back to the last choice that still has something to try.
    fn backtrack(&mut self, pc: &mut usize, at: &mut usize) -> bool {
        loop {
            let Some(choice) = self.choices.pop() else { return false };
            self.repeats.truncate(choice.repeats);
            self.undo_to(choice.trail);
            *at = choice.at;
            match choice.kind {
                Kind::Branch(alternative) => {
                    if self.branch(alternative, pc, *at) {
                        return true;
                    }
                }
                Kind::Fewer { low, tail } => {
                    let from = choice.at;
                    if let Some(next) = self.last_fitting(low, from, tail) {
                        if next > low {
                            self.choice(Kind::Fewer { low, tail }, next - 1);
                        }
                        (*pc, *at) = (tail.at, next);
                        return true;
                    }
                }
                Kind::More { code, more } => {
                    if more > 0
                        && choice.at < self.end
                        && self.single(code + 3, self.text[choice.at].point())
                    {
                        *at = choice.at + 1;
                        self.choice(Kind::More { code, more: more - 1 }, *at);
                        *pc = code + self.word(code);
                        return true;
                    }
                }
                Kind::Leave { repeat, tail } => {
                    let outer = self.repeats[repeat as usize].outer;
                    self.set_current(outer);
                    *pc = tail;
                    return true;
                }
                Kind::Again { repeat } => {
                    let (code, count, last) = {
                        let r = &self.repeats[repeat as usize];
                        (r.code, r.count + 1, r.last)
                    };
                    let max = self.word(code + 2) as u32;
                    if (count <= max || max == MAXREPEAT) && *at != last {
                        self.set_repeat(repeat, count, *at);
                        *pc = code + 3;
                        return true;
                    }
                }
                Kind::Part(part) => {
                    self.parts.pop();
                    match part {
                        Part::Assert { .. } | Part::Atomic { .. } => {}
                        Part::AssertNot { next, start } => {
                            (*pc, *at) = (next, start);
                            return true;
                        }
                        Part::Possessive { code, count, start, .. } => {
                            if count >= self.word(code + 1) as u32 {
                                (*pc, *at) = (code + self.word(code) + 1, start);
                                return true;
                            }
                        }
                    }
                }
            }
        }
    }

    /// The largest position in `low..=from` at which the tail may match, judged by what it can begin
    /// with.
    #[inline]
    fn last_fitting(&self, low: usize, from: usize, tail: Tail) -> Option<usize> {
        if from < low {
            return None;
        }
        let Tail { at: tail, skip } = tail;
        if word(self.code, tail) == op::LITERAL {
            let wanted = word(self.code, tail + 1);
            return (low..=from).rev().find(|&i| i < self.end && self.text[i].point() == wanted);
        }
        match table(self.facts, skip) {
            Some(table) => {
                (low..=from).rev().find(|&i| i < self.end && may_be(table, self.text[i].point()))
            }
            None => Some(from),
        }
    }

    /// The first alternative from `alternative` on whose beginning fits.
    fn fitting(&self, mut alternative: usize, at: usize) -> Option<usize> {
        loop {
            let skip = self.word(alternative);
            if skip == 0 {
                return None;
            }
            let head = alternative + 1;
            let fits = match word(self.code, head) {
                op::LITERAL => at < self.end && self.text[at].point() == word(self.code, head + 1),
                _ => match table(self.facts, alternative) {
                    Some(table) => at < self.end && may_be(table, self.text[at].point()),
                    None => true,
                },
            };
            if fits {
                return Some(alternative);
            }
            alternative += skip;
        }
    }

    /// Enters the first alternative from `alternative` on whose beginning fits.
    fn branch(&mut self, alternative: usize, pc: &mut usize, at: usize) -> bool {
        let Some(first) = self.fitting(alternative, at) else { return false };
        // Without another one that fits there is no choice to come back to.
        if let Some(next) = self.fitting(first + self.word(first), at) {
            self.choice(Kind::Branch(next), at);
        }
        *pc = first + 1;
        true
    }

    /// Whether an instruction for a single unit accepts the code point.
    #[inline(always)]
    fn single(&self, i: usize, c: u32) -> bool {
        match table(self.facts, i) {
            Some(table) if c < 256 => may_be(table, c),
            _ => accepts(self.code, i, c),
        }
    }

    /// How many units from `at`, at most `max`, the single-unit instruction at `i` accepts.
    fn count(&self, i: usize, at: usize, max: usize) -> usize {
        let rest = &self.text[at.min(self.end)..self.end];
        let rest = &rest[..rest.len().min(max)];
        let arg = word(self.code, i + 1);
        let stop = match word(self.code, i) {
            op::ANY_ALL => None,
            op::LITERAL => rest.iter().position(|u| u.point() != arg),
            op::NOT_LITERAL => U::find(rest, arg),
            op::ANY => U::find(rest, 0x0a),
            _ => match table(self.facts, i) {
                Some(table) => rest.iter().position(|u| match u.point() {
                    c @ 0..256 => !may_be(table, c),
                    c => !accepts(self.code, i, c),
                }),
                None => rest.iter().position(|u| !accepts(self.code, i, u.point())),
            },
        };
        stop.unwrap_or(rest.len())
    }

    /// Number of repetitions as a length; the largest count means no limit.
    fn limit(&self, i: usize) -> usize {
        match word(self.code, i) {
            MAXREPEAT => usize::MAX,
            n => n as usize,
        }
    }

    fn step(&mut self, pc: &mut usize, at: &mut usize) -> Step {
        let i = *pc;
        match word(self.code, i) {
            op::SUCCESS => return Step::Done,
            op::ANY_ALL | op::ANY => {
                if *at >= self.end || !self.single(i, self.text[*at].point()) {
                    return Step::Fail;
                }
                (*pc, *at) = (i + 1, *at + 1);
            }
            op::LITERAL => {
                // Literals follow one another.
                let (mut i, mut to) = (i, *at);
                loop {
                    if to >= self.end || self.text[to].point() != word(self.code, i + 1) {
                        return Step::Fail;
                    }
                    (i, to) = (i + 2, to + 1);
                    if word(self.code, i) != op::LITERAL {
                        break;
                    }
                }
                (*pc, *at) = (i, to);
            }
            op::NOT_LITERAL
            | op::CATEGORY
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE => {
                if *at >= self.end || !self.single(i, self.text[*at].point()) {
                    return Step::Fail;
                }
                (*pc, *at) = (i + 2, *at + 1);
            }
            op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                if *at >= self.end || !self.single(i, self.text[*at].point()) {
                    return Step::Fail;
                }
                (*pc, *at) = (i + 1 + self.word(i + 1), *at + 1);
            }
            op::AT => {
                if !self.holds(word(self.code, i + 1), *at) {
                    return Step::Fail;
                }
                *pc = i + 2;
            }
            op::MARK => {
                self.set_mark(self.word(i + 1), *at);
                *pc = i + 2;
            }
            op::JUMP | op::INFO => *pc = i + 1 + self.word(i + 1),
            op::BRANCH => {
                if !self.branch(i + 1, pc, *at) {
                    return Step::Fail;
                }
            }
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                return self.repeat_one(i, pc, at);
            }
            op::REPEAT => {
                let outer = self.current;
                self.repeats.push(Repeat { code: i + 1, count: 0, last: UNSET, outer });
                let new = self.repeats.len() as u32 - 1;
                self.set_current(new);
                // The first look at the bounds happens at the end of the repeat, before any body.
                return self.until(i + 1 + self.word(i + 1), pc, *at, true);
            }
            op::MAX_UNTIL | op::MIN_UNTIL => return self.until(i, pc, *at, false),
            op::GROUPREF
            | op::GROUPREF_IGNORE
            | op::GROUPREF_UNI_IGNORE
            | op::GROUPREF_LOC_IGNORE => {
                return self.group_reference(i, pc, at);
            }
            op::GROUPREF_EXISTS => {
                *pc = match self.group(self.word(i + 1)) {
                    Some(_) => i + 3,
                    None => i + 1 + self.word(i + 2),
                };
            }
            op::ASSERT | op::ASSERT_NOT => {
                let (next, back) = (i + 1 + self.word(i + 1), self.word(i + 2));
                let Some(from) = at.checked_sub(back) else {
                    if word(self.code, i) == op::ASSERT {
                        return Step::Fail;
                    }
                    *pc = next;
                    return Step::On;
                };
                let part = match word(self.code, i) {
                    op::ASSERT => Part::Assert { next, start: *at, repeat: self.current },
                    _ => Part::AssertNot { next, start: *at },
                };
                self.begin_part(part, *at);
                (*pc, *at) = (i + 3, from);
            }
            op::ATOMIC_GROUP => {
                let part = Part::Atomic { next: i + 1 + self.word(i + 1), repeat: self.current };
                self.begin_part(part, *at);
                *pc = i + 2;
            }
            op::POSSESSIVE_REPEAT => {
                if self.word(i + 3) == 0 {
                    *pc = i + 2 + self.word(i + 1);
                    return Step::On;
                }
                let part =
                    Part::Possessive { code: i + 1, count: 0, start: *at, repeat: self.current };
                self.begin_part(part, *at);
                *pc = i + 4;
            }
            _ => return Step::Fail,
        }
        Step::On
    }

    /// Repeats of an instruction for single units.
    fn repeat_one(&mut self, i: usize, pc: &mut usize, at: &mut usize) -> Step {
        let code = i + 1;
        let (tail, min, max) = (code + self.word(code), self.limit(code + 1), self.limit(code + 2));
        if min > self.end.saturating_sub(*at) {
            return Step::Fail;
        }
        let lazy = word(self.code, i) == op::MIN_REPEAT_ONE;
        let n = self.count(code + 3, *at, if lazy { min } else { max });
        if n < min {
            return Step::Fail;
        }
        let (low, high) = (*at + min, *at + n);
        match word(self.code, i) {
            op::POSSESSIVE_REPEAT_ONE => (*pc, *at) = (tail, high),
            op::MIN_REPEAT_ONE => {
                self.choice(Kind::More { code, more: max.saturating_sub(min) }, low);
                (*pc, *at) = (tail, low);
            }
            _ => {
                let tail = Tail { at: tail, skip: code };
                let Some(first) = self.last_fitting(low, high, tail) else { return Step::Fail };
                if first > low {
                    self.choice(Kind::Fewer { low, tail }, first - 1);
                }
                (*pc, *at) = (tail.at, first);
            }
        }
        Step::On
    }

    /// The end of the body of a repeat (`i` is the instruction there), or its beginning.
    fn until(&mut self, i: usize, pc: &mut usize, at: usize, entering: bool) -> Step {
        let current = self.current;
        let Some(r) = self.repeats.get(current as usize) else { return Step::Fail };
        let (code, last, outer) = (r.code, r.last, r.outer);
        // Number of bodies matched so far.
        let done = if entering { 0 } else { r.count };
        let (min, max) = (self.word(code + 1) as u32, self.word(code + 2) as u32);
        let (body, tail) = (code + 3, i + 1);
        let more = done < max || max == MAXREPEAT;
        if done < min {
            self.set_repeat(current, done + 1, last);
            *pc = body;
        } else if word(self.code, i) == op::MIN_UNTIL {
            self.choice(Kind::Again { repeat: current }, at);
            self.set_current(outer);
            *pc = tail;
        } else if more && at != last {
            self.choice(Kind::Leave { repeat: current, tail }, at);
            self.set_repeat(current, done + 1, at);
            *pc = body;
        } else {
            self.set_current(outer);
            *pc = tail;
        }
        Step::On
    }

    fn group_reference(&mut self, i: usize, pc: &mut usize, at: &mut usize) -> Step {
        let Some((from, to)) = self.group(self.word(i + 1)) else { return Step::Fail };
        let n = to - from;
        if n > self.end.saturating_sub(*at) {
            return Step::Fail;
        }
        let (a, b) = (&self.text[from..to], &self.text[*at..*at + n]);
        let same =
            |fold: fn(u32) -> u32| a.iter().zip(b).all(|(x, y)| fold(x.point()) == fold(y.point()));
        let matched = match word(self.code, i) {
            op::GROUPREF => a == b,
            op::GROUPREF_UNI_IGNORE => same(lower_unicode),
            _ => same(lower_ascii),
        };
        if !matched {
            return Step::Fail;
        }
        (*pc, *at) = (i + 2, *at + n);
        Step::On
    }

    /// Whether a position is what an `AT` instruction asks for.
    fn holds(&self, which: u32, i: usize) -> bool {
        let is_break = |i: usize| self.text[i].point() == 0x0a;
        let boundary = |is_word: fn(u32) -> bool| {
            if self.end == 0 {
                return false;
            }
            let before = i > 0 && is_word(self.text[i - 1].point());
            let after = i < self.end && is_word(self.text[i].point());
            before != after
        };
        match which {
            at::BEGINNING | at::BEGINNING_STRING => i == 0,
            at::BEGINNING_LINE => i == 0 || is_break(i - 1),
            at::END => i == self.end || i + 1 == self.end && is_break(i),
            at::END_LINE => i == self.end || is_break(i),
            at::END_STRING => i == self.end,
            at::BOUNDARY | at::LOC_BOUNDARY => boundary(is_word),
            at::NON_BOUNDARY | at::LOC_NON_BOUNDARY => !boundary(is_word),
            at::UNI_BOUNDARY => boundary(is_unicode_word),
            at::UNI_NON_BOUNDARY => !boundary(is_unicode_word),
            _ => false,
        }
    }
}

enum Step {
    /// Go on at `pc`.
    On,
    /// The end of the code of the pattern or of a part.
    Done,
    Fail,
}
