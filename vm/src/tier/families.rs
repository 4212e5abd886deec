//! Families and specialized instructions by name: what `-X families=` and `taipan.set_option` switch.

use crate::bytecode::Opcode;
use crate::specialize::rows;
use crate::stats::FAMILIES;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Stands for every family.
const ALL: &str = "ALL";

/// Heads whose instruction has no cache, and is rewritten at its first run.
const QUICKENED: &[Opcode] =
    &[Opcode::UNARY_NEGATIVE, Opcode::STORE_GLOBAL, Opcode::CALL_FUNCTION_EX];

/// Something that can be switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Switch {
    /// A specialized instruction, or a family by its head.
    Instruction(Opcode),
    /// A row of `specialize/rows.rs`, by its number.
    Row(usize),
}

/// What is switched off: a bit per instruction, and behind them one per row.
#[derive(Default, Debug)]
pub struct SwitchedOff([AtomicU64; 5]);

impl Clone for SwitchedOff {
    fn clone(&self) -> SwitchedOff {
        SwitchedOff(std::array::from_fn(|i| self.0[i].load(Relaxed).into()))
    }
}

const _: () = assert!(rows::COUNT <= 64, "a bit for each row");

impl SwitchedOff {
    /// Switches an instruction, all members of a family, or a row.
    pub fn switch(&self, what: Switch, on: bool) {
        match what {
            Switch::Row(row) => self.set(256 + row, on),
            Switch::Instruction(op) => Opcode::ALL
                .iter()
                .filter(|member| **member == op || member.head() == op)
                .for_each(|&member| self.set(member as usize, on)),
        }
    }

    fn set(&self, i: usize, on: bool) {
        let (word, bit) = (&self.0[i / 64], 1 << (i % 64));
        word.store(word.load(Relaxed) & !bit | if on { 0 } else { bit }, Relaxed);
    }

    /// Whether it is on.
    pub fn allows(&self, what: Switch) -> bool {
        let i = match what {
            Switch::Instruction(op) => op as usize,
            Switch::Row(row) => 256 + row,
        };
        self.0[i / 64].load(Relaxed) >> (i % 64) & 1 == 0
    }
}

fn heads() -> impl Iterator<Item = Opcode> {
    FAMILIES.iter().chain(QUICKENED).copied()
}

/// Everything that has a name.
fn switches() -> impl Iterator<Item = (&'static str, Switch)> {
    let is_of_family = |op: &&Opcode| heads().any(|head| head == op.head());
    let instructions = Opcode::ALL.iter().filter(is_of_family);
    instructions
        .map(|&op| (op.name(), Switch::Instruction(op)))
        .chain(rows::names().enumerate().map(|(i, name)| (name, Switch::Row(i))))
}

/// Reads `-NAME,+NAME,...` and calls `switch` for each name, in order.
///
/// # Errors
/// Words for a person: an item without a sign, or a name that does not exist with the nearest that do.
pub fn parse(text: &str, mut switch: impl FnMut(Switch, bool)) -> Result<(), String> {
    let mut found = Vec::new();
    for item in text.split(',') {
        let (on, name) = match (item.strip_prefix('+'), item.strip_prefix('-')) {
            (Some(name), _) => (true, name),
            (_, Some(name)) => (false, name),
            _ => return Err(format!("'{item}' begins neither with + nor with -")),
        };
        if name == ALL {
            found.extend(switches().map(|(_, what)| (what, on)));
            continue;
        }
        match switches().find(|s| s.0 == name) {
            Some((_, what)) => found.push((what, on)),
            None => {
                let near = nearest(name, switches().map(|s| s.0)).join(", ");
                return Err(format!("no family '{name}'; nearest are {near}"));
            }
        }
    }
    found.into_iter().for_each(|(what, on)| switch(what, on));
    Ok(())
}

/// What [`parse`] reads to switch exactly those off that are.
pub fn text(off: &SwitchedOff) -> String {
    let mut out = format!("+{ALL}");
    let allows = |op: Opcode| off.allows(Switch::Instruction(op));
    for head in heads() {
        let members = || Opcode::ALL.iter().filter(move |op| op.head() == head && **op != head);
        if members().all(|&op| !allows(op)) {
            out.push_str(&format!(",-{}", head.name()));
            continue;
        }
        members()
            .filter(|op| !allows(**op))
            .for_each(|op| out.push_str(&format!(",-{}", op.name())));
    }
    let rows = rows::names().enumerate().filter(|&(i, _)| !off.allows(Switch::Row(i)));
    rows.for_each(|(_, name)| out.push_str(&format!(",-{name}")));
    out
}

/// The three candidates that differ least from `name`.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<(usize, &str)> = candidates.map(|c| (distance(name, c), c)).collect();
    all.sort();
    all.dedup();
    all.into_iter().take(3).map(|(_, c)| c).collect()
}

/// Insertions, deletions and replacements of bytes that make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + (x != y) as usize;
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_switches_back_to_what_it_was_made_of() {
        let off = SwitchedOff::default();
        let set = |text: &str| parse(text, |what, on| off.switch(what, on)).expect("known names");
        let members = |off: &SwitchedOff| -> Vec<Switch> {
            let is_member =
                |what: &Switch| !matches!(what, Switch::Instruction(op) if op.head() == *op);
            switches().map(|s| s.1).filter(is_member).filter(|&what| !off.allows(what)).collect()
        };
        set("-LOAD_ATTR,+LOAD_ATTR_SLOT,-CALL_LEN,-INT_REMAINDER,-STORE_GLOBAL");
        let before = members(&off);
        let text = text(&off);
        assert!(text.starts_with("+ALL,") && text.ends_with(",-INT_REMAINDER"), "{text}");
        set("-ALL");
        set(&text);
        assert_eq!(members(&off), before);
    }

    #[test]
    fn no_two_switches_share_a_name() {
        let mut names: Vec<&str> = switches().map(|s| s.0).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
