//! `taipan explain`: the hottest functions of a program that ran, line by line, with what became of
//! each site; for one that does not specialize, or misses, the likely cause and the fix.

use crate::run::Program;
use std::fmt::Write;
use taipan_runtime::ctx::Ctx;
use taipan_vm::Vm;
use taipan_vm::specialize::Decline;
use taipan_vm::stats::{SiteRecord, SiteState, sites};

/// Functions that are shown.
const FUNCTIONS: usize = 10;
/// A site that misses more often than once in so many runs is unstable.
const TOLERATED: u64 = 20;
/// Runs from which on a site that is not specialized is worth a word.
const HOT: u64 = 50;

/// A function and its sites that ran.
struct Explained {
    name: String,
    file: String,
    line: i32,
    sites: Vec<SiteRecord>,
    executions: u64,
}

/// The text for the program's own functions, hottest first.
pub(crate) fn explanation(cx: &Ctx, program: &Program, source: &[u8], filename: &str) -> String {
    let vm = Vm::of(cx);
    let mut all: Vec<Explained> = sites::counted_codes(vm)
        .into_iter()
        .filter(|code| !code.filename.get().to_string().starts_with(taipan_stdlib::PREFIX))
        .map(|code| {
            let mut sites = sites::sites(vm, code);
            sites.retain(|s| s.executions > 0);
            Explained {
                name: code.qualname.get().to_string(),
                file: code.filename.get().to_string(),
                line: code.first_line,
                executions: sites.iter().map(|s| s.executions).sum(),
                sites,
            }
        })
        .filter(|function| function.executions > 0)
        .collect();
    all.sort_by(|a, b| b.executions.cmp(&a.executions).then_with(|| a.name.cmp(&b.name)));
    let mut out = String::new();
    for function in all.iter().take(FUNCTIONS) {
        let own = function.file == filename || matches!(program, Program::Stdin);
        let text = if own {
            String::from_utf8_lossy(source).into_owned()
        } else {
            std::fs::read_to_string(&function.file).unwrap_or_default()
        };
        function.write(&mut out, &text);
    }
    if all.len() > FUNCTIONS {
        let _ = writeln!(out, "and {} functions that are less hot", all.len() - FUNCTIONS);
    }
    out
}

impl Explained {
    fn write(&self, out: &mut String, source: &str) {
        let hits: u64 = self.sites.iter().map(|s| s.hits).sum();
        let _ = writeln!(
            out,
            "{} ({}:{}): {} runs of sites, {} hit",
            self.name,
            self.file,
            self.line,
            self.executions,
            share(hits, self.executions)
        );
        let mut lines: Vec<i32> = self.sites.iter().map(|s| s.line).collect();
        lines.sort();
        lines.dedup();
        for line in lines {
            let text = source.lines().nth((line - 1).max(0) as usize).unwrap_or_default();
            let _ = writeln!(out, "{line:>6} | {text}");
            for site in self.sites.iter().filter(|s| s.line == line) {
                let _ = writeln!(out, "         {}", verdict(site));
                if let Some((cause, fix)) = advice(site) {
                    let _ = writeln!(out, "           cause: {cause}");
                    let _ = writeln!(out, "           fix:   {fix}");
                }
            }
        }
        out.push('\n');
    }
}

fn share(part: u64, whole: u64) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

fn verdict(site: &SiteRecord) -> String {
    let runs = site.executions;
    let reasons: Vec<&str> = site.history.declines.iter().map(|d| d.0.text()).collect();
    match site.state {
        SiteState::Specialized if site.misses == 0 => {
            format!("{}: {runs} runs, {} hit", site.installed.name(), share(site.hits, runs))
        }
        SiteState::Specialized => format!(
            "{}: {runs} runs, {} hit, {} missed, specialized {} times",
            site.installed.name(),
            share(site.hits, runs),
            share(site.misses, runs),
            site.history.successes
        ),
        SiteState::Generic => {
            format!("{}: {runs} runs, declined: {}", site.family.name(), reasons.join(", "))
        }
        SiteState::Warming | SiteState::Cold => {
            format!("{}: {runs} runs, too few to specialize", site.family.name())
        }
    }
}

/// The likely cause of a hot site that is generic or unstable, and what to do.
fn advice(site: &SiteRecord) -> Option<(&'static str, &'static str)> {
    if site.executions < HOT {
        return None;
    }
    if site.state == SiteState::Specialized {
        return (site.misses * TOLERATED > site.executions).then_some((
            "the types at this site change from run to run",
            "give each type a site of its own, or convert to one type before the loop",
        ));
    }
    let reason = site.history.declines.last()?.0;
    Some(match reason {
        Decline::SwitchedOff => ("-X families= switches it off", "switch it on"),
        Decline::DifferentTypes => (
            "operands of classes, or of a pair of classes, that no specialized instruction serves",
            "use int, float or str of one type on both sides; convert before the loop",
        ),
        Decline::Overridden => (
            "the class overrides __getattribute__, __getattr__ or __setattr__",
            "define the attribute itself: in __init__, as a slot or as a property",
        ),
        Decline::MutableClass => (
            "the class, or a base of it, is changed while the program runs",
            "set class attributes once, before instances are used",
        ),
        Decline::OverridingDescriptor
        | Decline::NonOverridingDescriptor
        | Decline::Property
        | Decline::MetaclassAttribute => (
            "a descriptor decides at each access",
            "use a plain attribute or a property with a Python getter; keep the value in a local",
        ),
        Decline::NotInKeys => (
            "the attribute is not there, or in a __dict__ that was asked for",
            "set it in __init__, and do not touch __dict__ of hot objects",
        ),
        Decline::CallKind | Decline::WrongArguments => (
            "the callee takes *args, **kwargs or keywords, or is neither function, method nor class",
            "call a plain function by position with exactly its parameters",
        ),
        Decline::Iterator => (
            "the iterable is of a kind that no specialized instruction serves",
            "iterate over a list, a tuple, a range or a generator",
        ),
        Decline::Sequence => {
            ("what is unpacked is neither a tuple nor a list", "unpack tuples of a fixed length")
        }
        Decline::ExpectedError => {
            ("the instruction raises", "test for the case before, instead of catching it")
        }
        Decline::NotDict | Decline::Shadowed => (
            "names are looked up in a namespace that is no plain dict, or a builtin is hidden",
            "bind the name to a local before the loop",
        ),
        Decline::OutOfVersions | Decline::OutOfRange => {
            ("the cache cannot hold the version or index", "change globals and classes less often")
        }
        Decline::Method => ("a method is loaded as a value", "call it where it is loaded"),
        _ => return None,
    })
}
