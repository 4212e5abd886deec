//! Counters and state of each site of a code object.
//!
//! The counting handlers keep three numbers per site, all others follow from them and from the
//! attempts to specialize: an attempt that succeeds enters the generic handler and then the
//! specialized one, a miss the specialized handler and then the generic one. So an execution at which
//! a site specializes anew counts as a miss and as a hit.

use crate::bytecode::instr::CACHES;
use crate::bytecode::line_table::{self, Lines};
use crate::bytecode::{Opcode, Site, backoff};
use crate::feedback::{ALTERNATIVES, Seen};
use crate::interp::observe;
use crate::interp::state::Vm;
use crate::specialize::Decline;
use crate::stats::FAMILIES;
use crate::types::code::CodeObj;
use crate::types::function::FunctionObj;
use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::types::builtin_function::BuiltinFunctionObj;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::types::str::StrObj;

/// Executions of a site, as the counting handlers count them.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Runs {
    /// Times the handler of the generic instruction was entered.
    pub generic: Cell<u64>,
    /// Times a handler of a specialized instruction was entered.
    pub special: Cell<u64>,
}

/// The bit of both counters that has executions of the site told apart by alternative.
pub(crate) const APART: u64 = 1 << 63;

impl Runs {
    fn generic(&self) -> u64 {
        self.generic.get() & !APART
    }

    fn special(&self) -> u64 {
        self.special.get() & !APART
    }

    /// Whether executions are told apart by alternative.
    pub(crate) fn is_apart(&self) -> bool {
        self.generic.get() & APART != 0
    }

    /// From now on executions are told apart.
    pub(crate) fn tell_apart(&self) {
        self.generic.set(self.generic.get() | APART);
        self.look_at_specials(true);
    }

    /// Whether executions of specialized instructions are looked at from now on, once they are told apart.
    pub(crate) fn look_at_specials(&self, looks: bool) {
        let bit = if looks { APART } else { 0 };
        self.special.set(self.special() | bit);
    }

    /// Whether executions of specialized instructions are looked at.
    pub(crate) fn looks_at_specials(&self) -> bool {
        self.special.get() & APART != 0
    }
}

/// The other counters of a site.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Rare {
    /// Times a guard declined.
    pub misses: Cell<u64>,
    /// What of `Runs` is in the totals by instruction.
    settled: Runs,
    /// Where the profile is in which executions are told apart, once they are.
    pub(crate) profile: Cell<u32>,
}

/// The counters of a site. All zero bytes mean all zero.
#[derive(Clone, Copy, Debug)]
pub struct SiteCounts<'a> {
    /// Executions.
    pub runs: &'a Runs,
    /// The rest.
    pub rare: &'a Rare,
}

/// What follows from the counters of a site, or from the sums over many.
#[derive(Clone, Copy, Debug, Default)]
pub struct Derived {
    /// Times a handler of a specialized instruction was entered.
    pub special: u64,
    /// Times the handler of the generic instruction was entered.
    pub generic: u64,
    /// Times a guard declined.
    pub misses: u64,
    /// Attempts that installed a specialized instruction.
    pub successes: u64,
}

impl Derived {
    /// Times the instruction ran.
    pub fn executions(self) -> u64 {
        (self.special + self.generic).saturating_sub(self.misses + self.successes)
    }

    /// Times the guards of a specialized instruction held.
    pub fn hits(self) -> u64 {
        self.special.saturating_sub(self.misses)
    }

    /// Times the generic instruction ran, but for misses.
    pub fn deferred(self) -> u64 {
        self.executions().saturating_sub(self.hits() + self.misses)
    }
}

impl SiteCounts<'_> {
    /// With the attempts that succeeded, what the counters mean.
    pub fn derived(self, successes: u64) -> Derived {
        Derived {
            special: self.runs.special(),
            generic: self.runs.generic(),
            misses: self.rare.misses.get(),
            successes,
        }
    }

    /// Times the guards of a specialized instruction held.
    pub(crate) fn hits(self) -> u64 {
        self.runs.special().wrapping_sub(self.rare.misses.get())
    }

    /// Sets all to zero.
    pub fn reset(self) {
        let Rare { misses, settled, .. } = self.rare;
        let Runs { generic, special } = self.runs;
        for cell in [misses, &settled.generic, &settled.special, generic, special] {
            cell.set(cell.get() & APART);
        }
    }

    /// Adds what is new to the totals of the instruction that stands there and of its head.
    pub(crate) fn settle(self, vm: &Vm, installed: Opcode) {
        let (generic, special) = (self.runs.generic(), self.runs.special());
        let settled = &self.rare.settled;
        for (op, run, settled) in
            [(installed.head(), generic, &settled.generic), (installed, special, &settled.special)]
        {
            vm.stats.add_executions(op, run - settled.replace(run));
        }
    }
}

/// Brings the totals by instruction up to date.
pub(crate) fn settle(vm: &Vm) {
    for code in counted_codes(vm) {
        for (unit, op, _) in instructions(code) {
            if let Some(counts) = code.site_counts(unit) {
                counts.settle(vm, op);
            }
        }
    }
}

/// The attempts to specialize a site.
#[derive(Clone, Debug, Default)]
pub struct SiteHistory {
    /// Attempts that installed a specialized instruction.
    pub successes: u64,
    /// Attempts that took one back.
    pub deopts: u64,
    /// Attempts that installed nothing, by reason.
    pub declines: Vec<(Decline, u64)>,
}

/// What has become of a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteState {
    /// It has not run (as far as is known without counting).
    Cold,
    /// It has run, and not yet tried to specialize.
    Warming,
    /// Specialized, and it saw one alternative only.
    Monomorphic,
    /// Specialized, and it saw up to four alternatives.
    Polymorphic,
    /// It saw more, whatever is installed.
    Megamorphic,
    /// The generic instruction stays: the last attempt declined, or none is made.
    Generic,
}

impl SiteState {
    /// The word reports use.
    pub const fn name(self) -> &'static str {
        match self {
            SiteState::Cold => "cold",
            SiteState::Warming => "warming",
            SiteState::Monomorphic => "monomorphic",
            SiteState::Polymorphic => "polymorphic",
            SiteState::Megamorphic => "megamorphic",
            SiteState::Generic => "generic",
        }
    }
}

/// A site as reports show it.
#[derive(Clone, Debug)]
pub struct SiteRecord {
    /// First byte of the instruction in `co_code`.
    pub offset: usize,
    /// Source line, 0 if there is none.
    pub line: i32,
    /// First column and the one behind the last, in UTF-8 bytes, if known.
    pub columns: Option<(i32, i32)>,
    /// The line of the last column.
    pub end_line: i32,
    /// The generic instruction.
    pub family: Opcode,
    /// The instruction that stands there.
    pub installed: Opcode,
    /// What has become of the site.
    pub state: SiteState,
    /// The first alternatives that it saw, at most one more than are told apart.
    pub alternatives: Vec<Seen>,
    /// How often it saw each of them, when executions are counted.
    pub alternative_runs: Vec<u64>,
    /// How often it saw something else, after there were several alternatives.
    pub other_runs: u64,
    /// Times it ran.
    pub executions: u64,
    /// Times guards held.
    pub hits: u64,
    /// Times guards declined.
    pub misses: u64,
    /// Times the generic instruction ran, but for misses.
    pub deferred: u64,
    /// Attempts to specialize.
    pub history: SiteHistory,
}

/// Notes an attempt at a site of the running code.
pub(crate) fn note(vm: &Vm, at: Site, result: Result<Opcode, Decline>, deopt: bool) {
    let Some(frame) = vm.frame() else { return };
    let code = frame.code();
    let Some(behind) = (at.caches() as usize).checked_sub(code.units() as usize) else { return };
    if behind / 2 > code.units_len() {
        return;
    }
    let unit = (behind / 2).wrapping_sub(1);
    // Another instruction may stand there soon: what ran so far is this one's.
    if let (Some(counts), Some(op)) = (code.site_counts(unit), Opcode::from_u8(at.opcode())) {
        counts.settle(vm, op);
    }
    let key = (code.addr(), unit as u32);
    let mut histories = vm.stats.histories.borrow_mut();
    let history = histories.entry(key).or_default();
    history.deopts += deopt as u64;
    match result {
        Ok(_) => history.successes += 1,
        Err(reason) => match history.declines.iter_mut().find(|d| d.0 == reason) {
            Some(known) => known.1 += 1,
            None => history.declines.push((reason, 1)),
        },
    }
}

/// The instructions of a code object: code unit, opcode as it stands, operand with its extensions.
pub fn instructions(code: Gc<CodeObj>) -> impl Iterator<Item = (usize, Opcode, u32)> {
    let (mut at, mut extended) = (0, 0);
    std::iter::from_fn(move || {
        if at >= code.units_len() {
            return None;
        }
        let unit = code.unit(at);
        let op = Opcode::from_u8(unit as u8).unwrap_or(Opcode::NOP);
        let oparg = extended << 8 | (unit >> 8) as u32;
        extended = if op == Opcode::EXTENDED_ARG { oparg } else { 0 };
        let start = at;
        at += 1 + CACHES[op as usize] as usize;
        Some((start, op, oparg))
    })
}

/// The sites of a code object that belong to a family, in order.
pub fn sites(vm: &Vm, code: Gc<CodeObj>) -> Vec<SiteRecord> {
    let table = code.linetable.get();
    let mut places = places(table.as_slice(), code.first_line);
    instructions(code)
        .filter(|(_, op, _)| FAMILIES.contains(&op.head()))
        .map(|(unit, op, _)| record(vm, code, unit, op, places(unit)))
        .collect()
}

/// The source positions of code units that are asked for in ascending order: one walk over the table.
fn places(table: &[u8], first_line: i32) -> impl FnMut(usize) -> Option<Lines> {
    let mut entries = line_table::entries(table, first_line);
    let mut entry = entries.next();
    move |unit| {
        while entry.as_ref().is_some_and(|e| e.end <= unit) {
            entry = entries.next();
        }
        entry.as_ref().filter(|e| e.start <= unit)?.lines
    }
}

fn record(
    vm: &Vm,
    code: Gc<CodeObj>,
    unit: usize,
    installed: Opcode,
    lines: Option<Lines>,
) -> SiteRecord {
    let history =
        vm.stats.histories.borrow().get(&(code.addr(), unit as u32)).cloned().unwrap_or_default();
    let counts =
        code.site_counts(unit).map_or_else(Derived::default, |c| c.derived(history.successes));
    let executions = counts.executions();
    let family = installed.head();
    let at = crate::abi::facts::site(code, unit, 0);
    if let Some(counts) = code.site_counts(unit).filter(|counts| counts.runs.is_apart()) {
        vm.feedback.settle(counts.rare.profile.get(), at, counts.hits());
    }
    let profile = vm.feedback.get(at).unwrap_or_default();
    let counter = code.unit((unit + 1).min(code.units_len() - 1));
    let (alternative_runs, other_runs) = profile.runs(executions);
    let alternatives = profile.seen;
    let state = if alternatives.len() > ALTERNATIVES {
        SiteState::Megamorphic
    } else if installed != family && alternatives.len() > 1 {
        SiteState::Polymorphic
    } else if installed != family {
        SiteState::Monomorphic
    } else if profile.attempts > 0 || code.generic || !vm.settings.adaptive.get() {
        SiteState::Generic
    } else if executions > 0 || counter != backoff::make(vm.settings.warmup.get(), 1) {
        SiteState::Warming
    } else {
        SiteState::Cold
    };
    SiteRecord {
        offset: unit * 2,
        line: lines.map_or(0, |l| l.line),
        columns: lines.and_then(|l| l.columns),
        end_line: lines.map_or(0, |l| l.end_line),
        family,
        installed,
        state,
        alternatives,
        alternative_runs,
        other_runs,
        executions,
        hits: counts.hits(),
        misses: counts.misses,
        deferred: counts.deferred(),
        history,
    }
}

/// Runs of each instruction of a code object that ran: line, instruction, runs of its generic form.
pub fn runs(code: Gc<CodeObj>) -> impl Iterator<Item = (i32, Opcode, u64)> {
    instructions(code).filter_map(move |(unit, op, _)| {
        let runs = code.site_counts(unit)?.runs.generic();
        let line = code.lines_at(unit).map_or(0, |l| l.line);
        (runs > 0).then_some((line, op, runs))
    })
}

/// An alternative in words: the names of classes, or what is called or read from.
pub fn describe(cx: &mut Ctx, seen: Seen) -> String {
    let class = |cx: &mut Ctx, shape: u32| {
        let class = cx.shapes.get(ShapeId(shape)).class();
        class.map_or_else(|| "?".to_owned(), |c| c.name_str())
    };
    match seen {
        Seen::Types(only, None) => class(cx, only),
        Seen::Types(left, Some(right)) => format!("{}, {}", class(cx, left), class(cx, right)),
        Seen::Object(word) => object_name(cx, word),
    }
}

/// The alternatives of a site in words; equal ones (instances of one class with other attributes)
/// are numbered.
pub fn alternatives(cx: &mut Ctx, record: &SiteRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for &seen in &record.alternatives {
        let name = describe(cx, seen);
        let same = |n: &&String| **n == name || n.starts_with(&format!("{name} #"));
        let before = names.iter().filter(same).count();
        names.push(if before == 0 { name } else { format!("{name} #{}", before + 1) });
    }
    names
}

fn object_name(cx: &mut Ctx, word: u64) -> String {
    let Some(v) = observe::object(word) else { return "?".to_owned() };
    if let Some(code) = v.cast::<CodeObj>() {
        return code.qualname.get().to_string();
    }
    if let Some(f) = v.cast::<FunctionObj>() {
        return f.code.get().qualname.get().to_string();
    }
    if let Some(class) = v.cast::<TypeObj>() {
        return class.name_str();
    }
    if let Some(builtin) = v.cast::<BuiltinFunctionObj>() {
        return builtin.def.name.to_owned();
    }
    if let Some(module) = v.cast::<ModuleObj>() {
        let own = cx.names.__name__;
        let name = module.dict.get().get_str(own).and_then(|n| n.cast::<StrObj>());
        return format!("module {}", name.map_or_else(|| "?".to_owned(), |n| n.to_string()));
    }
    cx.type_name(v)
}

/// Every code object that was made while counting, in the order of their making.
pub fn counted_codes(vm: &Vm) -> Vec<Gc<CodeObj>> {
    let list = vm.counted.get();
    list.map_or_else(Vec::new, |l| (0..l.len()).filter_map(|i| l.get(i)?.cast()).collect())
}

#[cfg(test)]
mod tests {
    use super::Derived;

    fn derived(special: u64, generic: u64, misses: u64, successes: u64) -> Derived {
        Derived { special, generic, misses, successes }
    }

    #[test]
    fn executions_are_counted_once() {
        // Two generic runs, the second of which specializes, then eight hits.
        let c = derived(9, 2, 0, 1);
        assert_eq!((c.executions(), c.hits(), c.deferred()), (10, 9, 1));
        // One of nine specialized runs misses and runs the generic instruction.
        let c = derived(9, 3, 1, 1);
        assert_eq!((c.executions(), c.hits(), c.deferred()), (10, 8, 1));
        // The miss specializes the site anew.
        let c = derived(10, 3, 1, 2);
        assert_eq!((c.executions(), c.hits()), (10, 9));
    }
}
