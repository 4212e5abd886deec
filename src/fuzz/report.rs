//! What a campaign did, in figures.

use super::guards::Counts;
use super::oracle::Agreement;
use crate::capture::Spent;
use std::collections::BTreeMap;
use std::time::Duration;

/// What came of a campaign.
#[derive(Default)]
pub struct Report {
    /// Programs compared.
    pub programs: u64,
    /// Runs of them.
    pub runs: u64,
    /// Programs that an exception ended.
    pub raised: u64,
    /// Entries of machine code.
    pub entries: u64,
    /// Units of machine code made.
    pub units: u64,
    /// Guards in the machine code of programs whose guards were forced, those that are the same under several plans
    /// once.
    pub counts: Counts,
    /// Guards by operation.
    pub by_op: BTreeMap<&'static str, Counts>,
    /// By what plans that helped differ in, and whether the program ran twice: how many guards ran there first, and how
    /// many plans that took.
    pub helpers: BTreeMap<(&'static str, bool), (u64, u64)>,
    /// Guards that ran nowhere, by cause and by the reason why they would leave.
    pub unreached: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    /// Guards chosen, among those that ran, to fail alone.
    pub guards: u64,
    /// Those of them that did.
    pub forced: u64,
    /// Frames of exits that were compared with an interpreter's.
    pub frames: u64,
    /// Exits whose moment did not come in the interpreter.
    pub frames_missed: u64,
    /// Seconds of processor that a run of each program took.
    pub times: Vec<f64>,
    /// What the runs cost.
    pub spent: Spent,
    /// The whole time.
    pub time: Duration,
    /// The processor's part of it.
    pub cpu: Duration,
    /// Units whose code an earlier run had made.
    pub found: u64,
    /// Seeds that differ, and how.
    pub differences: Vec<(u64, String)>,
}

impl Report {
    /// Adds runs that agreed.
    pub fn add(&mut self, agreed: &Agreement) {
        self.runs += agreed.runs;
        self.entries += agreed.entries;
        self.units += agreed.units;
        self.spent.add(&agreed.spent);
    }

    /// The figures, for people.
    pub fn text(&self) -> String {
        let (seconds, cpu) = (self.time.as_secs_f64(), self.cpu.as_secs_f64());
        let per_run = |ns: u64| ns as f64 / 1e6 / self.runs.max(1) as f64;
        let s = &self.spent;
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        let median = times.get(times.len() / 2).copied().unwrap_or(f64::INFINITY);
        let mut text = format!(
            "{} programs in {seconds:.1} s ({cpu:.1} of processor): {} runs, {:.0} per second of processor ({:.0} of the median \
             program); {} units of machine code, {} of them made before, entered {} times, {} programs ended by an \
             exception, {} that differ\n",
            self.programs,
            self.runs,
            self.runs as f64 / cpu.max(1e-9),
            1.0 / median,
            self.units,
            self.found,
            self.entries,
            self.raised,
            self.differences.len(),
        );
        if self.counts.emitted > 0 {
            text += &self.text_of_guards();
        }
        for (cause, reasons) in &self.unreached {
            let each = reasons.iter().map(|(why, n)| format!("{n} {why}"));
            let each: Vec<String> = each.collect();
            text += &format!("{} {cause}: {}\n", reasons.values().sum::<u64>(), each.join(", "));
        }
        if self.frames > 0 {
            text +=
                &format!("{} frames compared, {} exits missed\n", self.frames, self.frames_missed);
        }
        text + &format!(
            "per run: start {:.3} ms, compile {:.3} ms, run {:.3} ms (of it machine code made {:.3} ms), end \
             {:.3} ms\n",
            per_run(s.start),
            per_run(s.compile),
            per_run(s.run),
            per_run(s.machine),
            per_run(s.end),
        )
    }

    fn text_of_guards(&self) -> String {
        let Counts { emitted, ran, helped } = self.counts;
        let mut text = format!(
            "{emitted} guards emitted, {ran} of them ran ({:.2} %)",
            ran as f64 * 100.0 / emitted as f64,
        );
        if helped > 0 {
            text += &format!(
                ", {helped} more under other plans ({:.2} %)",
                (ran + helped) as f64 * 100.0 / emitted as f64,
            );
        }
        text += &format!("; {} of {} chosen among those forced alone\n", self.forced, self.guards);
        for (&(kind, twice), (guards, plans)) in &self.helpers {
            let twice = if twice { ", the program run twice" } else { "" };
            text += &format!("{guards} with {kind}{twice}: {plans} plans\n");
        }
        let polls = self.by_op.get("poll").copied().unwrap_or_default();
        let each = self.by_op.iter();
        let each = each.map(|(op, c)| format!("{}/{} {op}", c.ran + c.helped, c.emitted));
        text + &format!(
            "without polls {} guards, {} of them ran: {}\n",
            emitted - polls.emitted,
            ran + helped - polls.ran - polls.helped,
            each.collect::<Vec<_>>().join(", ")
        )
    }
}
