//! Guards that fail once, alone, one after another: which of a program's are chosen, and the runs in which they do.

use super::campaign::{Campaign, caught, compare};
use super::generate;
use super::guards::{Fate, Guards, causes};
use super::oracle::{self, Difference};
use super::plan::{self, Plan};
use super::report::Report;
use crate::capture::Captured;
use std::io::Write;

/// Which guards fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forcing {
    /// None.
    None,
    /// So many, drawn, of those that run when everything is compiled at its second run.
    Drawn(usize),
    /// All that run under several plans that compile early, also those of the library's code.
    All,
    /// The same without those of the library's code.
    Own,
    /// All of the program's own code that the default tiers emit: those that do not run there fail under other plans
    /// in which they do.
    Default,
}

impl Campaign {
    /// Runs the program once for each guard that is chosen, which then fails, alone; it must do what it did `before`.
    /// Guards that are the same under several plans are forced once; one that does not run under a plan may run
    /// under another.
    pub(super) fn force_guards(&self, report: &mut Report, seed: u64, program: &str, source: &str) {
        let (plans, helpers) = match self.guards {
            Forcing::None => return,
            Forcing::Drawn(_) => (vec![plan::eager()], Vec::new()),
            Forcing::All | Forcing::Own => (plan::for_guards(), Vec::new()),
            Forcing::Default => (vec![plan::default_tiers()], plan::helpers()),
        };
        let library = matches!(self.guards, Forcing::Drawn(_) | Forcing::All);
        let with_settings =
            |plan: Plan| self.settings.iter().fold(plan, |plan, setting| plan.with(setting));
        let Ok(before) = compare(source, &[with_settings(plan::generic())]) else { return };
        let before = before.outcome;
        let mut guards = Guards::default();
        let firsts = plans.into_iter().map(|plan| (plan, false));
        for (plan, helps) in firsts.chain(helpers.into_iter().map(|plan| (plan, true))) {
            if helps && guards.is_reached() {
                break;
            }
            let plan = with_settings(plan);
            let counting = plan.counting_guards();
            let Some(counted) = self.agrees(report, seed, source, &counting, &before) else {
                continue;
            };
            let reached = match helps {
                true => guards.add_helped(&counted.machine, &plan.name()),
                false => guards.add(&counted.machine, library),
            };
            if helps && !reached.is_empty() {
                *report.helpers.entry(plan.name()).or_default() += reached.len() as u64;
            }
            let most = match self.guards {
                _ if self.list_guards => 0,
                Forcing::Drawn(most) => most.min(reached.len()),
                _ => reached.len(),
            };
            for k in 0..most {
                let drawn = generate::word(seed << 16 ^ k as u64) as usize % reached.len();
                let guard = reached[if most == reached.len() { k } else { drawn }];
                report.guards += 1;
                let forced = self.agrees(report, seed, source, &plan.forcing(guard), &before);
                report.forced += u64::from(forced.is_some_and(|run| run.machine.forced > 0));
            }
        }
        self.tell_guards(report, program, &guards);
    }

    /// Adds what became of a program's guards to the figures, and lists those that did not run if that is wanted.
    fn tell_guards(&self, report: &mut Report, program: &str, guards: &Guards) {
        report.counts.add(guards.counts());
        for (op, counts) in guards.by_op() {
            report.by_op.entry(op).or_default().add(counts);
        }
        let missed = guards.missed();
        for Fate { guard: g, missed, helped } in missed.iter().filter(|_| self.list_guards) {
            let cause = missed.unwrap_or_default();
            let helped =
                helped.as_ref().map_or(String::new(), |plan| format!("; runs with {plan}"));
            let text = format!(
                "{program}:{} {} {} in {}:{} ({} frames), {} {}: {cause}{helped}\n",
                g.line,
                g.function,
                g.instruction,
                g.place,
                g.pc(),
                g.frames.len(),
                g.op,
                g.reason
            );
            // Nobody reads what is written to a closed pipe.
            let _ = std::io::stdout().write_all(text.as_bytes());
        }
        for (cause, reasons) in causes(&missed) {
            let of = report.unreached.entry(cause).or_default();
            reasons.iter().for_each(|(why, n)| *of.entry(why).or_default() += n);
        }
    }

    /// Runs the program under a plan; it must do what it did before. What it did, if so.
    fn agrees(
        &self,
        report: &mut Report,
        seed: u64,
        source: &str,
        plan: &Plan,
        before: &Captured,
    ) -> Option<Captured> {
        match caught(|| oracle::compare_with(before, source, plan)) {
            Ok(agreed) => {
                report.add(&agreed);
                Some(agreed.outcome)
            }
            Err(found) => {
                let generic = Plan::of(&self.settings).map(|p| p.with("tier=generic"));
                let plans = [generic.unwrap_or_else(|_| plan.clone()), plan.clone()];
                let found = Difference { plans: (0, 1), ..found };
                self.note(report, seed, source, &plans, &found);
                None
            }
        }
    }
}
