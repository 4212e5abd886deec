//! The command line: `taipan [options] FILE | -c CMD | -m MOD | - [args]`, and the commands.

use crate::bench;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::io::IsTerminal;
use taipan::fuzz::command::Command;
use taipan::{Explain, Options, Program, environment};
use taipan_runtime::ctx::SysFlags;

const USAGE: &str = "usage: taipan [option] ... [-c cmd | -m mod | file | -] [arg] ...";

const COMMANDS: &str = "
commands (a file of such a name is ./bench):
  taipan bench [--runs N] [--json] [-X OPT] file [arg] ...
         runs the program under each tier and compares the times
  taipan dis [--function Q] [--adaptive] [--caches] [--counts] file|mod [arg] ...
         disassembles; with --adaptive or --counts after running it
  taipan fuzz [--seconds N] [--seed S] [--programs N] [--plans N] [--modes] [--frames] [--guards N|all|own|default]
              [--corpus DIR [--exact]] [-X OPT] [--save DIR] [--last FILE] [--first] [--show] [--verbose]
         compares generated programs, or mutants of a corpus, under tier plans; status 1 if any differ
  taipan fuzz-triage [--seconds N] case
         from a program that differs to a small one, the plans it takes, and what is to blame
  taipan fuzz-score [--corpus DIR] [--long] [--no-blame] [--save DIR] [fault]
         plants faults and tells which the fuzzing finds (builds with the feature 'faults')
  taipan explain [--html OUT] [-X OPT] file|mod [arg] ...
         runs the program; then its hottest lines, and why sites do not specialize
  taipan snapshot [-X OPT] -o OUT file|mod [arg] ...
         runs the program; then writes what became of its sites
  taipan compare [--fail-on lost,declined,deopt,...] A B
         what changed between two snapshots of a program; status 1 for what is to fail
";

const OPTIONS: &str = "
options:
  -c cmd  program passed in as string (terminates option list)
  -m mod  run library module as a script (terminates option list)
  -i      interactive session after the program
  -O      without assert; -OO also without docstrings
  -E      ignore PYTHON* variables; -P: the program's folder stays out of sys.path; -I: both
  -W arg  warning control
  -X opt  set an option, see below
  -q      no greeting
  -V      print the version
  -h      print this help
  -B, -b, -d, -s, -S, -u and -v are accepted and change nothing
  without a program and on a terminal: an interactive session

-X options:
";

/// What the command line asks for.
pub enum Request {
    /// Run a program.
    Run(Program, Vec<String>, Box<Options>),
    /// Compare tiers on a program.
    Bench(bench::Plan),
    /// Compare tiers on generated programs.
    Fuzz(Command),
    /// Compare two snapshots.
    Compare(String, String, Vec<String>),
    /// Print a text.
    Print(String),
}

/// Reads the arguments behind the program's name.
///
/// # Errors
/// The message; the exit status is 2.
pub fn parse(args: Vec<OsString>) -> Result<Request, String> {
    match args.first().and_then(|a| a.to_str()) {
        Some("bench") => bench::Plan::parse(args[1..].to_vec()).map(Request::Bench),
        Some("dis") => disassemble(args[1..].to_vec()),
        Some(name @ ("fuzz" | "fuzz-triage" | "fuzz-score")) => {
            Command::parse(name, args[1..].to_vec()).map(Request::Fuzz)
        }
        Some("explain") => explain(args[1..].to_vec()),
        Some("snapshot") => snapshot(args[1..].to_vec()),
        Some("compare") => compare(args[1..].to_vec()),
        _ => interpret(args),
    }
}

/// A message in CPython's form.
fn unusable(what: &str) -> String {
    format!("{what}\n{USAGE}\nTry 'taipan -h' for more information.")
}

fn text(v: OsString) -> String {
    v.to_string_lossy().into_owned()
}

/// The value of an option letter.
pub(crate) fn value(parser: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    parser
        .value()
        .map(text)
        .map_err(|_| unusable(&format!("Argument expected for the {option} option")))
}

fn rest(parser: &mut lexopt::Parser) -> Result<Vec<String>, String> {
    Ok(parser.raw_args().map_err(|e| e.to_string())?.map(text).collect())
}

fn set(options: &mut Options, option: &str) -> Result<(), String> {
    options.set(option).map_err(|message| format!("taipan: {message}"))
}

/// The request to run a program, once its options are known.
fn run(program: Program, args: Vec<String>, mut options: Options) -> Result<Request, String> {
    environment::apply(&mut options)?;
    options.settle().map_err(|message| format!("taipan: {message}"))?;
    Ok(Request::Run(program, args, Box::new(options)))
}

/// Notes an option that only `sys.flags` shows.
fn note(flags: &mut SysFlags, letter: char) {
    let counted = match letter {
        'b' => &mut flags.bytes_warning,
        'd' => &mut flags.debug,
        'v' => &mut flags.verbose,
        'B' => return flags.dont_write_bytecode = true,
        's' => return flags.no_user_site = true,
        'S' => return flags.no_site = true,
        _ => return,
    };
    *counted = counted.saturating_add(1);
}

fn interpret(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut parser = lexopt::Parser::from_args(args);
    let program = loop {
        match parser.next().map_err(|e| unusable(&e.to_string()))? {
            Some(Short('X')) => set(&mut options, &value(&mut parser, "-X")?)?,
            Some(Short('W')) => options.warnings.push(value(&mut parser, "-W")?),
            Some(Short('c')) => break Program::Command(value(&mut parser, "-c")?),
            Some(Short('m')) => break Program::Module(value(&mut parser, "-m")?),
            Some(Short('V') | Long("version")) => return Ok(Request::Print(version())),
            Some(Short('h' | '?') | Long("help")) => {
                let text = format!("{USAGE}\n{COMMANDS}{OPTIONS}{}", Options::help());
                return Ok(Request::Print(text));
            }
            Some(Short('O')) => options.optimize = (options.optimize + 1).min(2),
            Some(Short('i')) => {
                options.inspect = true;
                options.runtime.flags.interactive = true;
            }
            Some(Short('q')) => options.quiet = true,
            Some(Short('E')) => options.environment = false,
            Some(Short('P')) => options.safe_path = true,
            Some(Short('I')) => {
                (options.environment, options.safe_path) = (false, true);
                let flags = &mut options.runtime.flags;
                (flags.isolated, flags.no_user_site) = (true, true);
            }
            // Accepted for compatibility: they change nothing here but `sys.flags`.
            Some(Short(letter @ ('B' | 'b' | 'd' | 's' | 'S' | 'u' | 'v'))) => {
                note(&mut options.runtime.flags, letter);
            }
            Some(Value(v)) if v == "-" => break Program::Stdin,
            Some(Value(v)) => break Program::File(text(v)),
            Some(Short(letter)) => return Err(unusable(&format!("Unknown option: -{letter}"))),
            Some(Long(name)) => {
                let message = format!("unknown option --{name}");
                return Err(unusable(&message));
            }
            None if options.inspect || std::io::stdin().is_terminal() => {
                break Program::Interactive;
            }
            None => break Program::Stdin,
        }
    };
    let args = rest(&mut parser)?;
    run(program, args, options)
}

fn version() -> String {
    let (major, minor, micro) = taipan_runtime::stdlib::sys::VERSION;
    format!("Python {major}.{minor}.{micro} (Taipan {})\n", env!("CARGO_PKG_VERSION"))
}

/// An option of a command.
enum Given {
    /// `--name`.
    Long(String),
    /// `-o`.
    Output,
}

/// Reads the arguments of a command that runs a program. Options of the command may also stand right
/// behind the file. `take` gets each with the parser, for its value; false if it is none.
fn command(
    name: &str,
    args: Vec<OsString>,
    options: &mut Options,
    take: &mut dyn FnMut(&Given, &mut lexopt::Parser) -> Result<bool, String>,
) -> Result<(Program, Vec<String>), String> {
    let mut parser = lexopt::Parser::from_args(args);
    let (program, rest) = loop {
        let given = match parser.next().map_err(|e| unusable(&e.to_string()))? {
            Some(Short('X')) => {
                set(options, &value(&mut parser, "-X")?)?;
                continue;
            }
            Some(Long(name)) => Given::Long(name.to_owned()),
            Some(Short('o')) => Given::Output,
            Some(Short('m')) => {
                break (Program::Module(value(&mut parser, "-m")?), rest(&mut parser)?);
            }
            Some(Short('c')) => {
                break (Program::Command(value(&mut parser, "-c")?), rest(&mut parser)?);
            }
            Some(Value(file)) => break (file_or_module(text(file)), rest(&mut parser)?),
            Some(Short(letter)) => {
                return Err(format!("taipan {name}: invalid option '-{letter}'"));
            }
            None => return Err(format!("taipan {name}: a file is needed")),
        };
        if !take(&given, &mut parser)? {
            return Err(match given {
                Given::Long(option) => format!("taipan {name}: invalid option '--{option}'"),
                Given::Output => format!("taipan {name}: invalid option '-o'"),
            });
        }
    };
    let mut args = rest;
    while let Some(first) = args.first().cloned() {
        let given = match first.strip_prefix("--") {
            Some(name) if !name.is_empty() => Given::Long(name.to_owned()),
            None if first == "-o" => Given::Output,
            _ => break,
        };
        let mut parser = lexopt::Parser::from_args(args[1..].iter().cloned().map(OsString::from));
        if !take(&given, &mut parser)? {
            break;
        }
        let left = parser.raw_args().map_err(|e| e.to_string())?;
        args = left.map(text).collect();
    }
    Ok((program, args))
}

/// A file, or a module when there is no such file and the name can be a module's.
fn file_or_module(name: String) -> Program {
    let is_word = |word: &str| {
        let mut all = word.chars();
        all.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && all.all(|c| c.is_alphanumeric() || c == '_')
    };
    let can_be_module = !name.ends_with(".py") && name.split('.').all(is_word);
    match std::path::Path::new(&name).exists() || !can_be_module {
        true => Program::File(name),
        false => Program::Module(name),
    }
}

/// `taipan dis`.
fn disassemble(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut listing = taipan::Listing::default();
    let (program, args) = command("dis", args, &mut options, &mut |given, parser| {
        let Given::Long(name) = given else { return Ok(false) };
        match name.as_str() {
            "function" => listing.only = Some(value(parser, "--function")?),
            "adaptive" => listing.how.adaptive = true,
            "caches" => listing.how.caches = true,
            "counts" => listing.how.counts = true,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    count(&mut options);
    options.listing = Some(listing);
    run(program, args, options)
}

/// Counts executions; without machine code, which would run what is to be shown.
fn count(options: &mut Options) {
    options.tiers.count = true;
    options.jit = None;
}

/// `taipan explain`.
fn explain(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut how = Explain::Text;
    let (program, args) = command("explain", args, &mut options, &mut |given, parser| {
        let is_html = matches!(given, Given::Long(name) if name == "html");
        if is_html {
            how = Explain::Html(value(parser, "--html")?);
        }
        Ok(is_html)
    })?;
    count(&mut options);
    options.explain = Some(how);
    run(program, args, options)
}

/// `taipan snapshot`.
fn snapshot(args: Vec<OsString>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut out = None;
    let (program, args) = command("snapshot", args, &mut options, &mut |given, parser| {
        let is_output = matches!(given, Given::Output);
        if is_output {
            out = Some(value(parser, "-o")?);
        }
        Ok(is_output)
    })?;
    count(&mut options);
    let Some(out) = out else {
        return Err("taipan snapshot: -o OUT is needed".to_owned());
    };
    options.snapshot = Some(out);
    run(program, args, options)
}

/// `taipan compare`.
fn compare(args: Vec<OsString>) -> Result<Request, String> {
    let (mut files, mut fail_on) = (Vec::new(), Vec::new());
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|e| unusable(&e.to_string()))? {
        match arg {
            Long("fail-on") => {
                fail_on.extend(taipan::compare::kinds(&value(&mut parser, "--fail-on")?)?);
            }
            Value(file) => files.push(text(file)),
            other => return Err(format!("taipan compare: {}", other.unexpected())),
        }
    }
    match <[String; 2]>::try_from(files) {
        Ok([a, b]) => Ok(Request::Compare(a, b, fail_on)),
        Err(_) => Err("taipan compare: two snapshots are needed".to_owned()),
    }
}
