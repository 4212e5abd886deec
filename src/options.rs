//! `-X` options: a table with a row per option, from which the help and the messages are made.

use crate::explain::Explain;
use std::time::Duration;
use taipan_jit::backend::JitConfig;
use taipan_runtime::ctx::Config;
use taipan_runtime::heap::HeapConfig;
use taipan_runtime::limits::Limits;
use taipan_vm::TierConfig;
use taipan_vm::bytecode::Opcode;
use taipan_vm::tier::families;

/// How a VM is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The runtime's part.
    pub runtime: Config,
    /// The interpreter tiers' part.
    pub tiers: TierConfig,
    /// The machine-code tier's part; `None` switches it off.
    pub jit: Option<JitConfig>,
    /// How counters are reported at exit.
    pub stats: Option<StatsFormat>,
    /// The file that counters are reported to, instead of standard error.
    pub stats_file: Option<String>,
    /// What is disassembled at exit.
    pub dump: Option<Dump>,
    /// How the sites are explained at exit, if they are.
    pub explain: Option<Explain>,
    /// The file that a snapshot of the sites goes to at exit.
    pub snapshot: Option<String>,
    /// Functions that options name: the option, and the qualified name.
    pub asked: Vec<(&'static str, String)>,
    /// Where events are logged.
    pub events: Option<EventLog>,
    /// The `optimize` of `compile()`: `-O` is 1, `-OO` 2.
    pub optimize: u8,
    /// Whether an interactive session follows the program (`-i`).
    pub inspect: bool,
    /// Whether an interactive session starts without greeting (`-q`).
    pub quiet: bool,
    /// Whether the program's folder stays out of `sys.path` (`-P`, `-I`).
    pub safe_path: bool,
    /// Whether `PYTHON*` variables count (not with `-E`, `-I`).
    pub environment: bool,
    /// The arguments of `-W`, and `PYTHONWARNINGS`.
    pub warnings: Vec<String>,
    /// What `taipan dis` lists.
    pub listing: Option<crate::listing::Listing>,
    /// `sys.getrecursionlimit()` at start.
    pub recursion_limit: Option<usize>,
    /// Steps and time of the program.
    pub limits: Limits,
    /// The allocation of the program that fails, by number.
    pub fail_allocation: Option<u64>,
    /// The file that the run is recorded to.
    pub record: Option<String>,
    /// The options as they were given, for a recording.
    given: Vec<String>,
}

/// How counters are reported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatsFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// Where and how events are logged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventLog {
    /// The file.
    pub path: String,
    /// How, if it was said; otherwise the file's name tells.
    pub format: Option<EventsFormat>,
}

/// How events are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventsFormat {
    /// One JSON object per line.
    Lines,
    /// The trace format of Chrome, which Perfetto shows.
    Perfetto,
}

impl EventLog {
    /// How events are written.
    pub fn format(&self) -> EventsFormat {
        self.format.unwrap_or(match self.path.ends_with(".perfetto.json") {
            true => EventsFormat::Perfetto,
            false => EventsFormat::Lines,
        })
    }
}

/// Which code objects are disassembled at exit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dump {
    /// As specialized, with counts; otherwise as compiled.
    pub adaptive: bool,
    /// Only code of this qualified name.
    pub only: Option<String>,
}

/// What is wrong with a value.
enum Invalid {
    /// It is none of those that the row names.
    Value,
    /// It is no number that the option takes.
    Number,
    /// Something else, in words.
    Because(String),
}

/// What a line of a recording begins with that is an option.
const OPTION: &str = "option ";

type Set = fn(&mut Options, Option<&str>) -> Result<(), Invalid>;

/// A row of the table.
struct Row {
    name: &'static str,
    /// The values after `=`, as the help shows them; empty if there are none. In brackets if the
    /// option may stand alone.
    values: &'static str,
    doc: &'static str,
    set: Set,
}

macro_rules! rows {
    ($( $name:literal $values:literal $doc:literal |$options:ident, $value:ident| $set:expr; )*) => {
        const ROWS: &[Row] = &[
            $( Row { name: $name, values: $values, doc: $doc, set: |$options, $value| $set }, )*
        ];
    };
}

rows! {
    "tier" "generic|adaptive|jit" "the highest tier that runs (jit)" |o, v| tier(o, v);
    "jit" "off|on|sync|eager" "machine code: never, when hot, when hot and at once, at the second run"
        |o, v| jit(o, v);
    "jit-pass-off" "PASS" "switches an optimizer pass off" |o, v| jit_pass_off(o, v);
    "jit-passes" "N" "only the first N passes of the optimizer's pipeline run" |o, v| {
        o.jit.get_or_insert_default().passes = number(v.ok_or(Invalid::Number)?)?;
        Ok(())
    };
    "deopt-stress" "[N]" "every n-th guard of machine code fails (7)" |o, v| {
        let every = v.map_or(Ok(7), number)?;
        o.jit.get_or_insert_default().deopt_stress = Some(every);
        Ok(())
    };
    "jit-leave" "OPCODE|QUALNAME@UNIT" "an instruction that machine code leaves to the interpreter" |o, v| {
        let what = v.filter(|v| !v.is_empty());
        let what = what.ok_or_else(|| Invalid::Because("an opcode is needed".to_owned()))?;
        let is_opcode = Opcode::ALL.iter().any(|op| op.name() == what);
        let unit = what.split_once('@').map(|(_, unit)| unit.parse::<u32>());
        match unit {
            Some(Ok(_)) => {}
            None if is_opcode => {}
            _ => return Err(Invalid::Because(format!("no opcode '{what}', and no QUALNAME@UNIT"))),
        }
        o.tiers.leave.push(what.to_owned());
        Ok(())
    };
    "jit-force" "UNIT:GUARD" "a guard fails once, alone: the unit by number from 1, the guard in it"
        |o, v| {
            let parts = v.and_then(|v| v.split_once(':'));
            let (unit, guard) = parts.ok_or(Invalid::Value)?;
            let jit = o.jit.get_or_insert_default();
            jit.forced = Some((number(unit)?, number(guard)?));
            jit.deopt_stress.get_or_insert(1);
            Ok(())
        };
    "jit-compiles" "N" "how often a place is compiled at most (10)" |o, v| {
        o.jit.get_or_insert_default().max_compiles = number(v.ok_or(Invalid::Number)?)?;
        Ok(())
    };
    "fault" "NAME" "plants a fault; in builds for testing the fuzzing only" |_o, v| {
        taipan_runtime::fault::plant(v.unwrap_or_default()).map_err(Invalid::Because)
    };
    "hash-seed" "N" "the seed of hashes, as PYTHONHASHSEED" |o, v| {
        o.runtime.hash_seed = Some(number(v.ok_or(Invalid::Number)?)?);
        Ok(())
    };
    "jit-quick" "" "compiles fast instead of well: no optimization below the JIT's own" |o, v| {
        if v.is_some() {
            return Err(Invalid::Value);
        }
        o.jit.get_or_insert_default().quick = true;
        Ok(())
    };
    "fail-compile" "N" "the N-th step of making machine code finds no memory" |o, v| {
        o.jit.get_or_insert_default().fail_step = Some(number(v.ok_or(Invalid::Number)?)?);
        Ok(())
    };
    "jit-patience" "N" "exits for a wrong guess before code is compiled anew (64)" |o, v| {
        o.jit.get_or_insert_default().exits_before_recompile = number(v.ok_or(Invalid::Number)?)?;
        Ok(())
    };
    "jit-verify" "" "checks what the compiler makes after every step" |o, v| {
        if v.is_some() {
            return Err(Invalid::Value);
        }
        o.jit.get_or_insert_default().verify = true;
        Ok(())
    };
    "plan" "SEED|FILE" "a tier plan decides what specializes and compiles when, and what fails"
        |o, v| {
            let value = v.ok_or(Invalid::Number)?;
            let text = match value.parse::<u64>() {
                Ok(_) => value.to_owned(),
                // A plan on one line: KNOB=N,KNOB=N.
                Err(_) if value.contains('=') => value.replace(',', "\n"),
                Err(_) => std::fs::read_to_string(value)
                    .map_err(|e| Invalid::Because(format!("cannot read '{value}': {e}")))?,
            };
            let mut lines = String::new();
            for line in text.lines() {
                match line.strip_prefix(OPTION) {
                    Some(option) => o.set(option).map_err(Invalid::Because)?,
                    None => lines += &format!("{line}\n"),
                }
            }
            let plan = taipan_vm::TierPlan::parse(&lines).map_err(Invalid::Because)?;
            o.use_plan(plan);
            Ok(())
        };
    "record" "FILE" "what was compiled when, and the options: -X plan=FILE runs it again" |o, v| {
        let path = v.filter(|path| !path.is_empty());
        o.record = Some(path.ok_or_else(|| Invalid::Because("a file is needed".into()))?.to_owned());
        o.runtime.hash_seed.get_or_insert(0);
        Ok(())
    };
    "warmup" "N" "executions of a site before the one that specializes it (1)" |o, v| {
        o.tiers.warmup = counter(v)?;
        Ok(())
    };
    "cooldown" "N" "misses of a site before the one that specializes it anew (52)" |o, v| {
        o.tiers.cooldown = counter(v)?;
        Ok(())
    };
    "families" "-NAME|+NAME[,...]"
        "switches families, single specialized instructions or rows of ours off or on; ALL is everything"
        |o, v| families(o, v);
    "superinstructions" "on|off" "whether two locals may be one instruction (on)" |o, v| {
        o.tiers.superinstructions = match v {
            Some("on") => true,
            Some("off") => false,
            _ => return Err(Invalid::Value),
        };
        Ok(())
    };
    "generic" "QUALNAME[,...]" "functions that stay unspecialized and are not compiled" |o, v| {
        let names = v.filter(|v| !v.is_empty());
        let names = names.ok_or_else(|| Invalid::Because("a name is needed".to_owned()))?;
        o.tiers.generic.extend(names.split(',').map(str::to_owned));
        o.asked.extend(names.split(',').map(|name| ("generic", name.to_owned())));
        Ok(())
    };
    "entry-threshold" "N" "runs of a function before it is compiled (1000)" |o, v| {
        o.tiers.entry_threshold = threshold(v, u32::MAX)?;
        Ok(())
    };
    "loop-threshold" "N" "runs of a loop before it is compiled (1000)" |o, v| {
        o.tiers.loop_threshold = threshold(v, 4096)? as u16;
        Ok(())
    };
    "events" "FILE" "what happens to sites, code and versions, in logical time; compiles in place"
        |o, v| events(o, v);
    "events-format" "jsonl|perfetto" "how (by the file's name: perfetto for .perfetto.json)"
        |o, v| events_format(o, v);
    "stats" "[json]" "counters to standard error at exit" |o, v| {
        o.stats = Some(match v {
            None => StatsFormat::Text,
            Some("json") => StatsFormat::Json,
            Some(_) => return Err(Invalid::Value),
        });
        o.tiers.count = true;
        Ok(())
    };
    "stats-file" "PATH" "counters as JSON to a file at exit" |o, v| {
        o.stats_file = Some(v.ok_or(Invalid::Value)?.to_owned());
        o.tiers.count = true;
        Ok(())
    };
    "dump" "bytecode|adaptive|hir-built|hir|clif|asm[=QUALNAME]"
        "prints code: bytecode at exit, machine code when it is made" |o, v| dump(o, v);
    "gc-stress" "[N]" "collects at every n-th allocation (1)" |o, v| {
        o.runtime.heap.stress = v.map_or(Ok(1), number)?;
        Ok(())
    };
    "gc" "on|off" "whether memory is collected before the program asks for it (on)" |o, v| {
        o.runtime.heap.min_threshold = match v {
            Some("on") => HeapConfig::default().min_threshold,
            Some("off") => usize::MAX / 4,
            _ => return Err(Invalid::Value),
        };
        o.runtime.heap.stress = 0;
        Ok(())
    };
    "fail-allocation" "N" "the program's N-th allocation of memory fails" |o, v| {
        o.fail_allocation = Some(number(v.ok_or(Invalid::Number)?)?);
        // Every allocation takes the slow path, where it is counted; none collects.
        o.runtime.heap.stress = u32::MAX;
        Ok(())
    };
    "heap-limit" "BYTES" "MemoryError beyond; K, M and G multiply (the memory there is)" |o, v| {
        o.runtime.heap.limit = bytes(v.ok_or(Invalid::Number)?)?;
        Ok(())
    };
    "recursion-limit" "N" "sys.getrecursionlimit() at start (1000)" |o, v| {
        let limit = number(v.ok_or(Invalid::Number)?)?;
        if limit == 0 {
            return Err(Invalid::Number);
        }
        o.recursion_limit = Some(limit);
        Ok(())
    };
    "fuel" "N" "the program ends after N function entries and backward jumps" |o, v| {
        o.limits.fuel = Some(number(v.ok_or(Invalid::Number)?)?);
        Ok(())
    };
    "time-limit" "SECONDS" "the program ends after this time" |o, v| {
        let seconds: f64 = number(v.ok_or(Invalid::Number)?)?;
        let time = Duration::try_from_secs_f64(seconds).map_err(|_| Invalid::Number)?;
        o.limits.time = Some(time);
        Ok(())
    };
}

impl Default for Options {
    fn default() -> Options {
        Options {
            runtime: Config::default(),
            tiers: TierConfig::default(),
            jit: Some(JitConfig::default()),
            stats: None,
            stats_file: None,
            dump: None,
            explain: None,
            snapshot: None,
            asked: Vec::new(),
            events: None,
            optimize: 0,
            inspect: false,
            quiet: false,
            safe_path: false,
            environment: true,
            warnings: Vec::new(),
            listing: None,
            recursion_limit: None,
            limits: Limits::default(),
            fail_allocation: None,
            record: None,
            given: Vec::new(),
        }
    }
}

impl Options {
    /// Applies one `-X` option.
    ///
    /// # Errors
    /// One line that names the valid values.
    pub fn set(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let Some(row) = ROWS.iter().find(|row| row.name == name) else {
            let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
            return Err(format!("-X {name}: unknown option; valid ones are {}", names.join(", ")));
        };
        (row.set)(self, value).map_err(|invalid| row.message(value, invalid))?;
        self.given.push(option.to_owned());
        Ok(())
    }

    /// Checks what single options cannot, and what follows from them together.
    ///
    /// # Errors
    /// One line.
    pub fn settle(&mut self) -> Result<(), String> {
        self.tiers.note_names = !self.asked.is_empty();
        match &self.events {
            Some(events) if events.path.is_empty() => {
                Err("-X events-format: -X events=FILE is needed, too".to_owned())
            }
            // The log is to be the same in each run.
            Some(_) => {
                self.runtime.hash_seed.get_or_insert(0);
                if let Some(jit) = &mut self.jit {
                    jit.background = false;
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The recording of a run that compiled at these moments, as `-X plan` reads it.
    pub fn recording(&self, moments: Vec<[u64; 2]>) -> String {
        const OWN: [&str; 5] = ["record=", "plan=", "stats-file=", "events=", "hash-seed="];
        let is_kept = |option: &&String| !OWN.iter().any(|own| option.starts_with(own));
        let seed = self.runtime.hash_seed.unwrap_or(0);
        let given = self.given.iter().filter(is_kept).map(|option| format!("{OPTION}{option}\n"));
        let plan = self.tiers.plan.as_deref().cloned().unwrap_or_default().recorded(moments);
        format!("{OPTION}hash-seed={seed}\n{}{}", given.collect::<String>(), plan.text())
    }

    /// Lets a plan decide; machine code is made in place then, so that runs repeat.
    pub fn use_plan(&mut self, plan: taipan_vm::TierPlan) {
        let plan = std::sync::Arc::new(plan);
        self.tiers.plan = Some(plan.clone());
        if let Some(jit) = &mut self.jit {
            jit.background = false;
            jit.plan = Some(plan);
        }
    }

    /// A line of help per option.
    pub fn help() -> String {
        let shown = |row: &Row| match row.values {
            "" => row.name.to_owned(),
            values => match values.strip_prefix('[') {
                Some(rest) => format!("{}[={rest}", row.name),
                None => format!("{}={values}", row.name),
            },
        };
        let line = |row: &Row| match shown(row) {
            wide if wide.len() > 26 => format!("  {wide}\n  {:26} {}\n", "", row.doc),
            text => format!("  {text:26} {}\n", row.doc),
        };
        ROWS.iter().map(line).collect()
    }
}

impl Row {
    fn message(&self, value: Option<&str>, invalid: Invalid) -> String {
        let name = self.name;
        match invalid {
            Invalid::Value => {
                let values = self.values.trim_matches(['[', ']']).replace('|', ", ");
                format!("-X {name}: valid values are {values}")
            }
            Invalid::Number => {
                let given = value.map_or("nothing".to_owned(), |v| format!("'{v}'"));
                format!("-X {name}: a number is needed, not {given}")
            }
            Invalid::Because(why) => format!("-X {name}: {why}"),
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, Invalid> {
    text.parse().map_err(|_| Invalid::Number)
}

/// A start value of the 12-bit counter of a site.
fn counter(value: Option<&str>) -> Result<u16, Invalid> {
    match number(value.ok_or(Invalid::Number)?)? {
        n @ 0..=4095 => Ok(n),
        n => Err(Invalid::Because(format!("{n} is not between 0 and 4095"))),
    }
}

fn bytes(text: &str) -> Result<usize, Invalid> {
    let (digits, shift) = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    number::<usize>(digits)?.checked_mul(1 << shift).ok_or(Invalid::Number)
}

fn tier(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    match value {
        Some("generic" | "adaptive") => options.jit = None,
        Some("jit") => {
            options.jit.get_or_insert_default();
        }
        _ => return Err(Invalid::Value),
    }
    options.tiers.adaptive = value != Some("generic");
    Ok(())
}

fn jit(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    match value {
        Some("off") => options.jit = None,
        Some(how @ ("on" | "sync")) => {
            options.jit.get_or_insert_default().background = how == "on";
        }
        Some("eager") => {
            options.jit.get_or_insert_default().background = false;
            options.tiers.entry_threshold = 2;
            options.tiers.loop_threshold = 2;
        }
        _ => return Err(Invalid::Value),
    }
    Ok(())
}

fn jit_pass_off(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let names = taipan_jit::opt::pass_names();
    match value {
        Some(pass) if names.contains(&pass) => {
            options.jit.get_or_insert_default().passes_off.push(pass.to_owned());
            Ok(())
        }
        _ => Err(Invalid::Because(format!("valid values are {}", names.join(", ")))),
    }
}

fn dump(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let value = value.ok_or(Invalid::Value)?;
    let (what, only) = match value.split_once('=') {
        Some((what, only)) => (what, Some(only.to_owned())),
        None => (value, None),
    };
    options.asked.extend(only.iter().map(|name| ("dump", name.clone())));
    match what {
        "bytecode" | "adaptive" => {
            options.dump = Some(Dump { adaptive: what == "adaptive", only });
            options.tiers.count = true;
        }
        "hir-built" | "hir" | "clif" | "asm" => {
            let jit = options.jit.get_or_insert_default();
            jit.dump.push(what.to_owned());
            jit.dump_only = only;
        }
        _ => return Err(Invalid::Value),
    }
    Ok(())
}

fn families(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let text = value.ok_or(Invalid::Value)?;
    families::parse(text, |what, on| options.tiers.switch(what, on)).map_err(Invalid::Because)
}

fn events(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let path = value.filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| Invalid::Because("a file is needed".to_owned()))?.to_owned();
    let format = options.events.take().and_then(|e| e.format);
    options.events = Some(EventLog { path, format });
    options.tiers.count = true;
    Ok(())
}

fn events_format(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let format = match value {
        Some("jsonl") => EventsFormat::Lines,
        Some("perfetto") => EventsFormat::Perfetto,
        _ => return Err(Invalid::Value),
    };
    match &mut options.events {
        Some(events) => events.format = Some(format),
        None => options.events = Some(EventLog { path: String::new(), format: Some(format) }),
    }
    Ok(())
}

fn threshold(value: Option<&str>, most: u32) -> Result<u32, Invalid> {
    match number(value.ok_or(Invalid::Number)?)? {
        n if (1..=most).contains(&n) => Ok(n),
        n => Err(Invalid::Because(format!("{n} is not between 1 and {most}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Opcode, Options, ROWS};

    fn error(option: &str) -> String {
        Options::default().set(option).expect_err("the option is wrong")
    }

    #[test]
    fn wrong_values_name_the_valid_ones() {
        assert_eq!(error("tier=fast"), "-X tier: valid values are generic, adaptive, jit");
        assert_eq!(error("tier"), "-X tier: valid values are generic, adaptive, jit");
        assert_eq!(error("stats=xml"), "-X stats: valid values are json");
        assert_eq!(error("warmup=soon"), "-X warmup: a number is needed, not 'soon'");
        assert_eq!(error("warmup=4096"), "-X warmup: 4096 is not between 0 and 4095");
        assert_eq!(error("heap-limit"), "-X heap-limit: a number is needed, not nothing");
        assert_eq!(
            error("families=-LOAD_ATR"),
            "-X families: no family 'LOAD_ATR'; nearest are LOAD_ATTR, BOOL_ADD, BOOL_AND"
        );
        assert!(error("families=LOAD_ATTR").contains("neither with + nor with -"));
        for row in ROWS {
            assert!(error("teir=generic").contains(row.name), "{}", row.name);
            assert!(Options::help().contains(row.name), "{}", row.name);
        }
    }

    #[test]
    fn right_values_are_set() {
        let mut options = Options::default();
        let given = [
            "tier=generic",
            "warmup=7",
            "heap-limit=64M",
            "recursion-limit=50",
            "dump=adaptive=f",
            "families=-LOAD_ATTR,+LOAD_ATTR_SLOT",
        ];
        for option in given {
            assert_eq!(options.set(option), Ok(()), "{option}");
        }
        assert!(!options.tiers.adaptive && options.jit.is_none());
        assert_eq!(options.tiers.warmup, 7);
        assert_eq!(options.runtime.heap.limit, 64 << 20);
        assert_eq!(options.recursion_limit, Some(50));
        assert_eq!(options.dump.expect("set").only.as_deref(), Some("f"));
        assert!(!options.tiers.allows(Opcode::LOAD_ATTR_INSTANCE_VALUE));
        assert!(options.tiers.allows(Opcode::LOAD_ATTR_SLOT));
    }
}
