//! Families and specialized instructions by name: what `-X families=` and `taipan.set_option` switch.

use crate::bytecode::Opcode;
use crate::stats::FAMILIES;

/// Stands for every family.
const ALL: &str = "ALL";

fn switchable() -> impl Iterator<Item = Opcode> {
    Opcode::ALL.iter().copied().filter(|op| FAMILIES.contains(&op.head()))
}

/// Reads `-NAME,+NAME,...` and calls `switch` for each name, in order.
///
/// # Errors
/// Words for a person: an item without a sign, or a name that does not exist with the nearest that do.
pub fn parse(text: &str, mut switch: impl FnMut(Opcode, bool)) -> Result<(), String> {
    let mut found = Vec::new();
    for item in text.split(',') {
        let (on, name) = match (item.strip_prefix('+'), item.strip_prefix('-')) {
            (Some(name), _) => (true, name),
            (_, Some(name)) => (false, name),
            _ => return Err(format!("'{item}' begins neither with + nor with -")),
        };
        if name == ALL {
            found.extend(FAMILIES.iter().map(|&head| (head, on)));
            continue;
        }
        match switchable().find(|op| op.name() == name) {
            Some(op) => found.push((op, on)),
            None => {
                let near = nearest(name, switchable().map(|op| op.name())).join(", ");
                return Err(format!("no family '{name}'; nearest are {near}"));
            }
        }
    }
    found.into_iter().for_each(|(op, on)| switch(op, on));
    Ok(())
}

/// What [`parse`] reads to switch exactly those on that `allows` says.
pub fn text(allows: impl Fn(Opcode) -> bool) -> String {
    let mut out = format!("+{ALL}");
    for &head in FAMILIES {
        let members = || Opcode::ALL.iter().filter(move |op| op.head() == head && **op != head);
        if members().all(|&op| !allows(op)) {
            out.push_str(&format!(",-{}", head.name()));
            continue;
        }
        members()
            .filter(|op| !allows(**op))
            .for_each(|op| out.push_str(&format!(",-{}", op.name())));
    }
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
    use std::collections::HashSet;

    #[test]
    fn the_text_switches_back_to_what_it_was_made_of() {
        let mut off = HashSet::new();
        let switch = |off: &mut HashSet<u8>, text: &str| {
            parse(text, |op, on| {
                for &m in Opcode::ALL.iter().filter(|m| **m == op || m.head() == op) {
                    let _ = if on { off.remove(&(m as u8)) } else { off.insert(m as u8) };
                }
            })
        };
        switch(&mut off, "-LOAD_ATTR,+LOAD_ATTR_SLOT,-CALL_LEN").expect("known names");
        let before = off.clone();
        let text = text(|op| !off.contains(&(op as u8)));
        assert!(text.starts_with("+ALL,") && text.ends_with(",-CALL_LEN"), "{text}");
        switch(&mut off, "-ALL").expect("known names");
        switch(&mut off, &text).expect("a text of ours");
        // Heads do not matter: they are never installed.
        let members = |set: &HashSet<u8>| -> HashSet<u8> {
            let is_member = |n: &u8| Opcode::from_u8(*n).is_some_and(|op| op.head() != op);
            set.iter().copied().filter(is_member).collect()
        };
        assert_eq!(members(&off), members(&before));
    }
}
