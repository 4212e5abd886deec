//! Plans: all that tiering may decide, fixed by a name or drawn from bytes. A program does the same under
//! every plan.
//!
//! A plan is a list of `-X` options, so that whatever a campaign finds can be run by hand.

use super::generate::{self, Source};
use crate::options::Options;
use taipan_vm::TierPlan;

/// How a program is run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What distinguishes it, as `-X` options.
    pub settings: Vec<String>,
    /// The settings, and those that all plans have.
    pub options: Options,
}

/// What all plans have. Mutants may run forever: they end at the same instruction under every plan. Threads take
/// turns by fuel, not by the clock.
pub const BOUNDS: [&str; 5] =
    ["hash-seed=0", "fuel=300000", "time-limit=20", "heap-limit=256M", "thread-slice=50"];

/// Plans by the options of the command line.
const FIXED: [&[&str]; 4] = [
    &["tier=generic"],
    &["tier=adaptive"],
    &["tier=jit", "jit=eager"],
    &["tier=jit", "jit=eager", "deopt-stress=7"],
];

/// The modes in which programs must agree: generic, adaptive, default tiers, machine code at the second run
/// of everything, of loops only, under a drawn plan, with collections, with every 7th guard failing.
pub const MODES: [&[&str]; 8] = [
    &["tier=generic"],
    &["tier=adaptive"],
    &["tier=jit", "jit=sync"],
    &["tier=jit", "jit=eager"],
    &["tier=jit", "jit=eager", "entry-threshold=1000000"],
    &["tier=jit", "jit=eager", "plan=1"],
    &["tier=jit", "jit=eager", "gc-stress=5"],
    &["tier=jit", "jit=eager", "deopt-stress=7"],
];

impl Plan {
    /// The plan of some `-X` options.
    ///
    /// # Errors
    /// One line, when there is no such option.
    pub fn of<S: AsRef<str>>(settings: &[S]) -> Result<Plan, String> {
        let mut options = Options::default();
        for setting in BOUNDS.iter().copied().chain(settings.iter().map(AsRef::as_ref)) {
            options.set(setting)?;
        }
        // One run after another on this thread finds its objects at the same addresses, and its code made.
        options.runtime.heap.same_place = true;
        if let Some(jit) = &mut options.jit {
            jit.kept = true;
        }
        let settings = settings.iter().map(|s| s.as_ref().to_owned()).collect();
        Ok(Plan { settings, options })
    }

    fn chosen(settings: &[&str]) -> Plan {
        Plan::of(settings).expect("the table holds valid options")
    }

    /// For reports: what distinguishes it.
    pub fn name(&self) -> String {
        self.settings.join(" ")
    }

    /// The plan with a further setting, which the table of options has.
    pub fn with(&self, setting: &str) -> Plan {
        let mut settings: Vec<&str> = self.settings.iter().map(String::as_str).collect();
        settings.push(setting);
        Plan::chosen(&settings)
    }

    /// The plan with the executions of guards counted.
    pub fn counting_guards(&self) -> Plan {
        let mut plan = self.clone();
        if let Some(jit) = &mut plan.options.jit {
            jit.count_guards = true;
        }
        plan
    }

    /// One guard fails, alone, at its first execution: the unit by number from 1, the guard in it.
    pub fn forcing(&self, (unit, guard): (u32, u32)) -> Plan {
        self.with(&format!("jit-force={unit}:{guard}"))
    }
}

/// The tiers as they are; the first is what the others must agree with.
pub fn fixed() -> Vec<Plan> {
    FIXED.iter().map(|settings| Plan::chosen(settings)).collect()
}

/// Programs must do the same in each of [`MODES`].
pub fn modes() -> Vec<Plan> {
    MODES.iter().map(|settings| Plan::chosen(settings)).collect()
}

/// Machine code at the second run of everything.
pub fn eager() -> Plan {
    Plan::chosen(FIXED[2]).with("jit-quick")
}

/// Plans that differ in when what is compiled, and in how soon it is compiled anew: what one compiles and does not
/// come by, as its code is left before, another does.
pub fn for_guards() -> Vec<Plan> {
    const OTHERS: [&[&str]; 5] = [
        &[],
        &["warmup=3"],
        &["entry-threshold=6", "loop-threshold=12"],
        &["jit-patience=1", "jit-compiles=100"],
        &["jit-patience=2", "warmup=0", "cooldown=0", "entry-threshold=1"],
    ];
    let with = |plan: Plan, setting: &&str| plan.with(setting);
    OTHERS.iter().map(|settings| settings.iter().fold(eager(), with)).collect()
}

/// A plan that helps the default tiers to come by the guards that they emit.
pub struct Helper {
    /// In what it differs from them, for people.
    pub kind: &'static str,
    /// The plan.
    pub plan: Plan,
    /// Whether the program runs twice in the VM: what was made for its later parts then sees all of it.
    pub twice: bool,
}

/// Code that is there earlier, or elsewhere, runs while the program still does what it was made for. First come
/// thresholds for all functions alike, then drawn ones for each, some of which stay in the interpreter, and code that
/// is compiled anew sooner.
pub fn helpers() -> impl Iterator<Item = Helper> {
    const NEVER: u32 = 1_000_000;
    let alike = [600, 300, 100].map(|n| (n, n, false));
    let twice = [(1100, 1000), (300, 300), (30, 30)].map(|(entries, turns)| (entries, turns, true));
    let early = [30, 8, 2].map(|n| (n, n, false));
    let loops = [500, 100, 20].map(|turns| (NEVER, turns, false));
    let functions = [500, 100, 20].map(|entries| (entries, 4095, false));
    let fixed = [alike, twice, early, loops, functions].into_iter().flatten();
    let fixed = fixed.map(|(entries, turns, twice)| Helper {
        kind: "other thresholds",
        plan: helping(&[format!("entry-threshold={entries}"), format!("loop-threshold={turns}")]),
        twice,
    });
    fixed.chain((1..=80).map(|seed| {
        let bytes = generate::seeded(seed, 40);
        let mut source = Source::new(&bytes);
        let most = [1100, 600, 300, 100, 30, 8];
        let (entry, turns) = (source.pick(&most), source.pick(&most));
        let leave = source.pick(&[0, 0, 2, 3]);
        let cool = source.pick(&[0, 0, 4, 40]);
        let mut settings =
            vec![format!("plan=seed={seed},entry={entry},loop={turns},leave={leave},cool={cool}")];
        let patience = source.pick(&[64, 1, 2, 8]);
        if patience < 64 {
            settings.extend([format!("jit-patience={patience}"), "jit-compiles=100".to_owned()]);
        }
        let cooldown = source.pick(&[52, 52, 0, 5]);
        if cooldown < 52 {
            settings.push(format!("cooldown={cooldown}"));
        }
        Helper { kind: "drawn thresholds", plan: helping(&settings), twice: source.one_in(2) }
    }))
}

impl Helper {
    /// For reports: what distinguishes it.
    pub fn name(&self) -> String {
        self.plan.name() + if self.twice { ", the program run twice" } else { "" }
    }
}

fn helping(settings: &[String]) -> Plan {
    let plan = default_tiers().with("jit-quick");
    settings.iter().fold(plan, |plan, setting| plan.with(setting))
}

/// How many plans one after another help nothing before no further one is tried.
pub const HELPLESS: usize = 20;

/// The generic tier.
pub fn generic() -> Plan {
    Plan::chosen(FIXED[0])
}

/// The tiers as they are without options, machine code in place.
pub fn default_tiers() -> Plan {
    Plan::chosen(MODES[2])
}

/// A plan from bytes: thresholds, patience, passes, forced exits, collections.
pub fn drawn(bytes: &[u8]) -> Plan {
    let mut source = Source::new(bytes);
    let mut settings = vec!["tier=jit".to_owned(), "jit=eager".to_owned()];
    let mut draw = |source: &mut Source<'_>, name: &str, of: &[u32]| {
        let value = source.pick(of);
        if value != of[0] {
            settings.push(format!("{name}={value}"));
        }
    };
    draw(&mut source, "warmup", &[1, 0, 3, 9]);
    draw(&mut source, "cooldown", &[52, 0, 5]);
    draw(&mut source, "entry-threshold", &[2, 1, 3, 8]);
    draw(&mut source, "loop-threshold", &[2, 1, 5, 20]);
    // With little patience most of a run is compiling again and again: a third of the plans have the default.
    draw(&mut source, "jit-patience", &[64, 2, 64, 4, 16, 1]);
    draw(&mut source, "jit-compiles", &[10, 3, 30]);
    let is_quick = !source.one_in(8);
    if is_quick {
        settings.push("jit-quick".to_owned());
    }
    if source.one_in(16) {
        settings.push("jit-verify".to_owned());
    }
    let knobs: Vec<u8> = (0..16).map(|_| source.below(256) as u8).collect();
    let is_planned = source.below(4) != 3;
    if is_planned {
        let plan = TierPlan::from_bytes(&knobs).text();
        settings.push(format!("plan={}", plan.trim().replace(" = ", "=").replace('\n', ",")));
    } else if source.one_in(4) {
        settings.push(format!("deopt-stress={}", source.pick(&[3, 1, 2, 11, 29])));
    }
    if source.one_in(3) {
        let passes = taipan_jit::opt::pass_names();
        settings.push(format!("jit-pass-off={}", passes[source.below(passes.len())]));
    }
    if source.one_in(10) {
        settings.push(format!("gc-stress={}", source.pick(&[97, 13, 31])));
    }
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    Plan::chosen(&settings)
}
