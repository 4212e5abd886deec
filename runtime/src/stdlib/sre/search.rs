//! Finding where a pattern matches: what the `INFO` block says about the beginning of every match
//! rules most positions out before the machine looks at them.
#![forbid(unsafe_code)]

use super::charset::{contains, word};
use super::codes::{info, op};
use super::machine::{Demand, Machine, UNSET, Unit};
use super::subject::{Found, Subject};
use crate::ctx::{Ctx, PyResult};
use crate::types::str::Units;

/// Where a match may lie.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Mode {
    /// It begins at the start.
    Match,
    /// It is all of the text.
    Full,
    /// It begins anywhere.
    Search,
}

/// What is known about the beginning of a match.
enum Hint {
    Nothing,
    /// Every match begins with these code points.
    Prefix(Vec<u32>),
    /// Every match begins with one of a set.
    Set(Set),
}

/// A text that is searched is this long before answers for single code points are made in advance.
const LONG: usize = 512;

/// A set in the code, with the answers for small code points if many will be asked for.
struct Set {
    at: usize,
    small: Option<Box<[bool; 256]>>,
}

impl Set {
    fn new(code: &[u32], at: usize, len: usize) -> Set {
        let answers = || Box::new(std::array::from_fn(|c| contains(code, at, c as u32)));
        Set { at, small: (len >= LONG).then(answers) }
    }

    /// Index of the first unit that is in the set.
    fn find<U: Unit>(&self, code: &[u32], text: &[U]) -> Option<usize> {
        match &self.small {
            Some(small) => text.iter().position(|u| match small.get(u.point() as usize) {
                Some(&has) => has,
                None => contains(code, self.at, u.point()),
            }),
            None => text.iter().position(|u| contains(code, self.at, u.point())),
        }
    }
}

/// The least length of a match, and how it begins; `len` units may be searched.
fn hint(code: &[u32], len: usize) -> (usize, Hint) {
    if word(code, 0) != op::INFO {
        return (0, Hint::Nothing);
    }
    let (flags, min) = (word(code, 2), word(code, 3) as usize);
    let hint = if flags & info::PREFIX != 0 && word(code, 5) > 0 {
        let prefix = code.get(7..7 + word(code, 5) as usize).unwrap_or_default();
        Hint::Prefix(prefix.to_vec())
    } else if flags & info::CHARSET != 0 {
        Hint::Set(Set::new(code, 5, len))
    } else {
        Hint::Nothing
    };
    (min, hint)
}

/// Index of the first unit from which on the text has these code points.
fn find_prefix<U: Unit>(text: &[U], prefix: &[u32]) -> Option<usize> {
    let (&first, rest) = prefix.split_first()?;
    let mut at = 0;
    loop {
        at += U::find(text.get(at..)?, first)?;
        let behind = text.get(at + 1..at + prefix.len())?;
        if behind.iter().zip(rest).all(|(u, &p)| u.point() == p) {
            return Some(at);
        }
        at += 1;
    }
}

/// Finds the first match from `start`; its beginning and end. The marks are in the machine.
fn next_match<U: Unit>(
    cx: &mut Ctx,
    m: &mut Machine<'_, U>,
    code: &[u32],
    start: usize,
    mode: Mode,
    hint: &(usize, Hint),
    not_empty_at: usize,
) -> PyResult<Option<(usize, usize)>> {
    let demand = Demand { whole: mode == Mode::Full, not_empty_at };
    if mode != Mode::Search {
        return Ok(m.run(cx, start, demand)?.map(|end| (start, end)));
    }
    let text = m.text();
    let (min, ref hint) = *hint;
    let mut at = start;
    loop {
        if at > text.len() || text.len() - at < min {
            return Ok(None);
        }
        let skip = match *hint {
            Hint::Nothing => Some(0),
            Hint::Prefix(ref prefix) => find_prefix(&text[at..], prefix),
            Hint::Set(ref set) => set.find(code, &text[at..]),
        };
        let Some(skip) = skip else { return Ok(None) };
        at += skip;
        if let Some(end) = m.run(cx, at, demand)? {
            return Ok(Some((at, end)));
        }
        at += 1;
    }
}

/// Calls `each` with the matches one after the other, until it returns false.
fn each_match<U: Unit>(
    cx: &mut Ctx,
    text: &[U],
    scan: Scan<'_>,
    each: &mut dyn FnMut(&mut Ctx, Found<'_>) -> PyResult<bool>,
) -> PyResult<()> {
    let mut m = Machine::new(scan.code, text, scan.end, scan.groups);
    let (mut at, mut not_empty_at) = (scan.start, scan.not_empty_at);
    let hint = match scan.mode {
        Mode::Search => hint(scan.code, scan.end.saturating_sub(scan.start)),
        _ => (0, Hint::Nothing),
    };
    while let Some((from, to)) =
        next_match(cx, &mut m, scan.code, at, scan.mode, &hint, not_empty_at)?
    {
        let found = Found { start: from, end: to, marks: &m.marks, last_index: m.last_index };
        if !each(cx, found)? {
            return Ok(());
        }
        // After an empty match the next one may not be the same again.
        not_empty_at = if from == to { to } else { UNSET };
        at = to;
    }
    Ok(())
}

/// What to look for and where.
#[derive(Copy, Clone)]
pub struct Scan<'a> {
    /// The pattern's code.
    pub code: &'a [u32],
    /// Its number of groups.
    pub groups: usize,
    /// Where to begin.
    pub start: usize,
    /// Where the text ends.
    pub end: usize,
    /// How a match is bound.
    pub mode: Mode,
    /// A match may not be empty here ([`UNSET`]: anywhere).
    pub not_empty_at: usize,
}

/// Calls `each` with the matches in the subject one after the other, until it returns false.
pub fn scan(
    cx: &mut Ctx,
    subject: &Subject,
    scan: Scan<'_>,
    each: &mut dyn FnMut(&mut Ctx, Found<'_>) -> PyResult<bool>,
) -> PyResult<()> {
    debug_assert!(scan.not_empty_at == UNSET || scan.not_empty_at <= scan.end);
    match subject {
        Subject::Text(s) => match s.units() {
            Units::One(text) => each_match(cx, text, scan, each),
            Units::Two(text) => each_match(cx, text, scan, each),
            Units::Four(text) => each_match(cx, text, scan, each),
        },
        Subject::Bytes(_, bytes) => each_match::<u8>(cx, bytes, scan, each),
    }
}

/// The cases of `cases.tsv`, recorded from CPython: code, number of groups, mode (match, search,
/// fullmatch, or all matches), text, result, and the pattern for messages.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctx::Config;

    fn numbers(field: &str) -> Vec<u32> {
        field.split_whitespace().map(|n| n.parse().expect("a number")).collect()
    }

    /// Runs a case on units of one width.
    fn run<U: Unit>(cx: &mut Ctx, code: &[u32], groups: usize, mode: &str, text: &[U]) -> String {
        let way = match mode {
            "m" => Mode::Match,
            "f" => Mode::Full,
            _ => Mode::Search,
        };
        let what = Scan { code, groups, start: 0, end: text.len(), mode: way, not_empty_at: UNSET };
        let mut shown = Vec::new();
        each_match(cx, text, what, &mut |_, found| {
            if mode == "a" {
                shown.push(format!("{}:{}", found.start, found.end));
                return Ok(true);
            }
            let group = |i| match found.group(i) {
                Some((from, to)) => format!("{from}:{to}"),
                None => "-1:-1".to_owned(),
            };
            let spans: Vec<_> = (0..=groups).map(group).collect();
            shown.push(format!("{};{}", spans.join(","), found.last_index));
            Ok(false)
        })
        .expect("matching raises nothing");
        if shown.is_empty() { "-".to_owned() } else { shown.join("|") }
    }

    #[test]
    fn matches_are_those_of_cpython_at_every_width() {
        let mut cx = Ctx::new(&Config::default()).expect("a context");
        for line in include_str!("cases.tsv").lines() {
            let fields: Vec<_> = line.split('\t').collect();
            let [code, groups, mode, text, expected, pattern] = fields[..] else {
                panic!("six fields: {line}")
            };
            let (code, text) = (numbers(code), numbers(text));
            let groups = groups.parse().expect("a number");
            let max = text.iter().copied().max().unwrap_or(0);
            let shown = String::from_iter(text.iter().filter_map(|&p| char::from_u32(p)));
            assert_eq!(
                run(&mut cx, &code, groups, mode, &text),
                expected,
                "{pattern} {mode} {shown:?}"
            );
            if max < 0x1_0000 {
                let text: Vec<u16> = text.iter().map(|&p| p as u16).collect();
                assert_eq!(
                    run(&mut cx, &code, groups, mode, &text),
                    expected,
                    "{pattern} {mode} {shown:?}"
                );
            }
            if max < 0x100 {
                let text: Vec<u8> = text.iter().map(|&p| p as u8).collect();
                assert_eq!(
                    run(&mut cx, &code, groups, mode, &text),
                    expected,
                    "{pattern} {mode} {shown:?}"
                );
            }
        }
    }
}
