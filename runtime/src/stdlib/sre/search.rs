//! Finding where a pattern matches: what the `INFO` block says about the beginning of every match
//! rules most positions out before the machine looks at them.
#![forbid(unsafe_code)]

use super::charset::{contains, word};
use super::codes::{info, op};
use super::facts::{AHEAD, may_be, table};
use super::machine::{Demand, Machine, UNSET};
use super::subject::{Found, Subject};
use crate::ctx::{Ctx, PyResult};
use crate::types::str::{Unit, Units};

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
enum Hint<'a> {
    Nothing,
    /// Every match begins with these code points.
    Prefix(&'a [u32]),
    /// Every match begins with a unit that this table allows, and units that the others allow come behind.
    Table(&'a [u32], [Option<&'a [u32]>; AHEAD]),
    /// Every match begins with a unit of the set here in the code.
    Set(usize),
}

/// The least length of a match, and how it begins.
fn hint<'a>(code: &'a [u32], facts: &'a [u32]) -> (usize, Hint<'a>) {
    let (flags, min) = match word(code, 0) {
        op::INFO => (word(code, 2), word(code, 3) as usize),
        _ => (0, 0),
    };
    let hint = if flags & info::PREFIX != 0 && word(code, 5) > 0 {
        Hint::Prefix(code.get(7..7 + word(code, 5) as usize).unwrap_or_default())
    } else if let Some(table) = table(facts, 0) {
        let ahead = match word(code, 0) {
            op::INFO => std::array::from_fn(|n| self::table(facts, n + 1)),
            _ => [None; AHEAD],
        };
        Hint::Table(table, ahead)
    } else if flags & info::CHARSET != 0 {
        Hint::Set(5)
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

/// Index of the first unit that the table allows, with units behind it that the others allow.
fn find_units<U: Unit>(text: &[U], table: &[u32], ahead: [Option<&[u32]>; AHEAD]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.iter().position(|u| may_be(table, u.point()))?;
        let mut behind = ahead.into_iter().flatten().zip(at + 1..);
        if behind.all(|(table, i)| text.get(i).is_some_and(|u| may_be(table, u.point()))) {
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
    hint: &(usize, Hint<'_>),
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
            Hint::Prefix(prefix) => find_prefix(&text[at..], prefix),
            Hint::Table(table, ahead) => find_units(&text[at..], table, ahead),
            Hint::Set(set) => text[at..].iter().position(|u| contains(code, set, u.point())),
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
    // What `each` runs may match, too: it finds no buffers then, and makes its own.
    let scratch = std::mem::take(&mut cx.sre);
    let mut m = Machine::new(scan.code, scan.facts, text, scan.end, scan.groups, scratch);
    let done = run_through(cx, &mut m, scan, each);
    cx.sre = m.into_scratch();
    done
}

fn run_through<U: Unit>(
    cx: &mut Ctx,
    m: &mut Machine<'_, U>,
    scan: Scan<'_>,
    each: &mut dyn FnMut(&mut Ctx, Found<'_>) -> PyResult<bool>,
) -> PyResult<()> {
    let (mut at, mut not_empty_at) = (scan.start, scan.not_empty_at);
    let hint = match scan.mode {
        Mode::Search => hint(scan.code, scan.facts),
        _ => (0, Hint::Nothing),
    };
    while let Some((from, to)) = next_match(cx, m, scan.code, at, scan.mode, &hint, not_empty_at)? {
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
    /// What is known about the code, or nothing.
    pub facts: &'a [u32],
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
    use crate::stdlib::sre::facts::facts;

    fn numbers(field: &str) -> Vec<u32> {
        field.split_whitespace().map(|n| n.parse().expect("a number")).collect()
    }

    /// Runs a case on units of one width.
    fn run<U: Unit>(cx: &mut Ctx, code: &[u32], groups: usize, mode: &str, text: &[U]) -> String {
        let known = facts(code);
        let [with, without] =
            [&known[..], &[]].map(|facts| run_with(cx, code, facts, groups, mode, text));
        assert_eq!(with, without, "facts change what matches");
        with
    }

    fn run_with<U: Unit>(
        cx: &mut Ctx,
        code: &[u32],
        facts: &[u32],
        groups: usize,
        mode: &str,
        text: &[U],
    ) -> String {
        let way = match mode {
            "m" => Mode::Match,
            "f" => Mode::Full,
            _ => Mode::Search,
        };
        let what =
            Scan { code, facts, groups, start: 0, end: text.len(), mode: way, not_empty_at: UNSET };
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
