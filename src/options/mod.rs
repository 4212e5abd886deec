//! `-X` options and what they set. `table.rs` has a row per option, from which the help and the
//! messages are made; `values.rs` reads their values.

mod table;
mod values;

use table::{ROWS, Row};

use crate::explain::Explain;
use taipan_jit::backend::JitConfig;
use taipan_runtime::ctx::Config;
use taipan_runtime::limits::Limits;
use taipan_vm::TierConfig;
use taipan_vm::tier::families::nearest;

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
    /// Units of fuel in a turn of a thread.
    pub thread_slice: Option<u64>,
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
    /// Whether `faulthandler.enable()` is called at start.
    pub faulthandler: bool,
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

/// What a line of a recording begins with that is an option.
const OPTION: &str = "option ";

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
            thread_slice: None,
            events: None,
            optimize: 0,
            inspect: false,
            quiet: false,
            safe_path: false,
            environment: true,
            warnings: Vec::new(),
            faulthandler: false,
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
    /// One line that names the valid values, or the nearest names.
    pub fn set(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let Some(row) = ROWS.iter().find(|row| row.name == name) else {
            let near = nearest(name, ROWS.iter().map(|row| row.name)).join(", ");
            return Err(format!("-X {name}: unknown option; nearest are {near}"));
        };
        (row.set)(self, value).map_err(|invalid| row.message(value, invalid))?;
        self.given.push(option.to_owned());
        Ok(())
    }

    /// The `-X` options as `sys._xoptions` has them: names, and values if they have one.
    pub fn given(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.given.iter().map(|option| match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option.as_str(), None),
        })
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

    /// Units of fuel in a turn of a thread, where runs are to repeat: with a plan, a recording or an event log.
    pub fn thread_slice(&self) -> Option<u64> {
        const UNITS: u64 = 1000;
        let repeats = self.tiers.plan.is_some() || self.record.is_some() || self.events.is_some();
        self.thread_slice.or_else(|| repeats.then_some(UNITS))
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

#[cfg(test)]
mod tests {
    use super::{Options, ROWS};
    use taipan_vm::bytecode::Opcode;

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
        assert_eq!(error("teir=generic"), "-X teir: unknown option; nearest are tier, dev, jit");
        for row in ROWS {
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
