//! The guards of a program's machine code: which its units have under some plans, which of them ran, and why the
//! others did not. A guard that is the same under several plans counts once.

use std::collections::{BTreeMap, HashMap};
use taipan_vm::tier::backend::{BackendStats, BlockSite, GuardSite};

/// Guards that were emitted, by what they are.
#[derive(Default)]
pub struct Guards {
    fates: HashMap<u64, Option<Unreached>>,
    /// The operation of each.
    ops: HashMap<u64, &'static str>,
}

/// A guard that did not run.
#[derive(Clone, Debug)]
pub struct Unreached {
    /// Why not, under the last plan that has it.
    pub cause: &'static str,
    /// Which it is.
    pub guard: GuardSite,
}

impl Guards {
    /// Adds those of a run whose guards were counted, those of the library if they are asked for. Gives those that ran
    /// and had not under another plan, by unit and number.
    pub fn add(&mut self, machine: &BackendStats, library: bool) -> Vec<(u32, u32)> {
        let mut by_unit: HashMap<u32, Vec<u32>> = HashMap::new();
        for &(unit, guard) in &machine.reached {
            by_unit.entry(unit).or_default().push(guard);
        }
        let mut news = Vec::new();
        let units = (1..).zip(&machine.sites).zip(&machine.blocks);
        for (((unit, sites), blocks), is_library) in units.zip(&machine.library) {
            if *is_library && !library {
                continue;
            }
            let ran = by_unit.get(&unit).map_or(&[][..], Vec::as_slice);
            for (at, guard) in (0..).zip(sites) {
                self.ops.insert(guard.id, guard.op);
                if ran.binary_search(&at).is_ok() {
                    // Not if it ran under another plan.
                    if !matches!(self.fates.insert(guard.id, None), Some(None)) {
                        news.push((unit, at));
                    }
                    continue;
                }
                let cause = cause(guard, blocks);
                self.fates
                    .entry(guard.id)
                    .or_insert(Some(Unreached { cause, guard: guard.clone() }));
            }
        }
        news
    }

    /// How many there are, and how many ran.
    pub fn counts(&self) -> (u64, u64) {
        let ran = self.fates.values().filter(|fate| fate.is_none()).count();
        (self.fates.len() as u64, ran as u64)
    }

    /// By operation, how many there are and how many of them ran.
    pub fn by_op(&self) -> BTreeMap<&'static str, (u64, u64)> {
        let mut out: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (id, fate) in &self.fates {
            let of = out.entry(self.ops.get(id).copied().unwrap_or_default()).or_default();
            of.0 += 1;
            of.1 += u64::from(fate.is_none());
        }
        out
    }

    /// Those that did not run, in order of their places.
    pub fn unreached(&self) -> Vec<Unreached> {
        let mut all: Vec<Unreached> = self.fates.values().flatten().cloned().collect();
        all.sort_by(|a, b| (&a.guard.place, a.guard.pc).cmp(&(&b.guard.place, b.guard.pc)));
        all
    }
}

/// Why a guard did not run: what kept the program from the block that it is in.
fn cause(guard: &GuardSite, blocks: &[BlockSite]) -> &'static str {
    if blocks.first().is_none_or(|first| first.runs == 0) {
        return "in a unit that was not entered";
    }
    let mut at = guard.block;
    if blocks[at as usize].runs > 0 {
        return "behind a guard that always left";
    }
    let mut above = blocks[at as usize].above;
    while blocks[above as usize].runs == 0 {
        at = above;
        above = blocks[at as usize].above;
    }
    let of = &blocks[above as usize];
    let is_chosen = of.next.iter().any(|&next| blocks[next as usize].runs > 0);
    let is_inlined = guard.inlined > 0;
    match of.choice {
        _ if !is_chosen => "behind a guard that always left",
        "shape" | "identity" if is_inlined => "for a shape or object that did not come, inlined",
        "shape" | "identity" => "for a shape or object that did not come",
        "both_ints" => "for a kind of number that did not come",
        _ if is_inlined => "in a branch that was not taken, inlined",
        _ => "in a branch that was not taken",
    }
}

/// How many guards did not run, by cause and by reason.
pub fn causes(unreached: &[Unreached]) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let mut out: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for one in unreached {
        *out.entry(one.cause).or_default().entry(one.guard.reason).or_default() += 1;
    }
    out
}
