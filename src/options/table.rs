//! The table of `-X` options.

use super::values::*;
use super::{OPTION, Options, StatsFormat};
use std::time::Duration;
use taipan_runtime::heap::HeapConfig;
use taipan_vm::bytecode::Opcode;

pub(super) type Set = fn(&mut Options, Option<&str>) -> Result<(), Invalid>;

/// A row of the table.
pub(super) struct Row {
    pub name: &'static str,
    /// The values after `=`, as the help shows them; empty if there are none. In brackets if the
    /// option may stand alone.
    pub values: &'static str,
    pub doc: &'static str,
    pub set: Set,
}

macro_rules! rows {
    ($( $name:literal $values:literal $doc:literal |$options:ident, $value:ident| $set:expr; )*) => {
        pub(super) const ROWS: &[Row] = &[
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
    "entry-threshold" "N" "runs of a function before it is compiled (1100)" |o, v| {
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
    "gc" "on|off|never" "whether memory is collected before the program asks for it (on), or not even then" |o, v| {
        o.runtime.heap.min_threshold = match v {
            Some("on") => HeapConfig::default().min_threshold,
            Some("off" | "never") => usize::MAX / 4,
            _ => return Err(Invalid::Value),
        };
        o.runtime.heap.never = v == Some("never");
        o.runtime.heap.stress = 0;
        Ok(())
    };
    "fail-allocation" "N" "the program's N-th allocation of memory fails" |o, v| {
        o.fail_allocation = Some(number(v.ok_or(Invalid::Number)?)?);
        // Every allocation takes the slow path, where it is counted; none collects.
        o.runtime.heap.stress = u32::MAX;
        Ok(())
    };
    "fail-compile" "N" "the N-th step of making machine code finds no memory" |o, v| {
        o.jit.get_or_insert_default().fail_step = Some(number(v.ok_or(Invalid::Number)?)?);
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
    "thread-slice" "UNITS" "threads take turns of so many units of fuel, not of sys.getswitchinterval()" |o, v| {
        o.thread_slice = Some(number(v.ok_or(Invalid::Number)?)?);
        Ok(())
    };
    "time-limit" "SECONDS" "the program ends after this time" |o, v| {
        let seconds: f64 = number(v.ok_or(Invalid::Number)?)?;
        let time = Duration::try_from_secs_f64(seconds).map_err(|_| Invalid::Number)?;
        o.limits.time = Some(time);
        Ok(())
    };
    "dev" "" "as in CPython: warnings are shown, faulthandler and asyncio's checks are on" |o, v| {
        alone(v)?;
        o.runtime.flags.dev_mode = true;
        o.faulthandler = true;
        Ok(())
    };
    "faulthandler" "" "as in CPython: faulthandler.enable() at start" |o, v| {
        alone(v)?;
        o.faulthandler = true;
        Ok(())
    };
    "int_max_str_digits" "N" "as in CPython: sys.get_int_max_str_digits() at start (4300)" |o, v| {
        o.runtime.int_max_str_digits = max_str_digits(v.ok_or(Invalid::Number)?)?;
        Ok(())
    };
    "utf8" "[1]" "as in CPython; text is UTF-8 without it, too" |_o, v| match v {
        None | Some("1") => Ok(()),
        Some(_) => Err(Invalid::Value),
    };
    "frozen_modules" "[on|off]" "as in CPython; the standard library is embedded either way" |_o, v| match v {
        None | Some("on" | "off") => Ok(()),
        Some(_) => Err(Invalid::Value),
    };
}

impl Row {
    pub fn message(&self, value: Option<&str>, invalid: Invalid) -> String {
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
