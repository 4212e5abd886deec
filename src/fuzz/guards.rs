//! The guards of a program's machine code: which its units have under some plans, which of them ran, and why the
//! others did not. A guard that is the same under several plans counts once. Plans that help add no guards: under them
//! runs what was emitted and did not run under the others.

use std::collections::{BTreeMap, HashMap};
use taipan_vm::tier::backend::{BackendStats, BlockSite, GuardSite};

/// Guards that were emitted, by what they are.
#[derive(Default)]
pub struct Guards {
    fates: HashMap<u64, Fate>,
}

/// What became of a guard.
#[derive(Clone, Debug)]
pub struct Fate {
    /// Which it is.
    pub guard: GuardSite,
    /// Why it did not run, under the last plan that has it; nothing if it ran.
    pub missed: Option<&'static str>,
    /// The plan that helped.
    pub helped: Option<String>,
}

/// How many guards there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub emitted: u64,
    /// Those that ran.
    pub ran: u64,
    /// Those that ran where a plan helped.
    pub helped: u64,
}

impl Counts {
    /// Adds those of other guards.
    pub fn add(&mut self, other: Counts) {
        self.emitted += other.emitted;
        self.ran += other.ran;
        self.helped += other.helped;
    }
}

/// The guards of a run, those of the library if they are asked for: unit and number, what they are, the blocks of
/// their unit, whether they ran.
fn guards_of(
    machine: &BackendStats,
    library: bool,
) -> impl Iterator<Item = ((u32, u32), &GuardSite, &[BlockSite], bool)> {
    let units = (1..).zip(&machine.sites).zip(&machine.blocks).zip(&machine.library);
    let units = units.filter(move |(_, is_library)| library || !**is_library);
    units.flat_map(move |(((unit, sites), blocks), _)| {
        (0..).zip(sites).map(move |(at, guard)| {
            let ran = machine.reached.binary_search(&(unit, at)).is_ok();
            ((unit, at), guard, &blocks[..], ran)
        })
    })
}

impl Guards {
    /// Adds those of a run whose guards were counted, those of the library if they are asked for. Gives those that ran
    /// and had not under another plan, by unit and number.
    pub fn add(&mut self, machine: &BackendStats, library: bool) -> Vec<(u32, u32)> {
        let mut news = Vec::new();
        for (number, guard, blocks, ran) in guards_of(machine, library) {
            let missed = (!ran).then(|| cause(guard, blocks));
            let new = || Fate { guard: guard.clone(), missed: Some(""), helped: None };
            let fate = self.fates.entry(guard.id).or_insert_with(new);
            if fate.missed.is_some() {
                fate.missed = missed;
                news.extend(ran.then_some(number));
            }
        }
        news
    }

    /// Those that ran under a plan that helps, and nowhere yet.
    pub fn add_helped(&mut self, machine: &BackendStats, plan: &str) -> Vec<(u32, u32)> {
        let mut news = Vec::new();
        for (number, guard, ..) in guards_of(machine, true).filter(|&(.., ran)| ran) {
            let Some(fate) = self.fates.get_mut(&guard.id) else { continue };
            if fate.is_open() {
                fate.helped = Some(plan.to_owned());
                news.push(number);
            }
        }
        news
    }

    /// Whether each ran somewhere.
    pub fn is_reached(&self) -> bool {
        !self.fates.values().any(Fate::is_open)
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.fates.values().for_each(|fate| counts.add(fate.counts()));
        counts
    }

    /// By operation, how many there are.
    pub fn by_op(&self) -> BTreeMap<&'static str, Counts> {
        let mut out: BTreeMap<&str, Counts> = BTreeMap::new();
        for fate in self.fates.values() {
            out.entry(fate.guard.op).or_default().add(fate.counts());
        }
        out
    }

    /// Those that did not run, or where a plan helped only, in order of their places.
    pub fn missed(&self) -> Vec<Fate> {
        let missed = self.fates.values().filter(|fate| fate.missed.is_some());
        let mut missed: Vec<Fate> = missed.cloned().collect();
        missed.sort_by_key(|f| (f.guard.place.clone(), f.guard.frames.clone(), f.guard.id));
        missed
    }
}

impl Fate {
    /// Whether it ran nowhere yet.
    fn is_open(&self) -> bool {
        self.missed.is_some() && self.helped.is_none()
    }

    fn counts(&self) -> Counts {
        let [ran, helped] = [self.missed.is_none(), self.helped.is_some()].map(u64::from);
        Counts { emitted: 1, ran, helped }
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
    let is_inlined = guard.is_inlined();
    match of.choice {
        _ if !is_chosen => "behind a guard that always left",
        "shape" | "identity" if is_inlined => "for a shape or object that did not come, inlined",
        "shape" | "identity" => "for a shape or object that did not come",
        "both_ints" => "for a kind of number that did not come",
        _ if is_inlined => "in a branch that was not taken, inlined",
        _ => "in a branch that was not taken",
    }
}

/// How many guards ran nowhere, by cause and by reason.
pub fn causes(missed: &[Fate]) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let mut out: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for one in missed.iter().filter(|one| one.is_open()) {
        let cause = one.missed.unwrap_or_default();
        *out.entry(cause).or_default().entry(one.guard.reason).or_default() += 1;
    }
    out
}
