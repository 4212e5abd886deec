//! `TierPlan`: everything that tiering may decide, decided by a seed.
//!
//! Each decision is a hash of the seed, of what it is about (the qualified name and first line of a code
//! object, the offset of an instruction, a count) and of its kind: not of time, addresses or order. So a
//! program under a plan does the same in every run, and a decision can be found by trying plans that differ
//! in one knob. A knob says how wild decisions of one kind are; at 0 they are as without a plan.

use crate::bytecode::backoff;

/// A plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TierPlan {
    /// Decides within what the knobs allow.
    pub seed: u64,
    knobs: [u32; KNOBS.len()],
    /// When a recorded run compiled, and found the code.
    moments: Option<Vec<[u64; 2]>>,
}

/// What a plan can turn, and how far a seed turns it.
const KNOBS: [(&str, &[u32]); 9] = [
    ("forbid", &[0, 0, 8, 3]),
    ("warmup", &[0, 2, 4, 12]),
    ("cooldown", &[0, 1, 3, 9]),
    ("leave", &[0, 0, 6, 3]),
    ("entry", &[0, 2, 5, 12]),
    ("loop", &[0, 3, 9, 30]),
    ("passes", &[0, 0, 6, 3]),
    ("force", &[0, 0, 40, 9, 300]),
    ("cool", &[0, 0, 0, 9]),
];

/// The line of a recorded run's moments.
const MOMENTS: &str = "compile";

/// A kind of decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Knob {
    /// One in so many sites never specializes.
    Forbid,
    /// Sites specialize after up to so many executions.
    Warmup,
    /// Sites specialize anew after up to so many misses.
    Cooldown,
    /// One in so many functions is never compiled.
    Leave,
    /// Functions compile after up to so many entries.
    Entry,
    /// Loops compile after up to so many iterations.
    Loop,
    /// One in so many passes is off, for each unit of machine code.
    Passes,
    /// A guard fails after up to so many guards.
    Force,
    /// One in so many functions forgets its specializations when machine code leaves it.
    Cool,
}

/// What a decision is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The qualified name of the code object.
    pub name: &'a str,
    /// Its first line.
    pub line: u32,
    /// A code unit in it.
    pub unit: usize,
}

impl TierPlan {
    /// The plan of a seed, its knobs included.
    pub fn seeded(seed: u64) -> TierPlan {
        let mut plan = TierPlan { seed, ..TierPlan::default() };
        for (i, (_, choices)) in KNOBS.iter().enumerate() {
            plan.knobs[i] = choices[mix(seed ^ mix(i as u64)) as usize % choices.len()];
        }
        plan
    }

    /// The plan of some bytes: a knob each, then the seed.
    pub fn from_bytes(bytes: &[u8]) -> TierPlan {
        let (knobs, rest) = bytes.split_at(bytes.len().min(KNOBS.len()));
        let mut plan = TierPlan::default();
        for (i, &byte) in knobs.iter().enumerate() {
            let choices = KNOBS[i].1;
            plan.knobs[i] = choices[byte as usize % choices.len()];
        }
        plan.seed = rest.iter().fold(0, |seed, &byte| mix(seed ^ u64::from(byte)));
        plan
    }

    /// Reads a seed, or lines of `seed = N` and `KNOB = N`; `#` begins a comment.
    ///
    /// # Errors
    /// One line that names what is wrong.
    pub fn parse(text: &str) -> Result<TierPlan, String> {
        if let Ok(seed) = text.trim().parse() {
            return Ok(TierPlan::seeded(seed));
        }
        let mut plan = TierPlan::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (name, value) = line.split_once('=').ok_or(format!("'{line}' is no KNOB = N"))?;
            let (name, value) = (name.trim(), value.trim());
            let wrong = || format!("{name}: a number is needed, not '{value}'");
            if name == MOMENTS {
                let parsed = |text: &str| -> Option<[u64; 2]> {
                    let (began, found) = text.split_once('-')?;
                    Some([began.parse().ok()?, found.parse().ok()?])
                };
                let all: Option<Vec<[u64; 2]>> = value.split_whitespace().map(parsed).collect();
                plan.moments = Some(all.ok_or(format!("{name}: N-N is needed, not '{value}'"))?);
                continue;
            }
            if name == "seed" {
                plan.seed = value.parse().map_err(|_| wrong())?;
                continue;
            }
            let Some(at) = KNOBS.iter().position(|knob| knob.0 == name) else {
                let names: Vec<&str> = KNOBS.iter().map(|knob| knob.0).collect();
                return Err(format!("no knob '{name}'; valid ones are seed, {}", names.join(", ")));
            };
            plan.knobs[at] = value.parse().map_err(|_| wrong())?;
        }
        Ok(plan)
    }

    /// The plan as [`TierPlan::parse`] reads it, on one line per knob that is not 0.
    pub fn text(&self) -> String {
        let turned = KNOBS.iter().zip(self.knobs).filter(|(_, value)| *value > 0);
        let lines: String = turned.map(|((name, _), n)| format!("{name} = {n}\n")).collect();
        let moment = |[began, found]: &[u64; 2]| format!(" {began}-{found}");
        let moments = self.moments.as_ref().map(|all| all.iter().map(moment).collect::<String>());
        let moments = moments.map_or(String::new(), |all| format!("{MOMENTS} ={all}\n"));
        format!("seed = {}\n{lines}{moments}", self.seed)
    }

    /// The plan by which a run with these moments is run again.
    pub fn recorded(mut self, moments: Vec<[u64; 2]>) -> TierPlan {
        self.moments = Some(moments);
        self
    }

    /// Per attempt to compile: the call of the backend that began it, and the one that found its code (0: none).
    pub fn moments(&self) -> Option<&[[u64; 2]]> {
        self.moments.as_deref()
    }

    /// How far a knob is turned.
    pub fn knob(&self, knob: Knob) -> u32 {
        self.knobs[knob as usize]
    }

    /// The plan with a knob turned elsewhere.
    pub fn with(mut self, knob: Knob, to: u32) -> TierPlan {
        self.knobs[knob as usize] = to;
        self
    }

    /// Every knob that is turned.
    pub fn turned(&self) -> Vec<Knob> {
        use Knob::*;
        let all = [Forbid, Warmup, Cooldown, Leave, Entry, Loop, Passes, Force, Cool];
        all.into_iter().filter(|&knob| self.knob(knob) > 0).collect()
    }

    fn draw(&self, knob: Knob, about: About<'_>, count: u64) -> u64 {
        let name = about.name.bytes().fold(0, |hash, byte| mix(hash ^ u64::from(byte)));
        let place = mix(name ^ u64::from(about.line) << 32 ^ about.unit as u64);
        mix(mix(self.seed ^ knob as u64) ^ place ^ mix(count))
    }

    /// One in so many, as the knob says.
    fn hits(&self, knob: Knob, about: About<'_>, count: u64) -> bool {
        let one_in = u64::from(self.knob(knob));
        one_in > 0 && self.draw(knob, about, count).is_multiple_of(one_in)
    }

    /// Up to the knob; the default when it is not turned.
    fn up_to(&self, knob: Knob, about: About<'_>, default: u32) -> u32 {
        match self.knob(knob) {
            0 => default,
            most => (self.draw(knob, about, 0) % (u64::from(most) + 1)) as u32,
        }
    }

    /// The counter that a site starts with.
    pub fn site_counter(&self, about: About<'_>, default: u16) -> u16 {
        if self.hits(Knob::Forbid, about, 0) {
            return backoff::NEVER;
        }
        backoff::make(self.up_to(Knob::Warmup, about, default.into()).min(4095) as u16, 1)
    }

    /// Misses until a site specializes anew; `count` tells one time from another.
    pub fn cooldown(&self, count: u64, default: u16) -> u16 {
        let about = About { name: "", line: 0, unit: count as usize };
        self.up_to(Knob::Cooldown, about, default.into()).min(4095) as u16
    }

    /// Entries until a function compiles.
    pub fn entry_threshold(&self, about: About<'_>, default: u32) -> u32 {
        self.up_to(Knob::Entry, about, default)
    }

    /// Iterations until a loop compiles.
    pub fn loop_threshold(&self, about: About<'_>, default: u16) -> u16 {
        self.up_to(Knob::Loop, about, default.into()).clamp(1, 4096) as u16
    }

    /// Whether a function or loop stays in the interpreter.
    pub fn leaves(&self, about: About<'_>) -> bool {
        self.hits(Knob::Leave, about, 0)
    }

    /// Whether a pass, by its number, is off in the compilation with this number of a place.
    pub fn switches_off(&self, about: About<'_>, attempt: u32, pass: usize) -> bool {
        self.hits(Knob::Passes, about, (u64::from(attempt) << 32) | pass as u64)
    }

    /// Guards until the one that fails, the `count`th time; 0 = none fails any more.
    pub fn forced_after(&self, count: u64) -> u64 {
        let about = About { name: "", line: 0, unit: count as usize };
        match self.knob(Knob::Force) {
            0 => 0,
            most => 1 + self.draw(Knob::Force, about, 0) % u64::from(most),
        }
    }

    /// Whether a function forgets its specializations at its `count`th exit from machine code.
    pub fn cools(&self, about: About<'_>, count: u64) -> bool {
        self.hits(Knob::Cool, about, count)
    }
}

/// Spreads bits (splitmix64).
fn mix(n: u64) -> u64 {
    let z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'static> = About { name: "C.f", line: 7, unit: 12 };

    #[test]
    fn a_plan_that_turns_nothing_changes_nothing() {
        let plan = TierPlan { seed: 99, ..TierPlan::default() };
        assert_eq!(plan.site_counter(ABOUT, 5), backoff::make(5, 1));
        assert_eq!((plan.cooldown(3, 52), plan.entry_threshold(ABOUT, 8)), (52, 8));
        assert!(!plan.leaves(ABOUT) && !plan.switches_off(ABOUT, 0, 1));
        assert_eq!(plan.forced_after(1), 0);
    }

    #[test]
    fn text_and_back() {
        for seed in 0..50 {
            let plan = TierPlan::seeded(seed);
            assert_eq!(TierPlan::parse(&plan.text()), Ok(plan));
        }
        let recorded = TierPlan::seeded(4).recorded(vec![[1, 3], [2, 0]]);
        assert_eq!(TierPlan::parse(&recorded.text()), Ok(recorded));
        assert!(TierPlan::parse("compile = 3").is_err());
        let given = TierPlan::parse("seed = 3 # a comment\n\nforce=4\n").expect("it is a plan");
        assert_eq!(given, TierPlan { seed: 3, ..TierPlan::default() }.with(Knob::Force, 4));
        assert!(TierPlan::parse("frce = 3").expect_err("no such knob").contains("valid ones are"));
        assert!(TierPlan::parse("force = x").is_err() && TierPlan::parse("force").is_err());
    }

    #[test]
    fn decisions_differ_by_seed_place_and_kind() {
        let plan = TierPlan::default().with(Knob::Warmup, 1000);
        let at =
            |unit, seed| TierPlan { seed, ..plan.clone() }.site_counter(About { unit, ..ABOUT }, 1);
        let different: std::collections::HashSet<u16> =
            (0..40).flat_map(|n| [at(n, 1), at(1, n as u64)]).collect();
        assert!(different.len() > 60, "{}", different.len());
    }
}
