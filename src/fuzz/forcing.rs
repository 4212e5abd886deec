//! Guards that fail once, alone, one after another: which of a program's are chosen, and the runs in which they do.

use super::campaign::{Campaign, caught, compare};
use super::guards::{Fate, Guards, causes};
use super::oracle::{self, Difference};
use super::plan::{self, HELPLESS, Plan};
use super::report::Report;
use super::{generate, mutate};
use crate::capture::Captured;
use std::cell::OnceCell;
use std::io::Write;
use taipan_vm::tier::backend::BackendStats;

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

/// A program and what it does in the generic tier.
struct Subject<'a> {
    seed: u64,
    source: &'a str,
    generic: Captured,
}

impl Campaign {
    /// Runs the program once for each guard that is chosen, which then fails, alone; it must do what it does in the
    /// generic tier. Guards that are the same under several plans are forced once; one that does not run under a plan may
    /// run under another.
    pub(super) fn force_guards(&self, report: &mut Report, seed: u64, program: &str, source: &str) {
        let plans = match self.guards {
            Forcing::None => return,
            Forcing::Drawn(_) => vec![plan::eager()],
            Forcing::All | Forcing::Own => plan::for_guards(),
            Forcing::Default => vec![plan::default_tiers()],
        };
        let library = matches!(self.guards, Forcing::Drawn(_) | Forcing::All);
        let Some(subject) = self.subject(seed, source) else { return };
        let mut guards = Guards::default();
        for plan in plans {
            self.force(report, &subject, plan, |run| guards.add(run, library));
        }
        if self.guards == Forcing::Default {
            self.seek_help(report, &subject, &mut guards);
        }
        self.tell_guards(report, program, &guards);
    }

    /// Looks for plans under which guards run that did not yet, and forces those there.
    fn seek_help(&self, report: &mut Report, once: &Subject<'_>, guards: &mut Guards) {
        let doubled = mutate::twice(once.source);
        let twice = OnceCell::new();
        let mut helpless = 0;
        for helper in plan::helpers() {
            if guards.is_reached() || helpless == HELPLESS {
                break;
            }
            let subject = match helper.twice {
                false => Some(once),
                true => twice.get_or_init(|| self.subject(once.seed, &doubled)).as_ref(),
            };
            let Some(subject) = subject else { continue };
            let name = helper.name();
            let helped =
                self.force(report, subject, helper.plan, |run| guards.add_helped(run, &name));
            helpless = if helped == 0 { helpless + 1 } else { 0 };
            if helped > 0 {
                let of = report.helpers.entry((helper.kind, helper.twice)).or_default();
                (of.0, of.1) = (of.0 + helped as u64, of.1 + 1);
            }
        }
    }

    /// Runs a program under a plan, and once for each of the guards, among those that ran, that are `chosen`: how many
    /// were.
    fn force(
        &self,
        report: &mut Report,
        subject: &Subject<'_>,
        plan: Plan,
        chosen: impl FnOnce(&BackendStats) -> Vec<(u32, u32)>,
    ) -> usize {
        let plan = self.with_settings(plan);
        let Some(counted) = self.agrees(report, subject, &plan.counting_guards()) else {
            return 0;
        };
        let chosen = chosen(&counted.machine);
        let most = match self.guards {
            _ if self.list_guards => 0,
            Forcing::Drawn(most) => most.min(chosen.len()),
            _ => chosen.len(),
        };
        for k in 0..most {
            let drawn = generate::word(subject.seed << 16 ^ k as u64) as usize % chosen.len();
            let guard = chosen[if most == chosen.len() { k } else { drawn }];
            report.guards += 1;
            let forced = self.agrees(report, subject, &plan.forcing(guard));
            report.forced += u64::from(forced.is_some_and(|run| run.machine.forced > 0));
        }
        chosen.len()
    }

    fn with_settings(&self, plan: Plan) -> Plan {
        self.settings.iter().fold(plan, |plan, setting| plan.with(setting))
    }

    /// A program, and what it does in the generic tier.
    fn subject<'a>(&self, seed: u64, source: &'a str) -> Option<Subject<'a>> {
        let generic = compare(source, &[self.with_settings(plan::generic())]).ok()?.outcome;
        Some(Subject { seed, source, generic })
    }

    /// Runs a program under a plan; what it did, if that is what it does in the generic tier.
    fn agrees(&self, report: &mut Report, of: &Subject<'_>, plan: &Plan) -> Option<Captured> {
        match caught(|| oracle::compare_with(&of.generic, of.source, plan)) {
            Ok(agreed) => {
                report.add(&agreed);
                Some(agreed.outcome)
            }
            Err(found) => {
                let plans = [self.with_settings(plan::generic()), plan.clone()];
                let found = Difference { plans: (0, 1), ..found };
                self.note(report, of.seed, of.source, &plans, &found);
                None
            }
        }
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
            let inlined = g.frames.len().saturating_sub(1);
            let text = format!(
                "{program}:{} {} {} in {}:{} ({inlined} inlined), {} {} {}: {cause}{helped}\n",
                g.line,
                g.function,
                g.instruction,
                g.place,
                g.pc(),
                g.op,
                g.reason,
                g.number
            );
            // Nobody reads what is written to a closed pipe.
            let _ = std::io::stdout().write_all(text.as_bytes());
        }
        for (cause, reasons) in causes(&missed) {
            let of = report.unreached.entry(cause).or_default();
            reasons.iter().for_each(|(why, n)| *of.entry(why).or_default() += n);
        }
    }
}
