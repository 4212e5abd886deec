//! Plans: all that tiering may decide, fixed by a name or drawn from bytes. A program does the same under
//! every plan.

use super::generate::Source;
use crate::options::Options;
use taipan_vm::TierPlan;

/// How a program is run.
#[derive(Clone)]
pub struct Plan {
    /// For reports: what distinguishes it.
    pub name: String,
    /// The settings.
    pub options: Options,
}

/// Plans by the options of the command line.
const FIXED: [&[&str]; 4] = [
    &["tier=generic"],
    &["tier=adaptive"],
    &["tier=jit", "jit=eager"],
    &["tier=jit", "jit=eager", "deopt-stress=7"],
];

/// The tiers as they are; the first is what the others must agree with.
pub fn fixed() -> Vec<Plan> {
    FIXED.iter().map(|options| chosen(options)).collect()
}

/// Machine code at the second run of everything.
pub fn eager() -> Plan {
    let mut plan = chosen(FIXED[2]);
    plan.options.jit.get_or_insert_default().quick = true;
    plan
}

impl Plan {
    /// One guard fails, alone, at its first execution: the unit by number from 1, the guard in it.
    pub fn force(&mut self, guard: (u32, u32)) {
        let jit = self.options.jit.get_or_insert_default();
        jit.deopt_stress = Some(1);
        jit.forced = Some(guard);
        self.name =
            format!("{}, guard {} of unit {} fails once", FIXED[2].join(" "), guard.1, guard.0);
    }
}

fn chosen(names: &[&str]) -> Plan {
    let mut options = Options::default();
    options.runtime.hash_seed = Some(0);
    // Mutants may run forever: they end at the same instruction under every plan.
    options.limits.fuel = Some(300_000);
    options.limits.time = Some(std::time::Duration::from_secs(20));
    options.runtime.heap.limit = 256 << 20;
    for name in names {
        options.set(name).expect("the table holds valid options");
    }
    Plan { name: names.join(" "), options }
}

/// A plan from bytes: thresholds, patience, passes, forced exits, collections.
pub fn drawn(bytes: &[u8]) -> Plan {
    let mut source = Source::new(bytes);
    let mut plan = chosen(FIXED[2]);
    let tiers = &mut plan.options.tiers;
    tiers.warmup = source.pick(&[1, 0, 3, 9]);
    tiers.cooldown = source.pick(&[52, 0, 5]);
    tiers.entry_threshold = source.pick(&[2, 0, 3, 8]);
    tiers.loop_threshold = source.pick(&[2, 1, 5, 20]);
    let jit = plan.options.jit.get_or_insert_default();
    jit.exits_before_recompile = source.pick(&[1, 2, 4, 64]);
    jit.quick = !source.one_in(8);
    jit.verify = !jit.quick || source.one_in(4);
    jit.max_compiles = source.pick(&[10, 3, 30]);
    let knobs: Vec<u8> = (0..16).map(|_| source.below(256) as u8).collect();
    let planned = source.below(4) != 3;
    if !planned && source.one_in(4) {
        jit.deopt_stress = Some(source.pick(&[3, 1, 2, 11, 29]));
    }
    if source.one_in(3) {
        let passes = taipan_jit::opt::pass_names();
        jit.passes_off.push(passes[source.below(passes.len())].to_owned());
    }
    if source.one_in(12) {
        plan.options.runtime.heap.stress = source.pick(&[97, 13]);
    }
    if planned {
        let tier_plan = TierPlan::from_bytes(&knobs);
        plan.name = tier_plan.text().trim().replace('\n', ", ");
        plan.options.use_plan(tier_plan);
    } else {
        let (tiers, jit) = (&plan.options.tiers, &plan.options.jit);
        plan.name = format!("{tiers:?} {jit:?}");
    }
    plan.name += &format!(", collect {}", plan.options.runtime.heap.stress);
    plan
}
